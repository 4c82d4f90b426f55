"""Is this the half-kneeling shape at all? If not: what is it, and what helps.

Half-kneeling: the rear knee near the floor line, the front knee well above it, the front foot flat on the floor, the
rear hip above the rear knee. Standing lunges, squats, sitting, lying, planks, gait and kneeling on both knees are not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import distance
from formcheck.lunge.angles import limb_angles_deg
from formcheck.lunge.legs import Stance
from formcheck.messages.message import Message
from formcheck.settings import HalfKneeling

LEGS_HIDDEN = Message("shape.legs_hidden")
ON_HANDS = Message("shape.on_hands")
KNEE_UP = Message("shape.knee_up")
SETTLING, KNEE_MOVES = Message("shape.settling"), Message("shape.knee_moves")
"""Half-kneeling by its shape, but not for long enough yet, or with a rear knee that does not rest on the floor."""


STANDING = Message("shape.standing")
SITTING = Message("shape.sitting")
BOTH_KNEES = Message("shape.both_knees")

UNLESS_IT_RESTS = (KNEE_UP, BOTH_KNEES)
"""What a thick cushion under the rear knee may look like, too, where only the keypoints are looked at."""
FLOOR_KNEE = 0.15
"""A rear knee higher than this, shanks, has a cushion under it or is in the air."""

STANDING_KNEE = 0.75
"""A lower knee at least this far above the floor, shanks, is the knee of somebody who stands on both feet, however bent
trunk and legs are; that of a lunge, whose rear shank slopes, lies at 0.6 and less."""
UPRIGHT_SHANK = (0.5, -30.0)
"""Likewise a knee this far above the floor, shanks, whose shank slopes down to the foot by so much, degrees."""


@dataclass(frozen=True)
class Shape:
    """The measures that tell half-kneeling from other shapes.

    Lengths are in shank lengths (the longer of the two in the picture), angles in degrees.

    Attributes
    ----------
    knee_rise
        Height of the front knee above the rear knee.
    rear_knee_height
        Height of the rear knee joint above the line through the lowest points of both feet.
    rear_shank_deg
        Slope of the rear shank from the knee backwards, positive where the ankle is higher than the knee.
    rear_foot_deg
        Slope of the rear foot from the ankle backwards, positive where the toes are lower than the ankle: some 30 where
        it lies on its back, 85 where it stands on its toes.
    front_knee_deg, rear_thigh_deg, rear_knee_deg, trunk_deg
        As in the measurement specification.
    """

    knee_rise: float
    rear_knee_height: float
    rear_shank_deg: float
    rear_foot_deg: float
    front_knee_deg: float
    rear_thigh_deg: float
    rear_knee_deg: float
    trunk_deg: float


def shape_of(keypoints_px: NDArray[np.float64], stance: Stance) -> Shape:
    """Measure the shape; shape (33, 2) pixels in, NaN where a point is."""
    p, front, rear, forward = keypoints_px.tolist(), stance.front, stance.rear, stance.forward
    shank = max(distance(p[front.knee], p[front.ankle]), distance(p[rear.knee], p[rear.ankle])) or math.nan
    front_sole = max((p[front.heel], p[front.toe]), key=lambda q: q[1])
    rear_sole = max((p[rear.heel], p[rear.toe], p[rear.ankle]), key=lambda q: q[1])
    apart = front_sole[0] - rear_sole[0]
    share = (p[rear.knee][0] - rear_sole[0]) / apart if apart else 0.5
    floor = rear_sole[1] + (front_sole[1] - rear_sole[1]) * min(max(share, 0.0), 1.0)
    back, up = (p[rear.knee][0] - p[rear.ankle][0]) * forward, p[rear.knee][1] - p[rear.ankle][1]
    toes_back, toes_down = (p[rear.ankle][0] - p[rear.toe][0]) * forward, p[rear.toe][1] - p[rear.ankle][1]
    angles = limb_angles_deg(keypoints_px, stance)
    return Shape(
        knee_rise=(p[rear.knee][1] - p[front.knee][1]) / shank,
        rear_knee_height=(floor - p[rear.knee][1]) / shank,
        rear_shank_deg=float(np.degrees(np.arctan2(up, back))),
        rear_foot_deg=float(np.degrees(np.arctan2(toes_down, toes_back))),
        front_knee_deg=angles["front_knee_deg"],
        rear_thigh_deg=angles["rear_thigh_deg"],
        rear_knee_deg=angles["rear_knee_deg"],
        trunk_deg=angles["trunk_deg"],
    )


def laid(rear_foot_deg: float, limits: HalfKneeling) -> float:
    """How surely the rear foot lies on its back, 0-1: under a knee in the air none can; that one is on a cushion."""
    lies, stands = limits.rear_foot_deg
    return min(max((stands - rear_foot_deg) / (stands - lies), 0.0), 1.0)


def why_not_half_kneeling(
    shape: Shape, rear_is_near: bool, limits: HalfKneeling, slack: float = 0.0, rests: bool = False
) -> Message | None:
    """Say why a shape is not half-kneeling; None where it is.

    Parameters
    ----------
    shape
        The measures.
    rear_is_near
        Whether the rear leg is the one nearer to the camera: perspective lifts the far knee off the floor line.
    limits
        Where half-kneeling ends.
    slack
        Share by which every limit is widened (hysteresis of a kneel that lasts), 0-1.
    rests
        Something is known to lie under the rear knee, whatever the rear foot does.
    """
    if any(math.isnan(v) for v in vars(shape).values()):
        return LEGS_HIDDEN
    s, wide = shape, 1.0 + slack

    def outside(value: float, low_high: tuple[float, float]) -> bool:
        low, high = low_high
        spare = slack * (high - low) / 2
        return not low - spare <= value <= high + spare

    lower, sloping = UPRIGHT_SHANK
    on_feet = s.rear_knee_height > STANDING_KNEE or (s.rear_knee_height > lower and s.rear_shank_deg < sloping)
    knee_height = limits.rear_knee_height if rear_is_near else limits.far_rear_knee_height
    knee_height += limits.cushion_height * (1.0 if rests else laid(s.rear_foot_deg, limits))
    # A cushion that lifts the rear knee brings it as much nearer to the height of the front knee.
    raised = min(max(s.rear_knee_height - FLOOR_KNEE, 0.0), limits.cushion_height) if rests else 0.0
    knees_straight = min(s.front_knee_deg, s.rear_knee_deg) > limits.straight_knee_deg
    if abs(s.trunk_deg) > limits.level_trunk_deg:
        return STANDING if on_feet else ON_HANDS
    if knees_straight:
        return STANDING
    if s.rear_knee_height > knee_height * wide:
        if s.knee_rise < limits.knee_rise and s.rear_thigh_deg < limits.sitting_thigh_deg:
            return SITTING
        return STANDING if on_feet else KNEE_UP
    if s.knee_rise < limits.knee_rise / wide - raised:
        return BOTH_KNEES
    if s.rear_thigh_deg < limits.rear_thigh_deg[0] - slack * (limits.rear_thigh_deg[1] - limits.rear_thigh_deg[0]) / 2:
        return Message("shape.on_heel")
    if outside(s.rear_thigh_deg, limits.rear_thigh_deg):
        return Message("shape.too_long")
    if abs(s.rear_shank_deg) > limits.rear_shank_deg * wide:
        return Message("shape.shank_up")
    if outside(s.front_knee_deg, limits.front_knee_deg) or outside(s.rear_knee_deg, limits.rear_knee_deg):
        return Message("shape.other")
    if outside(s.trunk_deg, limits.trunk_deg):
        return Message("shape.leaning")
    return None
