"""What the clinician's page is sent: the types of the page's script are made from these.

See `formcheck.web.page_types`.
"""

from __future__ import annotations

from typing_extensions import TypedDict

from formcheck.lunge.corrections import Corrections, Joint
from formcheck.results.summary import FaultSummary, HoldSummary, KneelSummary, NotJudged, PelvisSummary, SideSummary
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
    kneels: list[KneelSummary]
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


class ShownJoint(TypedDict):
    """Where a joint lies in one picture, pixels of the frames judged: as it is judged, and as the network gave it."""

    joint: Joint
    x_px: float
    y_px: float
    raw_x_px: float
    raw_y_px: float
    moved_x_px: float
    moved_y_px: float


class ShownJoints(TypedDict):
    """The joints of one picture that can be moved by hand; those not found are left out."""

    time_s: float
    size_px: tuple[int, int]
    joints: list[ShownJoint]


class VideoFull(VideoShort):
    """Everything about a video."""

    note: str
    patient: str
    visited_on: str | None
    pictures: Pictures
    corrections: Corrections
    found: Found | None


class VisitName(TypedDict):
    """A review that can be compared: one that is open here, or one that was saved."""

    key: str
    name: str
    patient: str
    day: str


class ComparedVisit(VisitName):
    """A review that is compared, with its curves."""

    verdict: str
    found: Found


class Videos(TypedDict):
    """Every video, and what holds for all of them."""

    videos: list[VideoShort]
    keep_in: str
    largest_mb: int
    formats: list[str]


class GoalShown(TypedDict):
    """The green band of one angle for a patient, and the usual one; None is no edge."""

    quantity: str
    name: str
    green: tuple[float | None, float | None]
    usual: tuple[float | None, float | None]


class Goals(TypedDict):
    """A patient's own targets, where there are any, or the usual ones."""

    own: bool
    hold_s: float
    usual_hold_s: float
    goals: list[GoalShown]


class Saved(TypedDict):
    """Where a video was saved."""

    folder: str
