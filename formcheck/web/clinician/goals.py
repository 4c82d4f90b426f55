"""A patient's own targets, as the page shows and sets them: the edges of the green bands, and the length of a hold.

They are those of the archive, by which `formcheck review --patient` judges, too. What else a settings file has put
there stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from formcheck.archive.store import Archive
from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import message
from formcheck.messages.names import quantity_name
from formcheck.results.practice import LONGEST_HOLD_S
from formcheck.settings import BandLimits, Bands, JudgingSettings, Settings, changed_toml
from formcheck.web.clinician.api_messages import Goals, GoalShown

SHORTEST_HOLD_S = 5
Edge = Annotated[float, Field(ge=-180, le=360, allow_inf_nan=False)] | None


class GoalsWanted(BaseModel):
    """The targets that somebody has entered: of each angle the green band, null for no edge; seconds of a hold."""

    model_config = ConfigDict(extra="forbid")

    hold_s: Annotated[float, Field(ge=SHORTEST_HOLD_S, le=LONGEST_HOLD_S)]
    green: dict[str, tuple[Edge, Edge]]


def shown_goals(code: str, archive: Path | None, words: Catalogue) -> Goals:
    """Return the targets in force for a patient beside the usual ones. Raises FormcheckError."""
    with Archive(archive) as opened:
        own = opened.goals(code) is not None
        settings = opened.settings(code)
    usual = Settings()
    rows: list[GoalShown] = [
        {
            "quantity": name,
            "name": words.text(quantity_name(name)),
            "green": _edges(getattr(settings.bands, name)),
            "usual": _edges(getattr(usual.bands, name)),
        }
        for name in Bands.model_fields
    ]
    hold_s, usual_s = settings.phases.hold_target_s, usual.phases.hold_target_s
    return {"own": own, "hold_s": hold_s, "usual_hold_s": usual_s, "goals": rows}


def keep_goals(code: str, archive: Path | None, wanted: GoalsWanted) -> None:
    """Keep targets of a patient. Raises FormcheckError where they cannot be."""
    with Archive(archive) as opened:
        settings = opened.settings(code)
        bands = {name: _moved(name, settings.bands, edges) for name, edges in _known(wanted.green).items()}
        phases = settings.phases.model_copy(update={"hold_target_s": wanted.hold_s})
        updated = settings.model_copy(update={"bands": settings.bands.model_copy(update=bands), "phases": phases})
        opened.set_goals(code, changed_toml(updated))


def forget_goals(code: str, archive: Path | None) -> None:
    """Go back to the usual targets. Raises FormcheckError."""
    with Archive(archive) as opened:
        if opened.goals(code) is not None:
            opened.set_goals(code, None)


def settings_of(code: str, archive: Path | None, usual: JudgingSettings) -> JudgingSettings:
    """Return the settings to judge a patient by: those kept of them, with the stickers of the page; else the usual.

    Raises
    ------
    FormcheckError
        The archive cannot be read.
    """
    if not code:
        return usual
    with Archive(archive) as opened:
        if opened.goals(code) is None:
            return usual
        return opened.settings(code).judging.model_copy(update={"markers": usual.markers})


def _known(green: Mapping[str, tuple[Edge, Edge]]) -> dict[str, tuple[float, float]]:
    unknown = set(green) - set(Bands.model_fields)
    if unknown:
        raise FormcheckError(message("error.goals.unknown", name=min(unknown)))
    edges = {
        name: (-math.inf if low is None else low, math.inf if high is None else high)
        for name, (low, high) in green.items()
    }
    for name, (low, high) in edges.items():
        if low >= high:
            raise FormcheckError(message("error.goals.order", quantity=quantity_name(name)))
    return edges


def _moved(name: str, bands: Bands, green: tuple[float, float]) -> BandLimits:
    """Return limits with another green band; the yellow one around it stays as wide as it is."""
    now: BandLimits = getattr(bands, name)
    if green == now.green:
        return now
    widths = [abs(yellow - edge) for yellow, edge in zip(now.yellow, now.green, strict=True)]
    low, high = (0.0 if math.isnan(width) else width for width in widths)  # no edge on either: inf - inf
    return now.model_copy(update={"green": green, "yellow": (green[0] - low, green[1] + high)})


def _edges(limits: BandLimits) -> tuple[float | None, float | None]:
    low, high = limits.green
    return low if math.isfinite(low) else None, high if math.isfinite(high) else None
