"""What the script itself has to say, each thing once, until it has been said: the coach finds the moment for it."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.coaching.lead import Lead
from formcheck.messages.message import Message
from formcheck.records import Assessment
from formcheck.web.patient.credit import Progress
from formcheck.web.patient.stage import Stage

SETUP, STILL = Message("page.say.setup"), Message("page.say.still")
TURN, WELL_TURN = Message("page.say.turn"), Message("page.say.well_turn")
SAME, WELL_SAME = Message("page.say.same_side"), Message("page.say.well_same_side")
NOW_HOLD, HALF, FELT = Message("page.say.now_hold"), Message("page.say.half"), Message("page.say.felt")

_ASKED_PARTS = 2
"""Whether the stretch is felt is asked for once a side, and not in later sets."""
_ASKED_SHARE = 0.6
"""In a short hold it is asked after this share of it."""
_ARRIVES_S = 0.5
"""The first pictures show nobody for sure, seconds [A]."""
_BEGINS_S = 6.0
"""That the hold has begun is said at its beginning or not at all, seconds [A]."""
_STRESSED_S = 7.0
"""From one sentence of what the plan stresses to the next within a hold, seconds [A]."""
_REST_S = 12.0
"""After a side the person rests and turns round; what is missing is spoken of only then, seconds [A]."""


class Announcer:
    """Gives the coach what the script has to say.

    Parameters
    ----------
    ask_after_s
        So long into a hold it is asked whether the stretch is felt, seconds.
    stressed
        What the plan of a clinician wants to be said in each hold, once each.
    """

    def __init__(self, ask_after_s: float, stressed: Sequence[Message] = ()) -> None:
        self._ask_after_s = ask_after_s
        self._stressed = stressed
        self._stage: Stage | None = None
        self._stage_s = 0.0
        self._due: Message | None = None
        self._part = self._turned_for = 0
        self._done: set[tuple[str, int]] = set()

    def step(self, stage: Stage, progress: Progress, assessment: Assessment, asks: Message | None, dt: float) -> Lead:
        """Take one frame; see `formcheck.web.patient.script.Script.step`."""
        before, self._stage = self._stage, stage
        self._stage_s = 0.0 if stage is not before else self._stage_s + dt
        if stage is not before:
            self._due = self._announced(before, progress)
        if self._due == SETUP and (assessment.measurement.half_kneeling is True or assessment.settling):
            self._due = None  # who is in position already need not be told how to get there
        if asks is not None and stage is not Stage.COUNTDOWN:
            return Lead(asks)
        if self._due == SETUP and self._stage_s < _ARRIVES_S:
            return Lead(alone=True)
        if self._due is not None:
            return Lead(self._due, alone=stage in (Stage.COUNTDOWN, Stage.TURN))
        if stage in (Stage.DONE, Stage.COUNTDOWN):
            return Lead(alone=True)
        if stage is Stage.TURN:
            return Lead(alone=self._stage_s < _REST_S)
        return Lead(self._small(progress, assessment), small=True)

    def has_asked(self, part: int) -> bool:
        """Whether it was asked in a part whether the stretch is felt."""
        return (FELT.code, part) in self._done

    def said(self, message: Message) -> None:
        """Note what has been said."""
        if message == self._due:
            self._due = None
        if message in (NOW_HOLD, HALF, FELT, *self._stressed):
            self._done.add((message.code, self._part))

    def _announced(self, before: Stage | None, progress: Progress) -> Message | None:
        """Return what is said of the stage that has begun; later than at first the coach says what is missing."""
        if self._stage is Stage.TURN and progress.now != self._turned_for:
            self._turned_for = progress.now
            return WELL_TURN if progress.parts[progress.now - 1].is_praised else TURN
        if self._stage is Stage.SETUP and before is not None and self._same_side_is_new(progress):
            self._turned_for = progress.now
            return WELL_SAME if progress.parts[progress.now - 1].is_praised else SAME
        if self._stage is Stage.COUNTDOWN:
            return STILL
        if self._stage is Stage.STILL and self._due == STILL:
            return STILL  # the countdown was over before there was a moment for it
        return SETUP if before is None and self._stage is Stage.SETUP else None

    def _small(self, progress: Progress, assessment: Assessment) -> Message | None:
        """Return what is said in passing while a hold runs."""
        if self._stage is not Stage.HOLD or not assessment.hold_running:
            return None
        part, self._part = progress.parts[progress.now], progress.now
        if part.good_s < _BEGINS_S and self._is_new(NOW_HOLD):
            return NOW_HOLD
        for number, cue in enumerate(self._stressed):
            if part.held_s >= _STRESSED_S * (number + 1) and self._is_new(cue):
                return cue
        ask_after_s = min(self._ask_after_s, _ASKED_SHARE * progress.target_s)
        if part.felt == "" and progress.now < _ASKED_PARTS and part.held_s >= ask_after_s and self._is_new(FELT):
            return FELT
        return HALF if part.good_s >= progress.target_s / 2 and self._is_new(HALF) else None

    def _same_side_is_new(self, progress: Progress) -> bool:
        """Whether the part that is on takes the same knee as the one before, and that has not been said."""
        now, parts = progress.now, progress.parts
        return 0 < now != self._turned_for and parts[now].side is not None and parts[now].side == parts[now - 1].side

    def _is_new(self, message: Message) -> bool:
        return (message.code, self._part) not in self._done
