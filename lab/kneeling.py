"""The half-kneeling stretch from a few named angles.

The rear knee is at x = 0. The rear hip follows from the rear thigh's inclination, the pelvis turns about the hips, the
trunk line is solved to be what is asked whatever the pelvis does, and the front knee follows from where the front
foot stands (two links, knee in the leg's own upright plane).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from lab.arms import ArmGoal, ArmKind
from lab.bodies import Body
from lab.carriage import Carriage, carried
from lab.posing import (
    SIDES,
    Leg,
    Placement,
    bone,
    hip,
    knee_region,
    limb_lengths,
    lowest_skin,
    rest_mid_hip,
    trunk_line,
)
from lab.rotations import Array, pitch, unit, yaw


@dataclass(frozen=True)
class Kneel(Carriage):
    """Half-kneeling, in the frame and with the signs of the measurement specification; see `Carriage`.

    Attributes
    ----------
    rear_side
        Anatomical side of the kneeling leg.
    rear_thigh_deg
        Inclination of the line rear knee → rear hip, hip ahead +.
    foot_ahead_m
        Front ankle ahead of the rear knee, metres; see `foot_for`.
    foot_lift_m
        Front foot above the floor, metres (while stepping).
    stance_m
        How much wider than the hips the knees and feet stand, each side, metres.
    toe_out_deg
        Front foot turned outward.
    toes_tucked
        Rear foot: 0 lies on its back, 1 stands on its toes.
    cushion_m
        Thickness of what lies under the rear knee, metres.
    lumbar_share
        As in `Placement`.
    arms
        What both arms do.
    reach
        Where on the front thigh the hands rest, see `ArmGoal`.
    """

    rear_side: str = "right"
    rear_thigh_deg: float = 3.0
    foot_ahead_m: float = 0.45
    foot_lift_m: float = 0.0
    trunk_deg: float = 1.0
    stance_m: float = 0.02
    toe_out_deg: float = 5.0
    toes_tucked: float = 0.0
    cushion_m: float = 0.0
    lumbar_share: float = 0.42
    arms: ArmKind = "thigh"
    reach: float = 0.84

    @property
    def front_side(self) -> str:
        """Anatomical side of the front leg."""
        return "left" if self.rear_side == "right" else "right"


def half_kneeling(body: Body, kneel: Kneel) -> Placement:
    """Place a body in the half-kneeling position, the rear knee's skin resting on the floor or cushion."""
    placement = _place(body, kneel, _knee_height(body, kneel))
    return with_trunk_line(body, placement, kneel.trunk_deg)


def _knee_height(body: Body, kneel: Kneel) -> float:
    guess = 0.055
    low = lowest_skin(body, _place(body, kneel, guess), _rear_knee_skin(body, kneel.rear_side))
    return guess - low - 0.006 + kneel.cushion_m


@functools.lru_cache(maxsize=16)
def _rear_knee_skin(body: Body, side: str):
    return knee_region(body, side)


def _place(body: Body, kneel: Kneel, knee_height: float) -> Placement:
    rear, front = kneel.rear_side, kneel.front_side
    out = 1.0 if rear == "left" else -1.0
    half_hips = abs(float(body.joint(bone("upperleg01", rear))[1]))
    knee = np.array([0.0, out * (half_hips + kneel.stance_m), knee_height])
    thigh, shank = limb_lengths(body, rear)

    pelvis_only = Placement(
        mid_hip=np.zeros(3),
        legs={},
        yaw_deg=kneel.pelvis_yaw_deg,
        tilt_deg=kneel.tilt_deg + kneel.neutral_tilt_deg,
        obliquity_deg=kneel.obliquity_deg,
    )
    from_middle = pelvis_only.pelvis @ (body.joint(bone("upperleg01", rear)) - rest_mid_hip(body))
    aside = from_middle[1] - knee[1]
    upright = np.sqrt(thigh**2 - aside**2)
    lean = np.radians(kneel.rear_thigh_deg)
    rear_hip = knee + np.array([upright * np.sin(lean), aside, upright * np.cos(lean)])
    mid_hip = rear_hip - from_middle
    placement = replace(pelvis_only, mid_hip=mid_hip)

    scale = body.stature_m / 1.75
    rise = np.clip(scale * (0.058 + 0.075 * kneel.toes_tucked) - knee_height, -0.9 * shank, 0.9 * shank)
    rear_ankle = knee + np.array([-np.sqrt(shank**2 - rise**2), 0.0, rise])
    rear_leg = Leg(knee, rear_ankle, pitch(150 - 55 * kneel.toes_tucked), 35.0 * kneel.toes_tucked)

    ankle = np.array(
        [kneel.foot_ahead_m, -out * (half_hips + kneel.stance_m), ankle_height(body, front) + kneel.foot_lift_m]
    )
    front_knee, front_ankle = two_links(hip(body, front, placement), ankle, *limb_lengths(body, front))
    front_leg = Leg(front_knee, front_ankle, yaw(-out * kneel.toe_out_deg))
    goals = {side: ArmGoal(kneel.arms, thigh_side=front, reach=kneel.reach) for side in SIDES}
    legs = {rear: rear_leg, front: front_leg}
    return replace(carried(placement, kneel), legs=legs, arms=goals, lumbar_share=kneel.lumbar_share)


