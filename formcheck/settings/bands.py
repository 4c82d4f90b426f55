"""The bands of the judged angles."""

from __future__ import annotations

import math
from typing import Self

from pydantic import Field, model_validator

from formcheck.settings.section import Range, Section


class BandLimits(Section):
    """Edges of one quantity's bands."""

    green: Range = Field(description="target, degrees")
    yellow: Range = Field(description="warning range around the target, degrees; outside it is red")
    hysteresis_deg: float = Field(ge=0, description="a band is left only this far past its edge, degrees")
    dwell_s: float = Field(ge=0, description="seconds in red before it counts as a fault")

    @model_validator(mode="after")
    def _nested(self) -> Self:
        (g0, g1), (y0, y1) = self.green, self.yellow
        if not y0 <= g0 <= g1 <= y1:
            raise ValueError(f"green {self.green} must lie inside yellow {self.yellow}")
        return self


def _band(green: Range, yellow: Range, hysteresis_deg: float, dwell_s: float) -> BandLimits:
    return BandLimits(green=green, yellow=yellow, hysteresis_deg=hysteresis_deg, dwell_s=dwell_s)


class Bands(Section):
    """Bands of the judged quantities."""

    front_knee_deg: BandLimits = Field(
        default=_band((80, 100), (70, 115), 3, 1.0), description="90° asked for; width = error of one camera [A]"
    )
    front_shin_deg: BandLimits = Field(
        default=_band((-8, 8), (-15, 15), 3, 1.0), description="knee directly over the ankle; 15° is 11 cm [C]"
    )
    rear_thigh_deg: BandLimits = Field(
        default=_band((-5, 15), (-12, 22), 3, 1.0), description="hip extension range 7-20° [S]"
    )
    lunge_deg: BandLimits = Field(
        default=_band((-math.inf, 6), (-math.inf, 10), 2, 1.0), description="without lunging deeper [A]"
    )
    trunk_deg: BandLimits = Field(default=_band((-5, 10), (-10, 20), 3, 1.0), description="upright line [S], edges [A]")
