"""Positions that are not the stretch."""

import numpy as np
import pytest

from lab.kneeling import Kneel, foot_for, half_kneeling
from lab.posing import pose
from lab.scenes import kneeling_down_and_up
from lab.stances import (
    as_stance,
    lying,
    names,
    place_stance,
    sitting,
    split,
    squat,
    standing,
    tall_kneeling,
    walking,
)


def joints(body, stance, arms="down"):
    return pose(body, place_stance(body, stance, arms)).joints


@pytest.mark.parametrize(
    "make",
    [standing, squat, sitting, tall_kneeling, lying, lambda b: split(b, "left", 0.9, 0.15), lambda b: walking(b, 0.3)],
)
def test_every_stance_touches_the_floor_and_does_not_sink_far_into_it(body, make):
    placement = place_stance(body, make(body))
    assert pose(body, placement).vertices[:, 2].min() < 0.02
    for leg in placement.legs.values():
        assert leg.knee[2] > 0.02
        assert leg.ankle[2] > 0.02


def test_the_shapes_are_what_they_are_called(body):
    stand, low, both = joints(body, standing(body)), joints(body, squat(body)), joints(body, tall_kneeling(body))
    assert stand["left_hip"][2] - stand["left_knee"][2] > 0.35
    assert low["left_hip"][2] < stand["left_hip"][2] - 0.2
    assert low["left_knee"][2] > 0.3
    assert max(both["left_knee"][2], both["right_knee"][2]) < 0.1
    lunge = joints(body, split(body, "left", 0.9, 0.36))
    assert lunge["left_ankle"][0] > lunge["right_ankle"][0] + 0.5
    assert lunge["right_knee"][2] > 0.1  # off the floor: no half-kneeling
    flat = joints(body, lying(body), "along")
    assert abs(flat["left_shoulder"][2] - flat["left_hip"][2]) < 0.15
    assert flat["nose"][0] < flat["left_hip"][0] < flat["left_ankle"][0]
    seated = joints(body, sitting(body))
    assert abs(seated["left_hip"][2] - seated["left_knee"][2]) < 0.12


def test_walking_swings_the_legs_in_turn(body):
    ahead = [
        joints(body, walking(body, t))["left_ankle"][0] - joints(body, walking(body, t))["right_ankle"][0]
        for t in np.arange(0, 1.1, 0.1)
    ]
    assert max(ahead) > 0.3
    assert min(ahead) < -0.3


@pytest.mark.parametrize("rear_side", ["left", "right"])
def test_a_kneel_written_as_a_stance_is_the_same_kneel(body, rear_side):
    kneel = Kneel(rear_side=rear_side, rear_thigh_deg=5, trunk_deg=3, tilt_deg=4)
    direct = pose(body, half_kneeling(body, kneel)).joints
    again = joints(body, as_stance(body, kneel))
    for joint in ("hip", "knee", "ankle"):
        for side in ("left", "right"):
            assert again[f"{side}_{joint}"] == pytest.approx(direct[f"{side}_{joint}"], abs=0.012)


def test_kneeling_down_ends_half_kneeling_and_standing_up_ends_upright(body):
    kneel = Kneel(rear_side="right")
    kneel = Kneel(rear_side="right", foot_ahead_m=foot_for(body, kneel, front_shin_deg=-3))
    act = kneeling_down_and_up(body, kneel, kneels_s=3.0)
    at = {t: pose(body, act.placement(body, t)).joints for t in (0.0, 5.0, 10.6)}
    assert [act.half_kneeling(t) for t in at] == [False, True, False]
    assert at[5.0]["right_knee"][2] < 0.1 < 0.3 < at[5.0]["left_knee"][2]
    assert at[5.0]["left_knee"][0] > at[5.0]["right_knee"][0] + 0.2
    for t in (0.0, 10.6):
        assert at[t]["right_hip"][2] > 0.75
        assert at[t]["right_knee"][2] > 0.35


def test_the_names_of_a_stance_are_those_of_both_legs():
    assert {"left_x", "right_x", "hip_z", "trunk_deg"} <= set(names())
