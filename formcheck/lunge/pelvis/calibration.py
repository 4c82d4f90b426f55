"""The run that shows the own range in live practice: relax, tuck, relax, tuck, relax, led by what is observed.

Nothing waits for somebody who does not follow, or is not observed: each step has its time, and only a tuck that is seen
to grow gets more of it. A gentle arch may come first, where that is comfortable: it helps to find the movement and is
not judged, because a gentle arch is not the own full one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.pelvis.own_range import CHEST_MOVED, DID_NOT_MOVE, Posture, own_range
from formcheck.messages.message import Message
from formcheck.records import OwnRange
from formcheck.settings import Calibration as Limits
from formcheck.settings.pelvis import OwnRange as Shares

Step = Literal["relax", "tuck"]
Prompt = Literal["arch_first", "relax", "tuck", "more", "good", "tuck_again", "other_way", "once_more", "chest_still"]
"""What the person hears; ``more`` and ``good`` only while a movement is measured."""

_STEADY_S = 0.6
"""A single estimate may jump: what is compared is the median over this long [A]."""
_SETTLED_DEG, _SETTLED_SHARE = 0.8, 0.2
"""A tuck has settled where it moves by no more than this, or this share of it; still pelves wander by so much [C]."""
_AFTER_THE_WORDS_S = 0.8
"""Of the time to react, so much comes after what is asked for has been spoken out [A]."""
_LONGEST_PROMPT_S = 6.0
"""A prompt that seems to be spoken for longer holds nothing up."""
_TIMID = 2.0
"""A first tuck below this many times what counts as moved may grow: a little more is asked for, once [A]."""
_AS_BEFORE = 0.75
"""Likewise a later tuck below this share of the one before: repeats that count lie within a third of each other."""


@dataclass(frozen=True)
class LargestTuck:
    """How far the person can tuck, in degrees that stickers measure.

    Attributes
    ----------
    t_max_deg
        The own largest tuck to judge by, clipped to what people can do; None where it is not known.
    reliable
        False where the person was observed and hardly tucked: then nothing is said of it.
    """

    t_max_deg: float | None
    reliable: bool


@dataclass(eq=False)
class _Asked:
    """One step, with what was read in it."""

    kind: Step
    prompt: Prompt
    again: bool = False
    elapsed_s: float = 0.0
    prompted_s: float = 0.0
    good_s: float | None = None
    kept_from_s: float = math.inf
    counted: bool = True
    spoken_s: float = 0.0
    readings: list[tuple[float, float, float]] = field(default_factory=list)

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.elapsed_s += seconds

    def hear(self, seconds: float, react_s: float) -> None:
        """Let time pass while what is asked for is being spoken: until it is over nobody can have done it."""
        self.spoken_s += seconds
        most_s = max(react_s - _AFTER_THE_WORDS_S, self.elapsed_s)
        self.elapsed_s = min(self.elapsed_s + seconds, most_s)

    def read(self, time_s: float, tuck_deg: float, trunk_deg: float, react_s: float) -> bool:
        """Take a reading; return whether it counts: at first the person is still where the step before had them."""
        self.readings.append((time_s, tuck_deg, trunk_deg))
        if self.elapsed_s < react_s - 1e-6:
            return False
        self.kept_from_s = min(self.kept_from_s, time_s)
        return True

    def ask_for_more(self) -> None:
        """Ask for a little more, in the middle of it."""
        self.prompt, self.prompted_s = "more", self.elapsed_s

    def praise(self, settled_s: float) -> None:
        """Say that this is it, and keep what was read since it has settled."""
        self.prompt, self.prompted_s = "good", self.elapsed_s
        self.good_s = self.elapsed_s
        self.kept_from_s = max(self.kept_from_s, self.readings[-1][0] - settled_s)

    def leave_out(self) -> None:
        """Let it count no longer."""
        self.counted = False

    def last(self, seconds: float) -> NDArray[np.float64]:
        """Return the tucks read in the last seconds, degrees; empty where so long has not been read."""
        if not self.readings or self.readings[-1][0] - self.readings[0][0] < seconds - 0.1:
            return np.array([])
        newest_s = self.readings[-1][0]
        return np.array([tuck for time_s, tuck, _ in self.readings if newest_s - time_s <= seconds + 1e-6])

    @property
    def observed(self) -> bool:
        """Whether anything was read when it counted."""
        return bool(self.readings) and self.readings[-1][0] >= self.kept_from_s

    @property
    def posture(self) -> Posture:
        """What was read, from when on it counts."""
        kept = [reading for reading in self.readings if reading[0] >= self.kept_from_s]
        times, tucks, trunks = np.array(kept, dtype=float).reshape(-1, 3).T
        return Posture("neutral" if self.kind == "relax" else "tuck", times, tucks, _median(trunks))


class CalibrationRun:
    """One run, step after step.

    Parameters
    ----------
    limits
        How long, how often and how much.
    longest_step_s
        A longer time between two frames is a pause of the stream and counts as no more than this, seconds.
    shares
        How alike the tucks must be and how still the trunk, where shares of them are to be judged; None where degrees
        are measured.
    again
        It was asked for before, and did not count.
    """

    def __init__(
        self, limits: Limits, longest_step_s: float, shares: Shares | None = None, again: bool = False
    ) -> None:
        self._limits = limits
        self._longest_step_s = longest_step_s
        self._shares = shares
        self._last_s: float | None = None
        self._steps = [_Asked("relax", "once_more" if again else "arch_first")]
        self._now: _Asked | None = self._steps[0]
        self._left = limits.rounds
        self._asked_for_more = False  # whether one tuck more was asked for, because two differed
        self._next_again = False
        self._given_up: Message | None = None
        self._by_chest = False
        self.largest_deg = 0.0

    @property
    def asked(self) -> Step | None:
        """What the person is asked to do now; None once it is over."""
        return self._now.kind if self._now else None

    @property
    def prompt(self) -> Prompt | None:
        """What the person hears now; None once it is over."""
        return self._now.prompt if self._now else None

    @property
    def left_s(self) -> float:
        """How long this step still lasts, as far as is known, seconds; 0 once it is over."""
        return max(self._length_s(self._now) - self._now.elapsed_s, 0.0) if self._now else 0.0

    @property
    def neutral_deg(self) -> float:
        """The last neutral that was read, degrees; that of the still kneel, 0, where there is none."""
        neutral = self._neutral
        return neutral.tuck_deg if neutral else 0.0

    def step(self, time_s: float, tuck_deg: float, trunk_deg: float, spoken: bool = False) -> None:
        """Take one frame.

        Parameters
        ----------
        time_s
            Seconds, rising.
        tuck_deg
            Posterior positive, degrees; NaN where it is not known.
        trunk_deg
            Inclination of the trunk, degrees; NaN where it is not known.
        spoken
            Whether something is being spoken now.
        """
        now = self._now
        if self._last_s is not None and now is not None:
            dt = min(time_s - self._last_s, self._longest_step_s)
            if spoken and now.prompted_s == 0.0 and now.spoken_s < _LONGEST_PROMPT_S:
                now.hear(dt, self._limits.react_s)
            else:
                now.go_on(dt)
        self._last_s = time_s
        while now is not None and now.elapsed_s >= self._length_s(now) - 1e-6:
            over_s = now.elapsed_s - self._length_s(now)
            now = self._now = self._after(now)
            if now is not None:
                now.go_on(over_s)
                self._steps.append(now)
        if now is None or math.isnan(tuck_deg):
            return
        if now.read(time_s, tuck_deg, trunk_deg, self._limits.react_s) and now.kind == "tuck":
            self._lead(now)

    @property
    def postures(self) -> list[Posture]:
        """What was read in each step so far that counts."""
        return [step.posture for step in self._steps if step.counted]

    def own_range(self, limits: Shares) -> OwnRange:
        """Return the range that was shown; it does not count where a step was given up."""
        own = own_range(self.postures, limits)
        return replace(own, counts=False, reason=self._given_up) if self._given_up else own

    @property
    def shown_arch_deg(self) -> float:
        """How far somebody arched who was asked to tuck, the median of the times; NaN where nobody did so twice."""
        tucks = [step for step in self._steps if step.kind == "tuck" and step.observed]
        arches = [size for size in self._sizes_deg(tucks) if size <= -2 * self._moved_deg]
        return -float(np.median(arches)) if len(arches) > 1 else math.nan

    def largest_tuck(self) -> LargestTuck:
        """Return the own largest tuck; see `largest_tuck`."""
        return largest_tuck(self.postures, self._limits)

    def _length_s(self, step: _Asked) -> float:
        """How long a step lasts, as far as is known: a tuck that settles is kept a while, one that grows goes on."""
        limits = self._limits
        if step.good_s is not None:
            return max(limits.step_s, step.good_s + limits.keep_s)
        newest_deg = step.readings[-1][1] - self.neutral_deg if step.readings else 0.0
        growing = step.kind == "tuck" and newest_deg >= self._moved_deg and not self._trunk_moved(step)
        return max(limits.longest_s, limits.step_s) if growing else limits.step_s

    def _lead(self, step: _Asked) -> None:
        """Say what is observed of a tuck: a little more, or that this is it."""
        change_deg = self._change_deg(step)
        self.largest_deg = max(self.largest_deg, change_deg)
        if (
            step.good_s is not None
            or change_deg < self._moved_deg
            or step.elapsed_s - step.prompted_s < self._limits.react_s - 1e-6
            or self._trunk_moved(step)
        ):
            return
        recent = step.last(self._limits.settled_s)
        settled = len(recent) > 1 and float(np.ptp(recent)) <= max(_SETTLED_DEG, _SETTLED_SHARE * change_deg)
        before = [done.posture.tuck_deg for done in self._good_tucks if done is not step]
        wanted_deg = _AS_BEFORE * (before[0] - self.neutral_deg) if before else _TIMID * self._moved_deg
        if settled and (change_deg >= wanted_deg or step.prompt == "more"):
            step.praise(self._limits.settled_s)
        elif (
            change_deg < wanted_deg and step.prompt != "more" and (settled or step.elapsed_s > self._limits.step_s - 1)
        ):
            step.ask_for_more()

    def _after(self, step: _Asked) -> _Asked | None:
        """Return the step that follows one that is over; None where the run is over."""
        if step.kind == "relax":
            if step.prompt == "arch_first" and self._wandered(step):
                step.leave_out()
                return _Asked("relax", "relax")
            again, self._next_again = self._next_again, False
            return _Asked("tuck", "tuck", again) if self._left else None
        failed = self._failed(step)
        if failed is not None:
            self._by_chest = self._by_chest or failed == "chest_still"
            if step.again:
                self._given_up = CHEST_MOVED if self._by_chest else DID_NOT_MOVE
                return None
            if failed == "chest_still":
                self._next_again = True
                return _Asked("relax", failed)
            return _Asked("tuck", failed, again=True)
        if step.again:
            [before for before in self._steps[:-1] if before.kind == "tuck"][-1].leave_out()
        self._left -= 1
        if not self._left and self._differ() and not self._asked_for_more:
            self._asked_for_more, self._left = True, 1
            return _Asked("relax", "once_more")
        if not self._left and self._asked_for_more:
            self._keep_the_most_alike()
        return _Asked("relax", "relax")

    def _failed(self, step: _Asked) -> Prompt | None:
        """Return what is said where a tuck is to be asked for again; None where it is well, or was not observed."""
        if not step.observed:
            return None
        change_deg = step.posture.tuck_deg - self.neutral_deg
        if change_deg < self._moved_deg:
            return "other_way" if change_deg <= -self._moved_deg else "tuck_again"
        return "chest_still" if self._trunk_moved(step) else None

    @property
    def _good_tucks(self) -> list[_Asked]:
        return [step for step in self._steps if step.kind == "tuck" and step.counted and step.observed]

    @property
    def _neutral(self) -> Posture | None:
        known = [step for step in self._steps if step.kind == "relax" and step.counted and step.observed]
        done = [step for step in known if step is not self._now]
        return done[-1].posture if done else None

    @property
    def _moved_deg(self) -> float:
        """What counts as a movement: more than the neutral wanders, degrees."""
        neutral = self._neutral
        scatter_deg = float(np.std(neutral.tucks_deg)) if neutral else 0.0
        return max(self._limits.moved_deg, self._limits.moved_scatters * scatter_deg)

    def _change_deg(self, step: _Asked) -> float:
        """How far the person has tucked in this step by now, degrees; 0 where nothing was read."""
        newest_s = step.readings[-1][0] if step.readings else 0.0
        recent = [tuck for time_s, tuck, _ in step.readings if newest_s - time_s <= _STEADY_S + 1e-6]
        return float(np.median(recent)) - self.neutral_deg if recent else 0.0

    def _trunk_moved(self, step: _Asked) -> bool:
        """Whether the trunk moved with the pelvis, where that matters: a rounded chest looks like a tuck."""
        neutral = self._neutral
        if self._shares is None or neutral is None:
            return False
        return abs(step.posture.trunk_deg - neutral.trunk_deg) > self._shares.trunk_tuck_deg

    def _wandered(self, step: _Asked) -> bool:
        """Whether somebody arched, or moved in another way, where that was only offered."""
        values = [tuck for _, tuck, _ in step.readings]
        return bool(values) and max(max(map(abs, values)), float(np.ptp(values))) >= 2 * self._limits.moved_deg

    def _differ(self) -> bool:
        """Whether the tucks are less alike than a range needs."""
        sizes = self._sizes_deg(self._good_tucks)
        return self._shares is not None and len(sizes) > 1 and _spread(sizes) > self._shares.repeats_agree

    def _keep_the_most_alike(self) -> None:
        """Of one tuck more than were asked for leave out the one that is least like the others."""
        tucks = self._good_tucks
        if len(tucks) <= self._limits.rounds:
            return
        best = min(combinations(tucks, self._limits.rounds), key=lambda some: _spread(self._sizes_deg(some)))
        for step in tucks:
            if step not in best:
                step.leave_out()

    def _sizes_deg(self, tucks: tuple[_Asked, ...] | list[_Asked]) -> list[float]:
        return [step.posture.tuck_deg - self.neutral_deg for step in tucks]


def _spread(sizes: list[float]) -> float:
    """Return how much smaller the smallest is than the largest, as a share of it."""
    return 1.0 - min(sizes) / max(sizes) if max(sizes) > 0 else math.inf


def largest_tuck(postures: Sequence[Posture], limits: Limits) -> LargestTuck:
    """Return the own largest tuck, the median of the peaks, for a source whose degrees can be trusted."""
    peaks = [float(np.max(p.tucks_deg)) for p in postures if p.kind == "tuck" and len(p.tucks_deg)]
    if not peaks:
        return LargestTuck(None, True)
    neutral = _median(np.array([p.tuck_deg for p in postures if p.kind == "neutral"]))
    largest = float(np.median(peaks))
    least, (low, high) = limits.least_deg, limits.range_deg
    if largest < least or largest - neutral < least:
        return LargestTuck(None, False)
    return LargestTuck(min(max(largest, low), high), True)


def _median(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan
