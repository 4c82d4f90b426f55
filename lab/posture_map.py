"""Whether a map of the points would bring the check's values nearer to the truth, as it does for kneeling bodies.

In drawn people one cause makes most of the errors of trunk, hips and knee: the network places the hip some 4 % of a
trunk length ahead of the joint. In photographs the network's hip lies, by eye, behind the joint. So a hip that is moved
back, and a map from keypoints and view to the errors, help the one and harm the other; fading the map out where a
body is unlike the drawn ones leaves nearly all photographs as they were, and makes no one of them better.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import ANKLES, EARS, HEELS, HIPS, KNEES, SHOULDERS, TOES, Keypoint
from formcheck.messages.message import Message
from formcheck.posture.standing import QUANTITIES, Standing, angles_deg, read_standing
from formcheck.records import Pose
from lab.posture_poses import Labelled

Array = NDArray[np.float64]
SHOWN = ("trunk_deg", "hips_deg", "knee_deg")
RIDGE = 100.0
LIKENESS_RIDGE = 0.05
FADES = ((0.8, 1.0), (1.0, 1.4))
"""Likeness up to which the map is trusted, and from which it is not: 1 is as far as drawn people are in the mean."""
MOVED_BACK = (0.02, 0.04)


@dataclass(frozen=True, eq=False)
class Rows:
    """Pictures as arrays of n rows.

    Attributes
    ----------
    features
        Shape (n, 27), see `features_of`.
    errors
        Shape (n, 4): what was read of `QUANTITIES` less what is true; NaN where that is not known.
    moved
        The same with the hip moved back by each of `MOVED_BACK`, shape (2, n, 4).
    people
        Shape (n,): who is shown.
    """

    features: Array
    errors: Array
    moved: Array
    people: NDArray[np.int_]

    def mean_error(self, taken: Array) -> Array:
        """Return the mean size of each person's error, shape (4,), where so much is taken from what was read."""
        each = np.array([_mean(taken[self.people == one]) for one in np.unique(self.people)])
        return _mean(np.abs(each))


