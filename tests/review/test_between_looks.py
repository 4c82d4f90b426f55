"""A recording is judged where the network looked; the frames between follow, and nothing that counts is another."""

from __future__ import annotations

import csv
import dataclasses
import math

import numpy as np
import pytest

from formcheck.keypoints import KEYPOINT_COUNT
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message
from formcheck.records import (
    Assessment,
    Band,
    Baseline,
    Cue,
    Fault,
    Frame,
    Measurement,
    PelvisEstimate,
    Phase,
    Pose,
)
from formcheck.results.poses import StoredPoses
from formcheck.results.stored import StoredReview
from formcheck.review.between_looks import judged_at_looks
from formcheck.review.loop import Judging
from tests.support.sample_reviews import NAMES, sample_review

ALWAYS = ("arched", "over_lunge")
"""Samples that every run of the tests reviews; the others are left to the whole suite."""
ONE_LOOK_S = 0.12


@pytest.fixture(scope="module", params=[pytest.param(n, marks=[] if n in ALWAYS else pytest.mark.slow) for n in NAMES])
def review(request, tmp_path_factory):
    return sample_review(request.param, tmp_path_factory)


def judged(folder, every_frame):
    """Judge what the networks found again: what began and ended, and what was said."""
    stored = StoredReview.open(folder)
    settings, poses = stored.summary.settings, StoredPoses.open(folder)
    if every_frame:
        poses = dataclasses.replace(poses, interpolated=(False,) * len(poses.frames))

    def judge(found):
        corrections = stored.summary.corrections
        judging = Judging(settings, lambda: poses.sources(settings), photo=False, corrections=corrections, found=found)
        return judging, [assessment for _, assessment in judging.frames(poses)]

    judging, rows = judge(None)
    if judging.found:
        judging, rows = judge(judging.found)
    open_faults, open_hold = judging.finish()
    faults = [fault for row in rows for fault in row.ended_faults] + list(open_faults)
    holds = [row.ended_hold for row in rows if row.ended_hold] + ([open_hold] if open_hold else [])
    end_s = rows[-1].time_s
    return (
        sorted((f.kind.value, f.start_s, f.found_s, end_s if f.end_s is None else f.end_s) for f in faults),
        [("hold", h.start_s, end_s if h.end_s is None else h.end_s, h.good_s) for h in holds],
        [(str(row.cue.kind), row.cue.time_s) for row in rows if row.cue],
    )


def test_no_fault_hold_or_cue_is_another_than_by_judging_every_frame(review):
    folder = review.folder
    for at_looks, every_frame in zip(judged(folder, False), judged(folder, True), strict=True):
        assert [kind for kind, *_ in at_looks] == [kind for kind, *_ in every_frame]
        for (_, *times), (_, *times_then) in zip(at_looks, every_frame, strict=True):
            assert times == pytest.approx(times_then, abs=ONE_LOOK_S)


