"""The few numbers of one visit that are compared with those of another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

import numpy as np

from formcheck.lunge.quantities import PLOTTED
from formcheck.messages.message import Message
from formcheck.messages.names import quantity_meaning, quantity_name
from formcheck.records import Phase, Side
from formcheck.results.series import TILT_SD
from formcheck.results.stored import StoredReview

_NOON = time(12, tzinfo=UTC)
"""Of a visit only the day was entered: at noon it is the same day nearly everywhere."""

LONGEST_HOLD = "longest_hold_s"
FAULTS = "faults"
TUCK_SD = "tuck_sd_deg"
HIP_EXTENSION, HIP_EXTENSION_SD = "hip_extension_deg", "hip_extension_sd_deg"

SHOWN = (LONGEST_HOLD, FAULTS, HIP_EXTENSION, *PLOTTED)
"""What is shown of a side, in this order."""


def measure_name(measure: str) -> Message:
    """Return what a measure is called."""
    return quantity_name(measure) if measure in PLOTTED else Message(f"progress.{measure}")


def measure_meaning(measure: str) -> Message:
    """Return the unit of a measure, or what its sign means."""
    return quantity_meaning(measure) if measure in PLOTTED else Message(f"progress.{measure}_meaning")


@dataclass(frozen=True)
class Visit:
    """One review as it is compared.

    Attributes
    ----------
    sha256
        Checksum of the video.
    time
        The day that was entered, or when it was recorded, or else reviewed.
    verdict, view
        One sentence, in English; the quality of the view, a code.
    program, model
        Version of formcheck and name of the pose model.
    sides
        For each knee that was down: median angles since the neutral (the phases `tuck` and `hold`), degrees, by the
        names of `PLOTTED`, with `TUCK_SD`; `HIP_EXTENSION` with its sd; `LONGEST_HOLD`, seconds; and how many `FAULTS`.
        What is unknown is left out.
    verdict_message
        The verdict as a code with its parameters; None in a visit kept before 0.2.0.
    """

    sha256: str
    time: datetime
    verdict: str
    view: str
    program: str
    model: str
    sides: Mapping[Side, Mapping[str, float]]
    verdict_message: Message | None = None


def visit_of(review: StoredReview) -> Visit:
    """Take the numbers of a visit from the results of its review."""
    s = review.summary
    return Visit(
        sha256=s.file.sha256,
        time=time_of(review),
        verdict=s.verdict,
        view=s.view.quality,
        program=s.program.formcheck,
        model=s.program.model,
        sides={side.rear_side: _measures(review, side.rear_side) for side in s.sides},
        verdict_message=s.verdict_message,
    )


def time_of(review: StoredReview) -> datetime:
    """Return when a visit was: the day that somebody entered, or when it was recorded, or else reviewed first."""
    entered, recorded = review.summary.visited_on, review.summary.file.recorded_at
    if entered is not None:
        return datetime.combine(entered, _NOON)
    return _aware(recorded) if recorded else review.reviewed_at


def _aware(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _measures(review: StoredReview, side: Side) -> dict[str, float]:
    phases, sides = review.angles["phase"], review.angles["rear_side"]
    working = np.array(
        [
            phase in (Phase.TUCK, Phase.HOLD) and down == side
            for phase, down in zip(phases, sides, strict=True)  # columns of words
        ],
        dtype=bool,
    )
    holds = [hold.good_s for hold in review.summary.holds if hold.rear_side == side]
    found = {LONGEST_HOLD: max(holds, default=0.0), FAULTS: float(_faults_of(review, side))}
    for measure, column in {**{name: name for name in PLOTTED}, TUCK_SD: TILT_SD}.items():
        values = review.numbers("angles", column)[working]
        values = values[np.isfinite(values)]
        if len(values):
            found[measure] = round(float(np.median(values)), 2)
    for own in review.summary.sides:
        if own.rear_side == side and own.hip_extension is not None:
            found[HIP_EXTENSION], found[HIP_EXTENSION_SD] = (
                own.hip_extension.hip_extension_deg,
                own.hip_extension.sd_deg,
            )
    return found


def _faults_of(review: StoredReview, side: Side) -> int:
    """Count the faults of form that began with this knee down."""
    times = review.numbers("angles", "time_s")
    sides = review.angles["rear_side"]
    count = 0
    for fault in review.summary.faults:
        if fault.quantity and fault.worst_s is not None and not math.isnan(fault.worst_s):
            count += sides[int(np.argmin(np.abs(times - fault.worst_s)))] == side
    return count
