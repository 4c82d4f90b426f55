"""Days practised of days planned: weeks that are over, that go on, that a later plan cuts short."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from formcheck.results.home.adherence import day_of, days_this_week, weeks_of
from tests.support.plans import plan, practised

FIRST = date(2026, 3, 2)
PLAN = plan(valid_from=FIRST, valid_until=FIRST + timedelta(days=19), days_a_week=4)


def on(*days, **values):
    return [practised(FIRST + timedelta(days=day), **values) for day in days]


def told(weeks):
    return [(week.practised, week.planned, week.over) for week in weeks]


def test_days_are_counted_once_and_week_by_week_from_the_first_day_of_the_plan():
    practices = [*on(0, 2, 6), *on(2, hour=13), *on(7)]
    weeks = weeks_of([PLAN], practices, FIRST + timedelta(days=10))
    assert told(weeks) == [(3, 4, True), (1, 4, False)]
    assert [week.first for week in weeks] == [FIRST, FIRST + timedelta(days=7)]
    assert days_this_week(PLAN, practices, FIRST + timedelta(days=10)) == 1


def test_a_last_week_that_is_shorter_asks_for_no_more_days_than_it_has():
    short = plan(valid_from=FIRST, valid_until=FIRST + timedelta(days=8), days_a_week=4)
    assert told(weeks_of([short], [], FIRST + timedelta(days=60))) == [(0, 4, True), (0, 2, True)]


def test_a_later_plan_takes_over_from_its_first_day():
    later = plan(valid_from=FIRST + timedelta(days=7), valid_until=FIRST + timedelta(days=13), days_a_week=2)
    weeks = weeks_of([PLAN, later], on(1, 8), FIRST + timedelta(days=30))
    assert told(weeks) == [(1, 4, True), (1, 2, True)]


def test_a_plan_that_another_replaces_before_it_begins_asks_for_nothing():
    assert told(weeks_of([PLAN, PLAN.model_copy(update={"days_a_week": 7})], [], FIRST)) == [(0, 7, False)]


def test_before_it_begins_there_is_no_week():
    assert weeks_of([PLAN], [], FIRST - timedelta(days=1)) == []
    assert days_this_week(PLAN, [], FIRST - timedelta(days=1)) == 0


def test_seconds_tucked_and_pain_are_those_of_the_week_and_unobserved_holds_say_nothing():
    unseen = practised(FIRST, hour=11)
    unseen.parts[0].unseen_s = 24.0
    unseen.parts[0].tucked_s = 1.0
    practices = [unseen, *on(1, good_s=21.0, pain_before=4, pain_after=2), *on(8, pain_before=1)]
    first, second = weeks_of([PLAN], practices, FIRST + timedelta(days=14))[:2]
    assert first.tucked_s == 21.0
    assert (first.pain_before, first.pain_after) == (4, 2)
    assert (second.pain_before, second.pain_after) == (1, None)


def test_a_session_in_which_nothing_was_done_is_no_day():
    assert told(weeks_of([PLAN], on(0, parts=[]), FIRST)) == [(0, 4, False)]


@pytest.mark.parametrize(("hours", "day"), [(-11, 2), (13, 4)])
def test_a_day_is_that_of_the_clocks_where_it_was_practised(hours, day):
    there = timezone(timedelta(hours=hours))
    assert day_of(datetime(2026, 3, day, 23, 30, tzinfo=there)).day == day


def test_a_time_without_a_place_is_taken_as_that_of_this_computer():
    time = datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert day_of(time) == time.astimezone().date()
