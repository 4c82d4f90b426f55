"""The loop with home, in a real Chromium: a plan is made, leads practice, its numbers come back, adherence is shown."""

from pathlib import Path

import pytest

from formcheck.results.home.signed import read_plan
from tests.support.browser import look_at, page, picture_file, served, wait_for_stage, wait_for_view

pytestmark = pytest.mark.browser


def download(shown, selector, folder, name):
    """What a link of the page saves, as a file of that name."""
    with shown.expect_download() as going:
        shown.click(selector)
    path = folder / name
    path.write_bytes(Path(going.value.path()).read_bytes())
    return path


def test_a_plan_is_made_leads_practice_and_its_practice_comes_back_as_adherence(tmp_path):
    with served(tmp_path) as address, page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        # The clinician makes a plan.
        shown.goto(f"{address}review.html")
        shown.click("#home-open")
        assert shown.locator("#home-form").is_hidden()
        shown.fill("#home-code", "Maria")
        shown.keyboard.press("Tab")
        shown.wait_for_selector("#home-said:has-text('never a name')")
        shown.fill("#home-code", "P017")
        shown.keyboard.press("Tab")
        shown.wait_for_selector("#home-stress input")
        shown.fill("#home-hold_s", "")
        shown.click("#home-make")
        shown.wait_for_selector("#home-said:has-text('cannot be made')")
        shown.fill("#home-hold_s", "5")
        shown.fill("#home-sets", "1")
        shown.select_option("#home-sides", "right")
        shown.fill("#home-days_a_week", "3")
        shown.fill("#home-clinic", "Clinic North")
        shown.fill("#home-note", "Slowly, and breathe.")
        shown.check("#home-stress input[value=upright]")
        shown.uncheck("#home-flags input[value='6']")
        assert shown.locator("#home-flags input[value='1']").is_disabled()
        shown.click("#home-make")
        shown.wait_for_selector("#home-sentence:has-text('3 days a week')")
        shown.wait_for_function("() => document.getElementById('home-image').naturalWidth > 0")
        look_at(shown, "plan_made")
        plan = download(shown, "#home-file", tmp_path, "plan.json")
        made = read_plan(plan.read_text(encoding="utf-8"))
        assert (made.plan.hold_s, made.plan.sides, made.plan.flags) == (5, ("right",), (1, 2, 3, 4, 5, 7))

        # The patient practises by it, and gives the numbers back.
        shown.goto(address)
        wait_for_view(shown, "welcome")
        shown.click("#plan-take summary")
        shown.set_input_files("#plan-file", plan)
        shown.wait_for_selector(f"#plan-signed:has-text('{made.fingerprint}')")
        shown.click("#flags-no")
        shown.check("#keep")
        shown.click("#begin")
        wait_for_stage(shown, "hold")
        wait_for_view(shown, "summary")
        shown.wait_for_selector("#kept:has-text('Kept')")
        shown.click("[data-view='summary'] [data-back]")
        back = download(shown, "#back-file", tmp_path, "back.json")

        # The clinician takes them in, dropped on the page, and sees adherence.
        shown.goto(f"{address}review.html")
        shown.set_input_files("#files", back)
        shown.wait_for_selector("#list-said:has-text('P017: 1 practice session added')")
        shown.set_input_files("#files", back)
        shown.wait_for_selector("#list-said:has-text('P017: 0 practice sessions added')")
        assert shown.locator("#videos li").count() == 0
        shown.click("#home-open")
        shown.wait_for_selector("#home-sentence:has-text('3 days a week')")
        with shown.expect_popup() as popup:
            shown.click("#home-progress")
        popup.value.wait_for_selector("text=Practised on 1 of 3 days planned so far this week.")
        popup.value.wait_for_selector(".js-plotly-plot .main-svg")
