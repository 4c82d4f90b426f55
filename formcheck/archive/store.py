"""`Archive`: patients by code, with their visits, their goals and their practice, in one SQLite file.

It keeps numbers alone: no picture, no keypoint, no file name. A code stands for a patient; which one is written
elsewhere.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from platformdirs import user_data_path
from pydantic import TypeAdapter

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.results.practice import PracticeDone
from formcheck.results.stored import StoredReview
from formcheck.results.visit import Visit, visit_of
from formcheck.settings import Settings, StoredSettings, parse_settings, stored_settings

_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS patients (code TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS visits (
    code TEXT NOT NULL REFERENCES patients(code) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    time TEXT NOT NULL,
    visit TEXT NOT NULL,
    PRIMARY KEY (code, sha256)
);
CREATE TABLE IF NOT EXISTS goals (
    code TEXT PRIMARY KEY REFERENCES patients(code) ON DELETE CASCADE,
    toml TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS practices (
    code TEXT NOT NULL REFERENCES patients(code) ON DELETE CASCADE,
    started_at TEXT NOT NULL,
    consent_at TEXT NOT NULL,
    practice TEXT NOT NULL,
    PRIMARY KEY (code, started_at)
);
"""
_MESSAGE: TypeAdapter[Message | None] = TypeAdapter(Message | None)
_VERSION = 2
_READABLE = (0, 1, _VERSION)
"""A new file, one without goals and practice, which it then gets, and today's."""


class ArchiveError(FormcheckError):
    """The archive cannot be used, or a patient is not in it."""


def default_archive() -> Path:
    """Where the archive is, unless another is named: in the user's own data folder."""
    return user_data_path("formcheck", appauthor=False) / "archive.sqlite"


