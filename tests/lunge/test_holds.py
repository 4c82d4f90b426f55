"""The hold clock: what lies within a hold, what of it was tucked, and what is too short to be one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.lunge.holds import HoldClock
from formcheck.records import Band, Hold, Statement
from formcheck.settings import Phases

STEP_S = 0.1
GOOD = {"lunge_deg": Band.GREEN}
RED = {"lunge_deg": Band.RED}


def held(words: list[tuple[Statement, float]], *, fault_from_s: float = math.inf) -> Hold | None:
    """Hold through the words of the tuck, each for some seconds, with a fault that counts from some time on."""
    clock = HoldClock(Phases(), 0.5, lost_dwell_s=1.5)
    clock.start(0.0, "right")
    frames = [word for word, seconds in words for _ in range(round(seconds / STEP_S))]
    for number, word in enumerate(frames, start=1):
        time_s = number * STEP_S
        fault = time_s > fault_from_s
        assert clock.step(time_s, RED if fault else GOOD, fault, seen=True, tuck=word) is None
    return clock.stop()


def test_a_fault_to_the_very_end_lies_within_the_hold():
    hold = held([("", 8.0)], fault_from_s=3.0)
    assert hold is not None and hold.end_s == pytest.approx(8.0) and hold.good_s == pytest.approx(3.0)


def test_what_was_held_for_an_instant_is_no_hold():
    assert held([("", 0.5)]) is None
    assert held([("", 1.2)]) is not None


def test_a_hold_tells_how_long_of_what_was_observed_was_tucked_and_when_the_tuck_was_lost():
    hold = held([("", 1.0), ("no clear change", 1.0), ("tucked", 4.0), ("tuck lost", 3.0)])
    assert hold is not None
    tuck = hold.tuck
    assert (tuck.observed_s, tuck.tucked_s, tuck.arched_s) == pytest.approx((8.0, 4.0, 0.0))
    assert tuck.share == pytest.approx(0.5)
    assert tuck.first_s == pytest.approx(2.1) and tuck.lost_s == pytest.approx((6.1,))


def test_a_tuck_that_was_missing_for_less_than_the_dwell_was_not_lost():
    hold = held([("tucked", 3.0), ("tuck lost", 1.0), ("tucked", 3.0)])
    assert hold is not None and hold.tuck.lost_s == ()


def test_a_tuck_that_turns_into_an_arch_is_lost_once_and_one_who_only_arches_has_lost_none():
    turned = held([("tucked", 3.0), ("tuck lost", 1.0), ("arching", 3.0)])
    assert turned is not None and turned.tuck.lost_s == pytest.approx((3.1,))
    arched = held([("arching", 5.0)])
    assert arched is not None and arched.tuck.lost_s == () and arched.tuck.first_s is None
    assert arched.tuck.arched_s == pytest.approx(5.0)


def test_what_was_not_observed_of_the_tuck_is_not_counted_either_way():
    hold = held([("", 5.0)])
    assert hold is not None and hold.tuck.observed_s == 0 and math.isnan(hold.tuck.share)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "tucked", "tuck lost", "arching", "no clear change"]), st.floats(0.1, 4.0)),
        min_size=1,
        max_size=12,
    )
)
def test_parts_of_the_tuck_never_exceed_what_was_observed_of_the_hold(words):
    hold = held(words)
    if hold is not None and hold.end_s is not None:
        tuck = hold.tuck
        assert tuck.tucked_s + tuck.arched_s <= tuck.observed_s + 1e-9
        assert tuck.observed_s <= hold.end_s - hold.start_s + 1e-9
        assert list(tuck.lost_s) == sorted(set(tuck.lost_s))
        assert not tuck.lost_s or (tuck.first_s is not None and tuck.first_s < tuck.lost_s[0])
