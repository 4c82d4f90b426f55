"""What somebody knows better than the picture: it is taken, and told apart from what was seen."""

import pytest
from pydantic import ValidationError

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.corrections import Corrections, KneelSide
from tests.support.bodies import STICK, Angles, clip, ramp


def judge(frames, **known):
    checker = LungeChecker(STICK, corrections=Corrections(**known))
    out = [checker.step(frame) for frame in frames]
    return out, checker.finish()[1]


def deeper(t):
    """Kneels 3° ahead, from 4 s on 9°."""
    return Angles(rear_thigh=ramp(t, (3, 3), (4, 9)))


def test_the_neutral_is_taken_from_where_it_is_named_and_not_before():
    out, _ = judge(clip(deeper, 10), baselines_s=((5.0, 6.0),))
    found = next(a for a in out if a.baseline is not None)
    assert found.time_s == pytest.approx(6.0, abs=0.06)
    assert (found.baseline.start_s, found.baseline.end_s) == (5.0, 6.0)
    assert found.baseline.rear_thigh_deg == pytest.approx(9.0, abs=0.3)
    assert out[-1].measurement.angles_deg["lunge_deg"] == pytest.approx(0.0, abs=0.3)


def test_without_it_the_first_still_kneel_is_the_neutral():
    out, _ = judge(clip(deeper, 10))
    assert out[-1].measurement.angles_deg["lunge_deg"] == pytest.approx(6.0, abs=0.3)


def test_a_named_neutral_in_which_nobody_kneels_is_none():
    out, _ = judge(clip(deeper, 6), baselines_s=((20.0, 21.0),))
    assert not any(a.baseline for a in out)


def test_the_hold_begins_and_ends_when_it_is_named():
    out, _ = judge(clip(lambda t: Angles(), 12), holds_s=((4.0, 9.0),))
    (hold,) = [a.ended_hold for a in out if a.ended_hold is not None]
    assert hold.start_s == pytest.approx(4.0, abs=0.06)
    assert hold.end_s == 9.0
    assert hold.good_s == pytest.approx(5.0, abs=0.1)


def test_a_named_hold_does_not_end_sooner_because_form_is_lost():
    lean = lambda t: Angles(trunk=ramp(t, (4, 0), (4.5, 35)))  # noqa: E731
    _, without = judge(clip(lean, 20))
    out, hold = judge(clip(lean, 20), holds_s=((3.0, 19.0),))
    (ended,) = [a.ended_hold for a in out if a.ended_hold is not None]
    assert without is None  # lost for more than ten seconds, it ended by itself
    assert (ended.end_s, hold) == (19.0, None)
    assert ended.good_s < 3


def test_several_holds_begin_and_end_when_they_are_named():
    out, _ = judge(clip(lambda t: Angles(), 14), holds_s=((4.0, 6.0), (6.5, 9.0), (11.0, 13.0)))
    holds = [a.ended_hold for a in out if a.ended_hold is not None]
    assert [round(hold.start_s, 1) for hold in holds] == [4.0, 6.5, 11.0]
    assert [hold.end_s for hold in holds] == [6.0, 9.0, 13.0]


def test_each_named_neutral_is_taken_and_none_is_looked_for_before_the_last():
    out, _ = judge(clip(deeper, 14), baselines_s=((1.0, 3.0), (9.0, 10.0)))
    found = {(a.baseline.start_s, a.baseline.end_s): a.time_s for a in out if a.baseline is not None}
    assert list(found) == [(1.0, 3.0), (9.0, 10.0)]
    assert out[-1].measurement.angles_deg["lunge_deg"] == pytest.approx(0.0, abs=0.3)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_kneeling_leg_is_the_one_that_is_named(side):
    out, _ = judge(clip(lambda t: Angles(), 4), rear_side=side)
    assert {a.measurement.rear_side for a in out if a.measurement.half_kneeling} == {side}


def test_the_facing_that_is_named_is_taken():
    out, _ = judge(clip(lambda t: Angles(), 3), facing="left")
    assert {a.measurement.facing for a in out} == {"left"}


def test_spans_that_end_before_they_begin_or_meet_are_refused():
    for spans in (((4, 2),), ((1, 3), (3, 4)), ((5, 6), (1, 2)), ((-2, 1),)):
        with pytest.raises(ValidationError):
            Corrections(baselines_s=spans)


def test_a_range_and_that_there_is_none_are_not_given_together():
    assert [str(part) for part in Corrections(no_range=True).messages()] == ["no own range is shown"]
    with pytest.raises(ValidationError):
        Corrections(no_range=True, ranges_s=((2, 9),))


def test_nothing_given_is_no_correction():
    assert not Corrections()
    given = Corrections(rear_side="left", baselines_s=((2.0, 4.0),), end_s=9.0, person=2)
    assert [str(part) for part in given.messages()] == [
        "person 2 from the left",
        "left knee down",
        "neutral from 2 to 4 s",
        "looked at up to 9 s",
    ]


def test_a_hold_named_by_hand_leaves_the_ones_that_were_found_in_force():
    _, alone = judge(clip(lambda t: Angles(), 14))
    start_s, end_s = round(alone.start_s, 4), round(alone.end_s, 4)
    middle_s = (start_s + end_s) / 2
    given = Corrections(holds_s=((start_s, middle_s - 1),), kept_holds_s=((middle_s, end_s),))
    assert given.every_hold_s == ((start_s, middle_s - 1), (middle_s, end_s))
    assert [message.code for message in given.messages()] == ["correction.hold"]  # what was found is no correction
    out, last = judge(clip(lambda t: Angles(), 14), holds_s=given.holds_s, kept_holds_s=given.kept_holds_s)
    ended = [a.ended_hold for a in out if a.ended_hold is not None]
    assert [round(hold.start_s, 1) for hold in (*ended, *([last] if last else []))] == [
        pytest.approx(start_s, abs=0.15),
        pytest.approx(middle_s, abs=0.15),
    ]
    with pytest.raises(ValidationError, match="runs into"):
        Corrections(holds_s=((1.0, 3.0),), kept_holds_s=((2.0, 4.0),))


def test_the_side_of_one_kneel_is_corrected_and_the_other_stays_as_found():
    part = KneelSide(start_s=0.0, end_s=5.0, rear_side="left")
    as_found, _ = judge(clip(lambda t: Angles(), 10))
    out, _ = judge(clip(lambda t: Angles(), 10), sides_s=(part,))
    found = {a.measurement.rear_side for a in as_found} - {None}
    assert {a.measurement.rear_side for a in out if 2 < a.time_s < 5} == {"left"}
    assert {a.measurement.rear_side for a in out if a.time_s > 7} - {None} == found == {"right"}
