"""The loop with home, in a real Chromium: a plan is made, leads practice, its numbers come back, adherence is shown."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from formcheck.results.home.signed import read_plan
from tests.support.browser import look_at, page, picture_file, served, wait_for_stage, wait_for_view
from tests.support.plans import practised, signed

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
        shown.wait_for_selector("#kept:has-text('Kept on this computer')")
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


def troubles(shown):
    """What axe-core finds, and whether the page is wider than a phone."""
    shown.set_viewport_size({"width": 390, "height": 844})
    found = Axe().run(shown).response["violations"]
    wide = shown.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{v['id']}: {node['target']}" for v in found for node in v["nodes"]] + ["sideways"] * wide


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
def test_no_step_with_a_plan_has_an_accessibility_fault_or_is_too_wide_for_a_phone(tmp_path, locale):
    plan, found = signed(language=locale[:2], note="Slowly.", stress=("tuck", "upright")), {}
    (tmp_path / "plan.json").write_text(plan.as_file(), encoding="utf-8")
    with served(tmp_path) as address, page(None, locale=locale) as shown:
        shown.goto(address)
        wait_for_view(shown, "welcome")
        shown.click("#plan-take summary")
        shown.set_input_files("#plan-file", tmp_path / "plan.json")
        shown.wait_for_selector("#plan:not([hidden])")
        shown.click("#plan-take summary")
        found["welcome"] = troubles(shown)
        shown.click("#flags-no")
        shown.wait_for_selector("#routine-plan:not([hidden])")
        found["routine"] = troubles(shown)
        kept = practised(plan.plan.valid_from).model_dump_json()
        post = "body => fetch('api/history', {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
        shown.evaluate(post, kept)
        shown.click("[data-view=routine] [data-go=history]")
        shown.click("[data-view=history] [data-back]")
        shown.click("#back-code")
        shown.wait_for_function("() => document.getElementById('back-image').naturalWidth > 0")
        found["back"] = troubles(shown)
        shown.goto(f"{address}review.html")
        shown.click("#home-open")
        shown.fill("#home-code", "P017")
        shown.keyboard.press("Tab")
        shown.wait_for_selector("#home-stress input")
        shown.click("#home-make")
        shown.wait_for_selector("#home-made:not([hidden])")
        found["home"] = troubles(shown)
    assert {step: said for step, said in found.items() if said} == {}
