"""How far formcheck errs, as the laboratory measured it: the one place of these figures.

``python -m lab.accuracy`` writes `limbs.json` and ``python -m lab.tilt_accuracy`` writes `tilt.json`, each together
with its table; the reports and comparisons read them here.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

LIMBS = Path(__file__).parent / "limbs.json"
TILT = Path(__file__).parent / "tilt.json"


LONGEST_HOLD_WITHIN_95_S = 2.0
"""What 95 % of the errors of the hold clock stay within, seconds [A]: nobody has measured it yet."""


class Figures(BaseModel):
    """Base: written once, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LimbError(Figures):
    """Errors of one angle, degrees."""

    mean_deg: float = Field(description="mean absolute error")
    bias_deg: float = Field(description="mean error, + too large")
    within_95_deg: float = Field(description="what 95 % of the absolute errors stay within")


class LimbErrors(Figures):
    """Errors of the limbs and the trunk."""

    clips: int = Field(description="how many clips, rendered with known angles")
    model: str = Field(description="pose model")
    view_deg: float = Field(description="the camera was up to so far off the side")
    errors: dict[str, LimbError] = Field(description="by the name of the angle")


class TiltError(Figures):
    """Errors of the pelvis' change from neutral, degrees, over one group of clips."""

    clips: int
    mean_deg: float = Field(description="mean absolute error")
    bias_deg: float = Field(description="mean error, + too far forward")
    within_95_deg: float = Field(description="what 95 % of the absolute errors stay within")
    right_way: float = Field(description="of changes of 5° or more, share with the right direction")
    keypoints_alone_deg: float = Field(description="mean absolute error of what the keypoints alone tell")


class TiltErrors(Figures):
    """Errors of the outline."""

    view_deg: float = Field(description="the camera was up to so far off the side")
    other_flesh: TiltError = Field(description="bodies whose flesh follows the bones in a way never trained on")
    new_bodies: TiltError = Field(description="bodies never trained on, in tight and ordinary clothes")


@cache
def limb_errors() -> LimbErrors:
    """Return what `limbs.json` says."""
    return LimbErrors.model_validate_json(LIMBS.read_text(encoding="utf-8"))


@cache
def tilt_errors() -> TiltErrors:
    """Return what `tilt.json` says."""
    return TiltErrors.model_validate_json(TILT.read_text(encoding="utf-8"))


def within_95(measure: str) -> float:
    """Return what 95 % of the errors of a measure stay within, in its unit.

    Parameters
    ----------
    measure
        Name of an angle, or ``longest_hold_s``.

    Returns
    -------
    float
        NaN where it has not been measured.
    """
    if measure == "longest_hold_s":
        return LONGEST_HOLD_WITHIN_95_S
    measured = limb_errors().errors.get(measure)
    return math.nan if measured is None else measured.within_95_deg


def write_figures(path: Path, figures: LimbErrors | TiltErrors) -> None:
    """Write what a benchmark measured."""
    path.write_text(figures.model_dump_json(indent=2) + "\n", encoding="utf-8")
