"""Both files on paper of one review: the report, and the handout where there is something to hand out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from formcheck.report.key_frames import KeyFrame
from formcheck.report.stored_pictures import pictures_of
from formcheck.results.series import Series
from formcheck.results.stored import StoredReview
from formcheck.results.summary import Summary

REPORT = "report.pdf"
HANDOUT = "handout.pdf"


def write_pdfs(folder: Path, summary: Summary, series: Series, key_frames: Iterable[KeyFrame]) -> None:
    """Write `REPORT`, and of a video in which anything was judged `HANDOUT`.

    Parameters
    ----------
    folder
        The results.
    summary, series, key_frames
        What was found; see `write_review_pdf`.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    # What writes PDF takes a third of a second to import, so only a review that does imports it.
    from formcheck.report.pdf.handout import write_handout
    from formcheck.report.pdf.review_pdf import write_review_pdf

    pictures = list(key_frames)
    write_review_pdf(folder / REPORT, summary, series, pictures)
    if summary.judged and summary.file.kind == "video":
        write_handout(folder / HANDOUT, summary, pictures)


def write_stored_pdfs(stored: StoredReview) -> None:
    """Write them again from the results of a review, with the pictures of its page; see `write_pdfs`."""
    write_pdfs(stored.folder, stored.summary, stored.series(), pictures_of(stored.folder))
