"""`LungeSession`: the checker and the coach on one path, for live practice and recorded review alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from formcheck.coaching.coach import Coach
from formcheck.coaching.lead import NOTHING, Lead
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.corrections import Corrections, Span
from formcheck.lunge.observer import BodyObserver
from formcheck.lunge.sources import Source, every
from formcheck.records import Assessment, Fault, Frame, Hold, Side
from formcheck.settings import JudgingSettings


class LungeSession:
    """Judge frame after frame, and say what the person should hear.

    Parameters
    ----------
    settings
        Every threshold.
    photo
        A single picture: judged at once, nothing said.
    calibrate
        Ask for the own range of the pelvis before the first hold on each side: somebody is there who hears it.
    sources
        What looks at the pixels; every source there is where None, see `formcheck.lunge.sources`.
    corrections
        What somebody knows better than the picture shows.
    observer, found_ranges_s
        See `LungeChecker`.
    """

    def __init__(
        self,
        settings: JudgingSettings | None = None,
        photo: bool = False,
        calibrate: bool = False,
        sources: Sequence[Source] | None = None,
        corrections: Corrections | None = None,
        observer: BodyObserver | None = None,
        found_ranges_s: Sequence[Span] = (),
    ) -> None:
        settings = settings or JudgingSettings()
        ways = every(settings) if sources is None else sources
        self.checker = LungeChecker(settings, photo, ways, calibrate, corrections, observer, found_ranges_s)
        self._coach = None if photo else Coach(settings.coaching)

    def step(self, frame: Frame, lead: Callable[[Assessment], Lead] | None = None) -> Assessment:
        """Judge one frame; the assessment carries the cue. Raises what `LungeChecker.step` raises.

        Parameters
        ----------
        frame
            With its pose.
        lead
            Takes the judged frame and returns what the plan of the practice has to say.
        """
        assessment = self.checker.step(frame)
        said = lead(assessment) if lead else NOTHING
        cue = self._coach.step(assessment, said) if self._coach else None
        return dataclasses.replace(assessment, cue=cue) if cue else assessment

    @property
    def range_left_s(self) -> float:
        """How long what is asked for of the own range still lasts, seconds; 0 where nothing is."""
        return self.checker.range_left_s

    def skip_range(self) -> None:
        """Leave out the own range on this side; see `LungeChecker.skip_range`."""
        self.checker.skip_range()

    def voice(self, speaking: bool) -> None:
        """Say that a sentence is being spoken, or that it is over, where somebody knows."""
        self.checker.voice(speaking)
        if self._coach is not None:
            self._coach.voice(speaking)

    def finish(self) -> tuple[tuple[Fault, ...], Hold | None]:
        """End what is still open; see `LungeChecker.finish`."""
        return self.checker.finish()

    def release(self, turned: bool = True) -> None:
        """See `LungeChecker.release`."""
        self.checker.release(turned)

    def set_rear_side(self, side: Side | None) -> None:
        """See `LungeChecker.set_rear_side`."""
        self.checker.set_rear_side(side)
