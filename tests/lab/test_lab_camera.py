"""The camera: sides, signs and distances."""

from dataclasses import replace

import numpy as np
import pytest

from lab.camera import Camera, Webcam, framed

SIDE = Camera((640, 480), 0.0, np.array([0.0, 0.0, 0.8]), 3.0, 0.8, fov_deg=40.0)


def test_from_the_side_forward_is_right_and_up_is_up():
    middle, ahead, above = SIDE.project(np.array([[0, 0, 0.8], [0.5, 0, 0.8], [0, 0, 1.3]]))
    assert middle == pytest.approx((320, 240))
    assert ahead[0] > middle[0] + 50
    assert ahead[1] == pytest.approx(middle[1])
    assert above[1] < middle[1] - 50


def test_the_scale_is_that_of_a_pinhole():
    focal_px = 240 / np.tan(np.radians(20))
    ahead = SIDE.project(np.array([0.5, 0, 0.8]))
    assert ahead[0] - 320 == pytest.approx(focal_px * 0.5 / 3.0)


def test_the_right_side_is_the_near_one():
    sizes = [np.ptp(SIDE.project(np.array([[0, y, 0.5], [0, y, 1.1]]))[:, 1]) for y in (-0.2, 0.2)]
    assert sizes[0] > sizes[1]


@pytest.mark.parametrize(("azimuth_deg", "nose_looks"), [(25.0, "towards"), (-25.0, "away")])
def test_a_positive_azimuth_sees_the_face(azimuth_deg, nose_looks):
    camera = replace(SIDE, azimuth_deg=azimuth_deg)
    forward = np.array([1.0, 0.0, 0.0])
    to_camera = camera.eye - camera.target
    assert (forward @ to_camera > 0) == (nose_looks == "towards")


def test_a_positive_roll_turns_the_picture_clockwise():
    above = replace(SIDE, roll_deg=5.0).project(np.array([0, 0, 1.3]))
    assert np.degrees(np.arctan2(above[0] - 320, 240 - above[1])) == pytest.approx(5.0, abs=0.01)


@pytest.mark.parametrize("azimuth_deg", [-30.0, 0.0, 20.0])
@pytest.mark.parametrize("size_px", [(640, 480), (480, 640)])
def test_framing_keeps_every_point_inside_the_margins(azimuth_deg, size_px):
    points = np.random.default_rng(0).uniform([-0.6, -0.3, 0], [0.7, 0.3, 1.3], (60, 3))
    seen = framed(size_px, points, azimuth_deg, height_m=1.1, roll_deg=2.0).project(points)
    assert np.all(seen > 0.06 * np.array(size_px))
    assert np.all(seen < 0.94 * np.array(size_px))


def test_a_perfect_webcam_changes_nothing_and_a_poor_one_does():
    image = np.full((20, 20, 3), 120, np.uint8)
    rng = np.random.default_rng(0)
    assert np.array_equal(Webcam(blur_px=0, noise=0).spoil(image, rng), image)
    poor = Webcam(blur_px=1, noise=6, gain=0.8, jpeg_quality=60).spoil(image, rng)
    assert poor.shape == image.shape
    assert poor.mean() == pytest.approx(96, abs=2)
