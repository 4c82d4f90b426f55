"""Which ways of seeing the pelvis there are, the best first: the one place that knows them all."""

from __future__ import annotations

from formcheck.lunge.pelvis.learned import LearnedTilt
from formcheck.lunge.pelvis.reading import PelvisSource
from formcheck.lunge.pelvis.stickers import Stickers
from formcheck.settings import JudgingSettings


def available(settings: JudgingSettings) -> tuple[PelvisSource, ...]:
    """Return a fresh source of every kind that the settings allow, the best first.

    Raises
    ------
    IncompleteInstallationError
        The networks of the outline are not there.
    """
    sources: list[PelvisSource] = []
    if settings.markers.colour != "none":
        sources.append(Stickers(settings.markers))
    if settings.pelvis.use_learned:
        sources.append(LearnedTilt())
    return tuple(sources)
