"""`Plan`: what a clinician asks a patient to practise at home, and for how long. The schema is versioned.

A plan of an earlier version opens in every later one; `SCHEMA_VERSION` rises where a program that knows the earlier
version would misread a later plan.
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from formcheck.lunge.legs import SIDES
from formcheck.messages.message import Message, message
from formcheck.messages.names import knee_down
from formcheck.records import Side
from formcheck.results.practice import LONGEST_HOLD_S, MOST_SETS, PLAN_ID, Moment
from formcheck.results.summary import SummaryPart
from formcheck.settings import BandLimits, Bands

SCHEMA_VERSION = 1
PATIENT_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
"""A code that stands for a patient: a name has no digit."""

FLAGS = range(1, 8)
"""The questions about red flags, by their number on the patient's page."""
ALWAYS_ASKED = (1, 2, 5)
"""Sharp pain, pain that does not get better, numbness or weakness: they may begin on any day, so no plan leaves these
out. The others may have been cleared in the clinic, such as a replaced hip."""
LONGEST_PLAN = timedelta(days=366)
"""A plan is looked at again by a clinician at least once a year."""
MOST_STRESSED = 3
"""More cues than this are none that stands out [A]."""
REST_MINUTES = (5, 10)
BALL_S = (30, 60)
SHORTEST_HOLD_S = 5
_NOTE_LETTERS, _CLINIC_LETTERS = 200, 60

Stress = Literal["tuck", "deeper", "upright", "front_knee", "breathe"]
"""What may be stressed: reminders that are true also while all is well. A correction such as "bring your hips back" is
none, for whoever then follows it goes too far."""

T = TypeVar("T")


def _plain(text: Any) -> Any:
    """Take control characters and needless spaces out of what somebody has typed: it is shown on other computers."""
    if not isinstance(text, str):
        return text
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())


def patient_code(text: str) -> str:
    """Return a patient's code; raise ValueError where it is none."""
    if not PATIENT_CODE.fullmatch(text):
        raise ValueError("this is no patient code")
    return text


def _each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(values)) != len(values):
        raise ValueError("each only once")
    return values


def _zero_or(least: int, most: int) -> AfterValidator:
    def check(value: int) -> int:
        if value and not least <= value <= most:
            raise ValueError(f"0, or {least} to {most}")
        return value

    return AfterValidator(check)


def _whole_flags(flags: tuple[int, ...]) -> tuple[int, ...]:
    if not set(ALWAYS_ASKED) <= set(flags) <= set(FLAGS):
        raise ValueError(f"{ALWAYS_ASKED} are always asked, and there are none beyond {FLAGS[-1]}")
    return tuple(sorted(set(flags)))


Edge = Annotated[float, Field(ge=-180, le=360, allow_inf_nan=False)] | None
Edges = tuple[Edge, Edge]
Quantity = Literal["front_knee_deg", "front_shin_deg", "rear_thigh_deg", "lunge_deg", "trunk_deg"]


class PlanTarget(SummaryPart):
    """The person's own bands of one angle."""

    green: Edges = Field(description="target, degrees; null is no limit")
    yellow: Edges = Field(description="warning range around it; outside it is red")

    @model_validator(mode="after")
    def _nested(self) -> Self:
        BandLimits(green=_with_infinity(self.green), yellow=_with_infinity(self.yellow), hysteresis_deg=0, dwell_s=0)
        return self

    def limits(self, usual: BandLimits) -> BandLimits:
        """Return the bands with the hysteresis and the dwell of the usual ones."""
        edges = {"green": _with_infinity(self.green), "yellow": _with_infinity(self.yellow)}
        return usual.model_copy(update=edges)


