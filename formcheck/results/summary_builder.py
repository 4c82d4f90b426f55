"""`SummaryBuilder`: sees every assessment once and keeps only what the summary needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from datetime import date, datetime

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.neutral_doubt import PELVIS_LOOKS
from formcheck.lunge.quantities import quantity
from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import DEFAULT
from formcheck.messages.message import in_english
from formcheck.messages.safety import NOT_A_DEVICE
from formcheck.records import Assessment, Fault, Frame, Hold, HoldTuck, Level, Phase, Side
from formcheck.results.accumulators import (
    BandTimes,
    GateTimes,
    Median,
    PelvisAccumulator,
    SideAccumulator,
    Spell,
    Times,
)
from formcheck.results.borderline import EdgeWatch, NearEdge, error_sd_deg
from formcheck.results.gaps import Gaps
from formcheck.results.hip_extension import HipExtension
from formcheck.results.settling import Settling
from formcheck.results.summary import (
    FileProvenance,
    GateSummary,
    HipExtensionSummary,
    KneelSummary,
    ProgramProvenance,
    Quality,
    SideSummary,
    Summary,
    ViewSummary,
)
from formcheck.results.summary_parts import (
    baseline_summary,
    borderline_summary,
    fault_summary,
    hold_summary,
    own_range_summary,
)
from formcheck.results.verdict import Findings, verdict
from formcheck.settings import JudgingSettings
from formcheck.video.privacy import Pictures

_BLINK_S = 2.0
"""A shorter gap is within one kneel: nobody stands up and kneels again in it, seconds."""
_LEAST_KNEEL_S = 1.0
"""What is shorter is a change of legs on the way, and no kneel, seconds."""
_MOSTLY = 0.5 - 1e-9
"""A quantity that was red for this share of what was judged is told even where no fault counted: for half of it, too,
whatever the sum of many frames' times is rounded to."""


