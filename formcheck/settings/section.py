"""What every table of settings is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

Range = tuple[float, float]


class Section(BaseModel):
    """Base of every table of settings: unknown keys are refused, values cannot change afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")
