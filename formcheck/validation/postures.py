"""Still postures of one video, each measured both ways: a long hold is one posture, however many frames it has."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.pelvis.stickers import NONE_SEEN
from formcheck.messages.message import Message, message
from formcheck.settings import Validation
from formcheck.validation.agreement import MeasuredPair
from formcheck.validation.instrument import InstrumentReading
from formcheck.validation.observe import Course, Observed

Rows = NDArray[np.intp]


def postures(watched: Observed, person: str, video: str, settings: Validation) -> list[MeasuredPair]:
    """MeasuredPair the readings of each posture that the person held still after their neutral, by the stickers alone.

    What the outline tells has no part in the choice of postures, so it cannot choose those it does well in.
    """
    reference = watched.reference
    assert reference is not None
    return [
        _pair(
            watched,
            rows,
            (person, video),
            (float(np.median(reference.change_deg[rows])), float(np.median(reference.sd_deg[rows]))),
            settings,
        )
        for rows in _still(watched, reference, settings)
    ]


def measured(
    watched: Observed, readings: Sequence[InstrumentReading], person: str, video: str, settings: Validation
) -> list[MeasuredPair]:
    """MeasuredPair each reading of an instrument with what was told around its time."""
    neutral_deg = next(reading.tilt_deg for reading in readings if reading.time_s is None)
    pairs = []
    for reading in readings:
        if reading.time_s is None:
            continue
        rows = np.flatnonzero(np.abs(watched.time_s - reading.time_s) <= settings.around_s)
        rows = rows[watched.time_s[rows] > watched.neutral_s[rows, 1]]
        if len(rows):
            known = (reading.tilt_deg - neutral_deg, math.nan)
            pairs.append(_pair(watched, rows, (person, video), known, settings))
    return pairs


def why_none(watched: Observed) -> Message:
    """Say why a video has no posture that can be compared."""
    if not np.isfinite(watched.neutral_s).any():
        return message("agreement.no_neutral", seconds=watched.still_s)
    reasons = Counter(reason for reason in (watched.reference or watched.told).reasons if reason)
    if not reasons:
        return message("agreement.no_posture")
    most = reasons.most_common(1)[0][0]
    return message("agreement.no_stickers") if most == NONE_SEEN else most


def _still(watched: Observed, reference: Course, settings: Validation) -> Iterator[Rows]:
    """Yield the frames of each posture: the reference known and steady, the hips still, one neutral in force."""
    usable = np.isfinite(reference.change_deg) & ~watched.moving & (watched.time_s > watched.neutral_s[:, 1])
    run: list[int] = []
    for row in range(len(watched.time_s) + 1):
        if row < len(usable) and not usable[row]:
            if run and watched.time_s[row] - watched.time_s[run[-1]] > settings.longest_gap_s:
                yield from _long_enough(run, watched, reference, settings)
                run = []
            continue
        if row == len(usable) or (run and not _goes_on(run, row, watched, reference, settings)):
            yield from _long_enough(run, watched, reference, settings)
            run = []
        run.append(row)


def _goes_on(run: list[int], row: int, watched: Observed, reference: Course, settings: Validation) -> bool:
    same = watched.neutral_s[row, 0] == watched.neutral_s[run[0], 0]
    return bool(same and np.ptp(reference.change_deg[[*run, row]]) <= settings.steady_deg)


def _long_enough(run: list[int], watched: Observed, reference: Course, settings: Validation) -> list[Rows]:
    if not run or watched.time_s[run[-1]] - watched.time_s[run[0]] < settings.least_s:
        return []
    # Who has not moved yet is still in the neutral, where both ways say 0 by definition.
    since_s = watched.time_s[run[0]] - watched.neutral_s[run[0], 1]
    unmoved = since_s <= settings.longest_gap_s and abs(np.median(reference.change_deg[run])) < settings.steady_deg
    return [] if unmoved else [np.array(run)]


def _pair(
    watched: Observed, rows: Rows, who: tuple[str, str], reference: tuple[float, float], settings: Validation
) -> MeasuredPair:
    told = watched.told
    known = rows[np.isfinite(told.change_deg[rows])]
    if len(known) < settings.least_estimated * len(rows):
        known = known[:0]
    words = Counter(told.words[known].tolist())
    shared = _median_share(watched.reference, rows) if watched.reference is not None else math.nan
    return MeasuredPair(
        *who,
        start_s=float(watched.time_s[rows[0]]),
        end_s=float(watched.time_s[rows[-1]]),
        reference_deg=reference[0],
        reference_sd_deg=reference[1],
        told_deg=float(np.median(told.change_deg[known])) if len(known) else math.nan,
        told_sd_deg=float(np.median(told.sd_deg[known])) if len(known) else math.nan,
        word=words.most_common(1)[0][0] if words else "",
        reference_share=shared,
        told_share=_median_share(told, known),
        neutral_start_s=float(watched.neutral_s[rows[0], 0]),
        neutral_end_s=float(watched.neutral_s[rows[0], 1]),
    )


def _median_share(course: Course, rows: Rows) -> float:
    """Return the share of the own tuck in a posture; NaN where no range counts for it."""
    known = rows[np.isfinite(course.share[rows])] if course.share is not None else rows[:0]
    return float(np.median(course.share[known])) if course.share is not None and len(known) else math.nan
