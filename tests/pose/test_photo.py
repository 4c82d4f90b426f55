"""A photo is looked at plain and mirrored, and the two answers are one person's."""

import dataclasses

import numpy as np
import pytest

from formcheck.keypoints import Keypoint
from formcheck.pose.network import Person
from formcheck.pose.photo import OTHER_SIDE, mean_of, mirrored, with_first_look
from tests.support.bodies import kneeling_points


def person(points):
    return Person(points, np.full(33, 0.9), np.full(33, 0.8), np.zeros((33, 3)), np.zeros((960, 1280), np.float32))


@pytest.mark.parametrize("keypoint", Keypoint)
def test_each_keypoint_has_its_counterpart_on_the_other_side(keypoint):
    name = keypoint.name
    other = name.replace("LEFT", "@").replace("RIGHT", "LEFT").replace("@", "RIGHT")
    assert OTHER_SIDE[keypoint] == Keypoint[other]


def test_mirroring_twice_changes_nothing():
    one = person(kneeling_points())
    again = mirrored(mirrored(one, 1280), 1280)
    np.testing.assert_allclose(again.keypoints_px, one.keypoints_px)
    np.testing.assert_allclose(again.world_m, one.world_m)


def test_the_mirrored_look_of_a_body_is_that_body():
    flipped = kneeling_points()[OTHER_SIDE] * (-1, 1) + (1279, 0)
    np.testing.assert_allclose(mirrored(person(flipped), 1280).keypoints_px, kneeling_points())


def test_a_look_that_swaps_the_legs_does_not_pull_them_together():
    one = person(kneeling_points())
    legs = list(range(23, 33))
    swapped = one.keypoints_px.copy()
    swapped[legs] = one.keypoints_px[OTHER_SIDE[legs]]
    both = mean_of(one, dataclasses.replace(one, keypoints_px=swapped))
    np.testing.assert_allclose(both.keypoints_px, one.keypoints_px)


def test_a_first_look_that_agrees_counts_half():
    followed, first = person(kneeling_points()), person(kneeling_points() + 6.0)
    np.testing.assert_allclose(with_first_look(followed, first).keypoints_px, kneeling_points() + 3.0)


@pytest.mark.parametrize("joint", [Keypoint.LEFT_KNEE, Keypoint.RIGHT_ANKLE, Keypoint.LEFT_HIP])
def test_a_first_look_that_has_lost_a_leg_does_not_count(joint):
    lost = kneeling_points()
    lost[joint] += [0.0, -0.25 * np.ptp(lost[:, 1])]
    followed = person(kneeling_points())
    np.testing.assert_allclose(with_first_look(followed, person(lost)).keypoints_px, kneeling_points())
