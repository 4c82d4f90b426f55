"""What a review says of the tuck in a hold: kept, in part, lost, never, or not observed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from formcheck.messages.message import Message, message
from formcheck.records import Hold, HoldTuck
from formcheck.settings.pelvis import HoldTuckWords

_DIGITS = 4


class TuckState(StrEnum):
    """What became of the tuck in a hold, from best to worst, and last what says nothing of it."""

    KEPT = "kept"
    PART = "part"
    LOST = "lost"
    NEVER = "never"
    NOT_OBSERVED = "not_observed"


@dataclass(frozen=True)
class ObservedTuck:
    """The tuck in one hold or in several of one side.

    Attributes
    ----------
    tuck
        What was observed, added up.
    held_s
        How long these holds lasted, seconds.
    """

    tuck: HoldTuck
    held_s: float

    @property
    def observed_share(self) -> float:
        """Share of the holds in which anything could be said of the tuck, 0-1."""
        return min(self.tuck.observed_s / self.held_s, 1.0) if self.held_s > 0 else 0.0

    def state(self, limits: HoldTuckWords) -> TuckState:
        """Say what became of the tuck.

        Parameters
        ----------
        limits
            What is kept, and how much must have been observed.
        """
        tuck = self.tuck
        if tuck.observed_s < limits.never_s or self.observed_share < limits.observed_share:
            return TuckState.NOT_OBSERVED
        if tuck.tucked_s < limits.never_s:
            return TuckState.NEVER
        if tuck.lost_s:
            return TuckState.LOST
        late = tuck.before_s > limits.late_share * tuck.observed_s
        kept = tuck.tucked_s >= limits.kept_share * (tuck.observed_s - tuck.before_s)
        return TuckState.KEPT if kept and not late else TuckState.PART


def tuck_in(holds: Iterable[Hold]) -> ObservedTuck:
    """Add up what was observed of the tuck in some holds; one that is in progress has no length yet."""
    listed = list(holds)
    tucks = [hold.tuck for hold in listed]
    firsts = [tuck.first_s for tuck in tucks if tuck.first_s is not None]
    added = HoldTuck(
        observed_s=sum(tuck.observed_s for tuck in tucks),
        tucked_s=sum(tuck.tucked_s for tuck in tucks),
        arched_s=sum(tuck.arched_s for tuck in tucks),
        first_s=min(firsts) if firsts else None,
        lost_s=tuple(sorted(time_s for tuck in tucks for time_s in tuck.lost_s)),
        unclear_s=tuple(sorted(time_s for tuck in tucks for time_s in tuck.unclear_s)),
        before_s=sum(tuck.before_s for tuck in tucks),
    )
    return ObservedTuck(added, sum((hold.end_s or hold.start_s) - hold.start_s for hold in listed))


def tuck_message(observed: ObservedTuck, limits: HoldTuckWords, by_own_range: bool) -> Message:
    """Say what became of the tuck, as a part of the verdict.

    Parameters
    ----------
    observed
        The tuck in the holds of one side.
    limits
        What is kept, and how much must have been observed.
    by_own_range
        Whether it was judged by the person's own range, or by stickers; else a small tuck may have been missed.
    """
    state, tuck = observed.state(limits), observed.tuck
    if state is TuckState.NOT_OBSERVED:
        if tuck.observed_s <= 0:
            return message("verdict.tuck.not_observed")
        if observed.observed_share >= limits.observed_share:
            return message("verdict.tuck.too_short")
        return message("verdict.tuck.hardly_observed", share=round(observed.observed_share, _DIGITS))
    if state is TuckState.NEVER:
        return message("verdict.tuck.never" if by_own_range else "verdict.tuck.never_clear")
    share = round(tuck.share, _DIGITS)
    if state is TuckState.LOST:
        return message("verdict.tuck.lost", share=share, time=round(tuck.lost_s[0], _DIGITS))
    if state is TuckState.PART and tuck.unclear_s:
        return message("verdict.tuck.unclear", share=share, time=round(tuck.unclear_s[0], _DIGITS))
    return message("verdict.tuck.tucked", share=share)
