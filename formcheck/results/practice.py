"""One practice session as it is kept: numbers and words from fixed lists, no picture, no name."""

from __future__ import annotations

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
Positive = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=_DAY_S, allow_inf_nan=False)]


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


class PartDone(BaseModel):
    """One side of one set, as any version has kept it: what this one does not know is left out.

    `good_s` are the seconds that count, `held_s` those in which the position was held; of these, `tucked_s` with the
    tuck and `unseen_s` in which it could not be observed; `lost_s` after how many of them it was lost. Versions before
    0.2.0 kept `good_s` alone, which was then the position.
    """

    model_config = ConfigDict(extra="ignore")

    side: Side
    target_s: Positive
    good_s: Positive
    held_s: Positive = 0.0
    tucked_s: Positive = 0.0
    unseen_s: Positive = 0.0
    lost_s: list[Positive] = Field(default_factory=list)
    felt: Annotated[Felt, BeforeValidator(_known_answer)] = ""
    fault_s: Annotated[dict[FaultKind, Positive], BeforeValidator(_known_faults)] = Field(default_factory=dict)


class PracticeDone(BaseModel):
    """One practice session, as any version has kept it. What a page sends is a `PracticeSent`, and within limits."""

    model_config = ConfigDict(extra="ignore")

    started_at: Moment
    rest_s: Positive = 0.0
    ball_s: Positive = 0.0
    parts: list[PartDone] = Field(default_factory=list)


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
    parts: Annotated[list[PartDone], BeforeValidator(_sent)] = Field(default_factory=list, max_length=2 * MOST_SETS)
