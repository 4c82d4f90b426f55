"""How much larger the errors of the angles are in this picture than in a good one.

The laboratory measures the errors of well placed cameras. Farther off the side, smaller in the picture or less surely
found, the same angles are judged with a larger standard deviation, instead of not at all.
"""

from __future__ import annotations

import math

from formcheck.settings import Gates, Uncertainty


def sd_growth(off_side_deg: float, height_share: float, confidence: float, gates: Gates, limits: Uncertainty) -> float:
    """Return how many times larger a standard deviation is.

    Each of the three rises evenly from 1, where its gate passes, to its growth where its gate is nearly closed, and on
    at the same rate beyond; they act together, so they are multiplied.

    Parameters
    ----------
    off_side_deg
        How far the camera is off the side, degrees, of either sign; NaN where not known, which changes nothing.
    height_share
        Stature by the height of the picture.
    confidence
        Of the points needed, 0-1.
    gates
        Where each gate passes and closes.
    limits
        How much is added on the way.

    Returns
    -------
    float
        1 or more.
    """
    return (
        _rise(abs(off_side_deg), gates.view_pass_deg, gates.view_judged_deg, limits.view_growth)
        * _rise(-height_share, -gates.body_height_pass, -gates.body_height_degrade, limits.size_growth)
        * _rise(-confidence, -gates.confidence_pass, -gates.confidence_degrade, limits.confidence_growth)
    )


def _rise(value: float, start: float, end: float, growth: float) -> float:
    """Rise evenly from 1 at the start by the growth at the end, and on."""
    if math.isnan(value) or value <= start:
        return 1.0
    return 1.0 + growth * (value - start) / max(end - start, 1e-9)
