"""`Archive`: patients by code, with their visits, goals, plans and practice, in one SQLite file.

It keeps numbers alone: no picture, no keypoint, no file name. A code stands for a patient; which one is written
elsewhere.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from platformdirs import user_data_path

from formcheck.archive.database import FAILURES, database_in_memory, database_refusal, open_database, tables_of
from formcheck.archive.entries import Entries, own_text, utc, visit_data
from formcheck.archive.schema import COUNT, ERASE, READABLE, SCHEMA, VERSION, AuditEntry, note_change
from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.results.home.plan import PATIENT_CODE
from formcheck.results.home.signed import SignedPlan, new_key
from formcheck.results.posture import KeptPosture
from formcheck.results.practice import PracticeDone
from formcheck.results.stored import StoredReview
from formcheck.results.visit import Visit, visit_of
from formcheck.settings import Settings, StoredSettings, parse_settings, stored_settings
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class ArchiveError(FormcheckError):
    """The archive cannot be used, or a patient is not in it."""


def default_archive() -> Path:
    """Where the archive is, unless another is named: in the user's own data folder."""
    return user_data_path("formcheck", appauthor=False) / "archive.sqlite"


def _as_refusal(method: Callable[Concatenate[Archive, P], T]) -> Callable[Concatenate[Archive, P], T]:
    """Turn what the database raises into one sentence."""

    @wraps(method)
    def refusing(archive: Archive, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(archive, *args, **kwargs)
        except FAILURES as error:
            raise archive.refusal(error) from error

    return refusing


class Archive:
    """The archive in a file, which is made with the first that is kept in it. A context manager.

    Parameters
    ----------
    path
        The file; `default_archive` where None.
    image
        What the file holds, where that lies in memory alone: a backup that was encrypted.

    Raises
    ------
    ArchiveError
        It cannot be opened, is no archive of formcheck, is locked or damaged, or in a later call cannot be written.
    """

    def __init__(self, path: Path | None = None, *, image: bytes | None = None) -> None:
        self.path = path or default_archive()
        self._entries = Entries(self._rows)
        try:
            self._database = open_database(self.path) if image is None else database_in_memory(image)
        except FAILURES as error:
            raise self.refusal(error) from error
        try:
            self._check()
        except BaseException:
            self._database.close()
            raise

    @property
    def left_out(self) -> int:
        """How many damaged entries were left out by what was read so far."""
        return self._entries.left_out

    @_as_refusal
    def _check(self) -> None:
        """Refuse what is no archive of this version."""
        [version] = self._database.execute("PRAGMA user_version").fetchone()
        tables = tables_of(self._database)
        ours = {"patients", "visits"} <= tables
        if version > VERSION and ours:
            raise ArchiveError(message("error.results.newer", place=str(self.path)))
        if version not in READABLE or (tables and (version == 0 or not ours)):  # another program's
            raise ArchiveError(message("error.archive.other_version", path=str(self.path)))

    def refusal(self, error: Exception) -> ArchiveError:
        """Return what to say of an exception of the database."""
        foreign = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB
        code = "error.archive.other_version" if foreign else "error.archive.not_opened"
        return ArchiveError(database_refusal(self.path, error, message(code, path=str(self.path))))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @_as_refusal
    def copy_to(self, target: Path) -> None:
        """Copy everything into another file, as it is at this moment."""
        with closing(open_database(target)) as copy:
            self.write_into(copy)

    def write_into(self, database: sqlite3.Connection) -> None:
        """Put everything into the place of what another database holds. Raises what SQLite raises."""
        self._database.backup(database)

    @_as_refusal
    def image(self) -> bytes:
        """Return everything as the bytes that its file would hold, as it is at this moment."""
        with closing(database_in_memory()) as copy:
            self.write_into(copy)
            return copy.serialize()

    @_as_refusal
    def sound(self) -> bool:
        """Whether SQLite finds the file whole."""
        return bool(self._database.execute("PRAGMA quick_check").fetchone()[0] == "ok")

    @_as_refusal
    def note(self, what: str) -> None:
        """Add a line of its own to the audit trail."""
        self._grow()
        with self._database as transaction:
            note_change(transaction, what)

    @_as_refusal
    def audit(self, code: str | None = None) -> list[AuditEntry]:
        """Return what was changed, the earliest first: of one patient, or of all.

        What is erased takes its own lines along; that somebody was erased stays, without the code.
        """
        entries = self._rows("audit", "SELECT time, what, code, account FROM audit ORDER BY rowid")
        return [AuditEntry(*(str(cell) for cell in row)) for row in entries if code is None or row[2] == code]

    @_as_refusal
    def add(self, code: str, visit: Visit) -> None:
        """Keep a visit of a patient; one of the same video takes the place of the earlier."""
        check_code(code)
        data = json.dumps(visit_data(visit), allow_nan=False)
        with self._patient(code, "visit") as transaction:
            transaction.execute(
                "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?)",
                (code, visit.sha256, visit.time.isoformat(), data),
            )

    @_as_refusal
    def set_goals(self, code: str, toml: str | None) -> None:
        """Keep the settings of a patient, the text of a settings file; None forgets them.

        Raises
        ------
        SettingsError
            They cannot be used.
        """
        if toml is not None:
            parse_settings(toml, message("error.settings.goals"))
        with self._patient(code, "goals" if toml is not None else "goals_removed") as transaction:
            transaction.execute("DELETE FROM goals WHERE code = ?", (code,))
            if toml is not None:
                transaction.execute("INSERT INTO goals VALUES (?, ?)", (code, toml))

    @_as_refusal
    def goals(self, code: str) -> str | None:
        """Return the settings kept of a patient as TOML; None where there are none, or no such patient."""
        rows = self._rows("goals", "SELECT toml FROM goals WHERE code = ?", check_code(code))
        return str(rows[0][0]) if rows else None

    def settings(self, code: str) -> Settings:
        """Return the settings to judge a patient by: those kept, or the usual ones; see `stored_settings`."""
        return self.stored_settings(code).settings

    def stored_settings(self, code: str) -> StoredSettings:
        """Return the settings to judge a patient by, and what of those kept this version of formcheck passes over."""
        return stored_settings(self.goals(code) or "", message("error.settings.goals_of", code=code))

    @_as_refusal
    def add_practices(self, code: str, practices: Iterable[PracticeDone], consent_at: datetime) -> int:
        """Keep practice sessions of a patient who has agreed to it; return how many were not there yet."""
        with self._patient(code, "practice") as transaction:
            before = transaction.total_changes
            transaction.executemany(
                "INSERT OR IGNORE INTO practices VALUES (?, ?, ?, ?)",
                [(code, utc(done.started_at), utc(consent_at), own_text(done, PracticeDone)) for done in practices],
            )
            return transaction.total_changes - before

    @_as_refusal
    def practices(self, code: str) -> list[PracticeDone]:
        """Return the practice sessions of a patient, the earliest first; damaged ones are left out."""
        check_code(code)
        return [done for done, _ in self._entries.practices(code, [])]

    @_as_refusal
    def add_posture(self, code: str, posture: KeptPosture) -> None:
        """Keep the numbers of a posture check of a patient."""
        with self._patient(code, "posture") as transaction:
            row = (code, utc(posture.measured_at), posture.model_dump_json())
            transaction.execute("INSERT OR REPLACE INTO postures VALUES (?, ?, ?)", row)

    @_as_refusal
    def add_postures(self, code: str, postures: Sequence[KeptPosture]) -> int:
        """Keep posture checks that a patient has handed over; return how many were not there yet.

        One that is there without its after, as it was when it was handed over first, is taken again with it.
        """
        there = {utc(check.measured_at): len(check.occasions) for check in self._entries.postures(code, [])}
        new = [check for check in postures if len(check.occasions) > there.get(utc(check.measured_at), 0)]
        if new:
            with self._patient(code, "posture") as transaction:
                rows = [(code, utc(check.measured_at), own_text(check, KeptPosture)) for check in new]
                transaction.executemany("INSERT OR REPLACE INTO postures VALUES (?, ?, ?)", rows)
        return len(new)

    @_as_refusal
    def postures(self, code: str) -> list[KeptPosture]:
        """Return the posture checks of a patient, the earliest first; damaged ones are left out."""
        check_code(code)
        return self._entries.postures(code, [])

    @_as_refusal
    def clinic_key(self) -> bytes:
        """Return the secret key that plans are signed with; made with the first that asks for it.

        It lies in the archive, so that a backup takes it along: with another key a plan comes from somebody else.
        """
        self._grow()
        with self._database as transaction:
            transaction.execute("INSERT OR IGNORE INTO clinic VALUES (1, ?)", (new_key(),))
            [key] = transaction.execute("SELECT signing_key FROM clinic").fetchone()
        return bytes(key)

    @_as_refusal
    def add_plan(self, signed: SignedPlan) -> None:
        """Keep a plan for home."""
        plan = signed.plan
        with self._patient(plan.patient, "plan") as transaction:
            row = (plan.patient, plan.id, signed.as_file())
            transaction.execute("INSERT OR REPLACE INTO plans VALUES (?, ?, ?)", row)

    @_as_refusal
    def plans(self, code: str) -> list[SignedPlan]:
        """Return the plans of a patient, the earliest first; damaged ones are left out."""
        check_code(code)
        return self._entries.plans(code, [])

    @_as_refusal
    def patients(self) -> dict[str, tuple[int, int]]:
        """Return the codes, each with its number of visits and of practice sessions."""
        visits, practices = (dict(self._rows(table, statement)) for table, statement in COUNT.items())
        codes = self._rows("patients", "SELECT code FROM patients ORDER BY code")
        return {str(code): (visits.get(code, 0), practices.get(code, 0)) for (code,) in codes}

    def counts(self, code: str) -> tuple[int, int]:
        """Return how many visits and practice sessions of a patient there are, damaged ones included.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        patients = self.patients()
        if check_code(code) not in patients:
            raise ArchiveError(message("error.archive.no_patient", code=code, path=str(self.path)))
        return patients[code]

    @_as_refusal
    def visits(self, code: str) -> list[Visit]:
        """Return the visits of a patient, the earliest first; damaged ones are left out.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        self._check_known(code)
        return self._entries.visits(code, [])

    @_as_refusal
    def export(self, code: str) -> str:
        """Return everything kept of a patient as JSON: what is damaged as the text that is stored.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        self._check_known(code)
        damaged: list[str] = []
        visits = [visit_data(visit) for visit in self._entries.visits(code, damaged)]
        practices = [
            done.model_dump(mode="json") | {"consent_at": str(consent_at)}
            for done, consent_at in self._entries.practices(code, damaged)
        ]
        postures = [posture.model_dump(mode="json") for posture in self._entries.postures(code, damaged)]
        plans = [dict(signed.raw) for signed in self._entries.plans(code, damaged)]
        kept = {"code": code, "goals": self.goals(code), "visits": visits, "practices": practices, "postures": postures}
        kept["plans"] = plans
        return json.dumps(kept | ({"damaged": damaged} if damaged else {}), indent=2) + "\n"

    @_as_refusal
    def erase(self, code: str) -> None:
        """Erase a patient with all that is kept, so that nothing can be brought back from the file.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        self._check_known(code)
        with self._database as transaction:
            tables = tables_of(transaction)
            for table, statement in ERASE.items():
                if table in tables:
                    transaction.execute(statement, (code,))
            if "audit" in tables:
                note_change(transaction, "erase")
        try:
            self._database.execute("VACUUM")
        except sqlite3.Error as error:  # what was deleted is overwritten already: only the file stays as long as it was
            log_failure(_LOG, error)

    def _rows(self, table: str, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none where the archive is of a version without the table."""
        return self._database.execute(query, values).fetchall() if table in tables_of(self._database) else []

    @contextmanager
    def _patient(self, code: str, what: str) -> Iterator[sqlite3.Connection]:
        """Give a transaction in which the patient is there and the audit trail says what is done."""
        check_code(code)
        self._grow()
        with self._database as transaction:
            transaction.execute("INSERT OR IGNORE INTO patients VALUES (?)", (code,))
            yield transaction
            note_change(transaction, what, code)

    def _grow(self) -> None:
        """Make the file, and the tables that a file of an earlier version lacks; it is its owner's alone to read."""
        if not self.path.exists():
            self._database.close()
            self._database = open_database(self.path, create=True)
        elif os.name != "nt" and self.path.stat().st_mode & 0o077:
            with suppress(OSError):  # of somebody else, who lets us write
                self.path.chmod(0o600)
        if self._database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            self._database.executescript(SCHEMA)
            self._database.execute(f"PRAGMA user_version = {VERSION}")

    def _check_known(self, code: str) -> None:
        check_code(code)
        if not self._rows("patients", "SELECT 1 FROM patients WHERE code = ?", code):
            raise ArchiveError(message("error.archive.no_patient", code=code, path=str(self.path)))


def check_code(code: str) -> str:
    """Return a patient's code, or refuse what is none: a name has no digit.

    Raises
    ------
    FormcheckError
        It is no code.
    """
    if not PATIENT_CODE.fullmatch(code):
        raise FormcheckError(message("error.archive.code", code=code))
    return code


def goals_of(code: str, archive: Path | None) -> StoredSettings:
    """Return the settings to judge a patient by: those kept in the archive, or the usual ones."""
    with Archive(archive) as opened:
        return opened.stored_settings(code)


def keep_posture(code: str, archive: Path | None, posture: KeptPosture) -> None:
    """Keep the numbers of a posture check of a patient."""
    with Archive(archive) as opened:
        opened.add_posture(code, posture)


def keep_visit(code: str, archive: Path | None, folder: Path) -> None:
    """Keep the numbers of a review as a visit of a patient; one of the same video takes the place of the earlier.

    Where nothing could be judged there is no number to keep.
    """
    review = StoredReview.open(folder)
    if review.summary.judged:
        with Archive(archive) as opened:
            opened.add(code, visit_of(review))
