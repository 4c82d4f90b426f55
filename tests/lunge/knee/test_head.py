"""The head that sees whether the rear knee rests: it refuses no sample, and is silent where it cannot look."""

from __future__ import annotations

import dataclasses
import math
from functools import cache

import numpy as np
import pytest

from formcheck.lunge.knee.head import FEATURES, HEAD, LearnedKnee
from formcheck.lunge.legs import Stance, StanceMemory
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Frame, PoseNetwork
from formcheck.settings import HalfKneeling
from formcheck.system.bundled import IncompleteInstallationError
from tests.support.clips import SAMPLES, pictures

SURE = math.log(HalfKneeling().knee_in_air / (1 - HalfKneeling().knee_in_air))


@cache
def seen(name: str) -> Frame:
    (image, *_) = pictures(SAMPLES / f"{name}.mp4", count=1)
    with PoseLandmarker() as landmarker:
        return landmarker.see(Frame(0, 0.0, image))


def stance_of(frame: Frame) -> Stance:
    assert frame.pose is not None
    return StanceMemory(1.0).step(frame.pose.keypoints_px, frame.pose.visibility, 0.0)


@pytest.fixture(scope="module")
def head() -> LearnedKnee:
    return LearnedKnee()


@pytest.mark.parametrize("name", ["good_right_knee", "good_left_knee", "good_far_leg", "over_lunge", "camera_20_off"])
def test_nobody_who_kneels_in_the_samples_is_nearly_told_to_hover(head, name):
    frame = seen(name)
    stance = stance_of(frame)
    odds = head.look(frame, stance.keypoints_px, stance)
    assert odds is not None
    assert odds < SURE - 2.0


def test_a_rear_foot_that_stands_far_below_the_knee_speaks_for_hovering(head):
    frame = seen("good_right_knee")
    stance = stance_of(frame)
    rear = stance.rear
    lower = stance.keypoints_px.copy()
    shin_px = np.linalg.norm(lower[rear.knee] - lower[rear.ankle])
    lower[[rear.ankle, rear.heel, rear.toe], 1] += 0.25 * shin_px
    before, after = (head.look(frame, points, stance) for points in (stance.keypoints_px, lower))
    assert before is not None
    assert after > before + 0.3


def test_the_head_says_nothing_without_a_picture_or_of_another_pose_network(head):
    frame = seen("good_right_knee")
    assert frame.pose is not None
    stance = stance_of(frame)
    other = frame.with_pose(dataclasses.replace(frame.pose, network=PoseNetwork("another")))
    assert head.look(dataclasses.replace(frame, image=None), stance.keypoints_px, stance) is None
    assert head.look(other, stance.keypoints_px, stance) is None


@pytest.mark.parametrize("damage", ["missing", "half", "short", "nan"])
def test_weights_that_are_missing_or_damaged_are_named(tmp_path, damage):
    weights = np.zeros(FEATURES if damage != "short" else 7, np.float32)
    if damage == "nan":
        weights[3] = np.nan
    if damage == "half":
        (tmp_path / HEAD).write_bytes(b"half of it")
    elif damage != "missing":
        np.savez(tmp_path / HEAD, weights=weights, bias=np.float32(0))
    with pytest.raises(IncompleteInstallationError, match=r"rear_knee.* (missing|damaged)"):
        LearnedKnee(tmp_path)
