"""Whether somebody moves too slowly to be live: slow motion of which no tag of the file tells.

Nothing but getting down to the floor, or up from it, tells it surely. A kneel that is held looks the same at any speed:
breath and sway are smaller than the scatter of the keypoints, and the stretch itself may be moved into as slowly as one
likes. Who gets down or up within 6 s moves faster than 0.25 trunk lengths a second somewhere on the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import ANKLES, HIPS, SHOULDERS
from formcheck.records import Frame, Pose

LEAST_CHANGE = 0.6
"""Trunk lengths that the hips come down or up by, from standing to kneeling about 0.85: less may be a deep lunge."""
LIVE_SPEED = 0.2
"""Trunk lengths a second, 10 cm: hips that never move up or down faster take eight seconds or more for the way."""
_STEP_S = 0.25
_STEPS_A_SECOND = round(1 / _STEP_S)
_SURE = 0.5
"""Visibility from which on a point counts."""


def seems_slowed(frames: Iterable[Frame]) -> bool:
    """Tell whether somebody gets down or up in a recording, and never faster than in slow motion.

    A point that jumps looks fast, so that doubt is on the side of saying nothing.

    Parameters
    ----------
    frames
        All of the recording, with their poses.
    """
    steps: dict[int, list[float]] = {}
    for frame in frames:
        if frame.pose is not None and math.isfinite(height := _hips_above_feet(frame.pose)):
            steps.setdefault(int(frame.time_s / _STEP_S), []).append(height)
    if not steps:
        return False
    heights = np.full(max(steps) + 1, np.nan)
    for step, found in steps.items():
        heights[step] = np.median(found)
    return _change(heights) >= LEAST_CHANGE and _fastest(heights) < LIVE_SPEED


def _hips_above_feet(pose: Pose) -> float:
    """Return how high the hips are above the lower ankle, trunk lengths; NaN where they are not seen surely."""
    seen = pose.visibility
    if pose.people == 0 or min(seen[HIPS].mean(), seen[SHOULDERS].mean(), seen[ANKLES].max()) < _SURE:
        return math.nan
    hips, shoulders = (pose.keypoints_px[rows].mean(axis=0) for rows in (HIPS, SHOULDERS))
    trunk_px = float(np.hypot(*(shoulders - hips)))
    return float(pose.keypoints_px[ANKLES, 1].max() - hips[1]) / trunk_px if trunk_px > 0 else math.nan


def _change(heights: NDArray[np.float64]) -> float:
    """Return how far the highest second lies above the lowest; heights have shape (steps,)."""
    seen = heights[np.isfinite(heights)]
    if len(seen) < _STEPS_A_SECOND:
        return 0.0
    seconds = np.median(np.lib.stride_tricks.sliding_window_view(seen, _STEPS_A_SECOND), axis=1)
    return float(seconds.max() - seconds.min())


def _fastest(heights: NDArray[np.float64]) -> float:
    """Return the greatest change within a second; infinite where no whole second of the way was seen.

    A gap in which the hips have moved hides how fast they did.
    """
    seen = np.flatnonzero(np.isfinite(heights))
    gaps = np.diff(seen)
    moved = np.abs(np.diff(heights[seen]))
    if np.any((gaps > 1) & (moved > LIVE_SPEED)):
        return math.inf
    filled = np.interp(np.arange(len(heights)), seen, heights[seen])
    return float(np.abs(filled[_STEPS_A_SECOND:] - filled[:-_STEPS_A_SECOND]).max(initial=0.0))
