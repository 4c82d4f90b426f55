"""The script of the lunge: both sides, one or more sets, from getting into position to the last second held.

The checker knows no plan: it judges what it sees. The script knows which side is due, counts down, keeps the credit of
each part, and says what the page should show. It is small enough to be sent to the page and taken back, so that a
practice goes on after the program was stopped and started again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from formcheck.coaching.lead import Lead
from formcheck.messages.message import Message
from formcheck.records import Assessment, Phase, Side
from formcheck.results.practice import Felt
from formcheck.settings import Phases
from formcheck.web.patient.announcer import Announcer
from formcheck.web.patient.credit import Credit, Part, Progress, Tuck
from formcheck.web.patient.setting_up import SettingUp
from formcheck.web.patient.stage import Stage

_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}
_REST_S = 12.0
"""Before the same knee goes on, for who does not turn round meanwhile, seconds [A]."""


_STAGES = {
    Phase.BASELINE: Stage.STILL,
    Phase.CALIBRATE: Stage.CALIBRATE,
    Phase.TUCK: Stage.TUCK,
    Phase.HOLD: Stage.HOLD,
}


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
    ask_after_s
        So long into a hold it is asked whether the stretch is felt, seconds.
    stressed
        What the plan of a clinician wants to be said in each hold.
    """

    def __init__(
        self,
        progress: Progress,
        ready_s: float,
        countdown_s: float,
        times: Phases,
        longest_step_s: float,
        ask_after_s: float = 10.0,
        stressed: Sequence[Message] = (),
    ) -> None:
        self.progress = progress
        self.stage = Stage.SETUP
        self.count = 0
        self._ready_needed_s = ready_s
        self._countdown_s = countdown_s
        self._times = times
        self._longest_step_s = longest_step_s
        self._last_s: float | None = None
        self._ready_s = 0.0
        self._unready_s = 0.0
        self._wrong_knee_s = 0.0
        self._changed_knees = False  # in the middle of a side, which is told at once
        self._begun = False
        self._credit = Credit(times.view_pause_s)
        self._setting_up = SettingUp()
        self._announcer = Announcer(ask_after_s, stressed)
        self._rested_s = math.inf

    @property
    def part(self) -> Part | None:
        """The part that is on; None once all are done."""
        progress = self.progress
        return progress.parts[progress.now] if progress.now < len(progress.parts) else None

    @property
    def begun(self) -> bool:
        """Whether the countdown of this part is over: from there on the kneel counts."""
        return self._begun

    @property
    def asks(self) -> Message | None:
        """What is to be changed before it can begin; None where nothing is, or where the checker says what."""
        return self._setting_up.asks

    @property
    def asking(self) -> bool:
        """Whether a question has been asked in this part that is not answered yet."""
        return self.part is not None and self.part.felt == "" and self._announcer.has_asked(self.progress.now)

    @property
    def tuck(self) -> Tuck:
        """What was observed of the tuck in the last frame of the stretch."""
        return self._credit.tuck

    def step(self, assessment: Assessment) -> Lead:
        """Take one judged frame and return what there is to say; times rise from call to call."""
        now = assessment.time_s
        dt = min(now - self._last_s, self._longest_step_s) if self._last_s is not None else 0.0
        self._last_s = now
        earned_s = self._credit.earned_s(assessment)
        part = self.part
        if part is None:
            self.stage = Stage.DONE
            return Lead(alone=True)
        if self._begun:
            self._practise(part, assessment, dt, earned_s)
        elif self._is_ready(part, assessment, dt):
            self._begun, self.stage, self.count = True, Stage.STILL, 0
            self._changed_knees = False
            part.side = part.side or assessment.measurement.rear_side
        if self._begun:
            self._setting_up.over()
        return self._announcer.step(self.stage, self.progress, assessment, self.asks, dt)

    def said(self, message: Message) -> None:
        """Note what has been said."""
        self._announcer.said(message)

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
        turning = self.progress.now > 0 and part.good_s == 0 and m.rear_side != part.side and not self._changed_knees
        wrong_knee = None not in (part.side, m.rear_side) and m.rear_side != part.side
        placed = self._setting_up.step(assessment, dt, wrong_knee=wrong_knee, turning=turning)
        self._rested_s += dt
        rested = self._rested_s >= _REST_S
        ready = m.half_kneeling is True and m.rear_side is not None and not wrong_knee and placed and rested
        self._unready_s = 0.0 if ready else self._unready_s + dt
        if ready:
            self._ready_s += dt
        elif self._unready_s > self._times.blink_s or wrong_knee:
            self._ready_s = 0.0
        left_s = self._ready_needed_s + self._countdown_s - self._ready_s
        if left_s > self._countdown_s:
            self.stage, self.count = Stage.TURN if turning else Stage.SETUP, 0
        elif left_s > 0:
            self.stage, self.count = Stage.COUNTDOWN, math.ceil(left_s)
        return left_s <= 0

    def _practise(self, part: Part, assessment: Assessment, dt: float, earned_s: float) -> None:
        m = assessment.measurement
        wrong_knee = None not in (part.side, m.rear_side) and m.rear_side != part.side
        self._wrong_knee_s = self._wrong_knee_s + dt if wrong_knee else 0.0
        stage = _STAGES.get(assessment.phase)
        if stage is None and m.half_kneeling is True:
            stage = Stage.STILL
        # The picture may confuse the legs for a moment; the person cannot change them so fast.
        if stage is None or self._wrong_knee_s >= self._times.resume_s:
            self._begun, self._ready_s, self.stage, self._wrong_knee_s = False, 0.0, Stage.SETUP, 0.0
            self._changed_knees = stage is not None
            if self._changed_knees:
                self._setting_up.step(assessment, dt, wrong_knee=True, turning=False)
            return
        self.stage = stage
        if stage not in (Stage.HOLD, Stage.TUCK):
            return
        self._credit.give(part, assessment, earned_s, dt)
        if part.is_over(self.progress.target_s):
            self._next_part()

    def _next_part(self) -> None:
        progress = self.progress
        side = progress.parts[progress.now].side
        progress.now += 1
        self._begun, self._ready_s, self.count = False, 0.0, 0
        self._setting_up.over()
        if self.part is None:
            self.stage = Stage.DONE
        elif side is not None and self.part.side == side:
            self.stage, self._rested_s = Stage.SETUP, 0.0
        else:
            self.stage = Stage.TURN
            if side is not None:
                self.part.side = _OTHER[side]