class SummaryBuilder:
    """Gathers a summary frame by frame; its memory does not grow with the length of the video.

    Parameters
    ----------
    settings
        The thresholds in use.
    photo
        A single picture.
    pictures
        How the person is shown in the results.
    patient
        Code of the patient; empty where none was given.
    language
        Of the report.
    reviewed_at
        When the file was reviewed first; None where nobody knows.
    visited_on
        Day of the visit as it was entered; None where it was not.
    """

    def __init__(
        self,
        settings: JudgingSettings,
        *,
        photo: bool = False,
        pictures: Pictures = "as filmed",
        patient: str = "",
        language: str = DEFAULT,
        reviewed_at: datetime | None = None,
        visited_on: date | None = None,
    ) -> None:
        self._reviewed_at = reviewed_at
        self._visited_on = visited_on
        self._settings = settings
        self._pictures = pictures
        self._patient = patient
        self._language = language
        self._photo = photo
        self._settling = Settling()
        self._last: Assessment | None = None
        self._last_step_s = 0.0
        self._time_s = 0.0
        self._judged_s = self._judged_until_s = 0.0
        self._piece_s = self._longest_piece_s = self._gap_s = 0.0
        self._banded: dict[str, BandTimes] = {}
        self._qualities: Times[Quality] = Times()
        self._gates: dict[str, GateTimes] = {}
        self._views = Median(step=0.5)
        self._confidences = Median(step=0.01)
        self._pelvis = PelvisAccumulator()
        self._sides: dict[Side, SideAccumulator] = {}
        self._extensions: dict[Side, HipExtension] = {}
        self._kneels: list[tuple[Side, Spell]] = []
        self._gaps = Gaps(settings, photo=photo)
        limits = targets(settings, "none")
        self._held_near = EdgeWatch(limits, settings.filters.gap_s)
        self._other_near = EdgeWatch(limits, settings.filters.gap_s, photo=photo)
        self._growths: dict[tuple[FaultKind, float], float] = {}
        self._holds: list[Hold] = []
        self._faults: list[Fault] = []

    @property
    def judged(self) -> bool:
        """Whether anything has been judged so far: of a recording long enough in one piece."""
        if self._photo:
            return self._judged_s > 0 or (self._last is not None and bool(self._last.bands))
        return self._judged_s > 0 and self._longest_piece_s >= self._settings.phases.judged_least_s - 1e-3

    def add(self, assessment: Assessment) -> None:
        """See one assessment; each stands for the time until the next."""
        for _, known in self._settling.step(Frame(assessment.frame_index, assessment.time_s), assessment):
            self._take(known)

    def _take(self, assessment: Assessment) -> None:
        """Take an assessment of which it is known whether it belongs to a kneel."""
        if self._last is not None:
            self._last_step_s = assessment.time_s - self._last.time_s
            self._count(self._last, self._last_step_s)
        self._last = assessment
        self._faults += assessment.ended_faults
        if assessment.ended_hold is not None:
            self._holds.append(assessment.ended_hold)

    def finish(self, faults: tuple[Fault, ...] = (), hold: Hold | None = None) -> None:
        """Take what was still open when the source ended: the faults and the hold that the checker closed last."""
        for _, known in self._settling.rest():
            self._take(known)
        if self._last is not None:
            # The last frame stands for as long as the one before it; a photo for itself.
            self._count(self._last, self._last_step_s or 1.0)
            self._last = None
        self._faults += faults
        if hold is not None:
            self._holds.append(hold)

    def build(self, file: FileProvenance, program: ProgramProvenance) -> Summary:
        """Write the summary of what was seen; `finish` comes before."""
        faults = sorted(self._faults, key=lambda fault: fault.start_s)
        faults = [fault for fault in faults if not self._against_doubted(fault)]
        self._holds = [self._without_doubted(hold) for hold in self._holds]
        if not self.judged:
            # What a moment showed is not told of a recording that nothing can be said of.
            faults, self._holds = [fault for fault in faults if not fault.kind.of_form], []
        sides = sorted(self._sides.items(), key=lambda item: -item[1].judged_s)
        findings = self._findings(faults)
        found = verdict(findings, targets(self._settings), self._settings.pelvis.hold)
        return Summary(
            verdict=str(found),
            verdict_message=found,
            patient=self._patient,
            language=self._language,
            judged=self.judged,
            reviewed_at=self._reviewed_at,
            visited_on=self._visited_on,
            file=file,
            program=program,
            pictures=self._pictures,
            sides=[self._side_facts(side, seen) for side, seen in sides],
            kneels=[
                KneelSummary(start_s=round(spell.from_s, 3), end_s=round(spell.to_s, 3), rear_side=side)
                for side, spell in self._kneels
                if spell.seconds >= _LEAST_KNEEL_S
            ],
            view=self._view_facts(),
            pelvis=self._pelvis.facts(),
            holds=[hold_summary(hold, self._settings) for hold in self._holds],
            faults=[fault_summary(fault, self._settings, self._sd_deg(fault)) for fault in faults],
            mostly_red={name: round(share, 4) for name, share in findings.mostly_red.items()},
            borderline=[borderline_summary(near) for near in findings.borderline],
            not_judged=self._gaps.facts(self._sides.values(), self._share),
            disclaimer=str(NOT_A_DEVICE),
            settings=self._settings.judging,
        )

    def _findings(self, faults: Sequence[Fault]) -> Findings:
        whole = self._photo or not self._time_s
        mostly_red = {name: times.red_share for name, times in self._banded.items() if times.red_share >= _MOSTLY}
        return Findings(
            judged=self.judged,
            reason=self._gaps.main_reason(short=self._judged_s > 0 and not self.judged),
            photo=self._photo,
            sides=set(self._sides),
            holds=self._holds,
            faults=faults,
            asked_s=self._settings.phases.hold_target_s,
            by_own_range={side for side, found in self._sides.items() if self._measured_surely(found)},
            mostly_red=mostly_red,
            borderline=self._near(faults, mostly_red),
            sds_deg={(fault.kind, fault.start_s): self._sd_deg(fault) for fault in faults if fault.quantity},
            judged_s=0.0 if whole else self._judged_s,
            whole_s=0.0 if whole else self._time_s,
            judged_until_s=self._judged_until_s,
            doubts={
                side: [neutral.doubt for neutral in found.baselines if neutral.doubt is not None]
                for side, found in self._sides.items()
            },
        )

    def _near(self, faults: Sequence[Fault], mostly_red: Collection[str]) -> list[NearEdge]:
        """List what is borderline: in the holds where there are any, and only where nothing clearer is told of it."""
        if not self.judged:
            return []
        counted = {name for fault in faults for name in fault.kind.quantities} | set(mostly_red)
        return [
            near
            for near in (self._held_near if self._holds else self._other_near).near()
            if near.quantity not in counted
            and not (quantity(near.quantity).neutral_of and self._doubted_at(near.time_s))
        ]

    def _sd_deg(self, fault: Fault) -> float:
        return error_sd_deg(fault.quantity, self._growths.get((fault.kind, fault.start_s), 1.0))

    def _doubted_at(self, time_s: float) -> bool:
        """Tell whether the neutral of a time came to be doubted by how the pelvis moved after it."""
        neutrals = [neutral for side in self._sides.values() for neutral in side.baselines]
        before = [neutral for neutral in neutrals if neutral.start_s <= time_s]
        last = max(before, key=lambda neutral: neutral.start_s, default=None)
        return last is not None and last.doubt is not None and last.doubt.parameters["looks"] in PELVIS_LOOKS

    def _against_doubted(self, fault: Fault) -> bool:
        """Tell whether a fault was counted against a neutral before that came to be doubted."""
        line = quantity(fault.quantity) if fault.quantity else None
        return line is not None and bool(line.neutral_of) and self._doubted_at(fault.start_s)

    def _without_doubted(self, hold: Hold) -> Hold:
        """Take out of a hold what was observed of the tuck against a neutral before that came to be doubted."""
        if not self._doubted_at(hold.start_s):
            return hold
        shares = {name: share for name, share in hold.shares.items() if not quantity(name).neutral_of}
        return dataclasses.replace(hold, tuck=HoldTuck(), shares=shares)

    def _measured_surely(self, side: SideAccumulator) -> bool:
        own = side.own_range
        return (own is not None and own.counts) or self._pelvis.facts().source == "markers"

    def _count(self, a: Assessment, step_s: float) -> None:
        m = a.measurement
        self._count_piece(bool(a.bands), step_s)
        for name, band in a.bands.items():
            self._banded.setdefault(name, BandTimes()).count(band, step_s)
        self._time_s += step_s
        levels = {gate.level for gate in m.gates}
        self._qualities.add(
            "not judged" if Level.BLOCK in levels else "with care" if Level.DEGRADE in levels else "good", step_s
        )
        for gate in m.gates:
            if gate.level is not Level.PASS:
                self._gates.setdefault(gate.name, GateTimes()).count(gate.level, gate.fix, step_s)
        self._views.add(m.view_off_side_deg, step_s)
        self._confidences.add(m.confidence, step_s)
        self._gaps.count(a, step_s)
        if m.half_kneeling is True and a.baseline is not None:
            self._pelvis.count(m.pelvis, step_s)
        if a.hold_running:
            self._held_near.step(m.angles_deg, a.bands, m.sd_growth, a.time_s)
        elif self._photo or a.phase is Phase.TUCK:
            self._other_near.step(m.angles_deg, a.bands, m.sd_growth, a.time_s)
        for fault in a.faults:
            if fault.worst_frame == a.frame_index:
                self._growths[fault.kind, fault.start_s] = m.sd_growth
        if a.bands:
            self._judged_s += step_s
            self._judged_until_s = a.time_s
        if m.half_kneeling is True and m.rear_side is not None:
            if not self._kneels or self._kneels[-1][0] != m.rear_side or a.time_s - self._kneels[-1][1].to_s > _BLINK_S:
                self._kneels.append((m.rear_side, Spell(a.time_s)))
            self._kneels[-1][1].count(a.time_s, step_s)
            self._sides.setdefault(m.rear_side, SideAccumulator(Spell(a.time_s))).count(a, step_s)
            self._extensions.setdefault(m.rear_side, HipExtension()).count(a)

    def _count_piece(self, judged: bool, step_s: float) -> None:
        """Follow the longest piece that was judged without a break; a blink is none."""
        self._gap_s = 0.0 if judged else self._gap_s + step_s
        if self._gap_s > self._settings.filters.gap_s or step_s > self._settings.phases.end_after_s:
            self._piece_s = 0.0
        self._piece_s += step_s if judged else 0.0
        self._longest_piece_s = max(self._longest_piece_s, self._piece_s)

    def _share(self, part_s: float) -> float:
        return round(min(part_s / self._time_s, 1.0), 4) if self._time_s > 0 else 0.0

    def _side_facts(self, side: Side, seen: SideAccumulator) -> SideSummary:
        neutrals = [baseline_summary(baseline) for baseline in seen.baselines]
        return SideSummary(
            rear_side=side,
            facing=seen.facing.longest,
            near_side=seen.near.longest,
            judged_s=0.0 if self._photo else round(seen.judged_s, 3),
            baseline=neutrals[0] if neutrals else None,
            baselines=neutrals,
            baseline_missing="" if neutrals else str(self._gaps.no_baseline),
            baseline_missing_message=None if neutrals else self._gaps.no_baseline,
            own_range=own_range_summary(seen.own_range) if seen.own_range else None,
            hip_extension=self._extension_facts(side),
        )

    def _extension_facts(self, side: Side) -> HipExtensionSummary | None:
        found = self._extensions[side].facts() if side in self._extensions else None
        return None if found is None or self._doubted_at(found.start_s) else found

    def _view_facts(self) -> ViewSummary:
        return ViewSummary(
            off_side_deg=self._views.median,
            confidence=self._confidences.median,
            quality=self._qualities.longest or "not judged",
            judged_share=self._share(self._judged_s),
            gates=[
                GateSummary(
                    gate=name,
                    degraded_share=self._share(gate.seconds[Level.DEGRADE]),
                    blocked_share=self._share(gate.seconds[Level.BLOCK]),
                    mend=in_english(gate.fix),
                    mend_message=gate.fix,
                )
                for name, gate in self._gates.items()
            ],
        )