def test_the_network_looks_and_the_judge_judges_no_more_than_every_second_frame_of_24_a_second(review):
    folder = review.folder
    with (folder / "angles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frames = StoredReview.open(folder).summary.file.frames
    looks = frames // 2 + 1
    passes = 2 if StoredReview.open(folder).summary.found_ranges_s else 1
    assert len(rows) == frames
    assert review.looks in (looks, looks + 1)
    assert review.judged == passes * review.looks


def assessment(time_s, knee_deg, **others):
    measurement = Measurement(
        facing="right",
        rear_side="right",
        near_side="right",
        view_off_side_deg=0.0,
        confidence=1.0,
        half_kneeling=True,
        reason=None,
        gates=(),
        angles_deg={"front_knee_deg": knee_deg, "tuck_deg": 2 * time_s},
        keypoints_px=np.full((KEYPOINT_COUNT, 2), 100 * time_s),
        pelvis=others.pop("pelvis", PelvisEstimate()),
    )
    return Assessment(round(10 * time_s), time_s, Phase.HOLD, measurement, **others)


def frame(index, interpolated):
    pose = dataclasses.replace(Pose.nobody((640, 480)), interpolated=interpolated)
    return Frame(index, index / 10, pose=pose)


def filled(*looks):
    """What becomes of frames 0, 1 and 2, of which the first and the last were looked at."""
    answers = iter(looks)
    frames = (frame(0, False), frame(1, True), frame(2, False))
    return [found[0] for _, found in judged_at_looks(frames, lambda _: (next(answers),))]


def test_angles_go_straight_between_looks_and_nothing_happens_there():
    fault = Fault(FaultKind.OVER_LUNGING, 0.0, 0.0)
    before = assessment(
        0.0, 90.0, faults=(fault,), bands={"front_knee_deg": Band.RED}, cue=Cue(0.0, Message("cue.breathe"), "remind")
    )
    after = assessment(0.2, 96.0, ended_faults=(fault,))
    first, between, last = filled(before, after)
    assert (first, last) == (before, after)
    assert (between.frame_index, between.time_s) == (1, 0.1)
    assert between.measurement.angles_deg["front_knee_deg"] == pytest.approx(93.0)
    assert between.measurement.keypoints_px == pytest.approx(np.full((KEYPOINT_COUNT, 2), 10.0))
    assert between.faults == (fault,)
    assert between.bands == {"front_knee_deg": Band.RED}
    assert between.ended_faults == ()
    assert between.cue is None


def test_an_angle_known_in_one_look_only_is_blank_between():
    _, between, _ = filled(assessment(0.0, math.nan), assessment(0.2, 96.0))
    assert math.isnan(between.measurement.angles_deg["front_knee_deg"])


def test_a_tuck_is_not_read_between_two_neutrals():
    baselines = [Baseline(0.0, float(n), "right", 2.0) for n in range(2)]
    _, between, _ = filled(*(assessment(0.2 * n, 90.0, baseline=own) for n, own in enumerate(baselines)))
    assert math.isnan(between.measurement.angles_deg["tuck_deg"])
    assert between.measurement.angles_deg["front_knee_deg"] == pytest.approx(90.0)


def test_an_estimate_of_one_source_is_not_continued_by_another():
    looks = [PelvisEstimate(4.0, 1.0, "markers"), PelvisEstimate(-4.0, 1.0, "contour")]
    _, between, _ = filled(*(assessment(0.2 * n, 90.0, pelvis=look) for n, look in enumerate(looks)))
    assert between.measurement.pelvis.source == "none"


def test_a_part_that_begins_and_ends_between_looks_is_judged_to_its_ends():
    asked = []

    def judge(one):
        asked.append(one.index)
        return (assessment(one.time_s, 90.0),)

    part = [frame(n, interpolated=n not in (2, 5)) for n in range(1, 8)]
    assert [one.index for one, _ in judged_at_looks(part, judge)] == list(range(1, 8))
    assert asked == [1, 2, 5, 7]


def test_the_frame_rate_is_that_of_the_recording_though_a_third_of_it_is_judged():
    rates = []

    def judge(one):
        rates.append(one.lasts_s)
        return (assessment(one.time_s, 90.0),)

    list(judged_at_looks((frame(n, interpolated=n % 3 != 0) for n in range(7)), judge))
    assert rates == [None, pytest.approx(0.1), pytest.approx(0.1)]


def test_a_frame_that_waits_for_the_kneel_to_stand_is_itself_once_it_has_stood():
    first, last = (assessment(0.2 * n, 90.0 + 6 * n, settling=n == 0) for n in range(2))
    first = dataclasses.replace(first, once_settled=assessment(0.0, 90.0))
    _, between, _ = filled(first, last)
    assert between.settling
    assert between.once_settled.frame_index == 1
    assert between.once_settled.measurement.angles_deg["front_knee_deg"] == pytest.approx(93.0)
