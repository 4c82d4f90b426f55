"""Positions against closed-form geometry, and the signs of the measurement specification."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.arms import _trunk_depth
from lab.kneeling import Kneel, foot_for, half_kneeling
from lab.posing import SIDES, limb_lengths, pose
from lab.truth import hands_on_thigh, sagittal_angles

NEUTRAL = Kneel(rear_side="right", rear_thigh_deg=4.0, trunk_deg=1.0)


def angles(body, **change):
    kneel = replace(NEUTRAL, **change)
    return sagittal_angles(pose(body, half_kneeling(body, kneel)), kneel.rear_side)


@pytest.mark.parametrize("rear_side", SIDES)
@pytest.mark.parametrize("thigh_deg", [-10.0, 0.0, 21.0])
def test_the_hip_goes_forward_by_the_thigh_s_length_times_the_sine(body, rear_side, thigh_deg):
    kneel = replace(NEUTRAL, rear_side=rear_side, rear_thigh_deg=thigh_deg, stance_m=0.0)
    joints = pose(body, half_kneeling(body, kneel)).joints
    thigh, _ = limb_lengths(body, rear_side)
    forward = joints[f"{rear_side}_hip"][0] - joints[f"{rear_side}_knee"][0]
    assert forward == pytest.approx(thigh * np.sin(np.radians(thigh_deg)), abs=0.002)
    assert np.sign(forward) == np.sign(thigh_deg)


def test_ten_degrees_more_are_about_seven_centimetres_of_hip_travel(body):
    hips = [pose(body, half_kneeling(body, replace(NEUTRAL, rear_thigh_deg=a))).joints["right_hip"] for a in (0, 10)]
    assert hips[1][0] - hips[0][0] == pytest.approx(0.07, abs=0.015)


@settings(max_examples=15, deadline=None)
@given(st.floats(-12, 25), st.floats(-8, 32), st.floats(-13, 13))
def test_what_is_asked_is_what_is_true(body, thigh_deg, trunk_deg, tilt_deg):
    neutral = angles(body)
    got = angles(body, rear_thigh_deg=thigh_deg, trunk_deg=trunk_deg, tilt_deg=tilt_deg)
    assert got["rear_thigh_deg"] == pytest.approx(thigh_deg, abs=1e-6)
    assert got["trunk_deg"] == pytest.approx(trunk_deg, abs=0.01)
    assert got["pelvic_tilt_deg"] - neutral["pelvic_tilt_deg"] == pytest.approx(tilt_deg, abs=1e-6)


def test_a_tilt_moves_neither_hips_nor_trunk_line_but_the_pelvis(body):
    flat, tilted = (pose(body, half_kneeling(body, replace(NEUTRAL, tilt_deg=t))) for t in (0.0, 10.0))
    for name in ("left_hip", "right_hip", "right_knee", "left_knee"):
        assert tilted.joints[name] == pytest.approx(flat.joints[name], abs=0.003)
    down = tilted.pelvis_points["left_asis"][2] - flat.pelvis_points["left_asis"][2]
    up = tilted.pelvis_points["left_psis"][2] - flat.pelvis_points["left_psis"][2]
    assert down < -0.01 < 0.003 < up  # anterior: the front of the pelvis goes down, its back up


def test_leaning_forward_and_a_knee_ahead_are_positive(body):
    forward = pose(body, half_kneeling(body, replace(NEUTRAL, trunk_deg=25.0))).joints
    assert forward["left_shoulder"][0] > forward["left_hip"][0] + 0.1
    ahead = angles(body, foot_ahead_m=foot_for(body, NEUTRAL, front_shin_deg=20.0))
    assert ahead["front_shin_deg"] == pytest.approx(20.0, abs=0.1)
    joints = pose(
        body, half_kneeling(body, replace(NEUTRAL, foot_ahead_m=foot_for(body, NEUTRAL, front_shin_deg=20)))
    ).joints
    assert joints["left_knee"][0] > joints["left_ankle"][0] + 0.1


@pytest.mark.parametrize("knee_deg", [75.0, 90.0, 128.0])
def test_the_front_knee_obeys_the_law_of_cosines(body, knee_deg):
    kneel = replace(
        NEUTRAL, foot_ahead_m=foot_for(body, NEUTRAL, front_knee_deg=knee_deg), stance_m=0.0, toe_out_deg=0.0
    )
    joints = pose(body, half_kneeling(body, kneel)).joints
    thigh, shank = limb_lengths(body, "left")
    distance = np.linalg.norm(joints["left_hip"] - joints["left_ankle"])
    cosine = (thigh**2 + shank**2 - distance**2) / (2 * thigh * shank)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(knee_deg, abs=1.0)


def test_deeper_lunging_over_a_planted_foot_bends_the_front_knee_and_brings_the_shin_forward(body):
    shallow, deep = angles(body), angles(body, rear_thigh_deg=20.0)
    assert deep["front_knee_deg"] < shallow["front_knee_deg"] - 8
    assert deep["front_shin_deg"] > shallow["front_shin_deg"] + 8
    assert deep["rear_knee_deg"] > shallow["rear_knee_deg"] + 10


def test_limbs_keep_their_lengths(body):
    kneel = replace(NEUTRAL, rear_thigh_deg=18.0, tilt_deg=-8.0, pelvis_yaw_deg=4.0, obliquity_deg=2.0)
    joints = pose(body, half_kneeling(body, kneel)).joints
    for side in SIDES:
        thigh, shank = limb_lengths(body, side)
        assert np.linalg.norm(joints[f"{side}_hip"] - joints[f"{side}_knee"]) == pytest.approx(thigh, abs=1e-3)
        assert np.linalg.norm(joints[f"{side}_knee"] - joints[f"{side}_ankle"]) == pytest.approx(shank, abs=1e-3)


@pytest.mark.parametrize("rear_side", SIDES)
@pytest.mark.parametrize("change", [{}, {"rear_thigh_deg": 20.0}, {"trunk_deg": 25.0}, {"cushion_m": 0.05}])
def test_the_knee_rests_on_the_floor_and_nothing_is_below_it(body, rear_side, change):
    kneel = replace(NEUTRAL, rear_side=rear_side, **change)
    posed = pose(body, half_kneeling(body, kneel))
    near_knee = np.linalg.norm(posed.vertices - posed.joints[f"{rear_side}_knee"], axis=1) < 0.09
    assert posed.vertices[near_knee, 2].min() == pytest.approx(kneel.cushion_m, abs=0.012)
    assert posed.vertices[:, 2].min() >= 0
    front = kneel.front_side
    assert posed.joints[f"{front}_heel"][2] < 0.05
    assert posed.joints[f"{front}_foot_index"][2] < 0.05


@pytest.mark.parametrize("rear_side", SIDES)
@pytest.mark.parametrize(
    "change", [{}, {"rear_thigh_deg": 20.0, "tilt_deg": 10.0}, {"trunk_deg": 27.0}, {"tilt_deg": -10.0}]
)
def test_hands_rest_on_the_thigh_and_elbows_stay_out_of_the_trunk(body, rear_side, change):
    kneel = replace(NEUTRAL, rear_side=rear_side, **change)
    placement = half_kneeling(body, kneel)
    posed = pose(body, placement)
    assert hands_on_thigh(posed, rear_side)
    middle = (posed.joints["left_shoulder"] + posed.joints["right_shoulder"]) / 2
    rest_middle = (body.joint("upperarm01.L") + body.joint("upperarm01.R")) / 2
    for side in SIDES:
        elbow = (posed.joints[f"{side}_elbow"] - middle) @ placement.chest + rest_middle
        assert _trunk_depth(body, elbow[None])[0] > 0.95


def test_hands_elsewhere_are_not_on_the_thigh(body):
    for arms in ("up", "forward"):
        posed = pose(body, half_kneeling(body, replace(NEUTRAL, arms=arms)))
        assert not hands_on_thigh(posed, "right")


def test_breathing_in_moves_the_belly_forward_and_no_joint(body):
    out, full = (pose(body, half_kneeling(body, replace(NEUTRAL, breath=b))) for b in (0.0, 1.0))
    assert 0.003 < np.abs(full.vertices - out.vertices).max() < 0.012
    assert full.joints["left_shoulder"] == pytest.approx(out.joints["left_shoulder"])


def test_a_foot_position_asked_by_two_angles_is_refused(body):
    with pytest.raises(ValueError, match="either"):
        foot_for(body, NEUTRAL, front_knee_deg=90, front_shin_deg=0)
