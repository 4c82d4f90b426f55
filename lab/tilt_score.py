"""One clip of a tuck or an arch, its truth beside what formcheck told: errors, words, silence."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint
from formcheck.lunge.legs import SIDES, Stance
from formcheck.lunge.pelvis.crop import body_vector
from lab.scoring import Array, Flags

TUCK_DEG, ARCH_DEG = 6.0, 8.0
"""A tuck or an arch of this size or more must be recognised."""
NEUTRAL_DEG = 2.0
"""A change smaller than this is neither."""
STILL_S, STILL_DEG = 1.0, 0.5
"""The truth stands still where it moves by less than this within this time."""


@dataclass(frozen=True, eq=False)
class TiltScore:
    """What came of one clip; arrays have shape (frames,), of the frames after the baseline in which somebody kneels.

    Attributes
    ----------
    name, script, flesh, fit
        Which clip, what happens in it, how the body deforms, how the clothes fit.
    view_deg
        Camera off the side, degrees, + ahead.
    true_deg
        True change of tilt, anterior +, from the still kneel that formcheck took for the neutral.
    told_deg, sd_deg
        The change told with its sd; NaN where nothing was told.
    by_keypoints_deg
        What a linear fit on keypoints alone makes of it.
    still
        Whether the pelvis stood still for the last second.
    neutral_off_deg
        How far the pelvis was tilted in that still kneel, against the one that was meant, anterior +.
    words, reasons
        The statement told, and why no tilt was.
    """

    name: str
    script: str
    flesh: str
    fit: str
    view_deg: float
    true_deg: Array
    told_deg: Array
    sd_deg: Array
    by_keypoints_deg: Array
    still: Flags
    neutral_off_deg: float
    words: NDArray[np.str_]
    reasons: NDArray[np.str_]

    @property
    def mean_error_deg(self) -> float:
        """Mean absolute error of the clip; NaN where nothing was told."""
        error = np.abs(self.told_deg - self.true_deg)
        return float(np.nanmean(error)) if np.isfinite(error).any() else float("nan")


def score_tilt(truth_path: Path, tables: Path, weights: Array) -> TiltScore:
    """Compare one clip with its truth.

    Parameters
    ----------
    truth_path
        The clip's ``.truth.json``.
    tables
        Folder with formcheck's ``angles.csv``, ``keypoints.csv`` and ``summary.json``.
    weights
        Shape (30,): see `keypoint_weights`.
    """
    truth = json.loads(truth_path.read_text(encoding="utf-8"))
    angles, keypoints = _rows(tables / "angles.csv"), _rows(tables / "keypoints.csv")
    count = min(len(angles), len(keypoints), len(truth["time_s"]))
    angles, keypoints = angles[:count], keypoints[:count]
    times = np.array(truth["time_s"][:count], float)
    meant = truth["baseline"]
    sides = json.loads((tables / "summary.json").read_text(encoding="utf-8"))["sides"]
    taken = next((side["baseline"] for side in sides if side["baseline"]), meant)
    in_baseline, after = _within(times, taken), times > meant["end_s"]
    tilt = np.array(truth["angles_deg"]["pelvic_tilt_deg"][:count], float)
    neutral_deg = float(np.nanmedian(tilt[in_baseline]))
    true = tilt - neutral_deg
    bodies = np.array([_body(angle, points) for angle, points in zip(angles, keypoints, strict=True)])
    # A pose that is not known in the baseline leaves the keypoints without an answer, as it leaves formcheck.
    neutral = np.nanmean(bodies[in_baseline], axis=0) if np.isfinite(bodies[in_baseline]).any() else np.nan
    about = truth["about"]
    return TiltScore(
        name=truth["name"],
        script=str(about["kind"]),
        flesh=str(about["flesh_way"]),
        fit=str(about["fit"]),
        view_deg=float(truth["azimuth_deg"]),
        true_deg=true[after],
        told_deg=-_numbers(angles, "tuck_deg")[after],
        sd_deg=_numbers(angles, "pelvic_tilt_sd_deg")[after],
        by_keypoints_deg=((bodies - neutral) @ weights)[after],
        still=_still(true, times)[after],
        neutral_off_deg=neutral_deg - float(np.nanmedian(tilt[_within(times, meant)])),
        words=np.array([row["pelvis_statement"] for row in angles])[after],
        reasons=np.array([row["pelvis_reason"] for row in angles])[after],
    )


def keypoint_weights(before: Array, now: Array, tilt_deg: Array, ridge: float = 1.0) -> Array:
    """Fit the change of tilt on the change of the body points alone, to show how little they tell.

    Parameters
    ----------
    before, now
        Shape (n, 30): `PelvisCrop.body` in the baseline and later.
    tilt_deg
        Shape (n,): true change.
    ridge
        Penalty, in units of the features' variance.

    Returns
    -------
    ndarray
        Shape (30,): degrees for a unit of each feature.
    """
    change = now - before
    scale = change.std(axis=0) + 1e-6
    scaled = change / scale
    gram = scaled.T @ scaled + ridge * len(scaled) / 100 * np.eye(scaled.shape[1])
    return np.asarray(np.linalg.solve(gram, scaled.T @ tilt_deg) / scale)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _numbers(rows: list[dict[str, str]], name: str) -> Array:
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


def _body(angles: dict[str, str], keypoints: dict[str, str]) -> Array:
    facing, rear = angles["facing"], angles["rear_side"]
    names = [keypoint.name.lower() for keypoint in Keypoint]
    if facing not in SIDES or rear not in SIDES or not keypoints["nose_corrected_x_px"]:
        return np.full(30, np.nan)
    points = np.array([[float(keypoints[f"{n}_corrected_{axis}_px"] or "nan") for axis in "xy"] for n in names])
    seen = np.array([float(keypoints[f"{n}_visibility"] or "nan") for n in names])
    side = {"left": "left", "right": "right"}
    return body_vector(points, Stance(points, seen, side[facing], side[rear])).astype(float)  # type: ignore[arg-type]


def _within(times: Array, span: dict[str, float]) -> Flags:
    return np.asarray((times >= span["start_s"] - 1e-6) & (times <= span["end_s"] + 1e-6))


def _still(true_deg: Array, times: Array) -> Flags:
    """Whether the truth has stood still for the last second."""
    still = np.zeros(len(times), bool)
    for i, now in enumerate(times):
        last = true_deg[(times > now - STILL_S - 1e-6) & (times <= now)]
        still[i] = now - times[0] >= STILL_S and np.ptp(last) <= 2 * STILL_DEG
    return still
