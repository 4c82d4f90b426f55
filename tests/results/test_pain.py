"""What reported pain asks for: a word, or advice to see a professional; and silence where it becomes less."""

from datetime import UTC, datetime, timedelta

import pytest

from formcheck.results.pain import not_better, pain_advice, pains_in_a_row
from formcheck.results.practice import PartDone, PracticeDone

FIRST = datetime(2026, 3, 1, 18, tzinfo=UTC)


def done(day, before=None, after=None, felt="", hurt=False, lunge=True):
    parts = [PartDone(side="left", target_s=30, good_s=20, felt=felt)] if lunge else []
    time = FIRST + timedelta(days=day)
    return PracticeDone(started_at=time, parts=parts, pain_before=before, pain_after=after, hurt=hurt)


def rated(*numbers, every_days=3):
    return [done(day * every_days, before=number) for day, number in enumerate(numbers)]


def code_of(practices):
    advice = pain_advice(practices)
    return advice and advice.code


def test_nothing_is_said_where_nothing_hurt():
    assert code_of([]) is None
    assert code_of([done(0, felt="yes"), done(1, before=3, after=2)]) is None


def test_pain_greets_the_next_practice_and_twice_in_a_row_sends_to_a_professional():
    assert code_of([done(0), done(1, felt="pain")]) == "pain.last"
    assert code_of([done(0), done(1, hurt=True, lunge=False)]) == "pain.last"
    assert code_of([done(0, felt="pain"), done(1, felt="pain")]) == "pain.again"
    assert code_of([done(0, felt="pain"), done(1)]) is None


def test_rest_alone_does_not_end_a_row_of_pain():
    row = [done(0, felt="pain"), done(1, lunge=False), done(2, felt="pain")]
    assert pains_in_a_row(row) == 2


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((5, 5, 5, 5, 5, 5), True),
        ((4, 5, 4, 6, 5, 6), True),
        ((6, 5, 6, 4, 3, 3), False),
        ((1, 1, 1, 1, 1, 1), False),
        ((5, 5, 5, 5, 5), False),
    ],
)
def test_pain_that_does_not_become_less_over_weeks_is_noticed(numbers, said):
    assert not_better(rated(*numbers)) is said
    assert (code_of(rated(*numbers)) == "pain.not_better") is said


def test_a_week_is_too_short_to_say_that_nothing_has_changed():
    assert not not_better(rated(5, 5, 5, 5, 5, 5, every_days=1))


def test_more_pain_after_than_before_is_spoken_of_the_next_time():
    assert code_of([done(0, before=2, after=4)]) == "pain.worse_after"
    assert code_of([done(0, before=2, after=4), done(1, before=2, after=2)]) is None
