"""Figures of stills: what a rounded chest leaks in, the order within a person, and the errors."""

import numpy as np
import pytest

from lab.tilt_figures import figures, in_order, leaks, moved_from_neutral, order_right

RNG = np.random.default_rng(0)
TRUE = RNG.uniform(-15, 12, (40, 9))
CHEST = RNG.uniform(-15, 15, (40, 9))
SD = np.ones((40, 9))


def test_a_leak_is_found_in_its_size_even_where_the_estimate_is_too_small():
    trunk = RNG.normal(0, 4, (40, 9))
    told = 0.7 * TRUE - 0.25 * CHEST + RNG.normal(0, 1, TRUE.shape)
    found = leaks(told, TRUE, {"chest": CHEST, "trunk": trunk})
    assert found["leak_of_chest"] == pytest.approx(-0.25, abs=0.02)
    assert found["leak_of_trunk"] == pytest.approx(0, abs=0.06)


def test_stills_without_an_answer_count_for_nothing():
    told = TRUE + 0.5
    told[3:, 5:] = np.nan
    scores = figures(told, SD, np.where(np.isnan(told), np.nan, TRUE))
    assert scores["mae_deg"] == pytest.approx(0.5)
    assert scores["slope"] == pytest.approx(1)
    assert leaks(told, TRUE, {"chest": CHEST})["leak_of_chest"] == pytest.approx(0, abs=1e-9)


def test_the_order_counts_within_a_person_and_not_between_people():
    offsets = np.arange(40)[:, None] * 30.0
    assert order_right(TRUE + offsets, TRUE) == 1
    assert order_right(-TRUE, TRUE) == 0
    few = np.array([[0.0, 4.0, 9.0]])
    assert order_right(np.array([[0.0, -1.0, 2.0]]), few) == 1  # 0 and 4 are too near to one another to count
    assert order_right(np.array([[0.0, 3.0, 2.0]]), few) == 0.5


def test_movement_is_reckoned_from_the_mean_of_the_neutral_stills():
    def still(neutral, chest):
        return {"neutral": neutral, "kyphosis_deg": chest, "trunk_deg": 1.0, "rear_thigh_deg": 2.0}

    moved = moved_from_neutral([[still(True, 2.0), still(True, 4.0), still(False, 10.0)]], 3)
    assert moved["chest"] == pytest.approx(np.array([[7.0, np.nan, np.nan]]), nan_ok=True)
    assert moved["thigh"][0, 0] == 0


def test_a_session_is_in_order_by_its_means_though_one_still_is_on_the_wrong_side():
    true = np.array([[9.0, 8.0, 1.0, -6.0, -7.0], [9.0, 8.0, 1.0, -6.0, -7.0], [9.0, 8.0, 1.0, 2.0, np.nan]])
    told = np.array([[5.0, -1.0, -3.0, -4.0, -2.0], [5.0, 1.0, -3.0, -4.0, -2.0], [5.0, 1.0, 2.0, 3.0, np.nan]])
    by_mean, by_each = in_order(told, true)
    assert by_mean.tolist() == [1, 1]  # the third session has no tuck
    assert by_each.tolist() == [0, 1]
    assert in_order(-told, true)[0].tolist() == [0, 0]
