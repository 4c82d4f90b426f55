"""Where in the exercise the person is: framed, kneeling, baseline, calibration, tuck, hold, release, other side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.filters import TimedWindow
from formcheck.lunge.corrections import Span
from formcheck.records import Baseline, Phase, Side
from formcheck.settings import Phases, Stillness


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
    """

    time_s: float
    view_ok: bool
    kneeling: bool | None
    rear_side: Side | None
    facing: Side | None
    hip_speed: float
    rear_thigh_deg: float
    good: bool


class StillKneel:
    """Find the first still kneel: two seconds without movement, or nearly as long when movement then begins.

    Parameters
    ----------
    times, stillness
        The times of the exercise and what counts as still.
    """

    def __init__(self, times: Phases, stillness: Stillness) -> None:
        self._times = times
        self._stillness = stillness
        self._rows: list[KneelObservation] = []

    def forget(self) -> None:
        """Start anew."""
        self._rows = []

    def step(self, observation: KneelObservation) -> Baseline | None:
        """Take one frame of a kneel; return the baseline where it is complete."""
        moved = observation.hip_speed > self._stillness.moving
        if not moved:
            self._rows.append(observation)
            span = self._times.baseline_s
            while self._rows and observation.time_s - self._rows[0].time_s > span + 1e-3:
                del self._rows[0]
        found = self._baseline(self._times.baseline_least_s if moved else self._times.baseline_s)
        if moved:
            self._rows = []
        return found

    def _baseline(self, least_s: float) -> Baseline | None:
        rows = self._rows
        if len(rows) < 2:
            return None
        start_s, end_s = rows[0].time_s, rows[-1].time_s
        step_s = (end_s - start_s) / (len(rows) - 1)
        # n frames last n steps: 48 frames at 24 a second are two seconds, though 47 steps lie between them.
        if end_s - start_s + step_s < least_s - 1e-3:
            return None
        speeds = [r.hip_speed for r in rows if not math.isnan(r.hip_speed)]
        if not speeds or np.mean(speeds) > self._stillness.still:
            return None
        thighs = [r.rear_thigh_deg for r in rows if not math.isnan(r.rear_thigh_deg)]
        side = rows[-1].rear_side
        if not thighs or side is None:
            return None
        return Baseline(start_s=start_s, end_s=end_s, rear_side=side, rear_thigh_deg=float(np.median(thighs)))


class GivenNeutral:
    """The neutral in a span of time that somebody has named.

    Parameters
    ----------
    span_s
        From when to when, seconds.
    """

    def __init__(self, span_s: Span) -> None:
        self._span_s = span_s
        self._rows: list[KneelObservation] = []
        self.past = False

    def step(self, observation: KneelObservation, shaped: bool) -> Baseline | None:
        """Take one frame; return the baseline with the last one of the span, or the first one after it."""
        start_s, end_s = self._span_s
        if shaped and start_s <= observation.time_s <= end_s and not math.isnan(observation.rear_thigh_deg):
            self._rows.append(observation)
        if observation.time_s < end_s:
            return None
        self.past = True
        side = self._rows[-1].rear_side if self._rows else None
        if side is None:
            return None
        thigh = float(np.median([row.rear_thigh_deg for row in self._rows]))
        return Baseline(start_s=start_s, end_s=end_s, rear_side=side, rear_thigh_deg=thigh)


