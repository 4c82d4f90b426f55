"""From single looks at the pelvis to one estimate: which source, how far from the own neutral, how sure.

Only the change from the person's own neutral is judged, because bone shape alone spreads the tilt of neutral pelves
over 20 degrees. Neighbouring frames show the same folds and the same light, so they share most of their error: taking
many of them together makes the estimate steady but not much surer.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.gates import TURN
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.reading import PelvisSource, Reading, SourceName, TiltChange
from formcheck.messages.message import Message, message
from formcheck.records import Baseline, Frame, PelvisEstimate
from formcheck.settings import JudgingSettings, Pelvis

NOT_KNEELING = Message("pelvis.not_kneeling")
NO_NEUTRAL = Message("pelvis.no_neutral")
NO_PELVIS = Message("pelvis.impossible")


def no_neutral_yet(baseline_s: float) -> Message:
    """Say that the person has to kneel still first, for `baseline_s` seconds."""
    return message("pelvis.no_neutral_yet", seconds=baseline_s)


@dataclass(frozen=True, eq=False)
class PelvisObservation:
    """What the tracker needs of one frame.

    Attributes
    ----------
    frame
        With its picture and its pose.
    keypoints_px
        Shape (33, 2), pixels: smoothed, with the legs in their right rows.
    stance
        Which way the person faces, and which leg is which.
    kneels
        Half-kneeling, and every gate lets the limbs be judged.
    off_side_deg
        How far the camera is off the pure side view, degrees, 0 or more; NaN where not known.
    moving
        Whether the hips move.
    holding
        Whether a hold is in progress.
    trunk_deg
        Inclination of the trunk, degrees, forward positive; NaN where not known.
    sd_growth
        See `Measurement.sd_growth`.
    """

    frame: Frame
    keypoints_px: NDArray[np.float64]
    stance: Stance
    kneels: bool
    off_side_deg: float
    moving: bool
    holding: bool
    trunk_deg: float = math.nan
    sd_growth: float = 1.0


class PelvisTracker:
    """Follow the pelvis from frame to frame.

    Parameters
    ----------
    sources
        Ways of seeing it, the best first.
    settings
        Every threshold.
    """

    def __init__(self, sources: Sequence[PelvisSource], settings: JudgingSettings) -> None:
        self._limits = settings.pelvis
        self._gates = settings.gates
        self._no_neutral_yet = no_neutral_yet(settings.phases.baseline_s)
        # The still kneel ends with the frame in which it is found, or shortly before.
        self._remembered_s = settings.phases.baseline_s + settings.filters.gap_s
        self._tracks = [_Track(source, settings.pelvis) for source in sources]
        self._baseline: Baseline | None = None
        self._first = 0
        self._view_ok = True

    def neutral_tilt_deg(self, start_s: float, end_s: float) -> float:
        """Return the tilt of the pelvis in the span of a new neutral, degrees.

        That is the line through the stickers, 0 where only changes are observed, NaN where neither.
        """
        for track in self._tracks:
            neutral = track.neutral_within(start_s, end_s)
            if neutral is not None:
                return neutral.tilt_deg if track.source.name == "markers" else 0.0
        return math.nan

    def begin(self, baseline: Baseline | None) -> None:
        """Compare with a new neutral from now on; None where the kneel has ended."""
        self._first = 0
        for track in self._tracks:
            track.begin(baseline)
        self._baseline = baseline

    @property
    def known_source(self) -> SourceName | None:
        """The best source that knows the neutral in force; None where none does."""
        return next((track.source.name for track in self._tracks if track.neutral), None)

    def step(self, look: PelvisObservation) -> PelvisEstimate:
        """Take one frame; the estimate comes without a statement."""
        if not self._tracks:
            return PelvisEstimate()
        blocked = self._blocked(look)
        if blocked is not None:
            for track in self._tracks:
                track.changes.clear()
            return PelvisEstimate(reason=blocked)
        self._look(look)
        if self._baseline is None:
            return PelvisEstimate(reason=self._no_neutral_yet)
        return self._estimate(look, self._baseline)

    def _blocked(self, look: PelvisObservation) -> Message | None:
        """Say why the pelvis is not observed in this frame; None where it is."""
        if not look.kneels:
            return NOT_KNEELING
        # Left only past its edge by the hysteresis, and on the side of silence.
        edge = self._gates.view_judged_deg - (0.0 if self._view_ok else self._gates.view_hysteresis_deg)
        self._view_ok = look.off_side_deg <= edge
        return None if self._view_ok else TURN

    def _look(self, look: PelvisObservation) -> None:
        """Ask the sources, best first; once there is a neutral, only until one of them answers."""
        now = look.frame.time_s
        for track in self._tracks[self._first :]:
            if self._baseline is not None and track.neutral is None:
                continue
            if track.look(look) and self._baseline is not None:
                break
        for track in self._tracks:
            track.forget_before(now - self._remembered_s, now - self._limits.fuse_s)

    def _estimate(self, look: PelvisObservation, baseline: Baseline) -> PelvisEstimate:
        """Let the best source speak that can; within a hold it may drop to the next but not rise again."""
        now = look.frame.time_s
        if not look.holding:
            self._first = 0
        for rank, track in enumerate(self._tracks[self._first :], start=self._first):
            if track.neutral is None:
                continue
            change = self._fused(track, look)
            if change is not None:
                self._first = rank if look.holding else 0
                return PelvisEstimate(
                    tilt_deg=baseline.pelvic_tilt_deg + change.tilt_deg,
                    sd_deg=change.sd_deg,
                    source=track.source.name,
                    points_px=track.points_at(now),
                )
            if now - track.seen_s <= self._limits.drop_after_s:
                return PelvisEstimate(reason=track.reason)
        known = [track for track in self._tracks if track.neutral is not None]
        return PelvisEstimate(reason=known[-1].reason if known else self._tracks[-1].reason or NO_NEUTRAL)

    def _fused(self, track: _Track, look: PelvisObservation) -> TiltChange | None:
        """Take the last second's readings together; None where they are too few or too old."""
        limits, now = self._limits, look.frame.time_s
        within = [(now - time_s, change) for time_s, change in track.changes if now - time_s <= limits.fuse_s + 1e-9]
        if len(within) < limits.least_readings or within[-1][0] > limits.fresh_s + 1e-9:
            return None
        last = [change for age_s, change in within if age_s <= limits.fuse_moving_s + 1e-9]
        earlier = [change for age_s, change in within if age_s > limits.fuse_moving_s + 1e-9]
        if not last:
            return None
        moving = look.moving or (len(earlier) > 0 and differ(earlier, last))
        fused = fuse(last if moving else earlier + last, limits.shared_error)
        return dataclasses.replace(fused, sd_deg=fused.sd_deg * look.sd_growth)


