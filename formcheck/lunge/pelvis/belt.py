"""A belt around the pelvis: a straight band of one colour from front to back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.pelvis.blobs import hue_of
from formcheck.lunge.pelvis.window import HipWindow
from formcheck.settings import Markers

_ENDS = 0.08
"""Share of the band left out at either end, where it turns round the body."""


@dataclass(frozen=True, eq=False)
class Belt:
    """A belt.

    Attributes
    ----------
    middle
        Shape (2,): trunk lengths ahead of and above mid-hip.
    apart
        Its length as seen, trunk lengths.
    thick
        Its mean thickness, trunk lengths.
    slope_deg
        Of its line, front end down +.
    hue_deg
        Mean hue angle.
    """

    middle: NDArray[np.float64]
    apart: float
    thick: float
    slope_deg: float
    hue_deg: float

    def like(self, other: Belt, tolerance: float) -> bool:
        """Whether another one is as long, within a share; a covered belt is shorter."""
        return abs(other.apart / self.apart - 1) <= tolerance


def belt_in(colour: NDArray[np.float32], window: HipWindow, settings: Markers) -> Belt | None:
    """Find the one band.

    Parameters
    ----------
    colour
        From `formcheck.lunge.pelvis.blobs.colour_of`.
    window
        What it was made of.
    settings
        Its length, thickness and place.

    Returns
    -------
    Belt or None
        None where there is none, or more than one.
    """
    s = settings
    count, labels, boxes, _ = cv2.connectedComponentsWithStats((colour > s.least_chroma / 2).astype(np.uint8))
    found = []
    for n in range(1, count):
        x, y, width, height, _ = boxes[n]
        if width < 0.7 * s.belt_length[0] * window.scale:
            continue
        inside = labels[y : y + height, x : x + width] == n
        part = np.where(inside, colour[y : y + height, x : x + width], 0)
        if part.max() >= s.least_chroma:
            band = _band(part, (x, y), window, s)
            if band is not None:
                found.append(band)
    return found[0] if len(found) == 1 else None


def _band(part: NDArray[np.float32], corner: tuple[int, int], window: HipWindow, s: Markers) -> Belt | None:
    """Lay a line through the middle of each column; None where that is no belt's line."""
    strong = float(np.percentile(part[part > 0], 90))
    weight = np.clip(part / strong, 0, 1)
    thick = weight.sum(axis=0)
    x = np.flatnonzero(thick > 0.5 * np.median(thick[thick > 0]))
    if len(x) < 2:
        return None
    x = x[round(_ENDS * len(x)) : len(x) - round(_ENDS * len(x))]
    rows = np.arange(part.shape[0])
    y = (weight[:, x] * rows[:, None]).sum(axis=0) / thick[x]
    slope, start = np.polyfit(x, y, 1)
    bend = np.sqrt(np.mean((y - slope * x - start) ** 2)) / window.scale
    mid_x = (x[0] + x[-1]) / 2
    middle = window.placed(np.array([corner[0] + mid_x, corner[1] + slope * mid_x + start]))
    length = (x[-1] - x[0]) * math.hypot(1, slope) / window.scale
    thickness = float(np.mean(thick[x])) / window.scale
    slope_deg = math.degrees(math.atan(slope))
    belt = (
        s.belt_length[0] <= length <= s.belt_length[1]
        and s.belt_thickness[0] <= thickness <= s.belt_thickness[1]
        and s.belt_above[0] <= middle[1] <= s.belt_above[1]
        and s.slope_deg[0] <= slope_deg <= s.slope_deg[1]
        and bend <= s.belt_bend
        and window.has_person_at(middle)
    )
    return Belt(middle, length, thickness, slope_deg, hue_of(window, weight, corner)) if belt else None
