"""A map from keypoints to errors is fitted, faded out and judged by people, not by pictures."""

import numpy as np
import pytest

from lab.posture_map import Rows, fitted, map_table


def rows(count=60, seed=0, features=None):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 27)) if features is None else features
    errors = np.c_[x[:, 0] + 3, 2 * x[:, 1] - 1, x[:, 2], x[:, 3] + 5]
    return Rows(x, errors, np.stack([errors, errors]), np.arange(len(x)) // 2)


def test_what_the_keypoints_tell_of_the_errors_is_taken_from_people_it_was_not_fitted_on():
    found, other = fitted(rows(2000)), rows(40, seed=1)
    left = other.mean_error(other.errors - found(other.features))
    assert (left < 0.2 * other.mean_error(other.errors)).all()


def test_nothing_is_taken_from_who_is_unlike_those_it_was_fitted_on():
    found = fitted(rows(2000))
    far = np.full((1, 27), 20.0)
    assert found(far, (1.0, 1.4)) == pytest.approx(np.zeros((1, 4)))
    assert found(np.zeros((1, 27)), (1.0, 1.4)) == pytest.approx(found(np.zeros((1, 27))))


def test_a_person_counts_once_and_a_label_that_is_not_there_not_at_all():
    errors = np.array([[4.0, 1, 1, 1], [-4.0, 1, 1, 1], [2.0, np.nan, 1, 1], [2.0, np.nan, 1, 1]])
    one = Rows(np.zeros((4, 27)), errors, np.stack([errors, errors]), np.array([0, 0, 1, 1]))
    assert one.mean_error(errors).tolist() == [1.0, 1.0, 1.0, 1.0]


def test_the_table_has_a_row_for_everything_that_was_tried():
    table = map_table(rows(400), rows(40, seed=1), rows(20, seed=2))
    assert table.count("\n| ") == 7
    assert "faded out from 1.0 to 1.4" in table
