"""Posture checks in the history of the person: numbers alone, kept where they asked for it.

No picture and no point is kept, and nothing is compared here but numbers of one and the same person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from formcheck.posture.occasion import Comparison, Occasion
from formcheck.posture.standing import QUANTITIES
from formcheck.results.posture import KeptPosture, KeptValue
from formcheck.results.practice import Moment
from formcheck.results.summary import SummaryPart

Values = dict[str, KeptValue]
"""The quantities of one occasion."""


def _believable(occasion: Values) -> Values:
    """Return an occasion; raise ValueError where no page can have measured it."""
    if set(occasion) != set(QUANTITIES):
        raise ValueError("an occasion has all of its quantities and no other")
    for value in occasion.values():
        if not (abs(value.mean) <= 360 and 0 <= value.sd <= 90 and 1 <= value.n <= 10):  # not a number, neither
            raise ValueError("no posture check measures that")
    return occasion


class PostureSent(SummaryPart):
    """A posture check as a page sends it, which the person has asked to keep.

    `after_practice`: it shows how the person stood after a practice, with nothing from before it.
    """

    model_config = ConfigDict(extra="forbid")

    measured_at: Moment
    after_practice: bool = False
    occasions: list[Annotated[Values, AfterValidator(_believable)]] = Field(min_length=1, max_length=2)
    instead: int | None = Field(default=None, ge=0, lt=2**63)
    """Number of the kept check that this one takes the place of: its own before, now with the after."""


class PostureKept(KeptPosture):
    """One posture check with its number in the history."""

    id: int


def numbers_of(found: Occasion | Comparison) -> list[Values]:
    """Return the numbers that may be kept of what was found: of one occasion, or of before and after."""
    occasions = (found.before, found.after) if isinstance(found, Comparison) else (found,)
    return [
        {
            name: KeptValue(mean=round(value.mean, 2), sd=round(value.sd, 2), n=value.n)
            for name, value in occasion.values.items()
            if name in QUANTITIES
        }
        for occasion in occasions
    ]


def as_csv(checks: Sequence[PostureKept]) -> str:
    """Write checks as a table, one line an occasion."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    columns = [f"{name}{part}" for name in QUANTITIES for part in ("", "_sd")]
    table.writerow(["check", "measured_at", "occasion", "tries", *columns])
    for check in checks:
        alone = "after" if check.after_practice else "before"
        names = ("before", "after") if len(check.occasions) == 2 else (alone,)
        for name, values in zip(names, check.occasions, strict=True):
            tries = max((value.n for value in values.values()), default=0)
            table.writerow([check.id, check.measured_at.isoformat(), name, tries, *_cells(values)])
    return text.getvalue()


def _cells(values: Mapping[str, KeptValue]) -> list[float | str]:
    return [
        cell for name in QUANTITIES for cell in ((values[name].mean, values[name].sd) if name in values else ("", ""))
    ]
