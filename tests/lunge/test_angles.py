"""The angles of a stick body are those it was built with."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.geometry import distance_to_segment, inclination_deg, interior_angle_deg, rotate_about
from formcheck.keypoints import Keypoint
from formcheck.lunge.angles import hands_on_thigh, limb_angles_deg
from formcheck.lunge.legs import Stance
from tests.support.bodies import Angles, kneeling_points

sides = st.sampled_from(["left", "right"])
angles = st.builds(
    Angles,
    rear_thigh=st.floats(-15, 30),
    rear_knee=st.floats(70, 130),
    front_knee=st.floats(60, 140),
    front_shin=st.floats(-25, 25),
    trunk=st.floats(-20, 40),
)


@settings(deadline=None)
@given(angles, sides, sides, st.floats(20, 900))
def test_every_angle_comes_back_whatever_the_facing_the_side_and_the_size(body, facing, rear_side, limb_px):
    points = kneeling_points(body, facing=facing, rear_side=rear_side, limb_px=limb_px)
    got = limb_angles_deg(points, Stance(points, np.ones(33), facing, rear_side))
    for name, value in vars(body).items():
        assert got[f"{name}_deg"] == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("a", "b", "forward", "expected"),
    [
        ((0, 0), (0, -10), 1, 0),  # straight up
        ((0, 0), (10, -10), 1, 45),  # ahead of a person facing right
        ((0, 0), (10, -10), -1, -45),  # behind a person facing left
        ((0, 0), (0, 10), 1, 180),
    ],
)
def test_inclination_is_positive_ahead_and_zero_upright(a, b, forward, expected):
    assert inclination_deg(a, b, forward) == pytest.approx(expected)


def test_lines_without_length_have_no_angle_instead_of_zero():
    assert math.isnan(inclination_deg((1, 1), (1, 1), 1))
    assert math.isnan(interior_angle_deg((1, 1), (1, 1), (2, 2)))


@pytest.mark.parametrize("row", [Keypoint.LEFT_HIP, Keypoint.LEFT_KNEE, Keypoint.LEFT_ANKLE])
def test_an_unseen_point_blanks_the_angles_made_of_it(row):
    points = kneeling_points(rear_side="right")
    points[row] = np.nan
    got = limb_angles_deg(points, Stance(points, np.ones(33), "right", "right"))
    assert math.isnan(got["front_knee_deg"])
    assert not math.isnan(got["rear_knee_deg"])


def test_turning_the_picture_counter_clockwise_turns_the_points_counter_clockwise():
    np.testing.assert_allclose(rotate_about([[10, 0]], (0, 0), 90), [[0, -10]], atol=1e-12)


def test_a_wrist_is_on_the_thigh_only_near_the_segment_not_near_its_line():
    points = kneeling_points()
    stance = Stance(points, np.ones(33), "right", "right")
    assert hands_on_thigh(points, stance, 0.35) is True
    for wrist in (Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST):
        points[wrist] += [230.0, 0.0]  # on the prolonged thigh, beyond the knee
    assert hands_on_thigh(points, stance, 0.35) is False
    assert distance_to_segment((20, 0), (0, 0), (10, 0)) == 10
