"""Bands of every judged quantity as a review shows them, the tuck's among them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from formcheck.settings import BandLimits, JudgingSettings

Targets = Mapping[str, BandLimits]


def targets(
    settings: JudgingSettings, source: Literal["markers", "contour", "none"] = "markers"
) -> dict[str, BandLimits]:
    """Return the bands by quantity.

    Parameters
    ----------
    settings
        Every threshold.
    source
        Where the tuck was seen; with ``none`` it has no bands.

    Returns
    -------
    dict
        The limbs' bands as they are, then the tuck's: target from the tucked edge up, fault below the arched edge.
        What else makes a fault of the tuck, that it was there and is lost, is no matter of its value alone.
    """
    bands = {name: getattr(settings.bands, name) for name in type(settings.bands).model_fields}
    if source == "none":
        return bands
    tuck = settings.pelvis.bands_of(source)
    return bands | {
        "tuck_deg": BandLimits(
            green=(tuck.tucked_deg, math.inf),
            yellow=(tuck.arched_deg, math.inf),
            hysteresis_deg=tuck.hysteresis_deg,
            dwell_s=tuck.arched_dwell_s,
        )
    }
