"""What looks at the pixels of a frame: the ways of seeing the pelvis, and the head that sees whether the knee rests."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.lunge.knee.head import KneeSource, LearnedKnee
from formcheck.lunge.pelvis.reading import PelvisSource
from formcheck.lunge.pelvis.sources import available
from formcheck.settings import JudgingSettings

Source = PelvisSource | KneeSource


def every(settings: JudgingSettings) -> tuple[Source, ...]:
    """Return a fresh source of every kind that the settings allow; of those of the pelvis the best comes first.

    Raises
    ------
    IncompleteInstallationError
        A network is not there.
    """
    knee = (LearnedKnee(),) if settings.half_kneeling.look_at_knee else ()
    return (*available(settings), *knee)


def of_pelvis(sources: Sequence[Source]) -> tuple[PelvisSource, ...]:
    """Return those that see the pelvis, in their order."""
    return tuple(source for source in sources if source.name != "rear_knee")


def of_knee(sources: Sequence[Source]) -> KneeSource | None:
    """Return what sees the rear knee; None where nothing does."""
    return next((source for source in sources if source.name == "rear_knee"), None)
