"""The CSV files: their columns are a contract, and blank means not known."""

import csv
import dataclasses
import math

import numpy as np
import pytest

from formcheck.coaching.cues import TUCK_REMINDER
from formcheck.errors import OutputError
from formcheck.keypoints import Keypoint
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.gates import TURN
from formcheck.records import Assessment, Band, Cue, Fault, Frame, Gate, Hold, Level, PelvisEstimate, Phase, Pose
from formcheck.results.tables import AnglesCsv, KeypointsCsv
from tests.support import factories
from tests.support.pelvises import HIDDEN

CONTRACT = (
    "frame,time_s,phase,facing,rear_side,view_off_side_deg,confidence,front_knee_deg,front_shin_deg,rear_thigh_deg,"
    "rear_knee_deg,trunk_deg,lunge_deg,pelvic_tilt_deg,pelvic_tilt_sd_deg,pelvis_source,tuck_deg,hold_s,faults,cue"
)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def angles(tmp_path, *assessments):
    path = tmp_path / "angles.csv"
    with AnglesCsv(path) as table:
        for assessment in assessments:
            table.add(assessment)
    return path


def judged(**angles_deg) -> Assessment:
    m = factories.measurement(**angles_deg)
    return Assessment(7, 0.23356789, Phase.HOLD, m, factories.bands(m.angles_deg))


def test_the_columns_begin_as_promised(tmp_path):
    assert angles(tmp_path).read_text().startswith(CONTRACT + ",")


def test_a_row_carries_what_was_measured(tmp_path):
    hold = Hold(0.0, None, 12.3456, "right")
    faults = tuple(Fault(kind, 0.0, 0.1) for kind in (FaultKind.OVER_LUNGING, FaultKind.TRUNK_LEAN))
    cue = Cue(0.2, TUCK_REMINDER, "remind")
    a = dataclasses.replace(judged(front_knee=91.234, lunge=-0.001), hold=hold, faults=faults, cue=cue)
    (row,) = rows(angles(tmp_path, a))
    assert row["frame"] == "7"
    assert row["time_s"] == "0.2336"
    assert row["phase"] == "hold"
    assert (row["facing"], row["rear_side"], row["near_side"]) == ("right", "right", "right")
    assert row["front_knee_deg"] == "91.23"
    assert row["lunge_deg"] == "0.00"
    assert row["hold_s"] == "12.35"
    assert row["faults"] == "over_lunging;trunk_lean"
    assert row["cue"] == "Tuck your tailbone under, gently."
    assert row["front_knee_band"] == "green"
    assert row["half_kneeling"] == "yes"
    assert row["hold_running"] == "no"


def test_the_pelvis_has_its_tilt_its_sd_its_source_and_its_word(tmp_path):
    pelvis = PelvisEstimate(-6.123, 0.914, "contour", "tucked")
    m = dataclasses.replace(factories.measurement(tuck=6.123), pelvis=pelvis)
    bands = factories.bands(m.angles_deg) | {"tuck_deg": Band.GREEN}
    (row,) = rows(angles(tmp_path, Assessment(1, 1.0, Phase.HOLD, m, bands)))
    assert (row["pelvic_tilt_deg"], row["pelvic_tilt_sd_deg"], row["tuck_deg"]) == ("-6.12", "0.91", "6.12")
    assert (row["pelvis_source"], row["pelvis_statement"], row["tuck_band"]) == ("contour", "tucked", "green")
    hidden = dataclasses.replace(m, pelvis=PelvisEstimate(reason=HIDDEN))
    (row,) = rows(angles(tmp_path, Assessment(1, 1.0, Phase.HOLD, hidden)))
    assert (row["pelvic_tilt_deg"], row["pelvis_statement"], row["tuck_band"]) == ("", "", "")
    assert row["pelvis_reason"] == "Hips and shoulders must be in view."


def test_the_pelvis_is_blank_and_its_source_none(tmp_path):
    (row,) = rows(angles(tmp_path, judged()))
    assert (row["pelvic_tilt_deg"], row["pelvic_tilt_sd_deg"], row["tuck_deg"]) == ("", "", "")
    assert row["pelvis_source"] == "none"


