"""When each picture of a video was taken, whatever its file says."""

from __future__ import annotations


class FrameClock:
    """Times of the frames as the file gives them, from 0 and strictly rising."""

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._start_s: float | None = None
        self._last_s = 0.0

    def time_s(self, stamp_s: float | None) -> float:
        """Return the time of the next frame; a stamp that is missing or runs backwards costs one average step."""
        if self._start_s is None:
            self._start_s = stamp_s or 0.0
            return 0.0
        expected = self._last_s + self._step_s
        time_s = expected if stamp_s is None else stamp_s - self._start_s
        if time_s <= self._last_s:
            self._start_s += time_s - expected
            time_s = expected
        self._last_s = time_s
        return time_s
