"""What a summary says in words, told again in another language."""

from __future__ import annotations

import math

from formcheck.lunge.targets import targets
from formcheck.messages.words import TUCK_NOT_MEASURED, Tell, verdict
from formcheck.records import Fault, Hold
from formcheck.results.summary import FaultSummary, HoldSummary, Summary
from formcheck.results.summary_builder import NO_BASELINE


def retold_verdict(summary: Summary, tell: Tell) -> str:
    """Return the verdict of a summary in the language of `tell`."""
    everything = [gap for gap in summary.not_judged if gap.what == "everything"]
    return verdict(
        summary.judged,
        max(everything, key=lambda gap: gap.share).why if everything else "",
        summary.file.kind == "photo",
        {side.rear_side for side in summary.sides},
        [_hold(hold) for hold in summary.holds],
        [_fault(fault) for fault in summary.faults],
        targets(summary.settings),
        tell,
    )


def retold_reasons(summary: Summary, tell: Tell) -> list[str]:
    """Return why each of `Summary.not_judged` was not, in their order, in the language of `tell`."""
    no_neutral = NO_BASELINE.format(baseline := summary.settings.phases.baseline_s)

    def retold(why: str) -> str:
        if why == no_neutral:
            return tell(NO_BASELINE).format(baseline)
        if why.startswith(f"{TUCK_NOT_MEASURED} "):
            return f"{tell(TUCK_NOT_MEASURED)} {tell(why.removeprefix(f'{TUCK_NOT_MEASURED} '))}"
        return tell(why)

    return [retold(gap.why) for gap in summary.not_judged]


def _hold(facts: HoldSummary) -> Hold:
    return Hold(facts.start_s, facts.end_s, facts.good_s, facts.rear_side, facts.complete)


def _fault(facts: FaultSummary) -> Fault:
    worst = math.nan if facts.worst_deg is None else facts.worst_deg
    return Fault(facts.kind, facts.start_s, facts.found_s, facts.end_s, facts.quantity or "", worst)