def ankle_height(body: Body, side: str) -> float:
    """Height of the ankle joint over a flat foot, metres."""
    return float(body.joint(bone("foot", side))[2])


def two_links(start: Array, end: Array, first: float, second: float) -> tuple[Array, Array]:
    """Place a knee between hip and ankle, bent forward (for a leg hanging down) in the leg's upright plane.

    Parameters
    ----------
    start, end
        Shape (3,), metres: hip and wanted ankle.
    first, second
        Lengths of thigh and shank, metres.

    Returns
    -------
    knee, ankle
        Shape (3,), metres; the ankle is drawn in where the leg is too short to reach.
    """
    direction = unit(end - start)
    distance = min(float(np.linalg.norm(end - start)), (first + second) * 0.9995)
    bend = np.arccos(np.clip((first**2 + distance**2 - second**2) / (2 * first * distance), -1, 1))
    ahead = unit(np.cross(direction, [0.0, 1.0, 0.0]))
    knee = start + first * (np.cos(bend) * direction + np.sin(bend) * ahead)
    return knee, start + distance * direction


def with_trunk_line(body: Body, placement: Placement, trunk_deg: float) -> Placement:
    """Turn the chest until the line mid-hip → mid-shoulder inclines by `trunk_deg`."""
    lean = trunk_deg
    for _ in range(6):
        line = trunk_line(body, replace(placement, lean_deg=lean))
        lean += 1.2 * (trunk_deg - float(np.degrees(np.arctan2(line[0], line[2]))))
    return replace(placement, lean_deg=lean)


def foot_for(
    body: Body, kneel: Kneel, front_knee_deg: float | None = None, front_shin_deg: float | None = None
) -> float:
    """Find where the front foot must stand for one angle of the front leg.

    Parameters
    ----------
    body, kneel
        The body and everything else about the position.
    front_knee_deg, front_shin_deg
        Give one: the wanted interior knee angle, or the shin's inclination (knee ahead +), in the sagittal plane.

    Returns
    -------
    float
        `foot_ahead_m`, metres.
    """
    if (front_knee_deg is None) == (front_shin_deg is None):
        raise ValueError("give either the knee's or the shin's angle")
    knee_height = _knee_height(body, kneel)

    def miss(ahead: float) -> float:
        placement = _place(body, replace(kneel, foot_ahead_m=ahead), knee_height)
        at_hip, leg = hip(body, kneel.front_side, placement), placement.legs[kneel.front_side]
        shin = np.degrees(np.arctan2(*(leg.knee - leg.ankle)[[0, 2]]))
        if front_shin_deg is not None:
            return float(shin - front_shin_deg)
        thigh = np.degrees(np.arctan2(*(at_hip - leg.knee)[[0, 2]]))
        return float(180 - abs(shin - thigh)) - float(front_knee_deg or 0.0)

    thigh, shank = limb_lengths(body, kneel.front_side)
    return float(brentq(miss, 0.15 * thigh, 0.93 * (thigh + shank), xtol=1e-4))
