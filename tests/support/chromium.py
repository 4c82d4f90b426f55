"""A real Chromium, with a clip as its camera, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def need_chromium() -> None:
    """Skip where there is no browser, but never where formcheck is checked before it lands."""
    if CHROMIUM is None and not os.environ.get("FORMCHECK_CI"):
        pytest.skip("no Chromium here: apt-get install chromium")


@contextmanager
def chromium(camera: Path | None, *, allow: bool = True, trusted: Sequence[str] = ()) -> Iterator[Any]:
    """Open a fresh Chromium, as Playwright drives it.

    Parameters
    ----------
    camera
        What it takes for its camera; None for a computer without one.
    allow
        Whether the camera is allowed.
    trusted
        Digests of the keys of certificates that it takes as if it knew them.
    """
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    if camera is not None:
        arguments += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}"]
    arguments.append("--use-fake-ui-for-media-stream" if allow else "--deny-permission-prompts")
    if trusted:
        arguments.append(f"--ignore-certificate-errors-spki-list={','.join(trusted)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
