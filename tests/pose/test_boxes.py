from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.boxes import area, box_of, choose, distinct, from_the_left, overlap, same_body


def box(*edges: float) -> np.ndarray:
    return np.array(edges, dtype=float)


def test_the_box_touches_the_outermost_keypoints():
    assert box_of(np.array([[3.0, 9.0], [1.0, 4.0], [2.0, 7.0]])).tolist() == [1, 4, 3, 9]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (box(0, 0, 10, 10), 1.0),
        (box(5, 0, 15, 10), 1 / 3),
        (box(10, 0, 20, 10), 0.0),
        (box(30, 30, 40, 40), 0.0),
        (box(0, 0, 10, 5), 0.5),
    ],
)
def test_overlap_is_the_shared_part_of_the_joint_area(other, expected):
    assert overlap(box(0, 0, 10, 10), other) == pytest.approx(expected)
    assert overlap(other, box(0, 0, 10, 10)) == pytest.approx(expected)


def test_boxes_without_area_overlap_nothing():
    assert overlap(box(1, 1, 1, 1), box(1, 1, 1, 1)) == 0.0
    assert area(box(5, 5, 3, 9)) == 0.0


def standing(left: float, top: float, height: float) -> np.ndarray:
    """Return keypoints of somebody who stands, seen from the side: head, shoulders, hips, knees and feet."""
    heights = np.full(33, 1.0)
    heights[:11], heights[11:23], heights[23:25], heights[25:27] = 0.05, 0.2, 0.5, 0.75
    across = left + height * (0.1 + 0.1 * np.sin(np.arange(33)))
    return np.column_stack([across, top + height * heights])


def test_one_body_found_twice_counts_once():
    bodies = [standing(0, 0, 200), standing(4, 0, 200), standing(160, 0, 200)]
    assert len(distinct(bodies, same_box=0.5)) == 2


def test_one_body_whose_rear_leg_is_found_elsewhere_is_not_two_people():
    kneeling = standing(100, 0, 200)
    other_legs = kneeling.copy()
    kneeling[28:33, 0] += 160  # the rear foot is far behind, where it belongs; the other look lays it on the front one
    assert overlap(box_of(kneeling), box_of(other_legs)) < 0.5
    assert same_body(kneeling, other_legs, same_box=0.5)


def test_a_small_figure_found_in_somebodys_clothes_is_nobody():
    person = standing(100, 0, 300)
    assert same_body(person, standing(118, 60, 70), same_box=0.5)
    assert not same_body(person, standing(400, 60, 70), same_box=0.5)


def test_somebody_half_hidden_behind_another_is_a_second_person():
    assert not same_body(standing(100, 0, 300), standing(170, 20, 270), same_box=0.5)


def test_the_followed_person_is_kept_though_another_is_larger():
    boxes = [box(100, 0, 200, 300), box(0, 0, 40, 90)]
    assert choose(boxes, followed=box(5, 0, 45, 90)) == 1
    assert choose(boxes, followed=None) == 0
    assert choose(boxes, followed=box(500, 500, 600, 600)) == 0


def test_people_are_counted_from_the_left_once_several_are_there():
    right, left, left_again = standing(400, 0, 300), standing(0, 0, 200), standing(1, 0, 200)
    assert [from_the_left([right, left, left_again], n, same_box=0.5) for n in (1, 2, 3)] == [1, 0, None]
    assert from_the_left([right], 1, same_box=0.5) is None