def _mean(rows: Array) -> Array:
    """Return the mean of each column, of what is known; NaN where nothing is."""
    known = np.isfinite(rows).sum(axis=0)
    return np.asarray(np.where(known, np.nansum(rows, axis=0) / np.maximum(known, 1), np.nan), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class ErrorMap:
    """Ridge regression from features to errors; see `fitted`."""

    mean: Array
    scale: Array
    weights: Array
    precision: Array

    def __call__(self, features: Array, fade: tuple[float, float] | None = None) -> Array:
        """Return the errors it expects, shape (n, 4), less of them the less a body is like those it was fitted on."""
        off = (features - self.mean) / self.scale
        expected = np.c_[np.ones(len(off)), off] @ self.weights
        if fade is None:
            return np.asarray(expected, dtype=np.float64)
        trust = np.clip((fade[1] - self.unlike(features)) / (fade[1] - fade[0]), 0.0, 1.0)
        return np.asarray(expected * trust[:, None], dtype=np.float64)

    def unlike(self, features: Array) -> Array:
        """How far each body is from those it was fitted on, shape (n,)."""
        off = (features - self.mean) / self.scale
        return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", off, self.precision, off) / off.shape[1]), dtype=np.float64)


def fitted(rows: Rows) -> ErrorMap:
    """Fit a map."""
    mean, scale = rows.features.mean(axis=0), rows.features.std(axis=0) + 1e-6
    off = (rows.features - mean) / scale
    inputs = np.c_[np.ones(len(off)), off]
    held = RIDGE * np.diag([0.0] + [1.0] * off.shape[1])
    weights = np.linalg.solve(inputs.T @ inputs + held, inputs.T @ rows.errors)
    precision = np.linalg.inv(np.cov(off.T) + LIKENESS_RIDGE * np.eye(off.shape[1]))
    return ErrorMap(mean, scale, np.asarray(weights), np.asarray(precision, dtype=np.float64))


def features_of(pose: Pose, standing: Standing, roll_deg: float) -> Array:
    """Return near and far joints, heels, toes and nose from the hip, in trunk lengths and levelled, and the view."""
    near = 1 if standing.facing == "right" else 0
    forward = 1.0 if standing.facing == "right" else -1.0
    pairs = np.array([EARS, SHOULDERS, HIPS, KNEES, ANKLES, HEELS, TOES])
    one, other = pose.keypoints_px[pairs[:, near]], pose.keypoints_px[pairs[:, 1 - near]]
    middle = (one + other) / 2
    hip, trunk = middle[2], float(np.linalg.norm(middle[1] - middle[2]))
    c, s = math.cos(math.radians(forward * roll_deg)), math.sin(math.radians(forward * roll_deg))

    def own(points: Array) -> Array:
        ahead, up = forward * (points[:, 0] - hip[0]) / trunk, (hip[1] - points[:, 1]) / trunk
        return np.stack([ahead * c + up * s, up * c - ahead * s], axis=1)

    nose = pose.keypoints_px[[Keypoint.NOSE]]
    return np.r_[own(np.r_[one, nose]).ravel(), own(other).ravel(), standing.view_off_side_deg / 30]


def drawn_rows(people: Sequence[Sequence[Labelled]]) -> Rows:
    """Take up drawn people: levelled, against the truth of each try."""

    def pictures() -> Iterator[tuple[int, Pose, float, dict[str, float]]]:
        for number, stills in enumerate(people):
            for pose, truth in stills:
                yield number, pose, math.nan, truth["angles"]

    return _rows(pictures())


def photo_rows(photographs: Sequence[Labelled], widest_deg: float) -> Rows:
    """Take up labelled photographs from within a view: not levelled, as their labels are not."""

    def pictures() -> Iterator[tuple[int, Pose, float, dict[str, float]]]:
        for number, (pose, label) in enumerate(photographs):
            if label["view_off_side_deg"] <= widest_deg:
                yield number, pose, 0.0, {q: math.nan if label[q] is None else label[q] for q in QUANTITIES}

    return _rows(pictures())


def _rows(pictures: Iterator[tuple[int, Pose, float, dict[str, float]]]) -> Rows:
    features, errors, moved, people = [], [], [], []
    for number, pose, roll_deg, truth in pictures:
        reading = read_standing(pose)
        if isinstance(reading, Message):
            continue
        known = 0.0 if math.isnan(reading.roll_deg) else reading.roll_deg
        roll = known if math.isnan(roll_deg) else roll_deg
        true = np.array([truth[q] for q in QUANTITIES])
        features.append(features_of(pose, reading, roll))
        errors.append(_values(reading, roll, 0.0) - true)
        moved.append([_values(reading, roll, back) - true for back in MOVED_BACK])
        people.append(number)
    return Rows(np.array(features), np.array(errors), np.array(moved).transpose(1, 0, 2), np.array(people))


def _values(standing: Standing, roll_deg: float, back: float) -> Array:
    points = standing.points_px.copy()
    forward = 1.0 if standing.facing == "right" else -1.0
    points[2, 0] -= forward * back * float(np.linalg.norm(points[1] - points[2]))
    values = angles_deg(points, standing.facing, roll_deg)
    return np.array([values[q] for q in QUANTITIES])


def map_table(fit: Rows, test: Rows, real: Rows) -> str:
    """Write what each would do, in mean errors of drawn test people and of photographs."""
    found = fitted(fit)
    tried: list[tuple[str, Callable[[Rows], Array]]] = [
        ("as the network has it", lambda rows: rows.errors),
        ("a constant each", lambda rows: rows.errors - fit.errors.mean(axis=0)),
        *(
            (f"hip {back:.0%} of a trunk length back", lambda rows, k=k: rows.moved[k])
            for k, back in enumerate(MOVED_BACK)
        ),
        ("map", lambda rows: rows.errors - found(rows.features)),
        *(
            (
                f"map, faded out from {fade[0]} to {fade[1]}",
                lambda rows, fade=fade: rows.errors - found(rows.features, fade),
            )
            for fade in FADES
        ),
    ]
    columns = [QUANTITIES.index(q) for q in SHOWN]
    lines = ["| what | drawn: trunk | hips | knee | real: trunk | hips | knee |", "|---|---|---|---|---|---|---|"]
    for name, taken in tried:
        cells = [f"{rows.mean_error(taken(rows))[column]:.2f}" for rows in (test, real) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    unlike, own = found.unlike(real.features), found.unlike(test.features)
    lines += [
        "",
        f"Likeness: {len(np.unique(test.people))} drawn test people lie at {np.quantile(own, 0.05):.1f} to "
        f"{np.quantile(own, 0.95):.1f}, photographs at {unlike.min():.1f} to {unlike.max():.1f}.",
    ]
    return "\n".join(lines)
