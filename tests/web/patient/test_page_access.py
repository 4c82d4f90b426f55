"""The patient's page for everybody: axe-core finds nothing on any step, and the keyboard alone leads through it all."""

import json
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import Kneeler, page, picture_file, served, wait_for_stage, wait_for_view, wait_until_heard

pytestmark = pytest.mark.browser
LOCALES = {"en": "en-GB", "es": "es-ES", "pt": "pt-BR"}
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
TOLD = """
window.told = [];
addEventListener("DOMContentLoaded", () => {
  const live = document.getElementById("caption");
  new MutationObserver(() => live.textContent && window.told.push(live.textContent)).observe(live, { childList: true });
});
"""
"""Writes down what the live region of the captions tells a screen reader."""
DONE = {"started_at": "2026-03-04T10:00:00Z", "parts": [{"side": "right", "target_s": 30, "good_s": 30}]}


@pytest.fixture
def camera(tmp_path):
    return picture_file(tmp_path / "camera.mjpeg")


def troubles(shown):
    """What axe-core finds, one line each."""
    found = Axe().run(shown).response["violations"]
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]


def sideways(shown):
    """By how many pixels the page is wider than the screen, or its table than its place."""
    return shown.evaluate("""() => {
      const places = [document.documentElement, ...document.querySelectorAll(".scroll")];
      return Math.max(...places.map((place) => place.scrollWidth - place.clientWidth));
    }""")


def cut_off(shown):
    """What of the stretch's own panel lies outside it: nobody scrolls while kneeling."""
    return shown.evaluate("""() => {
      const panel = document.querySelector(".panel").getBoundingClientRect();
      const inside = (box) => box.top >= panel.top - 1 && box.bottom <= panel.bottom + 1;
      const shown = [...document.querySelectorAll(".panel :is(p, .dial, li, button)")].filter((e) => e.offsetParent);
      const cut = (e) => getComputedStyle(e).position !== "fixed" && !inside(e.getBoundingClientRect());
      return shown.filter((e) => cut(e)).map((e) => `cut off: ${e.textContent.trim()}`);
    }""")


@pytest.mark.parametrize("language", LOCALES)
def test_no_step_has_an_accessibility_fault_and_none_is_too_large_for_a_phone(tmp_path, camera, language):
    with served(tmp_path) as address, page(camera, locale=LOCALES[language], viewport=LAPTOP) as shown:
        found = {}

        def look(step):
            found[step] = troubles(shown) + cut_off(shown)
            size = shown.viewport_size
            shown.set_viewport_size(PHONE)
            found[f"{step}, phone"] = troubles(shown) + cut_off(shown) + ["sideways"] * (sideways(shown) > 0)
            shown.set_viewport_size(size)

        shown.goto(address)
        wait_for_view(shown, "welcome")
        post = "body => fetch('api/history', {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
        for _ in range(2):
            shown.evaluate(post, json.dumps(DONE))
        look("welcome")
        shown.click("#flags-yes")
        look("advice")
        shown.click("#advice-back")
        shown.click("#flags-no")
        look("routine")
        shown.click("#sound-open")
        shown.click("#sound summary")
        look("sound")
        shown.click("#sound-close")
        shown.click("[data-view=routine] [data-go=history]")
        shown.wait_for_selector("#history-rows tr")
        look("history")
        shown.click("#history-rows tr:first-child button")
        look("history, one deleted")
        shown.click("[data-view=history] [data-go=routine]")
        shown.check("#part-ball")
        shown.fill("#hold-seconds", "60")
        shown.click("#begin")
        Kneeler.away = True  # looking takes its time: no step may be over before
        wait_for_view(shown, "rest")
        shown.click("#rest-start")
        look("rest")
        shown.click("#rest-skip")
        wait_for_stage(shown, "setup")
        look("setup")
        Kneeler.away = False
        wait_for_stage(shown, "hold")
        look("hold")
        shown.keyboard.press("Escape")
        wait_for_view(shown, "stopped")
        look("stopped")
        shown.click("#stopped-resume")
        wait_for_stage(shown, "hold")
        shown.click("#skip")
        wait_for_stage(shown, "turn")
        look("turn")
        shown.click("#skip")
        wait_for_view(shown, "ball")
        look("ball")
        shown.click("#ball-skip")
        wait_for_view(shown, "summary")
        look("summary")
    assert [f"{step}: {said}" for step, all_said in found.items() for said in all_said] == []


@pytest.mark.parametrize("language", LOCALES)
def test_the_camera_step_has_no_accessibility_fault_when_the_camera_is_refused(tmp_path, language):
    with served(tmp_path) as address, page(None, allow=False, locale=LOCALES[language]) as shown:
        shown.goto(address)
        shown.click("#flags-no")
        shown.uncheck("#part-rest")
        shown.click("#begin")
        wait_for_view(shown, "camera")
        before = troubles(shown)
        shown.click("#camera-allow")
        shown.wait_for_selector("#camera-trouble:not([hidden])")
        assert before + troubles(shown) == []


class Keys:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, shown):
        self._shown = shown

    def press(self, selector, key="Enter"):
        """Tab to something and press a key there."""
        self.reach(selector)
        self._shown.keyboard.press(key)

    def reach(self, selector):
        """Tab until something has the focus; it must be seen to have it."""
        for _ in range(40):
            if self._shown.evaluate("s => document.activeElement.matches(s)", selector):
                assert self._shown.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
                return
            self._shown.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {selector}")

    def at_the_heading_of(self, view):
        """Wait for a step, and find the focus on its heading."""
        wait_for_view(self._shown, view)
        self._shown.wait_for_function("v => document.activeElement.matches(`[data-view=${v}] h1`)", arg=view)


