"""The crop of the rear knee looks alike whichever way somebody faces, however large, and with the camera rolled."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from formcheck.geometry import rotate_about
from formcheck.keypoints import Keypoint
from formcheck.lunge.knee.crop import KNEE, NUMBERS, PX_PER_SHIN, SIZE_PX, SOLE_PX, knee_crop
from formcheck.lunge.legs import Stance, StanceMemory
from tests.support.bodies import Angles, kneeling_points, mirrored, pose_of

SIZE = (1280, 960)


def stance_of(points):
    return StanceMemory(1.0).step(points, np.full(33, 0.9), 0.0)


def picture_of(points):
    """A picture that is bright along the rear shin and dark elsewhere."""
    stance = stance_of(points)
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    knee, ankle = (tuple(int(v) for v in stance.keypoints_px[row]) for row in (stance.rear.knee, stance.rear.ankle))
    cv2.line(image, knee, ankle, (250, 250, 250), 21)
    return image, stance


def cropped(points, **how):
    image, stance = picture_of(points)
    crop = knee_crop(image, stance.keypoints_px, stance, **how)
    assert crop is not None
    return crop


def test_the_shin_lies_behind_the_knee_and_is_as_long_as_said():
    crop = cropped(kneeling_points(Angles()))
    bright = np.argwhere(crop.picture[..., 0] > 128)
    knee_x, knee_y = (share * SIZE_PX for share in KNEE)
    assert crop.picture.shape == (SIZE_PX, SIZE_PX, 3)
    assert bright[:, 1].max() == pytest.approx(knee_x, abs=4)
    assert bright[:, 1].min() == pytest.approx(knee_x - PX_PER_SHIN, abs=5)
    assert bright[:, 0].mean() == pytest.approx(knee_y, abs=6)


@pytest.mark.parametrize("lower_px", [0.0, 30.0])
def test_the_floor_is_always_as_high_in_the_picture_over_the_floor(lower_px):
    points = kneeling_points(Angles())
    rows = [Keypoint.RIGHT_ANKLE, Keypoint.RIGHT_HEEL, Keypoint.RIGHT_FOOT_INDEX]
    points[rows, 1] += lower_px
    image, stance = picture_of(points)
    floor_px = int(points[rows, 1].max())
    image[floor_px:] = (0, 0, 255)
    crop = knee_crop(image, stance.keypoints_px, stance)
    assert crop is not None
    assert np.argmax(crop.grounded[:, -3, 2] > 128) == pytest.approx(KNEE[1] * SIZE_PX + SOLE_PX, abs=2)


@pytest.mark.parametrize("change", ["mirrored", "smaller", "rolled"])
def test_neither_facing_nor_size_nor_a_known_roll_changes_it(change):
    points, roll_deg = kneeling_points(Angles()), 0.0
    straight = cropped(points)
    if change == "mirrored":
        points = mirrored(pose_of(points)).keypoints_px
    elif change == "smaller":
        points = points * 0.5
    else:
        points, roll_deg = rotate_about(points, np.array(SIZE) / 2, 6.0), 6.0
    crop = cropped(points, roll_deg=roll_deg)
    assert crop.numbers == pytest.approx(straight.numbers, abs=0.03)
    if change != "smaller":  # whose line is as wide as before
        assert np.abs(crop.picture.astype(int) - straight.picture).mean() < 8


def test_the_numbers_are_those_the_network_was_made_for():
    assert cropped(kneeling_points(Angles())).numbers.shape == (NUMBERS,)


def test_nothing_is_cut_where_the_legs_are_not_known():
    image, stance = picture_of(kneeling_points(Angles()))
    unknown = Stance(stance.keypoints_px, stance.visibility)
    hidden = stance.keypoints_px.copy()
    hidden[stance.rear.ankle] = np.nan
    assert knee_crop(image, stance.keypoints_px, unknown) is None
    assert knee_crop(image, hidden, stance) is None


def test_a_knee_at_the_edge_of_the_picture_is_cut_all_the_same():
    points = kneeling_points(Angles(), knee_px=(30.0, 955.0))
    assert cropped(points).picture.shape == (SIZE_PX, SIZE_PX, 3)
