"""The still parts of a film: somebody stands, steps on the spot, stands again. Each is one try.

Frame by frame, so that a recording and a camera go the same way.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from formcheck.messages.message import Message
from formcheck.posture.standing import Standing

STILL_S = 1.5
"""From here on a still part counts as a try: a person asked to stay for three seconds stands still for about two."""
WINDOW_S = 0.5
"""Over which movement is looked for."""
MOVED = 0.03
"""Of the height ankle-ear that a point may move within the window: standing people sway by 0.01, a step is 0.1."""
LONGEST_GAP_S = 0.4
"""So long may the person not be read within a still part."""


@dataclass(frozen=True, eq=False)
class Try:
    """One try.

    Attributes
    ----------
    standing
        The medians over its time.
    start_s, end_s
        When; NaN of a photo.
    at_s
        Time of the picture that is nearest to the medians; NaN of a photo.
    """

    standing: Standing
    start_s: float = math.nan
    end_s: float = math.nan
    at_s: float = math.nan


@dataclass
class StillParts:
    """Finds the tries in frames that come one after the other.

    Attributes
    ----------
    refusals
        How often each reason was given why a picture was not read, by its code.
    read
        How many pictures were.
    moving
        Whether the person moved up to the picture that was read last.
    """

    refusals: dict[str, tuple[int, Message]] = field(default_factory=dict)
    read: int = 0
    moving: bool = False
    _part: list[tuple[float, Standing]] = field(default_factory=list)
    _recent: deque[tuple[float, Standing]] = field(default_factory=deque)

    @property
    def still_s(self) -> float:
        """How long the person has now been standing still, seconds."""
        return self._part[-1][0] - self._part[0][0] if self._part else 0.0

    def step(self, reading: Standing | Message, time_s: float) -> Try | None:
        """Take one frame; return the try that has just ended, if one has."""
        if isinstance(reading, Message):
            count, _ = self.refusals.get(reading.code, (0, reading))
            self.refusals[reading.code] = count + 1, reading
            gone = bool(self._part) and time_s - self._part[-1][0] > LONGEST_GAP_S
            return self._ended() if gone else None
        self.read += 1
        while self._recent and time_s - self._recent[0][0] > WINDOW_S:
            self._recent.popleft()
        self._recent.append((time_s, reading))
        self.moving = _moved([standing for _, standing in self._recent])
        if self.moving:
            return self._ended()
        self._part.append((time_s, reading))
        return None

    def finish(self) -> Try | None:
        """Return the try that lasts to the end of the film, if there is one."""
        return self._ended()

    def _ended(self) -> Try | None:
        part, self._part = self._part, []
        if not part or part[-1][0] - part[0][0] < STILL_S:
            return None
        return median_try(part)


def _moved(recent: list[Standing]) -> bool:
    points = np.array([standing.points_px for standing in recent])
    return float(np.ptp(points, axis=0).max()) > MOVED * recent[-1].height_px


def median_try(part: list[tuple[float, Standing]]) -> Try:
    """Take the readings of one still part together: times in seconds, and what was read."""
    points = np.array([standing.points_px for _, standing in part])
    middle = np.median(points, axis=0)
    nearest = int(np.abs(points - middle).sum(axis=(1, 2)).argmin())
    rolls = [standing.roll_deg for _, standing in part if not math.isnan(standing.roll_deg)]
    sides = [standing.facing for _, standing in part]
    standing = replace(
        part[nearest][1],
        points_px=middle,
        facing=max(("left", "right"), key=sides.count),
        view_off_side_deg=float(np.median([standing.view_off_side_deg for _, standing in part])),
        roll_deg=float(np.median(rolls)) if rolls else math.nan,
    )
    return Try(standing, part[0][0], part[-1][0], part[nearest][0])
