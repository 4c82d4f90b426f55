"""How many pictures a second are judged, and what holds them back: the camera, this computer, or the way between."""

from __future__ import annotations

import math

from formcheck.coaching.lead import Lead
from formcheck.filters import TimedWindow
from formcheck.messages.message import Message
from formcheck.records import Assessment, Level

SLOW = Message("gate.frame_rate.slow")
"""What the gate itself says, which knows no more than the times of the pictures."""
CAMERA, COMPUTER, CONNECTION = Message("pace.camera"), Message("pace.computer"), Message("pace.connection")
FEW = Message("pace.few")

_SPAN_S = 3.0
_BUSY_SHARE = 0.6
"""The computer is what is slow where it works for this share of the time between two pictures; the page needs some of
the rest to make the next picture [A]."""
_AS_SLOW_AS_THE_CAMERA = 0.8
"""The camera is what is slow where at least this share of its pictures is judged [A]."""
_LASTS_S = 4.0
"""A rate that is low for a moment is not spoken of, seconds [A]."""


class Pace:
    """Measures the rate, and says what is to be done where it is too low.

    Parameters
    ----------
    few_per_s
        Below this many pictures a second the person is told once to move slowly.
    """

    def __init__(self, few_per_s: float) -> None:
        self._few_per_s = few_per_s
        self._steps_s, self._worked_s = TimedWindow(_SPAN_S), TimedWindow(_SPAN_S)
        self._last_s: float | None = None
        self._camera_per_s = math.nan
        self._few_since_s: float | None = None
        self._few_said = False

    def camera(self, per_s: float) -> None:
        """Note how many pictures a second the page gets from its camera."""
        self._camera_per_s = per_s if per_s > 0 else math.nan

    def worked(self, time_s: float, seconds: float) -> None:
        """Note the time of a picture, and how long it took to judge it, seconds."""
        if self._last_s is not None:
            self._steps_s.add(time_s, time_s - self._last_s)
        self._last_s = time_s
        self._worked_s.add(time_s, seconds)

    @property
    def per_s(self) -> float:
        """Pictures a second; NaN where it is not known yet."""
        return 1 / self._steps_s.median() if len(self._steps_s) else math.nan

    @property
    def reason(self) -> Message:
        """What holds the pictures back, with what helps; what the gate says where that is not known."""
        if not len(self._steps_s):
            return SLOW
        if self._worked_s.median() >= _BUSY_SHARE * self._steps_s.median():
            return COMPUTER
        if math.isnan(self._camera_per_s):
            return SLOW
        return CAMERA if self.per_s >= _AS_SLOW_AS_THE_CAMERA * self._camera_per_s else CONNECTION

    def lead(self, assessment: Assessment, plan: Lead) -> Lead:
        """Return what is to be said: the true reason where there are too few pictures, else what the plan says."""
        if is_too_slow(assessment) and assessment.message == SLOW and not plan.alone:
            return Lead(self.reason, alone=True)
        now = assessment.time_s
        if not self.per_s < self._few_per_s:
            self._few_since_s = None
        elif self._few_since_s is None:
            self._few_since_s = now
        due = self._few_since_s is not None and now - self._few_since_s >= _LASTS_S and not self._few_said
        return Lead(FEW, small=True) if due and plan.message is None and not plan.alone else plan

    def said(self, message: Message) -> None:
        """Note what has been said."""
        self._few_said = self._few_said or message == FEW


def is_too_slow(assessment: Assessment) -> bool:
    """Whether nothing is judged because there are too few pictures."""
    gates = assessment.measurement.gates
    return any(gate.name == "frame_rate" and gate.level is Level.BLOCK for gate in gates)
