"""`note.txt`: a plain text for the patient's record, in the order subjective, objective, assessment, plan.

What nobody has measured is left open, to be filled in: what the patient says, and the plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import Catalogue, catalogue
from formcheck.messages.message import Message
from formcheck.messages.names import quantity_name, target_name
from formcheck.results.borderline import error_sd_deg
from formcheck.results.events import events
from formcheck.results.series import SD_GROWTH, TILT_SD, Series
from formcheck.results.stored import StoredReview
from formcheck.results.summary import HoldSummary, Summary, stored_message
from formcheck.system.outputs import write_text


def write_note_text(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `note.txt`."""
    path = folder / "note.txt"
    write_text(path, note_text(stored))
    return [path]


def note_text(stored: StoredReview) -> str:
    """Return the text, in the language of the review."""
    summary, words = stored.summary, catalogue(stored.summary.language)
    day = summary.file.recorded_at or summary.reviewed_at
    head = [words.of("soap.title")]
    head += [f"{words.of('report.fact.patient')}: {summary.patient}"] if summary.patient else []
    head += [words.date(day)] if day else []
    said = stored_message(summary.verdict, summary.verdict_message)
    verdict = words.text(said) if isinstance(said, Message) else summary.verdict
    parts = [
        " · ".join(head),
        f"{words.of('soap.subjective')}\n{words.of('soap.fill_in')}",
        "\n".join([words.of("soap.objective"), *_objective(summary, stored.series(), words)]),
        "\n".join([words.of("soap.assessment"), verdict, *([summary.note] if summary.note else [])]),
        f"{words.of('soap.plan')}\n{words.of('soap.fill_in')}",
        words.of("safety.not_a_device"),
    ]
    return "\n\n".join(parts) + "\n"


def _objective(summary: Summary, series: Series, words: Catalogue) -> Iterator[str]:
    for hold in summary.holds:
        complete = "report.in_good_form_complete" if hold.complete else "report.in_good_form"
        span = words.of("report.span", start=hold.start_s, end=hold.end_s)
        good = f"{words.number(hold.good_s, 'seconds')} {words.of(complete, target=hold.target_s)}"
        yield f"{words.of(f'knee.{hold.rear_side}')}, {span}: {good}"
        yield from _angles(summary, hold, series, words)
    for side in summary.sides:
        if side.hip_extension is not None:
            extended = side.hip_extension
            value = words.of("report.fact.extended", value=extended.hip_extension_deg, sd=extended.sd_deg)
            yield f"{words.of(f'knee.{side.rear_side}')}, {words.of('progress.hip_extension_deg')}: {value}"
    for event in events(summary):
        if event.kind in ("fault", "borderline"):
            worst = f": {words.text(event.worst)}" if event.worst is not None else ""
            yield f"{words.number(event.start_s, 'clock')} {words.text(event.name)}{worst}"
    for gap in sorted(summary.not_judged, key=lambda gap: -gap.share)[:4]:
        why = stored_message(gap.why, gap.why_message)
        if isinstance(why, Message):
            yield f"{words.of('report.not_judged')}: {words.text(why)} ({words.number(gap.share, 'percent')})"


def _angles(summary: Summary, hold: HoldSummary, series: Series, words: Catalogue) -> Iterator[str]:
    for name, limits in targets(summary.settings, summary.pelvis.source).items():
        values = series.within(name, hold.start_s, hold.end_s)
        if not len(values):
            continue
        sds = series.within(TILT_SD, hold.start_s, hold.end_s) if name == "tuck_deg" else np.empty(0)
        growths = series.within(SD_GROWTH, hold.start_s, hold.end_s)
        growth = float(np.median(growths)) if len(growths) else math.nan
        sd = float(np.median(sds)) if len(sds) else error_sd_deg(name, growth)
        value = words.number(float(np.median(values)), "degrees")
        unsure = f" ± {words.number(sd, '.1f')}°" if np.isfinite(sd) else ""
        target = f"{words.of('report.target')} {words.text(target_name(*limits.green))}"
        yield f"  {words.text(quantity_name(name))}: {value}{unsure} ({target})"
