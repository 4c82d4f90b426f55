"""`Archive`: the visits of patients, by code, in one SQLite file.

It keeps numbers alone: no picture, no keypoint, no file name. A code stands for a patient; which one is written
elsewhere.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from platformdirs import user_data_path

from formcheck.archive.measures import Visit
from formcheck.errors import FormcheckError

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
"""
_VERSION = 1


class ArchiveError(FormcheckError):
    """The archive cannot be used, or a patient is not in it."""


def default_archive() -> Path:
    """Where the archive is, unless another is named: in the user's own data folder."""
    return user_data_path("formcheck", appauthor=False) / "archive.sqlite"


def check_code(code: str) -> str:
    """Return a patient's code, or refuse what is none: a name has no digit.

    Raises
    ------
    ArchiveError
        It is no code.
    """
    if not _CODE.fullmatch(code):
        raise ArchiveError(
            f"'{code}' is no patient code: use letters and digits with at least one digit, such as P017, never a name."
        )
    return code


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
            raise ArchiveError(f"Cannot open the archive {self.path}: choose another with --archive.") from error
        try:
            # What is erased is overwritten, not only forgotten.
            self._database.execute("PRAGMA secure_delete = ON")
            self._database.execute("PRAGMA foreign_keys = ON")
            [version] = self._database.execute("PRAGMA user_version").fetchone()
            if version not in (0, _VERSION) or (version == 0 and self._tables()):
                raise sqlite3.DatabaseError("another program's")
            self._database.executescript(_SCHEMA)
            self._database.execute(f"PRAGMA user_version = {_VERSION}")
        except sqlite3.Error as error:
            self._database.close()
            raise ArchiveError(
                f"{self.path} is no archive of this version of formcheck: choose another with --archive."
            ) from error

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
        with self._database as transaction:
            transaction.execute("INSERT OR IGNORE INTO patients VALUES (?)", (code,))
            transaction.execute(
                "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?)",
                (code, visit.sha256, visit.time.isoformat(), data),
            )

    def patients(self) -> dict[str, int]:
        """Return the codes, each with its number of visits."""
        rows = self._database.execute("SELECT code, count(*) FROM visits GROUP BY code ORDER BY code")
        return dict(rows.fetchall())

    def visits(self, code: str) -> list[Visit]:
        """Return the visits of a patient, the earliest first.

        Raises
        ------
        ArchiveError
            There are none.
        """
        rows = self._database.execute("SELECT visit FROM visits WHERE code = ?", (check_code(code),)).fetchall()
        if not rows:
            raise ArchiveError(f"There is no patient {code} in {self.path}: 'formcheck archive list' tells who is.")
        return sorted((_visit(json.loads(data)) for (data,) in rows), key=lambda visit: visit.time)

    def export(self, code: str) -> str:
        """Return everything kept of a patient as JSON."""
        visits = [asdict(visit) | {"time": visit.time.isoformat()} for visit in self.visits(code)]
        return json.dumps({"code": code, "visits": visits}, indent=2) + "\n"

    def erase(self, code: str) -> int:
        """Erase a patient, so that nothing can be brought back from the file; return how many visits there were.

        Raises
        ------
        ArchiveError
            There is no such patient.
        """
        count = len(self.visits(code))
        with self._database as transaction:
            transaction.execute("DELETE FROM patients WHERE code = ?", (code,))
        self._database.execute("VACUUM")
        return count

    def _tables(self) -> int:
        with closing(self._database.execute("SELECT count(*) FROM sqlite_master")) as rows:
            return int(rows.fetchone()[0])


def _visit(data: dict[str, Any]) -> Visit:
    return Visit(**(data | {"time": datetime.fromisoformat(data["time"])}))
