"""One practice session as it is kept: numbers and words from fixed lists, no picture, no name."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from formcheck.lunge.faults import FaultKind
from formcheck.records import Side

LONGEST_HOLD_S = 120.0
"""No hold may be planned longer than this, seconds."""
MOST_SETS = 5
"""No more sets may be planned than this."""
_DAY_S = 24 * 3600.0

Felt = Literal["", "yes", "no", "pain"]
"""The answer to "do you feel a mild stretch?"; empty where there was none."""
Seconds = Annotated[float, Field(ge=0, le=_DAY_S, allow_inf_nan=False)]


class PartDone(BaseModel):
    """One side of one set, as it is kept."""

    model_config = ConfigDict(extra="forbid")

    side: Side
    target_s: Annotated[float, Field(gt=0, le=LONGEST_HOLD_S)]
    good_s: Seconds
    felt: Felt = ""
    fault_s: dict[FaultKind, Seconds] = Field(default_factory=dict)


class PracticeDone(BaseModel):
    """One practice session, as it is kept."""

    model_config = ConfigDict(extra="forbid")

    started_at: AwareDatetime
    rest_s: Seconds = 0.0
    ball_s: Seconds = 0.0
    parts: list[PartDone] = Field(default_factory=list, max_length=2 * MOST_SETS)


class PracticeKept(PracticeDone):
    """One practice session with its number in the history."""

    id: int