class Archive:
    """The archive in a file, which is made where it does not exist. A context manager.

    Parameters
    ----------
    path
        The file; `default_archive` where None.

    Raises
    ------
    ArchiveError
        It cannot be opened or is no archive of formcheck.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_archive()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self.path, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(message("error.archive.not_opened", path=str(self.path))) from error
        try:
            # What is erased is overwritten, not only forgotten.
            self._database.execute("PRAGMA secure_delete = ON")
            self._database.execute("PRAGMA foreign_keys = ON")
            [version] = self._database.execute("PRAGMA user_version").fetchone()
            if version > _VERSION and self._is_ours():
                raise ArchiveError(message("error.results.newer", place=str(self.path)))
            if version not in _READABLE or (version == 0 and self._tables()):
                raise sqlite3.DatabaseError  # another program's
            self._database.executescript(_SCHEMA)
            self._database.execute(f"PRAGMA user_version = {_VERSION}")
        except ArchiveError:
            self._database.close()
            raise
        except sqlite3.Error as error:
            self._database.close()
            raise ArchiveError(message("error.archive.other_version", path=str(self.path))) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, code: str, visit: Visit) -> None:
        """Keep a visit of a patient; one of the same video takes the place of the earlier."""
        check_code(code)
        data = json.dumps(asdict(visit) | {"time": visit.time.isoformat()}, allow_nan=False)
        with self._patient(code) as transaction:
            transaction.execute(
                "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?)",
                (code, visit.sha256, visit.time.isoformat(), data),
            )

    def set_goals(self, code: str, toml: str | None) -> None:
        """Keep the settings of a patient, the text of a settings file; None forgets them.

        Raises
        ------
        SettingsError
            They cannot be used.
        """
        if toml is not None:
            parse_settings(toml, message("error.settings.goals"))
        with self._patient(code) as transaction:
            transaction.execute("DELETE FROM goals WHERE code = ?", (code,))
            if toml is not None:
                transaction.execute("INSERT INTO goals VALUES (?, ?)", (code, toml))

    def goals(self, code: str) -> str | None:
        """Return the settings kept of a patient as TOML; None where there are none, or no such patient."""
        row = self._database.execute("SELECT toml FROM goals WHERE code = ?", (check_code(code),)).fetchone()
        return row[0] if row else None

    def settings(self, code: str) -> Settings:
        """Return the settings to judge a patient by: those kept, or the usual ones; see `stored_settings`."""
        return self.stored_settings(code).settings

    def stored_settings(self, code: str) -> StoredSettings:
        """Return the settings to judge a patient by, and what of those kept this version of formcheck passes over."""
        return stored_settings(self.goals(code) or "", message("error.settings.goals_of", code=code))

    def add_practices(self, code: str, practices: Iterable[PracticeDone], consent_at: datetime) -> int:
        """Keep practice sessions of a patient who has agreed to it; return how many were not there yet."""
        with self._patient(code) as transaction:
            before = transaction.total_changes
            transaction.executemany(
                "INSERT OR IGNORE INTO practices VALUES (?, ?, ?, ?)",
                [
                    (code, _utc(done.started_at), _utc(consent_at), PracticeDone(**_own(done)).model_dump_json())
                    for done in practices
                ],
            )
            return transaction.total_changes - before

    def practices(self, code: str) -> list[PracticeDone]:
        """Return the practice sessions of a patient, the earliest first."""
        rows = self._database.execute(
            "SELECT practice FROM practices WHERE code = ? ORDER BY started_at", (check_code(code),)
        )
        return [PracticeDone.model_validate_json(data) for (data,) in rows]

    def patients(self) -> dict[str, tuple[int, int]]:
        """Return the codes, each with its number of visits and of practice sessions."""
        rows = self._database.execute(
            "SELECT code, (SELECT count(*) FROM visits v WHERE v.code = p.code),"
            " (SELECT count(*) FROM practices s WHERE s.code = p.code) FROM patients p ORDER BY code"
        )
        return {code: (visits, practices) for code, visits, practices in rows}

    def visits(self, code: str) -> list[Visit]:
        """Return the visits of a patient, the earliest first.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        self._check_known(code)
        rows = self._database.execute("SELECT visit FROM visits WHERE code = ?", (code,)).fetchall()
        return sorted((_visit(json.loads(data)) for (data,) in rows), key=lambda visit: visit.time)

    def export(self, code: str) -> str:
        """Return everything kept of a patient as JSON.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        visits = [asdict(visit) | {"time": visit.time.isoformat()} for visit in self.visits(code)]
        rows = self._database.execute(
            "SELECT consent_at, practice FROM practices WHERE code = ? ORDER BY started_at", (code,)
        )
        practices = [json.loads(practice) | {"consent_at": consent_at} for consent_at, practice in rows]
        kept = {"code": code, "goals": self.goals(code), "visits": visits, "practices": practices}
        return json.dumps(kept, indent=2) + "\n"

    def erase(self, code: str) -> None:
        """Erase a patient with all that is kept, so that nothing can be brought back from the file.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        self._check_known(code)
        with self._database as transaction:
            transaction.execute("DELETE FROM patients WHERE code = ?", (code,))
        self._database.execute("VACUUM")

    @contextmanager
    def _patient(self, code: str) -> Iterator[sqlite3.Connection]:
        """Give a transaction in which the patient is there."""
        check_code(code)
        with self._database as transaction:
            transaction.execute("INSERT OR IGNORE INTO patients VALUES (?)", (code,))
            yield transaction

    def _check_known(self, code: str) -> None:
        check_code(code)
        if not self._database.execute("SELECT 1 FROM patients WHERE code = ?", (code,)).fetchone():
            raise ArchiveError(message("error.archive.no_patient", code=code, path=str(self.path)))

    def _is_ours(self) -> bool:
        """Whether it holds the tables of an archive: another program may use the same number for its version."""
        rows = self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {("patients",), ("visits",)} <= set(rows)

    def _tables(self) -> int:
        with closing(self._database.execute("SELECT count(*) FROM sqlite_master")) as rows:
            return int(rows.fetchone()[0])


def _visit(data: dict[str, Any]) -> Visit:
    """Read a visit that any version has stored: what this one does not know is passed over."""
    known = {field.name: data[field.name] for field in fields(Visit) if field.name in data}
    verdict = _MESSAGE.validate_python(data.get("verdict_message"))
    return Visit(**(known | {"time": datetime.fromisoformat(data["time"]), "verdict_message": verdict}))


def _utc(time: datetime) -> str:
    """Write a time so that the same moment is always the same text."""
    return time.astimezone(UTC).isoformat(timespec="seconds")


def _own(done: PracticeDone) -> dict[str, Any]:
    """Return what is kept of a practice session: not its number in another file."""
    return done.model_dump(include=set(PracticeDone.model_fields))


def check_code(code: str) -> str:
    """Return a patient's code, or refuse what is none: a name has no digit.

    Raises
    ------
    FormcheckError
        It is no code.
    """
    if not _CODE.fullmatch(code):
        raise FormcheckError(message("error.archive.code", code=code))
    return code


def goals_of(code: str, archive: Path | None) -> StoredSettings:
    """Return the settings to judge a patient by: those kept in the archive, or the usual ones."""
    with Archive(archive) as opened:
        return opened.stored_settings(code)


def keep_visit(code: str, archive: Path | None, folder: Path) -> None:
    """Keep the numbers of a review as a visit of a patient; one of the same video takes the place of the earlier.

    Where nothing could be judged there is no number to keep.
    """
    review = StoredReview.open(folder)
    if review.summary.judged:
        with Archive(archive) as opened:
            opened.add(code, visit_of(review))
