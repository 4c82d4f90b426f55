"""What makes the patient's page easier to use, in a real Chromium: captions, keys, size, language, reminders."""

import json
from pathlib import Path

import pytest

from formcheck.messages.catalogue import languages
from tests.support.browser import (
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

OVERLAP = """() => {
  const box = document.getElementById("caption").getBoundingClientRect();
  const meets = (r) => r.left < box.right && r.right > box.left && r.top < box.bottom && r.bottom > box.top;
  return [...document.querySelectorAll("button, a, select, input")]
    .filter((e) => e.offsetParent && meets(e.getBoundingClientRect()))
    .map((e) => e.id || e.textContent);
}"""


@pytest.fixture
def camera(tmp_path):
    return picture_file(tmp_path / "camera.mjpeg")


def to_the_stage(shown, address):
    begin_lunge(shown, address, hold_s=60)
    wait_for_stage(shown, "hold")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 720}, {"width": 390, "height": 844}])
def test_no_caption_covers_a_button_of_the_stop_page_or_the_summary(tmp_path, camera, viewport):
    long_text = "text => document.getElementById('caption').textContent = text.repeat(3)"
    with served(tmp_path) as address, page(camera, viewport=viewport) as shown:
        to_the_stage(shown, address)
        shown.keyboard.press("Escape")
        wait_for_view(shown, "stopped")
        shown.evaluate(long_text, "Stopped. Rest. You decide when to go on. ")
        assert shown.evaluate(OVERLAP) == []
        shown.click("#stopped-end")
        wait_for_view(shown, "summary")
        shown.evaluate(long_text, "Well done. Come up slowly. ")
        assert shown.evaluate(OVERLAP) == []
        look_at(shown, f"summary_{viewport['width']}")


def test_single_keys_can_be_turned_off_and_the_text_made_larger(tmp_path, camera):
    with served(tmp_path) as address, page(camera) as shown:
        to_the_stage(shown, address)
        size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
        before = shown.evaluate(size)
        shown.click("#sound-open")
        shown.uncheck("#single-keys")
        shown.select_option("#text-size", "1.5")
        look_at(shown, "settings")
        shown.click("#sound-close")
        assert shown.evaluate(size) == pytest.approx(1.5 * before)
        look_at(shown, "large")
        shown.keyboard.press("3")
        shown.wait_for_timeout(300)
        assert shown.get_attribute("body", "data-showing") == "stage"
        shown.keyboard.press("Escape")
        wait_for_view(shown, "stopped")


def test_the_language_chosen_in_the_stretch_reaches_the_coach(tmp_path, camera):
    with served(tmp_path) as address, page(camera) as shown:
        to_the_stage(shown, address)
        shown.select_option("#language", "es")
        Kneeler.away = True
        shown.wait_for_selector('#why:has-text("No se ve a nadie")')


def test_the_history_counts_days_and_gives_a_calendar_file(tmp_path):
    post = "body => fetch('api/history', {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        for day, tuck in ((4, 4.2), (9, 6.1)):
            part = {"side": "right", "target_s": 30, "good_s": 30, "own_tuck_deg": tuck}
            done = {"started_at": f"2026-03-0{day}T10:00:00Z", "pain_before": 4, "pain_after": 2, "parts": [part]}
            shown.evaluate(post, json.dumps(done))
        shown.click("#flags-no")
        shown.click("[data-view=routine] [data-go=history]")
        shown.wait_for_selector("#days:has-text('Practised on 2 days')")
        assert "4.2° at first and 6.1° at last" in shown.inner_text("#own-tuck")
        assert shown.get_attribute("#own-tuck-trend svg", "aria-label") == "Right knee down: Mar 4 4.2°, Mar 9 6.1°"
        assert shown.locator("#own-tuck-trend .own-mark").count() == 2
        assert "4→2" in shown.inner_text("#history-rows")
        with shown.expect_download() as download:
            shown.click("#remind-save")
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert text.startswith("BEGIN:VCALENDAR") and "SUMMARY:A gentle stretch" in text
        shown.locator("#own-tuck-trend").scroll_into_view_if_needed()
        look_at(shown, "history")


def test_the_best_picture_is_kept_only_if_asked_for_and_stands_on_the_sheet_of_instructions(tmp_path, camera):
    stored = "localStorage.getItem('formcheck-best-picture')"
    with served(tmp_path) as address, page(camera) as shown:
        shown.add_init_script("window.print = () => (window.printed = document.getElementById('paper').innerHTML)")
        to_the_stage(shown, address)
        shown.wait_for_selector("#number:text-matches('^([3-9]|[1-9][0-9])$')")
        shown.keyboard.press("Escape")
        shown.click("#stopped-end")
        wait_for_view(shown, "summary")
        shown.wait_for_selector("#best:not([hidden])")
        shown.wait_for_function(
            "() => document.getElementById('best-picture').width > 310"
        )  # 300 is that of an empty one
        assert shown.evaluate(stored) is None  # nobody has asked for it
        shown.locator("#best").scroll_into_view_if_needed()
        look_at(shown, "best")
        shown.click("#best-keep")
        shown.wait_for_selector("#best-kept:has-text('Kept in this browser')")
        assert shown.evaluate(stored).startswith("data:image/jpeg;base64,")
        shown.click("[data-view=summary] [data-go=history]")
        shown.click("#sheet-print")
        shown.wait_for_function("() => window.printed")
        assert shown.evaluate("document.getElementById('paper-own').width") > 310
        assert "This was you at your best" in shown.evaluate("window.printed")
        shown.emulate_media(media="print")
        assert shown.locator("#paper-own").is_visible()
        paper = shown.inner_text("#paper")
        for words in ("Tuck your tailbone under, gently.", "60 seconds on each side, breathing", "Stop at sharp"):
            assert words in paper
        assert shown.locator("main").is_hidden()
        look_at(shown, "sheet")
        shown.emulate_media(media="screen")
        shown.evaluate("dispatchEvent(new Event('afterprint'))")
        shown.click("#sheet-remove")
        assert shown.evaluate(stored) is None
        shown.reload()
        shown.wait_for_selector("#flags-no")
        assert shown.evaluate(stored) is None


def test_without_a_picture_the_sheet_shows_the_drawn_one(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.add_init_script("window.print = () => (window.printed = true)")
        shown.goto(address)
        shown.click("#flags-no")
        shown.click("[data-view=routine] [data-go=history]")
        assert shown.locator("#sheet-picture").is_hidden()
        shown.click("#sheet-print")
        shown.wait_for_function("() => window.printed")
        shown.emulate_media(media="print")
        assert shown.locator("#paper-drawn").is_visible() and shown.locator("#paper-own").is_hidden()
        look_at(shown, "sheet_drawn")
        pdf = shown.pdf(format="A4")
        assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1


@pytest.mark.parametrize("language", languages())
def test_the_page_fits_a_phone_in_each_language_with_the_list_of_languages_in_its_head(tmp_path, language):
    phone = {"width": 360, "height": 780}
    with served(tmp_path) as address, page(None, viewport=phone, locale=language) as shown:
        shown.goto(address)
        shown.wait_for_selector("#flags-no")
        assert shown.input_value("#language") == language
        assert shown.locator("#language option").count() == len(languages())
        for button in ("#flags-no", "[data-view=routine] [data-go=history]"):
            assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
            shown.click(button)
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
