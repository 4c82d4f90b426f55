"""Green, yellow, red: where a quantity lies, with hysteresis so that it does not flicker at an edge."""

from __future__ import annotations

import math
from collections.abc import Mapping

from formcheck.lunge.quantities import LIMB_QUANTITIES
from formcheck.records import Band
from formcheck.settings import BandLimits

_SEVERITY = (None, Band.GREEN, Band.YELLOW, Band.RED)


def plain_band(value: float, limits: BandLimits) -> Band:
    """Band of a value by its edges alone; edges belong to the better band."""
    if limits.green[0] <= value <= limits.green[1]:
        return Band.GREEN
    if limits.yellow[0] <= value <= limits.yellow[1]:
        return Band.YELLOW
    return Band.RED


def band_of(value: float, limits: BandLimits, before: Band | None) -> Band | None:
    """Band of a value, given the band before.

    A band is left only where the value is past its edge by the hysteresis.

    Parameters
    ----------
    value
        Degrees.
    limits
        Edges and hysteresis, degrees.
    before
        The band before; None at the start.

    Returns
    -------
    Band or None
        None where the value is NaN.
    """
    if math.isnan(value):
        return None
    h = limits.hysteresis_deg
    # The value moved towards the band it came from by h, on whichever side it left: the band of the most favourable
    # (or least favourable) of the shifted values decides whether the edge was passed by h.
    candidates = [plain_band(v, limits) for v in (value - h, value, value + h)]
    now = candidates[1]
    if now is Band.RED and before is Band.GREEN and Band.YELLOW in candidates:
        return Band.YELLOW  # across the yellow band in one step: red, too, begins only past its edge by h
    if before is None or now == before or before not in candidates:
        return now
    return before


def red_side(value: float, limits: BandLimits) -> int:
    """On which side of the green range a value lies: -1 below, +1 above, 0 inside."""
    return (value > limits.green[1]) - (value < limits.green[0])


def worst(*bands: Band | None) -> Band | None:
    """Return the worst of one or more bands; None, not known, is outdone by any."""
    return max(bands, key=_SEVERITY.index)


def limb_bands(bands: Mapping[str, Band]) -> dict[str, Band | None]:
    """Return the band each limb is drawn in: the worst of the angles it shows; None where none of them is known."""
    return {limb: worst(*(bands.get(name) for name in names)) for limb, names in LIMB_QUANTITIES.items()}
