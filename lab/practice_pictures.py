"""The pictures of the practice page in README.md: ``python -m lab.practice_pictures`` takes them in Chromium."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path
from typing import Any

from lab.practice_page import Server, camera_file, chromium, empty_room, jpegs_of, still

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
HOLDS = ("tucked_then_lost", "good_left_knee")
SIZE = {"width": 1280, "height": 800}
SETTINGS = """
[gates]
frame_rate_pass = 0.4
frame_rate_degrade = 0.2
[pelvis]
fresh_s = 2
fuse_s = 2
[pelvis.calibration]
step_s = 0.5
react_s = 1.0
"""
"""Calibration is passed over, as the people of the samples do not do what they are asked; a slow machine will do."""
BEFORE = ((12, 18), (22, 20), (24, 30), (30, 28))
"""Seconds left and right of the practices before, so that there is a trend."""
KEEP = "body => fetch('api/history', {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
SHOWN = (
    ".stage[data-stage=hold][data-running=true]:has(#pelvis[data-word=tucked]):has(#number:text-matches('^1[2-9]$'))"
)


def practise(page: Any, url: str) -> None:
    """Go through a practice and take a picture of its beginning, its middle and its end."""
    page.goto(url)
    page.wait_for_selector("#flags-no")
    take(page, "practice_welcome")
    today = datetime.datetime.now(datetime.UTC)
    for days, (left, right) in zip(range(8, 0, -2), BEFORE, strict=True):
        parts = [{"side": "left", "good_s": left, "target_s": 30}, {"side": "right", "good_s": right, "target_s": 30}]
        done = {"started_at": (today - datetime.timedelta(days=days)).isoformat(), "parts": parts}
        page.evaluate(KEEP, json.dumps(done))
    page.click("#flags-no")
    page.uncheck("#part-rest")
    page.click("#begin")
    page.wait_for_selector("#ask:not([hidden])")
    page.keyboard.press("1")
    page.wait_for_selector(SHOWN)
    take(page, "practice_hold")
    page.wait_for_selector("[data-view=summary]:not([hidden])")
    page.wait_for_selector("#trend:not([hidden])")
    page.wait_for_selector("#caption", state="hidden")
    take(page, "practice_summary")


def take(page: Any, name: str) -> None:
    """Write one picture."""
    file = FOLDER / f"{name}.jpg"
    page.screenshot(path=str(file), type="jpeg", quality=82)
    print(f"{file} ({file.stat().st_size / 1000:.0f} kB)")


def main() -> None:
    """Take the three pictures of README.md; a few minutes."""
    with tempfile.TemporaryDirectory() as folder:
        pictures: list[bytes] = []
        for name in HOLDS:
            jpegs = jpegs_of(ROOT / "samples" / f"{name}.mp4")
            pictures += still(jpegs, 12) + jpegs[:140] + (jpegs[140:100:-1] + jpegs[101:141]) * 20 + empty_room(4)
        server = Server(Path(folder), settings=SETTINGS)
        server.start()
        try:
            with chromium(camera_file(Path(folder) / "camera.mjpeg", pictures)) as browser:
                page = browser.new_context(viewport=SIZE, locale="en-GB").new_page()
                page.set_default_timeout(600_000)
                practise(page, server.url)
        finally:
            server.end()


if __name__ == "__main__":
    main()
