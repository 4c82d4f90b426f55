"""Telling people apart by their trunks and by the boxes round their keypoints."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import EARS, HIPS, SHOULDERS, Keypoint

Box = NDArray[np.float64]
"""Left, top, right, bottom, pixels."""
Keypoints = NDArray[np.float64]
"""Shape (33, 2), pixels, in MediaPipe's order."""

SAME_TRUNK = 0.5
"""Heads and trunks closer than this share of the longer trunk are one body's. In 220 photographs and frames the
network sees one body twice at 0.02-0.1, once at 0.68 (whose boxes overlap), and two people at 1.0 and more."""
SMALL_FIGURE, WITHIN = 0.5, 0.9
"""A figure with a trunk this much shorter than that of the person in whose box so much of it lies is none."""

_HEAD_AND_TRUNK = np.concatenate([[Keypoint.NOSE], EARS, SHOULDERS, HIPS])


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


def same_body(one: Keypoints, other: Keypoints, same_box: float) -> bool:
    """Return whether two sets of keypoints are one body, found twice.

    They are where their boxes overlap by more than `same_box`; where their heads and trunks coincide, whatever the
    network makes of the legs; or where one is a small figure within the other, as it sees one in a shirt or in folded
    arms: whoever stood there would be hidden by the person in front.

    Parameters
    ----------
    one, other
        Shape (33, 2), pixels, in MediaPipe's order.
    same_box
        Share of the area covered together, 0-1.
    """
    boxes = box_of(one), box_of(other)
    if overlap(*boxes) > same_box:
        return True
    if same_trunk(one, other):
        return True
    trunks = sorted((_trunk_px(one), _trunk_px(other)))
    return trunks[0] < SMALL_FIGURE * trunks[1] and _inside(*boxes) > WITHIN


def same_trunk(one: Keypoints, other: Keypoints) -> bool:
    """Return whether heads and trunks of two sets of keypoints coincide, whatever the network makes of the legs."""
    longer = max(_trunk_px(one), _trunk_px(other))
    apart = np.median(np.linalg.norm(one[_HEAD_AND_TRUNK] - other[_HEAD_AND_TRUNK], axis=1))
    return bool(apart < SAME_TRUNK * longer)


def distinct(bodies: Iterable[Keypoints], same_box: float) -> list[Keypoints]:
    """Leave out bodies that are an earlier one, found twice."""
    kept: list[Keypoints] = []
    for body in bodies:
        if not any(same_body(body, other, same_box) for other in kept):
            kept.append(body)
    return kept


def from_the_left(bodies: list[Keypoints], number: int, same_box: float) -> int | None:
    """Return which person is the `number`-th from the left of several, by the middle of their box; None where not seen.

    Somebody alone is nobody's left or right: at least two people must be there.
    """
    people = sorted(distinct(bodies, same_box), key=lambda body: float(box_of(body)[[0, 2]].sum()))
    if len(people) < max(number, 2):
        return None
    return next(row for row, body in enumerate(bodies) if body is people[number - 1])


def choose(boxes: list[Box], followed: Box | None) -> int:
    """Return which person to follow: the one overlapping the person followed so far most, else the largest."""
    if followed is not None:
        shares = [overlap(box, followed) for box in boxes]
        if max(shares) > 0:
            return int(np.argmax(shares))
    return int(np.argmax([area(box) for box in boxes]))


def _trunk_px(body: Keypoints) -> float:
    return float(np.linalg.norm(body[SHOULDERS].mean(axis=0) - body[HIPS].mean(axis=0)))


def _inside(one: Box, other: Box) -> float:
    """Return which share of the smaller box lies within the other, 0-1."""
    shared = area(np.concatenate([np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])]))
    smaller = min(area(one), area(other))
    return shared / smaller if smaller > 0 else 0.0
