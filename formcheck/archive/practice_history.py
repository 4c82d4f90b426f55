"""What was practised before: numbers in a small database of the person's own, which they can take along or delete."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from formcheck.archive import posture_rows
from formcheck.archive.database import FAILURES, database_refusal, open_database, tables_of
from formcheck.errors import FormcheckError
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import message
from formcheck.results.posture import KeptPosture
from formcheck.results.posture_history import PostureKept
from formcheck.results.practice import PartDone, PracticeDone, PracticeKept
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE IF NOT EXISTS practice (
    id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, rest_s REAL NOT NULL, ball_s REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS part (
    practice INTEGER NOT NULL REFERENCES practice(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, side TEXT NOT NULL, target_s REAL NOT NULL, good_s REAL NOT NULL, felt TEXT NOT NULL,
    PRIMARY KEY (practice, number)
);
CREATE TABLE IF NOT EXISTS fault (
    practice INTEGER NOT NULL, part INTEGER NOT NULL, kind TEXT NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (practice, part, kind),
    FOREIGN KEY (practice, part) REFERENCES part(practice, number) ON DELETE CASCADE
);
"""

_LATER: Mapping[str, Mapping[str, str]] = {
    "practice": {
        "person": "ALTER TABLE practice ADD COLUMN person TEXT NOT NULL DEFAULT ''",
        "hurt": "ALTER TABLE practice ADD COLUMN hurt INTEGER NOT NULL DEFAULT 0",
        "pain_before": "ALTER TABLE practice ADD COLUMN pain_before INTEGER",
        "pain_after": "ALTER TABLE practice ADD COLUMN pain_after INTEGER",
        "plan": "ALTER TABLE practice ADD COLUMN plan TEXT NOT NULL DEFAULT ''",
    },
    "part": {
        "held_s": "ALTER TABLE part ADD COLUMN held_s REAL NOT NULL DEFAULT 0",
        "tucked_s": "ALTER TABLE part ADD COLUMN tucked_s REAL NOT NULL DEFAULT 0",
        "unseen_s": "ALTER TABLE part ADD COLUMN unseen_s REAL NOT NULL DEFAULT 0",
        "lost_s": "ALTER TABLE part ADD COLUMN lost_s TEXT NOT NULL DEFAULT '[]'",
        "own_tuck_deg": "ALTER TABLE part ADD COLUMN own_tuck_deg REAL",
        "hip_extension_deg": "ALTER TABLE part ADD COLUMN hip_extension_deg REAL",
        "hip_extension_sd_deg": "ALTER TABLE part ADD COLUMN hip_extension_sd_deg REAL",
    },
}
"""What adds the columns that came later; a file of before gets them when something is next kept."""
_READ = {
    "practice": "SELECT * FROM practice ORDER BY started_at, id",
    "part": "SELECT * FROM part ORDER BY practice, number",
}
_COLUMNS = {"practice": "PRAGMA table_info(practice)", "part": "PRAGMA table_info(part)"}
_ADD_PRACTICE = """
INSERT INTO practice (started_at, rest_s, ball_s, person, hurt, pain_before, pain_after, plan)
VALUES (:started_at, :rest_s, :ball_s, :person, :hurt, :pain_before, :pain_after, :plan)
"""
_ADD_PART = """
INSERT INTO part (
    practice, number, side, target_s, good_s, felt, held_s, tucked_s, unseen_s, lost_s, own_tuck_deg,
    hip_extension_deg, hip_extension_sd_deg
) VALUES (
    :practice, :number, :side, :target_s, :good_s, :felt, :held_s, :tucked_s, :unseen_s, :lost_s, :own_tuck_deg,
    :hip_extension_deg, :hip_extension_sd_deg
)
"""
_RATE = "UPDATE practice SET pain_after = :pain_after WHERE id = :id AND (:person IS NULL OR person = :person)"
_DELETE = "DELETE FROM practice WHERE id = :id AND (:person IS NULL OR person = :person)"
_PART_COLUMNS = tuple(_LATER["part"])

