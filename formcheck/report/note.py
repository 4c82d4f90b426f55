"""A note that the reviewer writes on results that are there already."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import escape

from formcheck.results.stored import StoredReview
from formcheck.system.outputs import write_text

_PLACE = re.compile(r"(<!--note-->).*?(<!--/note-->)", re.DOTALL)


def write_note(folder: Path, note: str) -> StoredReview:
    """Put a note into the summary and the report of a review, in place of the one that is there.

    Parameters
    ----------
    folder
        The results.
    note
        Plain text; empty for none.

    Raises
    ------
    FormcheckError
        The folder holds no results, or cannot be written.
    """
    stored = StoredReview.open(folder)
    summary = stored.summary.model_copy(update={"note": note})
    report = folder / "report.html"
    if report.exists():
        page = report.read_text(encoding="utf-8")
        write_text(report, _PLACE.sub(lambda found: found[1] + note_html(note) + found[2], page, count=1))
    write_text(folder / "summary.json", summary.to_json())
    return StoredReview(folder, summary)


def note_html(note: str) -> str:
    """Write a note for the report."""
    return f'<p class="small remark"><b>Note:</b> {escape(note)}</p>' if note else ""
