"""What can be compared on the page: the videos that are judged there, and the reviews that were saved before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import message
from formcheck.results.stored import StoredReview
from formcheck.results.visit import time_of
from formcheck.review.rejudge import judged_then
from formcheck.web.clinician.answer import found_in, verdict_of
from formcheck.web.clinician.api_messages import ComparedVisit, VisitName
from formcheck.web.clinician.job_store import JobStore, NoVideoError

_SAVED = "saved:"
"""Before the name of a folder of results; else a key is the number of a video."""


def visit_names(jobs: JobStore) -> list[VisitName]:
    """List what can be compared, the earliest visit first."""
    names = [_name(key, review) for key, review in _all(jobs)]
    return sorted(names, key=lambda name: (name["day"], name["key"]))


def compared_visit(jobs: JobStore, key: str, most_points: int, words: Catalogue) -> ComparedVisit:
    """Tell what was found in a visit, as it is drawn. Raises FormcheckError where there is none, or it is damaged."""
    review = _one(jobs, key)
    return {
        **_name(key, review),
        "verdict": verdict_of(review.summary, words),
        "found": found_in(judged_then(review), most_points, words),
    }


def film_of(jobs: JobStore, key: str) -> Path:
    """Return the annotated video of a visit. Raises NoVideoError where there is none."""
    return _one(jobs, key).folder / "annotated.mp4"


def _all(jobs: JobStore) -> Iterator[tuple[str, StoredReview]]:
    drawn = [(job.number, job.drawn) for job in jobs.listed()]
    yield from ((number, review) for number, review in drawn if review is not None and _is_film(review))
    for summary in sorted(jobs.keep_in.glob("*/summary.json")) if jobs.keep_in.is_dir() else ():
        with suppress(FormcheckError):  # a folder of something else, or a damaged one, is no visit
            review = StoredReview.open(summary.parent)
            if _is_film(review):
                yield _SAVED + summary.parent.name, review


def _one(jobs: JobStore, key: str) -> StoredReview:
    for known, review in _all(jobs):
        if known == key:
            return review
    raise NoVideoError(message("error.job.gone"))


def _is_film(review: StoredReview) -> bool:
    return review.summary.file.kind == "video" and (review.folder / "annotated.mp4").exists()


def _name(key: str, review: StoredReview) -> VisitName:
    return {
        "key": key,
        "name": review.folder.name if key.startswith(_SAVED) else review.summary.file.name,
        "patient": review.summary.patient,
        "day": time_of(review).astimezone().date().isoformat(),
    }
