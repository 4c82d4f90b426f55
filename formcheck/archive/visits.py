"""A review of a known patient: judged by their goals, kept as a visit."""

from __future__ import annotations

from pathlib import Path

from formcheck.archive.store import Archive
from formcheck.results.stored import StoredReview
from formcheck.results.visit import visit_of
from formcheck.settings import StoredSettings


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
