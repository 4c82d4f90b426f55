"""Judging a video anew from what the networks saw of it: in a moment, without the networks and without the video."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.coaching.session import CoachedLunge
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.review.builder import SummaryBuilder
from formcheck.review.poses import StoredPoses
from formcheck.review.series import Series
from formcheck.review.stored import StoredReview
from formcheck.review.summary import Summary
from formcheck.review.uncorrected import Uncorrected, check_taken


@dataclass(frozen=True, eq=False)
class JudgedAgain:
    """What is found with corrections.

    Attributes
    ----------
    summary
        As `summary.json` would hold it.
    series
        The angles over time.
    """

    summary: Summary
    series: Series


def judge_again(stored: StoredReview, corrections: Corrections) -> JudgedAgain:
    """Judge a reviewed video with other corrections.

    The same as reviewing it with them, with two exceptions: frames before the first or after the last of that review
    are not there, and the pelvis is known only as it was looked at: where side or facing are now others, nothing is
    said of the tuck.

    Parameters
    ----------
    stored
        The review. What was corrected in it does not matter, but for whom was judged.
    corrections
        What is so.

    Raises
    ------
    FormcheckError
        The video does not bear out what is given, another person has to be looked at first, or the review is too old.
    """
    before = stored.summary
    if corrections.person != before.corrections.person:
        raise FormcheckError("Another person has to be looked at first: review the video again with --person.")
    poses = StoredPoses.open(stored.folder)
    photo = before.file.kind == "photo"
    settings = before.settings
    lunge = CoachedLunge(settings, photo=photo, sources=poses.sources(settings), corrections=corrections)
    raw = _raw_verdict(before, corrections)
    uncorrected = None
    if raw is None:
        uncorrected = Uncorrected(settings, poses.sources(settings), photo=photo, choice=corrections.choice)
    builder, series = SummaryBuilder(settings, photo=photo, pictures=before.pictures, patient=before.patient), Series()
    start_s = corrections.start_s or 0.0
    end_s = math.inf if corrections.end_s is None else corrections.end_s
    for frame in poses:
        if start_s <= frame.time_s <= end_s:
            assessment = lunge.step(frame)
            if uncorrected is not None:
                uncorrected.step(frame)
            builder.add(assessment)
            series.add(assessment)
    if not len(series):
        raise FormcheckError("There is no picture between --start and --end: choose other times.")
    builder.finish(*lunge.finish())
    summary = builder.build(before.file, before.program)
    check_taken(corrections, summary)
    verdict = uncorrected.summary(summary).verdict if uncorrected is not None else raw
    update = {"corrections": corrections, "uncorrected_verdict": verdict, "note": before.note}
    return JudgedAgain(summary.model_copy(update=update), series)


def judged_then(stored: StoredReview) -> JudgedAgain:
    """Return what was found in a review itself.

    Raises
    ------
    StoredReviewError
        Its tables are damaged.
    """
    angles = {name: stored.numbers("angles", name) for name in stored.angles if name.endswith("_deg")}
    return JudgedAgain(stored.summary, Series.of(stored.numbers("angles", "time_s"), angles))


def _raw_verdict(before: Summary, corrections: Corrections) -> str | None:
    """Return what is found without the corrections; None where that was another part of the video."""
    if corrections == corrections.choice:
        return ""
    same = corrections.choice == before.corrections.choice
    return (before.uncorrected_verdict or before.verdict) if same else None
