"""The pictures of the practice page in README.md: ``python -m lab.practice_pictures`` takes them in Chromium."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.support.browser import TAUGHT
from tests.support.chromium import chromium
from tests.support.obeying import obeying_camera
from tests.support.practice_page import Server, jpegs_of

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
HOLD = "range_then_tucked"
RELAXED, TUCKED = slice(12, 44), slice(190, 216)
"""Pictures of this sample."""
SIZE = {"width": 1280, "height": 800}
SETTINGS = """
[gates]
frame_rate_pass = 0.4
frame_rate_degrade = 0.2
[pelvis]
fresh_s = 2
"""
"""A slow machine will do."""
BEFORE = ((12, 18), (22, 20), (24, 30), (30, 28))
"""Seconds left and right of the practices before, so that there is a trend."""
TODAY = {
    "left": {"good_s": 24, "held_s": 30, "tucked_s": 24, "fault_s": {"over_lunging": 6}},
    "right": {"good_s": 30, "held_s": 31, "tucked_s": 30, "fault_s": {}},
}
"""The practice of the last picture."""
KEEP = "body => fetch('api/history', {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
SHOWN = ".stage[data-stage=hold][data-running=true]:has(#tuck[data-word=tucked]):has(#number:text-matches('^1[2-9]$'))"


def practise(page: Any, url: str) -> None:
    """Begin a practice and take a picture of its beginning and its middle."""
    page.goto(url)
    page.wait_for_selector("#flags-no")
    take(page, "practice_welcome")
    page.click("#flags-no")
    page.uncheck("#part-rest")
    page.click("#begin")
    page.wait_for_selector("#ask:not([hidden])")
    page.keyboard.press("1")
    page.wait_for_selector(SHOWN)
    take(page, "practice_hold")


def sum_up(page: Any, url: str) -> None:
    """Take a picture of the end of a practice, the last of several."""
    page.goto(url)
    page.wait_for_selector("#flags-no")
    today = datetime.datetime.now(datetime.UTC)
    for days, (left, right) in zip(range(8, 0, -2), BEFORE, strict=True):
        parts = [{"side": "left", "good_s": left, "target_s": 30}, {"side": "right", "good_s": right, "target_s": 30}]
        done = {"started_at": (today - datetime.timedelta(days=days)).isoformat(), "parts": parts}
        page.evaluate(KEEP, json.dumps(done))
    held = [{"side": side, "felt": "yes", **part} for side, part in TODAY.items()]
    progress = {"target_s": 30, "now": len(held), "parts": held}
    practice = {"view": "summary", "queue": [], "startedAt": today.isoformat(), "progress": progress}
    page.evaluate("practice => sessionStorage.setItem('formcheck-practice', practice)", json.dumps(practice))
    page.reload()
    page.wait_for_selector("#trend:not([hidden])")
    take(page, "practice_summary", whole=True)


def take(page: Any, name: str, whole: bool = False) -> None:
    """Write one picture: of what is seen, or of the whole page."""
    file = FOLDER / f"{name}.jpg"
    page.screenshot(path=str(file), type="jpeg", quality=82, full_page=whole)
    print(f"{file} ({file.stat().st_size / 1000:.0f} kB)")


def main() -> None:
    """Take the three pictures of README.md; a few minutes."""
    with tempfile.TemporaryDirectory() as folder:
        jpegs = jpegs_of(ROOT / "samples" / f"{HOLD}.mp4")
        camera = obeying_camera({"relax": jpegs[RELAXED], "tuck": jpegs[TUCKED]})
        server = Server(Path(folder), settings=SETTINGS)
        server.start()
        try:
            with chromium(None) as browser:
                for picture in (sum_up, practise):
                    page = browser.new_context(viewport=SIZE, locale="en-GB").new_page()
                    page.add_init_script(camera)
                    page.add_init_script(TAUGHT)
                    page.set_default_timeout(600_000)
                    picture(page, server.url)
        finally:
            server.end()


if __name__ == "__main__":
    main()
