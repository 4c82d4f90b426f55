"""What is to be changed before a side can begin: which knee is down, and where the front foot stands."""

from __future__ import annotations

import math

from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message, message
from formcheck.records import Assessment, Band

TURN_ROUND, OTHER_KNEE = Message("ask.turn_round"), Message("ask.other_knee")

_LASTS_S = 1.0
"""What is passed through on the way into position is not spoken of, seconds [A]."""
_FOOT_MATTERS_S = 45.0
"""A foot that looks misplaced for longer holds nobody up: the picture may be wrong, or nothing else be possible [A]."""
_TURNING_S = 15.0
"""To rest a moment and turn round takes some time, seconds [A]."""
_SHANK_CM = 42.0
"""Knee to ankle of an adult; 15° of the shin are then 11 cm [C]."""
_ROUNDED_CM = 5


class SettingUp:
    """Tells whether knee and foot are where they belong, and says what is to be moved.

    Attributes
    ----------
    asks
        What is to be changed; None where nothing is.
    """

    def __init__(self) -> None:
        self.over()
        self._misplaced_s = 0.0

    def over(self) -> None:
        """Start again: nothing is to be changed."""
        self.asks: Message | None = None
        self._foot_s = self._knee_s = 0.0

    def step(self, assessment: Assessment, dt: float, *, wrong_knee: bool, turning: bool) -> bool:
        """Take one frame; return whether the foot is where it belongs, or need not be.

        Parameters
        ----------
        assessment
            The frame, judged.
        dt
            How long it stands for, seconds.
        wrong_knee
            Whether the other knee is due.
        turning
            Whether the person was asked to turn round.
        """
        self.asks = None
        self._knee_s = self._knee_s + dt if wrong_knee else 0.0
        if wrong_knee:
            if not turning or self._knee_s >= _TURNING_S:
                self.asks = TURN_ROUND if turning else OTHER_KNEE
            return True
        asked = _foot(assessment)
        if asked is None:
            self._foot_s = self._misplaced_s = 0.0
            return True
        self._foot_s += dt
        self._misplaced_s += dt
        if self._misplaced_s >= _FOOT_MATTERS_S:
            return True
        if self._foot_s >= _LASTS_S:
            self.asks = asked
        return False


def _foot(assessment: Assessment) -> Message | None:
    """Say where the front foot is to go, with how far where the shin shows it; None where it stands well."""
    bands, angles = assessment.bands, assessment.measurement.angles_deg
    shin_deg = angles.get("front_shin_deg", math.nan)
    if assessment.measurement.half_kneeling is not True:
        return None
    if bands.get("front_shin_deg") is Band.RED:
        cm = _ROUNDED_CM * max(round(_SHANK_CM * math.sin(math.radians(abs(shin_deg))) / _ROUNDED_CM), 1)
        return message("ask.foot_forward" if shin_deg > 0 else "ask.foot_closer", cm=cm)
    if bands.get("front_knee_deg") is Band.RED:
        bent = angles["front_knee_deg"] < 90
        return Message((FaultKind.FRONT_KNEE_BENT if bent else FaultKind.FRONT_KNEE_STRAIGHT).cue)
    return None