def test_the_keyboard_alone_leads_through_the_whole_practice(tmp_path, camera):
    with served(tmp_path) as address, page(camera) as shown:
        keys = Keys(shown)
        shown.add_init_script(TOLD)
        shown.goto(address)
        keys.at_the_heading_of("welcome")
        keys.press("#flags-no")
        keys.at_the_heading_of("routine")
        keys.press("#part-ball", "Space")
        keys.reach("#hold-seconds")
        shown.keyboard.press("Control+a")
        shown.keyboard.type("6")
        keys.press("#begin")
        keys.at_the_heading_of("rest")
        keys.press("#rest-start")
        keys.at_the_heading_of("rest")
        shown.wait_for_selector(".breath-word:has-text('Breathe in')")
        keys.press("#rest-skip")
        keys.at_the_heading_of("stage")
        shown.wait_for_function("() => document.activeElement.id === 'ask'")
        keys.press("#felt-yes")
        keys.at_the_heading_of("stage")
        wait_for_stage(shown, "turn")
        Kneeler.faces_left = True
        keys.at_the_heading_of("ball")
        keys.press("#ball-skip")
        keys.at_the_heading_of("summary")
        heard, told = shown.evaluate("[window.heard, window.told]")
    assert set(told) <= set(heard)
    assert not [said for said, next_said in pairwise(told) if said == next_said]
    assert "Do you feel a mild stretch?" in set(heard) - set(told)  # the focus tells it
    assert "Good. That is just right." in told
    assert "Come up slowly." in heard  # no praise: of the tuck of this one nothing was observed


@pytest.mark.parametrize(
    ("key", "said"), [("1", "Good. That is just right."), ("2", "Tuck a little more. Do not lunge deeper.")]
)
def test_a_number_key_answers_what_is_felt(tmp_path, camera, key, said):
    with served(tmp_path) as address, page(camera) as shown:
        shown.goto(address)
        shown.click("#flags-no")
        shown.uncheck("#part-rest")
        shown.fill("#hold-seconds", "6")
        shown.click("#begin")
        shown.wait_for_selector("#ask:not([hidden])")
        shown.keyboard.press(key)
        shown.wait_for_selector("#ask", state="hidden")
        wait_until_heard(shown, said)


def test_the_key_r_measures_anew_and_keeps_the_seconds(tmp_path, camera):
    with served(tmp_path) as address, page(camera) as shown:
        shown.goto(address)
        shown.click("#flags-no")
        shown.uncheck("#part-rest")
        shown.fill("#hold-seconds", "60")
        shown.click("#begin")
        held = "least => Number(document.getElementById('number').textContent) >= least"
        shown.wait_for_function(held, arg=2)
        shown.keyboard.press("r")
        wait_until_heard(shown, "Once more from the start. Kneel tall and relaxed.")
        shown.wait_for_function(held, arg=4)
        shown.click("#again")
        shown.wait_for_function("() => window.heard.filter((said) => said.startsWith('Once more')).length === 2")


def test_what_is_chosen_outlasts_a_look_at_the_history(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        shown.click("#flags-no")
        shown.uncheck("#part-lunge")
        shown.fill("#ball-seconds", "45")
        shown.click("[data-view=routine] [data-go=history]")
        shown.click("[data-view=history] [data-go=routine]")
        assert not shown.is_checked("#part-lunge")
        assert shown.input_value("#ball-seconds") == "45"


def test_who_chooses_nothing_sees_why_nothing_begins(tmp_path):
    with served(tmp_path) as address, page(None, viewport=PHONE) as shown:
        shown.goto(address)
        shown.click("#flags-no")
        shown.uncheck("#part-rest")
        shown.uncheck("#part-lunge")
        shown.click("#begin")
        box = shown.locator("#routine-trouble:has-text('Choose at least one part.')").bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"]


def test_what_was_said_goes_with_the_step_it_was_said_in(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        shown.click("#flags-no")
        shown.click("#begin")
        shown.keyboard.press("Escape")
        shown.wait_for_selector("#caption:has-text('Stopped.')")
        shown.click("#stopped-end")
        wait_for_view(shown, "summary")
        assert shown.inner_text("#caption") == ""


MOVING = "document.getAnimations().length"


@pytest.mark.parametrize("wanted", ["reduce", "no-preference"])
def test_nothing_moves_for_who_wants_no_movement(tmp_path, camera, wanted):
    with served(tmp_path) as address, page(camera, reduced_motion=wanted) as shown:
        shown.goto(address)
        shown.click("#flags-no")
        shown.fill("#hold-seconds", "60")
        shown.click("#begin")
        shown.click("#rest-start")
        shown.wait_for_selector(".breath.in")
        sizes, moving = set(), 0
        for _ in range(5):
            sizes.add(shown.locator("#rest-breath .moon").bounding_box()["width"])
            moving += shown.evaluate(MOVING)
            shown.wait_for_timeout(200)
        assert (len(sizes) == 1) is (wanted == "reduce")
        shown.click("#rest-skip")
        shown.wait_for_selector(".stage[data-running=true]")
        for _ in range(5):
            moving += shown.evaluate(MOVING)
            shown.wait_for_timeout(200)
        assert (moving == 0) is (wanted == "reduce")
