"""Shapes and words on a picture: the few strokes the overlay is made of.

All sizes are in units of a 480-line picture; `Pen` scales them, so that a drawing looks alike in every size.
Text is set in Inter (SIL Open Font License), which OpenCV 5 draws in any size and weight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
"""Blue, green, red, 0-255."""
Point = tuple[float, float]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom, pixels."""

WHITE: Colour = (255, 255, 255)
PALE: Colour = (225, 220, 214)
INK: Colour = (34, 26, 20)

_SHIFT = 3
"""OpenCV takes coordinates in 1/8 pixels: lines that move slowly do not jump."""
_FAR = 1e5
FONTS = Path(__file__).with_name("fonts")
"""Inter: one file of every weight for pictures, and two of one weight each for what cannot take such a file."""


class Font:
    """The typeface, loaded once."""

    def __init__(self) -> None:
        self._face = cv2.FontFace(str(FONTS / "inter-latin-variable.ttf"))
        # The same few words stand in every picture, each measured three times.
        self.width = lru_cache(maxsize=1024)(self._width)

    def _width(self, text: str, size: int, weight: int) -> int:
        """Width of a line of text, pixels."""
        return int(cv2.getTextSize((10_000, 10_000), text, (0, 0), self._face, size, weight)[2])

    def put(self, image: NDArray[np.uint8], text: str, at: tuple[int, int], size: int, weight: int, c: Colour) -> None:
        """Write a line of text with its baseline starting at a point."""
        cv2.putText(image, text, at, c, self._face, size, weight)


class Pen:
    """Draws on one picture.

    Parameters
    ----------
    image
        Shape (rows, columns, 3), uint8, BGR; drawn on in place.
    font
        The typeface.
    """

    def __init__(self, image: NDArray[np.uint8], font: Font) -> None:
        self.image = image
        self.font = font
        self.height: int = image.shape[0]
        self.width: int = image.shape[1]
        self.unit: float = min(self.height, self.width) / 480

    def px(self, units: float) -> int:
        """Length in whole pixels, at least one."""
        return _whole_px(units, self.unit)

    def line(self, a: Point, b: Point, width: float, colour: Colour) -> None:
        """Draw a solid line of a width in units."""
        cv2.line(self.image, _fixed(a), _fixed(b), colour, self.px(width), cv2.LINE_AA, _SHIFT)

    def dashes(self, a: Point, b: Point, width: float, colour: Colour, dash: float = 9, gap: float = 11) -> None:
        """Draw a dashed line; dash and gap in units, along the middle of the round ends."""
        (ax, ay), (bx, by) = a, b
        length = math.hypot(bx - ax, by - ay)
        if not 0 < length < _FAR:
            return
        x, y = (bx - ax) / length, (by - ay) / length
        starts = np.arange(0.0, length, (dash + gap) * self.unit)
        ends = np.minimum(starts + dash * self.unit, length)
        dashes = np.stack([starts, ends], axis=1)[..., None] * (x, y) + (ax, ay)
        fixed = np.round(np.clip(dashes, -_FAR, _FAR) * (1 << _SHIFT)).astype(np.int32)
        cv2.polylines(self.image, list(fixed), False, colour, self.px(width), cv2.LINE_AA, _SHIFT)

    def dot(self, centre: Point, radius: float, colour: Colour) -> None:
        """Fill a disc of a radius in units."""
        r = round(radius * self.unit * (1 << _SHIFT))
        cv2.circle(self.image, _fixed(centre), r, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def arc(self, centre: Point, radius_px: float, start_deg: float, end_deg: float, width: float, c: Colour) -> None:
        """Draw an arc; angles in degrees clockwise from image-right, radius in pixels."""
        r = round(min(radius_px, _FAR) * (1 << _SHIFT))
        cv2.ellipse(self.image, _fixed(centre), (r, r), 0, start_deg, end_deg, c, self.px(width), cv2.LINE_AA, _SHIFT)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self.image, [np.array([_fixed(p) for p in points])], colour, cv2.LINE_AA, _SHIFT)

    def path(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw an open line through points."""
        array = np.array([_fixed(p) for p in points])
        cv2.polylines(self.image, [array], False, colour, self.px(width), cv2.LINE_AA, _SHIFT)

    def panel(self, box: Box, radius: float = 8, colour: Colour = INK, opacity: float = 0.72) -> None:
        """Lay a translucent rounded panel over the picture, cut where it leaves it."""
        left, top, right, bottom = box
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, self.width), min(bottom, self.height)
        if x1 <= x0 or y1 <= y0:
            return
        mask = _rounded(right - left, bottom - top, self.px(radius))[y0 - top : y1 - top, x0 - left : x1 - left]
        under = self.image[y0:y1, x0:x1]
        tinted = cv2.addWeighted(under, 1 - opacity, _plain(x1 - x0, y1 - y0, colour), opacity, 0)
        cv2.copyTo(tinted, mask, under)

    def text(self, text: str, at: Point, size: float, colour: Colour = WHITE, weight: int = 500) -> int:
        """Write a line whose middle height is at a point; the width in pixels comes back."""
        height = self.px(size)
        baseline = round(at[1] + 0.35 * height)
        self.font.put(self.image, text, (round(at[0]), baseline), height, weight, colour)
        return self.font.width(text, height, weight)

    def text_width(self, text: str, size: float, weight: int = 500) -> int:
        """Width of a line in pixels."""
        return self.font.width(text, self.px(size), weight)

    def wrap(self, text: str, size: float, weight: int, width_px: float) -> list[str]:
        """Break a sentence into lines no wider than a width in pixels, at its spaces."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.text_width(longer, size, weight) <= width_px:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


def _fixed(point: Point) -> tuple[int, int]:
    one = 1 << _SHIFT
    x, y = point
    if -_FAR < x < _FAR and -_FAR < y < _FAR:
        return round(x * one), round(y * one)
    return round(min(max(x, -_FAR), _FAR) * one), round(min(max(y, -_FAR), _FAR) * one)


@lru_cache(maxsize=1024)
def _whole_px(units: float, unit: float) -> int:
    return max(1, round(units * unit))


@lru_cache(maxsize=64)
def _plain(width: int, height: int, colour: Colour) -> NDArray[np.uint8]:
    """Picture of one colour; cached like the shape of its panel."""
    picture = np.full((height, width, 3), colour, np.uint8)
    picture.flags.writeable = False
    return picture


@lru_cache(maxsize=64)
def _rounded(width: int, height: int, radius: int) -> NDArray[np.uint8]:
    """Mask of a rounded rectangle; cached, as a panel keeps its size for many frames."""
    mask = np.zeros((height, width), np.uint8)
    r = max(0, min(radius, (width - 1) // 2, (height - 1) // 2))
    cv2.rectangle(mask, (r, 0), (width - 1 - r, height - 1), 255, cv2.FILLED)
    cv2.rectangle(mask, (0, r), (width - 1, height - 1 - r), 255, cv2.FILLED)
    for x in (r, width - 1 - r):
        for y in (r, height - 1 - r):
            cv2.circle(mask, (x, y), r, 255, cv2.FILLED)
    mask.flags.writeable = False
    return mask
