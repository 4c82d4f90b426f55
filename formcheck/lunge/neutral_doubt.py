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
from formcheck.settings.pelvis import NeutralSwing

CHECKED = ("rear_thigh_deg", "trunk_deg", "front_shin_deg")
"""The angles that are checked in a neutral, in the order in which they are reported."""


PELVIS_LOOKS = (Message("neutral.arched"), Message("neutral.tucked"))
"""What a neutral may look like that is doubted because of how the pelvis moves later."""


class OneWayPelvis:
    """Whether the pelvis moves so far from a neutral, and only one way, that the neutral was an arch or a tuck.

    Parameters
    ----------
    limits
        How far nobody's pelvis moves from a neutral.
    """

    def __init__(self, limits: NeutralSwing) -> None:
        self._limits = limits
        self._since_s: dict[str, float] = {}
        self._lasted: set[str] = set()

    def step(self, time_s: float, tuck_deg: float) -> Message | None:
        """Take one frame.

        Parameters
        ----------
        time_s
            Seconds, rising.
        tuck_deg
            Change since the neutral, posterior positive, degrees; NaN where not known.

        Returns
        -------
        Message or None
            What the neutral looks like; None where it can be believed.
        """
        limits = self._limits
        beyond = {
            "far_tucked": tuck_deg > limits.tuck_most_deg,
            "far_arched": tuck_deg < -limits.arch_most_deg,
            "tucked": tuck_deg > limits.other_way_deg,
            "arched": tuck_deg < -limits.other_way_deg,
        }
        for what, now in beyond.items():
            if not now:
                self._since_s.pop(what, None)
            elif time_s - self._since_s.setdefault(what, time_s) >= limits.for_s:
                self._lasted.add(what)
        if "far_tucked" in self._lasted and "arched" not in self._lasted:
            return PELVIS_LOOKS[0]
        if "far_arched" in self._lasted and "tucked" not in self._lasted:
            return PELVIS_LOOKS[1]
        return None


def doubted(start_s: float, end_s: float, looks: Message) -> Message:
    """Say that a neutral from the first to the second time, seconds, is not believed."""
    return message("neutral.doubt", start=round(start_s, 4), end=round(end_s, 4), looks=looks)


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
            return doubted(start_s, end_s, looks)
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
