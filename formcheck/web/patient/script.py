"""The script of the lunge: both sides, one or more sets, from getting into position to the last second held.

The checker knows no plan: it judges what it sees. The script knows which side is due, counts down, keeps the credit of
each part, and says what the page should show. It is small enough to be sent to the page and taken back, so that a
practice goes on after the program was stopped and started again.
"""

from __future__ import annotations

import math
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from formcheck.lunge.faults import FaultKind
from formcheck.records import Assessment, Phase, Side
from formcheck.results.practice import LONGEST_HOLD_S, MOST_SETS, Felt
from formcheck.settings import Phases

_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


class Stage(StrEnum):
    """What the person is to do now."""

    SETUP = "setup"
    COUNTDOWN = "countdown"
    STILL = "still"
    CALIBRATE = "calibrate"
    TUCK = "tuck"
    HOLD = "hold"
    TURN = "turn"
    DONE = "done"


_STAGES = {
    Phase.BASELINE: Stage.STILL,
    Phase.CALIBRATE: Stage.CALIBRATE,
    Phase.TUCK: Stage.TUCK,
    Phase.HOLD: Stage.HOLD,
}


class Part(BaseModel):
    """One side of one set.

    Attributes
    ----------
    side
        Which knee is down; None until the person has chosen by kneeling.
    good_s
        Seconds in good form.
    fault_s
        How long each fault of the body lasted, seconds.
    felt
        The answer to "do you feel a mild stretch?"; empty where there was none.
    skipped
        The person went on without finishing it.
    """

    model_config = ConfigDict(extra="forbid")

    side: Side | None = None
    good_s: float = Field(default=0.0, ge=0, le=10 * LONGEST_HOLD_S)
    fault_s: dict[FaultKind, float] = Field(default_factory=dict, max_length=len(FaultKind))
    felt: Felt = ""
    skipped: bool = False


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
    def of_sets(cls, sets: int, target_s: float) -> Progress:
        """Plan both sides, once for each set."""
        return cls(target_s=target_s, parts=[Part() for _ in range(2 * sets)])


class Script:
    """Walk through the parts.

    Parameters
    ----------
    progress
        Where to begin.
    ready_s
        All must be well for so long before the countdown, seconds.
    countdown_s
        How long is counted down, seconds.
    times
        The times of the exercise.
    longest_step_s
        A longer time between two frames is a pause of the stream and counts as no more than this, seconds.
    """

    def __init__(
        self, progress: Progress, ready_s: float, countdown_s: float, times: Phases, longest_step_s: float
    ) -> None:
        self.progress = progress
        self.stage = Stage.SETUP
        self.count = 0
        self._ready_needed_s = ready_s
        self._countdown_s = countdown_s
        self._blink_s = times.blink_s
        self._longest_step_s = longest_step_s
        self._last_s: float | None = None
        self._ready_s = 0.0
        self._unready_s = 0.0
        self._begun = False
        self._hold: tuple[float, float] | None = None

    @property
    def part(self) -> Part | None:
        """The part that is on; None once all are done."""
        progress = self.progress
        return progress.parts[progress.now] if progress.now < len(progress.parts) else None

    @property
    def begun(self) -> bool:
        """Whether the countdown of this part is over: from there on the kneel counts."""
        return self._begun

    def step(self, assessment: Assessment) -> Stage:
        """Take one judged frame; times rise from call to call."""
        now = assessment.time_s
        dt = min(now - self._last_s, self._longest_step_s) if self._last_s is not None else 0.0
        self._last_s = now
        earned_s = self._earned(assessment)
        part = self.part
        if part is None:
            self.stage = Stage.DONE
            return self.stage
        if self._begun:
            self._practise(part, assessment, dt, earned_s)
        elif self._is_ready(part, assessment, dt):
            self._begun, self.stage, self.count = True, Stage.STILL, 0
            part.side = part.side or assessment.measurement.rear_side
        return self.stage

    def skip(self) -> None:
        """Leave the part that is on, with the credit it has."""
        if self.part is not None:
            self.part.skipped = True
            self._next_part()

    def again(self) -> None:
        """Go back to getting ready; what was held so far stays."""
        self._begun, self._ready_s, self.count = False, 0.0, 0
        if self.part is not None:
            self.stage = Stage.SETUP

    def answer(self, felt: Felt) -> None:
        """Note what the person feels."""
        if self.part is not None:
            self.part.felt = felt

    def _is_ready(self, part: Part, assessment: Assessment, dt: float) -> bool:
        """Count down while all is well; tell whether that is over."""
        m = assessment.measurement
        ready = m.half_kneeling is True and m.rear_side is not None and part.side in (None, m.rear_side)
        self._unready_s = 0.0 if ready else self._unready_s + dt
        if ready:
            self._ready_s += dt
        elif self._unready_s > self._blink_s or m.rear_side not in (None, part.side):
            self._ready_s = 0.0
        left_s = self._ready_needed_s + self._countdown_s - self._ready_s
        if left_s > self._countdown_s:
            turning = self.progress.now > 0 and part.good_s == 0 and m.rear_side != part.side
            self.stage, self.count = Stage.TURN if turning else Stage.SETUP, 0
        elif left_s > 0:
            self.stage, self.count = Stage.COUNTDOWN, math.ceil(left_s)
        return left_s <= 0

    def _practise(self, part: Part, assessment: Assessment, dt: float, earned_s: float) -> None:
        stage = _STAGES.get(assessment.phase)
        if stage is None and assessment.measurement.half_kneeling is True:
            stage = Stage.STILL
        if stage is None:
            self._begun, self._ready_s, self.stage = False, 0.0, Stage.SETUP
            return
        self.stage = stage
        if stage not in (Stage.HOLD, Stage.TUCK):
            return
        if assessment.hold is not None and assessment.hold.rear_side == part.side:
            part.good_s += earned_s
        for fault in assessment.faults:
            if fault.quantity:
                part.fault_s[fault.kind] = part.fault_s.get(fault.kind, 0.0) + dt
        if part.good_s >= self.progress.target_s - 1e-3:
            self._next_part()

    def _earned(self, assessment: Assessment) -> float:
        """Return the seconds in good form since the frame before."""
        hold, before = assessment.hold, self._hold
        self._hold = (hold.start_s, hold.good_s) if hold is not None else None
        if hold is None:
            return 0.0
        return hold.good_s - before[1] if before is not None and before[0] == hold.start_s else hold.good_s

    def _next_part(self) -> None:
        progress = self.progress
        side = progress.parts[progress.now].side
        progress.now += 1
        self._begun, self._ready_s, self.count = False, 0.0, 0
        self.stage = Stage.TURN if self.part is not None else Stage.DONE
        if self.part is not None and side is not None:
            self.part.side = _OTHER[side]
