"""Is the camera rolled? What the lines of the room say is believed only where the body agrees.

Door frames and corners stand upright, gym racks and the struts of a shelf do not. A person is upright, too, though less
exactly: the trunk, the shin over the flat foot, and the floor under both feet. The middle one of the three shows the
roll to some 3.5° (36 drawn films of people who tuck, lean and lunge), which is enough to tell a slanted rack from a
camera that is rolled by as much as the rack slants.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from formcheck.filters import TimedWindow
from formcheck.geometry import middle
from formcheck.keypoints import HIPS, SHOULDERS
from formcheck.lunge.legs import Leg, Stance
from formcheck.settings import Gates

_STEEPEST_DEG = 45.0
"""A line farther from upright, or from level, shows no roll: somebody bends over, or a foot is in the air."""

_WINDOW_S = 3.0
"""Over which the body is taken together: a lean or a lunge that lasts shorter changes nothing."""


def body_rolls_deg(keypoints_px: NDArray[np.float64], stance: Stance) -> tuple[float, float, float]:
    """Return the roll of the camera by trunk, front shin and floor line, each as if it were exact.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels of the picture as it was filmed.
    stance
        Tells the legs.

    Returns
    -------
    tuple
        Degrees, signed as `Pose.roll_deg`; NaN where a point is or where a line is far from upright or level.
    """
    p = keypoints_px.tolist()
    front, rear = stance.front, stance.rear
    shoulders, hips = (middle(p[a], p[b]) for a, b in (SHOULDERS, HIPS))
    return (
        _upright(shoulders, hips),
        _upright(p[front.knee], p[front.ankle]),
        _level(_sole(p, front), _sole(p, rear)),
    )


def _sole(points: Sequence[Sequence[float]], leg: Leg) -> Sequence[float]:
    """Return the lowest point of a foot."""
    return max((points[leg.heel], points[leg.toe], points[leg.ankle]), key=lambda point: point[1])


def _upright(top: Sequence[float], foot: Sequence[float]) -> float:
    return _small(math.degrees(math.atan2(foot[0] - top[0], foot[1] - top[1])))


def _level(one: Sequence[float], other: Sequence[float]) -> float:
    left, right = (one, other) if one[0] < other[0] else (other, one)
    return _small(math.degrees(math.atan2(left[1] - right[1], right[0] - left[0])))


def _small(angle_deg: float) -> float:
    return angle_deg if abs(angle_deg) <= _STEEPEST_DEG else math.nan


class RollBelief:
    """The roll that is believed, over time.

    Parameters
    ----------
    gates
        Thresholds.

    Attributes
    ----------
    roll_deg
        Of the camera, degrees; NaN where it is not known.
    surely_rolled
        The roll is not known, but the body shows that it is too large.
    """

    def __init__(self, gates: Gates) -> None:
        self._gates = gates
        self._lines = [TimedWindow(_WINDOW_S) for _ in range(3)]
        self._believed = False
        self.roll_deg = math.nan
        self.surely_rolled = False

    def step(self, room_deg: float, keypoints_px: NDArray[np.float64], stance: Stance, time_s: float) -> float:
        """Take one frame; return `roll_deg`.

        Parameters
        ----------
        room_deg
            The roll as the room shows it, degrees; NaN where it does not.
        keypoints_px, stance
            See `body_rolls_deg`.
        time_s
            Seconds, rising.
        """
        for window, angle_deg in zip(self._lines, body_rolls_deg(keypoints_px, stance), strict=True):
            window.add(time_s, angle_deg)
        known = [angle for window in self._lines if not math.isnan(angle := window.median())]
        self._believed = self._agrees(room_deg, known)
        self.roll_deg = room_deg if self._believed else math.nan
        self.surely_rolled = math.isnan(self.roll_deg) and self._is_rolled(known)
        return self.roll_deg

    def _agrees(self, room_deg: float, body_deg: Sequence[float]) -> bool:
        if math.isnan(room_deg) or abs(room_deg) <= self._gates.roll_bare_deg:
            return not math.isnan(room_deg)
        if not body_deg:
            return True  # nothing speaks against it
        size, gates = abs(room_deg), self._gates
        least_deg = min(size - gates.roll_bare_deg, gates.roll_body_share * size)
        # What was believed a moment ago is given up only where the body does not lean that way at all.
        least_deg *= 0.0 if self._believed else 1.0
        return median(body_deg) * math.copysign(1.0, room_deg) >= least_deg

    def _is_rolled(self, body_deg: Sequence[float]) -> bool:
        """Whether all three lines lean the same way, each surely by more than may be."""
        least_deg = self._gates.roll_unknown_deg + self._gates.view_sure_sds * self._gates.roll_body_sd_deg
        return len(body_deg) == 3 and (min(body_deg) > least_deg or max(body_deg) < -least_deg)
