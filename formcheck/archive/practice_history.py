"""What was practised before: numbers in a small database of the person's own, which they can take along or delete."""

from __future__ import annotations

import csv
import io
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from platformdirs import user_data_path

from formcheck.archive.database import FAILURES, database_refusal, open_database, tables_of
from formcheck.errors import FormcheckError
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import message
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

_VERSION = 1
"""Of these tables; 0.1.0 wrote the same ones without a number."""


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

    def keep(self, practice: PracticeDone) -> int:
        """Write one practice; return its number. Raises HistoryError."""
        with self._open(create=True) as db:
            row = (practice.started_at.isoformat(timespec="seconds"), practice.rest_s, practice.ball_s)
            number = db.execute("INSERT INTO practice (started_at, rest_s, ball_s) VALUES (?, ?, ?)", row).lastrowid
            assert number is not None
            for n, part in enumerate(practice.parts):
                values = (number, n, part.side, part.target_s, part.good_s, part.felt)
                db.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)", values)
                faults = [(number, n, kind.value, seconds) for kind, seconds in part.fault_s.items()]
                db.executemany("INSERT INTO fault VALUES (?, ?, ?, ?)", faults)
        return number

    def all(self) -> list[PracticeKept]:
        """Read every practice, oldest first; damaged ones are left out. Raises HistoryError."""
        return self.read()[0]

    def read(self) -> tuple[list[PracticeKept], int]:
        """Read every practice, oldest first, and count those that are damaged and left out. Raises HistoryError."""
        if not self.path.exists():
            return [], 0
        with self._open() as db:
            if not {"practice", "part", "fault"} <= tables_of(db):
                return [], 0
            faults: dict[tuple[int, int], dict[str, float]] = {}
            for practice, part, kind, seconds in db.execute("SELECT practice, part, kind, seconds FROM fault"):
                faults.setdefault((practice, part), {})[kind] = seconds
            parts: dict[int, list[dict[str, object]]] = {}
            query = "SELECT practice, number, side, target_s, good_s, felt FROM part ORDER BY practice, number"
            for practice, number, *rest in db.execute(query):
                named = dict(zip(("side", "target_s", "good_s", "felt"), rest, strict=True))
                parts.setdefault(practice, []).append(named | {"fault_s": faults.get((practice, number), {})})
            rows = db.execute("SELECT id, started_at, rest_s, ball_s FROM practice ORDER BY started_at, id").fetchall()
        names = ("id", "started_at", "rest_s", "ball_s")
        found, damaged = [], 0
        for row in rows:
            stored = dict(zip(names, row, strict=True)) | {"parts": parts.get(row[0], [])}
            try:
                found.append(PracticeKept.model_validate(stored))
            except ValueError as error:
                log_failure(_LOG, error)
                damaged += 1
        return found, damaged

    def delete(self, number: int | None = None) -> None:
        """Delete one practice, or all of them with the file. Raises HistoryError."""
        if not self.path.exists():
            return
        if number is None:
            try:
                self.path.unlink()
            except OSError as error:
                raise HistoryError(
                    message("error.history.not_deleted", path=str(self.path), why=str(error.strerror))
                ) from error
            return
        with self._open() as db:
            db.execute("DELETE FROM practice WHERE id = ?", (number,))

    @contextmanager
    def _open(self, create: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            with closing(open_database(self.path, create=create)) as db:
                [version] = db.execute("PRAGMA user_version").fetchone()
                if version > _VERSION:
                    raise HistoryError(message("error.results.newer", place=str(self.path)))
                if create:
                    db.executescript(_TABLES)
                    db.execute(f"PRAGMA user_version = {_VERSION}")
                with db:
                    yield db
        except FAILURES as error:
            unusable = message("error.history.unusable", path=str(self.path), why=str(error))
            raise HistoryError(database_refusal(self.path, error, unusable)) from error


def as_csv(practices: list[PracticeKept]) -> str:
    """Write the history as a table, one line a part; a practice without a lunge has one line with no side."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    kinds = list(FaultKind)
    table.writerow(
        ["practice", "started_at", "rest_s", "ball_s", "part", "side", "target_s", "good_s", "felt"]
        + [f"{kind.value}_s" for kind in kinds]
    )
    for p in practices:
        head = [p.id, p.started_at.isoformat(), round(p.rest_s, 1), round(p.ball_s, 1)]
        for n, part in enumerate(p.parts, start=1):
            faults = [round(part.fault_s.get(kind, 0.0), 1) for kind in kinds]
            table.writerow([*head, n, part.side, round(part.target_s, 1), round(part.good_s, 1), part.felt, *faults])
        if not p.parts:
            table.writerow(head + [""] * (5 + len(kinds)))
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
        lines = csv.DictReader(io.StringIO(text))
        if "started_at" not in (lines.fieldnames or ()):
            raise ValueError
        for line in lines:
            head = {name: line[name] for name in ("started_at", "rest_s", "ball_s")}
            practice = practices.setdefault(line["practice"], PracticeDone.model_validate(head))
            if line["side"]:
                faults = {kind: value for kind in FaultKind if float(value := line.get(f"{kind.value}_s") or 0)}
                part = {name: line[name] for name in ("side", "target_s", "good_s", "felt")}
                practice.parts.append(PartDone.model_validate(part | {"fault_s": faults}))
    except (KeyError, TypeError, ValueError, OverflowError, csv.Error) as error:
        raise HistoryError(message("error.history.not_exported")) from error
    return list(practices.values())


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
    practices, damaged = History(path).read()
    return list(practices), damaged
