"""The learned estimate is shown no sticker."""

import dataclasses

import cv2
import numpy as np
import pytest

from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.reading import Reading, SourceName, TiltChange
from formcheck.records import Frame
from formcheck.validation.unmarked import BELT, Unmarked, filled_in
from tests.support import bodies

CLOTH, RED = (70, 66, 62), (40, 30, 210)
PLACES = {"asis": np.array([300.0, 220.0]), "psis": np.array([250.0, 230.0])}


def stickered() -> np.ndarray:
    rng = np.random.default_rng(0)
    image = (np.array(CLOTH) + rng.normal(0, 3, (480, 640, 3))).clip(0, 255).astype(np.uint8)
    for x, y in PLACES.values():
        cv2.circle(image, (int(x), int(y)), 4, RED, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(image, (0, 0), 0.8)


class Eye:
    """Remembers the pictures it is shown."""

    name: SourceName = "contour"

    def __init__(self, answer="") -> None:
        self.answer = answer
        self.shown: list[np.ndarray] = []

    def look(self, frame, keypoints_px, stance):
        self.shown.append(frame.image)
        return self.answer

    def merge(self, readings):
        return readings[0]

    def change(self, before, now):
        return TiltChange(now.tilt_deg - before.tilt_deg, 1.0)


@pytest.fixture
def frame() -> Frame:
    points = bodies.kneeling_points(limb_px=120.0)
    return Frame(0, 0.0, stickered(), dataclasses.replace(bodies.pose_of(points, size_px=(640, 480))))


def look(frame, stickers, eye):
    points = frame.pose.keypoints_px
    return Unmarked(Eye(stickers), eye, 0.09).look(frame, points, Stance(points, np.ones(33), "right", "right"))


def test_the_stickers_are_gone_from_what_it_is_shown_and_still_there_in_the_frame(frame):
    eye = Eye(Reading(3.0, 1.0))
    before = frame.image.copy()
    assert look(frame, Reading(10.0, 0.7, None, PLACES), eye) is eye.answer
    (shown,) = eye.shown
    redness = shown[..., 2].astype(int) - shown[..., 0]
    assert redness.max() < 25 < (before[..., 2].astype(int) - before[..., 0]).max()
    assert np.array_equal(frame.image, before)
    changed = np.abs(shown.astype(int) - before).max(axis=2) > 0
    assert changed.mean() < 0.01


def test_it_is_shown_nothing_while_a_sticker_is_not_known(frame):
    eye = Eye(Reading(3.0, 1.0))
    assert look(frame, "A sticker cannot be seen.", eye) == "A sticker cannot be seen."
    assert eye.shown == []


def test_a_belt_cannot_be_hidden_so_it_is_shown_nothing(frame):
    eye = Eye(Reading(3.0, 1.0))
    assert look(frame, Reading(10.0, 0.7), eye) == BELT
    assert eye.shown == []


def test_a_sticker_at_the_edge_of_the_picture_is_filled_in_too():
    image = np.full((40, 60, 3), 90, np.uint8)
    cv2.circle(image, (1, 2), 3, RED, -1)
    filled = filled_in(image, [np.array([1.0, 2.0])], 6.0)
    assert np.abs(filled.astype(int) - 90).max() <= 8
