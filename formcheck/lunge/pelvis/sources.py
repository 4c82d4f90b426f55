"""Which ways of seeing the pelvis there are, the best first: the one place that knows them all."""

from __future__ import annotations

from formcheck.lunge.pelvis.markers import Markers
from formcheck.lunge.pelvis.reading import PelvisSource
from formcheck.settings import Settings


def available(settings: Settings) -> tuple[PelvisSource, ...]:
    """Return a fresh source of every kind, the best first."""
    return () if settings.markers.colour == "none" else (Markers(settings.markers),)
