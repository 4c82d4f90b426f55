"""What may be said of the tuck: only what is past the edge of its band and clear of its own uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

from formcheck.lunge.fault_tracker import Evidence
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.reading import SourceName
from formcheck.records import Band, OwnRange, Statement
from formcheck.settings import Pelvis, TuckBands

_BANDS: dict[Statement, Band | None] = {
    "tucked": Band.GREEN,
    "no clear change": Band.YELLOW,
    "tuck lost": Band.RED,
    "arching": Band.RED,
    "": None,
}


@dataclass(frozen=True)
class TuckStatement:
    """What is said of the tuck in one frame.

    Attributes
    ----------
    statement
        The word; empty where nothing may be said.
    tuck_deg
        Degrees, posterior positive; NaN where not known.
    lost
        Whether a tuck that was there is no longer; somebody who arches has lost it as well.
    limits
        The bands it was judged by; None where it was not.
    """

    statement: Statement = ""
    tuck_deg: float = math.nan
    lost: bool = False
    limits: TuckBands | None = None

    @property
    def band(self) -> Band | None:
        """Band of the tuck; None where nothing may be said."""
        return _BANDS[self.statement]

    @property
    def evidence(self) -> dict[FaultKind, Evidence]:
        """What speaks for a fault."""
        limits, evidence = self.limits, {}
        if limits is not None and self.statement == "arching":
            evidence[FaultKind.ARCHING] = (limits.arched_deg, limits.arched_dwell_s)
        if limits is not None and self.lost:
            evidence[FaultKind.TUCK_LOST] = (limits.lost_deg, limits.lost_dwell_s)
        return {
            kind: Evidence(kind, dwell_s, "tuck_deg", self.tuck_deg, edge_deg - self.tuck_deg)
            for kind, (edge_deg, dwell_s) in evidence.items()
        }


def read_from_chest(limits: Pelvis, tuck_deg: float, trunk_moved_deg: float) -> float:
    """Return how much of a tuck (or arch) from the outline may be a chest that was rounded (or opened).

    In drawn films of a chest that is rounded over a still pelvis the trunk leans forward by 4-8 degrees, and a tuck of
    0.4-1.6 degrees is read for each of them.

    Parameters
    ----------
    limits
        What the trunk's change reads as.
    tuck_deg
        Change of the pelvis from the neutral, posterior positive, degrees.
    trunk_moved_deg
        Change of the trunk's inclination from it, forward positive, degrees; NaN where not known.

    Returns
    -------
    float
        Degrees, with the sign of the tuck and no larger than it; 0 where the trunk moved the other way, or hardly.
    """
    same_way_deg = math.copysign(trunk_moved_deg, trunk_moved_deg * tuck_deg)
    if not same_way_deg > limits.trunk_bare_deg:
        return 0.0
    return math.copysign(min(limits.trunk_reads_as * (same_way_deg - limits.trunk_bare_deg), abs(tuck_deg)), tuck_deg)


class TuckJudge:
    """Find the word for the tuck, with the memory of the word before.

    A word begins at the edge of its band and is left only past that edge by the hysteresis. "Tucked" and "arching" need
    a change from the neutral larger than N of its sd; "tuck lost" needs a tuck that was there before, and a fall
    from it that is as clear.

    Parameters
    ----------
    limits
        The bands by source, and how sure is sure.
    """

    def __init__(self, limits: Pelvis) -> None:
        self._limits = limits
        self.forget()

    def forget(self) -> None:
        """Start again, with a new neutral."""
        self._before: Statement = ""
        self._lost = False
        self._largest_deg = -math.inf

    def step(
        self,
        source: SourceName,
        tuck_deg: float,
        sd_deg: float,
        t_max_deg: float | None,
        chest_deg: float = 0.0,
    ) -> TuckStatement:
        """Judge one estimate.

        Parameters
        ----------
        source
            Where it comes from.
        tuck_deg, sd_deg
            Change from the neutral, posterior positive, and its standard deviation, degrees.
        t_max_deg
            The person's own largest tuck, degrees; None where not known.
        chest_deg
            How much of it may be a moved chest, see `read_from_chest`: no word is founded on that.
        """
        limits = self._limits.bands_of(source)
        seen_deg, tuck_deg = tuck_deg, tuck_deg - chest_deg
        tucked_from = max(limits.tucked_deg, limits.own_share * (t_max_deg or 0.0))
        clear_deg = limits.sure_sds * sd_deg

        def spare_deg(on: bool) -> float:
            return limits.hysteresis_deg if on else 0.0

        fallen_deg = self._largest_deg - tuck_deg
        self._lost = tuck_deg < limits.lost_deg + spare_deg(self._lost) and fallen_deg > clear_deg
        word: Statement = "tuck lost" if self._lost else "no clear change"
        if tuck_deg >= tucked_from - spare_deg(self._before == "tucked") and tuck_deg > clear_deg:
            word = "tucked"
            self._largest_deg = max(self._largest_deg, tuck_deg)
        elif (
            tuck_deg < limits.arched_deg + spare_deg(self._before == "arching")
            and -tuck_deg > limits.arched_sure_sds * sd_deg
        ):
            word = "arching"
        self._before = word
        return TuckStatement(word, seen_deg, self._lost, limits)


class ShareJudge:
    """Find the word for a share of the own range, with the memory of the word before.

    A share is a median over a short time. While the scatter of the range is small its edges alone decide, over it an
    edge must be passed by a multiple of the scatter. "Tuck lost" needs a tuck that was there before.

    Parameters
    ----------
    own
        The range, which counts.
    limits
        The bands.
    """

    def __init__(self, own: OwnRange, limits: Pelvis) -> None:
        self._own, self._limits = own, limits.own_range
        self._bands = limits.learned.model_copy(
            update={
                "arched_deg": own.zero_deg - self._limits.arching * own.arch_deg,
                "arched_dwell_s": self._limits.arched_dwell_s,
                "lost_deg": own.zero_deg + self._limits.lost * own.tuck_deg,
                "lost_dwell_s": self._limits.lost_dwell_s,
            }
        )
        self._word: Statement = ""
        self._was_tucked = self._lost = False
        self._recent: list[tuple[float, float]] = []

    def step(self, time_s: float, tuck_deg: float, sd_growth: float = 1.0) -> TuckStatement:
        """Judge one estimate.

        Parameters
        ----------
        time_s
            Seconds, rising.
        tuck_deg
            Degrees, posterior positive; NaN where not known: then nothing is said.
        sd_growth
            How many times larger the scatter is in this picture; see `Measurement.sd_growth`.
        """
        if math.isnan(tuck_deg):
            self._recent.clear()
            self._word, self._lost = "", False
            return TuckStatement()
        own, limits = self._own, self._limits
        self._recent = [item for item in self._recent if time_s - item[0] < limits.median_s - 1e-6]
        self._recent.append((time_s, tuck_deg))
        steady = median(value for _, value in self._recent)
        tuck, arch = own.tuck_share(steady), own.arch_share(steady)
        margin_deg = self._margin_deg(sd_growth)
        lost_edge = limits.lost_left if self._lost else limits.lost - margin_deg / own.tuck_deg
        self._lost = self._was_tucked and tuck < lost_edge
        word: Statement = "tuck lost" if self._lost else "no clear change"
        if self._past(tuck, limits.tucked, limits.tucked_left, margin_deg / own.tuck_deg, "tucked"):
            word, self._was_tucked, self._lost = "tucked", True, False
        elif self._past(arch, limits.arching, limits.arching_left, margin_deg / own.arch_deg, "arching"):
            word = "arching"
        self._word = word
        return TuckStatement(word, tuck_deg, self._lost, self._bands)

    def _margin_deg(self, sd_growth: float) -> float:
        """Return how far an edge must be passed, degrees."""
        scatter = self._own.scatter * sd_growth
        return self._limits.sure_scatters * scatter * self._own.tuck_deg if scatter > self._limits.scatter_bare else 0.0

    def _past(self, share: float, edge: float, left: float, margin: float, word: Statement) -> bool:
        return share >= (left if self._word == word else edge + margin)
