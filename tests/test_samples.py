"""The samples end to end: from the clip to angles.csv and summary.json, against the truth they were rendered from."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from formcheck.lunge.corrections import Corrections
from formcheck.lunge.faults import TUCK_FAULTS, FaultKind
from formcheck.review.run import Options, review_file
from formcheck.settings import Settings
from tests.support import clips
from tests.support.sample_reviews import NAMES, sample_review

LIMB_FAULTS = {kind for kind in FaultKind if kind.of_form} - set(TUCK_FAULTS)
LATE_S = 0.5
ALWAYS = ("arched", "good_right_knee", "over_lunge")
"""Samples that every run of the tests reviews; the others are left to the whole suite."""
TUCK_WORDS = {
    "arched": "arching",
    "good_far_leg": "tucked",
    "good_left_knee": "tucked",
    "good_loose_clothes": "tucked",
    "good_right_knee": "tucked",
    "range_then_arched": "arching",
    "range_then_tucked": "tucked",
    "tucked_then_lost": "tucked",
}
"""What is said of the pelvis in a sample; in the others nothing, because it is still or turned."""
LATE = 1
"""Frames by which the word may follow a tuck that is being let go: it rests on readings of half a second."""
PLAIN_DEG = 5.0
"""A tuck or arch of this much is one that must be spoken of, where the sample allows it."""
PLAIN_SHARE = 0.65
"""Likewise this share of the own tuck, where the sample begins with the own range."""


@dataclass(frozen=True)
class Sample:
    """A sample's truth, and what the review made of it."""

    truth: dict
    rows: list[dict[str, str]]
    keypoints: list[dict[str, str]]
    summary: dict
    uncorrected: dict

    def measured(self, quantity: str) -> np.ndarray:
        return np.array([float(row[quantity] or "nan") for row in self.rows])

    def true(self, quantity: str) -> np.ndarray:
        return np.array(self.truth["angles_deg"][quantity], dtype=float)

    @property
    def words(self) -> np.ndarray:
        return np.array([row["pelvis_statement"] for row in self.rows])

    @property
    def after_range(self) -> np.ndarray:
        """Whether each frame comes after the own range; all where the sample has none."""
        shown = self.truth.get("range")
        return np.array(self.truth["time_s"]) > (shown["end_s"] if shown else -1.0)


@pytest.fixture(scope="session", params=[pytest.param(n, marks=[] if n in ALWAYS else pytest.mark.slow) for n in NAMES])
def sample(request, tmp_path_factory) -> Sample:
    truth = json.loads((clips.SAMPLES / f"{request.param}.truth.json").read_text(encoding="utf-8"))
    shown = truth.get("range")
    if shown:
        folder = tmp_path_factory.mktemp("samples") / request.param
        known = Corrections(ranges_s=((shown["start_s"], shown["end_s"]),))
        review_file(clips.SAMPLES / f"{request.param}.mp4", folder, Options(video=False, corrections=known))
    else:
        folder = sample_review(request.param, tmp_path_factory).folder
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    raw = folder / ("uncorrected.json" if shown else "summary.json")
    uncorrected = json.loads(raw.read_text(encoding="utf-8"))
    return Sample(truth, _table(folder / "angles.csv"), _table(folder / "keypoints.csv"), summary, uncorrected)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_samples():
    assert len(NAMES) >= 3


def test_every_frame_has_a_row_with_its_own_time(sample):
    assert [float(row["time_s"]) for row in sample.rows] == pytest.approx(sample.truth["time_s"], abs=2e-3)


@pytest.mark.parametrize("column", ["facing", "rear_side"])
def test_the_sides_are_right_in_99_of_100_frames(sample, column):
    seen = [row[column] for row in sample.rows]
    assert np.mean([value == sample.truth[column] for value in seen]) >= 0.99


@pytest.mark.parametrize("quantity", ["front_knee_deg", "front_shin_deg", "rear_thigh_deg", "trunk_deg"])
def test_the_angles_are_near_the_truth(sample, quantity):
    """On these clips the mean error is 1 to 2°, of the worst clip 3.8°."""
    error = np.abs(sample.measured(quantity) - sample.true(quantity))
    assert np.isfinite(error).mean() >= 0.95
    assert np.nanmean(error) <= 5


@pytest.mark.parametrize("joint", ["left_knee", "right_knee", "left_ankle", "right_ankle"])
def test_the_joints_drawn_lie_on_the_body(sample, joint):
    seen = [[float(row[f"{joint}_corrected_{axis}_px"] or "nan") for axis in "xy"] for row in sample.keypoints]
    off = np.hypot(*(np.array(seen) - np.array(sample.truth["joints_px"][joint])).T)
    assert np.nanmedian(off) <= 0.04 * sample.truth["size_px"][1]


def test_the_baseline_is_taken_from_the_still_kneel(sample):
    [side] = sample.summary["sides"]
    true = sample.truth["baseline"]
    assert side["baseline"]["end_s"] <= true["end_s"] + 1.0
    assert side["baseline"]["rear_thigh_deg"] == pytest.approx(true["rear_thigh_deg"], abs=5)


def test_every_scripted_limb_fault_is_found_in_time(sample):
    found = [fault for fault in sample.summary["faults"] if fault["kind"] in LIMB_FAULTS]
    for scripted in sample.truth["faults"]:
        if scripted["kind"] not in LIMB_FAULTS:
            continue
        dwell_s = getattr(Settings().bands, scripted["quantity"]).dwell_s
        latest = scripted["start_s"] + dwell_s + LATE_S
        times = [fault["found_s"] for fault in found if fault["kind"] == scripted["kind"]]
        assert any(scripted["start_s"] <= time <= latest for time in times), (scripted, found)


