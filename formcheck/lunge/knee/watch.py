"""`KneeWatch`: a few looks at the rear knee before a kneel is believed."""

from __future__ import annotations

import dataclasses
import math

from formcheck.lunge.knee.head import KneeSource
from formcheck.lunge.observer import Observation
from formcheck.lunge.shape import KNEE_UP
from formcheck.messages.message import Message
from formcheck.records import Frame
from formcheck.settings import HalfKneeling

EVERY_S, REMEMBERED_S = 0.2, 1.5
"""So often is looked, and so long a look counts, seconds: neighbouring pictures show the same shadow and the same
cloth, so more of them would make nothing surer."""
LEAST_LOOKS = 3
BLINK_S = 0.5
"""A shape that is away for longer begins again."""
STILL_RESTS = 0.0
"""A knee that was surely on a cushion is believed to be until these log-odds."""


class KneeWatch:
    """Look at the rear knee where the keypoints show half-kneeling, until the kneel is believed.

    Where the knee is so high that something must lie under it, it is no kneel until the looks are sure that it rests,
    and they go on.

    Parameters
    ----------
    source
        What sees the knee; None: the keypoints alone decide.
    limits
        How sure it must be.
    photo
        A single picture: there is only one look.
    """

    def __init__(self, source: KneeSource | None, limits: HalfKneeling, photo: bool = False) -> None:
        self._source = source
        share = limits.knee_in_air_photo if photo else limits.knee_in_air
        self._edge = _log_odds(share)
        self._rests_edge = _log_odds(limits.knee_rests)
        self._least = 1 if photo else LEAST_LOOKS
        self._looks: list[tuple[float, float]] = []
        self._looked_s = self._shaped_s = -math.inf
        self._believed = self._rests = False

    def step(self, frame: Frame, seen: Observation, settled: bool) -> Observation:
        """Return what was observed, or that the rear knee is in the air where the looks together are sure of it.

        Parameters
        ----------
        frame
            With its pose.
        seen
            What its keypoints show.
        settled
            The shape has stood for long enough to be judged: what the looks say now is believed until it is left.
        """
        now = frame.time_s
        if self._source is None or seen.half_kneeling is not True:
            if now - self._shaped_s > BLINK_S:
                self._looks.clear()
                self._believed = self._rests = False
            return seen if seen.unless_rests is None else _no_kneel(seen, seen.unless_rests)
        self._shaped_s = now
        if self._believed and seen.unless_rests is None:
            return seen
        if now - self._looked_s >= EVERY_S - 1e-6:
            self._look(self._source, frame, seen)
        self._looks = [(time_s, odds) for time_s, odds in self._looks if now - time_s <= REMEMBERED_S]
        mean = sum(odds for _, odds in self._looks) / len(self._looks) if self._looks else math.nan
        enough = len(self._looks) >= self._least
        if seen.unless_rests is not None:
            return self._on_cushion(seen, seen.unless_rests, mean, enough)
        if enough and mean > self._edge:
            return _no_kneel(seen, KNEE_UP)
        self._believed = settled and enough
        return seen

    def _on_cushion(self, seen: Observation, why_not: Message, mean: float, enough: bool) -> Observation:
        if enough:
            self._rests = mean <= (STILL_RESTS if self._rests else self._rests_edge)
            self._believed = self._believed and self._rests
        # A kneel that is believed is not lost before there were enough looks at the knee that has risen.
        return seen if (self._rests if enough else self._believed) else _no_kneel(seen, why_not)

    def _look(self, source: KneeSource, frame: Frame, seen: Observation) -> None:
        assert frame.pose is not None
        level = frame.with_pose(dataclasses.replace(frame.pose, roll_deg=seen.roll_deg))
        odds = source.look(level, seen.keypoints_px, seen.stance)
        if odds is not None:
            self._looks.append((frame.time_s, odds))
            self._looked_s = frame.time_s


def _no_kneel(seen: Observation, why_not: Message) -> Observation:
    return dataclasses.replace(
        seen, half_kneeling=False, reason=why_not, angles_deg={}, hands_on_thigh=None, sd_growth=math.nan
    )


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))
