"""What the clinician's page is sent: the types of the page's script are made from these.

See `formcheck.web.page_types`.
"""

from __future__ import annotations

from typing_extensions import TypedDict

from formcheck.lunge.corrections import Corrections
from formcheck.results.summary import FaultSummary, HoldSummary, NotJudged, PelvisSummary, SideSummary
from formcheck.video.privacy import Pictures
from formcheck.web.clinician.job import State


class VideoShort(TypedDict):
    """How far a video is, for the list."""

    number: str
    name: str
    state: State
    done: int
    total: int | None
    trouble: str
    verdict: str
    judged: bool
    up_to_date: bool
    drawn: str
    saved: str


class Curve(TypedDict):
    """One angle over the time, with its bands; None is unknown, or no limit."""

    quantity: str
    name: str
    times_s: list[float | None]
    values_deg: list[float | None]
    green: tuple[float | None, float | None]
    yellow: tuple[float | None, float | None]


class Found(TypedDict):
    """What was found with the corrections in force."""

    sides: list[SideSummary]
    holds: list[HoldSummary]
    found_ranges_s: list[tuple[float, float]]
    faults: list[FaultSummary]
    pelvis: PelvisSummary
    not_judged: list[NotJudged]
    photo: bool
    recorded_on: str | None
    duration_s: float | None
    frame_rate: float | None
    size_px: tuple[int, int]
    uncorrected_verdict: str
    curves: list[Curve]


class VideoFull(VideoShort):
    """Everything about a video."""

    note: str
    patient: str
    visited_on: str | None
    pictures: Pictures
    corrections: Corrections
    found: Found | None


class Videos(TypedDict):
    """Every video, and what holds for all of them."""

    videos: list[VideoShort]
    keep_in: str
    largest_mb: int
    formats: list[str]


class Saved(TypedDict):
    """Where a video was saved."""

    folder: str
