"""Poses of somebody who stands, sits or kneels, written down by hand."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from formcheck.keypoints import ANKLES, EARS, HEELS, HIPS, KEYPOINT_COUNT, KNEES, SHOULDERS, TOES, Keypoint
from formcheck.records import Pose

SIZE_PX = (480, 640)
_ANKLE = (240.0, 560.0)
_SHANK, _THIGH, _TRUNK, _NECK = 110.0, 120.0, 150.0, 50.0


def standing_pose(
    *,
    head_deg: float = 12.0,
    trunk_deg: float = 2.0,
    thigh_deg: float = 3.0,
    shank_deg: float = 3.0,
    forward: int = 1,
    view_deg: float = 0.0,
    roll_deg: float = math.nan,
    stride_px: float = 0.0,
    lifted_px: float = 0.0,
    scale: float = 1.0,
    shift_px: tuple[float, float] = (0.0, 0.0),
    people: int = 1,
) -> Pose:
    """Return the pose of a body whose limbs lean so; near and far side lie over each other."""
    points = np.full((KEYPOINT_COUNT, 2), np.nan)

    def up(start: np.ndarray, length: float, lean_deg: float) -> np.ndarray:
        a = math.radians(lean_deg)
        return start + length * scale * np.array([forward * math.sin(a), -math.cos(a)])

    def off(point: np.ndarray, ahead: float, down: float) -> np.ndarray:
        return point + np.array([ahead * forward, down])

    ankle = np.array(_ANKLE) + shift_px
    knee = up(ankle, _SHANK, shank_deg)
    hip = up(knee, _THIGH, thigh_deg)
    shoulder = up(hip, _TRUNK, trunk_deg)
    ear = up(shoulder, _NECK, head_deg)
    rows = ((EARS, ear), (SHOULDERS, shoulder), (HIPS, hip), (KNEES, knee), (ANKLES, ankle))
    for pair, place in (*rows, (HEELS, off(ankle, -8, 14)), (TOES, off(ankle, 30, 16))):
        points[pair] = place
    points[Keypoint.NOSE] = off(ear, 25, 6)
    far = 0 if forward > 0 else 1
    for pair in (ANKLES, HEELS, TOES):
        points[pair[far]] += (stride_px * forward, -lifted_px)
    turn = math.radians(view_deg / 0.8)
    world = np.zeros((KEYPOINT_COUNT, 3))
    for pair in (SHOULDERS, HIPS):
        world[pair[0]] = (0.2 * math.sin(turn), 0, 0.2 * math.cos(turn))
        world[pair[1]] = (-0.2 * math.sin(turn), 0, -0.2 * math.cos(turn))
    visible = np.ones(KEYPOINT_COUNT)
    pose = Pose(SIZE_PX, points, visible, visible, world, people=people, roll_deg=roll_deg)
    return pose if math.isnan(roll_deg) else dataclasses.replace(pose, keypoints_px=_rolled(points, roll_deg))


def _rolled(points: np.ndarray, roll_deg: float) -> np.ndarray:
    """Turn the picture's content clockwise by a negative, counter-clockwise by a positive roll of its verticals."""
    a = math.radians(-roll_deg)
    turn = np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
    return (points - _ANKLE) @ turn.T + _ANKLE