def test_what_is_not_known_is_blank_never_nan_or_nought(tmp_path):
    m = factories.not_kneeling(gates=(Gate("people", Level.BLOCK, factories.NOBODY), Gate("view", Level.DEGRADE, TURN)))
    (row,) = rows(angles(tmp_path, Assessment(0, 0.0, Phase.FRAME, m, message=factories.NOBODY)))
    known = {key: value for key, value in row.items() if value}
    assert known == {
        "frame": "0",
        "time_s": "0.0000",
        "phase": "frame",
        "confidence": "0.000",
        "pelvis_source": "none",
        "gates_failed": "people",
        "message": "Nobody can be seen: step into the picture.",
    }


def test_a_quantity_that_is_missing_is_blank(tmp_path):
    m = dataclasses.replace(factories.measurement(), angles_deg={"trunk_deg": math.inf})
    (row,) = rows(angles(tmp_path, Assessment(0, 0.0, Phase.HOLD, m)))
    assert row["trunk_deg"] == row["front_knee_deg"] == ""


def test_a_break_leaves_no_table(tmp_path):
    with pytest.raises(KeyboardInterrupt), AnglesCsv(tmp_path / "angles.csv") as table:
        table.add(judged())
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path):
    with (
        pytest.raises(OutputError, match="choose another folder"),
        AnglesCsv(tmp_path / "no" / "angles.csv"),
    ):
        pass


def test_keypoints_before_and_after_correction(tmp_path):
    a = judged()
    path = tmp_path / "keypoints.csv"
    with KeypointsCsv(path) as table:
        table.add(factories.frame(a), a)
    (row,) = rows(path)
    x, y = a.measurement.keypoints_px[Keypoint.LEFT_KNEE]
    assert len(row) == 2 + 33 * 5
    assert float(row["left_knee_corrected_x_px"]) == pytest.approx(x, abs=0.005)
    assert float(row["left_knee_y_px"]) == pytest.approx(y + 1, abs=0.005)
    assert row["left_knee_visibility"] == "0.900"
    assert row["left_eye_x_px"] == row["left_eye_corrected_x_px"] == ""


def test_nobody_gives_a_row_of_blanks(tmp_path):
    a = Assessment(3, 0.1, Phase.FRAME, factories.not_kneeling())
    path = tmp_path / "keypoints.csv"
    with KeypointsCsv(path) as table:
        table.add(Frame(3, 0.1, None, Pose.nobody((64, 48))), a)
    (row,) = rows(path)
    assert {key for key, value in row.items() if value} == {"frame", "time_s"}


def test_a_frame_without_a_pose_is_refused(tmp_path):
    with pytest.raises(ValueError, match="pose"), KeypointsCsv(tmp_path / "k.csv") as table:
        table.add(Frame(0, 0.0, np.zeros((4, 4, 3), np.uint8)), judged())


def test_points_that_are_all_known_are_written_as_number_by_number(tmp_path):
    spread = np.random.default_rng(1).normal(size=(33, 2)) * np.logspace(-4, 3, 33)[:, None]
    spread[:3] = [[-0.0, -0.004], [-0.001, 0.004], [-0.006, -10.0]]
    a = judged()
    a = dataclasses.replace(a, measurement=dataclasses.replace(a.measurement, keypoints_px=spread[::-1]))
    found = factories.frame(a).pose
    assert found is not None
    pose = dataclasses.replace(found, keypoints_px=spread, visibility=np.linspace(0, 1, 33))
    unknown = spread.copy()
    unknown[32] = np.nan  # which is written number by number
    path = tmp_path / "keypoints.csv"
    with KeypointsCsv(path) as table:
        table.add(Frame(7, 0.2, pose=pose), a)
        table.add(Frame(7, 0.2, pose=dataclasses.replace(pose, keypoints_px=unknown)), a)
    known, partly = rows(path)
    last = {f"{Keypoint(32).name.lower()}_{axis}_px" for axis in "xy"}
    assert {name: text for name, text in known.items() if name not in last} == {
        name: text for name, text in partly.items() if name not in last
    }
    assert [known[f"nose_{axis}_px"] for axis in "xy"] == ["0.00", "0.00"]
    assert known["left_eye_y_px"] == "-10.00"