def test_no_limb_fault_is_invented(sample):
    scripted = {fault["kind"] for fault in sample.truth["faults"]}
    invented = [f for f in sample.summary["faults"] if f["kind"] not in scripted]
    assert invented == []


def _tucks(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Told and true tuck in the frames in which one was told, degrees, posterior +."""
    true = np.array(sample.truth["angles_deg"]["tuck_deg"], float)
    told = np.array([float(row["tuck_deg"] or "nan") for row in sample.rows])
    known = np.isfinite(told)
    return told[known], true[: len(told)][known]


def test_the_outline_shows_the_tuck_after_the_neutral_with_its_uncertainty(sample):
    told, true = _tucks(sample)
    assert {row["pelvis_source"] for row in sample.rows} <= {"contour", "none"}
    assert len(told) > 0.4 * len(sample.rows)
    assert np.abs(told - true).mean() < 3.5  # degrees
    for row in sample.rows:
        assert bool(row["tuck_deg"]) == bool(row["pelvic_tilt_sd_deg"]) == (row["pelvis_source"] == "contour")


def test_no_word_on_the_tuck_is_the_opposite_of_the_truth(sample):
    truth = sample.truth["angles_deg"]["tuck_deg"]
    for number, (row, true) in enumerate(zip(sample.rows, truth, strict=False)):
        if row["pelvis_statement"] == "tucked":
            assert max(truth[max(number - LATE, 0) : number + 1]) > 2
        if row["pelvis_statement"] == "arching":
            assert true < -2


def test_the_word_on_the_tuck_is_said_where_it_is_due_and_no_other(sample):
    words = sample.words
    due = TUCK_WORDS.get(sample.truth["name"])
    assert set(words) - {"", "no clear change"} == ({due} if due else set())
    if due:
        plain = sample.true("tuck_deg") * (1 if due == "tucked" else -1) > PLAIN_DEG
        if sample.truth.get("range"):
            plain = sample.after_range & (np.abs(_true_share(sample)) > PLAIN_SHARE)
        assert np.mean(words[plain[: len(words)]] == due) > (0.5 if "loose" in sample.truth["name"] else 0.8)


def _true_share(sample: Sample) -> np.ndarray:
    """The true tuck by the own true tuck, as it was shown."""
    times, tuck = np.array(sample.truth["time_s"]), sample.true("tuck_deg")
    own = [
        np.median(tuck[(times > start_s) & (times < end_s)])
        for kind, start_s, end_s in sample.truth["about"]["swings_s"]
        if kind == "tuck"
    ]
    return tuck / np.mean(own)


def test_the_swings_of_the_own_range_are_no_fault_and_no_word_is_said_of_them(sample):
    shown = sample.truth.get("range")
    if not shown:
        assert "own_range" not in sample.summary["sides"][0] or not sample.summary["sides"][0]["own_range"]
        return
    assert [fault for fault in sample.summary["faults"] if fault["start_s"] < shown["end_s"]] == []
    assert set(sample.words[~sample.after_range]) == {""}
    assert all(hold["start_s"] > shown["end_s"] for hold in sample.summary["holds"])


def test_where_nobody_has_marked_it_the_own_range_is_found_and_nothing_else_is_taken_for_one(sample):
    if not sample.truth.get("range"):
        assert sample.uncorrected["found_ranges_s"] == []
        return
    [(_, end_s)] = sample.uncorrected["found_ranges_s"]
    last_tuck_s = max(to_s for kind, _, to_s in sample.truth["about"]["swings_s"] if kind == "tuck")
    assert last_tuck_s < end_s < min(hold["start_s"] for hold in sample.uncorrected["holds"])
    assert sample.uncorrected["sides"][0]["own_range"]["counts"]
    assert [fault for fault in sample.uncorrected["faults"] if fault["start_s"] < end_s] == []


def test_the_hold_is_judged_by_the_share_of_the_own_range(sample):
    if not sample.truth.get("range"):
        assert {row["tuck_share"] for row in sample.rows} == {""}
        return
    [side] = sample.summary["sides"]
    assert side["own_range"]["counts"]
    assert side["own_range"]["arch_shown"] == ("arch" in {kind for kind, *_ in sample.truth["about"]["swings_s"]})
    off = sample.measured("tuck_share") - _true_share(sample)
    assert np.isfinite(off[sample.after_range]).mean() > 0.95
    assert np.nanmedian(np.abs(off)) < 0.2


def test_the_same_clip_gives_the_same_tables_again(tmp_path):
    clip = clips.write_clip(tmp_path / "clip.mp4", clips.pictures(count=24))
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        review_file(clip, folder, Options(video=False))
    for table in ("angles.csv", "keypoints.csv"):
        assert (first / table).read_bytes() == (second / table).read_bytes()


def test_drawing_does_not_change_what_is_measured(tmp_path):
    clip = clips.write_clip(tmp_path / "clip.mp4", clips.pictures(count=24))
    tables: list[bytes] = []
    for video in (False, True):
        folder: Path = tmp_path / str(video)
        review_file(clip, folder, Options(video=video))
        tables.append((folder / "angles.csv").read_bytes())
    assert tables[0] == tables[1]
