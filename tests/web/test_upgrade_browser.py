"""A page that was left open comes back to a server that was upgraded meanwhile: in a real Chromium."""

from urllib.parse import urlsplit

import pytest

from formcheck.web import protocol
from tests.support.browser import page, picture_file, served, wait_for_stage

pytestmark = pytest.mark.browser

NEWER = "newer"


def count_loads(shown):
    """Count from now on how often the page is loaded."""
    loads = []
    shown.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    return loads


def upgrade(shown, monkeypatch, *, script=True):
    """Let the next server be a newer one, with or without a script that goes with it."""
    monkeypatch.setattr(protocol, "PROTOCOL", NEWER)
    if script:
        text = f'export const PROTOCOL = "{NEWER}";'
        shown.route("**/shared/protocol.js", lambda route: route.fulfill(content_type="text/javascript", body=text))


def to_the_hold(shown, address):
    shown.goto(address)
    shown.click("#flags-no")
    shown.uncheck("#part-rest")
    shown.fill("#hold-seconds", "60")
    shown.click("#begin")
    wait_for_stage(shown, "hold")


GOOD_S = "JSON.parse(sessionStorage.getItem('formcheck-practice')).progress.parts[0].good_s"


def test_a_practice_goes_on_with_the_new_script_after_one_reload(tmp_path, monkeypatch):
    with page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        with served(tmp_path) as address:
            to_the_hold(shown, address)
            shown.wait_for_function(f"() => {GOOD_S} > 1")
        before = shown.evaluate(GOOD_S)
        upgrade(shown, monkeypatch)
        loads = count_loads(shown)
        with served(tmp_path, port=urlsplit(address).port or 0):
            shown.wait_for_function(f"least => {GOOD_S} > least + 1", arg=before)
            assert len(loads) == 1
            assert shown.locator("#outdated").is_hidden()


@pytest.mark.parametrize("where", ["", "review.html"])
def test_where_a_reload_does_not_help_the_page_says_so_and_reloads_no_more(tmp_path, monkeypatch, where):
    with served(tmp_path) as address, page(None) as shown:
        upgrade(shown, monkeypatch, script=False)
        loads = count_loads(shown)
        shown.goto(address + where)
        shown.wait_for_selector("#outdated:not([hidden]):has-text('older than formcheck')")
        shown.wait_for_timeout(1000)
        assert len(loads) == 2  # opened, and reloaded once


def test_the_clinicians_page_loads_itself_again_by_itself(tmp_path, monkeypatch):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address + "review.html")
        shown.wait_for_selector("#drop-where:has-text('kept')")
        upgrade(shown, monkeypatch)
        with shown.expect_event("domcontentloaded"):
            pass  # nobody touches it
        shown.wait_for_selector("#drop-where:has-text('kept')")
        assert shown.locator("#outdated").is_hidden()
        assert shown.locator("#lost").is_hidden()
