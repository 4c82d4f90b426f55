"""The person's own neutral: found in the first still kneel, or in a span of time that somebody has named.

It is one record of the limbs and the pelvis, made here and passed on; nobody adds to it later.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from formcheck.lunge.corrections import Span
from formcheck.messages.message import Message
from formcheck.records import Baseline, Side
from formcheck.settings import Phases, Stillness

PelvisWithin = Callable[[float, float], float]
"""Gives the neutral tilt of the pelvis, degrees, from the first to the second time, seconds; NaN where not known."""

DoubtOf = Callable[[float, float, Sequence[Mapping[str, float]]], Message | None]
"""Says why a neutral from the first to the second time, seconds, with the angles of its frames is not believed."""


@dataclass(frozen=True)
class KneelObservation:
    """What the phase machine needs of one frame.

    Attributes
    ----------
    time_s
        Seconds, rising.
    view_ok
        Whether every quality gate lets the limbs be judged.
    kneeling
        Half-kneeling, not, or None where it cannot be told.
    rear_side
        Anatomical side of the rear leg; None where not known.
    facing
        Which way the person faces in the picture; None where not known.
    hip_speed
        Thigh lengths per second; NaN where not known.
    rear_thigh_deg
        For the baseline, degrees; NaN where not known.
    good
        Judged, and nothing red.
    angles_deg
        The other angles, by which a neutral is checked, degrees.
    knee_speed
        Of the rear knee, shin lengths per second; NaN where not known.
    lasts_s
        See `Frame.lasts_s`.
    thigh_pull_deg
        See `Observation.thigh_pull_deg`.
    """

    time_s: float
    view_ok: bool
    kneeling: bool | None
    rear_side: Side | None
    facing: Side | None
    hip_speed: float
    rear_thigh_deg: float
    good: bool
    angles_deg: Mapping[str, float] = field(default_factory=dict)
    knee_speed: float = math.nan
    lasts_s: float | None = None
    thigh_pull_deg: float = math.nan


class NeutralFinder:
    """Find the neutral of each kneel and make its record.

    Parameters
    ----------
    times, stillness
        The times of the exercise and what counts as still.
    given_s
        From when to when each neutral is, where somebody knows better; no other is looked for before the last of them
        has passed.
    pelvis_within
        Asked for the tilt of the pelvis in the span of the neutral.
    doubt_of
        Asked whether a neutral that was found is to be believed; one that somebody has named is.
    """

    def __init__(
        self,
        times: Phases,
        stillness: Stillness,
        given_s: Sequence[Span],
        pelvis_within: PelvisWithin,
        doubt_of: DoubtOf | None = None,
    ) -> None:
        self._still = _StillKneel(times, stillness)
        self._given = [_GivenSpan(span) for span in given_s]
        self._pelvis_within = pelvis_within
        self._doubt_of = doubt_of

    def forget(self) -> None:
        """Look for a still kneel from the next frame on."""
        self._still.forget()

    def step(self, observation: KneelObservation, shaped: bool, known: bool) -> Baseline | None:
        """Take one frame.

        Parameters
        ----------
        observation
            Times rise from call to call.
        shaped
            Whether it is a frame of the kneel that may be judged.
        known
            Whether the kneel has its neutral: only one that somebody has named takes its place.

        Returns
        -------
        Baseline or None
            The neutral, in the frame in which it is complete.
        """
        for given in self._given:
            if not given.past:
                return self._record(given.step(observation, shaped), None)
        found = self._still.step(observation) if shaped and not known else None
        return self._record(found, self._doubt_of)

    def _record(self, kneel: _Kneel | None, doubt_of: DoubtOf | None) -> Baseline | None:
        """Make the record of limbs and pelvis; None where a leg is not known."""
        if kneel is None or not kneel.rows:
            return None
        thighs = [row.rear_thigh_deg for row in kneel.rows if not math.isnan(row.rear_thigh_deg)]
        pulls = [row.thigh_pull_deg for row in kneel.rows if not math.isnan(row.thigh_pull_deg)]
        side = kneel.rows[-1].rear_side
        if not thighs or side is None:
            return None
        return Baseline(
            start_s=kneel.start_s,
            end_s=kneel.end_s,
            rear_side=side,
            rear_thigh_deg=float(np.median(thighs)),
            pelvic_tilt_deg=self._pelvis_within(kneel.start_s, kneel.end_s),
            doubt=doubt_of(kneel.start_s, kneel.end_s, [row.angles_deg for row in kneel.rows]) if doubt_of else None,
            thigh_pull_deg=float(np.median(pulls)) if pulls else math.nan,
        )


@dataclass(frozen=True)
class _Kneel:
    """The frames of a neutral, and from when to when it is, seconds."""

    start_s: float
    end_s: float
    rows: Sequence[KneelObservation]


class _StillKneel:
    """The first still kneel: two seconds without movement, or nearly as long when movement then begins."""

    def __init__(self, times: Phases, stillness: Stillness) -> None:
        self._times = times
        self._stillness = stillness
        self._rows: list[KneelObservation] = []

    def forget(self) -> None:
        self._rows = []

    def step(self, observation: KneelObservation) -> _Kneel | None:
        """Take one frame of a kneel; return the still one where it is complete."""
        moved = observation.hip_speed > self._stillness.moving
        if not moved:
            self._rows.append(observation)
            span = self._times.baseline_s
            while self._rows and observation.time_s - self._rows[0].time_s > span + 1e-3:
                del self._rows[0]
        found = self._kneel(self._times.baseline_least_s if moved else self._times.baseline_s)
        if moved:
            self._rows = []
        return found

    def _kneel(self, least_s: float) -> _Kneel | None:
        rows = self._rows
        if len(rows) < 2:
            return None
        start_s, end_s = rows[0].time_s, rows[-1].time_s
        step_s = (end_s - start_s) / (len(rows) - 1)
        # n frames last n steps: 48 frames at 24 a second are two seconds, though 47 steps lie between them.
        if end_s - start_s + step_s < least_s - 1e-3:
            return None
        speeds = [r.hip_speed for r in rows if not math.isnan(r.hip_speed)]
        still = bool(speeds) and np.mean(speeds) <= self._stillness.still and _turning(rows) <= self._stillness.still
        return _Kneel(start_s, end_s, rows) if still else None


def _turning(rows: Sequence[KneelObservation]) -> float:
    """Return how fast the rear thigh turns on the whole, radians a second: the speed of its hip in thigh lengths.

    Where jitter hides a slow motion from one short window to the next, all of them together show it.
    """
    known = np.array([(row.time_s, row.rear_thigh_deg) for row in rows if not math.isnan(row.rear_thigh_deg)])
    if len(known) < 3:
        return 0.0
    slope_deg = np.polyfit(known[:, 0] - known[0, 0], known[:, 1], 1)[0]
    return abs(math.radians(slope_deg))


class _GivenSpan:
    """A neutral in a span of time that somebody has named, seconds."""

    def __init__(self, span_s: Span) -> None:
        self._span_s = span_s
        self._rows: list[KneelObservation] = []
        self.past = False

    def step(self, observation: KneelObservation, shaped: bool) -> _Kneel | None:
        """Take one frame; return the kneel with the last one of the span, or the first one after it."""
        start_s, end_s = self._span_s
        if shaped and start_s <= observation.time_s <= end_s and not math.isnan(observation.rear_thigh_deg):
            self._rows.append(observation)
        if observation.time_s < end_s:
            return None
        self.past = True
        return _Kneel(start_s, end_s, self._rows)


def thigh_since(neutral: Baseline, rear_thigh_deg: float, pull_deg: float) -> float:
    """Return the rear thigh of a later picture of the same kneel.

    The joint map takes out how far the network lays this thigh too far forward, which hardly changes while somebody
    kneels; where it changes, that is as often a mistake of the map, which moves the rear hip with the front foot, as of
    the network. So the change since the neutral is the mean of that by the map and that by the keypoints. On 36 drawn
    kneels up to 15° off the side its mean error is 0.9° (by the map alone 1.2°, by the keypoints 0.9°), 95 % within
    2.2° (3.8, 2.4) and the worst film errs by 2.1° (4.0, 2.1); on 48 other films the mean is 0.65° (0.68, 0.71).

    Parameters
    ----------
    neutral
        What it is compared with.
    rear_thigh_deg, pull_deg
        The thigh by the joint map, and how far that lays it ahead of the keypoints, degrees; NaN where not known.
    """
    change = (pull_deg - neutral.thigh_pull_deg) / 2
    return rear_thigh_deg - (change if math.isfinite(change) else 0.0)
