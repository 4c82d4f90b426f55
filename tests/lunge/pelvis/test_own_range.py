"""The own range: what two tucks with the neutral between say, when they count, and the words that rest on them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.own_range import Posture, own_range, postures_in, postures_of
from formcheck.lunge.pelvis.statement import ShareJudge
from formcheck.records import OwnRange
from formcheck.settings import Settings

PELVIS = Settings().pelvis
LIMITS = PELVIS.own_range
FPS = 10


def posture(kind, tuck_deg, start_s=0.0, seconds=2.0, trunk_deg=0.0, noise_deg=0.1, seed=0):
    times = start_s + np.arange(round(seconds * FPS)) / FPS
    wobble = np.random.default_rng(seed).normal(0, noise_deg, len(times))
    return Posture(kind, times, tuck_deg + wobble, trunk_deg)


def shown(*levels, trunks=(), noise_deg=0.1):
    """Postures of the levels given: the first neutral, then tucks (positive) and arches with the neutral between."""
    made = []
    for number, (kind, level) in enumerate(levels):
        trunk = dict(trunks).get(kind, 0.0)
        made.append(posture(kind, level, 3.0 * number, trunk_deg=trunk, noise_deg=noise_deg, seed=number))
    return made


def two_tucks(tuck_deg=6.0, second=1.0, zero=(0.0, 0.0, 0.0), **kwargs):
    return shown(
        ("neutral", zero[0]),
        ("tuck", tuck_deg),
        ("neutral", zero[1]),
        ("tuck", tuck_deg * second),
        ("neutral", zero[2]),
        **kwargs,
    )


def judged(own: OwnRange, tucks_deg, fps=FPS):
    judge = ShareJudge(own, PELVIS)
    return [judge.step(number / fps, value).statement for number, value in enumerate(tucks_deg)]


def held(own, level_deg, seconds=2.0):
    return judged(own, [level_deg] * round(seconds * FPS))[-1]


def test_two_equal_tucks_are_a_range_that_counts():
    own = own_range(two_tucks(6.0), LIMITS)
    assert own.counts and own.reason is None
    assert own.tuck_deg == pytest.approx(6.0, abs=0.2)
    assert own.arch_deg == pytest.approx(1.6 * own.tuck_deg) and not own.arch_shown
    assert own.range_d > 20


def test_a_small_tuck_counts_where_it_is_steady():
    assert own_range(two_tucks(1.8), LIMITS).counts


def test_an_arch_that_was_shown_is_taken_as_it_was():
    own = own_range(
        shown(("neutral", 0.0), ("arch", -5.0), ("neutral", 0.0), ("tuck", 6.0), ("neutral", 0.0), ("arch", -5.4),
              ("neutral", 0.0), ("tuck", 5.6), ("neutral", 0.0)),
        LIMITS,
    )  # fmt: skip
    assert own.arch_shown and own.arch_deg == pytest.approx(5.2, abs=0.2)


@pytest.mark.parametrize(
    ("postures", "why"),
    [
        (two_tucks(-4.0), "own_range.did_not_move"),
        (two_tucks(0.3, noise_deg=1.5), "own_range.did_not_move"),
        (two_tucks(6.0, second=0.5), "own_range.repeats_differ"),
        (two_tucks(6.0)[:3], "own_range.not_read"),
        (two_tucks(math.nan), "own_range.not_read"),
        (two_tucks(6.0, trunks={"tuck": 5.0}), "own_range.chest_moved"),
        (two_tucks(6.0, trunks={"tuck": -5.0}), "own_range.chest_moved"),
        (two_tucks(3.5, trunks={"tuck": 3.9}), "own_range.chest_moved"),  # what a rounded chest alone looks like
        (two_tucks(1.8, trunks={"tuck": -1.8}), "own_range.chest_moved"),
        ([], "own_range.not_read"),
    ],
)
def test_a_range_that_was_not_shown_by_the_pelvis_does_not_count(postures, why):
    own = own_range(postures, LIMITS)
    assert not own.counts
    assert own.reason is not None and own.reason.code == why


def test_the_trunk_may_move_a_little():
    assert own_range(two_tucks(6.0, trunks={"tuck": 3.5}), LIMITS).counts
    assert own_range(two_tucks(1.2, trunks={"tuck": 0.8}, noise_deg=0.05), LIMITS).counts


def test_where_cloth_rides_the_zero_is_the_neutral_after_the_range_and_the_scatter_grows():
    still, ridden = (own_range(two_tucks(6.0, zero=zero), LIMITS) for zero in ((0.0, 0.0, 0.0), (0.0, -1.2, -2.5)))
    assert not still.rides and ridden.rides
    assert ridden.zero_deg == pytest.approx(-2.5, abs=0.2)
    assert still.scatter < 0.05 < ridden.scatter
    assert ridden.scatter == pytest.approx(0.5 * 2.5 / ridden.tuck_deg, abs=0.02)


def test_words_follow_the_share_and_not_the_degrees():
    for size in (2.0, 8.0):
        own = own_range(two_tucks(size), LIMITS)
        assert held(own, 0.75 * size) == "tucked"
        assert held(own, 0.2 * size) == "no clear change"
        assert held(own, -0.8 * size) == "arching"
        assert held(own, -0.4 * size) == "no clear change"


def test_a_tuck_that_falls_is_lost_and_one_that_never_was_is_not():
    own = own_range(two_tucks(6.0), LIMITS)
    words = judged(own, [5.0] * 20 + [0.5] * 20)
    assert words[15] == "tucked" and words[-1] == "tuck lost"
    assert "tuck lost" not in judged(own, [0.5] * 40)


def test_a_word_is_left_only_past_its_hysteresis():
    own = own_range(two_tucks(10.0, noise_deg=0.01), LIMITS)
    assert judged(own, [6.0] * 10 + [4.0] * 20)[-1] == "tucked"
    assert judged(own, [4.0] * 20)[-1] == "no clear change"


def test_nothing_is_said_while_nothing_is_read_and_no_old_reading_is_used_after():
    own = own_range(two_tucks(6.0), LIMITS)
    words = judged(own, [6.0] * 10 + [math.nan] + [0.0])
    assert words[10] == "" and words[11] != "tucked"


def test_one_stray_reading_changes_no_word():
    own = own_range(two_tucks(6.0), LIMITS)
    assert set(judged(own, [0.0] * 10 + [6.0] + [0.0] * 10)) == {"no clear change"}


def test_where_the_own_scatter_is_large_an_edge_must_be_passed_clearly():
    own = own_range(two_tucks(6.0, zero=(0.0, -1.7, -3.5)), LIMITS)
    assert own.scatter > LIMITS.scatter_bare
    assert held(own, own.zero_deg + 0.55 * own.tuck_deg) == "no clear change"


@given(st.floats(0.5, 2.0), st.floats(-3.0, 3.0), st.lists(st.floats(-10, 10), min_size=5, max_size=30))
def test_a_scale_and_a_shift_of_all_readings_change_no_word(scale, shift, course):
    def moved(postures):
        return [Posture(p.kind, p.times_s, p.tucks_deg * scale + shift, p.trunk_deg) for p in postures]

    plain = own_range(two_tucks(6.0), LIMITS)
    other = own_range(moved(two_tucks(6.0)), LIMITS)
    assert other.counts
    rounded = [round(value, 1) + 0.033 for value in course]  # off the edges, where a rounding error decides
    assert judged(plain, rounded) == judged(other, [value * scale + shift for value in rounded])


@pytest.mark.parametrize("fps", [10, 24, 60])
def test_the_frame_rate_changes_no_word(fps):
    own = own_range(two_tucks(6.0), LIMITS)
    assert judged(own, [5.0] * fps + [0.0] * fps + [-8.0] * fps, fps)[fps - 1 :: fps] == [
        "tucked",
        "tuck lost",
        "arching",
    ]


def test_a_lost_tuck_and_an_arch_are_evidence_of_a_fault_with_dwells_of_their_own():
    own = own_range(two_tucks(6.0), LIMITS)
    judge = ShareJudge(own, PELVIS)
    for number, value in enumerate([6.0] * 10 + [0.5] * 20):
        said = judge.step(number / FPS, value)
    (lost,) = said.evidence.values()
    assert (lost.kind, lost.dwell_s) == (FaultKind.TUCK_LOST, LIMITS.lost_dwell_s)
    assert lost.excess == pytest.approx(own.zero_deg + 0.25 * own.tuck_deg - 0.5)
    for number, value in enumerate([-8.0] * 10):
        said = judge.step(10 + number / FPS, value)
    assert FaultKind.ARCHING in said.evidence


def course(*levels, seconds=2.0, ramp_s=0.8):
    """Times and tucks of somebody who goes from level to level, and stays at each for a while."""
    values = [levels[0]]
    for level in levels:
        values += list(np.linspace(values[-1], level, round(ramp_s * FPS)))[1:] + [level] * round(seconds * FPS)
    return np.arange(len(values)) / FPS, np.array(values)


def found(*levels, trunk_deg=0.0):
    times, tucks = course(*levels)
    return postures_in(times, tucks, np.full(len(times), trunk_deg), LIMITS)


@pytest.mark.parametrize(
    ("levels", "kinds"),
    [
        ((0, 5, 0, 5, 0), "ntntn"),
        ((0, 5, 0, 4, 0), "ntntn"),
        ((0, -6, 0, 5, 0, -7, 0, 5, 0), "nantnantn"),
        ((0, -1, 0, 5, 0, 5, -1), "ntntn"),
        ((0, 0, 0), "n"),
    ],
)
def test_the_postures_of_a_range_are_found_in_its_time(levels, kinds):
    assert "".join(posture.kind[0] for posture in found(*levels)) == kinds


def test_the_ways_between_postures_belong_to_none():
    tuck = next(posture for posture in found(0, 5, 0, 5, 0) if posture.kind == "tuck")
    assert tuck.tucks_deg.min() >= 4.0
    assert tuck.tuck_deg == pytest.approx(5.0)


def test_a_range_found_in_its_time_is_that_of_its_levels():
    own = own_range(found(0.5, 5.5, 0.5, 5.2, 0.5), LIMITS)
    assert own.counts
    assert own.tuck_deg == pytest.approx(4.85, abs=0.1)
    assert own.zero_deg == pytest.approx(0.5, abs=0.1)


def test_where_nothing_was_read_no_posture_is_found():
    assert postures_in(np.arange(5.0), np.full(5, math.nan), np.zeros(5), LIMITS) == []


def test_a_tuck_that_wobbles_for_a_moment_is_one_tuck():
    times = np.arange(0.0, 14.0, 0.1)
    tucks = np.where(((times >= 3) & (times < 5)) | ((times >= 8) & (times < 11)), 5.0, 0.0)
    tucks[(times >= 9.3) & (times < 9.7)] = 2.0
    postures = postures_of(times, tucks, np.zeros(len(times)), tucks)
    assert [posture.kind for posture in postures] == ["neutral", "tuck", "neutral", "tuck", "neutral"]
    assert [round(posture.tuck_deg, 1) for posture in postures] == [0.0, 5.0, 0.0, 5.0, 0.0]
