"""The coach: one sentence at a time, the most important first and in time, and praise when a fault clears.

Corrections come first: they are spoken as soon as their fault counts, or as soon as the sentence that is being said is
over. Everything else (reminders, praise, help) is small talk: it never holds a correction back, and none is begun while
anything is past its red edge.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from formcheck.coaching.cues import (
    AFTER_THE_RANGE,
    AT_ONCE,
    BREATHE,
    CUES,
    HOLD_DONE,
    PRAISE,
    REST,
    TUCK_REMINDER,
    asked_by,
    how,
    spoken_s,
)
from formcheck.coaching.lead import NOTHING, Lead
from formcheck.coaching.tuck_talk import TuckTalk
from formcheck.lunge.faults import TUCK_FAULTS, FaultKind
from formcheck.messages.message import Message
from formcheck.records import Assessment, Band, Cue, Fault, Phase
from formcheck.settings import Coaching

CueKind = FaultKind | Literal["remind", "praise", "guide"]
_TUCK = FaultKind.ARCHING.asks


@dataclass
class _Said:
    """When something was last asked for, and how often in a row."""

    time_s: float = -math.inf
    times: int = 0

    def count(self, now_s: float) -> None:
        """Note that it is said now."""
        self.time_s, self.times = now_s, self.times + 1

    def start_again(self) -> None:
        """Count again from none."""
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
        self._talked_s = self._corrected_s = -math.inf
        self._free_s = -math.inf  # when the last sentence has been spoken out
        self._rested_s = -math.inf
        self._speaking = False
        self._speaking_since_s: float | None = None
        self._said: dict[str, _Said] = {}
        self._spoken_faults: dict[FaultKind, str] = {}  # and what was asked for then
        self._phase: Phase | None = None
        self._asked: Message | None = None
        self._praise_due = False
        self._tuck_praise_due = False  # a fault of the tuck has ended: praised only once the tuck is observed again
        self._tuck = TuckTalk(pauses)
        self._done_due = False
        self._hold_start_s: float | None = None
        self._hold_was_complete = False

    def voice(self, speaking: bool) -> None:
        """Say that a sentence is being spoken, or that it is over, where somebody knows: nothing is begun meanwhile."""
        self._speaking, self._speaking_since_s = speaking, None
        if not speaking:
            self._free_s = -math.inf

    def step(self, assessment: Assessment, lead: Lead = NOTHING) -> Cue | None:
        """Take one frame's assessment.

        Parameters
        ----------
        assessment
            Judged frame; times rise from call to call.
        lead
            What somebody who knows the plan of the practice has to say.

        Returns
        -------
        Cue or None
            None where there is nothing to say, or it is too early to say it.
        """
        self._notice(assessment)
        now = assessment.time_s
        if assessment.phase is Phase.CALIBRATE and assessment.message is not None:
            return self._ask(assessment)
        if self._is_speaking(now):
            return None
        for message, kind, key in self._candidates(assessment, lead):
            said = self._said.setdefault(key, _Said())
            if now - said.time_s >= self._pauses.same_cue_gap_s:
                said.count(now)
                return self._say(now, message, kind, key)
        return None

    def _ask(self, assessment: Assessment) -> Cue | None:
        """Say each step of the range as it comes: its times are short, and no other word is due meanwhile."""
        if assessment.message is None or assessment.message == self._asked:
            return None
        self._asked = assessment.message
        return self._say(assessment.time_s, assessment.message, "guide", assessment.message.code)

    def _is_speaking(self, now: float) -> bool:
        """Whether a sentence is being spoken: as reported, or as long as it should take."""
        if not self._speaking:
            return now < self._free_s
        if self._speaking_since_s is None:
            self._speaking_since_s = now
        # A voice that never reports its end must not silence the coach.
        return now - self._speaking_since_s < self._pauses.longest_sentence_s

    def _notice(self, assessment: Assessment) -> None:
        """Remember what has changed since the frame before."""
        active = {f.kind for f in assessment.faults}
        for fault in assessment.ended_faults:
            asked = self._spoken_faults.pop(fault.kind, None)
            if asked is None:
                continue
            self._said[asked].start_again()
            if fault.kind in TUCK_FAULTS:
                self._tuck_praise_due = True
            else:
                self._praise_due = True
        if active & set(CUES):
            self._praise_due = self._tuck_praise_due = False
        if assessment.phase is not self._phase:
            if assessment.phase is Phase.CALIBRATE:
                self._asked = None
            if assessment.phase not in (Phase.TUCK, Phase.HOLD):
                self._praise_due = self._tuck_praise_due = False
        self._tuck.notice(assessment, began=assessment.phase is not self._phase)
        self._phase = assessment.phase
        complete = assessment.hold is not None and assessment.hold.complete
        if complete and not self._hold_was_complete:
            self._done_due = True
        self._hold_was_complete = complete
        if assessment.hold is not None and assessment.hold.start_s != self._hold_start_s:
            self._hold_start_s = assessment.hold.start_s
            self._said.pop(BREATHE.code, None)

    def _candidates(self, assessment: Assessment, lead: Lead) -> Iterator[tuple[Message, CueKind, str]]:
        """List what could be said now with what each asks for, most important first."""
        now, pauses = assessment.time_s, self._pauses
        if lead.message is not None and not lead.small:
            yield lead.message, "guide", lead.message.code
        if lead.alone:
            return
        shapeless = [fault for fault in assessment.faults if not fault.kind.of_form]
        if shapeless:
            message, lost_s = assessment.message, now - shapeless[0].start_s
            if message is not None and (message.code in AT_ONCE or lost_s > pauses.guide_after_s):
                yield message, "guide", message.code
            return
        faults = [fault for fault in assessment.faults if _lasts(fault, assessment)]
        if faults and now - self._corrected_s >= pauses.cue_gap_s and now - self._talked_s >= pauses.small_gap_s:
            for fault in faults:
                yield from self._correction(fault, assessment)
        is_red = Band.RED in assessment.bands.values() or bool(faults)
        if is_red or now - max(self._corrected_s, self._talked_s) < pauses.cue_gap_s:
            return
        yield from self._small_talk(assessment, lead)

    def _correction(self, fault: Fault, assessment: Assessment) -> Iterator[tuple[Message, CueKind, str]]:
        """Say the cue of a fault; where it has not helped, how it is done; then offer a rest, and begin again."""
        kind = asked_by(fault.kind, assessment)
        said = self._said.setdefault(kind.asks, _Said())
        again_s = assessment.time_s - said.time_s
        if said.times == self._pauses.repeats + 2 and again_s >= self._pauses.again_after_s:
            said.start_again()
        if said.times < self._pauses.repeats:
            yield CUES[kind], fault.kind, kind.asks
        elif said.times == self._pauses.repeats:
            yield how(kind), fault.kind, kind.asks
        elif said.times == self._pauses.repeats + 1 and self._may_rest(assessment.time_s):
            yield REST, fault.kind, kind.asks

    def _may_rest(self, now: float) -> bool:
        """Whether a rest may be offered: it is one for all faults."""
        return now - self._rested_s >= self._pauses.again_after_s

    def _small_talk(self, assessment: Assessment, lead: Lead) -> Iterator[tuple[Message, CueKind, str]]:
        if self._done_due:
            yield HOLD_DONE, "praise", HOLD_DONE.code
            return
        if assessment.message is not None and assessment.message.code in AFTER_THE_RANGE:
            yield assessment.message, "guide", assessment.message.code
        reminder = self._tuck.reminder
        due = reminder is not None and not self._was_asked(_TUCK, assessment.time_s)
        if reminder is not None and due and self._tuck.opening:
            yield reminder, "remind", TUCK_REMINDER.code
        if lead.message is not None and lead.small:
            yield lead.message, "guide", lead.message.code
        if reminder is not None and due:
            yield reminder, "remind", TUCK_REMINDER.code
        tucked = assessment.measurement.pelvis.statement == "tucked"
        if (self._praise_due or (self._tuck_praise_due and tucked)) and assessment.hold_running:
            yield PRAISE, "praise", PRAISE.code
        if self._tuck.help:
            yield self._tuck.help, "guide", self._tuck.help.code
        hold = assessment.hold
        breathed = self._said.setdefault(BREATHE.code, _Said()).times
        holding = hold is not None and assessment.hold_running and hold.good_s > self._pauses.breathe_after_s
        if holding and breathed < self._pauses.repeats:
            yield BREATHE, "remind", BREATHE.code

    def _was_asked(self, asks: str, now: float) -> bool:
        """Whether a correction has asked for this lately."""
        said = self._said.get(asks)
        return said is not None and now - said.time_s < self._pauses.same_cue_gap_s

    def _say(self, now: float, message: Message, kind: CueKind, asks: str) -> Cue:
        """Note what is said now, and what it asks for."""
        self._free_s = now + spoken_s(message)
        if isinstance(kind, FaultKind):
            self._corrected_s = now
            self._rested_s = now if message == REST else self._rested_s
            self._spoken_faults[kind] = asks
            return Cue(now, message, kind)
        self._talked_s = now
        if message == PRAISE:
            self._praise_due = self._tuck_praise_due = False
        elif message == HOLD_DONE:
            self._done_due = False
        self._tuck.said(message)
        return Cue(now, message, kind)


def _lasts(fault: Fault, assessment: Assessment) -> bool:
    """Whether a fault is still there: it is not, where what would show it is known and no longer red."""
    known = [assessment.bands[name] for name in fault.kind.quantities if name in assessment.bands]
    return not known or Band.RED in known
