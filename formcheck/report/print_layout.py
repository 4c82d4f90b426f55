"""What of a report goes on paper, so that it fits two pages: the rest is on the screen and in the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.report.key_frames import KeyFrame
from formcheck.results.events import Moment
from formcheck.results.summary import HoldFacts, Summary

ABREAST = 5
"""So many pictures stand beside each other, in one row or two."""
_MOMENTS = 9
_PLOTS_PX = {0: 720, 1: 550, 2: 390}
"""Height left for the plots on the first page beside so many rows of pictures, CSS pixels (96 an inch)."""


@dataclass(frozen=True)
class OnPaper:
    """What is printed.

    Attributes
    ----------
    pictures
        A neutral and a best second of each side, and the worst faults.
    moments
        All where they are few, else the worst faults.
    holds
        The longest of each side.
    plots_px
        Height of the plots, CSS pixels.
    """

    pictures: tuple[KeyFrame, ...]
    moments: tuple[Moment, ...]
    holds: tuple[HoldFacts, ...]
    plots_px: int


def on_paper(summary: Summary, pictures: Sequence[KeyFrame], listed: Sequence[Moment]) -> OnPaper:
    """Choose what is printed of everything a report shows."""
    chosen = _pictures(pictures)
    longest = {hold.rear_side: hold for hold in sorted(summary.holds, key=lambda hold: hold.good_s)}
    return OnPaper(chosen, _moments(listed), tuple(longest.values()), _PLOTS_PX[-(-len(chosen) // ABREAST)])


def _pictures(pictures: Sequence[KeyFrame]) -> tuple[KeyFrame, ...]:
    calm = {(p.kind, p.rear_side): p for p in reversed(pictures) if p.kind in ("neutral", "best")}
    faults = sorted((p for p in pictures if p.kind == "fault"), key=lambda p: -p.weight)
    room = ABREAST if len(calm) < ABREAST else 2 * ABREAST
    return (*calm.values(), *faults[: room - len(calm)])


def _moments(listed: Sequence[Moment]) -> tuple[Moment, ...]:
    if len(listed) <= _MOMENTS:
        return tuple(listed)
    faults = [moment for moment in listed if moment.kind == "fault"]
    return tuple(sorted(faults, key=lambda moment: -moment.past_deg)[:_MOMENTS])
