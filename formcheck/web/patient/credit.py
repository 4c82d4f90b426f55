"""What one side of one set has earned: the position that was held, the tuck that was observed in it, and what counts.

Only tucked seconds count where the tuck can be observed. Where it cannot, the position counts, and is called no more
than that: without an own range a tuck that is not clear says nothing either way.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from formcheck.lunge.faults import TUCK_FAULTS, FaultKind
from formcheck.lunge.legs import SIDES
from formcheck.records import Assessment, Level, PelvisEstimate, Side
from formcheck.results.hip_extension import HipExtension, opened
from formcheck.results.home.plan import planned_parts
from formcheck.results.practice import LONGEST_HOLD_S, MOST_LOSSES, MOST_SETS, Felt
from formcheck.results.summary import HipExtensionSummary

MOST_HELD = 2.0
"""A side ends once the position was held for so many times its target, however little of it counted: enough is enough
[A]."""
_SECONDS = Annotated[float, Field(ge=0, le=10 * LONGEST_HOLD_S)]


_STALLED_S = 5.0
"""A camera that has stalled is found out after about so long: what was earned meanwhile shows one picture only,
seconds (`PictureCheck.still_s`, and how often that is looked at)."""


class Tuck(StrEnum):
    """What was observed of the tuck in one frame."""

    TUCKED = "tucked"
    MISSING = "missing"
    UNSEEN = "unseen"


class Part(BaseModel):
    """One side of one set.

    Attributes
    ----------
    side
        Which knee is down; None until the person has chosen by kneeling.
    good_s
        Seconds that count: tucked, and those in which the tuck could not be observed.
    held_s
        Seconds in which the position was held: nothing was red.
    tucked_s, unseen_s
        Of these those with the tuck, and those in which it could not be observed.
    lost_s
        When the tuck was lost, or became an arch: after how many seconds of the position.
    own_tuck_deg
        The own full tuck as it was read on this side; None where it was not.
    opened
        The front of the hip opened: the thigh surely came behind the pelvis, for five seconds in good form.
    hip_extension_deg, hip_extension_sd_deg
        How far, in the best five seconds, and its standard deviation; None where no five seconds were in good form with
        the tuck known.
    fault_s
        How long each fault of the body lasted, seconds.
    felt
        The answer to "do you feel a mild stretch?"; empty where there was none.
    skipped
        The person went on without finishing it.
    """

    model_config = ConfigDict(extra="forbid")

    side: Side | None = None
    good_s: _SECONDS = 0.0
    held_s: _SECONDS = 0.0
    tucked_s: _SECONDS = 0.0
    unseen_s: _SECONDS = 0.0
    lost_s: list[_SECONDS] = Field(default_factory=list, max_length=MOST_LOSSES)
    own_tuck_deg: float | None = Field(default=None, ge=0, le=90)
    opened: bool = False
    hip_extension_deg: float | None = Field(default=None, ge=-90, le=90)
    hip_extension_sd_deg: float | None = Field(default=None, ge=0, le=90)
    fault_s: dict[FaultKind, float] = Field(default_factory=dict, max_length=len(FaultKind))
    felt: Felt = ""
    skipped: bool = False

    def earn(self, seconds: float, tuck: Tuck) -> None:
        """Add seconds in which the position was held."""
        self.held_s += seconds
        self.tucked_s += seconds if tuck is Tuck.TUCKED else 0.0
        self.unseen_s += seconds if tuck is Tuck.UNSEEN else 0.0
        self.good_s += 0.0 if tuck is Tuck.MISSING else seconds

    def take_back(self, seconds: float, tuck: Tuck) -> None:
        """Take away seconds that were earned by pictures of before: the camera had stalled."""
        self.held_s = max(0.0, self.held_s - seconds)
        if tuck is Tuck.TUCKED:
            self.tucked_s = max(0.0, self.tucked_s - seconds)
        elif tuck is Tuck.UNSEEN:
            self.unseen_s = max(0.0, self.unseen_s - seconds)
        self.good_s = max(0.0, self.good_s - (0.0 if tuck is Tuck.MISSING else seconds))

    def extend(self, found: HipExtensionSummary) -> None:
        """Note how far the hip was extended, where it was not further before, and whether its front opened."""
        self.opened = self.opened or opened(found)
        value, sd = (min(max(each, -90.0), 90.0) for each in (found.hip_extension_deg, found.sd_deg))
        if self.hip_extension_deg is None or value > self.hip_extension_deg:
            self.hip_extension_deg, self.hip_extension_sd_deg = round(value, 1), round(sd, 1)

    def show_range(self, tuck_deg: float) -> None:
        """Note the own full tuck, as it was read."""
        self.own_tuck_deg = round(min(max(tuck_deg, 0.0), 90.0), 1)

    def blame(self, kind: FaultKind, seconds: float) -> None:
        """Add seconds with a fault."""
        self.fault_s[kind] = self.fault_s.get(kind, 0.0) + seconds

    def lose(self) -> None:
        """Note that the tuck was lost now, where it was there."""
        if self.tucked_s > 0 and len(self.lost_s) < MOST_LOSSES:
            self.lost_s.append(round(self.held_s, 1))

    @property
    def is_praised(self) -> bool:
        """Whether it was done well, as far as was observed: most of what counts was tucked."""
        return self.tucked_s > self.good_s / 2

    def is_over(self, target_s: float) -> bool:
        """Whether it is done: what counts has reached the target, or the position was held for long enough."""
        return self.good_s >= target_s - 1e-3 or self.held_s >= MOST_HELD * target_s


class Progress(BaseModel):
    """How far the script is; travels to the page and back.

    Attributes
    ----------
    target_s
        Seconds in good form that finish a part.
    parts
        In their order.
    now
        Which part is on; ``len(parts)`` once all are done.
    """

    model_config = ConfigDict(extra="forbid")

    target_s: float = Field(gt=0, le=LONGEST_HOLD_S)
    parts: list[Part] = Field(min_length=1, max_length=2 * MOST_SETS)
    now: int = Field(default=0, ge=0, le=2 * MOST_SETS)

    @classmethod
    def of_sets(cls, sets: int, target_s: float, sides: Sequence[Side] = SIDES) -> Progress:
        """Plan each of the sides, once for each set; with both, the person begins with either."""
        return cls(target_s=target_s, parts=[Part(side=side) for side in planned_parts(sides, sets)])


class Credit:
    """Gives each frame's seconds to a part.

    Parameters
    ----------
    bridge_s
        For so long a tuck that was there is taken to be there still, where it is not observed, seconds.
    """

    def __init__(self, bridge_s: float) -> None:
        self._bridge_s = bridge_s
        self._hold: tuple[float, float] | None = None
        self._tucked_until_s = -math.inf
        self._had_lost_it = False
        self._recent: deque[tuple[float, float, Tuck]] = deque()
        self._recent_of: Part | None = None
        self._extension = HipExtension()
        self._extension_of: Part | None = None
        self.tuck = Tuck.UNSEEN

    def earned_s(self, assessment: Assessment) -> float:
        """Return the seconds in which the position was held since the frame before."""
        hold, before = assessment.hold, self._hold
        self._hold = (hold.start_s, hold.good_s) if hold is not None else None
        if hold is None:
            return 0.0
        return hold.good_s - before[1] if before is not None and before[0] == hold.start_s else hold.good_s

    def give(self, part: Part, assessment: Assessment, earned_s: float, dt: float) -> None:
        """Give a part what one frame of a hold, or of the tuck before it, has earned and what was wrong in it."""
        self.tuck = self._observed(assessment)
        if assessment.hold is not None and assessment.hold.rear_side == part.side:
            part.earn(earned_s, self.tuck)
            self._remember(part, assessment.time_s, earned_s)
            if part is not self._extension_of:
                self._extension, self._extension_of = HipExtension(), part
            self._extension.count(assessment)
            if (found := self._extension.facts()) is not None:
                part.extend(found)
        if _stands_still(assessment) and part is self._recent_of:
            while self._recent:
                _, seconds, tuck = self._recent.pop()
                part.take_back(seconds, tuck)
        own = assessment.own_range
        if own is not None and own.counts:
            part.show_range(own.tuck_deg)
        for fault in assessment.faults:
            if fault.quantity:
                part.blame(fault.kind, dt)
        lost = any(fault.kind in TUCK_FAULTS for fault in assessment.faults)
        if lost and not self._had_lost_it:
            part.lose()
        self._had_lost_it = lost

    def _remember(self, part: Part, now: float, earned_s: float) -> None:
        if part is not self._recent_of:
            self._recent.clear()
            self._recent_of = part
        self._recent.append((now, earned_s, self.tuck))
        while self._recent[0][0] < now - _STALLED_S:
            self._recent.popleft()

    def _observed(self, assessment: Assessment) -> Tuck:
        pelvis, now = assessment.measurement.pelvis, assessment.time_s
        if pelvis.statement == "tucked":
            self._tucked_until_s = now
            return Tuck.TUCKED
        if _speaks(pelvis):
            self._tucked_until_s = -math.inf
            return Tuck.MISSING
        return Tuck.TUCKED if now - self._tucked_until_s <= self._bridge_s else Tuck.UNSEEN


def _speaks(pelvis: PelvisEstimate) -> bool:
    """Whether a tuck that is not stated is missing: only stickers and an own range can tell."""
    if pelvis.statement in ("", "tucked"):
        return False
    known = pelvis.source == "markers" or not math.isnan(pelvis.tuck_share)
    return known or pelvis.statement != "no clear change"


def _stands_still(assessment: Assessment) -> bool:
    """Whether the camera is known to have stalled."""
    return any(gate.name == "picture" and gate.level is Level.BLOCK for gate in assessment.measurement.gates)
