"""What of a report goes on paper, so that it fits two pages: the rest is on the screen and in the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.report.key_frames import KeyFrame
from formcheck.results.events import Event
from formcheck.results.summary import HoldSummary, Summary

ABREAST = 5
"""How many pictures stand beside each other, in one row or two."""
_MOST_EVENTS = 9
_PLOTS_PX = {0: 720, 1: 550, 2: 390}
"""Height left for the plots on the first page beside N rows of pictures, CSS pixels (96 an inch)."""


@dataclass(frozen=True)
class PrintLayout:
    """What is printed.

    Attributes
    ----------
    pictures
        A neutral and a best second of each side, and the worst faults.
    events
        All where they are few, else the worst faults.
    holds
        The longest of each side.
    plots_px
        Height of the plots, CSS pixels.
    """

    pictures: tuple[KeyFrame, ...]
    events: tuple[Event, ...]
    holds: tuple[HoldSummary, ...]
    plots_px: int


def print_layout(summary: Summary, pictures: Sequence[KeyFrame], listed: Sequence[Event]) -> PrintLayout:
    """Choose what is printed of everything a report shows."""
    chosen = _pictures(pictures)
    longest = {hold.rear_side: hold for hold in sorted(summary.holds, key=lambda hold: hold.good_s)}
    return PrintLayout(chosen, _listed(listed), tuple(longest.values()), _PLOTS_PX[-(-len(chosen) // ABREAST)])


def _pictures(pictures: Sequence[KeyFrame]) -> tuple[KeyFrame, ...]:
    calm = {(p.kind, p.rear_side): p for p in reversed(pictures) if p.kind in ("neutral", "best")}
    faults = sorted((p for p in pictures if p.kind == "fault"), key=lambda p: -p.weight)
    room = ABREAST if len(calm) < ABREAST else 2 * ABREAST
    return (*calm.values(), *faults[: room - len(calm)])


def _listed(listed: Sequence[Event]) -> tuple[Event, ...]:
    if len(listed) <= _MOST_EVENTS:
        return tuple(listed)
    faults = [event for event in listed if event.kind == "fault"]
    return tuple(sorted(faults, key=lambda event: -event.past_deg)[:_MOST_EVENTS])
