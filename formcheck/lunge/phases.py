"""Where in the exercise the person is: framed, kneeling, baseline, calibration, tuck, hold, release, other side."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.filters import TimedWindow
from formcheck.lunge.corrections import Span
from formcheck.lunge.neutral import DoubtOf, KneelObservation, NeutralFinder, PelvisWithin
from formcheck.records import Baseline, Phase, Side
from formcheck.settings import Phases, Stillness


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
    pelvis_within
        Asked for the tilt of the pelvis in the span of a new neutral.
    doubt_of
        Asked whether a neutral that was found is to be believed; None: it is.

    Attributes
    ----------
    phase
        The phase of the last frame.
    baseline
        The neutral in force, of limbs and pelvis; None where there is none.
    kneeling
        Whether a kneel is in progress.
    settled
        Whether the half-kneeling shape has stood for long enough to be judged: a lunge with the knee in the air passes
        through the same shape, but does not stay in it.
    """

    def __init__(
        self,
        times: Phases,
        stillness: Stillness,
        longest_step_s: float,
        baselines_s: Sequence[Span] = (),
        holds_s: Sequence[Span] = (),
        pelvis_within: PelvisWithin = lambda _start_s, _end_s: math.nan,
        doubt_of: DoubtOf | None = None,
    ) -> None:
        self._times = times
        self._neutral = NeutralFinder(times, stillness, baselines_s, pelvis_within, doubt_of)
        self._holds_s = holds_s
        self._still_limit, self._knee_limit = stillness.moving, stillness.knee
        self._longest_step_s = longest_step_s
        self.phase = Phase.FRAME
        self.baseline: Baseline | None = None
        self.kneeling = self.settled = False
        self._steady, self._steady_s = False, 0.0
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
            self._neutral.forget()
        if self.baseline is None and self._lost_s > self._times.blink_s:
            self._neutral.forget()
        if self._lost_s > self._patience_s(observation, turned) or pause_s > self._times.end_after_s:
            self._leave_kneel()
            self.settled = self._steady = False
        self._settle(observation, shaped, dt)
        found = self._neutral.step(observation, shaped, known=self.baseline is not None)
        if found is not None:
            # The hold is counted from the tuck on, not from the kneeling before it.
            # Where not every picture is judged its last frame stands for those until the next: their time is not yet.
            self.baseline, self._good_s = found, 0.0 if observation.lasts_s is None else observation.lasts_s - dt
        framed = self._framed_s >= self._times.frame_s and self._shaped_s >= self._times.setup_s
        if not self.kneeling and self.settled and framed:
            self.kneeling, self._way = True, (observation.rear_side, observation.facing)
        self.phase = self._next(observation)
        return self.phase

    def _settle(self, observation: KneelObservation, shaped: bool, dt: float) -> None:
        """Wait until the shape has stood with its rear knee still; a blink of the network does not start it again."""
        if shaped and not observation.knee_speed > self._knee_limit:
            # The first frame begins it: what lies before that is not known.
            self._steady_s = self._steady_s + dt if self._steady else 0.0
            self._steady = True
        elif shaped or self._lost_s > self._times.blink_s:
            self._steady = False
        steady = self._steady and self._steady_s >= self._times.setup_s - 1e-3
        self.settled = self.settled or (shaped and steady)

    @property
    def settling(self) -> bool:
        """Whether a shape has begun to stand: what comes next decides whether it is a kneel."""
        return self._steady and not self.settled

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
        """End the kneel: the next one counts from the start."""
        self._leave_kneel()

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
        self._neutral.forget()

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


class PointSpeed:
    """Speed of a joint: slope of a straight line through the last half second, so that jitter cancels.

    Parameters
    ----------
    window_s
        Length of the window, seconds.
    least_share
        Share of the window that must be known.
    found_s
        For so long after somebody was found the network still moves their joints, seconds: these do not count.
    errors_off
        So many standard errors of the slope are taken off it: what is left is surely motion. Of people who are small or
        dim in the picture the network finds a joint now here, now there, as if it moved.
    """

    def __init__(
        self, window_s: float, least_share: float = 0.5, found_s: float = 0.0, errors_off: float = 0.0
    ) -> None:
        self._least_share, self._found_s, self._errors_off = least_share, found_s, errors_off
        self._since_s = math.nan
        self._x = TimedWindow(window_s)
        self._y = TimedWindow(window_s)

    def step(self, time_s: float, x: float, y: float, length_px: float) -> float:
        """Return the speed in lengths per second.

        Parameters
        ----------
        time_s
            Seconds, rising.
        x, y
            The joint, pixels; NaN where it is not observed.
        length_px
            What it is measured in, pixels: the length of the thigh or the shin.

        Returns
        -------
        float
            NaN where less of the window is known than has to be.
        """
        if not length_px > 0 or math.isnan(x + y):
            self._x.clear()
            self._y.clear()
            self._since_s = math.nan
            return math.nan
        if math.isnan(self._since_s):
            self._since_s = time_s
        if time_s - self._since_s < self._found_s:
            return math.nan
        self._x.add(time_s, x)
        self._y.add(time_s, y)
        times = self._x.times_s
        if times[-1] - times[0] < self._least_share * self._x.span_s - 1e-9:
            return math.nan
        centred = times - times.mean()
        spread = float(centred @ centred)
        places = np.stack([self._x.values, self._y.values], axis=1)
        slopes = centred @ places / spread
        error = math.sqrt(_jitter(places) / spread)
        return max(math.hypot(*slopes) - self._errors_off * error, 0.0) / length_px


def _jitter(places: NDArray[np.float64]) -> float:
    """Return how far places scatter from picture to picture, a variance: of a smooth motion next to nothing is left.

    Parameters
    ----------
    places
        Shape (n, 2), any unit, in about equal steps of time. The variance of their second differences is six times that
        of what scatters.

    Returns
    -------
    float
        Of both coordinates together, the unit squared; 0 where there are fewer than three places.
    """
    bends = np.diff(places, n=2, axis=0)
    return float((bends**2).sum()) / (6 * len(bends)) if len(bends) else 0.0
