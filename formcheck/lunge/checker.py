"""`LungeChecker`: one frame in, one assessment out. The one path of live practice and recorded review."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

from formcheck.lunge.bands import band_of, plain_band
from formcheck.lunge.corrections import Corrections, Span
from formcheck.lunge.fault_tracker import Evidence, FaultTracker, contradicted_by, evidence_of
from formcheck.lunge.faults import SHAPELESS_FAULTS, FaultKind
from formcheck.lunge.holds import HoldClock
from formcheck.lunge.knee.watch import KneeWatch
from formcheck.lunge.neutral import KneelObservation, thigh_since
from formcheck.lunge.neutral_doubt import CHECKED, OneWayPelvis, doubted, neutral_doubt
from formcheck.lunge.observer import BodyObserver, Observer
from formcheck.lunge.pelvis.monitor import PelvisMonitor
from formcheck.lunge.pelvis.tracker import NOT_KNEELING, PelvisObservation
from formcheck.lunge.phases import PhaseMachine
from formcheck.lunge.quantities import QUANTITIES, quantity
from formcheck.lunge.shape import KNEE_MOVES, SETTLING
from formcheck.lunge.sources import Source, of_knee, of_pelvis
from formcheck.lunge.targets import targets
from formcheck.messages.message import Message, message
from formcheck.records import (
    Assessment,
    Band,
    Baseline,
    Fault,
    Frame,
    Hold,
    Level,
    Measurement,
    PelvisEstimate,
    Phase,
    Pose,
    Side,
)
from formcheck.settings import BandLimits, JudgingSettings


class LungeChecker:
    """Measure and judge the half-kneeling stretch, frame by frame.

    Deterministic: the same frames give the same assessments, live or recorded.

    Parameters
    ----------
    settings
        Every threshold.
    photo
        A single picture: bands and faults are given at once, without phases, baseline or holds.
    sources
        What looks at the pixels; none that sees the pelvis: nothing is said of the tuck; none that sees the rear knee:
        the keypoints alone decide whether it rests.
    calibrate
        Ask the person to arch and tuck before their first hold on each side.
    corrections
        What somebody knows better than the picture shows.
    observer
        What observes the body except the pelvis, made for these corrections; a new one where None.
    found_ranges_s
        From when to when the person was found to show their own range, seconds; what the corrections say counts first.

    Examples
    --------
    >>> import numpy as np
    >>> from formcheck.records import Frame, Pose
    >>> checker = LungeChecker(JudgingSettings())
    >>> str(checker.step(Frame(0, 0.0, pose=Pose.nobody((640, 480)))).message)
    'Nobody can be seen: step into the picture.'
    """

    def __init__(
        self,
        settings: JudgingSettings | None = None,
        photo: bool = False,
        sources: Sequence[Source] = (),
        calibrate: bool = False,
        corrections: Corrections | None = None,
        observer: BodyObserver | None = None,
        found_ranges_s: Sequence[Span] = (),
    ) -> None:
        self._settings = s = settings or JudgingSettings()
        known = corrections or Corrections()
        self._photo = photo
        self._observer = observer or Observer(s, photo, known)
        self._knee = KneeWatch(of_knee(sources), s.half_kneeling, photo)
        self._hold_ends_s = [end_s for _, end_s in known.every_hold_s]
        marked = bool(known.ranges_s) or known.no_range
        self._pelvis = PelvisMonitor(
            s,
            () if photo else of_pelvis(sources),
            calibrate,
            ranges_s=known.ranges_s if marked else found_ranges_s,
            origin="marked" if marked else "found",
        )
        self._phases = PhaseMachine(
            s.phases,
            s.stillness,
            s.filters.gap_s,
            known.baselines_s,
            known.every_hold_s,
            self._pelvis.neutral_tilt_deg,
            # Who is coached live has their position corrected first, and is asked for their own range then.
            None if calibrate else lambda start_s, end_s, rows: neutral_doubt(start_s, end_s, rows, s.bands),
        )
        self._faults = FaultTracker(s.filters.gap_s)
        # A hold whose end is known does not end sooner, and is one however short it is.
        given = {"end_after_s": math.inf, "shortest_hold_s": 0.0}
        hold_times = s.phases.model_copy(update=given) if known.every_hold_s else s.phases
        self._hold = HoldClock(hold_times, s.filters.gap_s, s.pelvis.learned.lost_dwell_s)
        self._limits = targets(s, "none")
        # A neutral that somebody has named is believed.
        self._checks_swing = not calibrate and not known.baselines_s
        self._swing = OneWayPelvis(s.pelvis.neutral_swing)
        self._late_doubt: Message | None = None
        self._bands: dict[str, Band] = {}
        self._last_s = -math.inf
        self._knee_speed = self._pull_deg = math.nan
        self._placed_since_s = -math.inf

    def set_rear_side(self, side: Side | None) -> None:
        """Say which knee is down, where someone knows better than the picture; None lets the picture decide."""
        self._observer.set_rear_side(side)

    @property
    def range_left_s(self) -> float:
        """How long what is asked for of the own range still lasts, seconds; 0 where nothing is."""
        return self._pelvis.range_left_s

    def skip_range(self) -> None:
        """Ask for the own range on this side no longer: the person does not want to show it."""
        self._pelvis.skip_range()

    def voice(self, speaking: bool) -> None:
        """Note whether something is being spoken to the person."""
        self._pelvis.voice(speaking)

    def release(self, turned: bool = True) -> None:
        """End the kneel, where somebody knows that it is over or does not count yet; the next has its own baseline.

        Parameters
        ----------
        turned
            The other leg may be in front by now.
        """
        before = self._phases.baseline
        self._phases.release()
        if turned:
            self._observer.forget_legs()
        self._pass_on_neutral(before)

    def step(self, frame: Frame) -> Assessment:
        """Judge one frame.

        Parameters
        ----------
        frame
            With its pose; times rise strictly from call to call.

        Returns
        -------
        Assessment
            Without a cue: that is the coach's to add.

        Raises
        ------
        ValueError
            The frame has no pose, or time stands still or runs backwards.
        """
        if frame.pose is None:
            raise ValueError(f"frame {frame.index} has no pose: let a landmarker see it first")
        if not frame.time_s > self._last_s:
            raise ValueError(f"time must rise: {frame.time_s} s after {self._last_s} s")
        self._last_s = frame.time_s
        measured = self._measure(frame, frame.pose)
        blocked = [g for g in measured.gates if g.level is Level.BLOCK]
        turned = self._phases.turned(measured.rear_side, measured.facing)
        judged = measured.half_kneeling is True and not turned
        angles = dict(measured.angles_deg)
        if judged and self._phases.baseline is not None:
            angles["rear_thigh_deg"] = thigh_since(self._phases.baseline, angles["rear_thigh_deg"], self._pull_deg)
            angles["lunge_deg"] = angles["rear_thigh_deg"] - self._phases.baseline.rear_thigh_deg
            angles["tuck_deg"] = self._phases.baseline.pelvic_tilt_deg - angles["pelvic_tilt_deg"]
            self._check_swing(frame.time_s, angles["tuck_deg"])
        self._bands = self._bands_of(angles) if judged else {}
        good = judged and Band.RED not in self._bands.values()
        phase = self._step_phase(
            KneelObservation(
                time_s=frame.time_s,
                view_ok=not blocked,
                kneeling=measured.half_kneeling,
                rear_side=measured.rear_side,
                facing=measured.facing,
                hip_speed=measured.hip_speed,
                rear_thigh_deg=measured.angles_deg["rear_thigh_deg"],
                good=good and not self._body_faults,
                angles_deg={name: angles[name] for name in CHECKED},
                knee_speed=self._knee_speed,
                lasts_s=frame.lasts_s,
                thigh_pull_deg=self._pull_deg,
            )
        )
        if self._photo:
            phase = Phase.SETUP if judged else Phase.FRAME
        ended = self._faults.step(
            self._evidence(angles, measured),
            self._cleared(measured),
            frame.time_s,
            frame.index,
            countable=tuple(FaultKind) if self._photo or self._practising else SHAPELESS_FAULTS,
        )
        ended_hold = self._step_hold(measured, frame.time_s, judged, phase)
        settled = self._photo or self._phases.settled or measured.half_kneeling is not True
        measured = dataclasses.replace(measured, angles_deg=angles)
        judged_now = Assessment(
            frame_index=frame.index,
            time_s=frame.time_s,
            phase=self._phases.phase if not self._photo else phase,
            measurement=measured,
            bands=dict(self._bands),
            faults=self._faults.active,
            ended_faults=ended,
            baseline=self._neutral,
            own_range=self._pelvis.own_range,
            hold=self._hold.snapshot(),
            ended_hold=ended_hold,
            hold_running=self._hold.running,
            message=self._message(measured),
            settling=self._phases.settling and not self._photo,
        )
        return judged_now if settled else self._unsettled(judged_now)

    def finish(self) -> tuple[tuple[Fault, ...], Hold | None]:
        """End what is still open, at the end of the source: faults and the hold, complete."""
        return self._faults.close_all(), self._hold.stop(self._last_s if self._hold.running else None)

    def _measure(self, frame: Frame, pose: Pose) -> Measurement:
        seen = self._knee.step(frame, self._observer.step(frame, pose, self._phases.kneeling), self._phases.settled)
        self._knee_speed, self._pull_deg = seen.knee_speed, seen.thigh_pull_deg
        stance, kneels, off_side_deg = seen.stance, seen.half_kneeling is True, abs(seen.view.off_side_deg)
        moving = seen.hip_speed > self._settings.stillness.moving
        same_kneel = kneels and not self._phases.turned(stance.rear_side, stance.facing)
        pelvis = self._pelvis.step(
            PelvisObservation(
                frame.with_pose(dataclasses.replace(pose, roll_deg=seen.roll_deg)),
                seen.keypoints_px,
                stance,
                same_kneel,
                off_side_deg,
                moving,
                self._hold.open,
                seen.angles_deg.get("trunk_deg", math.nan),
                seen.sd_growth,
            ),
        )
        angles = {**dict.fromkeys(QUANTITIES, math.nan), **seen.angles_deg}
        if kneels:
            angles["pelvic_tilt_deg"] = pelvis.tilt_deg
        return Measurement(
            facing=stance.facing,
            rear_side=stance.rear_side if kneels else None,
            near_side=stance.near_side,
            view_off_side_deg=off_side_deg,
            confidence=seen.confidence,
            half_kneeling=seen.half_kneeling,
            reason=seen.reason,
            gates=seen.gates,
            angles_deg=angles,
            keypoints_px=seen.keypoints_px,
            pelvis=pelvis,
            hands_on_thigh=seen.hands_on_thigh,
            hip_speed=seen.hip_speed,
            view_sd_deg=seen.view.sd_deg,
            sd_growth=seen.sd_growth,
        )

    def _unsettled(self, judged: Assessment) -> Assessment:
        """Judge nothing of a shape that has not stood for long enough: it may be a lunge with the knee in the air."""
        measured, settling = judged.measurement, self._phases.settling
        reason = SETTLING if settling else KNEE_MOVES
        shown = dataclasses.replace(
            measured,
            half_kneeling=None,
            reason=reason,
            rear_side=None,
            angles_deg=dict.fromkeys(QUANTITIES, math.nan),
            pelvis=PelvisEstimate(reason=NOT_KNEELING if measured.pelvis.reason else None),
            hands_on_thigh=None,
            sd_growth=math.nan,
        )
        return dataclasses.replace(
            judged,
            measurement=shown,
            bands={},
            baseline=None,
            message=reason,
            once_settled=judged if settling else None,
        )

    def _bands_of(self, angles: Mapping[str, float]) -> dict[str, Band]:
        baseline = self._neutral
        in_doubt = baseline is not None and baseline.doubt is not None
        bands = {
            q: band_of(angles[q], limits, self._bands.get(q) or self._first_band(angles[q], limits))
            for q, limits in self._limits.items()
            if not (in_doubt and quantity(q).neutral_of)
        }
        return {q: band for q, band in (bands | {"tuck_deg": self._pelvis.band}).items() if band is not None}

    def _first_band(self, value: float, limits: BandLimits) -> Band | None:
        """Return the band to come from where there was none: a fault begins past its edge by h from the start, too.

        A single picture has nothing before it and is judged by the edges alone.
        """
        if self._photo or math.isnan(value):
            return None
        return Band.YELLOW if plain_band(value, limits) is Band.RED else None

    @property
    def _neutral(self) -> Baseline | None:
        """The neutral in force, with what came to be doubted of it."""
        neutral = self._phases.baseline
        if neutral is None or self._late_doubt is None:
            return neutral
        return dataclasses.replace(neutral, doubt=self._late_doubt)

    def _check_swing(self, time_s: float, tuck_deg: float) -> None:
        """Doubt the neutral where the pelvis moves from it as nobody's does; an own range that counts shows its own."""
        neutral, own = self._neutral, self._pelvis.own_range
        if neutral is None or neutral.doubt is not None or not self._checks_swing or (own is not None and own.counts):
            return
        looks = self._swing.step(time_s, tuck_deg)
        if looks is not None:
            self._late_doubt = doubted(neutral.start_s, neutral.end_s, looks)
            self._pelvis.doubt()

    def _step_phase(self, observation: KneelObservation) -> Phase:
        """Go through the phases; a new neutral is one of the pelvis, too, which may have to be calibrated first."""
        before, knelt = self._phases.baseline, self._phases.kneeling
        self._phases.step(observation)
        if knelt and not self._phases.kneeling:
            self._observer.forget_legs()
        self._pass_on_neutral(before)
        self._placed_since_s = self._placed_since_s if observation.good else observation.time_s
        if observation.time_s - self._placed_since_s >= self._settings.phases.resume_s:
            # First the position is mended, then the range is asked for.
            self._pelvis.ask()
        self._phases.calibrate(self._pelvis.calibrating)
        return self._phases.phase

    def _pass_on_neutral(self, before: Baseline | None) -> None:
        """Let the pelvis compare with another neutral, or with none, where the one in force has changed."""
        if self._phases.baseline is not before:
            self._pelvis.begin(self._phases.baseline)
            self._swing, self._late_doubt = OneWayPelvis(self._settings.pelvis.neutral_swing), None

    @property
    def _practising(self) -> bool:
        """Whether what is seen of the body is judged: kneeling, and not showing their own range."""
        return self._phases.kneeling and not self._pelvis.showing

    @property
    def _body_faults(self) -> tuple[Fault, ...]:
        return tuple(f for f in self._faults.active if f.kind not in SHAPELESS_FAULTS)

    def _evidence(self, angles: Mapping[str, float], measured: Measurement) -> dict[FaultKind, Evidence]:
        times = self._settings.phases
        if measured.half_kneeling is False:
            dwell_s = 0.0 if self._photo else times.lost_shape_s
            return {FaultKind.NOT_KNEELING: Evidence(FaultKind.NOT_KNEELING, dwell_s, reason=measured.reason)}
        if measured.half_kneeling is None:
            dwell_s = 0.0 if self._photo else times.view_pause_s
            return {FaultKind.VIEW: Evidence(FaultKind.VIEW, dwell_s, reason=measured.reason)}
        evidence = evidence_of(angles, self._bands, self._settings.bands) | dict(self._pelvis.evidence)
        if self._photo:
            return {k: Evidence(k, 0.0, s.quantity, s.value, s.excess) for k, s in evidence.items()}
        return evidence

    def _cleared(self, measured: Measurement) -> set[FaultKind]:
        """Which faults this frame speaks against, where it does not show them: it can only speak of what it sees."""
        if measured.half_kneeling is True:
            return {*SHAPELESS_FAULTS, *contradicted_by(self._bands)}
        return {FaultKind.VIEW} if measured.half_kneeling is False else set()

    def _step_hold(self, measured: Measurement, time_s: float, judged: bool, phase: Phase) -> Hold | None:
        if self._hold.open:
            if phase is not Phase.HOLD:
                return self._hold.stop(self._given_end_s(time_s))
            ended = self._hold.step(time_s, self._bands, bool(self._body_faults), judged, measured.pelvis.statement)
            if not self._hold.open:
                self._phases.hold_ended()
            return ended
        if phase is Phase.HOLD and measured.rear_side is not None:
            self._hold.start(time_s, measured.rear_side)
        return None

    def _given_end_s(self, time_s: float) -> float | None:
        """Return when the hold in progress has ended, where somebody has said so and it is past."""
        started = self._hold.snapshot()
        assert started is not None
        past = [end_s for end_s in self._hold_ends_s if started.start_s < end_s <= time_s]
        return past[0] if past else None

    def _message(self, measured: Measurement) -> Message | None:
        if self._phases.kneeling and measured.half_kneeling and self._phases.baseline is None:
            return message("ask.still", seconds=self._settings.phases.baseline_s)
        return measured.reason or self._pelvis.asked
