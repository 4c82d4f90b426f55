"""Fit the head for the rear knee: ``python -m lab.train_hover --examples DIR --out models``.

`DIR` holds what `lab.hover_examples` wrote. A weighted sum learns from few pictures and takes a minute; each picture
counts several times, moved, turned and scaled as the keypoints' errors do it. A knee 2 cm up may be told either way and
hardly counts. How sure the head is is scaled on the validation people afterwards, so that its probabilities are some.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import cv2
import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from formcheck.lunge.knee.crop import KNEE, NUMBERS, SIZE_PX, KneeCrop, knee_crop
from formcheck.lunge.knee.head import HEAD, features
from lab.hover_examples import read_looks

Array = NDArray[np.float64]
MARGIN_PX = 10
COPIES = 4
"""How often each picture counts: once as it is, else disturbed."""
TURN_DEG, SCALE, SHIFT_PX, POINTS = 2.0, 0.05, 1.6, 0.03
"""Standard deviations of what is done to a crop, and to its numbers in shin lengths."""
SURELY_M, UNSURE_WEIGHT, UNSURE_TARGET = 0.04, 0.2, 0.75
"""From this height on a knee must be told from one that rests; how much a lower one counts, and as what."""
EDGES_PENALTY, NUMBERS_PENALTY = 0.05, 0.001
"""Of the squares of the weights: the best of a few on the validation people."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is learned from.

    Attributes
    ----------
    features
        Shape (n, FEATURES).
    height
        Shape (n,), metres; 0 rests.
    truth
        Of each.
    """

    features: Array
    height: Array
    truth: list[dict[str, Any]]


def known_of(folder: Path, split: str, copies: int = 1, seed: int = 0) -> Known:
    """Cut the crops of one split; pictures whose legs are told apart wrongly are left out."""
    rng = np.random.default_rng(seed)
    rows, heights, truths = [], [], []
    for look in read_looks(folder, split):
        stance = look.stance()
        if stance.facing != look.truth["facing"] or stance.rear_side != look.truth["rear_side"]:
            continue
        crop = knee_crop(look.image, look.keypoints_px, stance, margin_px=MARGIN_PX)
        if crop is None:
            continue
        for copy in range(copies):
            rows.append(features(_disturbed(crop, rng) if copy else _inner(crop)))
            heights.append(look.truth["height_m"])
            truths.append(look.truth)
    return Known(np.array(rows, np.float64), np.array(heights), truths)


def fit(known: Known) -> tuple[Array, float]:
    """Return weights and bias of the log-odds that the knee is in the air."""
    edges, numbers = known.features[:, :-NUMBERS], known.features[:, -NUMBERS:]
    middle = np.concatenate([edges.mean(axis=0), numbers.mean(axis=0)])
    spread = np.concatenate([np.full(edges.shape[1], edges.std()), numbers.std(axis=0) + 1e-6])
    x = (known.features - middle) / spread
    unsure = (known.height > 0) & (known.height < SURELY_M)
    target = np.where(unsure, UNSURE_TARGET, known.height > 0)
    weight = np.where(unsure, UNSURE_WEIGHT, 1.0) / len(x)
    penalty = np.concatenate([np.full(edges.shape[1], EDGES_PENALTY), np.full(NUMBERS, NUMBERS_PENALTY), [0.0]])

    def loss(w: Array) -> tuple[float, Array]:
        odds = x @ w[:-1] + w[-1]
        slope = weight * (1 / (1 + np.exp(-odds)) - target)
        value = float(weight @ (np.logaddexp(0, odds) - target * odds) + penalty @ w**2)
        return value, np.append(x.T @ slope, slope.sum()) + 2 * penalty * w

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    weights = found[:-1] / spread
    return weights, float(found[-1] - middle @ weights)


def scaled(weights: Array, bias: float, check: Known) -> tuple[Array, float]:
    """Make the log-odds such that the shares of other people's knees are what they say."""
    odds = check.features @ weights + bias
    sure = (check.height == 0) | (check.height >= SURELY_M)
    odds, up = odds[sure], check.height[sure] > 0

    def loss(p: Array) -> float:
        each = p[0] * odds + p[1]
        return float(np.mean(np.logaddexp(0, each) - up * each) + 0.002 * p[1] ** 2)

    scale, shift = minimize(loss, np.array([0.5, 0.0]), method="Nelder-Mead").x
    return weights * scale, float(bias * scale + shift)


def scores(odds: Array, height: Array, edge: float | None = None) -> dict[str, float]:
    """Score single looks: area under the curve, and the share of each height beyond an edge.

    The edge is that which one in a hundred resting knees passes, unless it is given.
    """
    rests, up = odds[height == 0], odds[height >= SURELY_M]
    edge = float(np.quantile(rests, 0.99)) if edge is None else edge
    found = {"auc": float((up[:, None] > rests[None]).mean()), "edge": edge, "rests": float((rests > edge).mean())}
    for low, high in ((0.01, 0.035), (0.035, 0.075), (0.075, 0.15), (0.15, 0.4)):
        some = odds[(height >= low) & (height < high)]
        found[f"{100 * low:.0f}-{100 * high:.0f} cm"] = float((some > edge).mean()) if len(some) else float("nan")
    return found


def _inner(crop: KneeCrop) -> KneeCrop:
    inner = slice(MARGIN_PX, MARGIN_PX + SIZE_PX)
    picture, grounded = (np.ascontiguousarray(each[inner, inner]) for each in (crop.picture, crop.grounded))
    return KneeCrop(picture, grounded, crop.numbers)


def _disturbed(crop: KneeCrop, rng: np.random.Generator) -> KneeCrop:
    """Move, turn and scale a crop, and its numbers, as if the keypoints lay elsewhere."""
    size = SIZE_PX + 2 * MARGIN_PX
    knee = tuple(MARGIN_PX + share * SIZE_PX for share in KNEE)
    turn = cv2.getRotationMatrix2D(knee, TURN_DEG * rng.normal(), float(np.exp(SCALE * rng.normal())))
    matrix = np.asarray(turn, np.float64)
    matrix[:, 2] += SHIFT_PX * rng.normal(size=2)
    sole = matrix.copy()
    sole[1, 2] += SHIFT_PX * rng.normal()  # the foot errs for itself
    picture, grounded = (
        np.asarray(cv2.warpAffine(each, by, (size, size), borderMode=cv2.BORDER_REPLICATE), np.uint8)
        for each, by in ((crop.picture, matrix), (crop.grounded, sole))
    )
    moved = np.zeros(NUMBERS)
    moved[:18] = POINTS * rng.normal(size=18) + np.tile(POINTS * rng.normal(size=2), 9)
    return _inner(KneeCrop(picture, grounded, np.asarray(crop.numbers + moved, np.float32)))


def main(
    examples: Annotated[Path, typer.Option(help="Folder of `lab.hover_examples`.")],
    out: Annotated[Path, typer.Option(help="Folder the head is written to.")],
) -> None:
    """Fit and write the head."""
    out.mkdir(parents=True, exist_ok=True)
    known, check = known_of(examples, "train", COPIES), known_of(examples, "validation")
    weights, bias = scaled(*fit(known), check)
    np.savez(out / HEAD, weights=weights.astype(np.float32), bias=np.float32(bias))
    typer.echo(f"{len(known.height) // COPIES} pictures for training, {len(check.height)} for validation")
    typer.echo(json.dumps(scores(check.features @ weights + bias, check.height), indent=1))


if __name__ == "__main__":
    typer.run(main)