_VERSION = 2
"""Of these tables; 0.1.0 wrote those without the later columns and without a number."""


class HistoryError(FormcheckError):
    """The history cannot be read or written; the message says what to do."""


def history_file() -> Path:
    """Return where the history lies."""
    return user_data_path("formcheck", appauthor=False) / "practice.sqlite3"


class History:
    """The database. Each call opens and closes it, so it may be used from any thread.

    Parameters
    ----------
    path
        The file; made when something is first kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, practice: PracticeDone, person: str = "") -> int:
        """Write one practice; return its number. Raises HistoryError.

        Parameters
        ----------
        practice
            What was done.
        person
            Whose it is: a number that a phone was given; empty for who sits at this computer.
        """
        with self._open(create=True) as db:
            row = practice.model_dump(exclude={"parts", "started_at"})
            started_at = practice.started_at.isoformat(timespec="seconds")
            number = db.execute(_ADD_PRACTICE, row | {"started_at": started_at, "person": person}).lastrowid
            assert number is not None
            for n, part in enumerate(practice.parts):
                values = part.model_dump(exclude={"fault_s"}) | {"lost_s": json.dumps(part.lost_s)}
                db.execute(_ADD_PART, values | {"practice": number, "number": n})
                faults = [(number, n, kind.value, seconds) for kind, seconds in part.fault_s.items()]
                db.executemany("INSERT INTO fault VALUES (?, ?, ?, ?)", faults)
        return number

    def all(self, person: str | None = None) -> list[PracticeKept]:
        """Read every practice of a person, oldest first; damaged ones are left out. Raises HistoryError.

        Parameters
        ----------
        person
            Whose; None for everybody's.
        """
        return self.read(person)[0]

    def people(self) -> set[str]:
        """Return whose practices and posture checks there are; of this computer the empty one. Raises HistoryError."""
        if not self.path.exists():
            return set()
        with self._open() as db:
            there = "practice" in tables_of(db)
            practised = {row.get("person", "") for row in _rows(db, "practice")} if there else set()
            return practised | posture_rows.people(db)

    def read(self, person: str | None = None) -> tuple[list[PracticeKept], int]:
        """Read the practices of a person or of all, oldest first, and count those that are damaged and left out.

        Raises HistoryError.
        """
        if not self.path.exists():
            return [], 0
        with self._open() as db:
            if not {"practice", "part", "fault"} <= tables_of(db):
                return [], 0
            faults: dict[tuple[int, int], dict[str, float]] = {}
            for practice, part, kind, seconds in db.execute("SELECT practice, part, kind, seconds FROM fault"):
                faults.setdefault((practice, part), {})[kind] = seconds
            parts: dict[int, list[dict[str, Any]]] = {}
            for stored in _rows(db, "part"):
                place = (stored.pop("practice"), stored.pop("number"))
                lost_s = _parsed(stored.pop("lost_s", "[]"))
                parts.setdefault(place[0], []).append(stored | {"lost_s": lost_s, "fault_s": faults.get(place, {})})
            rows = list(_rows(db, "practice"))
        if person is not None:
            rows = [row for row in rows if row.get("person", "") == person]
        found, damaged = [], 0
        for row in rows:
            try:
                found.append(PracticeKept.model_validate(row | {"parts": parts.get(row["id"], [])}))
            except ValueError as error:
                log_failure(_LOG, error)
                damaged += 1
        return found, damaged

    def keep_posture(self, posture: KeptPosture, person: str = "", instead: int | None = None) -> int:
        """Write one posture check, in the place of an earlier one of this person where given; return its number.

        Raises HistoryError.
        """
        with self._open(create=True) as db:
            if instead is not None:
                posture_rows.delete(db, instead, person)
            return posture_rows.add(db, posture, person)

    def postures(self, person: str | None = None) -> list[PostureKept]:
        """Read every posture check of a person, None for everybody's, the oldest first. Raises HistoryError."""
        if not self.path.exists():
            return []
        with self._open() as db:
            return posture_rows.read(db, person)[0]

    def delete_posture(self, number: int, person: str | None = None) -> None:
        """Delete one posture check, if it is of this person. Raises HistoryError."""
        if self.path.exists():
            with self._open(create=True) as db:
                posture_rows.delete(db, number, person)

    def rate(self, number: int, pain_after: int, person: str | None = None) -> None:
        """Note how much it hurts after a practice that was kept, if it is of this person. Raises HistoryError."""
        if self.path.exists():
            with self._open(create=True) as db:
                db.execute(_RATE, {"pain_after": pain_after, "id": number, "person": person})

    def delete(self, number: int | None = None, person: str | None = None) -> None:
        """Delete one practice, or all of this person or of everybody; an empty file goes. Raises HistoryError."""
        if not self.path.exists():
            return
        if number is None and person is not None and self.people() - {person}:
            with self._open(create=True) as db:
                db.execute("DELETE FROM practice WHERE person = ?", (person,))
                posture_rows.delete_all(db, person)
        elif number is None:
            self._remove_file()
        else:
            with self._open(create=True) as db:
                db.execute(_DELETE, {"id": number, "person": person})

    def _remove_file(self) -> None:
        try:
            self.path.unlink()
        except OSError as error:
            raise HistoryError(
                message("error.history.not_deleted", path=str(self.path), why=str(error.strerror))
            ) from error

    @contextmanager
    def _open(self, create: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            with closing(open_database(self.path, create=create)) as db:
                [version] = db.execute("PRAGMA user_version").fetchone()
                if version > _VERSION:
                    raise HistoryError(message("error.results.newer", place=str(self.path)))
                if create:
                    db.executescript(_TABLES + posture_rows.TABLE)
                    _add_later_columns(db)
                    db.execute(f"PRAGMA user_version = {_VERSION}")
                with db:
                    yield db
        except FAILURES as error:
            unusable = message("error.history.unusable", path=str(self.path), why=str(error))
            raise HistoryError(database_refusal(self.path, error, unusable)) from error


def _add_later_columns(db: sqlite3.Connection) -> None:
    for table, statements in _LATER.items():
        there = {row[1] for row in db.execute(_COLUMNS[table])}
        for name in statements.keys() - there:
            db.execute(statements[name])


def _rows(db: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """Read all rows of a table, whichever columns it has."""
    found = db.execute(_READ[table])
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def _parsed(stored: Any) -> Any:
    """Read a list as it is kept; what is none is left to the model to refuse."""
    try:
        return json.loads(stored)
    except (TypeError, ValueError, RecursionError):
        return stored


def as_csv(practices: list[PracticeKept]) -> str:
    """Write the history as a table, one line a part; a practice without a lunge has one line with no side."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    kinds = list(FaultKind)
    table.writerow(
        ["practice", "started_at", "rest_s", "ball_s", "part", "side", "target_s", "good_s", "felt"]
        + [f"{kind.value}_s" for kind in kinds]
        + ["hurt", "pain_before", "pain_after", *_PART_COLUMNS, "plan"]
    )
    for p in practices:
        head = [p.id, p.started_at.isoformat(), round(p.rest_s, 1), round(p.ball_s, 1)]
        pain = [int(p.hurt), *("" if value is None else value for value in (p.pain_before, p.pain_after))]
        for n, part in enumerate(p.parts, start=1):
            faults = [round(part.fault_s.get(kind, 0.0), 1) for kind in kinds]
            first = [*head, n, part.side, round(part.target_s, 1), round(part.good_s, 1), part.felt, *faults]
            seconds = [round(part.held_s, 1), round(part.tucked_s, 1), round(part.unseen_s, 1)]
            measured = (part.own_tuck_deg, part.hip_extension_deg, part.hip_extension_sd_deg)
            degrees = ["" if value is None else round(value, 1) for value in measured]
            lost_s = " ".join(f"{after:.1f}" for after in part.lost_s)
            table.writerow([*first, *pain, *seconds, lost_s, *degrees, p.plan])
        if not p.parts:
            table.writerow([*head, *[""] * (5 + len(kinds)), *pain, *[""] * len(_PART_COLUMNS), p.plan])
    return text.getvalue()


def from_csv(text: str) -> list[PracticeDone]:
    """Read back what `as_csv` has written.

    Raises
    ------
    HistoryError
        It is something else.
    """
    practices: dict[str, PracticeDone] = {}
    try:
        # A spreadsheet of many countries writes semicolons between, and commas in numbers.
        semicolons = ";" in text.partition("\n")[0]
        lines = csv.DictReader(io.StringIO(text), delimiter=";" if semicolons else ",")
        if "started_at" not in (lines.fieldnames or ()):
            raise ValueError
        for line in lines:
            if semicolons:
                line = {name: _with_point(cell) for name, cell in line.items()}
            head = {name: line[name] for name in ("started_at", "rest_s", "ball_s")}
            # What came later is missing in a table of before.
            head |= {name: line[name] for name in _LATER["practice"] if line.get(name)}
            practice = practices.setdefault(line["practice"], PracticeDone.model_validate(head))
            if line["side"]:
                faults = {kind: value for kind in FaultKind if float(value := line.get(f"{kind.value}_s") or 0)}
                part = {name: line[name] for name in ("side", "target_s", "good_s", "felt")}
                later = {name: value for name in _PART_COLUMNS if (value := line.get(name))}
                lost_s = (later.pop("lost_s", "") or "").split()
                practice.parts.append(PartDone.model_validate(part | later | {"lost_s": lost_s, "fault_s": faults}))
    except (KeyError, TypeError, ValueError, OverflowError, csv.Error) as error:
        raise HistoryError(message("error.history.not_exported")) from error
    return list(practices.values())


def _with_point(cell: str | None) -> str:
    return re.sub(r"(?<=\d),(?=\d)", ".", cell or "")


def read_practices(path: Path) -> list[PracticeDone]:
    """Read the sessions from a history, or from an exported file; see `practices_and_damaged`."""
    return practices_and_damaged(path)[0]


def practices_and_damaged(path: Path) -> tuple[list[PracticeDone], int]:
    """Read the sessions from a history, or from the CSV file that the patient's page exports. Neither is changed.

    Returns
    -------
    tuple
        The sessions, and how many more there are that are damaged and were left out.

    Raises
    ------
    FormcheckError
        It is neither.
    """
    try:
        with path.open("rb") as file:
            database = file.read(16) == b"SQLite format 3\0"
        if not database:
            return from_csv(path.read_text(encoding="utf-8-sig")), 0
        with closing(open_database(path)) as tables:
            names = tables_of(tables)
    except FileNotFoundError as error:
        raise HistoryError(message("error.archive.no_history", path=str(path))) from error
    except FAILURES as error:
        unreadable = message("error.archive.history_unreadable", path=str(path))
        raise HistoryError(database_refusal(path, error, unreadable)) from error
    if not {"practice", "part", "fault"} <= names:
        raise HistoryError(message("error.archive.no_practice", path=str(path)))
    if (people := len(History(path).people())) > 1:
        raise HistoryError(message("error.archive.several_people", path=str(path), people=people))
    practices, damaged = History(path).read()
    return list(practices), damaged


def postures_in(path: Path) -> list[PostureKept]:
    """Read the posture checks of a history; a table that the page exports has none. Raises HistoryError."""
    try:
        with path.open("rb") as file:
            database = file.read(16) == b"SQLite format 3\0"
    except OSError as error:
        raise HistoryError(message("error.archive.history_unreadable", path=str(path))) from error
    return History(path).postures() if database else []
