"""From the network's keypoints towards the joint centres, as seen from the pure side.

The network puts the hips 5-13 % of a trunk length too far ahead (the far one most), the shoulders 8 % too high, and how
much depends on which leg is near the camera; a camera off the side or close by bends the angles further. All of it is
systematic, so a small map (linear, and a few bumps over the poses it was fitted on) takes the keypoints of a
half-kneeling body to the places of the joint centres in the person's sagittal plane, and to the angle of the view. It
was fitted on rendered bodies with known joints (`lab/fit_joints.py` says how, with its scores) and holds for the
half-kneeling shape alone, and for one network: another comes with its own map, or with none
(`formcheck.records.PoseNetwork`).

It is trusted as far as a body is like those it was fitted on. Where the keypoints lie in a way that hardly any of those
did, and in lunges far deeper than the exercise, the keypoints stay where the network put them: a linear map goes on
pulling there, and on photographs of long lunges it made the rear thigh milder than it was.

Frame of reference of the map: origin between the hips, x forward (the way the person faces), y up, unit the distance of
mid-hip and mid-shoulder, all as the network sees them in the levelled picture.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import HIPS, SHOULDERS, trunk_length_px
from formcheck.lunge.legs import SIDES, Leg, Stance
from formcheck.pose.estimator import shipped_network
from formcheck.records import PoseNetwork, Side

JOINTS = ("rear.hip", "front.hip", "rear.knee", "front.knee", "rear.ankle", "front.ankle", "shoulders")
"""What the map gives: joint centres, the shoulders as their middle."""


LIKE = (1.6, 2.6)
"""Distance from the bodies the map was fitted on up to which it is trusted, and from which it is not.

95 of 100 of those lie nearer than the first; photographs of half-kneeling people lie at 1.1-2.1, of split squats at
2.3-2.9: of one that was trusted by 0.8 the map took a front knee of 101 degrees for 76. On drawn people no mean error
of an angle differs by more than 0.1 degrees from that with (2.0, 3.2). A fade that begins at 1.4 made the trust waver
within a hold, and the depth of the lunge with it."""
DEEP_DEG = (35.0, 45.0)
"""Rear thigh, as the network sees it, up to which the map is trusted, and from which it is not.

All beyond 22 degrees is red. On drawn bodies the network's own thigh is 2 degrees too large there; on photographs of
real ones, 3-10 too small, and what is drawn must not make that worse."""


@dataclass(frozen=True, eq=False)
class JointMap:
    """``(features - mean) @ weights + offset``, where bumps join the features that lie near bodies it was fitted on.

    Attributes
    ----------
    mean
        Shape (24,): features of the average body it was fitted on.
    weights
        Shape (24 + bumps, 15); the bumps are as many as there are rows beyond 24.
    offset
        Shape (15,): for each of `JOINTS` how far its centre lies forward of and above the keypoint, then the tangent of
        the angle by which the camera stands ahead of the side.
    scale
        Shape (24,): the features' standard deviations; they give the bumps and the likeness their measure.
    centres
        Shape (bumps, 24): where the bumps lie, standard deviations from the mean.
    precision
        Shape (24, 24): inverse covariance of the features divided by their scale; empty: every body is like the others.
    """

    mean: NDArray[np.float64]
    weights: NDArray[np.float64]
    offset: NDArray[np.float64]
    scale: NDArray[np.float64] = field(default_factory=lambda: np.ones(24))
    centres: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 24)))
    precision: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 24)))

    def __call__(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Apply the map to features of shape (24,) or (n, 24)."""
        bumps = len(self.weights) - len(self.mean)
        linear = (features - self.mean) @ self.weights[: len(self.mean)] + self.offset
        if bumps == 0:
            return linear
        centres = self.centres[:bumps]
        inputs = bumps_of((features - self.mean) / self.scale, centres) - bumps_of(np.zeros(24), centres)
        return linear + inputs @ self.weights[len(self.mean) :]

    def distance(self, features: NDArray[np.float64]) -> float:
        """How far a body, shape (24,), is from those the map was fitted on: 1 is as far as they are in the mean."""
        if len(self.precision) == 0:
            return 0.0
        off = (features - self.mean) / self.scale
        return float(np.sqrt(off @ self.precision @ off / len(off)))


