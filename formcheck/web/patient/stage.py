"""The stages of the lunge and of the posture check, as the page shows them."""

from __future__ import annotations

from enum import StrEnum


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


class StandStage(StrEnum):
    """What the person is to do now in the posture check."""

    PLACE = "place"
    STILL = "still"
    STEPS = "steps"
    DONE = "done"
