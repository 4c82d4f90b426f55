"""One clip with its truth and both answers: every error and every verdict, frame by frame."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from formcheck.geometry import rotate_about
from formcheck.keypoints import KEYPOINT_COUNT, Keypoint
from formcheck.settings import Settings
from lab import plain
from lab.accuracy_clips import Answered
from lab.posing import SIDES
from lab.scoring import LIMB_FAULTS, Array, FaultScore, Flags, Points, legs_wrong, score_faults, surely, told_faults

QUANTITIES = ("front_knee_deg", "front_shin_deg", "rear_thigh_deg", "rear_knee_deg", "trunk_deg", "lunge_deg")
ANSWERERS = ("formcheck", "plain")
PROJECTED = "true points"
"""Not an answer but a bound: the true joints as the camera sees them, levelled. What is left is perspective."""
JOINTS = tuple(f"{side}_{joint}" for side in SIDES for joint in ("knee", "ankle"))


@dataclass(frozen=True, eq=False)
class ClipScore:
    """What came of one clip; arrays have shape (frames,).

    Attributes
    ----------
    name, kind
        Which clip, and what happens in it.
    view_deg, height_m, roll_deg
        Camera off the side, + ahead of it; its height above the floor; its roll.
    near
        Whether the kneeling leg is the nearer one; None where nobody kneels on one knee.
    loose
        Whether the clothes are loose; None where that is not known.
    kneels, not_kneeling
        Where the truth is surely so.
    errors_deg
        Answer minus truth by answerer (and for `PROJECTED`) and quantity; NaN where nobody kneels or nothing was
        answered.
    legs_wrong
        By answerer: 1 wrong, 0 right, NaN not known.
    view_error_deg
        Told minus true view angle (without its sign).
    recognised, judged
        Whether formcheck called it half-kneeling; whether it judged any angle.
    blank_reasons
        Why no front knee was judged; "" where it was.
    invented_frames
        Frames in which a fault of the limbs was told.
    faults
        Score of the faults of the limbs.
    sd_growth
        How many times larger than in a good picture formcheck called its errors.
    """

    name: str
    kind: str
    view_deg: float
    height_m: float
    roll_deg: float
    near: bool | None
    loose: bool | None
    kneels: Flags
    not_kneeling: Flags
    errors_deg: Mapping[str, Mapping[str, Array]]
    legs_wrong: Mapping[str, Array]
    view_error_deg: Array
    recognised: Flags
    judged: Flags
    blank_reasons: list[str]
    invented_frames: Flags
    faults: FaultScore = field(default_factory=FaultScore)
    sd_growth: Array = field(default_factory=lambda: np.empty(0))

    def mean_error_deg(self, answerer: str, quantity: str) -> float:
        """Mean absolute error of the clip, NaN where there is none."""
        values = np.abs(self.errors_deg[answerer][quantity])
        return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def score_clip(answered: Answered, settings: Settings | None = None) -> ClipScore:
    """Read one clip's truth and answers and compare them."""
    settings = settings or Settings()
    truth = json.loads(answered.truth.read_text(encoding="utf-8"))
    rows = _rows(answered.formcheck / "angles.csv")
    seen = np.load(answered.plain)["keypoints_px"]
    count = min(len(truth["time_s"]), len(rows), len(seen))
    rows, seen = rows[:count], seen[:count]
    times = np.array(truth["time_s"][:count])
    true = {q: np.array(truth["angles_deg"][q][:count], dtype=float) for q in QUANTITIES}
    joints = {name: np.array(truth["joints_px"][name][:count], dtype=float) for name in JOINTS}
    rear = truth["rear_side"]
    kneeling = np.array(truth.get("half_kneeling", [rear is not None] * count)[:count], dtype=bool)
    kneels = surely(kneeling, times)
    answers = {
        "formcheck": {q: _numbers(rows, q) for q in QUANTITIES},
        "plain": _angles(seen, truth, times),
        PROJECTED: _angles(_projected(truth, count), truth, times),
    }
    faults = [[name for name in row["faults"].split(";") if name in LIMB_FAULTS] for row in rows]
    return ClipScore(
        name=truth["name"],
        kind=str(truth["about"].get("kind", "sample")),
        view_deg=float(truth["azimuth_deg"]),
        height_m=float(truth["camera"]["height_m"]),
        roll_deg=float(truth["camera"]["roll_deg"]),
        near=rear == truth["near_side"] if rear else None,
        loose=truth["about"].get("loose"),
        kneels=kneels,
        not_kneeling=surely(~kneeling, times),
        errors_deg={
            name: {q: np.where(kneels, values[q] - true[q], np.nan) for q in QUANTITIES}
            for name, values in answers.items()
        },
        legs_wrong={
            name: np.where(kneels, wrong, np.nan)
            for name, wrong in zip(
                ANSWERERS,
                (
                    legs_wrong(_corrected(answered, count), joints, [row["rear_side"] for row in rows], rear),
                    legs_wrong(_named(seen), joints),
                ),
                strict=True,
            )
        },
        view_error_deg=np.where(kneels, _numbers(rows, "view_off_side_deg") - abs(truth["azimuth_deg"]), np.nan),
        recognised=np.array([row["half_kneeling"] == "yes" for row in rows]),
        judged=np.array([any(row[q] for q in QUANTITIES) for row in rows]),
        blank_reasons=["" if row["front_knee_deg"] else _why_blank(row) for row in rows],
        invented_frames=np.array([bool(names) for names in faults]),
        faults=score_faults(told_faults(faults, times), true, times, settings.bands),
        sd_growth=_numbers(rows, "sd_growth"),
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def _numbers(rows: list[dict[str, str]], column: str) -> Array:
    return np.array([float(row[column] or "nan") for row in rows])


def _why_blank(row: Mapping[str, str]) -> str:
    if row["gates_failed"]:
        return f"gate {row['gates_failed'].split(';')[0]}"
    if row["half_kneeling"] == "no":
        return "seen as another position: " + row["message"]
    return row["message"] or "joints not sure"


def _angles(seen: Array, truth: Mapping, times: Array) -> dict[str, Array]:
    """Angles of points, shape (frames, 33, 2) pixels; the deepening is from their own thigh in the true still kneel."""
    if not truth["rear_side"]:
        return {q: np.full(len(times), np.nan) for q in QUANTITIES}
    frames = [plain.angles_deg(points, truth["facing"], truth["rear_side"]) for points in seen]
    table = {q: np.array([frame[q] for frame in frames]) for q in QUANTITIES if q != "lunge_deg"}
    table["lunge_deg"] = np.full(len(times), np.nan)
    if truth["baseline"]:
        still = (times >= truth["baseline"]["start_s"]) & (times < truth["baseline"]["end_s"])
        table["lunge_deg"] = table["rear_thigh_deg"] - np.nanmedian(table["rear_thigh_deg"][still])
    return table


def _projected(truth: Mapping, count: int) -> Array:
    """Return the true joints in the picture, turned as if the camera had been level."""
    points = np.full((count, KEYPOINT_COUNT, 2), np.nan)
    for keypoint in Keypoint:
        if keypoint.name.lower() in truth["joints_px"]:
            points[:, keypoint] = truth["joints_px"][keypoint.name.lower()][:count]
    return rotate_about(points, np.array(truth["size_px"]) / 2, truth["camera"]["roll_deg"])


def _named(seen: Array) -> Points:
    return {name: seen[:, Keypoint[name.upper()]] for name in JOINTS}


def _corrected(answered: Answered, count: int) -> Points:
    rows = _rows(answered.formcheck / "keypoints.csv")[:count]
    return {name: np.column_stack([_numbers(rows, f"{name}_corrected_{axis}_px") for axis in "xy"]) for name in JOINTS}
