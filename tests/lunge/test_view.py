"""Where the camera stands: legs and shoulders together, each by how sure it is."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.keypoints import SHOULDERS, trunk_length_px
from formcheck.lunge.joints import features_of
from formcheck.lunge.legs import Stance
from formcheck.lunge.view import LEGS_SD_DEG, SHOULDERS_SD_DEG, shoulder_view_deg, view_estimate
from formcheck.lunge.view_map import LegsView, legs_view, view_map
from formcheck.pose.estimator import shipped_network
from formcheck.records import PoseNetwork
from formcheck.settings import JudgingSettings
from tests.support.bodies import kneeling_points, mirrored, pose_of

FARTHEST = JudgingSettings().joints.view_unlike
ANGLES = st.floats(-60, 60)


def estimate(shoulders_deg, legs_deg, unlikeness=1.0):
    return view_estimate(shoulders_deg, LegsView(legs_deg, unlikeness), FARTHEST)


def test_a_turned_chest_hardly_turns_the_view_of_somebody_who_half_kneels():
    told = estimate(30.0, 4.0)
    assert 4.0 < told.off_side_deg < 4.0 + 0.2 * 26.0
    assert told.sd_deg > estimate(5.0, 4.0).sd_deg


def test_where_legs_and_shoulders_agree_the_view_is_surer_than_by_either():
    told = estimate(10.0, 10.0)
    assert told.off_side_deg == pytest.approx(10.0)
    assert told.sd_deg < min(LEGS_SD_DEG, SHOULDERS_SD_DEG)


@pytest.mark.parametrize("unlikeness", [FARTHEST, 8.0, math.nan])
def test_the_legs_of_a_body_that_the_map_was_not_fitted_on_count_for_nothing(unlikeness):
    told = estimate(12.0, -40.0, unlikeness)
    assert (told.off_side_deg, told.sd_deg) == (12.0, SHOULDERS_SD_DEG)


def test_legs_that_are_not_known_leave_the_shoulders_and_unknown_shoulders_leave_nothing():
    assert estimate(12.0, math.nan).off_side_deg == 12.0
    assert math.isnan(estimate(math.nan, 5.0).off_side_deg)
    assert math.isnan(estimate(math.nan, 5.0).sd_deg)


@given(ANGLES, ANGLES, st.floats(0, 6))
def test_the_view_lies_between_both_ways_of_estimating_it_and_turns_with_them(shoulders, legs, unlikeness):
    told = estimate(shoulders, legs, unlikeness)
    assert min(shoulders, legs) - 1e-9 <= told.off_side_deg <= max(shoulders, legs) + 1e-9
    behind = estimate(-shoulders, -legs, unlikeness)
    assert behind.off_side_deg == pytest.approx(-told.off_side_deg)
    assert behind.sd_deg == pytest.approx(told.sd_deg)


@given(ANGLES, ANGLES)
def test_the_less_alike_the_body_the_more_the_shoulders_count(shoulders, legs):
    near, far = (estimate(shoulders, legs, unlikeness) for unlikeness in (1.0, 3.0))
    assert abs(far.off_side_deg - shoulders) <= abs(near.off_side_deg - shoulders) + 1e-9


@settings(max_examples=20, deadline=None)
@given(st.floats(0.3, 3), st.floats(-200, 200))
def test_the_view_by_the_legs_does_not_depend_on_size_place_or_facing(scale, shift):
    points = kneeling_points(facing="right", rear_side="left", camera_ahead=0.05)
    stance = Stance(points, np.ones(33), "right", "left")
    moved = points * scale + shift
    turned = mirrored(pose_of(points)).keypoints_px
    own = legs_view(points, stance)
    for other in (legs_view(moved, stance), legs_view(turned, Stance(turned, np.ones(33), "left", "right"))):
        assert other.camera_ahead_deg == pytest.approx(own.camera_ahead_deg, abs=1e-3)
        assert other.unlikeness == pytest.approx(own.unlikeness, rel=1e-4)


@pytest.mark.parametrize("rear_is_near", [True, False])
def test_the_shipped_map_knows_its_average_body_and_doubts_one_whose_feet_stand_together(rear_is_near):
    found = view_map(shipped_network().view_map, rear_is_near)
    assert found.unlikeness(found.mean) == 0.0
    standing = kneeling_points(facing="right", rear_side="right" if rear_is_near else "left")
    stance = Stance(standing, np.ones(33), "right", "right" if rear_is_near else "left")
    for joint in ("knee", "ankle", "heel", "toe"):
        standing[getattr(stance.front, joint)] = standing[getattr(stance.rear, joint)]
    assert found.unlikeness(features_of(standing, stance)) > FARTHEST


def test_another_network_and_a_hidden_foot_say_nothing_of_the_view_by_the_legs():
    points = kneeling_points()
    stance = Stance(points, np.ones(33), "right", "right")
    assert math.isnan(legs_view(points, stance, PoseNetwork("another")).camera_ahead_deg)
    points[stance.front.heel] = np.nan
    assert math.isnan(legs_view(points, stance).camera_ahead_deg)


def test_the_shoulders_show_the_sine_of_the_view_and_are_unsure_of_one_from_the_front():
    points = kneeling_points()
    stance = Stance(points, np.ones(33), "right", "right")
    trunk = trunk_length_px(points)
    seen = []
    for offset in (0.0, 0.3, -0.3, 2.0):
        points[SHOULDERS, 0] = points[SHOULDERS, 0].mean() + np.array([1, -1]) * offset * trunk / 2
        seen.append(shoulder_view_deg(points, stance, 1.3))
    assert seen == pytest.approx([0.0, 22.96, -22.96, 70.05], abs=0.01)
    assert estimate(70.0, math.nan).sd_deg > 2 * estimate(40.0, math.nan).sd_deg