def bumps_of(off: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of each bump, shape (..., bumps), at places of shape (..., 24), all in standard deviations."""
    apart: NDArray[np.float64] = ((off[..., None, :] - centres) ** 2).mean(axis=-1)
    height: NDArray[np.float64] = np.exp(-0.5 * apart)
    return height


@functools.cache
def joint_map(text: str, rear_is_near: bool) -> JointMap:
    """Return the map for a body whose rear leg is the near, or the far one, of a `PoseNetwork.joint_map`."""
    table = json.loads(text)["rear_near" if rear_is_near else "rear_far"]
    return JointMap(**{f.name: np.array(table[f.name], dtype=float) for f in fields(JointMap) if f.name in table})


def rows_of_joints(stance: Stance) -> NDArray[np.int_]:
    """Rows of the twelve keypoints the map looks at: six joints, then far and near shoulder, heels and toes."""
    return _rows_of_joints(stance.rear, stance.front, stance.near_side)


@functools.cache
def _rows_of_joints(rear: Leg, front: Leg, near_side: Side | None) -> NDArray[np.int_]:
    near = SIDES.index(near_side or "right")
    shoulders = [int(SHOULDERS[1 - near]), int(SHOULDERS[near])]
    legs = [rear.hip, front.hip, rear.knee, front.knee, rear.ankle, front.ankle]
    return np.array([*legs, *shoulders, rear.heel, rear.toe, front.heel, front.toe])


def features_of(keypoints_px: NDArray[np.float64], stance: Stance) -> NDArray[np.float64]:
    """Bring keypoints, shape (33, 2) pixels of the levelled picture, into the frame of the map, shape (24,)."""
    own = _to_own_frame(keypoints_px[rows_of_joints(stance)], keypoints_px, stance)
    return own.ravel()


@dataclass(frozen=True, eq=False)
class JointCentres:
    """The joint centres of a half-kneeling body.

    Attributes
    ----------
    keypoints_px
        Shape (33, 2), pixels: hips, knees, ankles and shoulders moved to the joint centres, the rest as it was.
    camera_ahead_deg
        How far the camera stands ahead of the person's side, degrees; negative behind.
    """

    keypoints_px: NDArray[np.float64]
    camera_ahead_deg: float


def joint_centres(
    keypoints_px: NDArray[np.float64], stance: Stance, longest_shift: float, network: PoseNetwork | None = None
) -> JointCentres:
    """Move the keypoints to the joint centres.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels of the levelled picture, of a half-kneeling body.
    stance
        Tells the legs and the facing.
    longest_shift
        No joint is moved farther than this, trunk lengths: a strange pose must not carry it off.
    network
        Which network the keypoints are from; None for the one that ships with formcheck.

    Returns
    -------
    JointCentres
        NaN where a keypoint the map needs is NaN; where the network has no map the keypoints as they are, and no angle.
    """
    text = (network or shipped_network()).joint_map
    if not text:
        return JointCentres(keypoints_px, float("nan"))
    found = joint_map(text, stance.rear_side == stance.near_side)
    features = features_of(keypoints_px, stance)
    answer = found(features)
    shift = shortened(answer[:-1].reshape(len(JOINTS), 2), longest_shift) * trust(found, features)
    shift_px = shift * trunk_length_px(keypoints_px) * (stance.forward, -1.0)
    moved = keypoints_px.copy()
    moved[rows_of_joints(stance)[:6]] += shift_px[:6]
    moved[SHOULDERS] += shift_px[6]
    return JointCentres(moved, float(np.degrees(np.arctan(answer[-1]))))


def trust(found: JointMap, features: NDArray[np.float64]) -> float:
    """How far a map is trusted with a body of these features, shape (24,): 1 wholly, 0 not at all; NaN as they are."""
    hip, knee = features[:2], features[4:6]
    thigh_deg = float(np.degrees(np.arctan2(hip[0] - knee[0], hip[1] - knee[1])))
    return _faded(found.distance(features), *LIKE) * _faded(thigh_deg, *DEEP_DEG)


def _faded(value: float, start: float, end: float) -> float:
    """Go from 1 at the start to 0 at the end, smoothly."""
    share = (value - start) / (end - start)
    share = min(max(share, 0.0), 1.0) if share == share else share
    return 1.0 - share * share * (3.0 - 2.0 * share)


def shortened(shifts: NDArray[np.float64], longest: float) -> NDArray[np.float64]:
    """Cut shifts, shape (..., 2), that are longer than the longest; their direction stays."""
    length = np.hypot(shifts[..., 0], shifts[..., 1])
    return shifts * np.minimum(1.0, longest / np.maximum(length, 1e-9))[..., None]


def _to_own_frame(
    points_px: NDArray[np.float64], keypoints_px: NDArray[np.float64], stance: Stance
) -> NDArray[np.float64]:
    """Bring points, shape (n, 2), into the frame of the map."""
    left, right = keypoints_px[HIPS]
    from_hips = points_px - (left + right) / 2  # `mean` is slow on two rows
    own: NDArray[np.float64] = from_hips * (stance.forward, -1.0) / trunk_length_px(keypoints_px)
    return own