class PhaseMachine:
    """Walk through the phases; recorded and live video alike.

    Parameters
    ----------
    times, stillness
        The times of the exercise and what counts as still.
    longest_step_s
        A longer step between two frames is a pause of the stream: time in it does not count, seconds. A pause longer
        than `Phases.end_after_s` ends the kneel.
    baselines_s
        From when to when each neutral is, where somebody knows better; it is then taken as soon as it has passed, and
        none is looked for before the last of them.
    holds_s
        Likewise the holds; then there are no others.
    """

    def __init__(
        self,
        times: Phases,
        stillness: Stillness,
        longest_step_s: float,
        baselines_s: Sequence[Span] = (),
        holds_s: Sequence[Span] = (),
    ) -> None:
        self._times = times
        self._given = [GivenNeutral(span) for span in baselines_s]
        self._holds_s = holds_s
        self._still_limit = stillness.moving
        self._longest_step_s = longest_step_s
        self._still = StillKneel(times, stillness)
        self.phase = Phase.FRAME
        self.baseline: Baseline | None = None
        self.kneeling = False
        self._way: tuple[Side | None, Side | None] = (None, None)
        self._last_side: Side | None = None
        self._last_s = -math.inf
        self._framed_s = 0.0
        self._shaped_s = 0.0
        self._lost_s = 0.0
        self._good_s = 0.0

    def step(self, observation: KneelObservation) -> Phase:
        """Take one frame and return the phase it is in."""
        dt = min(observation.time_s - self._last_s, self._longest_step_s) if self._last_s > -math.inf else 0.0
        pause_s = observation.time_s - self._last_s
        self._last_s = observation.time_s
        turned = self.turned(observation.rear_side, observation.facing)
        shaped = observation.view_ok and observation.kneeling is True and not turned
        self._framed_s = self._framed_s + dt if observation.view_ok else 0.0
        self._shaped_s = self._shaped_s + dt if shaped else 0.0
        self._lost_s = 0.0 if shaped else self._lost_s + dt
        self._good_s = self._good_s + dt if observation.good and not observation.hip_speed > self._still_limit else 0.0
        if pause_s > self._longest_step_s:
            self._still.forget()
        if self.baseline is None and self._lost_s > self._times.blink_s:
            self._still.forget()
        if self._lost_s > self._patience_s(observation, turned) or pause_s > self._times.end_after_s:
            self._leave_kneel()
        found = self._find_baseline(observation, shaped)
        if found is not None:
            # The hold is counted from the tuck on, not from the kneeling before it.
            self.baseline, self._good_s = found, 0.0
        if not self.kneeling and self._framed_s >= self._times.frame_s and self._shaped_s >= self._times.setup_s:
            self.kneeling, self._way = True, (observation.rear_side, observation.facing)
        self.phase = self._next(observation)
        return self.phase

    def turned(self, rear_side: Side | None, facing: Side | None) -> bool:
        """Whether this cannot be the kneel that is on: nobody changes legs or turns round without leaving it."""
        return self.kneeling and None not in (rear_side, facing) and (rear_side, facing) != self._way

    def calibrate(self, wanted: bool) -> None:
        """Begin the calibration of the pelvis, or go on with it, or leave it for the tuck."""
        if wanted and self.phase in (Phase.TUCK, Phase.HOLD):
            self.phase, self._good_s = Phase.CALIBRATE, 0.0
        elif not wanted and self.phase is Phase.CALIBRATE:
            self.phase, self._good_s = Phase.TUCK, 0.0

    def release(self) -> None:
        """End the kneel: it counts anew from here."""
        self._leave_kneel()

    def _find_baseline(self, observation: KneelObservation, shaped: bool) -> Baseline | None:
        for given in self._given:
            if not given.past:
                return given.step(observation, shaped)
        return self._still.step(observation) if shaped and self.baseline is None else None

    def hold_ended(self) -> None:
        """Go back to the tuck: the hold was lost, the kneel was not."""
        self.phase, self._good_s = Phase.TUCK, 0.0

    def _patience_s(self, observation: KneelObservation, turned: bool) -> float:
        """How long a kneel outlives what cannot be seen; what is seen to be something else ends it sooner."""
        seen_otherwise = observation.view_ok and (observation.kneeling is False or turned)
        return self._times.lost_shape_s if seen_otherwise else self._times.end_after_s

    def _leave_kneel(self) -> None:
        if self.kneeling and self.phase in (Phase.TUCK, Phase.HOLD):
            self._last_side = self.baseline.rear_side if self.baseline else None
            self.phase = Phase.RELEASE
        self.kneeling, self.baseline = False, None
        self._shaped_s = 0.0
        self._still.forget()

    def _next(self, observation: KneelObservation) -> Phase:
        if self.kneeling and self.baseline is not None:
            if self.phase is Phase.CALIBRATE:
                return Phase.CALIBRATE
            if self._holds_s:
                given = any(start_s <= observation.time_s < end_s for start_s, end_s in self._holds_s)
                return Phase.HOLD if given else Phase.TUCK
            if self.phase is Phase.HOLD or self._good_s >= self._times.resume_s - 1e-3:
                return Phase.HOLD
            return Phase.TUCK
        if self.kneeling:
            return Phase.BASELINE
        if self.phase is Phase.RELEASE and self._shaped_s == 0.0:
            return Phase.RELEASE
        if self._shaped_s > 0.0 and self._last_side not in (None, observation.rear_side):
            return Phase.SWITCH
        return Phase.SETUP if self._framed_s >= self._times.frame_s else Phase.FRAME


class HipSpeed:
    """Speed of the rear hip: slope of a straight line through the last half second, so that jitter cancels.

    Parameters
    ----------
    window_s
        Length of the window, seconds.
    """

    def __init__(self, window_s: float) -> None:
        self._x = TimedWindow(window_s)
        self._y = TimedWindow(window_s)

    def step(self, time_s: float, x: float, y: float, thigh_px: float) -> float:
        """Return the speed in thigh lengths per second.

        Parameters
        ----------
        time_s
            Seconds, rising.
        x, y
            The rear hip, pixels; NaN where unseen.
        thigh_px
            Length of the thigh, pixels.

        Returns
        -------
        float
            NaN where fewer than half the window is known.
        """
        if math.isnan(x + y + thigh_px):
            self._x.clear()
            self._y.clear()
            return math.nan
        self._x.add(time_s, x)
        self._y.add(time_s, y)
        times = self._x.times_s
        if times[-1] - times[0] < self._x.span_s / 2 - 1e-9:
            return math.nan
        centred = times - times.mean()
        slope = np.array([centred @ self._x.values, centred @ self._y.values]) / (centred @ centred)
        return float(np.hypot(*slope) / thigh_px)
