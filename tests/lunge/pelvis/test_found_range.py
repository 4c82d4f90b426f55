"""The own range that nobody has marked: two short tucks after the neutral are one, all else is judged."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.lunge.pelvis.found_range import RangeFinder, find_range
from formcheck.settings import Settings
from tests.support.bodies import ramp
from tests.support.pelvises import Scripted, judge

LIMITS = Settings().pelvis.own_range
FPS = 10.0


def swung(*swings, seconds=30.0, turn_s=0.5):
    """Knots of a course that swings: from, to and level of each, degrees."""
    knots = [(0.0, 0.0)]
    for start_s, end_s, level in swings:
        knots += [(start_s, 0.0), (start_s + turn_s, level), (end_s - turn_s, level), (end_s, 0.0)]
    return lambda t: ramp(t, *knots, (seconds, 0.0))


TWICE = ((2.0, 5.0, 5.0), (7.0, 10.0, 5.2))


def found(*swings, trunk_deg=0.0, limb_deg=0.0, seconds=30.0, noise_deg=0.1):
    times = np.arange(0, seconds, 1 / FPS)
    tucks = np.array([swung(*swings, seconds=seconds)(t) for t in times])
    moved = np.abs(tucks) > 1
    noisy = tucks + np.random.default_rng(3).normal(0, noise_deg, len(times))
    return find_range(times, noisy, trunk_deg * moved, np.array([limb_deg * moved, 0.0 * moved]), LIMITS)


def test_two_tucks_after_the_neutral_are_a_range_that_ends_before_the_hold():
    span = found(*TWICE, (13.0, 28.0, 4.5))
    assert span is not None
    assert span[0] == 0.0
    assert 10.5 < span[1] <= 13.0


def test_with_an_arch_before_each_tuck_it_is_the_same():
    span = found((1.0, 4.0, -7.0), (5.0, 8.0, 5.0), (9.0, 12.0, -7.4), (13.0, 16.0, 5.2), (19.0, 29.0, -6.0))
    assert span is not None
    assert 16.5 < span[1] <= 19.0


@pytest.mark.parametrize(
    "swings",
    [
        ((3.0, 28.0, 5.0),),
        ((3.0, 6.0, 5.0), (8.0, 28.0, 5.0)),
        ((3.0, 13.0, 5.0), (15.0, 18.0, 5.0)),
        ((3.0, 6.0, -5.0), (8.0, 11.0, -5.0)),
        ((2.0, 5.0, 5.0), (7.0, 10.0, 2.5)),
        ((2.0, 5.0, 0.7), (7.0, 10.0, 0.7)),
        (),
    ],
    ids=["a hold", "one tuck, then a hold", "a hold, then a tuck", "arches", "unlike", "hardly any", "nothing"],
)
def test_whatever_else_somebody_does_is_no_range(swings):
    assert found(*swings) is None


def test_a_range_shown_with_the_chest_or_the_legs_is_none():
    assert found(*TWICE) is not None
    assert found(*TWICE, trunk_deg=6.0) is None
    assert found(*TWICE, limb_deg=8.0) is None


def test_nothing_read_is_nothing_found():
    times, unknown = np.arange(0, 20, 0.1), np.full(200, np.nan)
    assert find_range(times, unknown, unknown, np.array([unknown]), LIMITS) is None


def finder_of(tuck_at, *, holds_s=(), name="contour", seconds=24.0):
    finder = RangeFinder(LIMITS, holds_s)
    for assessment in judge(Scripted(tuck_at, name=name), seconds=seconds):
        finder.add(assessment)
    return finder.found_s()


def after_neutral(*swings):
    """The same swings some seconds later: the neutral comes first."""
    return swung(*((start_s + 3.0, end_s + 3.0, level) for start_s, end_s, level in swings))


@pytest.mark.parametrize("name", ["contour", "markers"])
def test_among_judged_frames_it_begins_with_the_neutral(name):
    (span,) = finder_of(after_neutral(*TWICE, (13.0, 28.0, 4.5)), name=name)
    assert 1.5 < span[0] < 3.0
    assert 13.5 < span[1] <= 16.0


def test_a_range_lies_before_the_hold_that_somebody_has_named():
    course = after_neutral(*TWICE)
    assert finder_of(course, holds_s=((16.0, 24.0),))
    assert finder_of(course, holds_s=((9.0, 24.0),)) == ()


def awaited_at(*times_s, tuck_at, seconds=34.0):
    finder, answers = RangeFinder(LIMITS), {}
    for assessment in judge(Scripted(tuck_at, name="contour"), seconds=seconds):
        finder.add(assessment)
        for time_s in times_s:
            if time_s not in answers and assessment.time_s >= time_s:
                answers[time_s] = finder.awaited(assessment.time_s)
    return [answers[time_s] for time_s in times_s]


def test_a_range_is_awaited_until_it_has_been_shown():
    assert awaited_at(0.5, 4.0, 8.0, 12.0, tuck_at=after_neutral(*TWICE)) == [True] * 4


def test_none_is_awaited_once_a_tuck_is_held_or_none_has_come():
    assert awaited_at(5.0, 8.0, 14.0, tuck_at=after_neutral((3.0, 28.0, 4.5))) == [True, True, False]
    assert awaited_at(5.0, 12.0, tuck_at=after_neutral()) == [True, False]


def test_nobody_waits_longer_than_at_the_beginning():
    assert awaited_at(31.0, tuck_at=after_neutral((3.0, 5.0, 4.5), (26.0, 28.0, 4.5))) == [False]
    assert RangeFinder(LIMITS).awaited(5.0)
    assert not RangeFinder(LIMITS).awaited(16.0)
