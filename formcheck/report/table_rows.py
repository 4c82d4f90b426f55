"""The lines of the report's tables of angles, against their targets."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from formcheck.lunge.bands import plain_band
from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.names import quantity_name, target_name
from formcheck.records import Band
from formcheck.results.series import TILT_SD, TUCK_SHARE, Series
from formcheck.results.summary import HoldSummary, OwnRangeSummary, Summary
from formcheck.results.summary_targets import own_range_of, share_limits, summary_targets
from formcheck.settings import BandLimits


@dataclass(frozen=True)
class AngleRow:
    """One line of a table of angles.

    Attributes
    ----------
    name, target
        In words.
    value
        The angle, or its median over a hold, in words; a dash where it is not known.
    spread
        From the 5th to the 95th percentile over a hold, in words; empty for a single picture.
    band
        Band of the value; None where it is not known.
    shares
        Share of the judged time in each band, whole percents; empty for a single picture.
    """

    name: str
    target: str
    value: str
    spread: str = ""
    band: Band | None = None
    shares: tuple[tuple[Band, int], ...] = ()


def picture_angles(summary: Summary, series: Series, words: Catalogue) -> list[AngleRow]:
    """Return the lines of a single picture."""
    rows = []
    for name, limits in targets(summary.settings, "none").items():
        value = float(series.curve(name)[1][-1]) if len(series) else math.nan
        known = math.isfinite(value)
        rows.append(
            AngleRow(
                words.text(quantity_name(name)),
                words.text(target_name(*limits.green)),
                words.number(value, "degrees") if known else "–",
                band=plain_band(value, limits) if known else None,
            )
        )
    return rows


def _uncertainty(hold: HoldSummary, series: Series, words: Catalogue) -> str:
    """Write the standard deviation of the tuck in a hold, such as `` ± 1.4°``."""
    sd_deg = float(np.median(series.within(TILT_SD, hold.start_s, hold.end_s)))
    return f" ± {words.number(sd_deg, '.1f')}°"


def hold_angles(summary: Summary, hold: HoldSummary, series: Series, words: Catalogue) -> list[AngleRow]:
    """Return the lines of a hold, the tuck first: it is what the stretch is for."""
    rows = []
    limits_of = summary_targets(summary, hold.rear_side)
    own = own_range_of(summary, hold.rear_side)
    for name in sorted(limits_of, key=lambda name: name != "tuck_deg"):
        limits = limits_of[name]
        values = series.within(name, hold.start_s, hold.end_s)
        shares = hold.shares.get(name, {})
        if len(values) == 0 or not shares:
            rows.append(AngleRow(words.text(quantity_name(name)), words.text(target_name(*limits.green)), "–"))
            continue
        low, middle, high = (float(v) for v in np.percentile(values, (5, 50, 95)))
        rows.append(
            AngleRow(
                words.text(quantity_name(name)),
                words.text(target_name(*limits.green)),
                words.number(middle, "degrees") + (_uncertainty(hold, series, words) if name == "tuck_deg" else ""),
                words.text(target_name(low, high)),
                # Of the tuck, what was said for the longest: its value alone does not tell how sure it is.
                max(Band, key=lambda band: shares.get(band, 0.0)) if name == "tuck_deg" else plain_band(middle, limits),
                tuple((band, round(100 * shares.get(band, 0.0))) for band in Band),
            )
        )
        if name == "tuck_deg" and own is not None:
            rows.append(_share_row(share_limits(summary, own), own, hold, series, words))
    return rows


def _share_row(
    limits: BandLimits, own: OwnRangeSummary, hold: HoldSummary, series: Series, words: Catalogue
) -> AngleRow:
    """Return the line of the tuck as a share of the own."""
    name, target = words.of("plot.share"), words.of("report.share_target", share=limits.green[0])
    values = series.within(TUCK_SHARE, hold.start_s, hold.end_s)
    if not len(values):
        return AngleRow(name, target, "–")
    low, middle, high = (float(value) for value in np.percentile(values, (5, 50, 95)))
    return AngleRow(
        name,
        target,
        f"{words.number(middle, '.2f')} ± {words.number(own.scatter or 0.0, '.2f')}",
        words.of("report.share_spread", low=low, high=high),
        plain_band(middle, limits),
    )
