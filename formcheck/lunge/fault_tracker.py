"""Faults over time: a red band that lasts past its dwell counts, from when it began until it clears."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from formcheck.lunge.bands import red_side
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import BANDED
from formcheck.messages.message import Message
from formcheck.records import Band, Fault
from formcheck.settings import Bands

_PRIORITY = list(FaultKind)
_SHIN = "front_shin_deg"
_HIPS = ("lunge_deg", "rear_thigh_deg")


@dataclass(frozen=True)
class Evidence:
    """What speaks for a fault in one frame.

    Attributes
    ----------
    kind
        Which fault.
    dwell_s
        Seconds it must last before it counts.
    quantity, value
        The quantity in red and its value, degrees; empty and NaN where there is none.
    excess
        How far past its target, to find the worst frame.
    reason
        In words, for faults without a quantity.
    foot_close
        It is a knee ahead of its ankle with the hips at home.
    """

    kind: FaultKind
    dwell_s: float
    quantity: str = ""
    value: float = math.nan
    excess: float = 0.0
    reason: Message | None = None
    foot_close: bool = False


def evidence_of(angles_deg: Mapping[str, float], bands: Mapping[str, Band], limits: Bands) -> dict[FaultKind, Evidence]:
    """Collect the evidence of every limb fault in one frame.

    Parameters
    ----------
    angles_deg
        Quantities, degrees.
    bands
        Their bands; only those in red show a fault.
    limits
        Edges and dwells.

    Returns
    -------
    dict
        One piece of evidence a fault: of several quantities in red the one furthest past its target.
    """
    evidence: dict[FaultKind, Evidence] = {}
    for kind in FaultKind:
        for quantity in kind.quantities:
            if quantity not in BANDED or bands.get(quantity) is not Band.RED:
                continue
            edges, value = getattr(limits, quantity), angles_deg[quantity]
            side = red_side(value, edges)
            excess = edges.green[0] - value if side < 0 else value - edges.green[1]
            shown = quantity in (kind.below if side < 0 else kind.above)
            if shown and (kind not in evidence or excess > evidence[kind].excess):
                close = quantity == _SHIN and side > 0 and not hips_forward(angles_deg, bands)
                evidence[kind] = Evidence(kind, edges.dwell_s, quantity, value, excess, foot_close=close)
    return evidence


def hips_forward(angles_deg: Mapping[str, float], bands: Mapping[str, Band]) -> bool:
    """Tell whether the hips are ahead of where they belong: then a knee ahead of its ankle is over-lunging.

    Where they are at home it is the foot that stands too close, and hips that went back would not mend it.
    """
    return any(bands.get(name) in (Band.YELLOW, Band.RED) and angles_deg[name] > 0 for name in _HIPS)


def contradicted_by(bands: Mapping[str, Band]) -> set[FaultKind]:
    """Faults that the quantities known in a frame could have shown, and so speak against where they do not."""
    return {kind for kind in FaultKind if any(quantity in bands for quantity in kind.quantities)}


class FaultTracker:
    """Which faults are on, since when, and what was worst.

    Parameters
    ----------
    gap_s
        Evidence that is missing for longer has ended, seconds: a blink of the network does not restart a dwell.
    """

    def __init__(self, gap_s: float) -> None:
        self._gap_s = gap_s
        self._open: dict[FaultKind, _Open] = {}

    @property
    def active(self) -> tuple[Fault, ...]:
        """Faults that count now, most important first."""
        return tuple(self._open[k].fault for k in FaultKind if k in self._open and self._open[k].counts)

    def step(
        self,
        evidence: Mapping[FaultKind, Evidence],
        cleared: Iterable[FaultKind],
        time_s: float,
        frame_index: int,
        countable: Container[FaultKind],
    ) -> tuple[Fault, ...]:
        """Take one frame's evidence.

        Parameters
        ----------
        evidence
            What speaks for each fault.
        cleared
            Faults this frame speaks against; a fault neither shown nor cleared is only unseen.
        time_s, frame_index
            Of the frame.
        countable
            Faults that may begin to count now; the others only gather their dwell.

        Returns
        -------
        tuple of Fault
            Those that ended with this frame, complete.
        """
        ended = self._close(set(cleared) - set(evidence), time_s)
        for kind, shown in evidence.items():
            known = self._open.setdefault(kind, _Open(Fault(kind, time_s, time_s), -math.inf, time_s))
            known.last_s = time_s
            if shown.excess > known.worst_excess:
                known.worst_excess = shown.excess
                known.fault = dataclasses.replace(
                    known.fault,
                    quantity=shown.quantity,
                    worst=shown.value,
                    worst_frame=frame_index,
                    worst_s=time_s,
                    reason=shown.reason,
                    foot_close=shown.foot_close,
                )
            # A thousandth of a second of grace: time stamps are rounded.
            if not known.counts and kind in countable and time_s - known.fault.start_s >= shown.dwell_s - 1e-3:
                known.counts = True
                known.fault = dataclasses.replace(known.fault, found_s=time_s)
        return ended

    def close_all(self) -> tuple[Fault, ...]:
        """End everything where there was evidence last; return those that counted."""
        return self._close(list(self._open), math.inf)

    def _close(self, kinds: Iterable[FaultKind], time_s: float) -> tuple[Fault, ...]:
        stale = [k for k, o in self._open.items() if time_s - o.last_s > self._gap_s]
        ended = []
        for kind in dict.fromkeys([*kinds, *stale]):
            known = self._open.pop(kind, None)
            if known is not None and known.counts:
                ended.append(dataclasses.replace(known.fault, end_s=known.last_s))
        return tuple(sorted(ended, key=lambda f: _PRIORITY.index(f.kind)))


@dataclass
class _Open:
    """A fault in the making."""

    fault: Fault
    worst_excess: float
    last_s: float
    counts: bool = False
