"""Small pieces of one colour around the hips: where they are, how large, how round. Lengths are in trunk lengths."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.pelvis.window import HipWindow, Zone

HUES_DEG = {
    "red": 35.0,
    "orange": 62.0,
    "yellow": 98.0,
    "green": 148.0,
    "turquoise": 200.0,
    "blue": 270.0,
    "purple": 315.0,
    "pink": 352.0,
}
"""Hue angle of each colour's name in CIE Lab: together they reach round the circle."""
_STRONGEST = 8
"""How many peaks of a colour are considered in a zone, at most."""
_STEPS = 1.5
"""Levels a unit of chroma while it is kept in whole numbers, which is ten times faster."""
_CORE = 0.5
"""A piece reaches out to this share of its strongest colour."""


@dataclass(frozen=True, eq=False)
class Blob:
    """A piece of one colour.

    Attributes
    ----------
    place
        Its middle, shape (2,): trunk lengths ahead of and above mid-hip.
    chroma
        How much more colourful than its surroundings.
    mass
        Its area, weighted by colour, square trunk lengths.
    across
        Widest and narrowest, trunk lengths (four standard deviations: the diameter of an even disc).
    lies_deg
        Direction of the widest against the vertical, 0-90.
    fill
        Share of the ellipse so wide that it fills.
    hue_deg
        Mean hue angle.
    """

    place: NDArray[np.float64]
    chroma: float
    mass: float
    across: tuple[float, float]
    lies_deg: float
    fill: float
    hue_deg: float

    @property
    def colour(self) -> float:
        """All its colour together: a blurred picture spreads it, but loses little of it."""
        return self.mass * self.chroma


def colour_of(window: HipWindow, hue_deg: float, spread_deg: float, largest: float) -> NDArray[np.float32]:
    """How much of a hue each pixel shows beyond its surroundings; what is larger than a sticker counts as those.

    Parameters
    ----------
    window
        The surroundings of the hips.
    hue_deg
        Hue angle in CIE Lab.
    spread_deg
        Hues this far from it give nothing, those between less and less.
    largest
        Trunk lengths: pieces wider and higher than this vanish.

    Returns
    -------
    ndarray
        Shape (rows, columns), chroma.
    """
    t, narrow = math.radians(hue_deg), 1 / math.tan(math.radians(spread_deg))
    along = _mixed(window, math.cos(t), math.sin(t))
    across = _mixed(window, -math.sin(t), math.cos(t))
    hue = cv2.convertScaleAbs(np.maximum(along - np.float32(narrow) * np.abs(across), 0), alpha=_STEPS)
    side = 2 * round(largest * window.scale / 2) + 1
    small = cv2.morphologyEx(hue, cv2.MORPH_TOPHAT, np.ones((side, side), np.uint8))
    return np.multiply(small, np.float32(1 / _STEPS), dtype=np.float32)


def _mixed(window: HipWindow, share_a: float, share_b: float) -> NDArray[np.float32]:
    """Return a weighted sum of the colour axes, 0 where grey."""
    grey = 128 * (share_a + share_b)
    return np.asarray(cv2.addWeighted(window.a, share_a, window.b, share_b, -grey, dtype=cv2.CV_32F), np.float32)


