from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.boxes import area, box_of, choose, distinct, from_the_left, overlap


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


def test_one_body_found_twice_counts_once():
    boxes = [box(0, 0, 10, 20), box(1, 0, 11, 20), box(8, 0, 18, 20)]
    assert len(distinct(boxes, same_body=0.5)) == 2


def test_the_followed_person_is_kept_though_another_is_larger():
    boxes = [box(100, 0, 200, 300), box(0, 0, 40, 90)]
    assert choose(boxes, followed=box(5, 0, 45, 90)) == 1
    assert choose(boxes, followed=None) == 0
    assert choose(boxes, followed=box(500, 500, 600, 600)) == 0


def test_people_are_counted_from_the_left_once_several_are_there():
    right, left, left_again = box(100, 0, 200, 300), box(0, 0, 40, 90), box(1, 0, 41, 90)
    assert [from_the_left([right, left, left_again], n, same_body=0.5) for n in (1, 2, 3)] == [1, 0, None]
    assert from_the_left([right], 1, same_body=0.5) is None
