"""Where does the camera stand? How far it is off the person's side, estimated from the body, with a standard deviation.

What is made of the estimate is the business of `formcheck.lunge.gates`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from formcheck.filters import TimedWindow
from formcheck.keypoints import SHOULDERS, trunk_length_px
from formcheck.lunge.legs import Stance
from formcheck.records import ViewEstimate

SHOULDERS_SD_DEG = 7.5
"""How far the view by the shoulders may lie beyond the true one. On 120 photographs of people in all postures, labelled
by eye (each label within some 3°), 95 % of the truths lie at most twice that below the estimate; chests turn, and above
45° it is told far too small."""

JOINT_MAP_SD_DEG = 5.0
"""Likewise of the view by the joint map: root mean square of the errors 3.8° on drawn people, 7° on the few photographs
of half-kneeling people whose labels are known to 3°."""


def shoulder_view_deg(keypoints_px: NDArray[np.float64], stance: Stance, gain: float) -> float:
    """How far the camera stands ahead of the person's side, from the shoulders' offset in the picture.

    Seen from the pure side the shoulders cover each other; the far one shows ahead where the camera stands ahead. Rough
    (a turned trunk looks like a turned camera), but true of every shape of the body.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels.
    stance
        Gives the facing.
    gain
        ``tan(angle) = gain * offset``, offset in trunk lengths.

    Returns
    -------
    float
        Degrees; positive with the camera ahead (it sees the face), negative behind; NaN where not known.
    """
    trunk = trunk_length_px(keypoints_px)
    if not trunk > 0:
        return float("nan")
    left, right = keypoints_px[SHOULDERS, 0].tolist()
    # Facing image-right the left shoulder is the far one; facing left the roles and the sign of x both change.
    return float(np.degrees(np.arctan(gain * (left - right) / trunk)))


def view_estimate(shoulders_deg: float, joint_map_deg: float, disagreement_deg: float) -> ViewEstimate:
    """Choose between the two ways of telling where the camera stands.

    Parameters
    ----------
    shoulders_deg
        By the shoulders, degrees, positive ahead; true of every shape of the body, but rough.
    joint_map_deg
        By the joint map, which holds for half-kneeling alone; NaN where the body has another shape or there is no map.
    disagreement_deg
        Where the two differ by more, the shoulders are believed.
    """
    if abs(shoulders_deg - joint_map_deg) <= disagreement_deg:
        return ViewEstimate(joint_map_deg, JOINT_MAP_SD_DEG)
    return ViewEstimate(shoulders_deg, math.nan if math.isnan(shoulders_deg) else SHOULDERS_SD_DEG)


class SteadyView:
    """The view over a short time: medians, so that a short turn of the chest passes.

    Neighbouring frames share the error of the estimate, so its standard deviation does not become smaller.

    Parameters
    ----------
    window_s
        Of the medians, seconds.
    """

    def __init__(self, window_s: float) -> None:
        self._angles = TimedWindow(window_s)
        self._sds = TimedWindow(window_s)

    def step(self, estimate: ViewEstimate, time_s: float) -> ViewEstimate:
        """Take the estimate of one frame; times rise from call to call."""
        self._angles.add(time_s, estimate.off_side_deg)
        self._sds.add(time_s, estimate.sd_deg)
        return ViewEstimate(self._angles.median(), self._sds.median())
