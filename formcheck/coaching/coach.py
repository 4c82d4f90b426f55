"""The coach: one cue at a time, the most important first, with pauses, and praise when a fault clears."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from formcheck.coaching.cues import (
    AFTER_THE_RANGE,
    BREATHE,
    CUES,
    HOLD_DONE,
    PRAISE,
    SAID_ALOUD,
    TUCK_HELP,
    TUCK_REMINDER,
)
from formcheck.lunge.faults import TUCK_FAULTS, FaultKind
from formcheck.messages.message import Message
from formcheck.records import Assessment, Cue, PelvisEstimate, Phase
from formcheck.settings import Coaching

CueKind = FaultKind | Literal["remind", "praise", "guide"]

_ASKS_THE_SAME = frozenset({CUES[FaultKind.ARCHING].code, TUCK_REMINDER.code})
"""Cues that ask the same of the person: one counts as a repetition of the other."""


@dataclass
class _Said:
    """When something was last said, and how often for the fault that is on."""

    time_s: float = -math.inf
    times: int = 0

    def count(self, now_s: float) -> None:
        """Note that it is said now."""
        self.time_s, self.times = now_s, self.times + 1

    def start_again(self) -> None:
        """Count again from none: the fault is over, or the sentence was no correction."""
        self.times = 0


class Coach:
    """Choose what is said after each frame: mostly nothing.

    Parameters
    ----------
    pauses
        Seconds between cues and how often one is repeated.
    """

    def __init__(self, pauses: Coaching) -> None:
        self._pauses = pauses
        self._last_s = -math.inf
        self._said: dict[frozenset[str], _Said] = {}
        self._spoken_faults: dict[FaultKind, Message] = {}
        self._phase: Phase | None = None
        self._asked: Message | None = None
        self._praise_due = False
        self._tuck_praise_due = False  # a fault of the tuck has ended: praised only once the tuck is observed again
        self._reminder_due = False
        self._tuck = _TuckTalk(pauses)
        self._done_due = False
        self._hold_start_s: float | None = None
        self._hold_was_complete = False

    def step(self, assessment: Assessment) -> Cue | None:
        """Take one frame's assessment.

        Parameters
        ----------
        assessment
            Judged frame; times rise from call to call.

        Returns
        -------
        Cue or None
            None where there is nothing to say, or it is too early to say it.
        """
        self._notice(assessment)
        now = assessment.time_s
        if assessment.phase is Phase.CALIBRATE:
            return self._ask(assessment)
        if now - self._last_s < self._pauses.cue_gap_s:
            return None
        for message, kind in self._candidates(assessment):
            said = self._said_before(message)
            if now - said.time_s < self._pauses.same_cue_gap_s or said.times >= self._pauses.repeats:
                continue
            said.count(now)
            self._last_s = now
            self._settle(message, kind)
            return Cue(now, message, kind)
        return None

    def _ask(self, assessment: Assessment) -> Cue | None:
        """Say each step of the range as it comes: its times are short, and no other word is due meanwhile."""
        if assessment.message is None or assessment.message == self._asked:
            return None
        self._asked, self._last_s = assessment.message, assessment.time_s
        return Cue(assessment.time_s, assessment.message, "guide")

    def _said_before(self, message: Message) -> _Said:
        """Return when this, or what asks the same of the person, was said."""
        same = _ASKS_THE_SAME if message.code in _ASKS_THE_SAME else frozenset({message.code})
        return self._said.setdefault(same, _Said())

    def _notice(self, assessment: Assessment) -> None:
        """Remember what has changed since the frame before."""
        active = {f.kind for f in assessment.faults}
        for fault in assessment.ended_faults:
            message = self._spoken_faults.pop(fault.kind, None)
            if message is not None:
                self._said_before(message).start_again()
                if fault.kind in TUCK_FAULTS:
                    self._tuck_praise_due = True
                else:
                    self._praise_due = True
        if active & set(CUES):
            self._praise_due = self._tuck_praise_due = False
        if assessment.phase is not self._phase:
            if assessment.phase is Phase.TUCK:
                self._reminder_due = True
            if assessment.phase is Phase.CALIBRATE:
                self._asked = None
            if assessment.phase not in (Phase.TUCK, Phase.HOLD):
                self._praise_due = self._reminder_due = self._tuck_praise_due = False
            self._phase = assessment.phase
        if self._tuck.notice(assessment):
            self._reminder_due = True
        if assessment.measurement.pelvis.statement == "tucked":
            self._reminder_due = False
        complete = assessment.hold is not None and assessment.hold.complete
        if complete and not self._hold_was_complete:
            self._done_due = True
        self._hold_was_complete = complete
        if assessment.hold is not None and assessment.hold.start_s != self._hold_start_s:
            self._hold_start_s = assessment.hold.start_s
            self._said.pop(frozenset({BREATHE.code}), None)

    def _candidates(self, assessment: Assessment) -> list[tuple[Message, CueKind]]:
        """List what could be said now, most important first."""
        found: list[tuple[Message, CueKind]] = [(CUES[f.kind], f.kind) for f in assessment.faults if f.kind in CUES]
        if found:
            return found
        if assessment.faults:
            lost_s = assessment.time_s - assessment.faults[0].start_s
            return [(assessment.message, "guide")] if assessment.message and lost_s > self._pauses.guide_after_s else []
        if self._done_due:
            return [(HOLD_DONE, "praise")]
        if assessment.message is not None and assessment.message.code in AFTER_THE_RANGE:
            return [(assessment.message, "guide")]
        if self._reminder_due:
            return [(TUCK_REMINDER, "remind")]
        tucked = assessment.measurement.pelvis.statement == "tucked"
        if (self._praise_due or (self._tuck_praise_due and tucked)) and assessment.hold_running:
            return [(PRAISE, "praise")]
        if self._tuck.help:
            return [(self._tuck.help, "guide")]
        hold = assessment.hold
        if hold is not None and assessment.hold_running and hold.good_s > self._pauses.breathe_after_s:
            return [(BREATHE, "remind")]
        return []

    def _settle(self, message: Message, kind: CueKind) -> None:
        """Note what has just been said."""
        if isinstance(kind, FaultKind):
            self._spoken_faults[kind] = message
        elif message.code in AFTER_THE_RANGE:
            self._reminder_due = False
        elif message == PRAISE:
            self._praise_due = self._tuck_praise_due = False
            self._said_before(message).start_again()
        elif message == TUCK_REMINDER:
            self._reminder_due = False
            self._said_before(message).start_again()
        elif message == HOLD_DONE:
            self._done_due = False
            self._said_before(message).start_again()
        elif message == self._tuck.help:
            self._tuck.helped()


class _TuckTalk:
    """What there is to say of a tuck that is not observed, or no longer clear.

    Parameters
    ----------
    pauses
        How long either must last.

    Attributes
    ----------
    help
        What would help to observe the pelvis, to be said once; None where nothing is to be said.
    """

    def __init__(self, pauses: Coaching) -> None:
        self._pauses = pauses
        self.help: Message | None = None
        self._help_given = False
        self._unseen_since_s: float | None = None
        self._unclear_since_s: float | None = None

    def notice(self, assessment: Assessment) -> bool:
        """Take one frame; return whether to remind of the tuck, which was there and is no longer clear."""
        now, pelvis = assessment.time_s, assessment.measurement.pelvis
        stretching = assessment.phase in (Phase.TUCK, Phase.HOLD)
        self._notice_unseen(now, pelvis if stretching else PelvisEstimate())
        if not stretching or pelvis.statement in ("", "arching"):
            self._unclear_since_s = None
        elif pelvis.statement == "tucked":
            self._unclear_since_s = math.inf
        elif self._unclear_since_s == math.inf:
            self._unclear_since_s = now
        if self._unclear_since_s is None or now - self._unclear_since_s < self._pauses.remind_after_s:
            return False
        self._unclear_since_s = None
        return True

    def helped(self) -> None:
        """Note that the help has been said."""
        self.help, self._help_given = None, True

    def _notice_unseen(self, now: float, pelvis: PelvisEstimate) -> None:
        if pelvis.reason is None:
            self._unseen_since_s, self.help = None, None
            return
        if self._unseen_since_s is None:
            self._unseen_since_s = now
        if not self._help_given and now - self._unseen_since_s > self._pauses.guide_after_s:
            self.help = pelvis.reason if pelvis.reason.code in SAID_ALOUD else TUCK_HELP
