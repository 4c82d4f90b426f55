"""Which visits are compared: any two, and the films of one day as one visit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.results.visit import LONGEST_HOLD, Visit

_TWO = re.compile(r"\s*(\d+)\s*[,;-]\s*(\d+)\s*")


def two_visits(visits: Sequence[Visit], text: str) -> list[Visit]:
    """Return two visits by their numbers, such as ``2,5``; 1 is the earliest.

    Raises
    ------
    FormcheckError
        They are no two visits of those that there are.
    """
    found = _TWO.fullmatch(text)
    numbers = sorted({int(number) for number in found.groups()}) if found else []
    if len(numbers) != 2 or not 1 <= numbers[0] < numbers[1] <= len(visits):
        raise FormcheckError(message("error.archive.two_visits", text=text, count=len(visits)))
    return [visits[number - 1] for number in numbers]


def merged_by_day(visits: Sequence[Visit]) -> list[Visit]:
    """Take the films of one day as one visit: of each side what the film with its longest hold has found.

    The rest of the visit (time, verdict, view, program) is that of the last film of the day.
    """
    days: dict[object, Visit] = {}
    for visit in visits:
        day = visit.time.astimezone().date()
        before = days.get(day)
        if before is None:
            days[day] = visit
            continue
        sides = dict(before.sides)
        for side, measures in visit.sides.items():
            if side not in sides or measures.get(LONGEST_HOLD, 0.0) >= sides[side].get(LONGEST_HOLD, 0.0):
                sides[side] = measures
        days[day] = replace(visit, sides=sides)
    return list(days.values())
