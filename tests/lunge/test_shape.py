"""Who half-kneels, and that what is said to the others is true."""

import dataclasses

import numpy as np
import pytest

from formcheck.keypoints import HIPS, SHOULDERS, Keypoint
from formcheck.lunge.checker import LungeChecker
from formcheck.messages.message import Message
from formcheck.records import Frame
from tests.support.bodies import STICK, kneeling_points, pose_of

LEGS = {
    side: [Keypoint[f"{side}_{joint}"] for joint in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")]
    for side in ("LEFT", "RIGHT")
}


def on_two_feet(left_deg, right_deg, trunk_deg=1.0, camera_ahead=0.0):
    """Return somebody whose thighs lean by these angles, knee ahead of the hip, over upright shins; facing right."""
    points = kneeling_points(camera_ahead=camera_ahead)
    hips = points[HIPS].mean(axis=0)
    for side, angle_deg in (("LEFT", left_deg), ("RIGHT", right_deg)):
        knee = hips + 230 * np.array([np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))])
        points[LEGS[side]] = knee + np.array([[0, 0], [-20, 230], [-40, 245], [60, 250]])
    upper = [
        *SHOULDERS,
        Keypoint.NOSE,
        Keypoint.LEFT_EAR,
        Keypoint.RIGHT_EAR,
        Keypoint.LEFT_WRIST,
        Keypoint.RIGHT_WRIST,
    ]
    turn = np.radians(trunk_deg)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points[upper] = hips + (points[upper] - hips) @ rotation.T
    return points * 0.8 + 100


def reason(points, unsure=(), photo=False):
    """Return what is said at last of somebody who keeps still, some of whose points the network is not sure of."""
    pose = pose_of(points, size_px=(1280, 1280))
    visibility = pose.visibility.copy()
    visibility[list(unsure)] = 0.1
    pose = dataclasses.replace(pose, visibility=visibility)
    checker = LungeChecker(STICK, photo=photo)
    return [checker.step(Frame(i, i / 12, pose=pose)) for i in range(40)][-1].message


def judged(points):
    checker = LungeChecker(STICK)
    frames = [Frame(i, i / 12, pose=pose_of(points, size_px=(1280, 1280))) for i in range(40)]
    return [checker.step(frame) for frame in frames][-1].measurement.half_kneeling is True


@pytest.mark.parametrize(("left_deg", "right_deg"), [(0, 0), (40, 5), (25, 30), (75, 0)])
def test_who_walks_or_stands_on_bent_legs_or_one_leg_is_not_told_of_a_rear_knee(left_deg, right_deg):
    assert reason(on_two_feet(left_deg, right_deg)) == Message("shape.standing")


def test_who_stands_bent_over_is_not_told_to_lie():
    assert reason(on_two_feet(15, 12, trunk_deg=80)) == Message("shape.standing")


@pytest.mark.parametrize("photo", [False, True])
def test_who_stands_with_a_leg_behind_the_other_is_not_asked_for_more_light(photo):
    hidden = LEGS["LEFT"]  # the far one of somebody who faces right
    assert reason(on_two_feet(0, 0), hidden, photo) == Message("shape.standing")


def test_who_is_not_seen_well_on_either_side_is_told_that():
    assert reason(on_two_feet(0, 0), [LEGS["RIGHT"][0], LEGS["LEFT"][0]]).code.startswith("gate.confidence")


def test_a_kneel_with_an_unsure_far_leg_is_not_called_another_position():
    assert reason(kneeling_points(), LEGS["LEFT"]).code.startswith("gate.confidence")


def test_who_kneels_on_both_knees_far_off_the_side_is_asked_to_turn_first():
    points = kneeling_points(camera_ahead=0.42)
    points[LEGS["LEFT"]] = points[LEGS["RIGHT"]] + [15, 0]
    assert reason(points) == Message("gate.view.turn")
    assert reason(on_two_feet(0, 0, camera_ahead=0.42)) == Message("shape.standing")


def test_a_lunge_with_the_knee_in_the_air_is_told_so():
    points = kneeling_points()
    points[LEGS["RIGHT"][1:]] += (-20, 140)
    points[LEGS["LEFT"]] += (0, 130)
    assert reason(points) == Message("shape.knee_up")


def knee_raised(foot_deg, up_px=70):
    """Return a kneel whose rear knee is higher over the floor than usual; the foot slopes back from the ankle so."""
    points = kneeling_points()
    rear, front = LEGS["RIGHT"], LEGS["LEFT"]
    toe = points[rear[1]] + 92 * np.array([-np.cos(np.radians(foot_deg)), np.sin(np.radians(foot_deg))])
    floor_px = points[rear[0], 1] + up_px
    points[rear[3]] = toe
    points[rear[1:]] += (0, floor_px - toe[1])
    points[front] += (0, floor_px - points[front[2:], 1].max())
    return points


def test_a_rear_knee_on_a_cushion_with_the_foot_laid_down_is_recognised():
    assert judged(knee_raised(30))


def test_a_rear_knee_as_high_over_a_foot_that_stands_on_its_toes_is_in_the_air():
    assert not judged(knee_raised(90))
    assert reason(knee_raised(90)) == Message("shape.knee_up")
