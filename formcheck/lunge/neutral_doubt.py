"""Whether a neutral that was found by itself can be one: a film that starts late may start inside the fault.

What is lunged, leaning or sitting back in absolute terms is no neutral. Against it every later frame would look right,
so lunging deeper and the tuck are not judged by it. A neutral that somebody has marked is believed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.messages.message import Message, message
from formcheck.settings import BandLimits, Bands

CHECKED = ("rear_thigh_deg", "trunk_deg", "front_shin_deg")
"""The angles that are checked in a neutral, in the order in which they are reported."""


@dataclass(frozen=True)
class _Check:
    """One angle in a neutral: the range it may have, and what it looks like below and above."""

    name: str
    allowed_deg: tuple[float, float]
    below: str
    above: str


def neutral_doubt(
    start_s: float, end_s: float, angles_deg: Iterable[Mapping[str, float]], bands: Bands
) -> Message | None:
    """Say what is wrong with a neutral.

    Parameters
    ----------
    start_s, end_s
        From when to when it was, seconds.
    angles_deg
        The angles of its frames, degrees.
    bands
        The absolute bands: the rear thigh must be in its target, trunk and front shin not past their limits.

    Returns
    -------
    Message or None
        None where it can be believed.
    """
    rows = list(angles_deg)
    for check in _checks(bands):
        value = _median([row.get(check.name, math.nan) for row in rows])
        low, high = check.allowed_deg
        # Not known is no reason to doubt.
        if value < low or value > high:
            looks = Message(f"neutral.{check.below if value < low else check.above}")
            return message("neutral.doubt", start=round(start_s, 4), end=round(end_s, 4), looks=looks)
    return None


def _checks(bands: Bands) -> tuple[_Check, ...]:
    def outside_red(limits: BandLimits) -> tuple[float, float]:
        return limits.yellow[0], limits.yellow[1]

    thigh = bands.rear_thigh_deg.green
    return (
        _Check("rear_thigh_deg", (thigh[0], thigh[1]), "sat_back", "lunged"),
        _Check("trunk_deg", outside_red(bands.trunk_deg), "leaning_back", "leaning"),
        _Check("front_shin_deg", outside_red(bands.front_shin_deg), "foot_far", "foot_close"),
    )


def _median(values: Sequence[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(np.median(known)) if known else math.nan
