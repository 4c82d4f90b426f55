"""Which joints an export holds: its file says so itself, because the angles are judged on others.

Every position that is exported is where the network observes a joint. The angles (`angles.csv`, `angles.mot`) are
judged on joint centres that a map has corrected besides, so an angle taken from the points differs by some degrees.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from formcheck.messages.message import Message, message
from formcheck.results.stored import unit_of
from formcheck.system.outputs import write_text

OBSERVED = "observed"
"""The joints as the network observes them, smoothed and with the legs told apart."""
OBSERVED_MEANS = str(message("export.observed"))
JUDGED = "judged"
JUDGED_MEANS = str(message("export.judged"))
"""What the two are, in English: these files are read by programs."""


def describe_table(table: Path, columns: Sequence[str], meaning: Message) -> Path:
    """Write what a CSV file holds beside it, where the W3C's CSV on the Web looks for it.

    CSV itself has no place for a comment: a line more at its head breaks every reader.

    Parameters
    ----------
    table
        The CSV file.
    columns
        The names that its columns have in formcheck's own tables.
    meaning
        What the table holds, and which joints.
    """
    path = table.with_name(f"{table.name}-metadata.json")
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": table.name,
        "dc:description": str(meaning),
        "tableSchema": {"columns": [{"name": name, **_unit(name)} for name in columns]},
    }
    write_text(path, json.dumps(described, indent=1, ensure_ascii=False) + "\n")
    return path


def _unit(column: str) -> dict[str, str]:
    unit = unit_of(column)
    return {"dc:description": unit} if unit else {}
