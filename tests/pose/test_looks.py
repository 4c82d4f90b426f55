from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from formcheck.pose.body import KEYPOINT_COUNT, Keypoint
from formcheck.pose.looks import LEFT_LEG, LOOKS, OTHER_SIDE, RIGHT_LEG, agreed, look_again
from formcheck.pose.network import Person


def kneeling() -> Person:
    """Half-kneeling, facing right: left leg in front; the rest of the points near the head."""
    points = np.random.default_rng(7).uniform((290, 60), (330, 110), (KEYPOINT_COUNT, 2))
    points[[Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER]] = [(305, 120), (315, 122)]
    points[LEFT_LEG] = [(320, 300), (420, 300), (420, 420), (405, 435), (450, 440)]
    points[RIGHT_LEG] = [(300, 302), (295, 420), (190, 430), (180, 400), (160, 440)]
    world = np.random.default_rng(8).normal(size=(KEYPOINT_COUNT, 3))
    known = np.linspace(0.5, 1, KEYPOINT_COUNT)
    return Person(points, known, known[::-1].copy(), world, np.zeros((480, 640), np.float32))


def moved(person: Person, by_px: float) -> Person:
    return dataclasses.replace(person, keypoints_px=person.keypoints_px + by_px)


def swapped(person: Person) -> Person:
    rows = np.arange(KEYPOINT_COUNT)
    rows[LEFT_LEG + RIGHT_LEG] = RIGHT_LEG + LEFT_LEG
    return dataclasses.replace(person, keypoints_px=person.keypoints_px[rows], visibility=person.visibility[rows])


def collapsed(person: Person, share: float) -> Person:
    """Both knees drawn towards each other, as the network answers when it cannot tell the legs apart."""
    points = person.keypoints_px.copy()
    middle = (points[LEFT_LEG] + points[RIGHT_LEG]) / 2
    points[LEFT_LEG] += share * (middle - points[LEFT_LEG])
    points[RIGHT_LEG] += share * (middle - points[RIGHT_LEG])
    return dataclasses.replace(person, keypoints_px=points)


def test_the_other_side_is_the_same_point_with_left_and_right_changed():
    for keypoint in Keypoint:
        change = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
        name = "_".join(change.get(part, part) for part in keypoint.name.split("_"))
        assert OTHER_SIDE[keypoint] == Keypoint[name]


def test_looks_that_agree_give_their_median():
    person = kneeling()
    seen = agreed([moved(person, by) for by in (-2.0, 0.0, 1.0)], legs_agree=0.15)
    assert np.allclose(seen.keypoints_px, person.keypoints_px)
    assert np.allclose(seen.world_m, person.world_m) and np.allclose(seen.visibility, person.visibility)


def test_collapsed_legs_are_outvoted_by_fewer_that_agree():
    person = kneeling()
    odd = [collapsed(person, share) for share in (0.5, 0.7, 0.9, 1.1)]
    seen = agreed([*odd, person, moved(person, 2), moved(person, -2)], legs_agree=0.15)
    assert np.abs(seen.keypoints_px - person.keypoints_px)[LEFT_LEG + RIGHT_LEG].max() < 3


def test_legs_taken_for_one_another_are_put_right_by_the_majority():
    person = kneeling()
    seen = agreed([swapped(person), person, person, swapped(person), person], legs_agree=0.15)
    assert np.allclose(seen.keypoints_px, person.keypoints_px)
    assert np.allclose(seen.visibility, person.visibility)
    seen = agreed([swapped(person), person, swapped(person)], legs_agree=0.15)
    assert np.allclose(seen.keypoints_px, swapped(person).keypoints_px)


@pytest.mark.parametrize("zoom", [1.0, 6.0])
def test_each_look_brings_its_answer_back_to_the_photo(zoom):
    """A 'network' that reads coloured dots: whatever the look, the dots come back to where they are, left as left."""
    person = kneeling().scaled(np.array([zoom, zoom]))
    dots = {Keypoint.LEFT_KNEE: (255, 0, 0), Keypoint.RIGHT_KNEE: (0, 255, 0)}
    photo = np.zeros((round(480 * zoom), round(640 * zoom), 3), np.uint8)
    for keypoint, colour in dots.items():
        x, y = np.round(person.keypoints_px[keypoint]).astype(int).tolist()
        cv2.circle(photo, (x, y), round(8 * zoom), colour, -1)
    seen_pictures: list[np.ndarray] = []

    def see(picture: np.ndarray) -> list[Person]:
        mirror = LOOKS[len(seen_pictures)].mirror
        seen_pictures.append(picture)
        points = np.full((KEYPOINT_COUNT, 2), 240.0)
        for leg, colour in zip((LEFT_LEG, RIGHT_LEG), dots.values(), strict=True):
            rows, columns = np.nonzero((np.abs(picture.astype(int) - colour) < 100).all(axis=2))
            points[[OTHER_SIDE[row] for row in leg] if mirror else leg] = columns.mean(), rows.mean()
        return [dataclasses.replace(person, keypoints_px=points)]

    seen = look_again(photo, person, 480, see, legs_agree=0.5)
    assert len(seen_pictures) == len(LOOKS)
    assert {picture.shape for picture in seen_pictures} == {(480, 720, 3)}
    for keypoint in dots:
        assert seen.keypoints_px[keypoint] == pytest.approx(person.keypoints_px[keypoint], abs=1.5 * zoom)


def test_a_look_that_finds_nobody_changes_nothing():
    person = kneeling()
    seen = look_again(np.zeros((480, 640, 3), np.uint8), person, 480, lambda picture: [], legs_agree=0.15)
    assert np.allclose(seen.keypoints_px, person.keypoints_px)
