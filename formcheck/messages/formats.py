"""How numbers are written for reading: angles, times, shares, moments."""

from __future__ import annotations

import math


def degrees(value: float) -> str:
    """Write an angle for reading: whole degrees with a true minus sign."""
    whole = round(value)
    return f"{'−' if whole < 0 else ''}{abs(whole)}°"


def seconds(value: float) -> str:
    """Write a time span for reading; never rounded up, so that no hold looks longer than it was."""
    return f"{math.floor(value + 1e-6)} s" if value >= 10 else f"{math.floor(10 * value + 1e-6) / 10:g} s"


def clock(time_s: float) -> str:
    """Write a moment as minutes and seconds, such as ``1:04.2``."""
    minutes, rest = divmod(round(time_s, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}"


def percent(share: float) -> str:
    """Write a share in whole percents."""
    return f"{round(100 * share)} %"


FORMATS = {"degrees": degrees, "seconds": seconds, "clock": clock, "percent": percent}
"""What may stand behind the colon of a number's place in a catalogue: ``{worst:degrees}``."""
