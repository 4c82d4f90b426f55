"""The picture of the Review page in docs/review.md: ``python -m lab.review_pictures`` takes it in Chromium.

Two samples are dropped in, one is corrected: the neutral marked with the mouse, a hold with the keys, a note written.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from lab.practice_pictures import FOLDER, ROOT
from tests.support.chromium import chromium
from tests.support.practice_page import Server

SAMPLES = ("over_lunge", "arched")
SIZE = {"width": 1366, "height": 768}
NEUTRAL_S = (0.6, 1.8)
HOLD_S = (2.4, 6.4)
NOTES = {"en": "Deep from the start: shorter stance, then again.", "es": "Profundo desde el principio: paso más corto."}
SEEK = "s => new Promise(r => { const f = document.getElementById('film'); f.onseeked = r; f.currentTime = s; })"
LANE = "e => { const b = e.querySelector('.lane').getBoundingClientRect(); return [b.x, b.y + b.height / 2, b.width]; }"
WATCHED = """() => {
  const [top, bottom] = ["job", "time"].map((id) => document.getElementById(id).getBoundingClientRect());
  return { x: top.x - 12, y: top.y + scrollY - 12, width: top.width + 24, height: bottom.bottom - top.top + 24 };
}"""
"""From the name of the video to its curves."""


def correct(page: Any, language: str) -> None:
    """Drop the samples in and correct the first as a clinician would."""
    page.set_input_files("#files", [ROOT / "samples" / f"{name}.mp4" for name in SAMPLES])
    page.wait_for_function("() => document.querySelectorAll('button.video-name').length === 2")
    page.click(f"button.video-name:has-text('{SAMPLES[0]}')")
    page.wait_for_function("() => document.getElementById('film').readyState > 1")
    page.locator("#timeline").scroll_into_view_if_needed()
    x, y, width = page.eval_on_selector("#timeline", LANE)
    duration = page.evaluate("document.getElementById('film').duration")
    start, end = (x + width * s / duration for s in NEUTRAL_S)
    with page.expect_response(lambda answer: "/corrections" in answer.url):
        page.mouse.move(start, y)
        page.mouse.down()
        page.mouse.move((start + end) / 2, y)
        page.mouse.move(end, y)
        page.mouse.up()
    page.evaluate(SEEK, HOLD_S[0])
    page.keyboard.press("h")
    page.evaluate(SEEK, HOLD_S[1])
    with page.expect_response(lambda answer: "/corrections" in answer.url):
        page.keyboard.press("h")
    page.fill("#note", NOTES.get(language, NOTES["en"]))
    before = page.get_attribute("#film", "src")
    page.click("#redraw")
    page.wait_for_function("b => document.getElementById('film').getAttribute('src') !== b", arg=before)
    page.wait_for_function("() => document.getElementById('film').readyState > 1")
    page.evaluate(SEEK, HOLD_S[1] - 0.5)
    page.evaluate("scrollTo(0, 0)")


def main(
    language: Annotated[str, typer.Option(help="Of the page.")] = "en",
    whole: Annotated[Path | None, typer.Option(help="Take the whole page into this file instead.")] = None,
) -> None:
    """Take the picture; a minute or two."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), ["--review", "--keep-in", str(Path(folder) / "Reviews")])
        server.start()
        try:
            with chromium(None) as browser:
                page = browser.new_context(viewport=SIZE, locale=language).new_page()
                page.set_default_timeout(600_000)
                page.goto(server.url)
                correct(page, language)
                file = whole or FOLDER / "review_page.jpg"
                part = None if whole else page.evaluate(WATCHED)
                page.screenshot(path=str(file), type="jpeg", quality=80, full_page=True, clip=part)
                typer.echo(f"{file} ({file.stat().st_size / 1000:.0f} kB)")
        finally:
            server.end()


if __name__ == "__main__":
    typer.run(main)
