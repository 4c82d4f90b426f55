"""Filters: steady at rest, quick in motion, nothing stale across gaps."""

import numpy as np
import pytest

from formcheck.filters import OneEuro, TimedWindow


def filtered(values, rate=30.0, **kwargs):
    one_euro = OneEuro(**({"min_cutoff_hz": 1.0, "beta": 2.0, "gap_s": 0.5} | kwargs))
    return np.array([one_euro.step(np.array([[v, 0.0]]), i / rate)[0, 0] for i, v in enumerate(values)])


def test_jitter_at_rest_is_damped():
    noise = np.random.default_rng(0).normal(0, 0.01, 300)
    assert filtered(noise)[50:].std() < 0.5 * noise[50:].std()


def test_a_quick_move_is_followed_more_closely_than_without_beta():
    move = np.concatenate([np.zeros(30), np.linspace(0, 3, 15), np.full(30, 3)])
    with_beta, without = filtered(move), filtered(move, beta=0.0)
    assert np.abs(with_beta - move).mean() < 0.6 * np.abs(without - move).mean()


def test_an_unseen_point_comes_out_blank_not_stale():
    assert np.isnan(filtered([1.0, 1.0, np.nan, 1.0])[2])


def test_after_a_long_gap_the_filter_starts_anew_where_the_point_is():
    one_euro = OneEuro(1.0, 0.0, gap_s=0.5)
    one_euro.step(np.array([[0.0, 0.0]]), 0.0)
    assert one_euro.step(np.array([[100.0, 0.0]]), 2.0)[0, 0] == 100.0


@pytest.mark.parametrize("rate", [15.0, 60.0])
def test_the_frame_rate_hardly_changes_what_comes_out(rate):
    at = np.arange(0, 2, 1 / 30)
    reference = filtered(np.sin(2 * at), 30.0)
    other = filtered(np.sin(2 * np.arange(0, 2, 1 / rate)), rate)
    np.testing.assert_allclose(np.interp(at[15:], np.arange(0, 2, 1 / rate), other), reference[15:], atol=0.06)


def test_a_window_keeps_its_span_and_ignores_what_is_not_known_in_the_mean():
    window = TimedWindow(1.0)
    for t, v in [(0.0, 100.0), (0.5, 1.0), (1.0, np.nan), (1.4, 3.0)]:
        window.add(t, v)
    np.testing.assert_array_equal(window.times_s, [0.5, 1.0, 1.4])
    assert window.mean() == 2.0


def test_points_that_change_their_names_go_on_as_if_they_had_not():
    rng = np.random.default_rng(1)
    track = np.array([[0.0, 0.0], [50.0, 80.0]]) + np.cumsum(rng.normal(0, 0.3, (40, 2, 2)), axis=0)
    plain, renamed = (OneEuro(min_cutoff_hz=1.0, beta=2.0, gap_s=0.5) for _ in range(2))
    expected = [plain.along(points, i / 10, 1.0, 1 / 30) for i, points in enumerate(track)]
    for i, points in enumerate(track):
        if i == 20:
            renamed.exchange(np.array([0]), np.array([1]))
        rows = [1, 0] if i >= 20 else [0, 1]
        np.testing.assert_allclose(renamed.along(points[rows], i / 10, 1.0, 1 / 30)[rows], expected[i])
