"""What is judged over time, and what is said of it: from a phase to a cue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from formcheck.messages.message import Message
from formcheck.records.measurements import Measurement, OwnRange, Side

if TYPE_CHECKING:
    # A name in an annotation: the records stand below the exercise and import nothing of it.
    from formcheck.lunge.faults import FaultKind


class Band(StrEnum):
    """Where a quantity lies: target, warn, fault."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Phase(StrEnum):
    """Where in the exercise the person is, frame by frame.

    All but `CALIBRATE` come live and in a recording alike; a single picture is in `SETUP` where it can be judged, else
    in `FRAME`. What the patient's page shows is a list of its own (`formcheck.web.patient.script.Stage`).

    Attributes
    ----------
    FRAME
        Nobody, or not all of them, or not from the side: until the quality gates have passed for a while.
    SETUP
        Fully in the picture, but not yet half-kneeling for long enough.
    BASELINE
        Half-kneeling; the still kneel that becomes the neutral has not been found yet.
    CALIBRATE
        Asked to arch and to tuck, for the own range of the pelvis: live only.
    TUCK
        The neutral is known; no hold is in progress.
    HOLD
        The hold is in progress, also while its clock rests because the form is not good.
    RELEASE
        The kneel has ended after a neutral was found; until somebody half-kneels again.
    SWITCH
        Half-kneeling on the other knee than before, but not yet for long enough.
    """

    FRAME = "frame"
    SETUP = "setup"
    BASELINE = "baseline"
    CALIBRATE = "calibrate"
    TUCK = "tuck"
    HOLD = "hold"
    RELEASE = "release"
    SWITCH = "switch"


FOOT_CLOSE = "foot_close"
"""What over-lunging is called where the knee is ahead of the ankle and the hips are at home."""


@dataclass(frozen=True)
class Fault:
    """One fault from its start to its end.

    Attributes
    ----------
    kind
        Which fault.
    start_s
        When the quantity went past its red edge, seconds of the source.
    found_s
        When the dwell had passed and the fault counted, seconds.
    end_s
        When it cleared, seconds; None while it lasts.
    quantity
        The quantity that showed it (see `formcheck.lunge.quantities`), empty for ``view`` and ``not_kneeling``.
    worst
        The worst value so far, degrees; NaN for ``view`` and ``not_kneeling``.
    worst_frame, worst_s
        Frame and time of the worst value.
    reason
        What was wrong, for ``view`` and ``not_kneeling``.
    foot_close
        Of a knee ahead of its ankle: the hips were at home at the worst, so the front foot stands too close.
    """

    kind: FaultKind
    start_s: float
    found_s: float
    end_s: float | None = None
    quantity: str = ""
    worst: float = float("nan")
    worst_frame: int = 0
    worst_s: float = float("nan")
    reason: Message | None = None
    foot_close: bool = False

    @property
    def words(self) -> str:
        """The code of what it is called: ``fault.WORDS.name``."""
        return FOOT_CLOSE if self.foot_close and self.kind == "over_lunging" else self.kind.value


@dataclass(frozen=True)
class Baseline:
    """The person's own neutral on one side: medians over the still kneel.

    Attributes
    ----------
    start_s, end_s
        The window it was taken from, seconds.
    rear_side
        Which knee was down.
    rear_thigh_deg, pelvic_tilt_deg
        Neutral values, degrees; `pelvic_tilt_deg` is NaN where the pelvis was not observed, and 0 by definition where
        only its changes are.
    doubt
        Why it is not believed: then neither lunging deeper nor the tuck is judged against it; None where it is.
    thigh_pull_deg
        By how much the joint centres lay the rear thigh farther forward than the keypoints; NaN where not known.
    """

    start_s: float
    end_s: float
    rear_side: Side
    rear_thigh_deg: float
    pelvic_tilt_deg: float = float("nan")
    doubt: Message | None = None
    thigh_pull_deg: float = float("nan")


@dataclass(frozen=True)
class HoldTuck:
    """What was observed of the tuck in one hold.

    Attributes
    ----------
    observed_s
        Seconds of the hold in which anything could be said of the tuck.
    tucked_s, arched_s
        Seconds of these in which it was said to be tucked, or arched.
    first_s
        When the tuck was there first, seconds of the source; None where it never was.
    lost_s
        When a tuck that was there was lost (or turned into an arch) for longer than the dwell, seconds of the source.
    unclear_s
        When a tuck that was there stopped being clear for longer than the dwell, lost or not.
    before_s
        Seconds of `observed_s` before the tuck was there first: the time it took to begin.
    """

    observed_s: float = 0.0
    tucked_s: float = 0.0
    arched_s: float = 0.0
    first_s: float | None = None
    lost_s: tuple[float, ...] = ()
    unclear_s: tuple[float, ...] = ()
    before_s: float = 0.0

    @property
    def share(self) -> float:
        """Share of the observed seconds in which it was tucked, 0-1; NaN where nothing was observed."""
        return self.tucked_s / self.observed_s if self.observed_s > 0 else float("nan")


@dataclass(frozen=True)
class Hold:
    """One hold of the stretch.

    Attributes
    ----------
    start_s, end_s
        From the first to the last moment of the hold, faults within it, seconds; `end_s` None while it lasts.
    good_s
        Seconds in good form (nothing red).
    rear_side
        Which knee was down.
    complete
        True when `good_s` reached the target time.
    shares
        For each judged quantity the share of the hold's judged time in each `Band`, 0-1.
    tuck
        What was observed of the tuck.
    """

    start_s: float
    end_s: float | None
    good_s: float
    rear_side: Side
    complete: bool = False
    shares: Mapping[str, Mapping[Band, float]] = field(default_factory=dict)
    tuck: HoldTuck = HoldTuck()


@dataclass(frozen=True)
class Cue:
    """One thing said to the person.

    Attributes
    ----------
    time_s
        When, seconds of the source.
    message
        What is said: at most seven words, except where a ``guide`` says why nothing can be judged.
    kind
        The fault it is about, or why it is said.
    """

    time_s: float
    message: Message
    kind: FaultKind | Literal["remind", "praise", "guide"]


@dataclass(frozen=True, eq=False)
class Assessment:
    """One frame, judged.

    Attributes
    ----------
    frame_index, time_s
        Which frame, and when.
    phase
        Phase of the exercise.
    measurement
        What was measured.
    bands
        Band of each judged quantity; a quantity that is not known is not in it.
    faults
        The faults that count now, most important first.
    ended_faults
        Faults that cleared with this frame, complete.
    baseline
        The neutral in force; None before one was found.
    own_range
        The person's own range on this side, once it was shown; None before.
    hold
        The hold in progress; None outside one.
    ended_hold
        The hold that ended with this frame, complete.
    hold_running
        True while the hold clock runs.
    message
        What is missing before anything can be judged, or what the person is asked to do; None where nothing is.
    cue
        What is said now, if anything.
    settling
        Whether the half-kneeling shape stands, but not for long enough yet: what comes next decides whether it is a
        kneel.
    once_settled
        What this frame is, if the half-kneeling shape in it goes on for long enough to be judged; None where it does
        already, or where this frame is none of it.
    """

    frame_index: int
    time_s: float
    phase: Phase
    measurement: Measurement
    bands: Mapping[str, Band] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    ended_faults: tuple[Fault, ...] = ()
    baseline: Baseline | None = None
    own_range: OwnRange | None = None
    hold: Hold | None = None
    ended_hold: Hold | None = None
    hold_running: bool = False
    message: Message | None = None
    cue: Cue | None = None
    settling: bool = False
    once_settled: Assessment | None = None
