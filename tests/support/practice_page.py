"""`formcheck practice` as a user starts it, and a clip as the camera of the browser: for tests and measurements."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.video.reader import open_source

FPS = 30
"""At which Chromium plays a file of single JPEGs."""
SIZE_PX = (640, 480)


def jpegs_of(clip: Path) -> list[bytes]:
    """Return the pictures of a clip as a webcam of 640x480 gives them."""
    images = (frame.image for frame in open_source(clip))
    return [jpeg_of(cv2.resize(i, SIZE_PX, interpolation=cv2.INTER_AREA)) for i in images if i is not None]


def jpeg_of(image: NDArray[Any]) -> bytes:
    """Return one picture as a JPEG."""
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()


def empty_room(seconds: float) -> list[bytes]:
    """Return pictures without anybody: a wall, a cupboard and the floor."""
    width, height = SIZE_PX
    room = np.full((height, width, 3), (170, 178, 182), np.uint8)
    room[:, : width // 3], room[3 * height // 4 :] = 60, 210
    jpegs = [jpeg_of(each) for each in with_noise(room)]
    return [jpegs[number % FPS] for number in range(round(seconds * FPS))]


def with_noise(image: np.ndarray) -> list[np.ndarray]:
    """A second of the same picture, a little brighter and darker in places from one to the next."""
    rng, (rows, columns) = np.random.default_rng(0), image.shape[:2]
    noise = rng.integers(-8, 9, (FPS, rows // 20 + 1, columns // 20 + 1, 1)).repeat(20, 1).repeat(20, 2)
    return [np.clip(image + each[:rows, :columns], 0, 255).astype(np.uint8) for each in noise]


def still(jpegs: Sequence[bytes], seconds: float) -> list[bytes]:
    """Return the still kneel at the beginning of a sample, to and fro for so long."""
    there_and_back = [*jpegs[:40], *jpegs[40:0:-1]]
    return there_and_back * round(seconds * FPS / len(there_and_back))


def camera_file(path: Path, jpegs: Iterable[bytes]) -> Path:
    """Write pictures as the Motion JPEG that Chromium takes for a camera; it plays it for ever."""
    path.write_bytes(b"".join(jpegs))
    return path


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
    data
        Where the data of every program lie; None for a folder of its own.
    """

    def __init__(self, folder: Path, options: Sequence[str] = (), settings: str = "", data: Path | None = None) -> None:
        self._folder = folder
        self._all_data = data or folder / "data"
        self.data = self._all_data / "formcheck"
        self._options = options
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        (folder / "settings.toml").write_text(settings, encoding="utf-8")
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it gives its address. Raises RuntimeError where it gives none."""
        command = [sys.executable, "-m", "formcheck", "practice", "--no-browser", *self._options]
        command += ["--settings", str(self._folder / "settings.toml")]
        environment = {**os.environ, "XDG_DATA_HOME": str(self._all_data), "TMPDIR": str(self.scratch)}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url.startswith("http"):
            raise RuntimeError(f"formcheck practice gave no address but: {self.url}")

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
