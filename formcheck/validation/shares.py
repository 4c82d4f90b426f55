"""Shares of the own range in a validation film that begins with it: by the stickers, and by the outline alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.corrections import Span
from formcheck.lunge.pelvis.found_range import RangeFinder
from formcheck.lunge.pelvis.own_range import own_range, postures_in
from formcheck.lunge.pelvis.statement import ShareJudge
from formcheck.records import Assessment
from formcheck.settings import Pelvis


def ranges_in(assessments: Sequence[Assessment], limits: Pelvis) -> tuple[Span, ...]:
    """Find where the person shows their own range, from when to when, seconds."""
    finder = RangeFinder(limits.own_range)
    for assessment in assessments:
        finder.add(assessment)
    return finder.found_s()


def shares_after(
    assessments: Sequence[Assessment], ranges_s: Sequence[Span], limits: Pelvis
) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Judge what follows each range by it, as the program does.

    Parameters
    ----------
    assessments
        One way of seeing the pelvis, every frame.
    ranges_s
        From when to when a range is shown, seconds.
    limits
        The bands.

    Returns
    -------
    shares, words
        Shape (frames,): the tuck as a share of the own, NaN where no range counts; and the words, by the share where
        there is one, else as they were.
    """
    times = np.array([a.time_s for a in assessments])
    tucks, trunks = (
        np.array([a.measurement.angles_deg[name] for a in assessments]) for name in ("tuck_deg", "trunk_deg")
    )
    shares = np.full(len(times), np.nan)
    words = [str(a.measurement.pelvis.statement) for a in assessments]
    for start_s, end_s in ranges_s:
        shown = (times >= start_s) & (times <= end_s)
        own = own_range(postures_in(times[shown], tucks[shown], trunks[shown], limits.own_range), limits.own_range)
        if not own.counts:
            continue
        judge = ShareJudge(own, limits)
        neutral = assessments[int(np.flatnonzero(shown)[-1])].baseline
        for row in np.flatnonzero(times > end_s).tolist():
            if assessments[row].baseline != neutral:
                break
            shares[row] = own.tuck_share(tucks[row])
            words[row] = judge.step(float(times[row]), float(tucks[row])).statement
    return shares, np.array(words, dtype=np.str_)
