"""The tables of the archive: how they are made, counted and emptied, and the audit trail among them."""

from __future__ import annotations

import getpass
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

SCHEMA = """
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
CREATE TABLE IF NOT EXISTS audit (
    time TEXT NOT NULL,
    what TEXT NOT NULL,
    code TEXT NOT NULL,
    account TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS postures (
    code TEXT NOT NULL REFERENCES patients(code) ON DELETE CASCADE,
    measured_at TEXT NOT NULL,
    posture TEXT NOT NULL,
    PRIMARY KEY (code, measured_at)
);
CREATE TABLE IF NOT EXISTS plans (
    code TEXT NOT NULL REFERENCES patients(code) ON DELETE CASCADE,
    id TEXT NOT NULL,
    plan TEXT NOT NULL,
    PRIMARY KEY (code, id)
);
CREATE TABLE IF NOT EXISTS clinic (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    signing_key BLOB NOT NULL
);
"""
ERASE = {
    "visits": "DELETE FROM visits WHERE code = ?",
    "goals": "DELETE FROM goals WHERE code = ?",
    "practices": "DELETE FROM practices WHERE code = ?",
    "audit": "DELETE FROM audit WHERE code = ?",
    "postures": "DELETE FROM postures WHERE code = ?",
    "plans": "DELETE FROM plans WHERE code = ?",
    "patients": "DELETE FROM patients WHERE code = ?",
}
COUNT = {
    "visits": "SELECT code, count(*) FROM visits GROUP BY code",
    "practices": "SELECT code, count(*) FROM practices GROUP BY code",
}
VERSION = 5
READABLE = (0, 1, 2, 3, 4, VERSION)
"""A new file, those without goals and practice, without an audit trail, without posture, or without plans, which they
get with the next that is kept, and today's."""


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit trail.

    Attributes
    ----------
    time
        When, UTC.
    what
        What was kept or removed: ``visit``, ``goals``, ``goals_removed``, ``plan``, ``practice``, ``posture``,
        ``erase``, ``restore``.
    code
        Of which patient; empty where of none, or of one who was erased.
    account
        Which account of the computer did it.
    """

    time: str
    what: str
    code: str
    account: str


def note_change(transaction: sqlite3.Connection, what: str, code: str = "") -> None:
    """Add a line to the audit trail."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        account = ""
    row = (datetime.now(UTC).isoformat(timespec="seconds"), what, code, account)
    transaction.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", row)
