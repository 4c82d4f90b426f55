"""How long a patient waits for a word: ``python -m lab.live_latency FILE SECONDS`` prints JSON.

A file stands in for the webcam: it gives a picture every 1/30 s whether anybody takes it or not, as a webcam does.
What follows is the program's own: the camera thread that keeps the newest frame, the landmarker, the checker, the
coach, the drawing for the window.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.coaching.session import LungeSession
from formcheck.desktop.live import KeyRequest, practise
from formcheck.overlay.overlay import Overlay
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Assessment, Frame
from formcheck.settings import Settings
from formcheck.video.camera import Camera
from formcheck.video.reader import open_source

FPS = 30


class PacedFile:
    """A file in place of a webcam; remembers when each picture was taken."""

    def __init__(self, file: Path) -> None:
        self._pictures = self._again_and_again(file)
        self._due_s = time.monotonic()
        self.taken_s: list[float] = []

    @staticmethod
    def _again_and_again(file: Path) -> Iterator[NDArray[np.uint8] | None]:
        while True:
            yield from (frame.image for frame in open_source(file))

    def read(self) -> tuple[bool, Any]:
        """Wait until the next picture is due; one that nobody waited for is gone, as with a webcam."""
        image = next(self._pictures)
        self._due_s = max(self._due_s + 1 / FPS, time.monotonic() - 1 / FPS)
        time.sleep(max(0.0, self._due_s - time.monotonic()))
        self.taken_s.append(time.monotonic())
        return True, image

    def release(self) -> None:
        """Nothing to let go of."""


class Notes:
    """Stands in for the window: draws what it would show, and notes when each frame was judged and drawn."""

    def __init__(self, webcam: PacedFile, settings: Settings, seconds: float) -> None:
        self._webcam, self._settings, self._seconds = webcam, settings, seconds
        self._overlay: Overlay | None = None
        self.judged_s: list[float] = []
        self.shown_s: list[float] = []
        self.cues_s: list[float] = []

    def show(self, frame: Frame, assessment: Assessment) -> KeyRequest:
        """Note one frame."""
        assert frame.image is not None
        taken_s, now_s = self._webcam.taken_s[frame.index], time.monotonic()
        self.judged_s.append(now_s - taken_s)
        if assessment.cue:
            self.cues_s.append(now_s - taken_s)
        if self._overlay is None:
            rows, columns = frame.image.shape[:2]
            self._overlay = Overlay((columns, rows), self._settings, mirror=True)
        self._overlay.draw(frame.image, assessment)
        self.shown_s.append(time.monotonic() - taken_s)
        return KeyRequest.QUIT if frame.time_s >= self._seconds else KeyRequest.NOTHING


def live_latency(file: Path, seconds: float) -> dict[str, float]:
    """Practise for some time in front of a file; return the delays in milliseconds, and the share of frames judged."""
    webcam, settings = PacedFile(file), Settings()
    notes = Notes(webcam, settings, seconds)
    with PoseLandmarker(picture=settings.picture) as landmarker, Camera(0, capture=lambda _: webcam) as camera:
        practise(camera, landmarker, LungeSession(settings), notes, ring=lambda: None)
    warm = notes.judged_s[FPS:]
    middle = len(warm) // 2
    return {
        "judged_p50": _ms(warm, 50),
        "judged_p95": _ms(warm, 95),
        "shown_p95": _ms(notes.shown_s[FPS:], 95),
        "cue_worst": _ms(notes.cues_s, 100) if notes.cues_s else float("nan"),
        "first_half_p50": _ms(warm[:middle], 50),
        "second_half_p50": _ms(warm[middle:], 50),
        "share_judged": len(notes.judged_s) / len(webcam.taken_s),
    }


def _ms(seconds: list[float], percent: float) -> float:
    return float(np.percentile(seconds, percent) * 1000)


if __name__ == "__main__":
    print(json.dumps(live_latency(Path(sys.argv[1]), float(sys.argv[2]))))
