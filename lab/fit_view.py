"""Fit the map from keypoints to the view (`formcheck/lunge/view_map.py`) on drawn people: ``python -m lab.fit_view``.

``python -m lab.fit_view --add DIR``: first add the examples of a folder of `lab.view_examples`.

The examples are the features (`formcheck.lunge.joints.features_of`) of every second frame of 852 clips of
half-kneeling people (those that the joint map was first fitted on; no body lost) and of stills of 717 other people
(`lab.view_stills`, seeds 0-716): half-kneeling and lunging, up to 50° off the side, chest and head turned up to 40°
against the pelvis, each arm anywhere. The frames alone decide what is like a half-kneeling body; stills less like them
than `UNLIKE` teach nothing. Ridge regression on the tangent of the angle, one map for a rear leg that is near and one
for one that is far.

Mean errors in degrees. Nothing was fitted to the films and photographs, and the people of the stills were left out:

| | shoulders | joint map | this map | shoulders and joint map | shoulders and this map |
|---|---|---|---|---|---|
| 37 drawn films of half-kneeling people, views to 25° | 5.6 | 4.5 | 4.3 | – | 4.1 (95 % within 11) |
| 13 photographs of people who half-kneel or lunge, labelled up to 40° | 10.2 | 6.0 | 5.7 | 6.2 | 5.5 |
| stills | – | 8.7 | 7.6 | – | – |

What was tried besides, on the same stills and photographs (67 labelled up to 30°; as served before 6.7, now 5.9):
small networks on all keypoints in the picture and in space (7.3 to 10), a head on the features of the pelvis encoder
(7.1; with the keypoints 6.6, mixed with this map 6.1), a small network on the crop of the body without its background
(9.8 after 500 batches, 12.7 after 1,000, while on drawn people it went from 9.7 to 8.2): it learns the drawing. None
was taken.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.lunge.joints import features_of
from formcheck.lunge.legs import Stance
from formcheck.lunge.view_map import LEAST_VARIANCE
from formcheck.pose import estimator as estimator_module
from lab.view_examples import true_for

EXAMPLES = Path(__file__).with_name("view_examples.npz")
MAP = Path(estimator_module.__file__).with_name("mediapipe_view.json")
KINDS = ("half_kneeling", "lunge")
UNLIKE, WIDEST_DEG = 3.4, 50.0
FOLDS = 5

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ViewExamples:
    """Drawn bodies and from where they are looked at.

    Attributes
    ----------
    features
        Shape (n, 24).
    ahead_deg
        Shape (n,): how far the camera stands ahead of the side of pelvis and legs.
    rear_is_near
        Shape (n,).
    person
        Shape (n,): number of the person, of stills; -1 for frames.
    """

    features: Array
    ahead_deg: Array
    rear_is_near: NDArray[np.bool_]
    person: NDArray[np.int_]


def read_examples(path: Path = EXAMPLES) -> ViewExamples:
    """Read examples."""
    with np.load(path) as file:
        return ViewExamples(
            file["features"].astype(float), file["ahead_deg"].astype(float), file["rear_is_near"], file["person"]
        )


def write_examples(path: Path, examples: ViewExamples) -> None:
    """Write examples: half precision, a thousandth of a trunk length."""
    np.savez_compressed(
        path,
        features=examples.features.astype(np.float16),
        ahead_deg=examples.ahead_deg.astype(np.float32),
        rear_is_near=examples.rear_is_near,
        person=examples.person.astype(np.int32),
    )


def examples_of(folder: Path) -> ViewExamples:
    """Gather the stills of a folder of `lab.view_examples` that show a shape the map is for."""
    features, ahead, near, person = [], [], [], []
    for path in sorted(folder.glob("train_[0-9]*.npz")):
        if ".part" in path.name:
            continue
        with np.load(path) as file:
            columns = (file["keypoints_px"], file["facing"], file["rear_side"], json.loads(str(file["truth"])))
        for points, facing, rear_side, truth in zip(*columns, strict=True):
            deg = true_for(truth, str(facing))
            if truth["kind"] not in KINDS or abs(deg) > WIDEST_DEG:
                continue
            stance = Stance(points.astype(float), np.ones(33), str(facing), str(rear_side))  # type: ignore[arg-type]
            features.append(features_of(points.astype(float), stance))
            ahead.append(deg)
            near.append(facing == rear_side)
            person.append(truth["seed"])
    return ViewExamples(
        np.array(features).reshape(-1, 24), np.array(ahead), np.array(near, dtype=bool), np.array(person, dtype=int)
    )


def joined(one: ViewExamples, other: ViewExamples) -> ViewExamples:
    """Return the examples of both."""
    names = ("features", "ahead_deg", "rear_is_near", "person")
    return ViewExamples(*(np.concatenate([getattr(one, n), getattr(other, n)]) for n in names))


@dataclass(frozen=True, eq=False)
class Fitted:
    """What the file of the map holds for one leg."""

    mean: Array
    weights: Array
    offset: float
    covariance: Array

    def ahead_deg(self, features: Array) -> Array:
        """Apply the map to features of shape (n, 24)."""
        return np.degrees(np.arctan((features - self.mean) @ self.weights + self.offset))

    def unlikeness(self, features: Array) -> Array:
        """As `formcheck.lunge.view_map.ViewMap.unlikeness`, for features of shape (n, 24)."""
        return _unlikeness(features, self.mean, self.covariance)


def fit(examples: ViewExamples, ridge: float) -> Fitted:
    """Fit the map of one leg: ridge regression on standardised features."""
    frames = examples.features[examples.person < 0]
    mean, covariance = frames.mean(axis=0), np.cov(frames.T)
    alike = _unlikeness(examples.features, mean, covariance) < UNLIKE
    features, tangent = examples.features[alike], np.tan(np.radians(examples.ahead_deg[alike]))
    middle, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    x, y = (features - middle) / scale, tangent - tangent.mean()
    weights = np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y) / scale
    return Fitted(mean, weights, float(tangent.mean() + (mean - middle) @ weights), covariance)


def _unlikeness(features: Array, mean: Array, covariance: Array) -> Array:
    precision = np.linalg.inv(covariance + LEAST_VARIANCE * np.eye(len(mean)))
    apart = features - mean
    return np.asarray(np.sqrt(np.einsum("ni,ij,nj->n", apart, precision, apart) / len(mean)))


def held_out(examples: ViewExamples, ridge: float) -> Array:
    """Return the errors on stills of people left out of the fit, degrees; of those alike enough."""
    errors = []
    for near in (True, False):
        side = examples.rear_is_near == near
        for k in range(FOLDS):
            asked = side & (examples.person >= 0) & (examples.person % FOLDS == k)
            found = fit(_part(examples, side & ~asked), ridge)
            alike = found.unlikeness(examples.features[asked]) < UNLIKE
            errors.append((found.ahead_deg(examples.features[asked]) - examples.ahead_deg[asked])[alike])
    return np.concatenate(errors)


def _part(examples: ViewExamples, rows: NDArray[np.bool_]) -> ViewExamples:
    return ViewExamples(
        examples.features[rows], examples.ahead_deg[rows], examples.rear_is_near[rows], examples.person[rows]
    )


def table_of(examples: ViewExamples, ridge: float) -> dict[str, Any]:
    """Fit both maps on all examples, as the file holds them."""
    table: dict[str, Any] = {"ridge": ridge, "people": len(np.unique(examples.person)) - 1}
    for name, near in (("rear_near", True), ("rear_far", False)):
        found = fit(_part(examples, examples.rear_is_near == near), ridge)
        table[name] = {
            "mean": np.round(found.mean, 5).tolist(),
            "weights": np.round(found.weights, 5).tolist(),
            "offset": round(found.offset, 5),
            "covariance": np.round(found.covariance, 6).tolist(),
        }
    return table


def main(
    add: Annotated[Path | None, typer.Option(help="Folder of stills, from lab.view_examples.")] = None,
    examples_file: Annotated[Path, typer.Option(help="The examples.")] = EXAMPLES,
    out: Annotated[Path, typer.Option(help="The map.")] = MAP,
    ridge: Annotated[float, typer.Option(min=0, help="Strength of the ridge.")] = 100.0,
) -> None:
    """Fit the map, print its error on people left out, write it."""
    examples = read_examples(examples_file)
    if add is not None:
        frames = _part(examples, examples.person < 0)
        write_examples(examples_file, joined(frames, examples_of(add)))
        examples = read_examples(examples_file)  # as whoever repeats the fit will read them
    errors = held_out(examples, ridge)
    typer.echo(f"{len(examples.features)} examples; on {len(errors)} stills of people left out:")
    typer.echo(f"mean error {np.abs(errors).mean():.1f}, bias {errors.mean():+.1f}, rms {errors.std():.1f} degrees")
    out.write_text(json.dumps(table_of(examples, ridge), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
