"""What the page is told of a video: words, numbers and curves, never a path of this computer but where it was saved."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.quantities import PLOTTED
from formcheck.lunge.targets import targets
from formcheck.messages.words import QUANTITY_NAMES, Tell
from formcheck.report.translation import retold_reasons, retold_verdict
from formcheck.results.series import thinned
from formcheck.results.summary import Summary
from formcheck.review.rejudge import Rejudged
from formcheck.web.clinician.job import Job


def in_short(job: Job, tell: Tell = str) -> dict[str, Any]:
    """Tell how far a video is, for the list, in the language of `tell`."""
    return {
        "number": job.number,
        "name": job.file.name,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "trouble": tell(job.trouble) if job.trouble else "",
        "verdict": _verdict(job.judged.summary, tell) if job.judged else "",
        "judged": job.judged is not None and job.judged.summary.judged,
        "up_to_date": job.up_to_date,
        "drawn": job.drawn.folder.name if job.drawn is not None else "",
        "saved": str(job.saved) if job.saved else "",
    }


def in_full(job: Job, most_points: int, tell: Tell = str) -> dict[str, Any]:
    """Tell everything about a video.

    Parameters
    ----------
    job
        The video.
    most_points
        Points of a curve at most.
    tell
        Gives an English text in the language wanted.
    """
    return in_short(job, tell) | {
        "note": job.note,
        "pictures": job.pictures,
        "corrections": job.wanted.model_dump(mode="json"),
        "found": None if job.judged is None else _found(job, job.judged, most_points, tell),
    }


def _verdict(summary: Summary, tell: Tell) -> str:
    return summary.verdict if tell is str else retold_verdict(summary, tell)


def _found(job: Job, judged: Rejudged, most_points: int, tell: Tell) -> dict[str, Any]:
    s = judged.summary
    parts = {"sides", "holds", "faults", "pelvis"}
    gaps = zip(s.not_judged, retold_reasons(s, tell), strict=True)
    return s.model_dump(mode="json", include=parts) | {
        "not_judged": [gap.model_dump(mode="json") | {"why": why} for gap, why in gaps],
        "photo": s.file.kind == "photo",
        "duration_s": s.file.duration_s,
        "frame_rate": s.file.frame_rate,
        "size_px": (s.file.width_px, s.file.height_px),
        "uncorrected_verdict": _uncorrected_verdict(job, s, tell),
        "curves": _curves(judged, most_points),
    }


def _uncorrected_verdict(job: Job, s: Summary, tell: Tell) -> str:
    """Tell what is found without the corrections; in English where no more than that sentence was kept of it."""
    for review in (job.looked, job.drawn):
        for raw in (review.summary, review.uncorrected) if review is not None else ():
            if raw is not None and raw.verdict == s.uncorrected_verdict:
                return _verdict(raw, tell)
    return s.uncorrected_verdict


def _curves(judged: Rejudged, most_points: int) -> list[dict[str, Any]]:
    """Return the curves that have bands; those of which nothing is known are left out."""
    limits_of = targets(judged.summary.settings, judged.summary.pelvis.source)
    curves = []
    for quantity in PLOTTED:
        times, values = thinned(judged.series.curve(quantity), most_points)
        if not np.isfinite(values).any():
            continue
        limits = limits_of[quantity]
        curves.append(
            {
                "quantity": quantity,
                "name": QUANTITY_NAMES[quantity],
                "times_s": _numbers(times, 3),
                "values_deg": _numbers(values, 1),
                "green": [_limit(value) for value in limits.green],
                "yellow": [_limit(value) for value in limits.yellow],
            }
        )
    return curves


def _numbers(values: NDArray[np.float64], digits: int) -> list[float | None]:
    return [round(value, digits) if math.isfinite(value) else None for value in values.tolist()]


def _limit(value: float) -> float | None:
    return value if math.isfinite(value) else None
