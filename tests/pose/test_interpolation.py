"""Frames between two looks: each has its pose, nobody is invented, and the angles are those of looking every time."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.quantities import QUANTITIES
from formcheck.pose.interpolation import batched, between, interpolated
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Assessment, Frame, Pose
from tests.support.clips import SAMPLES, pictures

MOVING = SAMPLES / "over_lunge.mp4"
FARTHEST = 0.08


def pose_at(x: float) -> Pose:
    points = np.column_stack([np.full(33, x), np.linspace(0, 320, 33)])
    return Pose((640, 480), points, np.full(33, 0.9), np.full(33, 0.8), np.zeros((33, 3)), mask=np.ones((48, 64), "f4"))


@given(count=st.integers(0, 40), every=st.integers(1, 7))
def test_every_frame_gets_its_pose_once_and_in_order(count, every):
    frames = [Frame(index, index / 30) for index in range(count)]
    batches = list(batched(iter(frames), every))
    looks = [[*unseen, look.with_pose(pose_at(look.time_s * 30))] for *unseen, look in batches]
    seen = list(interpolated(looks, FARTHEST))
    poses = [frame.pose for frame in seen if frame.pose]
    assert [frame.index for frame in seen] == list(range(count))
    assert [pose.keypoints_px[0, 0] for pose in poses] == pytest.approx(range(count))
    looked_at = [index for index, pose in enumerate(poses) if pose.mask is not None]
    assert len(looked_at) == len(batches)
    assert not count or {0, count - 1} <= set(looked_at)
    assert np.diff(looked_at).max(initial=0) <= every


@given(share=st.floats(0.01, 0.99))
def test_the_joints_move_in_straight_lines_at_the_pace_of_the_clock(share):
    assert between(pose_at(100), pose_at(110), share, FARTHEST).keypoints_px[:, 0] == pytest.approx(100 + 10 * share)


def test_uneven_times_are_respected():
    looks = [[Frame(0, 0.0, pose=pose_at(100))], [Frame(1, 0.09), Frame(2, 0.1, pose=pose_at(110))]]
    pose = list(interpolated(looks, FARTHEST))[1].pose
    assert pose and pose.keypoints_px[0, 0] == pytest.approx(109)


@pytest.mark.parametrize("lost", ["before", "after"])
def test_nobody_is_invented_beside_a_look_that_found_nobody(lost):
    looks = {"before": pose_at(100), "after": pose_at(101), lost: Pose.nobody((640, 480))}
    assert between(looks["before"], looks["after"], 0.5, FARTHEST).people == 0


def test_legs_exchanged_between_two_looks_are_not_mixed_into_legs_that_nobody_has():
    before, after = pose_at(100), pose_at(102)
    swapped = after.keypoints_px.copy()
    swapped[[25, 26]] = swapped[[26, 25]] + [[60, 0], [-60, 0]]
    after = dataclasses.replace(after, keypoints_px=swapped)
    assert np.array_equal(between(before, after, 0.3, FARTHEST).keypoints_px, before.keypoints_px)
    assert np.array_equal(between(before, after, 0.7, FARTHEST).keypoints_px, swapped)


@pytest.fixture(scope="module")
def clip() -> list[Frame]:
    """Somebody who kneels still, then goes too deep. Uneven times, as phones give them."""
    images = pictures(MOVING, count=110)
    return [Frame(i, i / 24 + 0.004 * (i % 3), image) for i, image in enumerate(images)]


def judged(clip: list[Frame], every: int) -> list[Assessment]:
    checker = LungeChecker()
    with PoseLandmarker() as landmarker:
        return [checker.step(frame) for frame in landmarker.see_all(clip, every)]


def angles(assessments: list[Assessment]) -> NDArray[np.float64]:
    return np.array([[each.measurement.angles_deg[name] for name in QUANTITIES] for each in assessments])


def test_the_angles_are_those_of_looking_at_every_frame(clip):
    each, other = judged(clip, every=1), judged(clip, every=2)
    apart = np.abs(angles(each) - angles(other))
    assert np.array_equal(np.isnan(angles(each)), np.isnan(angles(other)))
    assert np.nanpercentile(apart, 95) <= 0.5  # degrees; 0.3 when this was written
    assert np.nanmax(apart) <= 1.5  # in quick motion; 0.7
    for a, b in zip(each, other, strict=True):
        assert (a.measurement.rear_side, a.measurement.facing) == (b.measurement.rear_side, b.measurement.facing)
    assert {fault.kind for a in each for fault in a.faults} == {fault.kind for b in other for fault in b.faults}


def test_the_roll_of_the_camera_is_known_between_the_looks_too(clip):
    with PoseLandmarker() as landmarker:
        rolls = [frame.pose.roll_deg for frame in landmarker.see_all(clip[:40], every=3) if frame.pose]
    first = next(i for i, roll in enumerate(rolls) if np.isfinite(roll))
    assert np.isfinite(rolls[first:]).all()
