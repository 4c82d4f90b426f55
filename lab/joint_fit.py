"""The regression behind the joint map: first the places of the joints, then the angles that are read off them.

Ridge regression on the joints' places treats every millimetre alike, and what is uncertain it draws towards the mean:
a lunge of 14° was read as 11°. So the map is refined once (a step of Gauss and Newton) for what it is used for: the
angles themselves, and the rear thigh's change within each person, who is drawn upright and lunged.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.joints import JointMap, bumps_of

Array = NDArray[np.float64]
BUMPS = 40
"""Each is a pose that many examples are near to."""
BUMP_SCALE = 7.0
"""Height of a bump beside a feature's standard deviation of 1: the larger, the less the ridge holds it down."""
PLACE = 20.0
"""Weight of a trunk length of a joint's place beside a degree of an angle."""
WEIGHTS = np.array([1.0, 1.0, 1.0, 0.6, 1.2])
"""Of the angles; the rear knee's is for information."""
THIGH, CHANGE = 2, 8.0
"""Which angle's change within a person counts, and how much beside the angle itself."""
CAP_DEG = 12.0
"""Larger errors pull no harder: the network has lost a leg."""
LIKENESS_RIDGE = 0.02
"""Added to the covariance of the standardised features: no combination of keypoints is known better than that."""


def angles_deg(joints: Array) -> Array:
    """Front knee, front shin, rear thigh, rear knee and trunk, shape (n, 5), of joints (n, 7, 2) in the map's frame."""
    rear_hip, front_hip, rear_knee, front_knee, rear_ankle, front_ankle, shoulders = np.moveaxis(joints, 1, 0)
    hips = (rear_hip + front_hip) / 2
    return np.stack(
        [
            _bend(front_hip, front_knee, front_ankle),
            _inclination(front_ankle, front_knee),
            _inclination(rear_knee, rear_hip),
            _bend(rear_hip, rear_knee, rear_ankle),
            _inclination(hips, shoulders),
        ],
        axis=1,
    )


def _inclination(foot: Array, top: Array) -> Array:
    line = top - foot
    return np.degrees(np.arctan2(line[:, 0], line[:, 1]))


def _bend(one: Array, vertex: Array, other: Array) -> Array:
    apart = np.abs(_inclination(vertex, one) - _inclination(vertex, other))
    return np.minimum(apart, 360 - apart)


def seen_joints(features: Array) -> Array:
    """Return the network's own places of the seven joints, shape (n, 7, 2), from features (n, 24)."""
    points = features.reshape(-1, 12, 2)
    return np.concatenate([points[:, :6], points[:, 6:8].mean(axis=1, keepdims=True)], axis=1)


def rolled(features: Array, roll_deg: Array) -> Array:
    """Turn bodies, shape (n, 24), by angles of shape (n,), degrees, as a camera shows them whose roll is not known."""
    c, s = np.cos(np.radians(roll_deg))[:, None], np.sin(np.radians(roll_deg))[:, None]
    x, y = features[:, 0::2], features[:, 1::2]
    return np.stack([x * c - y * s, x * s + y * c], axis=2).reshape(len(features), 24)


