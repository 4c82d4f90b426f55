"""Joints that somebody has moved by hand in single pictures: those of the pictures around them follow."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint
from formcheck.lunge.corrections import JointMove
from formcheck.lunge.legs import Stance

REACH_S = 0.5
"""So far before and after the picture in which a joint was moved the others follow, less and less, seconds. A network
that errs in one picture mostly errs in its neighbours, too, but seldom for longer."""


class MovedJoints:
    """Moves joints as was done by hand: in these pictures exactly so, between and around them smoothly.

    Parameters
    ----------
    moves
        What was moved.
    """

    def __init__(self, moves: Sequence[JointMove]) -> None:
        self._ways = {
            Keypoint[joint.upper()]: _Way([move for move in moves if move.joint == joint])
            for joint in dict.fromkeys(move.joint for move in moves)
        }

    def step(self, stance: Stance, time_s: float) -> Stance:
        """Return a stance with its joints moved; one not found stays so, one that was moved is surely there."""
        shifts = {row: way.at(time_s) for row, way in self._ways.items()}
        if not any(share > 0 for _, share in shifts.values()):
            return stance
        points, visibility = stance.keypoints_px.copy(), stance.visibility.copy()
        for row, (shift_px, share) in shifts.items():
            points[row] += shift_px
            visibility[row] = max(float(visibility[row]), share)
        return dataclasses.replace(stance, keypoints_px=points, visibility=visibility)

    def shift_px(self, joint: str, time_s: float) -> NDArray[np.float64]:
        """Return by how much a joint is moved at a time, shape (2,), pixels."""
        way = self._ways.get(Keypoint[joint.upper()])
        return np.zeros(2) if way is None else way.at(time_s)[0]


class _Way:
    """How one joint is moved over time."""

    def __init__(self, moves: Sequence[JointMove]) -> None:
        ordered = sorted(moves, key=lambda move: move.time_s)
        self._times_s = [move.time_s for move in ordered]
        self._shifts_px = [np.array([move.dx_px, move.dy_px]) for move in ordered]

    def at(self, time_s: float) -> tuple[NDArray[np.float64], float]:
        """Return by how much it is moved, pixels, and how much of that is by hand, 0-1."""
        after = next((n for n, t in enumerate(self._times_s) if t >= time_s), len(self._times_s))
        before_s = self._times_s[after - 1] if after > 0 else -math.inf
        after_s = self._times_s[after] if after < len(self._times_s) else math.inf
        if after_s - before_s <= 2 * REACH_S:  # both are near: from the one to the other
            share = _smooth((time_s - before_s) / (after_s - before_s)) if after_s > before_s else 1.0
            return (1 - share) * self._shifts_px[after - 1] + share * self._shifts_px[after], 1.0
        left, right = _smooth(1 - (time_s - before_s) / REACH_S), _smooth(1 - (after_s - time_s) / REACH_S)
        shift = np.zeros(2)
        if left > 0:
            shift += left * self._shifts_px[after - 1]
        if right > 0:
            shift += right * self._shifts_px[after]
        return shift, max(left, right)


def _smooth(share: float) -> float:
    """Go from 0 to 1 without a corner at either end."""
    x = min(max(share, 0.0), 1.0)
    return x * x * (3 - 2 * x)
