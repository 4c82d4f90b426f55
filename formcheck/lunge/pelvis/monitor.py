"""`PelvisMonitor`: the tuck for the checker: estimate, the person's own range, and the word for it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from formcheck.filters import TimedWindow
from formcheck.lunge.corrections import Span
from formcheck.lunge.fault_tracker import Evidence
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.calibration import CalibrationRun, LargestTuck, Prompt, Step, largest_tuck
from formcheck.lunge.pelvis.dial import OnDial, by_degrees, by_share, while_shown
from formcheck.lunge.pelvis.own_range import CHEST_MOVED, own_range, postures_in
from formcheck.lunge.pelvis.reading import PelvisSource, SourceName
from formcheck.lunge.pelvis.statement import ShareJudge, TuckJudge, TuckStatement, read_from_chest
from formcheck.lunge.pelvis.tracker import PelvisObservation, PelvisTracker
from formcheck.messages.message import Message
from formcheck.records import Band, Baseline, OwnRange, PelvisEstimate, RangeOrigin, Side
from formcheck.settings import JudgingSettings

UNRELIABLE = Message("pelvis.unreliable")
ASKED: Mapping[Prompt, Message] = {
    "arch_first": Message("ask.arch_first"),
    "relax": Message("ask.relax"),
    "tuck": Message("ask.tuck"),
    "more": Message("ask.more"),
    "good": Message("ask.good"),
    "tuck_again": Message("ask.tuck_again"),
    "other_way": Message("ask.other_way"),
    "once_more": Message("own_range.once_more"),
    "chest_still": Message("own_range.chest_still"),
}
"""What the person hears while their own range is measured."""
SHOWN: Mapping[str, Step | Literal["arch"]] = {
    **{ASKED[prompt].code: "tuck" for prompt in ("tuck", "more", "good", "tuck_again", "other_way")},
    **{ASKED[prompt].code: "relax" for prompt in ("relax", "once_more", "chest_still")},
    ASKED["arch_first"].code: "arch",
}
"""The posture that each of these sentences asks for, by its code."""
SEEN, CLOTH_RIDES = Message("own_range.seen"), Message("own_range.cloth_rides")
_TRUNKS_S = 10.0
"""A neutral is taken from the last seconds; so far back the trunk is remembered."""


class PelvisMonitor:
    """Everything the checker knows of the pelvis.

    Parameters
    ----------
    settings
        Every threshold.
    sources
        Ways of seeing the pelvis, the best first; none: nothing is ever said of the tuck.
    calibrate
        Ask the person to tuck twice, the first time on each side. Somebody must be there to hear it.
    ranges_s
        From when to when the person shows their own range in a recording, seconds; none: it is not known.
    origin
        How that is known.
    """

    def __init__(
        self,
        settings: JudgingSettings,
        sources: Sequence[PelvisSource],
        calibrate: bool = False,
        ranges_s: Sequence[Span] = (),
        origin: RangeOrigin = "marked",
    ) -> None:
        self._settings = settings
        self._tracker = PelvisTracker(sources, settings)
        self._judge = TuckJudge(settings.pelvis)
        self._arches_deg: dict[Side, float] = {}
        self._calibrate = calibrate
        self._ranges_s = ranges_s
        self._origin: RangeOrigin = origin
        self._shown_source: Literal["markers", "contour"] | None = None
        self._shown: list[tuple[float, float, float]] = []
        self._showing_until_s: float | None = None
        self._largest_shown_deg = 0.0
        self._run: CalibrationRun | None = None
        self._due = False
        self._speaking = False
        self._run_source: SourceName | None = None
        self._own_ranges: dict[Side, OwnRange] = {}
        self._largest_tucks: dict[Side, LargestTuck] = {}
        self._asked_sides: set[Side] = set()
        self._asked_twice: set[Side] = set()
        self._share_judge: ShareJudge | None = None
        self._notice: Message | None = None
        self._notice_until_s = -math.inf
        self._baseline: Baseline | None = None
        self._believed = True
        self._trunks = TimedWindow(_TRUNKS_S)
        self._neutral_trunk_deg = math.nan
        self._verdict = TuckStatement()

    def neutral_tilt_deg(self, start_s: float, end_s: float) -> float:
        """Return the tilt in the span of a new neutral; see `PelvisTracker.neutral_tilt_deg`."""
        return self._tracker.neutral_tilt_deg(start_s, end_s)

    def begin(self, baseline: Baseline | None) -> None:
        """Compare with a new neutral from now on, or with none."""
        self._baseline = baseline
        own = self.own_range
        if baseline is not None and own is not None and own.end_s < baseline.start_s:
            # The zero of the shares is the neutral before the hold; this kneel has its own, and all is read against it.
            self._own_ranges[baseline.rear_side] = dataclasses.replace(own, zero_deg=0.0)
        self._believed = baseline is None or baseline.doubt is None
        self._neutral_trunk_deg = math.nan if baseline is None else self._trunk_within(baseline)
        self._tracker.begin(baseline)
        self._judge = self._judge_of(baseline.rear_side if baseline else None)
        self._share_judge = self._notice = None
        self._run = self._run_source = None
        # From the first neutral on: nothing is said before its first swing.
        self._showing_until_s = self._shown_until_s(baseline.end_s) if baseline else None
        self._shown, self._shown_source, self._largest_shown_deg = [], None, 0.0
        asked = baseline is None or (baseline.rear_side in self._asked_sides and not self._failed_once)
        self._due = self._calibrate and not asked and self._tracker.known_source is not None

    @property
    def _failed_once(self) -> bool:
        """Whether the range of this side did not count, and was asked for only once: the next kneel is a new try."""
        if self._baseline is None or self._baseline.rear_side in self._asked_twice:
            return False
        own = self.own_range
        return own is not None and not own.counts

    def doubt(self) -> None:
        """Say nothing against the neutral in force from now on, except by shares of an own range."""
        self._believed = False

    def _trunk_within(self, baseline: Baseline) -> float:
        times = self._trunks.times_s
        within = self._trunks.values[(baseline.start_s - 1e-6 <= times) & (times <= baseline.end_s + 1e-6)]
        known = within[np.isfinite(within)]
        return float(np.median(known)) if len(known) else math.nan

    def voice(self, speaking: bool) -> None:
        """Note whether something is being spoken: nobody does what they have not heard to the end."""
        self._speaking = speaking

    def ask(self) -> None:
        """Ask for the own range now, where it is due: the position is well."""
        if self._due:
            self._due = False
            self._start_run()

    @property
    def range_left_s(self) -> float:
        """How long what is asked for still lasts, seconds; 0 where nothing is asked for."""
        return self._run.left_s if self._run else 0.0

    def skip_range(self) -> None:
        """Ask for it no longer on this side, and end it where it is being shown: what was shown so far is left out."""
        if self._baseline is None or not (self._due or self._run):
            return
        self._asked_sides.add(self._baseline.rear_side)
        self._due, self._run, self._run_source = False, None, None

    @property
    def calibrating(self) -> bool:
        """Whether the person is showing their own range, or is to show it as soon as their position is well."""
        return self._due or self.showing

    @property
    def showing(self) -> bool:
        """Whether the person is showing their own range."""
        return self._run is not None or self._showing_until_s is not None

    @property
    def own_range(self) -> OwnRange | None:
        """The own range on the side of the neutral in force; None where it is not known."""
        return None if self._baseline is None else self._own_ranges.get(self._baseline.rear_side)

    @property
    def asked(self) -> Message | None:
        """What the person is asked to do now, or for a while after the range what came of it; None where nothing."""
        prompt = self._run.prompt if self._run else None
        return ASKED[prompt] if prompt else self._notice

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
        self._trunks.add(look.frame.time_s, look.trunk_deg)
        seen = self._less_sure_where_the_trunk_moved(self._tracker.step(look), look.trunk_deg)
        self._verdict = TuckStatement()
        baseline = self._baseline
        tuck_deg = math.nan if baseline is None else baseline.pelvic_tilt_deg - seen.tilt_deg
        now = look.frame.time_s
        if self._run is not None:
            run = self._run
            self._step_calibration(run, look, seen, tuck_deg)
            change_deg, largest_deg = tuck_deg - run.neutral_deg, run.largest_deg
            return _placed(seen, while_shown(self._settings.pelvis, largest_deg, change_deg, seen.sd_deg))
        shown = self._step_shown(now, seen, tuck_deg, look.trunk_deg)
        if shown or self._due:
            tucked_deg = tuck_deg if shown and math.isfinite(tuck_deg) else 0.0
            self._largest_shown_deg = max(self._largest_shown_deg, tucked_deg)
            return _placed(seen, while_shown(self._settings.pelvis, self._largest_shown_deg, tuck_deg, seen.sd_deg))
        if now > self._notice_until_s:
            self._notice = None
        if baseline is None or seen.source == "none":
            return seen
        source = seen.source
        largest = self._largest_tucks.get(baseline.rear_side) if source == "markers" else None
        if largest is not None and not largest.reliable:
            return PelvisEstimate(reason=UNRELIABLE)
        own = self.own_range
        # The range of an earlier kneel is read against this neutral; that of this kneel has its own neutral after it.
        readable = own is not None and (self._believed or own.end_s >= baseline.start_s)
        if own is not None and readable and own.counts and own.source == source:
            scatter = own.scatter * look.sd_growth
            seen = dataclasses.replace(seen, tuck_share=own.tuck_share(tuck_deg), tuck_share_sd=scatter)
            if source == "contour":
                if self._share_judge is None:
                    self._share_judge = ShareJudge(own, self._settings.pelvis)
                seen = _placed(seen, by_share(own, tuck_deg, scatter))
                self._verdict = self._share_judge.step(now, tuck_deg, look.sd_growth)
                return dataclasses.replace(seen, statement=self._verdict.statement)
        if not self._believed:
            # Only shares of an own range do without this neutral: they begin at the one after the range.
            return seen
        t_max_deg = largest.t_max_deg if largest else None
        moved_deg = look.trunk_deg - self._neutral_trunk_deg
        limits = self._settings.pelvis
        chest_deg = read_from_chest(limits, tuck_deg, moved_deg) if source == "contour" else 0.0
        seen = _placed(seen, by_degrees(limits, source, t_max_deg, tuck_deg - chest_deg, seen.sd_deg))
        self._verdict = self._judge.step(source, tuck_deg, seen.sd_deg, t_max_deg, chest_deg)
        return dataclasses.replace(seen, statement=self._verdict.statement)

    def _less_sure_where_the_trunk_moved(self, seen: PelvisEstimate, trunk_deg: float) -> PelvisEstimate:
        """Let the uncertainty of the outline grow with the trunk's change: a chest that moves looks like a tuck."""
        moved_deg = trunk_deg - self._neutral_trunk_deg
        if seen.source != "contour" or math.isnan(moved_deg):
            return seen
        leak_deg = self._settings.pelvis.trunk_leak * moved_deg
        return dataclasses.replace(seen, sd_deg=math.hypot(seen.sd_deg, leak_deg))

    def _step_calibration(
        self, run: CalibrationRun, look: PelvisObservation, seen: PelvisEstimate, tuck_deg: float
    ) -> None:
        """Gather the range from one source; where it drops to another, that one has none."""
        if seen.source != "none" and self._run_source is None:
            self._run_source = seen.source
        now = look.frame.time_s
        read_deg = tuck_deg if seen.source == self._run_source else math.nan
        run.step(now, read_deg, look.trunk_deg, self._speaking)
        if run.asked is not None or self._baseline is None:
            return
        side, source = self._baseline.rear_side, self._run_source
        self._asked_sides.add(side)
        self._run = self._run_source = None
        if source != "contour":
            self._largest_tucks[side] = run.largest_tuck()
            return
        own = self._own_ranges[side] = run.own_range(self._settings.pelvis.own_range)
        if not own.counts and not math.isnan(run.shown_arch_deg):
            self._arches_deg[side] = run.shown_arch_deg
        self._judge = self._judge_of(side)
        self._notice = own.reason or (CLOTH_RIDES if own.rides else SEEN)
        self._notice_until_s = now + self._settings.pelvis.calibration.notice_s

    def _step_shown(self, now: float, seen: PelvisEstimate, tuck_deg: float, trunk_deg: float) -> bool:
        """Gather a range that is shown at a time somebody has named; return whether it is being shown now."""
        if self._baseline is None:
            return False
        until_s = self._shown_until_s(now)
        if self._shown_source is not None and until_s != self._showing_until_s:
            self._take_shown(self._baseline.rear_side, self._shown_source)
            self._shown, self._shown_source = [], None
        self._showing_until_s = until_s
        if until_s is not None and seen.source != "none":
            self._shown_source = self._shown_source or seen.source
            if seen.source == self._shown_source:
                self._shown.append((now, tuck_deg, trunk_deg))
        return until_s is not None

    def _shown_until_s(self, time_s: float) -> float | None:
        """Until when the range is shown that is being shown at a time, as far as that is known; None where none is."""
        return next((end_s for start_s, end_s in self._ranges_s if start_s <= time_s <= end_s), None)

    def _take_shown(self, side: Side, source: Literal["markers", "contour"]) -> None:
        """Work out the range that has been shown; of stickers the own largest tuck, too, by which they are judged."""
        times, tucks, trunks = np.array(self._shown, dtype=float).reshape(-1, 3).T
        limits = self._settings.pelvis
        postures = postures_in(times, tucks, trunks, limits.own_range)
        self._own_ranges[side] = own_range(postures, limits.own_range, source, self._origin)
        if source == "markers":
            self._largest_tucks[side] = largest_tuck(postures, limits.calibration)

    def _judge_of(self, side: Side | None) -> TuckJudge:
        """Return what judges by degrees, with what the range has shown though it does not count.

        An arch that was measured in place of a tuck is judged by its share. Somebody who moved the chest in place of
        the pelvis is never called tucked: a rounded chest reads as a tuck in the hold, too.
        """
        pelvis, changes = self._settings.pelvis, {}
        arch_deg = self._arches_deg.get(side, math.nan) if side else math.nan
        own = self._own_ranges.get(side) if side else None
        if not math.isnan(arch_deg):
            changes = {"arched_deg": -pelvis.own_range.arching * arch_deg, "arched_sure_sds": 0.0}
            changes |= {"arched_dwell_s": pelvis.own_range.arched_dwell_s, "hysteresis_deg": 0.15 * arch_deg}
        if own is not None and own.reason == CHEST_MOVED:
            changes["tucked_deg"] = math.inf
        return TuckJudge(pelvis.model_copy(update={"learned": pelvis.learned.model_copy(update=changes)}))

    def _start_run(self) -> None:
        """Begin to measure the range."""
        limits = self._settings.pelvis
        shares = limits.own_range if self._tracker.known_source == "contour" else None
        again = self._failed_once
        if again and self._baseline is not None:
            self._asked_twice.add(self._baseline.rear_side)
        self._run = CalibrationRun(limits.calibration, self._settings.filters.gap_s, shares, again)


def _placed(seen: PelvisEstimate, dial: OnDial) -> PelvisEstimate:
    return dataclasses.replace(seen, on_dial=dial.at, on_dial_sd=dial.sd)
