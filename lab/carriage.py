"""How pelvis, trunk and head are held, whatever the legs do: what kneeling and standing have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lab.posing import Placement


@dataclass(frozen=True)
class Carriage:
    """Pelvis, trunk and head, in the frame and with the signs of the measurement specification.

    Attributes
    ----------
    tilt_deg
        Pelvic tilt from the person's own neutral, anterior +.
    neutral_tilt_deg
        The person's own neutral against the body at rest, anterior +.
    trunk_deg
        Inclination of the line mid-hip → mid-shoulder, forward +.
    pelvis_yaw_deg, obliquity_deg, twist_deg, kyphosis_deg, kyphosis_shares, protraction_deg, spine_bend
        As in `Placement`.
    head_pitch_deg, head_yaw_deg, breath, belly, squeeze, ripple
        As in `Placement`.
    """

    tilt_deg: float = 0.0
    neutral_tilt_deg: float = 0.0
    trunk_deg: float = 0.0
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


def carried(placement: Placement, held: Carriage) -> Placement:
    """Return a placement with trunk and head held so; the pelvis is placed with the legs."""
    return replace(
        placement,
        obliquity_deg=held.obliquity_deg,
        twist_deg=held.twist_deg,
        kyphosis_deg=held.kyphosis_deg,
        kyphosis_shares=held.kyphosis_shares,
        protraction_deg=held.protraction_deg,
        spine_bend=held.spine_bend,
        head_pitch_deg=held.head_pitch_deg,
        head_yaw_deg=held.head_yaw_deg,
        breath=held.breath,
        belly=held.belly,
        squeeze=held.squeeze,
        ripple=held.ripple,
    )
