"""The posture checks in a person's own history: one row a check, with its numbers as JSON."""

from __future__ import annotations

import logging
import sqlite3

from formcheck.archive.database import tables_of
from formcheck.results.posture import KeptPosture
from formcheck.results.posture_history import PostureKept
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)

TABLE = """
CREATE TABLE IF NOT EXISTS posture (
    id INTEGER PRIMARY KEY, person TEXT NOT NULL DEFAULT '', measured_at TEXT NOT NULL, posture TEXT NOT NULL
);
"""
_ADD = "INSERT INTO posture (person, measured_at, posture) VALUES (:person, :measured_at, :posture)"
_READ = "SELECT id, person, posture FROM posture ORDER BY measured_at, id"
_DELETE = "DELETE FROM posture WHERE id = :id AND (:person IS NULL OR person = :person)"
_DELETE_ALL = "DELETE FROM posture WHERE person = :person"
_PEOPLE = "SELECT DISTINCT person FROM posture"


def add(db: sqlite3.Connection, posture: KeptPosture, person: str) -> int:
    """Write one check; return its number."""
    row = {"person": person, "measured_at": posture.measured_at.isoformat(), "posture": posture.model_dump_json()}
    number = db.execute(_ADD, row).lastrowid
    assert number is not None
    return number


def read(db: sqlite3.Connection, person: str | None) -> tuple[list[PostureKept], int]:
    """Read the checks of a person, None for everybody's, the oldest first, and count those that are damaged."""
    if "posture" not in tables_of(db):
        return [], 0
    found, damaged = [], 0
    for number, whose, stored in db.execute(_READ):
        if person not in (None, whose):
            continue
        try:
            kept = KeptPosture.model_validate_json(stored)
            found.append(PostureKept(id=number, **kept.model_dump()))
        except (ValueError, TypeError) as error:
            log_failure(_LOG, error)
            damaged += 1
    return found, damaged


def delete(db: sqlite3.Connection, number: int, person: str | None) -> None:
    """Delete one check, if it is of this person."""
    db.execute(_DELETE, {"id": number, "person": person})


def delete_all(db: sqlite3.Connection, person: str) -> None:
    """Delete every check of a person."""
    db.execute(_DELETE_ALL, {"person": person})


def people(db: sqlite3.Connection) -> set[str]:
    """Return whose checks there are."""
    return {person for (person,) in db.execute(_PEOPLE)} if "posture" in tables_of(db) else set()
