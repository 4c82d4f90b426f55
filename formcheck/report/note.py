"""A note that the reviewer writes on results that are there already."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup

from formcheck.messages.catalogue import Catalogue, catalogue
from formcheck.report.pdf.both import REPORT, write_stored_pdfs
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
        html = str(note_html(note, catalogue(summary.language)))  # markup would escape the marks that it is put between
        page = report.read_text(encoding="utf-8")
        write_text(report, _PLACE.sub(lambda found: f"{found[1]}{html}{found[2]}", page, count=1))
    noted = StoredReview(folder, summary)
    if (folder / REPORT).exists():
        write_stored_pdfs(noted)
    write_text(folder / "summary.json", summary.to_json())
    return noted


def note_html(note: str, words: Catalogue) -> Markup:
    """Write a note for the report."""
    if not note:
        return Markup()
    return Markup('<p class="small remark"><b>{}</b> {}</p>').format(words.of("report.note"), note)
