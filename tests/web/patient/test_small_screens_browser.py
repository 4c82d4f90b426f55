"""The stretch on a phone, upright and on its side, and a tablet: nothing is cut off, no caption covers a button."""

from typing import Any

import pytest

from formcheck.messages.catalogue import catalogue, languages
from tests.support.browser import (
    QUICK,
    Kneeler,
    begin_lunge,
    look_at,
    page,
    picture_file,
    served,
    wait_for_stage,
    wait_for_view,
)

pytestmark = pytest.mark.browser

SCREENS: dict[str, dict[str, Any]] = {
    name: {"viewport": {"width": width, "height": height}, "has_touch": True, "is_mobile": True}
    for name, width, height in (("upright", 390, 844), ("lying", 844, 390), ("small", 667, 375), ("tablet", 820, 1180))
}
ASKING = QUICK.model_copy(update={"practice": QUICK.practice.model_copy(update={"ask_after_s": 0.5})})
FAULTS = """(caption) => {
  document.getElementById("caption").textContent = caption;
  const there = (e) => e.offsetParent !== null || (getComputedStyle(e).position === "fixed" && !e.hidden);
  const all = (names) => [...document.querySelectorAll(names)].filter((e) => there(e) && e.getClientRects().length);
  const box = (e) => e.getBoundingClientRect();
  const name = (e) => e.id || e.className;
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const texts = all(".panel :is(.word, .why, .part, .layers, li, .number)").filter((e) => e.textContent.trim());
  const found = [];
  for (const e of [...all("button, select"), ...texts, ...all("#caption")]) {
    const { left, right, top, bottom } = box(e);
    if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) found.push(`outside: ${name(e)}`);
  }
  for (const e of all("button, select")) {
    if (meet(box(e), box(document.getElementById("caption")))) found.push(`the caption covers ${name(e)}`);
    if (e.closest(".panel") && meet(box(e), box(document.getElementById("stop")))) found.push(`stop covers ${name(e)}`);
  }
  for (const e of texts) if (meet(box(e), box(document.getElementById("stop")))) found.push(`stop covers ${name(e)}`);
  const panel = document.querySelector("[data-view=stage] .panel");
  if (panel.scrollHeight > panel.clientHeight + 1) found.push("the panel has to be scrolled");
  if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the screen");
  return found;
}"""
ASKED = """([skip, word, why]) => {
  const shown = (id, textContent) => Object.assign(document.getElementById(id), { hidden: false, textContent });
  document.querySelector("[data-view=stage]").dataset.stage = "calibrate";
  document.getElementById("posture").hidden = false;
  shown("skip", skip);
  shown("word", word);
  shown("why", why);
}"""
"""Shows the step that asks for the own range, which this quick practice leaves out."""
PICTURE = "document.querySelector('.picture').getBoundingClientRect().height / innerHeight"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("screen", SCREENS)
def test_the_stretch_fits(tmp_path, screen, language):
    words = catalogue(language).page
    locale = words["app.locale"]
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path, ASKING) as address, page(camera, locale=locale, **SCREENS[screen]) as shown:
        found = {}

        def look(step, caption):
            found[step] = shown.evaluate(FAULTS, words[caption])
            look_at(shown, f"{screen}_{language}_{step}")

        begin_lunge(shown, address, 30)
        wait_for_stage(shown, "hold")
        look("hold", "say.setup")
        tall = shown.evaluate(PICTURE)
        texts = [words[key] for key in ("stage.without_range", "word.arch", "stage.range_why")]
        both = f"([texts, caption]) => {{ ({ASKED})(texts); return ({FAULTS})(caption); }}"  # before the next answer
        found["own range"] = shown.evaluate(both, [texts, words["say.setup"]])
        shown.wait_for_selector("#ask:not([hidden])")
        look("ask", "say.answer_pain")
        shown.click("#felt-yes")
        shown.click("#skip")
        wait_for_stage(shown, "turn")
        look("turn", "say.setup")
        Kneeler.away = True
        shown.wait_for_selector("#ticks .block")
        look("missing", "say.setup")
        shown.click("#stop")
        wait_for_view(shown, "stopped")
    assert [f"{step}: {fault}" for step, faults in found.items() for fault in faults] == []
    assert tall >= (0.55 if screen in ("lying", "small") else 0.28)
