"""Standing side-on for the posture check: neutral, arched, tucked with soft knees.

Feet under the hips, the pelvis turns about the hip joints, and the trunk's line is solved to be what is asked, as in
`lab.kneeling`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lab.arms import ArmGoal, ArmKind
from lab.bodies import Body
from lab.carriage import Carriage, carried
from lab.kneeling import ankle_height, with_trunk_line
from lab.posing import SIDES, Placement, limb_lengths
from lab.stances import Stance, place_stance


@dataclass(frozen=True)
class Stand(Carriage):
    """Standing, in the frame and with the signs of the measurement specification; see `Carriage`.

    Attributes
    ----------
    knees_soft
        How far the hips are lowered by bending the knees, leg lengths: 0.002 straight, 0.03 soft.
    hips_ahead_m
        Middle of the hips ahead of the ankles, metres.
    left_ahead_m
        Left foot ahead of the right one, metres.
    spread_m
        How much wider than the hips the feet stand, each side, metres.
    arms, rear_side
        What both arms do; a side, because truth files name one.
    """

    knees_soft: float = 0.005
    hips_ahead_m: float = 0.03
    left_ahead_m: float = 0.0
    spread_m: float = 0.01
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
    placement = carried(place_stance(body, legs, breath=stand.breath), stand)
    arms = {side: ArmGoal(stand.arms) for side in SIDES}
    return with_trunk_line(body, replace(placement, arms=arms), stand.trunk_deg)
