"""The entries of a patient as they are written into the archive and read from it, whatever version has stored them."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from formcheck.errors import FormcheckError
from formcheck.results.home.signed import SignedPlan, read_plan
from formcheck.results.posture import KeptPosture
from formcheck.results.practice import PracticeDone, believable
from formcheck.results.visit import Visit
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)
_VISIT: TypeAdapter[Visit] = TypeAdapter(Visit)
_UNREADABLE = (ValueError, TypeError, KeyError, OverflowError, RecursionError, FormcheckError)
"""What reading the text of one row can raise."""


T = TypeVar("T")


class Entries:
    """Reads what is kept of a patient, and leaves out what is damaged.

    Parameters
    ----------
    rows_of
        Returns the rows of a query, given the table, the query and its values; none where there is no such table.

    Attributes
    ----------
    left_out
        How many damaged entries were left out by what was read so far.
    """

    def __init__(self, rows_of: Callable[..., list[tuple[Any, ...]]]) -> None:
        self._rows_of = rows_of
        self.left_out = 0

    def visits(self, code: str, damaged: list[str]) -> list[Visit]:
        """Return the visits of a patient; the text of those that cannot be read is added to `damaged`."""
        query = "SELECT visit FROM visits WHERE code = ?"
        found = self._read("visits", query, code, damaged, lambda stored: _read_visit(json.loads(stored)))
        return sorted(found, key=lambda visit: visit.time)

    def practices(self, code: str, damaged: list[str]) -> list[tuple[PracticeDone, str]]:
        """Return the practice sessions of a patient with when it was agreed to; see `visits`."""
        query = "SELECT practice, consent_at FROM practices WHERE code = ? ORDER BY started_at"

        def read(stored: str, consent_at: str) -> tuple[PracticeDone, str]:
            return PracticeDone.model_validate_json(stored), consent_at

        return self._read("practices", query, code, damaged, read)

    def postures(self, code: str, damaged: list[str]) -> list[KeptPosture]:
        """Return the posture checks of a patient; see `visits`."""
        query = "SELECT posture FROM postures WHERE code = ? ORDER BY measured_at"
        return self._read("postures", query, code, damaged, KeptPosture.model_validate_json)

    def plans(self, code: str, damaged: list[str]) -> list[SignedPlan]:
        """Return the plans of a patient; see `visits`."""
        query = "SELECT plan FROM plans WHERE code = ?"
        found = self._read("plans", query, code, damaged, lambda stored: read_plan(str(stored)))
        return sorted(found, key=lambda signed: (signed.plan.made_at, signed.plan.id))

    def _read(self, table: str, query: str, code: str, damaged: list[str], read: Callable[..., T]) -> list[T]:
        """Read each row of a query; its first cell is the text that is told where it cannot be read."""
        found = []
        for row in self._rows_of(table, query, code):
            try:
                found.append(read(*row))
            except _UNREADABLE as error:
                log_failure(_LOG, error)
                self.left_out += 1
                stored = row[0]
                damaged.append(stored.decode("utf-8", "replace") if isinstance(stored, bytes) else str(stored))
        return found


def _read_visit(data: Any) -> Visit:
    """Read a visit that any version has stored: what this one does not know is passed over.

    Raises
    ------
    ValueError, TypeError, KeyError
        It is damaged.
    """
    if not isinstance(data, dict):
        raise TypeError("a visit is a table")
    visit = _VISIT.validate_python({field.name: data[field.name] for field in fields(Visit) if field.name in data})
    if not all(math.isfinite(value) for measures in visit.sides.values() for value in measures.values()):
        raise ValueError("a measure is no number")
    return replace(visit, time=believable(visit.time if visit.time.tzinfo else visit.time.replace(tzinfo=UTC)))


def utc(time: datetime) -> str:
    """Write a time so that the same moment is always the same text."""
    return time.astimezone(UTC).isoformat(timespec="seconds")


def visit_data(visit: Visit) -> dict[str, Any]:
    """Return a visit as it is stored."""
    return asdict(visit) | {"time": visit.time.isoformat()}


def own_text(done: BaseModel, kept: type[BaseModel]) -> str:
    """Return what is stored of a practice session or a posture check: not its number in another file."""
    return kept(**done.model_dump(include=set(kept.model_fields))).model_dump_json()
