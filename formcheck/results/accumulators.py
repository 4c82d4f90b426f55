"""Counters of a review: how long, how often, how much, in bounded memory."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from formcheck.messages.message import Message
from formcheck.records import Assessment, Band, Baseline, Level, OwnRange, PelvisEstimate, Side
from formcheck.results.summary import PelvisSummary

Key = TypeVar("Key")
Source = Literal["markers", "contour", "none"]


class Times(Generic[Key]):
    """How long each of a few things lasted, seconds."""

    def __init__(self) -> None:
        self.seconds: dict[Key, float] = defaultdict(float)

    def add(self, key: Key, step_s: float) -> None:
        """Count some seconds."""
        self.seconds[key] += step_s

    @property
    def longest(self) -> Key | None:
        """What lasted longest; None where nothing was counted."""
        return max(self.seconds, key=self.seconds.__getitem__) if self.seconds else None


@dataclass
class GateTimes:
    """Time a gate did not pass, and what the person should do about it."""

    seconds: dict[Level, float] = field(default_factory=lambda: defaultdict(float))
    fix: Message | None = None

    def count(self, level: Level, fix: Message | None, step_s: float) -> None:
        """Count some seconds."""
        self.seconds[level] += step_s
        self.fix = fix or self.fix


@dataclass
class BandTimes:
    """How long a quantity lay in each band, seconds."""

    seconds: dict[Band, float] = field(default_factory=lambda: defaultdict(float))

    def count(self, band: Band, step_s: float) -> None:
        """Count some seconds."""
        self.seconds[band] += step_s

    @property
    def red_share(self) -> float:
        """Share of the judged time in red, 0-1."""
        whole_s = sum(self.seconds.values())
        return self.seconds[Band.RED] / whole_s if whole_s > 0 else 0.0


@dataclass
class Spell:
    """The first and the last time of something, and how long it was in all, seconds."""

    from_s: float
    to_s: float = 0.0
    seconds: float = 0.0

    def count(self, time_s: float, step_s: float) -> None:
        """Count some seconds."""
        self.to_s = time_s
        self.seconds += step_s


@dataclass
class SideAccumulator:
    """What was seen with one knee down."""

    kneeling: Spell
    facing: Times[Side] = field(default_factory=Times)
    near: Times[Side] = field(default_factory=Times)
    judged_s: float = 0.0
    baselines: list[Baseline] = field(default_factory=list)
    own_range: OwnRange | None = None

    def count(self, a: Assessment, step_s: float) -> None:
        """Count one frame, which stands for some seconds."""
        m = a.measurement
        self.kneeling.count(a.time_s, step_s)
        self.judged_s += step_s if a.bands else 0.0
        for times, side in ((self.facing, m.facing), (self.near, m.near_side)):
            if side is not None:
                times.add(side, step_s)
        if a.baseline is not None and a.baseline.rear_side == m.rear_side:
            self._take(a.baseline)
            self.own_range = a.own_range or self.own_range

    def _take(self, neutral: Baseline) -> None:
        """Keep a neutral that is in force, once."""
        if not self.baselines or (self.baselines[-1].start_s, self.baselines[-1].end_s) != (
            neutral.start_s,
            neutral.end_s,
        ):
            self.baselines.append(neutral)
        elif neutral.doubt is not None:
            # It may come to be doubted only by what follows.
            self.baselines[-1] = neutral


class PelvisAccumulator:
    """How the pelvis was seen."""

    def __init__(self) -> None:
        self._sources: Times[Source] = Times()
        self._said: Times[str] = Times()
        self._sds = Median(step=0.05)

    def count(self, seen: PelvisEstimate, step_s: float) -> None:
        """Count one frame, which stands for some seconds."""
        self._sources.add(seen.source, step_s)
        if seen.statement:
            self._said.add(seen.statement, step_s)
        self._sds.add(seen.sd_deg, step_s)

    def facts(self) -> PelvisSummary:
        """Write it down for the summary."""
        known_s: dict[Source, float] = {source: s for source, s in self._sources.seconds.items() if source != "none"}
        whole_s = sum(self._sources.seconds.values()) or 1.0
        return PelvisSummary(
            source=max(known_s, key=lambda source: known_s[source]) if known_s else "none",
            shares={source: round(s / whole_s, 4) for source, s in self._sources.seconds.items()},
            said={word: round(s / whole_s, 4) for word, s in self._said.seconds.items()},
            sd_deg=self._sds.median,
        )


class Median:
    """Median weighted by time, from a histogram: its memory is bounded by the range of the values."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._weights: dict[int, float] = defaultdict(float)

    def add(self, value: float, weight: float) -> None:
        """Add a value; one that is not known is passed over."""
        if math.isfinite(value):
            self._weights[round(value / self._step)] += weight

    @property
    def median(self) -> float | None:
        """None where nothing was added."""
        half, seen = sum(self._weights.values()) / 2, 0.0
        for place in sorted(self._weights):
            seen += self._weights[place]
            if seen >= half:
                return round(place * self._step, 4)
        return None
