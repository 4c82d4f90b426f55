"""Draws the icons of the page from its drawing: ``python -m lab.icons``, with a Chromium.

A home screen wants pictures of fixed sizes; one that cuts its own shape wants the ground up to the edge, with the
drawing within the middle four fifths.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

SHARED = Path(__file__).parents[1] / "formcheck" / "web" / "static" / "shared"
DRAWING = SHARED / "icon.svg"
ICONS = {"icon-180.png": (180, True), "icon-192.png": (192, False), "icon-512.png": (512, False)}
"""Their sizes, and whether the ground goes up to the corners, as Apple rounds them itself."""
MASKABLE = "icon-maskable-512.png"
GROUND = "#17605c"


def main() -> None:
    """Draw all of them."""
    svg = DRAWING.read_text(encoding="utf-8")
    filled = svg.replace('rx="9"', "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        drawn = {name: (size, filled if full else svg, 1.0) for name, (size, full) in ICONS.items()}
        drawn[MASKABLE] = (512, filled, 0.8)
        for name, (size, drawing, share) in drawn.items():
            page.set_viewport_size({"width": size, "height": size})
            ground = GROUND if drawing is filled else "transparent"
            page.set_content(
                f"<style>body{{margin:0;background:{ground};display:grid;place-items:center;height:100vh}}"
                f"svg{{width:{100 * share}vw;height:{100 * share}vw}}</style>{drawing}"
            )
            page.screenshot(path=SHARED / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
