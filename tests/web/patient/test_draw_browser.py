"""The drawing over the picture, in a real Chromium: the skeleton glides from one answer to the next."""

import pytest

from tests.support.browser import page, served

pytestmark = pytest.mark.browser

DOTS = """
window.dots = [];
const arc = CanvasRenderingContext2D.prototype.arc;
CanvasRenderingContext2D.prototype.arc = function (x, ...rest) {
  window.dots.push(x / this.canvas.width);
  return arc.call(this, x, ...rest);
};
"""
"""Writes down where the joints are drawn."""

DRAW = """async () => {
  const now = performance.now.bind(performance);
  performance.now = () => now() / 20;  // a slow machine is no failure: the glide of 100 ms lasts two seconds
  const { Overlay } = await import(new URL("patient/draw.js", document.baseURI));
  const canvas = document.body.appendChild(document.createElement("canvas"));
  Object.assign(canvas.style, { position: "fixed", width: "400px", height: "300px" });
  const overlay = new Overlay(canvas, document.createElement("video"));
  const pelvis = { word: "", source: "none", reason: null, band: null };
  const answer = (x) => ({ points: { rear_knee: [x, 0.5] }, limbs: {}, facing: null, pelvis });
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  overlay.show(answer(0.2));
  await pause(2000);
  window.dots = [];
  overlay.show(answer(0.3));
  const until = now() + 60_000;
  while (window.dots.at(-1) < 0.3 - 1e-9 && now() < until) await pause(20);
  await pause(300);
  const [drawn, all] = [window.dots.slice(), window.dots.length];
  await pause(300);
  return { drawn, rests: window.dots.length === all };
}"""


def places(tmp_path, **context):
    """Where a knee is drawn that one answer has at 0.2 of the width and the next one at 0.3."""
    with served(tmp_path) as address, page(None, **context) as shown:
        shown.add_init_script(DOTS)
        shown.goto(address)
        shown.wait_for_selector("#flags-no")
        return shown.evaluate(DRAW)


def test_between_two_answers_the_skeleton_is_on_its_way(tmp_path):
    glide = places(tmp_path)
    drawn = glide["drawn"]
    assert drawn == sorted(drawn)
    assert (drawn[0], drawn[-1]) == (pytest.approx(0.2), pytest.approx(0.3))
    assert any(0.201 < x < 0.299 for x in drawn)
    assert glide["rests"]


def test_whoever_wants_less_motion_sees_each_answer_at_once(tmp_path):
    assert places(tmp_path, reduced_motion="reduce")["drawn"] == pytest.approx([0.3, 0.3])  # the two circles of a dot
