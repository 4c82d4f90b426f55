"""One clip from its files to its score: truth, tables and keypoints written by hand."""

import csv
import json

import numpy as np
import pytest

from formcheck.keypoints import KEYPOINT_COUNT, Keypoint
from formcheck.results.tables import ANGLES_COLUMNS, KEYPOINT_COLUMNS
from lab.accuracy_clips import Answered
from lab.clip_score import PROJECTED, QUANTITIES, score_clip

FRAMES, FPS = 40, 10
PLACES = {
    "hip": {"left": (300, 300), "right": (300, 300)},
    "knee": {"left": (400, 300), "right": (300, 400)},
    "ankle": {"left": (400, 400), "right": (200, 400)},
    "shoulder": {"left": (300, 150), "right": (300, 150)},
}
"""Facing image-right, the right knee on the floor: every joint angle 90°, every limb upright or level."""
TRUE = {"front_knee_deg": 90.0, "front_shin_deg": 0.0, "rear_thigh_deg": 0.0, "rear_knee_deg": 90.0}
TRUE |= {"trunk_deg": 0.0, "lunge_deg": 0.0}


def written(folder, rows, plain_px, kneels=True):
    """Write the files of a clip; `rows` change the answered columns frame by frame."""
    truth = {
        "name": "made",
        "facing": "right",
        "near_side": "right",
        "rear_side": "right" if kneels else None,
        "azimuth_deg": -7.0,
        "size_px": [640, 480],
        "camera": {"height_m": 0.8, "roll_deg": 0.0},
        "baseline": {"start_s": 0.0, "end_s": 2.0} if kneels else None,
        "about": {"kind": "good", "loose": True},
        "time_s": [k / FPS for k in range(FRAMES)],
        "angles_deg": {q: [value if kneels else None] * FRAMES for q, value in TRUE.items()},
        "half_kneeling": [kneels] * FRAMES,
        "joints_px": {f"{s}_{j}": [at[s]] * FRAMES for j, at in PLACES.items() for s in ("left", "right")},
    }
    answered = Answered(folder / "made.mp4", folder / "made.truth.json", folder / "tables", folder / "made.npz")
    answered.truth.write_text(json.dumps(truth))
    answered.formcheck.mkdir()
    points = {f"{s}_{j}_corrected_{a}_px": at[s][i] for j, at in PLACES.items() for s in at for i, a in enumerate("xy")}
    for name, columns, known in (("angles", ANGLES_COLUMNS, {}), ("keypoints", KEYPOINT_COLUMNS, points)):
        with (answered.formcheck / f"{name}.csv").open("w", newline="") as file:
            table = csv.DictWriter(file, columns, restval="")
            table.writeheader()
            table.writerows({**known, **(rows(k) if name == "angles" else {})} for k in range(FRAMES))
    np.savez_compressed(answered.plain, keypoints_px=plain_px)
    return answered


def true_px():
    points = np.zeros((FRAMES, KEYPOINT_COUNT, 2))
    for joint, sides in PLACES.items():
        for side, at in sides.items():
            points[:, Keypoint[f"{side}_{joint}".upper()]] = at
    return points


def told(k):
    return {"front_knee_deg": "92.5", "half_kneeling": "yes", "rear_side": "right", "view_off_side_deg": "9.0"}


def test_errors_are_answer_minus_truth_and_blank_where_nothing_was_answered(tmp_path):
    score = score_clip(written(tmp_path, lambda k: told(k) if k < 30 else {"gates_failed": "view;roll"}, true_px()))
    knee = score.errors_deg["formcheck"]["front_knee_deg"]
    assert knee[:30] == pytest.approx(2.5)
    assert np.isnan(knee[30:]).all()
    assert np.isnan(score.errors_deg["formcheck"]["trunk_deg"]).all()
    assert score.blank_reasons == [""] * 30 + ["gate view"] * 10
    assert score.recognised.sum() == score.judged.sum() == 30
    assert score.view_error_deg[:30] == pytest.approx(2.0)
    assert np.nansum(score.legs_wrong["formcheck"]) == 0


def test_points_in_their_true_places_give_the_true_angles(tmp_path):
    score = score_clip(written(tmp_path, told, true_px()))
    for name in ("plain", PROJECTED):
        for quantity in QUANTITIES:
            assert score.errors_deg[name][quantity] == pytest.approx(0.0, abs=1e-9)


def test_the_plain_loop_pays_for_exchanged_legs(tmp_path):
    points = true_px()
    pairs = [(Keypoint[f"LEFT_{j}"], Keypoint[f"RIGHT_{j}"]) for j in ("KNEE", "ANKLE")]
    for left, right in pairs:
        points[25:, [left, right]] = points[25:, [right, left]]
    score = score_clip(written(tmp_path, told, points))
    assert score.legs_wrong["plain"].tolist() == [0.0] * 25 + [1.0] * 15
    assert np.abs(score.errors_deg["plain"]["front_shin_deg"][25:]).min() > 45
    assert np.nansum(score.legs_wrong["formcheck"]) == 0


def test_where_nobody_kneels_there_are_no_errors_but_judging_is_seen(tmp_path):
    score = score_clip(written(tmp_path, told, true_px(), kneels=False))
    assert all(np.isnan(e).all() for errors in score.errors_deg.values() for e in errors.values())
    assert score.not_kneeling.all()
    assert not score.kneels.any()
    assert score.judged.all()
