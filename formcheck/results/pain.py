"""What reported pain asks for before the next practice: a gentle word, or advice to see a professional."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from formcheck.messages.message import Message, message
from formcheck.results.practice import PracticeDone

_ROW = 2
"""From pain in this many practices one after another on, somebody should look at it [A]."""
_RATED, _DAYS = 6, 14
"""From this many numbers, over this many days, on it can be said whether pain becomes less [A]."""
_AT_EACH_END = 3
"""The median of this many numbers at the beginning is compared with that of as many at the end [A]."""
_LEAST_LESS = 1
"""By so much it must have become less: one point is the least change that patients call any [S: Salaffi 2004]."""
_MATTERS = 2
"""Pain of less than this need not become less [A]."""
_WORSE = 2
"""So much more after a practice than before it is a clear increase [S: Farrar 2001]."""


def pain_advice(practices: Sequence[PracticeDone]) -> Message | None:
    """Return what is to be said before the next practice; None where there is nothing.

    Parameters
    ----------
    practices
        All that are kept, the earliest first.
    """
    row = pains_in_a_row(practices)
    if row >= _ROW:
        return message("pain.again", count=row)
    if not_better(practices):
        return Message("pain.not_better")
    if row:
        return Message("pain.last")
    return Message("pain.worse_after") if _worse_after(practices[-1:]) else None


def pains_in_a_row(practices: Sequence[PracticeDone]) -> int:
    """Count the last practices one after another in which it hurt; those without the stretch count where they hurt."""
    count = 0
    for done in reversed(practices):
        if not done.with_pain:
            if done.parts:
                break
            continue
        count += 1
    return count


def not_better(practices: Sequence[PracticeDone]) -> bool:
    """Whether the pain before practising has not become less over weeks, as far as the numbers tell."""
    rated = [(done.started_at, done.pain_before) for done in practices if done.pain_before is not None]
    if len(rated) < _RATED or (rated[-1][0] - rated[0][0]).days < _DAYS:
        return False
    numbers = [number for _, number in rated]
    first, last = median(numbers[:_AT_EACH_END]), median(numbers[-_AT_EACH_END:])
    return last >= _MATTERS and last > first - _LEAST_LESS


def _worse_after(practices: Sequence[PracticeDone]) -> bool:
    return any(
        done.pain_before is not None and done.pain_after is not None and done.pain_after - done.pain_before >= _WORSE
        for done in practices
    )
