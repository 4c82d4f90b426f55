"""Damage as disks, synchronised folders and strangers do it, by a seed."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path


def damaged_bytes(data: bytes, random_: random.Random) -> bytes:
    """Return a file with a few bytes changed, a stretch of zeros or a part missing, repeated or cut off."""
    damaged = bytearray(data)
    kind = random_.choice(("bytes", "bytes", "zeros", "cut", "missing", "twice"))
    at = random_.randrange(len(damaged))
    length = random_.choice((1, 16, 512, 4096))
    if kind == "bytes":
        for _ in range(random_.choice((1, 3, 20))):
            damaged[random_.randrange(len(damaged))] = random_.randrange(256)
    elif kind == "zeros":
        damaged[at : at + length] = bytes(len(damaged[at : at + length]))
    elif kind == "cut":
        del damaged[at:]
    elif kind == "missing":
        del damaged[at : at + length]
    else:
        damaged[at:at] = damaged[at : at + length]
    return bytes(damaged)


ODD_VALUES = (
    *(None, "", "null", "[]", "{}", "7", '"x"', "[" * 30_000, "1" * 6000, '{"time": "9999-12-31T23:59:59+14:00"}'),
    *('{"sides": {"left": {"trunk_deg": NaN}}}', "\x00", "0001-01-01T00:00:00-14:00", b"\xff\xfe", b"\x80text"),
    *(-1, 0, 2**62, 1e308, float("inf"), "ün\u2028", "left", "=1+1"),
)
"""What no column of the databases ever holds."""


def odd_cell(database: Path, random_: random.Random) -> None:
    """Put an odd value, or a text with one letter changed, into one cell of a database; or drop or rename a table."""
    with closing(sqlite3.connect(database, isolation_level=None)) as tables:
        tables.execute("PRAGMA foreign_keys = OFF")
        names = [name for (name,) in tables.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = random_.choice(names)
        if random_.random() < 0.08:
            tables.execute(random_.choice((f"DROP TABLE {table}", f"ALTER TABLE {table} RENAME TO other")))
            return
        column = random_.choice([row[1] for row in tables.execute(f"PRAGMA table_info({table})")])
        rows = tables.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
        if not rows:
            return
        row, old = random_.choice(rows)
        value = random_.choice(ODD_VALUES)
        if isinstance(old, str) and old and random_.random() < 0.5:
            at = random_.randrange(len(old))
            value = old[:at] + chr(random_.randrange(32, 127)) + old[at + 1 :]
        try:
            tables.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))
        except sqlite3.IntegrityError:
            return
