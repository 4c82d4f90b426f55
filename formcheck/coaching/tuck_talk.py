"""What there is to say of a tuck that is not there, not observed, or no longer clear."""

from __future__ import annotations

import math

from formcheck.coaching.cues import AFTER_THE_RANGE, SAID_ALOUD, TUCK_HELP, TUCK_REMINDER, how
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message
from formcheck.records import Assessment, PelvisEstimate, Phase
from formcheck.settings import Coaching

_HOW = how(FaultKind.TUCK_LOST)


class TuckTalk:
    """Reminders of the tuck, and what would help to observe it.

    Somebody whose own range says that they are tucked is never asked to tuck. Where the own range is known, a tuck that
    is not there is asked for again and again; where it is not, only one that was there and is no longer clear.

    Parameters
    ----------
    pauses
        How long either must last.

    Attributes
    ----------
    help
        What would help to observe the pelvis, to be said once; None where nothing is to be said.
    opening
        The tuck of a kneel has begun, and nobody has asked for it yet: that comes before all that goes with a hold.
    """

    def __init__(self, pauses: Coaching) -> None:
        self._pauses = pauses
        self.help: Message | None = None
        self.opening = False
        self._help_given = False
        self._due = False
        self._times = 0
        self._unseen_since_s: float | None = None
        self._unclear_since_s: float | None = None

    @property
    def reminder(self) -> Message | None:
        """What reminds of the tuck now; None where it is not due."""
        if not self._due:
            return None
        explained = self._times % (self._pauses.repeats + 1) == self._pauses.repeats
        return _HOW if explained else TUCK_REMINDER

    def notice(self, assessment: Assessment, began: bool) -> None:
        """Take one frame; `began`: its phase is another than that of the frame before."""
        now, pelvis = assessment.time_s, assessment.measurement.pelvis
        stretching = assessment.phase in (Phase.TUCK, Phase.HOLD)
        if began and assessment.phase is Phase.TUCK:
            self._due = self.opening = True
        self._notice_unseen(now, pelvis if stretching else PelvisEstimate())
        shared = not math.isnan(pelvis.tuck_share)
        if not stretching or pelvis.statement in ("", "arching"):
            self._unclear_since_s = None
        elif pelvis.statement == "tucked":
            self._unclear_since_s = math.inf
        elif self._unclear_since_s == math.inf or (shared and self._unclear_since_s is None):
            self._unclear_since_s = now
        if not stretching or pelvis.statement == "tucked" or pelvis.tuck_share >= self._pauses.enough_share:
            self._due, self.opening, self._times = False, False, 0
        elif self._unclear_since_s is not None and now - self._unclear_since_s >= self._pauses.remind_after_s:
            self._unclear_since_s, self._due = None, True

    def said(self, message: Message) -> None:
        """Note what has been said."""
        if message in (TUCK_REMINDER, _HOW):
            self._due, self._times = False, self._times + 1
            self.opening = False
        elif message.code in AFTER_THE_RANGE:
            self._due = self.opening = False
        elif message == self.help:
            self.help, self._help_given = None, True

    def _notice_unseen(self, now: float, pelvis: PelvisEstimate) -> None:
        if pelvis.reason is None:
            self._unseen_since_s, self.help = None, None
            return
        if self._unseen_since_s is None:
            self._unseen_since_s = now
        if not self._help_given and now - self._unseen_since_s > self._pauses.guide_after_s:
            self.help = pelvis.reason if pelvis.reason.code in SAID_ALOUD else TUCK_HELP
