"""Figures of changes of tilt told against true ones, of stills: errors, order within a person, what leaks in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

APART_DEG = 5.0
"""Two stills of a person whose true tilts differ by this much must be told in the right order."""
POSTURE_DEG = 4.0
"""A still is of an arch or of a tuck from this true change on."""
LEAKS = {"chest": "kyphosis_deg", "trunk": "trunk_deg", "thigh": "rear_thigh_deg"}
"""What should not be taken for a tilt, by its name in the truth of a still."""


def figures(told: Array, sd: Array, true: Array) -> dict[str, float]:
    """Scores of changes told against true ones.

    Parameters
    ----------
    told, sd, true
        Degrees, shape (sessions, frames); NaN where a session has no more frames.
    """
    error = (told - true)[~np.isnan(told)]
    known, spread = true[~np.isnan(told)], sd[~np.isnan(told)]
    large = np.abs(known) >= APART_DEG
    sessions = np.nanmean(np.abs(told - true), axis=1)
    return {
        "mae_deg": float(np.abs(error).mean()),
        "r2": float(1 - (error**2).mean() / known.var()),
        "bias_deg": float(error.mean()),
        "slope": float(np.polyfit(known, known + error, 1)[0]),
        "direction_right": float((np.sign(known + error) == np.sign(known))[large].mean()),
        "order_right": order_right(told, true),
        "within_1_sd": float((np.abs(error) <= spread).mean()),
        "within_2_sd": float((np.abs(error) <= 2 * spread).mean()),
        "mean_sd_deg": float(spread.mean()),
        "sessions_off_by_3": float((sessions > 3).mean()),
    }


def order_right(told: Array, true: Array) -> float:
    """Share of pairs of stills of one person, truly `APART_DEG` apart, that are told in the right order."""
    right = pairs = 0
    for said, known in zip(told, true, strict=True):
        for i, j in itertools.combinations(np.flatnonzero(~np.isnan(said)), 2):
            if abs(known[i] - known[j]) >= APART_DEG:
                pairs += 1
                right += (said[i] - said[j]) * (known[i] - known[j]) > 0
    return float(right / pairs) if pairs else float("nan")


def in_order(told: Array, true: Array) -> tuple[Array, Array]:
    """Whether each person's arches come out above the neutral and the tucks below it.

    Parameters
    ----------
    told, true
        As in `figures`: changes from the neutral, so that itself is 0.

    Returns
    -------
    by_mean, by_each
        Of each session that has both arches and tucks 1 or 0: by the means of the two, and by every single still.
    """
    by_mean, by_each = [], []
    for said, known in zip(told, true, strict=True):
        arches, tucks = said[known >= POSTURE_DEG], said[known <= -POSTURE_DEG]
        if len(arches) and len(tucks):
            by_mean.append(np.mean(arches) > 0 > np.mean(tucks))
            by_each.append(np.min(arches) > 0 > np.max(tucks))
    return np.array(by_mean, float), np.array(by_each, float)


def leaks(told: Array, true: Array, moved: Mapping[str, Array]) -> dict[str, float]:
    """By how many degrees the change told goes with each degree of something else.

    All are fitted together with the true tilt, so that what goes with it counts for neither.

    Parameters
    ----------
    told, true
        As in `figures`.
    moved
        By name, shape (sessions, frames): how far each has moved from the neutral, degrees.
    """
    known = ~np.isnan(told)
    columns = [true[known], *(each[known] for each in moved.values()), np.ones(known.sum())]
    fitted = np.linalg.lstsq(np.stack(columns, axis=1), (told - true)[known], rcond=None)[0]
    return {f"leak_of_{name}": float(value) for name, value in zip(moved, fitted[1:-1], strict=True)}


def moved_from_neutral(truth: Sequence[Sequence[Mapping[str, Any]]], frames: int) -> dict[str, Array]:
    """Return how far what is in `LEAKS` has moved from the neutral stills, those that are not neutral first.

    Parameters
    ----------
    truth
        For each session the truth of its stills, the neutral ones first.
    frames
        How many columns to fill up to, with NaN.
    """
    tables = {}
    for name, key in LEAKS.items():
        rows = np.full((len(truth), frames), np.nan)
        for row, stills in zip(rows, truth, strict=True):
            values = np.array([still.get(key, np.nan) for still in stills], float)
            neutral = np.array([still["neutral"] for still in stills])
            row[: (~neutral).sum()] = values[~neutral] - values[neutral].mean()
        tables[name] = rows
    return tables
