"""A part of a picture, turned, scaled and mirrored so that it looks alike for everybody."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


def cut_out(
    image: NDArray[Any],
    linear: NDArray[np.float64],
    centre: NDArray[np.float64],
    origin: NDArray[np.float64],
    size: int,
    *,
    reach: float,
    border: int = cv2.BORDER_REPLICATE,
) -> NDArray[Any]:
    """Map a picture so that `centre` comes to `origin`; shrunk by averaging first where it would lose detail.

    Parameters
    ----------
    image
        Shape (rows, columns) or (rows, columns, channels).
    linear
        Shape (2, 2): from pixels of the picture to pixels of the part.
    centre
        Shape (2,): x and y in the picture, pixels.
    origin
        Shape (2,): where it comes to lie in the part, pixels.
    size
        Width and height of the part, pixels.
    reach
        How far from `centre` the part reaches at most, as a share of its size: no more of the picture is looked at.
    border
        What OpenCV puts outside the picture.
    """
    scale = math.sqrt(abs(float(np.linalg.det(linear))))
    around = size / scale * reach
    low = np.maximum(np.floor(centre - around).astype(int), 0)
    part = image[low[1] : int(max(centre[1] + around, 0)) + 1, low[0] : int(max(centre[0] + around, 0)) + 1]
    if part.size == 0:
        part, low = image, np.zeros(2, int)
    centre = centre - low
    if scale < 0.7:
        small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        ratio = np.array([small.shape[1] / part.shape[1], small.shape[0] / part.shape[0]])
        part, centre, linear = small, centre * ratio, linear @ np.diag(1 / ratio)
    # OpenCV counts from the middle of the first pixel, keypoints from its corner.
    matrix = np.column_stack([linear, origin - 0.5 - linear @ (centre - 0.5)])
    return np.asarray(cv2.warpAffine(part, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=border))
