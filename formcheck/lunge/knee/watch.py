"""`KneeWatch`: a few looks at the rear knee before a kneel is believed."""

from __future__ import annotations

import dataclasses
import math

from formcheck.lunge.knee.head import KneeSource
from formcheck.lunge.observer import Observation
from formcheck.messages.message import Message
from formcheck.records import Frame
from formcheck.settings import HalfKneeling

KNEE_UP = Message("shape.knee_up")
EVERY_S, REMEMBERED_S = 0.2, 1.5
"""So often is looked, and so long a look counts, seconds: neighbouring pictures show the same shadow and the same
cloth, so more of them would make nothing surer."""
LEAST_LOOKS = 3
BLINK_S = 0.5
"""A shape that is away for longer begins again."""


class KneeWatch:
    """Look at the rear knee where the keypoints show half-kneeling, until the kneel is believed.

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
        self._edge = math.log(share / (1 - share))
        self._least = 1 if photo else LEAST_LOOKS
        self._looks: list[tuple[float, float]] = []
        self._looked_s = self._shaped_s = -math.inf
        self._believed = False

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
                self._believed = False
            return seen
        self._shaped_s = now
        if self._believed:
            return seen
        if now - self._looked_s >= EVERY_S - 1e-6:
            self._look(self._source, frame, seen)
        self._looks = [(time_s, odds) for time_s, odds in self._looks if now - time_s <= REMEMBERED_S]
        if len(self._looks) < self._least:
            return seen
        mean = sum(odds for _, odds in self._looks) / len(self._looks)
        if mean <= self._edge:
            self._believed = settled
            return seen
        return dataclasses.replace(
            seen, half_kneeling=False, reason=KNEE_UP, angles_deg={}, hands_on_thigh=None, sd_growth=math.nan
        )

    def _look(self, source: KneeSource, frame: Frame, seen: Observation) -> None:
        assert frame.pose is not None
        level = frame.with_pose(dataclasses.replace(frame.pose, roll_deg=seen.roll_deg))
        odds = source.look(level, seen.keypoints_px, seen.stance)
        if odds is not None:
            self._looks.append((frame.time_s, odds))
            self._looked_s = frame.time_s
