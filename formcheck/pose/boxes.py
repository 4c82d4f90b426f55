"""Telling people apart by the boxes round their keypoints."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Box = NDArray[np.float64]
"""Left, top, right, bottom, pixels."""


def box_of(keypoints_px: NDArray[np.float64]) -> Box:
    """Return the box round keypoints of shape (n, 2)."""
    return np.concatenate([keypoints_px.min(axis=0), keypoints_px.max(axis=0)])


def area(box: Box) -> float:
    """Return the area of a box, square pixels; 0 where it is empty."""
    width, height = np.maximum(box[2:] - box[:2], 0)
    return float(width * height)


def overlap(one: Box, other: Box) -> float:
    """Return the area two boxes share over the area they cover together, 0-1."""
    shared = area(np.concatenate([np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])]))
    together = area(one) + area(other) - shared
    return shared / together if together > 0 else 0.0


def distinct(boxes: Iterable[Box], same_body: float) -> list[Box]:
    """Leave out boxes that overlap an earlier one by more than `same_body`: the same person found twice."""
    kept: list[Box] = []
    for box in boxes:
        if all(overlap(box, other) <= same_body for other in kept):
            kept.append(box)
    return kept


def from_the_left(boxes: list[Box], number: int, same_body: float) -> int | None:
    """Return which person is the `number`-th from the left of several, by the middle of their box; None where not seen.

    Somebody alone is nobody's left or right: at least two people must be there.
    """
    people = sorted(distinct(boxes, same_body), key=lambda box: float(box[0] + box[2]))
    if len(people) < max(number, 2):
        return None
    return next(row for row, box in enumerate(boxes) if box is people[number - 1])


def choose(boxes: list[Box], followed: Box | None) -> int:
    """Return which person to follow: the one overlapping the person followed so far most, else the largest."""
    if followed is not None:
        shares = [overlap(box, followed) for box in boxes]
        if max(shares) > 0:
            return int(np.argmax(shares))
    return int(np.argmax([area(box) for box in boxes]))