def fuse(changes: Sequence[TiltChange], shared_error: float) -> TiltChange:
    """Take changes observed within a short time together.

    Parameters
    ----------
    changes
        At least one.
    shared_error
        Share of the variance that all of them have in common, 0-1.

    Returns
    -------
    TiltChange
        Their median. Its sd is that of one of them, or their scatter where that is larger, made smaller only as far as
        their errors are their own: ``sd * sqrt(shared + (1 - shared) / n)``.
    """
    tilts = [change.tilt_deg for change in changes]
    middle = median(tilts)
    scatter = 1.4826 * median([abs(tilt - middle) for tilt in tilts])
    sd = max(median([change.sd_deg for change in changes]), scatter)
    return TiltChange(middle, sd * math.sqrt(shared_error + (1 - shared_error) / len(changes)))


def differ(some: Sequence[TiltChange], others: Sequence[TiltChange]) -> bool:
    """Whether two sets of changes, not empty, lie farther apart than the sd of one: the pelvis has moved between."""
    medians = [median([change.tilt_deg for change in changes]) for changes in (some, others)]
    return abs(medians[1] - medians[0]) > min(change.sd_deg for change in others)


class _Track:
    """What one source has observed."""

    def __init__(self, source: PelvisSource, limits: Pelvis) -> None:
        self.source = source
        self._limits = limits
        self.neutral: Reading | None = None
        self.changes: list[tuple[float, TiltChange]] = []
        self.seen_s = -math.inf
        self.reason: Message | None = None
        # Stickers are followed from frame to frame; the outline of neighbouring frames is nearly the same.
        self._every_s = limits.learned_every_s if source.name == "contour" else 0.0
        self._looked_s, self._saw = -math.inf, False
        self._readings: list[tuple[float, Reading]] = []

    def begin(self, baseline: Baseline | None) -> None:
        """Compare with a new neutral from now on, or with none."""
        self.neutral, self.changes = None, []
        if baseline is None:
            return
        self.neutral = self.neutral_within(baseline.start_s, baseline.end_s)
        if self.neutral is not None:
            for time_s, reading in self._readings:
                self._compare(time_s, reading)
        elif self._readings_within(baseline.start_s, baseline.end_s):
            self.reason = NO_NEUTRAL

    def neutral_within(self, start_s: float, end_s: float) -> Reading | None:
        """Return the typical reading of a span of time; None where there are too few."""
        still = self._readings_within(start_s, end_s)
        return self.source.merge(still) if len(still) >= self._limits.neutral_readings else None

    def _readings_within(self, start_s: float, end_s: float) -> list[Reading]:
        return [reading for time_s, reading in self._readings if start_s - 1e-6 <= time_s <= end_s + 1e-6]

    def look(self, look: PelvisObservation) -> bool:
        """Look at one frame, or leave it where the last look is too recent; return whether the pelvis was observed."""
        now = look.frame.time_s
        if now - self._looked_s < self._every_s - 1e-6:
            return self._saw
        answer = self.source.look(look.frame, look.keypoints_px, look.stance)
        self._saw = self._take(now, answer)
        if answer is not None:
            self._looked_s = now
        return self._saw

    def _take(self, now: float, answer: Reading | Message | None) -> bool:
        """Keep a reading; return whether it is one of a pelvis."""
        if not isinstance(answer, Reading):
            self.reason = answer or self.reason
            return False
        self._readings.append((now, answer))
        if not self._compare(now, answer):
            self.reason = NO_PELVIS
            return False
        self.seen_s = now
        return True

    def _compare(self, time_s: float, reading: Reading) -> bool:
        """Compare a reading with the neutral, where there is one; return whether it can be a pelvis."""
        if self.neutral is None:
            return True
        change = self.source.change(self.neutral, reading)
        possible = abs(change.tilt_deg) <= self._limits.most_deg
        if possible:
            self.changes.append((time_s, change))
        return possible

    def forget_before(self, readings_s: float, changes_s: float) -> None:
        """Forget readings and changes that are too old."""
        self._readings = [item for item in self._readings if item[0] >= readings_s - 1e-9]
        self.changes = [item for item in self.changes if item[0] >= changes_s - 1e-9]

    def points_at(self, time_s: float) -> dict[str, tuple[float, float]]:
        """Points of the reading of this very frame, pixels."""
        if not self._readings or self._readings[-1][0] != time_s:
            return {}
        return {name: (float(p[0]), float(p[1])) for name, p in self._readings[-1][1].points_px.items()}
