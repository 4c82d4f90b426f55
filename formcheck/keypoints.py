"""The keypoints of a body: 33 named points, in the order of BlazePose."""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import middle

KEYPOINT_COUNT = 33


class Keypoint(IntEnum):
    """Row of each BlazePose keypoint. LEFT and RIGHT are the person's own (anatomical) sides."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


HIPS = np.array([Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP])
KNEES = np.array([Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE])
ANKLES = np.array([Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE])
HEELS = np.array([Keypoint.LEFT_HEEL, Keypoint.RIGHT_HEEL])
TOES = np.array([Keypoint.LEFT_FOOT_INDEX, Keypoint.RIGHT_FOOT_INDEX])
SHOULDERS = np.array([Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER])
EARS = np.array([Keypoint.LEFT_EAR, Keypoint.RIGHT_EAR])
"""Rows of pairs, the left one first."""
_TRUNK = np.concatenate([SHOULDERS, HIPS])


def trunk_length_px(keypoints_px: NDArray[np.float64]) -> float:
    """Distance of mid-hip and mid-shoulder, pixels; shape (33, 2) in."""
    # Asked for often, and numpy is slow on a few numbers.
    p = keypoints_px[_TRUNK].tolist()
    (x, y), (hip_x, hip_y) = middle(p[0], p[1]), middle(p[2], p[3])
    return math.hypot(x - hip_x, y - hip_y)
