"""The hold clock: it runs only in good form, pauses for a fault, and ends when form stays lost."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.records import Band, Hold, HoldTuck, Side, Statement
from formcheck.settings import Phases


class HoldClock:
    """One hold after another.

    The clock counts seconds in which nothing is red. Red past its dwell (a fault) pauses it; good form for
    `Phases.resume_s` resumes it; out of good form for longer than `Phases.end_after_s` ends the hold with partial
    credit. A lost view pauses it after `Phases.view_pause_s`. While no frames come it stands still; where none come for
    longer than `Phases.end_after_s`, nobody knows whether it was held, and it ends.

    A hold lasts to its last moment in good form or with a fault that counts, so that a fault to the very end lies
    within it; one given up ends where form was good last. What was shorter than `Phases.shortest_hold_s` was none.

    Parameters
    ----------
    times
        The times of the exercise.
    longest_step_s
        A longer step between two frames is a pause of the stream and is not counted, seconds.
    lost_dwell_s
        A tuck that is missing for so long after it was there counts as lost, seconds.
    """

    def __init__(self, times: Phases, longest_step_s: float, lost_dwell_s: float = 1.5) -> None:
        self._times = times
        self._longest_step_s = longest_step_s
        self._tuck = TuckClock(lost_dwell_s)
        self._start_s: float | None = None
        self._rear_side: Side | None = None
        self._good_for_s = self._unseen_for_s = self._out_for_s = 0.0
        self._forget()

    @property
    def open(self) -> bool:
        """Whether a hold is in progress."""
        return self._start_s is not None

    @property
    def running(self) -> bool:
        """Whether seconds are being counted."""
        return self.open and not self._paused

    def start(self, time_s: float, rear_side: Side) -> None:
        """Begin a hold."""
        self._forget()
        self._start_s, self._last_s, self._held_until_s, self._rear_side = time_s, time_s, time_s, rear_side
        self._good_until_s = time_s

    def step(
        self, time_s: float, bands: Mapping[str, Band], fault: bool, seen: bool, tuck: Statement = ""
    ) -> Hold | None:
        """Take one frame.

        Parameters
        ----------
        time_s
            Seconds, rising.
        bands
            Bands of the judged quantities; empty where the view is lost.
        fault
            Whether a limb or pelvis fault counts now.
        seen
            Whether the body could be judged.
        tuck
            What is said of the tuck in this frame; empty where nothing may be said.

        Returns
        -------
        Hold or None
            The hold, complete, where it ended with this frame and was long enough to be one.
        """
        if not self.open:
            return None
        dt = time_s - self._last_s
        self._last_s = time_s
        if dt > self._times.end_after_s:
            return self.stop(self._held_until_s)
        if dt > self._longest_step_s:
            # The stream itself stood still: nobody knows what happened meanwhile, so it counts neither way.
            dt = 0.0
            self._good_for_s = 0.0
        good = seen and not fault and Band.RED not in bands.values()
        self._good_for_s = self._good_for_s + dt if good else 0.0
        self._unseen_for_s = 0.0 if seen else self._unseen_for_s + dt
        if good and self._good_for_s >= self._times.resume_s - 1e-3:
            self._paused = False
        if fault or self._unseen_for_s > self._times.view_pause_s:
            self._paused = True
        if good and not self._paused:
            self._good_s += dt
            self._out_for_s = 0.0
        else:
            self._out_for_s += dt
        if good and not self._paused:
            self._good_until_s = self._held_until_s = time_s
        elif fault and seen:
            self._held_until_s = time_s
        self._tuck.step(time_s, dt, tuck if seen else "")
        for quantity, band in bands.items():
            share = self._seconds.setdefault(quantity, dict.fromkeys(Band, 0.0))
            share[band] += dt
        return self.stop(self._good_until_s) if self._out_for_s > self._times.end_after_s else None

    def snapshot(self) -> Hold | None:
        """Return the hold in progress."""
        return self._record(None) if self.open else None

    def stop(self, time_s: float | None = None) -> Hold | None:
        """End the hold, by default with its last moment, and return it; None where there was none long enough."""
        if not self.open:
            return None
        hold = self._record(self._held_until_s if time_s is None else time_s)
        self._start_s = None
        assert hold.end_s is not None
        return hold if hold.end_s - hold.start_s >= self._times.shortest_hold_s else None

    def _record(self, end_s: float | None) -> Hold:
        assert self._start_s is not None and self._rear_side is not None
        shares = {}
        for quantity, seconds in self._seconds.items():
            total = sum(seconds.values())
            if total > 0:
                shares[quantity] = {band: s / total for band, s in seconds.items()}
        return Hold(
            start_s=self._start_s,
            end_s=end_s,
            good_s=self._good_s,
            rear_side=self._rear_side,
            complete=self._good_s >= self._times.hold_target_s - 1e-3,
            shares=shares,
            tuck=self._tuck.record(),
        )

    def _forget(self) -> None:
        self._last_s = 0.0
        self._good_s = 0.0
        self._good_until_s = self._held_until_s = 0.0
        self._good_for_s = self._unseen_for_s = self._out_for_s = 0.0
        self._paused = False
        self._seconds: dict[str, dict[Band, float]] = {}
        self._tuck.forget()


class TuckClock:
    """How long the tuck of a hold was observed, there and lost.

    Parameters
    ----------
    lost_dwell_s
        A tuck that is missing for so long after it was there counts as lost, seconds.
    """

    def __init__(self, lost_dwell_s: float) -> None:
        self._lost_dwell_s = lost_dwell_s
        self.forget()

    def forget(self) -> None:
        """Start again, with a new hold."""
        self._observed_s = self._tucked_s = self._arched_s = self._before_s = 0.0
        self._first_s: float | None = None
        self._lost, self._unclear = _Missing(self._lost_dwell_s), _Missing(self._lost_dwell_s)

    def step(self, time_s: float, dt_s: float, word: Statement) -> None:
        """Take one frame, which stands for `dt_s` seconds; an empty word says nothing either way."""
        if not word:
            return
        self._observed_s += dt_s
        if word == "tucked":
            self._tucked_s += dt_s
            self._first_s = time_s if self._first_s is None else self._first_s
            self._lost.there()
            self._unclear.there()
            return
        self._arched_s += dt_s if word == "arching" else 0.0
        if self._first_s is None:
            self._before_s += dt_s
            return
        self._unclear.missing(time_s)
        if word in ("tuck lost", "arching"):
            self._lost.missing(time_s)

    def record(self) -> HoldTuck:
        """Return what was observed so far."""
        return HoldTuck(
            observed_s=self._observed_s,
            tucked_s=self._tucked_s,
            arched_s=self._arched_s,
            first_s=self._first_s,
            lost_s=tuple(self._lost.since_s),
            unclear_s=tuple(self._unclear.since_s),
            before_s=self._before_s,
        )


class _Missing:
    """Since when something that was there has been missing, each time it was for longer than a dwell."""

    def __init__(self, dwell_s: float) -> None:
        self._dwell_s = dwell_s
        self._from_s: float | None = None
        self.since_s: list[float] = []

    def there(self) -> None:
        """Take a frame in which it is there."""
        self._from_s = None

    def missing(self, time_s: float) -> None:
        """Take a frame in which it is missing."""
        self._from_s = time_s if self._from_s is None else self._from_s
        if time_s - self._from_s >= self._dwell_s - 1e-3 and self._from_s not in self.since_s:
            self.since_s.append(self._from_s)
