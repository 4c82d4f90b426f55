"""What the page is told of a video: words, numbers and curves, never a path of this computer but where it was saved."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.targets import targets
from formcheck.messages.words import QUANTITY_NAMES, Tell
from formcheck.report.plots import PLOTTED
from formcheck.report.translation import retold_reasons, retold_verdict
from formcheck.results.series import thinned
from formcheck.results.summary import Summary
from formcheck.review.rejudge import JudgedAgain
from formcheck.web.clinician.job import Case


def in_short(case: Case, tell: Tell = str) -> dict[str, Any]:
    """Tell how far a video is, for the list, in the language of `tell`."""
    return {
        "number": case.number,
        "name": case.file.name,
        "state": case.state,
        "done": case.done,
        "total": case.total,
        "trouble": tell(case.trouble),
        "verdict": _verdict(case.judged.summary, tell) if case.judged else "",
        "judged": case.judged is not None and case.judged.summary.judged,
        "up_to_date": case.up_to_date,
        "drawn": case.drawn.folder.name if case.drawn is not None else "",
        "saved": str(case.saved) if case.saved else "",
    }


def in_full(case: Case, most_points: int, tell: Tell = str) -> dict[str, Any]:
    """Tell everything about a video.

    Parameters
    ----------
    case
        The video.
    most_points
        Points of a curve at most.
    tell
        Gives an English text in the language wanted.
    """
    return in_short(case, tell) | {
        "note": case.note,
        "pictures": case.pictures,
        "corrections": case.wanted.model_dump(mode="json"),
        "found": None if case.judged is None else _found(case, case.judged, most_points, tell),
    }


def _verdict(summary: Summary, tell: Tell) -> str:
    return summary.verdict if tell is str else retold_verdict(summary, tell)


def _found(case: Case, judged: JudgedAgain, most_points: int, tell: Tell) -> dict[str, Any]:
    s = judged.summary
    parts = {"sides", "holds", "faults", "pelvis"}
    gaps = zip(s.not_judged, retold_reasons(s, tell), strict=True)
    return s.model_dump(mode="json", include=parts) | {
        "not_judged": [gap.model_dump(mode="json") | {"why": why} for gap, why in gaps],
        "photo": s.file.kind == "photo",
        "duration_s": s.file.duration_s,
        "frame_rate": s.file.frame_rate,
        "size_px": (s.file.width_px, s.file.height_px),
        "uncorrected_verdict": _uncorrected_verdict(case, s, tell),
        "curves": _curves(judged, most_points),
    }


def _uncorrected_verdict(case: Case, s: Summary, tell: Tell) -> str:
    """Tell what is found without the corrections; in English where no more than that sentence was kept of it."""
    for review in (case.looked, case.drawn):
        for raw in (review.summary, review.uncorrected) if review is not None else ():
            if raw is not None and raw.verdict == s.uncorrected_verdict:
                return _verdict(raw, tell)
    return s.uncorrected_verdict


def _curves(judged: JudgedAgain, most_points: int) -> list[dict[str, Any]]:
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
