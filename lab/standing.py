"""Standing side-on for the posture check: neutral, arched, tucked with soft knees.

Feet under the hips, the pelvis turns about the hip joints, and the trunk's line is solved to be what is asked, as in
`lab.kneeling`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lab.arms import ArmGoal, ArmKind
from lab.bodies import Body
from lab.kneeling import ankle_height, with_trunk_line
from lab.posing import SIDES, Placement, limb_lengths
from lab.stances import Stance, place_stance


@dataclass(frozen=True)
class Stand:
    """Standing, in the frame and with the signs of the measurement specification.

    Attributes
    ----------
    tilt_deg, neutral_tilt_deg, trunk_deg
        As in `lab.kneeling.Kneel`.
    knees_soft
        How far the hips are lowered by bending the knees, leg lengths: 0.002 straight, 0.03 soft.
    hips_ahead_m
        Middle of the hips ahead of the ankles, metres.
    left_ahead_m
        Left foot ahead of the right one, metres.
    spread_m
        How much wider than the hips the feet stand, each side, metres.
    pelvis_yaw_deg, obliquity_deg, twist_deg, kyphosis_deg, kyphosis_shares, protraction_deg, spine_bend
        As in `Placement`.
    head_pitch_deg, head_yaw_deg, breath, belly, squeeze, ripple
        As in `Placement`.
    arms, rear_side
        What both arms do; a side, because truth files name one.
    """

    tilt_deg: float = 0.0
    neutral_tilt_deg: float = 0.0
    trunk_deg: float = 0.0
    knees_soft: float = 0.005
    hips_ahead_m: float = 0.03
    left_ahead_m: float = 0.0
    spread_m: float = 0.01
    pelvis_yaw_deg: float = 0.0
    obliquity_deg: float = 0.0
    twist_deg: float = 0.0
    kyphosis_deg: float = 0.0
    kyphosis_shares: tuple[float, float] = (0.0, 0.0)
    protraction_deg: float = 0.0
    spine_bend: float = 1.0
    head_pitch_deg: float = 0.0
    head_yaw_deg: float = 0.0
    breath: float = 0.0
    belly: float = 0.0
    squeeze: float = 0.0
    ripple: tuple[float, ...] = ()
    arms: ArmKind = "down"
    rear_side: str = "right"


def place_standing(body: Body, stand: Stand) -> Placement:
    """Place a body upright on both feet."""
    low = ankle_height(body, "left")
    ahead = stand.left_ahead_m / 2
    legs = Stance(
        hip_x=stand.hips_ahead_m,
        hip_z=low + (1 - stand.knees_soft) * sum(limb_lengths(body, "left")),
        left_x=ahead,
        right_x=-ahead,
        left_z=low,
        right_z=low,
        spread_m=stand.spread_m,
        tilt_deg=stand.tilt_deg + stand.neutral_tilt_deg,
        yaw_deg=stand.pelvis_yaw_deg,
        trunk_deg=stand.trunk_deg,
    )
    placement = replace(
        place_stance(body, legs, breath=stand.breath),
        obliquity_deg=stand.obliquity_deg,
        twist_deg=stand.twist_deg,
        kyphosis_deg=stand.kyphosis_deg,
        kyphosis_shares=stand.kyphosis_shares,
        protraction_deg=stand.protraction_deg,
        spine_bend=stand.spine_bend,
        head_pitch_deg=stand.head_pitch_deg,
        head_yaw_deg=stand.head_yaw_deg,
        belly=stand.belly,
        squeeze=stand.squeeze,
        ripple=stand.ripple,
        arms={side: ArmGoal(stand.arms) for side in SIDES},
    )
    return with_trunk_line(body, placement, stand.trunk_deg)