class Plan(SummaryPart):
    """What one patient is asked to practise, and how they are led."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: int = SCHEMA_VERSION
    id: str = Field(pattern=f"^{PLAN_ID}$", description="tells this plan from others")
    patient: Annotated[str, AfterValidator(patient_code)] = Field(description="code of the patient, never a name")
    clinic: Annotated[str, BeforeValidator(_plain)] = Field(
        default="", max_length=_CLINIC_LETTERS, description="who has made it, in words"
    )
    made_at: Moment
    valid_from: date = Field(description="first day")
    valid_until: date = Field(description="last day")
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$", description="the practice is led in it")
    days_a_week: int = Field(ge=1, le=7)
    sides: Annotated[tuple[Side, ...], AfterValidator(_each_once)] = Field(
        default=SIDES, min_length=1, description="which knees are to be down"
    )
    hold_s: int = Field(ge=SHORTEST_HOLD_S, le=int(LONGEST_HOLD_S), description="seconds that count, of each hold")
    sets: int = Field(ge=1, le=MOST_SETS, description="holds of each side")
    rest_minutes: Annotated[int, _zero_or(*REST_MINUTES)] = Field(
        default=0, ge=0, description="rest and breathing before it; 0: none"
    )
    ball_s: Annotated[int, _zero_or(*BALL_S)] = Field(
        default=0, ge=0, description="soft-ball release after it, seconds a spot; 0: none"
    )
    stress: Annotated[tuple[Stress, ...], AfterValidator(_each_once)] = Field(
        default=(), max_length=MOST_STRESSED, description="what the coach says once in each hold besides"
    )
    targets: dict[Quantity, PlanTarget] = Field(
        default_factory=dict, description="bands other than the usual ones, by angle"
    )
    flags: Annotated[tuple[int, ...], AfterValidator(_whole_flags)] = Field(
        default=tuple(FLAGS), description="questions about red flags that are asked, by number"
    )
    note: Annotated[str, BeforeValidator(_plain)] = Field(
        default="", max_length=_NOTE_LETTERS, description="of the clinician, for the patient to read"
    )
    own_tuck_deg: dict[Side, Annotated[float, Field(ge=0, le=30, allow_inf_nan=False)]] = Field(
        default_factory=dict,
        description="own full tuck as it was read in the clinic, by knee down: for information. It holds for the "
        "clothes and the camera of that session, so practice asks for it again and nothing is judged by this one",
    )

    @model_validator(mode="after")
    def _days(self) -> Self:
        if not self.valid_from <= self.valid_until <= self.valid_from + LONGEST_PLAN:
            raise ValueError("it ends before it begins, or lasts for more than a year")
        return self

    @property
    def cues(self) -> tuple[Message, ...]:
        """What is stressed, as the coach says it."""
        return tuple(Message(f"plan.mind.{point}") for point in self.stress)

    def bands(self, usual: Bands) -> Bands:
        """Return the bands to judge the patient by: the usual ones, with the plan's own in their place."""
        own: dict[str, BandLimits] = {
            name: target.limits(getattr(usual, name)) for name, target in self.targets.items()
        }
        return usual.model_copy(update=own)


def own_targets(bands: Bands, usual: Bands) -> dict[str, PlanTarget]:
    """Return the bands of a patient that differ from the usual ones, as a plan carries them."""
    differing = {}
    for name in Bands.model_fields:
        own: BandLimits = getattr(bands, name)
        other: BandLimits = getattr(usual, name)
        if (own.green, own.yellow) != (other.green, other.yellow):
            differing[name] = PlanTarget(green=_without_infinity(own.green), yellow=_without_infinity(own.yellow))
    return differing


def new_id() -> str:
    """Return the number of a new plan."""
    return secrets.token_hex(4)


def plan_sentence(plan: Plan) -> Message:
    """Tell in one sentence whose plan it is, for how long, and what is asked for."""
    whose = "plan.whose_by" if plan.clinic else "plan.whose"
    parts = [message("plan.part.lunge", knees=knee_down(plan.sides), sets=plan.sets, seconds=plan.hold_s)]
    if plan.rest_minutes:
        parts.insert(0, message("plan.part.rest", minutes=plan.rest_minutes))
    if plan.ball_s:
        parts.append(message("plan.part.ball", seconds=plan.ball_s))
    often = {1: "plan.once", 7: "plan.daily"}.get(plan.days_a_week, "plan.days")
    return message(
        "plan.sentence",
        whose=message(whose, code=plan.patient, clinic=plan.clinic),
        often=message(often, days=plan.days_a_week),
        until=plan.valid_until.isoformat(),
        parts=tuple(parts),
    )


def planned_parts(sides: Sequence[Side], sets: int) -> list[Side | None]:
    """Return which knee is down in each part; None where the person chooses by kneeling, and then changes."""
    return [sides[0]] * sets if len(sides) == 1 else [None] * (2 * sets)


def _with_infinity(edges: Edges) -> tuple[float, float]:
    low, high = edges
    return (-math.inf if low is None else low, math.inf if high is None else high)


def _without_infinity(edges: tuple[float, float]) -> Edges:
    low, high = edges
    return (low if math.isfinite(low) else None, high if math.isfinite(high) else None)


def as_stored(plan: Plan) -> Mapping[str, Any]:
    """Return a plan as JSON has it."""
    stored: Mapping[str, Any] = plan.model_dump(mode="json")
    return stored
