"""The report, from clips scored by hand."""

import numpy as np
import pytest

from lab.accuracy_table import common_errors, share, table
from lab.clip_score import ANSWERERS, PROJECTED, QUANTITIES, ClipScore
from lab.scoring import FaultScore

FRAMES = 10


def clip(kind="good", error=1.0, plain=4.0, view=0.0, kneels=True, **changes):
    errors = {"formcheck": np.full(FRAMES, error), "plain": np.full(FRAMES, plain), PROJECTED: np.zeros(FRAMES)}
    values = {
        "name": f"{kind}_{view:g}",
        "kind": kind,
        "view_deg": view,
        "height_m": 0.8,
        "roll_deg": 0.0,
        "near": True,
        "loose": False,
        "kneels": np.full(FRAMES, kneels),
        "not_kneeling": np.full(FRAMES, not kneels),
        "errors_deg": {
            name: {q: values if kneels else np.full(FRAMES, np.nan) for q in QUANTITIES}
            for name, values in errors.items()
        },
        "legs_wrong": {name: np.full(FRAMES, 0.0 if kneels else np.nan) for name in ANSWERERS},
        "view_error_deg": np.full(FRAMES, 2.0 if kneels else np.nan),
        "recognised": np.full(FRAMES, kneels),
        "judged": np.full(FRAMES, kneels),
        "blank_reasons": [""] * FRAMES,
        "invented_frames": np.zeros(FRAMES, dtype=bool),
    }
    return ClipScore(**{**values, **changes})


def goals(text):
    """Map each goal to its line."""
    lines = text.split("## ")[0].splitlines()
    return {line.split("|")[1].strip(): line for line in lines if line.startswith("|")}


def test_errors_are_compared_only_where_both_answered():
    errors = {name: {q: np.full(FRAMES, 1.0) for q in QUANTITIES} for name in (*ANSWERERS, PROJECTED)}
    errors["formcheck"]["trunk_deg"] = np.array([5.0, np.nan] * 5)
    errors["plain"]["trunk_deg"] = np.array([7.0, 9.0] * 5)
    common = common_errors([clip(errors_deg=errors)], "trunk_deg")
    assert common["formcheck"].tolist() == [5.0] * 5
    assert common["plain"].tolist() == [7.0] * 5


def test_goals_are_marked_by_what_was_reached():
    reached, missed = (goals(table([clip(error=error)], "")) for error in (2.4, -2.6))
    assert reached["`front_knee_deg`"].split("|")[3:6] == [" 2.4° ", " 4.0° ", " reached "]
    assert missed["`front_knee_deg`"].split("|")[3:6] == [" 2.6° ", " 4.0° ", " **missed** "]


def test_one_bad_clip_misses_its_goal_though_the_mean_reaches_its_own():
    lines = goals(table([clip(error=1.0), clip(error=1.0, view=3.0), clip(error=5.5, view=7.0)], ""))
    assert "reached" in lines["`front_knee_deg`"]
    assert "**missed**" in lines["its worst clip (good_7)"]


def test_views_past_the_goals_do_not_count_for_them():
    lines = goals(table([clip(), clip(error=30.0, view=-22.0)], ""))
    assert " 1.0° " in lines["`front_knee_deg`"]


def test_a_rolled_camera_does_not_count_for_the_goals():
    lines = goals(table([clip(), clip(error=30.0, roll_deg=-3.5)], ""))
    assert " 1.0° " in lines["`front_knee_deg`"]


def test_invented_and_missed_faults_miss_their_goals():
    bad = clip(faults=FaultScore(invented=("trunk_lean",)))
    late = clip(kind="trunk_lean", faults=FaultScore(late=("trunk_lean",), delays_s=(2.0,)))
    lines = goals(table([bad, late], ""))
    assert "| 0 of 1 |" in lines["scripted faults found in time"]
    assert "| 1 |" in lines["faults invented in 1 good and swaying clips"]


def test_judging_another_position_counts_against_it():
    standing = clip(kind="standing", kneels=False, judged=np.arange(FRAMES) < 3)
    text = table([clip(), standing], "")
    assert "30.0 %" in goals(text)["other positions judged (any view)"]
    assert "| standing | 1 | 30.0 % | 0.0 % |" in text


def test_blank_frames_are_told_with_their_reason():
    blank = clip(view=12.0, blank_reasons=["gate view"] * 4 + [""] * 6)
    assert "| 10-15° | 40.0 % | 40.0 % gate view |" in table([blank], "")


def test_a_share_of_nothing_is_not_known():
    assert np.isnan(share([]))
    assert np.isnan(share([np.full(3, np.nan)]))
    assert share([np.array([1.0, np.nan]), np.array([0.0])]) == pytest.approx(0.5)


def test_the_stated_uncertainty_is_checked_with_its_growth_a_knee_by_the_square():
    near = [clip(error=size, sd_growth=np.ones(FRAMES)) for size in (0.0, 1.0)]
    far = clip(error=1.8, view=20.0, sd_growth=np.full(FRAMES, 1.5))
    lines = {line.split("|")[1].strip(): line.split("|")[2:5] for line in sureness([*near, far]).splitlines()}
    assert lines["`front_knee_deg`"] == [" 100.0 % ", " 100.0 % ", " – "]
    assert lines["`trunk_deg`"] == [" 100.0 % ", " 0.0 % ", " – "]


def sureness(clips):
    return table(clips, "").split("## How honest the stated uncertainty is")[1].split("## ")[0].split("\n\n")[2]
