"""The two SQLite files of formcheck, the archive and the practice history: how they are opened, and what went wrong."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

from formcheck.messages.message import Message, message

FAILURES = (OSError, sqlite3.Error, UnicodeDecodeError)
"""What using a database can raise; the last by a damaged name of a column, which Python decodes itself."""

PATIENCE_S = 10.0
"""Another program that writes is waited for this long, seconds: a whole practice is kept in a thousandth of that."""

_CODES = {
    sqlite3.SQLITE_BUSY: "error.database.locked",
    sqlite3.SQLITE_LOCKED: "error.database.locked",
    sqlite3.SQLITE_FULL: "error.database.full",
    sqlite3.SQLITE_READONLY: "error.database.read_only",
    sqlite3.SQLITE_PERM: "error.database.read_only",
    sqlite3.SQLITE_AUTH: "error.database.read_only",
    sqlite3.SQLITE_CORRUPT: "error.database.damaged",
    sqlite3.SQLITE_ERROR: "error.database.damaged",  # a table or column that should be there is not
    sqlite3.SQLITE_MISMATCH: "error.database.damaged",
    sqlite3.SQLITE_CONSTRAINT: "error.database.damaged",
    sqlite3.SQLITE_FORMAT: "error.database.damaged",
    sqlite3.SQLITE_TOOBIG: "error.database.damaged",
    sqlite3.SQLITE_IOERR: "error.database.not_written",  # a quota that is used up is told so, and a failing disk
}
_ERRNOS = {
    errno.ENOSPC: "error.database.full",
    errno.EDQUOT: "error.database.full",
    errno.EFBIG: "error.database.full",
    errno.EACCES: "error.database.read_only",
    errno.EPERM: "error.database.read_only",
    errno.EROFS: "error.database.read_only",
}


class _Lenient(sqlite3.Connection):
    """A database whose text may be damaged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text_factory = lambda text: text.decode("utf-8", "replace")


def open_database(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a database: that of a file, an empty one in memory where there is none, or a new file.

    To read leaves nothing behind. What is deleted is overwritten, not only forgotten, and text that is not UTF-8 is
    read with marks in its place.

    Parameters
    ----------
    path
        The file.
    create
        Make it where it does not exist, for its owner alone to read.

    Raises
    ------
    OSError, sqlite3.Error
        It cannot be.
    """
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    if path.exists():
        address = f"{path.absolute().as_uri()}?mode=rw"
        database: sqlite3.Connection = sqlite3.connect(address, timeout=PATIENCE_S, uri=True, factory=_Lenient)
    else:
        database = database_in_memory()
    database.execute("PRAGMA secure_delete = ON")
    database.execute("PRAGMA foreign_keys = ON")
    return database


def database_in_memory(image: bytes = b"") -> sqlite3.Connection:
    """Open a database that lies in memory alone, with what a file would hold."""
    database: sqlite3.Connection = sqlite3.connect(":memory:", factory=_Lenient)
    if image:
        database.deserialize(image)
    return database


def tables_of(database: sqlite3.Connection) -> set[str]:
    """Return the names of the tables of a database."""
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def database_refusal(path: Path, error: Exception, otherwise: Message) -> Message:
    """Tell what is wrong with a database: locked, full, read-only or damaged, each with its own way out.

    Parameters
    ----------
    path
        The file.
    error
        What SQLite or the file system has raised.
    otherwise
        What to say of any other failure.
    """
    code: str | None
    if isinstance(error, UnicodeDecodeError):
        code = "error.database.damaged"
    elif isinstance(error, OSError):
        code = _ERRNOS.get(error.errno or 0)
    else:
        code = _CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if code is None and _not_writable(path):
            code = "error.database.read_only"  # SQLite then says only that it cannot open a file beside it
    return message(code, path=str(path)) if code else otherwise


def _not_writable(path: Path) -> bool:
    return path.exists() and os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK)
