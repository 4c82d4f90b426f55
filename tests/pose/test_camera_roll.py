"""The roll of the camera is read off upright lines, and only where enough of them agree."""

import math

import cv2
import numpy as np
import pytest

from formcheck.pose.camera_roll import RollMemory, camera_roll_deg
from formcheck.settings import CameraRoll

SETTINGS = CameraRoll()


def room(roll_deg=0.0, fan=0.0, lines=5):
    """A wall with upright lines: dx/dy = tan(roll) + fan * distance from the middle."""
    image = np.full((480, 640, 3), 180, np.uint8)
    for x in np.linspace(-260, 260, lines):
        slope = math.tan(math.radians(roll_deg)) + fan * x / 480
        top, bottom = (320 + x - 150 * slope, 90), (320 + x + 150 * slope, 390)
        cv2.line(image, tuple(map(round, top)), tuple(map(round, bottom)), (60, 60, 60), 3, cv2.LINE_AA)
    return image


@pytest.mark.parametrize("roll", [-4.0, -1.5, 0.0, 2.0, 5.0])
@pytest.mark.parametrize("fan", [-0.15, 0.0, 0.2])
def test_the_roll_is_found_whether_the_camera_looks_level_up_or_down(roll, fan):
    assert camera_roll_deg(room(roll, fan), None, SETTINGS) == pytest.approx(roll, abs=0.4)


def test_a_room_without_upright_lines_gives_no_roll_instead_of_zero():
    assert math.isnan(camera_roll_deg(np.full((480, 640, 3), 120, np.uint8), None, SETTINGS))


def test_lines_on_the_person_are_not_lines_of_the_room():
    person = np.ones((240, 320), np.float32)
    assert math.isnan(camera_roll_deg(room(3.0), person, SETTINGS))


def test_the_roll_is_remembered_while_somebody_covers_the_lines():
    memory = RollMemory(SETTINGS)
    memory.step(room(2.0), None, 0.0)
    seen = memory.roll_deg
    blind = np.full((480, 640, 3), 120, np.uint8)
    memory.step(blind, None, 5.0)
    assert memory.roll_deg == seen == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("x", [-250, 0, 250])
def test_lines_in_one_place_do_not_tell_a_rolled_camera_from_one_that_looks_down(x):
    image = np.full((480, 640, 3), 180, np.uint8)
    for beside in (-12, 0, 12):  # one door frame, leaning
        cv2.line(image, (320 + x + beside + 8, 60), (320 + x + beside - 8, 420), (60, 60, 60), 2, cv2.LINE_AA)
    assert math.isnan(camera_roll_deg(image, None, SETTINGS))


def test_two_lines_far_apart_are_enough():
    assert camera_roll_deg(room(2.0, 0.1, lines=2), None, SETTINGS) == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("leans", [-14, 14])
def test_a_cupboard_that_leans_is_one_witness_however_many_lines_it_has(leans):
    image = room(0.0, 0.1, lines=4)
    for beside in range(-10, 12, 4):
        cv2.line(image, (520 + beside + leans, 60), (520 + beside - leans, 420), (60, 60, 60), 2, cv2.LINE_AA)
    assert camera_roll_deg(image, None, SETTINGS) == pytest.approx(0.0, abs=0.5)


def test_lines_that_can_hardly_be_right_are_believed_only_as_far_as_they_are_many():
    few, many = room(7.0, 0.0, lines=2), room(7.0, 0.0, lines=7)
    assert not abs(camera_roll_deg(few, None, SETTINGS)) > abs(camera_roll_deg(many, None, SETTINGS)) + 0.1
    assert camera_roll_deg(many, None, SETTINGS) == pytest.approx(7.0, abs=0.4)


@pytest.mark.parametrize("roll", [-14.0, -9.0, 12.0])
def test_a_camera_that_is_rolled_far_is_found_in_a_room_with_many_lines(roll):
    assert camera_roll_deg(room(roll, 0.0, lines=9), None, SETTINGS) == pytest.approx(roll, abs=0.6)


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("fan", [0.08, 0.15, 0.25])
def test_one_cupboard_at_the_side_before_a_camera_that_looks_down_is_no_roll(side, fan):
    image = np.full((480, 640, 3), 180, np.uint8)
    for x in (130, 160, 215, 270):  # its edges fan out, all on one side
        lean = side * fan * x / 480
        top, bottom = (320 + side * x - 170 * lean, 60), (320 + side * x + 170 * lean, 400)
        cv2.line(image, tuple(map(round, top)), tuple(map(round, bottom)), (60, 60, 60), 2, cv2.LINE_AA)
    roll = camera_roll_deg(image, None, SETTINGS)
    assert math.isnan(roll) or abs(roll) < 1.5
