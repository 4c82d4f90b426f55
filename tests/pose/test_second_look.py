"""Somebody small in a large picture is found by a second look, and followed in the part of it where they are."""

import math

import cv2
import numpy as np
import pytest

from formcheck.lunge.gates import GateMemory
from formcheck.messages.message import Message
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.pose.network import Person
from formcheck.pose.second_look import Suspects, Window, within_bars
from formcheck.records import Frame, Level, PictureState, ViewEstimate
from formcheck.settings import Gates
from tests.support.clips import SAMPLES, pictures


@pytest.fixture(scope="module")
def film():
    return pictures(count=24)


def placed(image, size=(1920, 1080), at=(700, 350), scale=0.6, ground=0):
    """Put a picture, smaller, into a large one."""
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    large = np.full((size[1], size[0], 3), ground, np.uint8)
    large[at[1] : at[1] + small.shape[0], at[0] : at[0] + small.shape[1]] = small
    return large


def poses(images, mode="video"):
    with PoseLandmarker("full", mode) as landmarker:
        return [landmarker.see(Frame(i, i / 24, image)).pose for i, image in enumerate(images)]


@pytest.mark.parametrize("mode", ["video", "photo"])
def test_a_film_in_black_bars_is_read_as_it_is_without_them(film, mode):
    few = film[:6] if mode == "video" else film[:2]
    plain, barred = poses(few, mode), poses([placed(image) for image in few], mode)
    for alone, small in zip(plain, barred, strict=True):
        assert (small.people, small.size_px) == (1, (1920, 1080))
        apart = (small.keypoints_px - (700, 350)) / 0.6 - alone.keypoints_px
        assert np.abs(apart[11:33]).mean() < 8  # of 480 lines
        assert small.mask is not None and small.mask.shape[0] == 480


def test_who_leaves_the_part_that_is_looked_at_is_found_again(film):
    images = [placed(film[0])] * 12 + [placed(film[0], at=(100, 350))] * 100
    found = poses(images)
    assert found[0].people == found[-1].people == 1
    assert found[-1].keypoints_px[:, 0].mean() < 600


def test_nobody_is_found_in_an_empty_room(film):
    rng = np.random.default_rng(1)
    room = cv2.GaussianBlur(rng.integers(0, 255, (1080, 1920, 3), dtype=np.uint8), (0, 0), 9)
    assert {pose.people for pose in poses([room] * 30)} == {0}


def test_bars_are_left_out_and_a_picture_without_them_is_whole(film):
    height, width = film[0].shape[:2]
    right, bottom = (700 + 0.6 * width) / 1920, (350 + 0.6 * height) / 1080
    assert within_bars(placed(film[0], ground=90)) == pytest.approx([700 / 1920, 350 / 1080, right, bottom], abs=0.02)
    assert within_bars(film[0]) == pytest.approx([0, 0, 1, 1], abs=0.05)
    assert within_bars(np.zeros((48, 64, 3), np.uint8)) == pytest.approx([0, 0, 1, 1])


def test_what_moves_is_looked_at_first_where_there_are_no_bars():
    rng, suspects = np.random.default_rng(1), Suspects()
    still = rng.integers(0, 255, (480, 854, 3), dtype=np.uint8)
    for i in range(20):
        picture = still.copy()
        picture[200:300, 500 + 4 * i : 560 + 4 * i] = 255
        suspects.step(picture, i / 24)
    first = next(suspects.parts(picture))
    left, top, right, bottom = first.box * (854, 480, 854, 480)
    assert left < 530 and right > 620 and top < 200 and bottom > 300
    assert (right - left) * (bottom - top) < 0.5 * 854 * 480


def test_a_window_gives_points_and_mask_back_in_the_whole_picture():
    window = Window(np.array([0.5, 0.25, 1.0, 0.75]))
    whole = np.zeros((100, 200, 3), np.uint8)
    part = window.cut(whole)
    assert part.shape == (50, 100, 3)
    mask = np.ones((100, 200), np.float32)
    person = Person(np.full((33, 2), 10.0), np.ones(33), np.ones(33), np.zeros((33, 3)), mask)
    back = window.in_whole(person, np.zeros((100, 200, 3), np.uint8), whole)
    assert back.keypoints_px[0] == pytest.approx([105, 30])
    assert back.mask is not None
    assert back.mask.sum() == 50 * 100
    assert back.mask[:25].sum() == 0


def cut_at_the_shoulders(image):
    """Leave of a picture of a kneeling person what a camera that stands too near would show."""
    [pose] = poses([image], "photo")
    points = pose.keypoints_px
    shoulders, hips = points[[11, 12]].mean(axis=0), points[[23, 24]].mean(axis=0)
    trunk = float(np.linalg.norm(shoulders - hips))
    middle = (shoulders[0] + hips[0]) / 2
    left, top = max(0, round(middle - 1.1 * trunk)), round(shoulders[1] + 0.05 * trunk)
    return np.ascontiguousarray(image[top : round(top + 1.95 * trunk), left : round(middle + 1.1 * trunk)])


@pytest.mark.parametrize("mode", ["video", "photo"])
def test_somebody_too_near_for_their_head_to_be_in_the_picture_is_asked_to_move_back(mode):
    near = cut_at_the_shoulders(pictures(SAMPLES / "arched.mp4", start=60, count=1)[0])
    [first, *rest] = poses([near] * 3, mode)
    assert first.people == 0
    assert {pose.picture for pose in (first, *rest)} == {PictureState.TOO_NEAR}
    gates = GateMemory(Gates(), photo=mode == "photo").step(first, 0.0, ViewEstimate(math.nan, math.nan), on_task=False)
    [gate] = [gate for gate in gates if gate.name == "people"]
    assert (gate.level, gate.fix) == (Level.BLOCK, Message("gate.body_in_frame.cut_off"))


def test_an_empty_room_is_not_somebody_too_near(film):
    rng = np.random.default_rng(1)
    room = cv2.GaussianBlur(rng.integers(0, 255, (480, 640, 3), dtype=np.uint8), (0, 0), 9)
    corner = np.ascontiguousarray(film[0][:, : film[0].shape[1] // 4])
    for image in (room, corner):
        assert PictureState.TOO_NEAR not in {pose.picture for pose in poses([image] * 2)}
