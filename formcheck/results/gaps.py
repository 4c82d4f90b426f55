"""What could not be judged, why, from when to when, and for how long."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from formcheck.lunge.pelvis.tracker import no_neutral_yet
from formcheck.lunge.quantities import MEASURED, TABLE
from formcheck.lunge.shape import SETTLING
from formcheck.messages.message import Message, in_english, message
from formcheck.records import Assessment
from formcheck.results.accumulators import SideAccumulator, Spell
from formcheck.results.summary import NotJudged
from formcheck.settings import JudgingSettings

PHOTO_BASELINE = message("gap.photo")
UNSURE = message("gap.unsure")
JOINTS_ONLY = message("gap.joints_only")
_COMPARED = tuple(line.name for line in TABLE if line.neutral_of and not line.of_pelvis)
"""What is told by its change from the neutral; not the pelvis, which may have its own range instead."""


class Gaps:
    """Gathers what was not judged, with its reason.

    Parameters
    ----------
    settings
        The thresholds in use.
    photo
        A single picture.
    """

    def __init__(self, settings: JudgingSettings, *, photo: bool = False) -> None:
        self._settings = settings
        self._photo = photo
        self._missing: dict[tuple[str, Message | None], Spell] = {}

    def count(self, a: Assessment, step_s: float) -> None:
        """Note what was not judged in one assessment, which stands for some seconds."""
        m = a.measurement
        if m.pelvis.source == "none":
            self._miss("tuck", message("gap.tuck", reason=m.pelvis.reason or JOINTS_ONLY), a.time_s, step_s)
        if m.half_kneeling is not True:
            self._miss("everything", m.reason or a.message, a.time_s, step_s)
            return
        if a.baseline is not None and a.baseline.doubt is not None:
            self._miss_what_compares(a, a.baseline.doubt, step_s)
        if m.rear_side is not None:
            for name in (line.name for line in MEASURED):
                if not math.isfinite(m.angles_deg[name]):
                    self._miss(name, UNSURE, a.time_s, step_s)

    @property
    def no_baseline(self) -> Message:
        """Why there is no neutral of a side."""
        return PHOTO_BASELINE if self._photo else message("gap.no_neutral", seconds=self._settings.phases.baseline_s)

    def main_reason(self, *, short: bool) -> Message | None:
        """Return what kept everything from being judged for the longest; None where nothing did, or nobody knows.

        Parameters
        ----------
        short
            Whether something was judged, but too little for the whole to be.
        """
        too_short = message("gap.too_short", seconds=self._settings.phases.judged_least_s)
        reasons = {why: gap.seconds for (what, why), gap in self._missing.items() if what == "everything"}
        if reasons:
            longest = max(reasons, key=reasons.__getitem__)
            return too_short if longest == SETTLING else longest
        return too_short if short else None

    def facts(self, sides: Collection[SideAccumulator], share_of: Callable[[float], float]) -> list[NotJudged]:
        """List what was not judged.

        Parameters
        ----------
        sides
            What was gathered of each side that was down.
        share_of
            Returns the share that some seconds are of the whole.
        """
        missing = dict(self._missing)
        if any(side.baselines for side in sides):
            # Before the neutral was found there was nothing to measure yet.
            not_yet = no_neutral_yet(self._settings.phases.baseline_s)
            missing.pop(("tuck", message("gap.tuck", reason=not_yet)), None)
        for side in sides:
            if not side.baselines:
                missing |= {(name, self.no_baseline): side.kneeling for name in _COMPARED}
        return [
            NotJudged(
                what=what,
                why=in_english(why),
                why_message=why,
                share=share_of(gap.seconds),
                from_s=round(gap.from_s, 4),
                to_s=round(gap.to_s, 4),
            )
            for (what, why), gap in missing.items()
        ]

    def _miss_what_compares(self, a: Assessment, doubt: Message, step_s: float) -> None:
        """Note what was not judged because the neutral is not believed; the tuck is, by an own range."""
        if a.measurement.pelvis.source != "none" and "tuck_deg" not in a.bands:
            self._miss("tuck", message("gap.tuck_not_judged", reason=doubt), a.time_s, step_s)
        for name in _COMPARED:
            self._miss(name, doubt, a.time_s, step_s)

    def _miss(self, what: str, why: Message | None, time_s: float, step_s: float) -> None:
        self._missing.setdefault((what, why), Spell(time_s)).count(time_s, step_s)