def fit(features: Array, answers: Array, ridge: float, counts: Array | None = None, bumps: int = 0) -> JointMap:
    """Ridge regression on standardised features, and on bumps over them.

    Parameters
    ----------
    features, answers
        Shapes (n, 24) and (n, 15).
    ridge
        Its strength.
    counts
        Shape (n,): how much each example counts; alike where None.
    bumps
        How many.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    off = (features - mean) / scale
    centres = _centres(off, bumps)
    x = _inputs(off, centres)
    w = np.ones(len(x)) if counts is None else counts
    # The offset is what the average body gets, not the mean of the answers: bumps need not be zero in the mean.
    x = np.c_[np.ones(len(x)), x]
    held = ridge * np.eye(x.shape[1])
    held[0, 0] = 0.0
    found = np.linalg.solve((x * w[:, None]).T @ x + held, (x * w[:, None]).T @ answers)
    covariance = np.cov(off.T) + LIKENESS_RIDGE * np.eye(len(mean))
    precision = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    return _packed(found, JointMap(mean, np.zeros(0), np.zeros(0), scale, centres, precision))


def refined(
    start: JointMap,
    features: Array,
    joints: Array,
    people: NDArray[np.str_],
    ridge: float,
    counts: Array,
) -> JointMap:
    """Take a map one step towards the right angles.

    Parameters
    ----------
    start
        From `fit`.
    features, joints
        Shapes (n, 24) and (n, 7, 2): what was seen, and what is true.
    people
        Who each example shows; within each of them the change of the rear thigh counts.
    ridge, counts
        As in `fit`.
    """
    order = np.argsort(people, kind="stable")
    features, joints, w, who = features[order], joints[order], counts[order], people[order]
    first = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    size = np.diff(np.r_[first, len(who)])
    person = np.repeat(np.arange(len(first)), size)
    seen = seen_joints(features)
    x = np.c_[np.ones(len(features)), _inputs((features - start.mean) / start.scale, start.centres)]
    found = _unpacked(start)
    now = seen + (x @ found[:, :14]).reshape(-1, 7, 2)
    slopes, off = _slopes(now), angles_deg(now) - angles_deg(joints)
    count = x.shape[1] * 14
    left, right = np.zeros((count, count)), np.zeros(count)

    def add(rows: Array, error: Array, weight: float) -> None:
        each = w * weight * np.minimum(1.0, CAP_DEG / np.maximum(np.abs(error), 1e-9))
        half = rows * np.sqrt(each)[:, None]
        nonlocal left, right
        left += half.T @ half
        right += rows.T @ (each * error)

    for k, weight in enumerate(WEIGHTS):
        rows = (x[:, :, None] * slopes[:, k, None, :]).reshape(len(x), count)
        add(rows, off[:, k], weight**2)
        if k == THIGH:
            rows -= (np.add.reduceat(rows, first) / size[:, None])[person]
            add(rows, off[:, k] - (np.add.reduceat(off[:, k], first) / size)[person], CHANGE)
    held = ridge * np.eye(x.shape[1])
    held[0, 0] = 0.0
    apart = x @ found[:, :14] - (joints - seen).reshape(-1, 14)
    left += np.kron((x * w[:, None]).T @ x + held, np.eye(14)) * PLACE**2
    right += ((x * w[:, None]).T @ apart + held @ found[:, :14]).ravel() * PLACE**2
    found = found.copy()
    found[:, :14] -= np.linalg.solve(left, right).reshape(-1, 14)
    return _packed(found, start)


def _inputs(off: Array, centres: Array) -> Array:
    """Features and bumps, shape (n, 24 + bumps); all are zero for the average body."""
    return np.c_[off, BUMP_SCALE * (bumps_of(off, centres) - bumps_of(np.zeros(24), centres))]


def _packed(found: Array, frame: JointMap) -> JointMap:
    """From weights of the standardised inputs, shape (1 + 24 + bumps, 15), to a map."""
    linear, bumps = found[1:25] / frame.scale[:, None], found[25:] * BUMP_SCALE
    return replace(frame, weights=np.r_[linear, bumps], offset=found[0])


def _unpacked(found: JointMap) -> Array:
    return np.r_[found.offset[None], found.weights[:24] * found.scale[:, None], found.weights[24:] / BUMP_SCALE]


def _centres(off: Array, count: int) -> Array:
    """Find poses that many examples are near to: a few rounds of k-means."""
    if not count:
        return np.zeros((0, off.shape[1]))
    centres = off[np.random.default_rng(0).choice(len(off), count, replace=False)]
    for _ in range(8):
        apart = (off**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * off @ centres.T
        nearest = apart.argmin(axis=1)
        total = np.zeros_like(centres)
        np.add.at(total, nearest, off)
        near = np.bincount(nearest, minlength=count)[:, None]
        centres = np.where(near > 0, total / np.maximum(near, 1), centres)
    return centres.round(3)


def _slopes(joints: Array) -> Array:
    """How the angles change with the joints' places, shape (n, 5, 14), degrees for a trunk length."""
    step, flat = 1e-4, joints.reshape(len(joints), 14)
    found = np.empty((len(joints), 5, 14))
    for k in range(14):
        moved = np.zeros(14)
        moved[k] = step
        ahead, behind = ((flat + sign * moved).reshape(-1, 7, 2) for sign in (1, -1))
        found[:, :, k] = (angles_deg(ahead) - angles_deg(behind)) / (2 * step)
    return found
