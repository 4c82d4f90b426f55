"""The picture at the head of README.md: ``python -m lab.readme_picture`` draws it from the demo's sample."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.coaching.session import LungeSession
from formcheck.lunge.faults import FaultKind
from formcheck.overlay.overlay import Overlay
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.settings import Settings
from formcheck.system.bundled import demo_sample
from formcheck.video.reader import open_source

FILE = Path(__file__).parents[1] / "docs" / "images" / "annotated.jpg"
LINES = 720
AFTER_S = 0.6


def picture() -> NDArray[np.uint8]:
    """Draw the sample shortly after the first fault was told, as the window shows it, but not mirrored."""
    source, lunge, settings = open_source(demo_sample()), LungeSession(Settings()), Settings()
    overlay = Overlay(source.size_px, settings)
    size = (round(source.size_px[0] * LINES / source.size_px[1]), LINES)
    told_s = np.inf
    with PoseLandmarker() as landmarker:
        for seen in source:
            frame = landmarker.see(seen)
            assessment = lunge.step(frame)
            if assessment.cue and isinstance(assessment.cue.kind, FaultKind):
                told_s = min(told_s, frame.time_s)
            if frame.image is not None:
                large = np.asarray(cv2.resize(frame.image, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
                drawn = overlay.draw(large, assessment)
            if frame.time_s >= told_s + AFTER_S:
                return drawn
    raise ValueError(f"no fault is told in {source.path.name}")


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(FILE), picture(), [cv2.IMWRITE_JPEG_QUALITY, 82])
    print(f"{FILE} ({FILE.stat().st_size / 1000:.0f} kB)")
