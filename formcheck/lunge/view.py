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
from formcheck.lunge.view_map import LegsView
from formcheck.records import ViewEstimate

FULLEST = 0.94
"""Sine of the largest view by the shoulders, 70°: nearer to the front their offset hardly changes any more."""

SHOULDERS_SD_DEG = 8.0
"""Standard deviation of the view by the shoulders up to 45°, degrees. On 75 photographs of people in all postures whose
labels say 35° or less (each sure to some 3°) 68 and 87 % of the errors lie within one and two sd. Beyond 45° it grows,
because the offset of the shoulders changes ever less with the view."""

LEGS_SD_DEG = 5.5
"""Likewise of the view by the legs, of a body like those of the fit: root mean square 5.3° on 37 drawn films. It grows
with the unlikeness: on 2,100 drawn stills of people who were not in the fit, chests turned anyhow, it was 8° below 1,
10° at 1.8, 12° at 2.7 and 14° at 3.2; of the films' errors 70 and 93 % lie within one and two sd of the estimate."""

TURNED_CHEST = 0.7
"""Share of the difference of the two that is counted as the error of the shoulders: a chest turns easily against the
pelvis, the legs of somebody who kneels on one knee do not."""


def shoulder_view_deg(keypoints_px: NDArray[np.float64], stance: Stance, sine: float) -> float:
    """How far the camera stands ahead of the person's side, from the shoulders' offset in the picture.

    Seen from the pure side the shoulders cover each other; the far one shows ahead where the camera stands ahead. Rough
    (a turned trunk looks like a turned camera), but true of every shape of the body.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels.
    stance
        Gives the facing.
    sine
        ``sin(angle) = sine * offset``, offset in trunk lengths, because shoulders are of one width; up to `FULLEST`.

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
    return math.degrees(math.asin(min(max(sine * (left - right) / trunk, -FULLEST), FULLEST)))


def view_estimate(shoulders_deg: float, legs: LegsView, farthest_unlike: float) -> ViewEstimate:
    """Take the two ways of showing where the camera stands together, each by how sure it is.

    The more they differ, the less the shoulders count, and the larger the standard deviation: one of them is wrong.

    Parameters
    ----------
    shoulders_deg
        By the shoulders, degrees, positive ahead; true of every shape of the body, but rough.
    legs
        By the legs, for somebody who half-kneels or lunges; unknown, they count for nothing.
    farthest_unlike
        From this unlikeness on the shoulders alone are believed.
    """
    if math.isnan(shoulders_deg):
        return ViewEstimate()
    own_shoulders_sd = SHOULDERS_SD_DEG * max(1.0, math.cos(math.radians(45)) / math.cos(math.radians(shoulders_deg)))
    if math.isnan(legs.camera_ahead_deg) or not legs.unlikeness < farthest_unlike:
        return ViewEstimate(shoulders_deg, own_shoulders_sd)
    apart = shoulders_deg - legs.camera_ahead_deg
    legs_sd = LEGS_SD_DEG * max(1.0, legs.unlikeness)
    shoulders_sd = math.hypot(own_shoulders_sd, TURNED_CHEST * apart)
    share = legs_sd**2 / (legs_sd**2 + shoulders_sd**2)
    own_sd = legs_sd * shoulders_sd / math.hypot(legs_sd, shoulders_sd)
    both = legs.camera_ahead_deg + share * apart
    return ViewEstimate(both, math.hypot(own_sd, apart * math.sqrt(share * (1 - share))))


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
