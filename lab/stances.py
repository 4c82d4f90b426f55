"""Positions that are not the stretch: standing, lunges, squats, sitting, kneeling on both knees, lying, walking.

A stance says where the hips and both ankles are; the knees follow (two links). Builders take a body, because heights
follow from its limbs. All numbers are plain, so a stance can move smoothly into another, and a half-kneeling one can be
written as a stance too: that is how a person kneels down and stands up.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from lab.arms import ArmGoal, ArmKind
from lab.bodies import Body
from lab.kneeling import Kneel, ankle_height, half_kneeling, two_links, with_trunk_line
from lab.posing import SIDES, Leg, Placement, bone, hip, limb_lengths
from lab.rotations import pitch, yaw


@dataclass(frozen=True)
class Stance:
    """Hips, ankles and turns; metres and degrees in the frame x forward, y left, z up.

    Attributes
    ----------
    hip_x, hip_z
        Middle between the hip joints.
    left_x, left_z, right_x, right_z
        Ankles.
    left_foot_deg, right_foot_deg
        Heel up +: 0 flat, about 50 on the toes, 150 lying on its back.
    left_toes_deg, right_toes_deg
        Toes bent up against the foot.
    spread_m
        How much wider than the hips the feet stand, each side.
    tilt_deg, trunk_deg, yaw_deg, head_pitch_deg, head_yaw_deg
        As in `Kneel`; a person lying on the back has a trunk of -90.
    left_swing_deg, right_swing_deg
        Swing of hanging arms, forward +.
    """

    hip_x: float
    hip_z: float
    left_x: float = 0.0
    left_z: float = 0.08
    right_x: float = 0.0
    right_z: float = 0.08
    left_foot_deg: float = 0.0
    right_foot_deg: float = 0.0
    left_toes_deg: float = 0.0
    right_toes_deg: float = 0.0
    spread_m: float = 0.02
    tilt_deg: float = 0.0
    trunk_deg: float = 1.0
    yaw_deg: float = 0.0
    head_pitch_deg: float = 0.0
    head_yaw_deg: float = 0.0
    left_swing_deg: float = 0.0
    right_swing_deg: float = 0.0


def place_stance(
    body: Body, stance: Stance, arms: ArmKind = "down", thigh_side: str = "left", breath: float = 0.0
) -> Placement:
    """Place a body in a stance.

    Parameters
    ----------
    body, stance
        Who, and where hips and ankles are.
    arms, thigh_side
        What both arms do, and on which thigh the hands rest.
    breath
        As in `Placement`.
    """
    placement = Placement(
        mid_hip=np.array([stance.hip_x, 0.0, stance.hip_z]),
        legs={},
        yaw_deg=stance.yaw_deg,
        tilt_deg=stance.tilt_deg,
        head_pitch_deg=stance.head_pitch_deg,
        head_yaw_deg=stance.head_yaw_deg,
        breath=breath,
    )
    legs = {}
    for side, out in zip(SIDES, (1.0, -1.0), strict=True):
        aside = abs(float(body.joint(bone("upperleg01", side))[1])) + stance.spread_m
        ankle = np.array([getattr(stance, f"{side}_x"), out * aside, getattr(stance, f"{side}_z")])
        knee, ankle = two_links(hip(body, side, placement), ankle, *limb_lengths(body, side))
        heel_up = getattr(stance, f"{side}_foot_deg")
        legs[side] = Leg(knee, ankle, yaw(out * 5) @ pitch(heel_up), getattr(stance, f"{side}_toes_deg"))
    goals = {
        side: ArmGoal(arms, thigh_side=thigh_side, swing_deg=getattr(stance, f"{side}_swing_deg")) for side in SIDES
    }
    return with_trunk_line(body, replace(placement, legs=legs, arms=goals), stance.trunk_deg)


def on_toes(body: Body, heel_up_deg: float) -> float:
    """Height of the ankle when the heel is lifted and the toes stay on the floor, metres."""
    ankle, toes = body.joint("foot.L"), body.joint("toe2-1.L")
    return float(toes[2] - (pitch(heel_up_deg) @ (toes - ankle))[2])


def standing(body: Body) -> Stance:
    """Stand upright, arms hanging."""
    thigh, shank = limb_lengths(body, "left")
    low = ankle_height(body, "left")
    return Stance(hip_x=0.02, hip_z=low + 0.992 * (thigh + shank), left_z=low, right_z=low)


def split(body: Body, front: str, stride: float, drop: float, trunk_deg: float = 2.0) -> Stance:
    """Stand with one foot ahead and the rear heel up: a lunge or split squat.

    Parameters
    ----------
    body
        Who.
    front
        Side of the front leg.
    stride
        Distance of the ankles, leg lengths.
    drop
        How far the hips are lowered, leg lengths: 0.1 a high lunge, 0.35 a split squat with the knee over the floor.
    trunk_deg
        Forward lean.
    """
    rear = SIDES[1 - SIDES.index(front)]
    leg, low, heel_up = sum(limb_lengths(body, front)), ankle_height(body, front), 48.0
    stance = Stance(hip_x=0.0, hip_z=low + leg * (1 - drop), trunk_deg=trunk_deg)
    return replace(
        stance,
        **{
            f"{front}_x": 0.5 * stride * leg,
            f"{front}_z": low,
            f"{rear}_x": -0.5 * stride * leg,
            f"{rear}_z": on_toes(body, heel_up),
            f"{rear}_foot_deg": heel_up,
            f"{rear}_toes_deg": heel_up,
        },
    )


def squat(body: Body, depth: float = 0.38) -> Stance:
    """Squat with both feet side by side; `depth` is how far the hips are lowered, leg lengths."""
    leg, low = sum(limb_lengths(body, "left")), ankle_height(body, "left")
    return replace(
        standing(body), hip_x=-0.62 * depth * leg, hip_z=low + leg * (1 - depth), trunk_deg=100 * depth, spread_m=0.06
    )


def sitting(body: Body, seat_m: float = 0.46) -> Stance:
    """Sit on a seat of a height, shanks upright."""
    thigh, _ = limb_lengths(body, "left")
    low = ankle_height(body, "left")
    hip_z = seat_m + 0.085 * body.stature_m / 1.75
    return Stance(
        hip_x=0.0, hip_z=hip_z, left_x=0.95 * thigh, right_x=0.98 * thigh, left_z=low, right_z=low, tilt_deg=-8
    )


def tall_kneeling(body: Body) -> Stance:
    """Kneel upright on both knees, feet lying on their backs."""
    thigh, shank = limb_lengths(body, "left")
    knee_z, ankle_z = 0.06, 0.058 * body.stature_m / 1.75
    return Stance(
        hip_x=0.02,
        hip_z=knee_z + 0.998 * thigh,
        left_x=-0.995 * shank,
        right_x=-0.995 * shank,
        left_z=ankle_z,
        right_z=ankle_z,
        left_foot_deg=150,
        right_foot_deg=150,
    )


def lying(body: Body) -> Stance:
    """Lie on the back, legs stretched out, head at the left end."""
    leg = sum(limb_lengths(body, "left"))
    height = 0.105 * body.stature_m / 1.75
    return Stance(
        hip_x=0.0,
        hip_z=height,
        left_x=0.985 * leg,
        right_x=0.985 * leg,
        left_z=0.07,
        right_z=0.07,
        left_foot_deg=-65,
        right_foot_deg=-65,
        tilt_deg=-90,
        trunk_deg=-90,
        head_pitch_deg=-63,
    )


def walking(body: Body, time_s: float, cadence_hz: float = 0.9, stride: float = 0.62) -> Stance:
    """Walk on the spot of the picture (the floor passes by): one phase of the gait.

    Parameters
    ----------
    body, time_s
        Who, when.
    cadence_hz
        Strides (two steps) per second.
    stride
        Distance of the ankles at the longest, leg lengths.
    """
    leg, low = sum(limb_lengths(body, "left")), ankle_height(body, "left")
    named: dict[str, float] = {}
    for side, start in (("left", 0.0), ("right", 0.5)):
        phase = (cadence_hz * time_s + start) % 1.0
        if phase < 0.6:  # on the floor, going back
            share = phase / 0.6
            heel_up = 45 * max(0.0, (share - 0.65) / 0.35) ** 1.5
            along, lift = 0.5 - share, 0.0
        else:
            share = (phase - 0.6) / 0.4
            heel_up = 45 * (1 - share) ** 2 - 12 * share
            along, lift = -0.5 + share * share * (3 - 2 * share), 0.07 * np.sin(np.pi * share)
        named[f"{side}_x"] = stride * leg * along
        named[f"{side}_z"] = max(low, on_toes(body, heel_up) if heel_up > 0 else low) + lift
        named[f"{side}_foot_deg"] = heel_up
        named[f"{side}_toes_deg"] = max(heel_up, 0.0) if phase < 0.6 else 0.0
    swing = 22 * np.sin(2 * np.pi * cadence_hz * time_s + 0.3)
    hip_z = low + leg * (0.955 - 0.018 * np.cos(4 * np.pi * cadence_hz * time_s))
    return Stance(hip_x=0.0, hip_z=hip_z, trunk_deg=3.0, left_swing_deg=-swing, right_swing_deg=swing, **named)


def as_stance(body: Body, kneel: Kneel) -> Stance:
    """Return a half-kneeling position as a stance, to move into or out of it."""
    placement = half_kneeling(body, kneel)
    named: dict[str, float] = {}
    for side in SIDES:
        ankle = placement.legs[side].ankle
        named |= {f"{side}_x": float(ankle[0]), f"{side}_z": float(ankle[2])}
    named[f"{kneel.rear_side}_foot_deg"] = 150 - 55 * kneel.toes_tucked
    named[f"{kneel.rear_side}_toes_deg"] = 35 * kneel.toes_tucked
    return Stance(
        hip_x=float(placement.mid_hip[0]),
        hip_z=float(placement.mid_hip[2]),
        spread_m=kneel.stance_m,
        tilt_deg=kneel.tilt_deg + kneel.neutral_tilt_deg,
        trunk_deg=kneel.trunk_deg,
        head_pitch_deg=kneel.head_pitch_deg,
        **named,
    )


def names() -> tuple[str, ...]:
    """Names of the numbers a stance moves by."""
    return tuple(asdict(Stance(0.0, 0.0)))
