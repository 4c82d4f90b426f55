"""One practice session as it is kept: numbers and words from fixed lists, no picture, no name."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from formcheck.lunge.faults import FaultKind
from formcheck.records import Side

LONGEST_HOLD_S = 120.0
"""No hold may be planned longer than this, seconds."""
MOST_SETS = 5
"""No more sets may be planned than this."""
MOST_LOSSES = 20
"""No more losses of the tuck than this are noted for one side."""
_DAY_S = 24 * 3600.0

Felt = Literal["", "yes", "no", "pain"]
"""The answer to "do you feel a mild stretch?"; empty where there was none."""
WORST_PAIN = 10
"""The end of the numeric rating scale of pain, which begins with 0: none."""
Pain = Annotated[int, Field(ge=0, le=WORST_PAIN)]
Positive = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=_DAY_S, allow_inf_nan=False)]


PLAN_ID = r"[0-9a-f]{8}"
"""What the number of a plan looks like."""
YEARS = range(1970, 2200)
"""No time that is kept is outside of these years; near the first and the last there is, none can be converted."""


def believable(time: datetime) -> datetime:
    """Return a time; raise ValueError where no clock can have shown it."""
    if time.year not in YEARS:
        raise ValueError("there was no formcheck in that year")
    return time


Moment = Annotated[AwareDatetime, AfterValidator(believable)]


def _known_faults(stored: Any) -> Any:
    """Leave out the faults that this version does not name."""
    if not isinstance(stored, dict):
        return stored
    return {kind: seconds for kind, seconds in stored.items() if kind in set(FaultKind)}


def _known_answer(stored: Any) -> Any:
    """Take an answer that this version does not know for none."""
    return stored if stored in get_args(Felt) else ""


def _known_pain(stored: Any) -> Any:
    """Take what is no number of the scale for no answer."""
    return stored if stored in range(WORST_PAIN + 1) else None


def _number(stored: Any) -> Any:
    """Read a number as a table writes it; nothing where there is none."""
    try:
        return int(stored)
    except (TypeError, ValueError, OverflowError):  # an infinite one overflows
        return None


def _known_plan(stored: Any) -> Any:
    """Take what is no number of a plan for none."""
    return stored if isinstance(stored, str) and re.fullmatch(PLAN_ID, stored) else ""


KeptPlan = Annotated[str, BeforeValidator(_known_plan)]
KeptPain = Annotated[Pain | None, BeforeValidator(lambda stored: _known_pain(_number(stored)))]


class PartDone(BaseModel):
    """One side of one set, as any version has kept it: what this one does not know is left out.

    `good_s` are the seconds that count, `held_s` those in which the position was held; of these, `tucked_s` with the
    tuck and `unseen_s` in which it could not be observed; `lost_s` after how many of them it was lost. `own_tuck_deg`
    is the own full tuck as it was read, and `hip_extension_deg` how far the hip was extended in the best five seconds
    in good form, with its standard deviation; None where they were not. Versions before 0.2.0 kept `good_s` alone,
    which was then the position.
    """

    model_config = ConfigDict(extra="ignore")

    side: Side
    target_s: Positive
    good_s: Positive
    held_s: Positive = 0.0
    tucked_s: Positive = 0.0
    unseen_s: Positive = 0.0
    lost_s: list[Positive] = Field(default_factory=list)
    own_tuck_deg: float | None = Field(default=None, ge=0, le=90, allow_inf_nan=False)
    hip_extension_deg: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    hip_extension_sd_deg: float | None = Field(default=None, ge=0, le=90, allow_inf_nan=False)
    felt: Annotated[Felt, BeforeValidator(_known_answer)] = ""
    fault_s: Annotated[dict[FaultKind, Positive], BeforeValidator(_known_faults)] = Field(default_factory=dict)


class PracticeDone(BaseModel):
    """One practice session, as any version has kept it. What a page sends is a `PracticeSent`, and within limits.

    `hurt`: it was stopped for pain. `pain_before` and `pain_after` are the person's own numbers from 0, none, to 10,
    the worst; None where they gave none. `plan` is the number of the clinic's plan that led it; empty where none did.
    """

    model_config = ConfigDict(extra="ignore")

    started_at: Moment
    rest_s: Positive = 0.0
    ball_s: Positive = 0.0
    hurt: bool = False
    pain_before: KeptPain = None
    pain_after: KeptPain = None
    plan: KeptPlan = ""
    parts: list[PartDone] = Field(default_factory=list)

    @property
    def with_pain(self) -> bool:
        """Whether there was pain in it."""
        return self.hurt or any(part.felt == "pain" for part in self.parts)


class PracticeKept(PracticeDone):
    """One practice session with its number in the history."""

    id: int


class PartSent(PartDone):
    """One side of one set, as a page sends it."""

    model_config = ConfigDict(extra="forbid")

    target_s: Annotated[float, Field(gt=0, le=LONGEST_HOLD_S)]
    good_s: Seconds
    held_s: Seconds = 0.0
    tucked_s: Seconds = 0.0
    unseen_s: Seconds = 0.0
    lost_s: list[Seconds] = Field(default_factory=list, max_length=MOST_LOSSES)
    felt: Felt = ""
    fault_s: dict[FaultKind, Seconds] = Field(default_factory=dict)


def _sent(parts: Any) -> Any:
    """Hold each part to the limits of what may be sent."""
    return [PartSent.model_validate(part) for part in parts] if isinstance(parts, list) else parts


class PracticeSent(PracticeDone):
    """One practice session as a page sends it: nothing but numbers within limits, and words from fixed lists."""

    model_config = ConfigDict(extra="forbid")

    rest_s: Seconds = 0.0
    ball_s: Seconds = 0.0
    pain_before: Pain | None = None
    pain_after: Pain | None = None
    plan: str = Field(default="", pattern=rf"^({PLAN_ID})?$")
    parts: Annotated[list[PartDone], BeforeValidator(_sent)] = Field(default_factory=list, max_length=2 * MOST_SETS)


class PainAfter(BaseModel):
    """How much it hurts after a practice, said once it has been kept."""

    model_config = ConfigDict(extra="forbid")

    pain_after: Pain
