"""Where the pelvis is on the dial: -1 the own full arch, 0 the own neutral, 1 the own full tuck.

Where shares of the own range are judged these are the shares. Where degrees are, the dial is laid so that its zones
begin at the same places: whoever looks at it reads one dial. While the range is being shown its size is not known yet,
and the dial is laid by the largest tuck so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formcheck.records import OwnRange
from formcheck.settings import Pelvis

FIRST_FULL_DEG = 6.0
"""A full tuck, before one was shown: below what people manage at most (8.7 degrees, Levine & Whittle 1996) [A]."""


@dataclass(frozen=True)
class OnDial:
    """A place on the dial.

    Attributes
    ----------
    at
        From the own arch, -1, over the own neutral, 0, to the own tuck, 1; further where somebody goes further.
    sd
        Its uncertainty, likewise.
    """

    at: float
    sd: float


def by_share(own: OwnRange, tuck_deg: float, scatter: float) -> OnDial:
    """Return the place of an estimate, degrees, where the own range is known; its scatter is that of a share."""
    share = own.tuck_share(tuck_deg)
    return OnDial(share if share >= 0 else -own.arch_share(tuck_deg), scatter)


def by_degrees(
    limits: Pelvis, source: Literal["markers", "contour"], t_max_deg: float | None, tuck_deg: float, sd_deg: float
) -> OnDial:
    """Return the place of an estimate, degrees, where it is judged by degrees."""
    bands, zones = limits.bands_of(source), limits.own_range
    tucked_deg = max(bands.tucked_deg, bands.own_share * (t_max_deg or 0.0))
    unit = zones.tucked / tucked_deg if tuck_deg >= 0 else zones.arching / -bands.arched_deg
    return OnDial(tuck_deg * unit, sd_deg * unit)


def while_shown(limits: Pelvis, largest_deg: float, tuck_deg: float, sd_deg: float) -> OnDial:
    """Return the place of a change from the last neutral, degrees, while the range is being shown."""
    unit = 1 / max(FIRST_FULL_DEG, largest_deg)
    if tuck_deg < 0:
        unit /= limits.own_range.arch_per_tuck
    return OnDial(tuck_deg * unit, sd_deg * unit)
