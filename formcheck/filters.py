"""Smoothing over time: filters that carry the time stamps with them and survive gaps."""

from __future__ import annotations

import statistics

import numpy as np
from numpy.typing import NDArray


class OneEuro:
    """One-Euro filter of a set of points, time-stamped.

    A low-pass whose cut-off rises with speed: steady at rest, quick in motion. Each point is filtered by itself; a
    point that is NaN comes out NaN (nothing stale) and is taken up again where it reappears: softly after a short gap,
    again after a long one.

    Parameters
    ----------
    min_cutoff_hz
        Cut-off of a point at rest, hertz.
    beta
        Rise of the cut-off, hertz per unit of speed (units per second, after division by `scale`).
    gap_s
        A point that is missing for longer starts again, seconds.

    Notes
    -----
    Casiez, Roussel and Vogel 2012, https://doi.org/10.1145/2207676.2208639. The smoothing factor of a first-order
    low-pass with cut-off f over a step dt is ``a = 1 / (1 + 1 / (2 pi f dt))``. The speed is itself smoothed at 1 Hz.
    """

    _SPEED_CUTOFF_HZ = 1.0

    def __init__(self, min_cutoff_hz: float, beta: float, gap_s: float) -> None:
        self._min_cutoff_hz = min_cutoff_hz
        self._beta = beta
        self._gap_s = gap_s
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._value: NDArray[np.float64] | None = None
        self._speed: NDArray[np.float64] | None = None
        self._seen_s: NDArray[np.float64] | None = None
        self._last: tuple[float, NDArray[np.float64]] | None = None

    def exchange(self, some: NDArray[np.int_], others: NDArray[np.int_]) -> None:
        """Let points change places, row by row, because they have changed their names."""
        there, here = np.concatenate([some, others]), np.concatenate([others, some])
        for kept in (self._value, self._speed, self._seen_s, self._last[1] if self._last else None):
            if kept is not None:
                kept[there] = kept[here]

    def along(
        self, points: NDArray[np.float64], time_s: float, scale: float, lasts_s: float | None
    ) -> NDArray[np.float64]:
        """Filter one set of points and, before it, what lies on the straight lines from the last one.

        So a recording of which not every picture is looked at is smoothed by as much as one of which each is.

        Parameters
        ----------
        points, time_s, scale
            See `step`.
        lasts_s
            Steps of this length are taken, seconds; None: one step.
        """
        points = np.asarray(points, dtype=float)
        last, self._last = self._last, (time_s, points.copy())
        if lasts_s is not None and last is not None and time_s - last[0] <= self._gap_s:
            steps = round((time_s - last[0]) / lasts_s)
            for share in np.arange(1, steps) / steps:
                between = (1 - share) * last[1] + share * points
                self.step(between, last[0] + share * (time_s - last[0]), scale)
        return self.step(points, time_s, scale)

    def step(self, points: NDArray[np.float64], time_s: float, scale: float = 1.0) -> NDArray[np.float64]:
        """Filter one set of points.

        Parameters
        ----------
        points
            Shape (N, D), any unit; NaN where unseen.
        time_s
            Seconds, rising.
        scale
            Length in the unit of `points` that counts as one for the speed (the trunk length, say).

        Returns
        -------
        ndarray
            Shape (N, D), the unit of `points`; NaN exactly where `points` is.
        """
        points = np.asarray(points, dtype=float)
        seen = ~np.asarray(np.isnan(points).any(axis=1))
        if self._value is None or self._speed is None or self._seen_s is None:
            self._value = points.copy()
            self._speed = np.zeros(len(points))
            self._seen_s = np.where(seen, time_s, -np.inf)
            return points.copy()
        elapsed = time_s - self._seen_s
        known = seen & (elapsed <= self._gap_s) & (elapsed > 0)
        fresh = seen & (elapsed > self._gap_s)
        dt = np.where(known, elapsed, 1.0)
        step = np.where(known[:, None], points - self._value, 0.0)
        speed_now = np.hypot(step[:, 0], step[:, 1]) / dt / scale if points.shape[1] == 2 else np.abs(step[:, 0]) / dt
        self._speed = np.where(
            known, self._speed + _factor(self._SPEED_CUTOFF_HZ, dt) * (speed_now - self._speed), self._speed
        )
        factor = _factor(self._min_cutoff_hz + self._beta * self._speed, dt)
        self._value = np.where(known[:, None], self._value + factor[:, None] * step, self._value)
        self._value[fresh] = points[fresh]
        self._speed[fresh] = 0.0
        self._seen_s = np.where(seen, np.maximum(self._seen_s, time_s), self._seen_s)
        return np.where(seen[:, None], self._value, np.nan)


def _factor(cutoff_hz: NDArray[np.float64] | float, dt_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + 1.0 / (2 * np.pi * cutoff_hz * dt_s))


class TimedWindow:
    """Values of the last seconds with their times.

    Parameters
    ----------
    span_s
        Length of the window, seconds.
    """

    def __init__(self, span_s: float) -> None:
        self.span_s = span_s
        self._items: list[tuple[float, float]] = []

    def add(self, time_s: float, value: float) -> None:
        """Add a value and drop those older than the window."""
        self._items.append((time_s, value))
        oldest = time_s - self.span_s
        drop = 0
        while self._items[drop][0] < oldest - 1e-9:
            drop += 1
        if drop:
            del self._items[:drop]

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Times in the window, seconds."""
        return np.array([t for t, _ in self._items])

    @property
    def values(self) -> NDArray[np.float64]:
        """Values in the window."""
        return np.array([v for _, v in self._items])

    def mean(self) -> float:
        """Mean of the values that are known; NaN where none is."""
        known = [v for _, v in self._items if v == v]
        return sum(known) / len(known) if known else float("nan")

    def median(self) -> float:
        """Median of the values that are known; NaN where none is."""
        known = [v for _, v in self._items if v == v]
        return statistics.median(known) if known else float("nan")

    def __len__(self) -> int:
        return len(self._items)
