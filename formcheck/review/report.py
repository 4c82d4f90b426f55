"""`report.html`: one page that holds all it shows, to be read, printed or sent on. It asks nothing from outside."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from formcheck.coaching.wording import STOP_RULES
from formcheck.lunge.assessment import Band
from formcheck.lunge.bands import plain_band
from formcheck.outputs import write_text
from formcheck.review.key_frames import KeyFrame
from formcheck.review.note import note_html
from formcheck.review.plots import plots_html
from formcheck.review.series import TILT_SD, Series
from formcheck.review.summary import HoldFacts, Summary
from formcheck.review.targets import targets
from formcheck.review.words import QUANTITY_NAMES, SOURCE_NAMES, degrees, seconds
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


def write_report(path: Path | str, summary: Summary, series: Series, key_frames: Iterable[KeyFrame]) -> None:
    """Write the report of one review.

    Parameters
    ----------
    path
        The file, ``report.html``.
    summary
        What was found.
    series
        The angles over time.
    key_frames
        The pictures to show.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    write_text(path, render_report(summary, series, key_frames))


def render_report(summary: Summary, series: Series, key_frames: Iterable[KeyFrame]) -> str:
    """Return the report as HTML; see `write_report`."""
    photo = summary.file.kind == "photo"
    environment = Environment(
        loader=PackageLoader("formcheck.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "percent": percent, "span": seconds, "data_uri": _data_uri}
    return environment.get_template("report.html.j2").render(
        s=summary,
        photo=photo,
        state=_state(summary),
        pictures=list(key_frames),
        plots="" if photo else plots_html(summary, series),
        picture_angles=_picture_angles(summary, series) if photo and summary.judged else [],
        holds=[(hold, _hold_angles(summary, hold, series)) for hold in summary.holds],
        quantity_names=QUANTITY_NAMES,
        contents=_contents(summary),
        note=note_html(summary.note),
        stop_rules=STOP_RULES,
        tuck_seen_from=SOURCE_NAMES[summary.pelvis.source],
        tuck=sorted((gap for gap in summary.not_judged if gap.what == "tuck"), key=lambda gap: -gap.share),
        gaps=sorted((gap for gap in summary.not_judged if gap.what != "tuck"), key=lambda gap: -gap.share),
    )


def clock(time_s: float | None) -> str:
    """Write a moment as minutes and seconds, such as ``1:04.2``."""
    if time_s is None:
        return "the end"
    minutes, rest = divmod(round(time_s, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}"


def percent(share: float) -> str:
    """Write a share in whole percents; something is never nothing and part is never all."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "under 1 %"
    if whole == 100 and share < 1:
        return "over 99 %"
    return f"{whole} %"


def target_in_words(limits: BandLimits) -> str:
    """Write the target of an angle, such as ``80° to 100°``."""
    low, high = limits.green
    if math.isinf(low):
        return f"at most {degrees(high)}"
    if math.isinf(high):
        return f"at least {degrees(low)}"
    return f"{degrees(low)} to {degrees(high)}"


def _contents(summary: Summary) -> str:
    """Say what a page shows of the person."""
    pictures = {
        "as filmed": "pictures of the person",
        "face blurred": "pictures of the person with the face blurred",
        "none": "no picture of the person, only drawings of the limbs",
    }[summary.pictures]
    recorded = " and the time" if summary.file.recorded_at else ""
    return (
        f"{pictures}, measured angles, and the name{recorded} of the recording. It contains no sound, no place and no "
        "mark of the camera or phone"
    )


def _state(summary: Summary) -> str:
    """Sign of the verdict: ``none`` not judged, green no fault, yellow a complete hold with faults, red the rest."""
    if not summary.judged:
        return "none"
    if not any(fault.quantity for fault in summary.faults):
        return "green"
    return "yellow" if any(hold.complete for hold in summary.holds) else "red"


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _picture_angles(summary: Summary, series: Series) -> list[AngleRow]:
    rows = []
    for name, limits in targets(summary.settings, "none").items():
        value = float(series.curve(name)[1][-1]) if len(series) else math.nan
        known = math.isfinite(value)
        rows.append(
            AngleRow(
                QUANTITY_NAMES[name],
                target_in_words(limits),
                degrees(value) if known else "–",
                band=plain_band(value, limits) if known else None,
            )
        )
    return rows


def _uncertainty(hold: HoldFacts, series: Series) -> str:
    """Write the standard deviation of the tuck in a hold, such as `` ± 1.4°``."""
    return f" ± {float(np.median(series.within(TILT_SD, hold.start_s, hold.end_s))):.1f}°"


def _hold_angles(summary: Summary, hold: HoldFacts, series: Series) -> list[AngleRow]:
    rows = []
    limits_of = targets(summary.settings, summary.pelvis.source)
    for name in sorted(limits_of, key=lambda name: name != "tuck_deg"):  # the tuck first: it is what the stretch is for
        limits = limits_of[name]
        values = series.within(name, hold.start_s, hold.end_s)
        shares = hold.shares.get(name, {})
        if len(values) == 0 or not shares:
            rows.append(AngleRow(QUANTITY_NAMES[name], target_in_words(limits), "–"))
            continue
        low, middle, high = (float(v) for v in np.percentile(values, (5, 50, 95)))
        rows.append(
            AngleRow(
                QUANTITY_NAMES[name],
                target_in_words(limits),
                degrees(middle) + (_uncertainty(hold, series) if name == "tuck_deg" else ""),
                f"{degrees(low)} to {degrees(high)}",
                # Of the tuck, what was said for the longest: its value alone does not tell how sure it is.
                max(Band, key=lambda band: shares.get(band, 0.0)) if name == "tuck_deg" else plain_band(middle, limits),
                tuple((band, round(100 * shares.get(band, 0.0))) for band in Band),
            )
        )
    return rows
