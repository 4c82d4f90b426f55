"""How much of what was planned was practised: days of days, week by week."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from formcheck.results.home.plan import Plan
from formcheck.results.practice import PracticeDone

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeekOfPlan:
    """One week of a plan, counted from its first day; a plan that ends or is replaced within it makes it shorter.

    Attributes
    ----------
    first, last
        Its days.
    planned, practised
        Days to practise, and days with at least one practice.
    over
        Whether it had ended on the day of asking: what still goes on cannot be missed yet.
    tucked_s
        Median seconds tucked of a hold; None where no hold was practised in which the tuck could be observed.
    pain_before, pain_after
        Medians of the numbers given, 0-10; None where none were.
    """

    first: date
    last: date
    planned: int
    practised: int
    over: bool
    tucked_s: float | None
    pain_before: float | None
    pain_after: float | None


def day_of(started_at: datetime) -> date:
    """Return the day of a practice where the patient was, if its time says so, or else where this computer stands."""
    return started_at.date() if started_at.utcoffset() else started_at.astimezone().date()


def weeks_of(plans: Sequence[Plan], practices: Sequence[PracticeDone], today: date) -> list[WeekOfPlan]:
    """Return the weeks of all plans of a patient up to today, the earliest first.

    Parameters
    ----------
    plans
        The earliest made first; each leads until the next one begins.
    practices
        What was done, with or without a plan.
    today
        The day of asking.
    """
    done: dict[date, list[PracticeDone]] = {}
    for practice in practices:
        if practice.parts or practice.rest_s or practice.ball_s:
            done.setdefault(day_of(practice.started_at), []).append(practice)
    return [
        _week(plan, first, last, done, today)
        for plan, begins, ends in _spans(plans)
        for first, last in _weeks(begins, ends)
        if first <= today
    ]


def days_this_week(plan: Plan, practices: Sequence[PracticeDone], today: date) -> int:
    """Return on how many days of the week of a plan in which a day lies was practised."""
    week = [week for week in weeks_of([plan], practices, today) if week.first <= today <= week.last]
    return week[0].practised if week else 0


def _spans(plans: Sequence[Plan]) -> Iterator[tuple[Plan, date, date]]:
    """Give each plan with the days on which it led."""
    for number, plan in enumerate(plans):
        later = [other.valid_from for other in plans[number + 1 :]]
        ends = min([plan.valid_until, *(begins - timedelta(days=1) for begins in later)])
        if plan.valid_from <= ends:
            yield plan, plan.valid_from, ends


def _weeks(begins: date, ends: date) -> Iterator[tuple[date, date]]:
    while begins <= ends:
        yield begins, min(begins + _WEEK - timedelta(days=1), ends)
        begins += _WEEK


def _week(plan: Plan, first: date, last: date, done: dict[date, list[PracticeDone]], today: date) -> WeekOfPlan:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    practices = [practice for day in days for practice in done.get(day, ())]
    parts = [part for practice in practices for part in practice.parts if part.unseen_s <= part.good_s / 2]
    return WeekOfPlan(
        first=first,
        last=last,
        planned=min(plan.days_a_week, len(days)),
        practised=sum(day in done for day in days),
        over=last < today,
        tucked_s=_median([part.tucked_s for part in parts]),
        pain_before=_median([p.pain_before for p in practices if p.pain_before is not None]),
        pain_after=_median([p.pain_after for p in practices if p.pain_after is not None]),
    )


def _median(values: Sequence[float]) -> float | None:
    return float(statistics.median(values)) if values else None