def blobs_in(
    colour: NDArray[np.float32], window: HipWindow, zones: Sequence[Zone], least_chroma: float, largest: float
) -> list[Blob]:
    """Find the pieces of a colour that are strong enough, whatever their shape, the strongest ones in each zone.

    Each is what is connected with a peak and at least half as strong: weaker patches that touch it do not count.

    Parameters
    ----------
    colour
        From `colour_of`.
    window
        What it was made of.
    zones
        Where to look.
    least_chroma
        Weaker pieces are left out.
    largest
        Trunk lengths: what reaches farther from its peak is cut off there.
    """
    reach = math.ceil(largest * window.scale)
    highest = cv2.dilate(colour, np.ones((7, 7), np.uint8))
    places: set[tuple[int, int]] = set()
    for zone in zones:
        rows, columns = window.rows_and_columns(zone)
        here = colour[rows, columns]
        at = np.argwhere((here >= least_chroma) & (here == highest[rows, columns]))
        at += np.array([rows.start, columns.start])
        strongest = np.argsort(-colour[at[:, 0], at[:, 1]], kind="stable")[:_STRONGEST]
        places |= {(int(row), int(column)) for row, column in at[strongest]}
    found: list[Blob] = []
    taken = np.zeros(colour.shape, dtype=bool)
    for row, column in sorted(places, key=lambda at: (-colour[at], at)):
        if taken[row, column]:
            continue
        top, left = max(row - reach, 0), max(column - reach, 0)
        part = colour[top : row + reach + 1, left : column + reach + 1]
        peak = float(colour[row, column])
        labels = cv2.connectedComponents((part > _CORE * peak).astype(np.uint8))[1]
        inside = labels == labels[row - top, column - left]
        taken[top : row + reach + 1, left : column + reach + 1] |= inside
        if part[inside].max() <= peak:  # of two peaks in one piece the higher one speaks for it
            found.append(_blob(np.where(inside, part, np.float32(0)), peak, (left, top), window))
    return found


def _blob(part: NDArray[np.float32], peak: float, corner: tuple[int, int], window: HipWindow) -> Blob:
    weight = np.maximum(part / peak - _CORE / 2, 0) / (1 - _CORE / 2)
    mass = float(weight.sum())
    rows, columns = np.arange(part.shape[0], dtype=np.float32), np.arange(part.shape[1], dtype=np.float32)
    by_row, by_column = weight.sum(axis=1), weight.sum(axis=0)
    x, y = float(by_column @ columns) / mass, float(by_row @ rows) / mass
    dx, dy = columns - x, rows - y
    xx, yy = float(by_column @ dx**2) / mass + 1 / 12, float(by_row @ dy**2) / mass + 1 / 12
    xy = float(dy @ weight @ dx) / mass
    mean, half = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    wide, narrow = 4 * math.sqrt(mean + half), 4 * math.sqrt(max(mean - half, 1 / 12))
    left, top = corner
    # Its own colour is that of its core: towards the rim it mixes with what is around.
    hue_deg = hue_of(window, weight**3, corner)
    return Blob(
        place=window.placed(np.array([left + x, top + y])),
        chroma=peak,
        mass=mass / window.scale**2,
        across=(wide / window.scale, narrow / window.scale),
        lies_deg=abs(math.degrees(0.5 * math.atan2(2 * xy, yy - xx))),
        fill=mass / (math.pi / 4 * wide * narrow),
        hue_deg=hue_deg,
    )


def hue_of(window: HipWindow, weight: NDArray[np.float32], corner: tuple[int, int]) -> float:
    """Mean hue angle, degrees 0-360, of a part of the window, weighted; its left and top are given."""
    left, top = corner
    part = slice(top, top + weight.shape[0]), slice(left, left + weight.shape[1])
    a, b = (float((weight * (axis[part] - np.float32(128))).sum()) for axis in (window.a, window.b))
    return math.degrees(math.atan2(b, a)) % 360


def area_of(colour: NDArray[np.float32], window: HipWindow, least: float, without: Sequence[Blob]) -> float:
    """How much of the window shows a colour, except some pieces and their rims.

    Parameters
    ----------
    colour, window
        As in `blobs_in`.
    least
        Chroma from which a pixel counts.
    without
        Pieces that do not count.

    Returns
    -------
    float
        Square trunk lengths.
    """
    shown = (colour > least).astype(np.uint8)
    for blob in without:
        x, y = np.round(window.at(blob.place)).astype(int)
        cv2.circle(shown, (int(x), int(y)), math.ceil(0.75 * blob.across[0] * window.scale), 0, -1)
    return float(np.count_nonzero(shown)) / window.scale**2


def hue_apart_deg(a: float, b: float) -> float:
    """Angle between two hues, 0-180 degrees."""
    return abs((a - b + 180) % 360 - 180)
