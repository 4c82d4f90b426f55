"""The view by the legs: where the camera stands, from how the keypoints of a half-kneeling or lunging body lie.

Feet, knees, hips and shoulders lie along the person's way of facing; how far they are apart in the picture, and which
of them is higher, shows from where it was taken. A small linear map (ridge regression) on the same features as the map
of the joint centres (`formcheck.lunge.joints`), fitted on drawn bodies whose chests turn without regard to the pelvis
(`lab/fit_view.py` says how, with its scores). It holds for one network, and for such shapes alone; how unlike a body is
to those of the fit is measured beside it.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.joints import features_of
from formcheck.lunge.legs import Stance
from formcheck.pose.estimator import shipped_network
from formcheck.records import PoseNetwork

LEAST_VARIANCE = 1e-4
"""Added to each variance of the features: by a hundredth of a trunk length the network errs anyhow."""


@dataclass(frozen=True)
class LegsView:
    """Where the camera stands, by the legs.

    Attributes
    ----------
    camera_ahead_deg
        How far ahead of the person's side, degrees; negative behind; NaN where not known.
    unlikeness
        How unlike the body is to those of the fit, see `ViewMap.unlikeness`; NaN where not known.
    """

    camera_ahead_deg: float = float("nan")
    unlikeness: float = float("nan")


@dataclass(frozen=True, eq=False)
class ViewMap:
    """``tan(angle) = (features - mean) @ weights + offset``.

    Attributes
    ----------
    mean
        Shape (24,): features of the average half-kneeling body.
    weights
        Shape (24,).
    offset
        Tangent of the view of that body.
    precision
        Shape (24, 24): inverse of the covariance of the features of half-kneeling bodies.
    """

    mean: NDArray[np.float64]
    weights: NDArray[np.float64]
    offset: float
    precision: NDArray[np.float64]

    def look(self, features: NDArray[np.float64]) -> LegsView:
        """Apply the map to features of shape (24,)."""
        apart = features - self.mean
        ahead_deg = np.degrees(np.arctan(apart @ self.weights + self.offset))
        return LegsView(float(ahead_deg), self.unlikeness(features))

    def unlikeness(self, features: NDArray[np.float64]) -> float:
        """How far features, shape (24,), lie from those of half-kneeling bodies, 1 being the root mean square of these.

        Mahalanobis distance, divided by the square root of the number of features. Drawn people who stand, walk or
        squat lie at 3.4 and more, photographs of half-kneeling people at 1.1 to 2.1.
        """
        apart = features - self.mean
        return float(np.sqrt(apart @ self.precision @ apart / len(apart)))


@functools.cache
def view_map(text: str, rear_is_near: bool) -> ViewMap:
    """Return the map for a body whose rear leg is the near, or the far one, of a `PoseNetwork.view_map`."""
    table = json.loads(text)["rear_near" if rear_is_near else "rear_far"]
    mean, weights, spread = (np.array(table[name], dtype=np.float64) for name in ("mean", "weights", "covariance"))
    precision = np.linalg.inv(spread + LEAST_VARIANCE * np.eye(len(spread))).astype(np.float64)
    return ViewMap(mean, weights, float(table["offset"]), precision)


def legs_view(keypoints_px: NDArray[np.float64], stance: Stance, network: PoseNetwork | None = None) -> LegsView:
    """Estimate the view by the legs.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels of the levelled picture.
    stance
        Tells the legs and the facing.
    network
        Which network the keypoints are from; None for the one that ships with formcheck.

    Returns
    -------
    LegsView
        Unknown where the network has no map, or a keypoint it needs is NaN.
    """
    text = (network or shipped_network()).view_map
    if not text or stance.facing is None:
        return LegsView()
    return view_map(text, stance.rear_side == stance.near_side).look(features_of(keypoints_px, stance))
