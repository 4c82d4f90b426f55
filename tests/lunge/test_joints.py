"""The map from keypoints to joint centres: the same for every size, place and facing, and never far off."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.keypoints import Keypoint, trunk_length_px
from formcheck.lunge import joints
from formcheck.lunge.joints import JointMap, joint_centres, joint_map, rows_of_joints, shortened, trust
from formcheck.lunge.legs import Stance
from formcheck.pose.estimator import shipped_network
from formcheck.records import PoseNetwork
from tests.support.bodies import kneeling_points, mirrored, pose_of


def stance(points, facing="right", rear_side="right"):
    return Stance(points, np.ones(33), facing, rear_side)


@pytest.mark.parametrize("rear_is_near", [True, False])
def test_the_map_in_the_package_has_the_shapes_it_is_used_with(rear_is_near):
    found = joint_map(shipped_network().joint_map, rear_is_near)
    bumps = len(found.centres)
    assert (found.mean.shape, found.weights.shape, found.offset.shape) == ((24,), (24 + bumps, 15), (15,))
    assert (found.scale.shape, found.centres.shape, found.precision.shape) == ((24,), (bumps, 24), (24, 24))


def test_the_average_body_gets_the_average_correction():
    found = joint_map(shipped_network().joint_map, True)
    np.testing.assert_allclose(found(found.mean), found.offset)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.3, 3), st.floats(-200, 200))
def test_size_and_place_scale_and_move_the_joints_with_the_body(scale, shift):
    points = kneeling_points()
    a = joint_centres(points, stance(points), 1.0)
    b = joint_centres(points * scale + shift, stance(points), 1.0)
    np.testing.assert_allclose(b.keypoints_px, a.keypoints_px * scale + shift, atol=1e-6)
    assert b.camera_ahead_deg == pytest.approx(a.camera_ahead_deg)


@pytest.mark.parametrize("rear_side", ["left", "right"])
def test_the_mirrored_body_gets_the_mirrored_joints(rear_side):
    points = kneeling_points(facing="right", rear_side=rear_side, camera_ahead=0.05)
    other = "left" if rear_side == "right" else "right"
    turned = mirrored(pose_of(points)).keypoints_px
    a = joint_centres(points, stance(points, "right", rear_side), 1.0)
    b = joint_centres(turned, stance(turned, "left", other), 1.0)
    np.testing.assert_allclose(mirrored(pose_of(b.keypoints_px)).keypoints_px, a.keypoints_px, atol=1e-6)
    assert b.camera_ahead_deg == pytest.approx(a.camera_ahead_deg)


def test_no_joint_is_carried_off_by_a_strange_pose():
    points = kneeling_points()
    points[Keypoint.LEFT_HEEL] += [4000.0, -3000.0]
    moved = joint_centres(points, stance(points), 0.1)
    apart = np.linalg.norm(moved.keypoints_px - points, axis=1)[rows_of_joints(stance(points))[:6]]
    assert apart.max() <= 0.1 * trunk_length_px(points) + 1e-6


def test_an_unseen_foot_leaves_no_joint_rather_than_a_guess():
    points = kneeling_points()
    points[Keypoint.LEFT_HEEL] = np.nan
    moved = joint_centres(points, stance(points), 0.3)
    assert np.isnan(moved.keypoints_px[rows_of_joints(stance(points))[:6]]).all()
    assert np.isnan(moved.camera_ahead_deg)


def test_a_network_without_a_map_keeps_its_keypoints_and_says_nothing_of_the_camera():
    points = kneeling_points()
    found = joint_centres(points, stance(points), 1.0, PoseNetwork("another"))
    np.testing.assert_array_equal(found.keypoints_px, points)
    assert np.isnan(found.camera_ahead_deg)


def test_a_network_with_its_own_map_is_corrected_by_that():
    table = json.loads(shipped_network().joint_map)
    for side in ("rear_near", "rear_far"):
        table[side]["offset"] = [2 * value for value in table[side]["offset"]]
        table[side]["weights"] = np.zeros((24, 15)).tolist()
    points = kneeling_points()
    own = PoseNetwork("another", json.dumps(table))
    moved = joint_centres(points, stance(points), 9.0, own).keypoints_px[rows_of_joints(stance(points))[:6]]
    shift = np.array(table["rear_near"]["offset"][:12]).reshape(6, 2) * trunk_length_px(points) * (1.0, -1.0)
    np.testing.assert_allclose(moved, points[rows_of_joints(stance(points))[:6]] + shift)


def test_the_file_names_the_joints_in_the_order_of_the_code():
    text = shipped_network().joint_map
    assert tuple(json.loads(text)["joints"]) == joints.JOINTS


def test_only_a_shift_that_is_too_long_is_cut_and_keeps_its_direction():
    cut = shortened(np.array([[0.3, 0.4], [-3.0, 4.0], [0.0, 0.0]]), 1.0)
    np.testing.assert_allclose(cut, [[0.3, 0.4], [-0.6, 0.8], [0.0, 0.0]])


def shipped_map():
    return joint_map(shipped_network().joint_map, True)


def body(thigh_deg=0.0):
    """The average body the map was fitted on, its rear thigh turned about the knee to an inclination."""
    features = shipped_map().mean.copy()
    length = np.hypot(*(features[:2] - features[4:6]))
    turned = np.radians(thigh_deg)
    features[4:6] = features[:2] - length * np.array([np.sin(turned), np.cos(turned)])
    return features


def test_a_body_like_those_it_was_fitted_on_is_corrected_wholly():
    assert trust(shipped_map(), shipped_map().mean) == 1.0


def test_a_lunge_far_too_deep_is_left_as_the_network_sees_it():
    plain = JointMap(shipped_map().mean, np.zeros((24, 15)), np.ones(15))
    depths = [trust(plain, body(thigh_deg)) for thigh_deg in range(0, 70, 2)]
    assert depths[0] == 1.0
    assert depths[-1] == 0.0
    assert np.all(np.diff(depths) <= 0)
    assert np.diff(depths).min() > -0.35, "the trust jumps"


def test_a_body_unlike_any_other_is_left_as_the_network_sees_it():
    found = shipped_map()
    strange = found.mean + 12 * found.scale * np.tile([1.0, -1.0], 12)
    assert found.distance(strange) > 3.2
    assert trust(found, strange) == 0.0
    points = kneeling_points()
    points[Keypoint.LEFT_HEEL] += [900.0, -900.0]
    moved = joint_centres(points, stance(points), 1.0)
    np.testing.assert_allclose(moved.keypoints_px, points)


def test_a_bump_counts_near_its_centre_alone_and_not_for_the_average_body():
    weights = np.zeros((25, 15))
    weights[24] = 1.0
    found = JointMap(np.zeros(24), weights, np.zeros(15), centres=np.full((1, 24), 3.0))
    np.testing.assert_allclose(found(np.zeros(24)), 0.0)
    assert found(np.full(24, 3.0))[0] == pytest.approx(1.0, abs=0.02)
    assert abs(found(np.full(24, 9.0))[0]) < 0.02
