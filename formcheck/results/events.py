"""The events of a recording worth going to: neutrals, holds and faults, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formcheck.messages.message import Message, message
from formcheck.messages.names import fault_name, quantity_name, side_name
from formcheck.records import Band
from formcheck.results.summary import BorderlineSummary, FaultSummary, Summary


@dataclass(frozen=True)
class Event:
    """One line of the list beside the video.

    Attributes
    ----------
    kind, name
        What it is, and what it is called.
    start_s, end_s
        Its time, seconds; None where it lasts to the end of the recording.
    go_s
        Where the video jumps to: the worst of a fault, the start of the rest.
    band
        Red for a fault, yellow for what is borderline, green for a hold that is complete and kept its tuck, None for
        the rest.
    worst
        Of a fault its worst value; None where it has none.
    past_deg
        How far that lies outside its target, degrees; 0 where it has none.
    """

    kind: Literal["neutral", "hold", "fault", "borderline"]
    name: Message
    start_s: float
    end_s: float | None
    go_s: float
    band: Band | None = None
    worst: Message | None = None
    past_deg: float = 0.0


def events(summary: Summary) -> list[Event]:
    """List the events of a review. A lost view is no moment of the exercise: `not judged` tells of it."""
    neutrals = [
        Event(
            "neutral",
            message("event.neutral", side=side_name(side.rear_side)),
            own.start_s,
            own.end_s,
            own.start_s,
        )
        for side in summary.sides
        for own in side.baselines
    ]
    many = len(summary.holds) > 1
    holds = [
        Event(
            "hold",
            message(f"event.{'numbered_hold' if many else 'hold'}", number=number, side=side_name(hold.rear_side)),
            hold.start_s,
            hold.end_s,
            hold.start_s,
            Band.GREEN if hold.good else None,
        )
        for number, hold in enumerate(summary.holds, start=1)
    ]
    faults = [_of_fault(fault) for fault in summary.faults if fault.quantity]
    near = [_of_borderline(part) for part in summary.borderline]
    return sorted((*neutrals, *holds, *faults, *near), key=lambda moment: moment.start_s)


def _of_borderline(part: BorderlineSummary) -> Event:
    name = quantity_name(part.quantity)
    return Event(
        "borderline",
        message("event.borderline", quantity=name, limit=part.limit_deg),
        part.time_s,
        part.time_s,
        part.time_s,
        Band.YELLOW,
        message("event.worst_borderline", quantity=name, angle=part.value_deg, sd=part.sd_deg),
    )


def _of_fault(fault: FaultSummary) -> Event:
    worst = None
    if fault.quantity and fault.worst_deg is not None:
        code = "event.worst_borderline" if fault.borderline else "event.worst"
        worst = Message(
            code, {"quantity": quantity_name(fault.quantity), "angle": fault.worst_deg, "sd": fault.sd_deg or 0.0}
        )
    go_s = fault.start_s if fault.worst_s is None else fault.worst_s
    return Event(
        "fault",
        fault_name(fault.words),
        fault.start_s,
        fault.end_s,
        go_s,
        Band.YELLOW if fault.borderline else Band.RED,
        worst,
        fault.past_target_deg or 0.0,
    )
