"""A knee that the network has lost is not measured: a shin that rests on the floor does not grow."""

import dataclasses
import math

import pytest

from formcheck.keypoints import Keypoint
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.knee.shank import RestingShank
from tests.support.bodies import STICK, Angles, clip, ramp

LOST = ("rear_thigh_deg", "rear_knee_deg", "lunge_deg")


def angles_of(from_s, ahead):
    """Angles of a kneel whose rear knee lies so many shins farther ahead from a time on."""
    checker, found = LungeChecker(STICK), []
    for frame in clip(lambda _: Angles(), 8.0):
        assert frame.pose is not None
        points = frame.pose.keypoints_px.copy()
        if frame.time_s >= from_s:
            points[Keypoint.RIGHT_KNEE, 0] += ahead * 230.0
        pose = dataclasses.replace(frame.pose, keypoints_px=points)
        found.append(checker.step(frame.with_pose(pose)).measurement.angles_deg)
    return found


def test_nothing_is_said_of_a_thigh_whose_knee_has_slid_ahead_of_its_shin():
    last = angles_of(4.0, 0.5)[-1]
    assert all(math.isnan(last[name]) for name in LOST)
    assert math.isfinite(last["front_knee_deg"]) and math.isfinite(last["trunk_deg"])


def test_a_knee_that_is_a_little_off_is_measured():
    assert all(math.isfinite(angles_of(4.0, 0.1)[-1][name]) for name in LOST)


def test_who_lunges_and_leans_keeps_every_angle():
    checker = LungeChecker(STICK)

    def deep(t):
        return Angles(rear_thigh=ramp(t, (3, 3), (4, 20)), trunk=ramp(t, (3, 2), (4, 20)))

    out = [checker.step(frame) for frame in clip(deep, 8.0)]
    judged = [a.measurement.angles_deg for a in out if a.measurement.half_kneeling]
    assert len(judged) > 100 and all(math.isfinite(angles["rear_thigh_deg"]) for angles in judged)


@pytest.mark.parametrize("scale", [0.3, 3.0])
def test_who_comes_nearer_keeps_their_knee(scale):
    shank = RestingShank()
    assert not any(shank.step(100.0, 130.0, t / 10) for t in range(30))
    assert not shank.step(100.0 * scale, 130.0 * scale, 3.0)
    assert shank.step(150.0 * scale, 130.0 * scale, 3.1)


def test_another_kneel_may_have_another_shin():
    shank = RestingShank()
    assert not any(shank.step(100.0, 130.0, t / 10) for t in range(30))
    shank.forget()
    assert not any(shank.step(150.0, 130.0, 4 + t / 10) for t in range(30))
