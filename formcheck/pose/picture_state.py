"""Whether a picture shows anything at all, and anything new: black, dark, of one colour, or standing still."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.records import PictureState
from formcheck.settings.picture import PictureCheck


class PictureMonitor:
    """Tells from picture to picture what is wrong with the camera itself.

    A camera that stalls repeats its last picture, exactly or, where it is compressed, nearly; a person who keeps still
    breathes, and a sensor has noise. So cells of the picture are compared with those of a while ago.

    Parameters
    ----------
    limits
        When a picture is black, of one colour or still.

    Attributes
    ----------
    state
        What is wrong with the last picture.
    """

    def __init__(self, limits: PictureCheck) -> None:
        self._limits = limits
        self._recent: deque[tuple[float, NDArray[np.float32]]] = deque()
        self._changes: deque[tuple[float, bool]] = deque()
        self.state = PictureState.FINE

    def step(self, picture: NDArray[np.uint8], time_s: float) -> PictureState:
        """Judge one picture.

        Parameters
        ----------
        picture
            Shape (rows, columns, 3), uint8, RGB or BGR.
        time_s
            Seconds, rising.
        """
        self.state = self._judge(picture, time_s)
        return self.state

    def _judge(self, picture: NDArray[np.uint8], time_s: float) -> PictureState:
        cells = cells_of(picture, self._limits.cells)
        still = self._stands_still(cells, time_s)
        brightest = np.percentile(cells, 99)
        if brightest < self._limits.black:
            # Uncovered again it does not stand still: what came before was the cover.
            self._recent.clear()
            self._changes.clear()
            return PictureState.BLACK
        if brightest < self._limits.dark:
            return PictureState.STILL if still else PictureState.DARK
        if float(cells.std()) < self._limits.blank_sd:
            return PictureState.BLANK
        return PictureState.STILL if still else PictureState.FINE

    def _stands_still(self, cells: NDArray[np.float32], time_s: float) -> bool:
        """Compare with the picture of a moment ago; a stalled stream changes now and then, with its key frames."""
        limits = self._limits
        self._recent.append((time_s, cells))
        while len(self._recent) > 2 and self._recent[1][0] <= time_s - limits.lag_s:
            self._recent.popleft()
        then_s, then = self._recent[0]
        if time_s - then_s < limits.lag_s - 1e-6:
            return False  # there is no picture of so long ago yet
        self._changes.append((time_s, then.shape != cells.shape or self._differ(then, cells)))
        while len(self._changes) > 1 and self._changes[1][0] <= time_s - limits.still_s:
            self._changes.popleft()
        if time_s - self._changes[0][0] < limits.still_s - 1e-6:
            return False
        return float(np.mean([changed for _, changed in self._changes])) <= limits.changed_share

    def _differ(self, then: NDArray[np.float32], now: NDArray[np.float32]) -> bool:
        change = np.abs(now - then).ravel()
        place = max(0, len(change) - self._limits.still_cells)
        return bool(np.partition(change, place)[place] > self._limits.still_change)


def cells_of(picture: NDArray[np.uint8], across: int) -> NDArray[np.float32]:
    """Return the mean brightness of the cells of a picture, 0-255.

    Parameters
    ----------
    picture
        Shape (rows, columns, 3), uint8.
    across
        How many cells the longer side is cut into.
    """
    rows, columns = picture.shape[:2]
    scale = across / max(rows, columns)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small.astype(np.float32).mean(axis=2), dtype=np.float32)
