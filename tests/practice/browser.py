"""A real browser with a clip as its camera, and the real server: for the tests from end to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import clips
import cv2
import numpy as np
from chromium import CHROMIUM

PATIENCE_MS = 240_000
"""A slow machine is no failure: every test waits for a state, as long as this."""

SETTINGS = """
[gates]
frame_rate_pass = 0.4
frame_rate_degrade = 0.2
[filters]
gap_s = 3.0
[phases]
blink_s = 3.0
end_after_s = 6.0
[coaching]
guide_after_s = 2.0
[pelvis.calibration]
step_s = 0.5
react_s = 1.0
"""
"""What lets a machine that manages only a few pictures a second go the same way as a fast one."""

EMPTY_ROOM = np.full((480, 640, 3), (170, 178, 182), np.uint8)

HEARD = """
window.heard = [];
class Words { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Words;
const voice = { lang: 'en-GB', name: 'Voice', voiceURI: 'voice', localService: true, default: true };
const synthesis = { getVoices: () => [voice], speak: (w) => window.heard.push(w.text), cancel: () => {} };
Object.defineProperty(window, 'speechSynthesis', { value: synthesis });
"""
"""Chromium without a desktop has no voice: this one writes down what it is to say."""


def camera_file(path: Path, samples: Sequence[tuple[str, int]]) -> Path:
    """Write clips, each so many times, as the Motion JPEG that Chromium takes for a camera; it plays it for ever.

    ``nobody`` is an empty room, so many seconds.
    """
    with path.open("wb") as file:
        for name, times in samples:
            if name == "nobody":
                file.write(_jpeg(EMPTY_ROOM) * 24 * times)
                continue
            jpegs = []
            for image in clips.pictures(clips.SAMPLES / f"{name}.mp4"):
                small = cv2.resize(image, (640, 480), interpolation=cv2.INTER_AREA)
                jpegs.append(_jpeg(small))
            file.writelines(jpegs * times)
    return path


def picture_file(path: Path, image: np.ndarray | None = None) -> Path:
    """Write one picture, or an empty room, as a camera."""
    path.write_bytes(_jpeg(EMPTY_ROOM if image is None else cv2.resize(image, (640, 480))) * 48)
    return path


def _jpeg(image: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()


class Server:
    """`formcheck practice` as a user starts it, with its data in a folder of its own.

    Parameters
    ----------
    folder
        For its settings, its data and what is temporary.
    options
        More of the command line.
    settings
        Settings in TOML.
    """

    def __init__(self, folder: Path, options: Sequence[str] = (), settings: str = SETTINGS) -> None:
        self._folder = folder
        self._options = options
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        (folder / "settings.toml").write_text(settings, encoding="utf-8")
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it and wait until it gives its address."""
        command = [sys.executable, "-m", "formcheck", "practice", "--no-browser"]
        command += ["--settings", str(self._folder / "settings.toml"), *self._options]
        environment = {**os.environ, "XDG_DATA_HOME": str(self._folder / "data"), "TMPDIR": str(self.scratch)}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.url

    def end(self, how: int = signal.SIGINT) -> int:
        """Stop it; return its exit code."""
        assert self._process is not None
        self._process.send_signal(how)
        try:
            return self._process.wait(60)
        finally:
            self._process.kill()
            assert self._process.stdout is not None
            self._process.stdout.close()


@contextmanager
def page(camera: Path | None, *, allow: bool = True, **context: Any) -> Iterator[Any]:
    """Open a page in a fresh browser.

    Parameters
    ----------
    camera
        The clip; None for a computer without one.
    allow
        Whether the camera is allowed.
    context
        Passed on to Playwright: `viewport`, `locale`, `reduced_motion` …
    """
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    if camera is not None:
        arguments += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}"]
    arguments.append("--use-fake-ui-for-media-stream" if allow else "--deny-permission-prompts")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            opened = browser.new_context(**({"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | context))
            opened.set_default_timeout(PATIENCE_MS)
            opened.add_init_script(HEARD)
            shown = opened.new_page()
            errors: list[str] = []
            asked: list[str] = []
            shown.on("pageerror", lambda error: errors.append(str(error)))
            shown.on("request", lambda request: asked.append(request.url))
            yield shown
            assert errors == []
            assert {url.split("/")[2] for url in asked if url.startswith("http")} <= {shown.url.split("/")[2]}
        finally:
            browser.close()


def to_the_lunge(page: Any, server: Server, *, seconds: int = 5, keep: bool = False) -> None:
    """Go from the welcome to the camera: the lunge alone, so many seconds a side."""
    page.goto(server.url)
    page.click("#flags-no")
    page.uncheck("#part-rest")
    page.fill("#hold-seconds", str(seconds))
    page.set_checked("#keep", keep)
    page.click("#begin")


def wait_for_stage(page: Any, stage: str) -> None:
    """Wait until the lunge is at a stage."""
    page.wait_for_selector(f'.stage[data-stage="{stage}"]')


def wait_for_view(page: Any, view: str) -> None:
    """Wait until a step of the way is shown."""
    page.wait_for_selector(f'[data-view="{view}"]:not([hidden])')


def wait_until_heard(page: Any, text: str) -> None:
    """Wait until a sentence has been spoken."""
    page.wait_for_function("text => window.heard.includes(text)", arg=text)
