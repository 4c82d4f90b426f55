"""`PelvisMonitor`: the tuck for the checker: estimate, the person's own range, and the word for it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

from formcheck.lunge.fault_tracker import Evidence
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.own_range import CalibrationRun, OwnRange, Step
from formcheck.lunge.pelvis.reading import PelvisSource, SourceName
from formcheck.lunge.pelvis.statement import TuckJudge, TuckStatement
from formcheck.lunge.pelvis.tracker import PelvisObservation, PelvisTracker
from formcheck.messages.message import Message
from formcheck.records import Band, Baseline, PelvisEstimate, Side
from formcheck.settings import JudgingSettings

UNRELIABLE = Message("pelvis.unreliable")
ASKED: Mapping[Step, Message] = {"arch": Message("ask.arch"), "tuck": Message("ask.tuck")}
"""What the person is asked to do while their own range is measured."""


class PelvisMonitor:
    """Everything the checker knows of the pelvis.

    Parameters
    ----------
    settings
        Every threshold.
    sources
        Ways of seeing the pelvis, the best first; none: nothing is ever said of the tuck.
    calibrate
        Ask the person to arch and tuck, the first time on each side. Somebody must be there to hear it.
    """

    def __init__(self, settings: JudgingSettings, sources: Sequence[PelvisSource], calibrate: bool = False) -> None:
        self._settings = settings
        self._tracker = PelvisTracker(sources, settings)
        self._judge = TuckJudge(settings.pelvis)
        self._calibrate = calibrate
        self._run: CalibrationRun | None = None
        self._run_source: SourceName | None = None
        self._ranges: dict[tuple[Side, SourceName | None], OwnRange] = {}
        self._asked_sides: set[Side] = set()
        self._baseline: Baseline | None = None
        self._verdict = TuckStatement()

    def neutral_tilt_deg(self, start_s: float, end_s: float) -> float:
        """Return the tilt in the span of a new neutral; see `PelvisTracker.neutral_tilt_deg`."""
        return self._tracker.neutral_tilt_deg(start_s, end_s)

    def begin(self, baseline: Baseline | None) -> None:
        """Compare with a new neutral from now on, or with none."""
        self._baseline = baseline
        self._tracker.begin(baseline)
        self._judge.forget()
        self._run = self._run_source = None
        if self._calibrate and baseline and self._tracker.ready and baseline.rear_side not in self._asked_sides:
            self._run = CalibrationRun(self._settings.pelvis.calibration, self._settings.filters.gap_s)

    @property
    def calibrating(self) -> bool:
        """Whether the person is being asked to arch and tuck."""
        return self._run is not None

    @property
    def asked(self) -> Message | None:
        """What the person is asked to do now; None where nothing."""
        return ASKED[self._run.asked] if self._run is not None and self._run.asked else None

    @property
    def band(self) -> Band | None:
        """Band of the tuck in the last frame; None where nothing may be said of it."""
        return self._verdict.band

    @property
    def evidence(self) -> Mapping[FaultKind, Evidence]:
        """What spoke for a fault in the last frame."""
        return self._verdict.evidence

    def step(self, look: PelvisObservation) -> PelvisEstimate:
        """Take one frame."""
        seen = self._tracker.step(look)
        self._verdict = TuckStatement()
        baseline = self._baseline
        tuck_deg = math.nan if baseline is None else baseline.pelvic_tilt_deg - seen.tilt_deg
        if self._run is not None:
            self._step_calibration(self._run, look.frame.time_s, seen, tuck_deg)
            return seen
        if baseline is None or seen.source == "none":
            return seen
        own = self._ranges.get((baseline.rear_side, seen.source))
        if own is not None and not own.reliable:
            return PelvisEstimate(reason=UNRELIABLE)
        self._verdict = self._judge.step(seen.source, tuck_deg, seen.sd_deg, own.t_max_deg if own else None)
        return dataclasses.replace(seen, statement=self._verdict.statement)

    def _step_calibration(self, run: CalibrationRun, time_s: float, seen: PelvisEstimate, tuck_deg: float) -> None:
        """Gather the range from one source; where it drops to another, that one has none."""
        if seen.source != "none" and self._run_source is None:
            self._run_source = seen.source
        run.step(time_s, tuck_deg if seen.source == self._run_source else math.nan)
        if run.asked is None and self._baseline is not None:
            side = self._baseline.rear_side
            self._asked_sides.add(side)
            self._ranges[side, self._run_source] = run.result()
            self._run = None
