"""Films in the dress of photos: animated PNG and WebP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 16
"""So many pictures are decoded at once: more only take memory."""
_SHORTEST_S = 0.01
_ANIMATED = 0x02
_HEAD = 4096


def is_animation(path: Path) -> bool:
    """Tell from its head whether a photo has more than one picture."""
    if not hasattr(cv2, "imdecodeanimation"):
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X":
        return len(head) > 20 and bool(head[20] & _ANIMATED)
    return head.startswith(b"\x89PNG") and b"acTL" in head.partition(b"IDAT")[0]


def animation(path: Path) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Give the pictures of an animation, each with the time at which it is shown, seconds."""
    data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    start, time_s = 0, 0.0
    while True:
        _, part = cv2.imdecodeanimation(data, start, _AT_ONCE)
        for image, lasts_ms in zip(part.frames, part.durations, strict=True):
            colours = image if image.shape[2] == 3 else cv2.cvtColor(image, cv2.COLOR_BGRA2BGR)
            yield time_s, np.asarray(colours, dtype=np.uint8)
            time_s += max(int(lasts_ms) / 1000, _SHORTEST_S)
        start += len(part.frames)
        if len(part.frames) < _AT_ONCE:
            return
