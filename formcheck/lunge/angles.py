"""The angles of the exercise, taken from keypoints in pixels.

Signs and definitions are those of the measurement specification: x forward (the way the person faces), y up, degrees.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import distance, distance_to_segment, inclination_deg, interior_angle_deg, middle
from formcheck.keypoints import HIPS, SHOULDERS, Keypoint
from formcheck.lunge.legs import Stance

NEEDS: dict[str, tuple[str, ...]] = {
    "front_knee_deg": ("front.hip", "front.knee", "front.ankle"),
    "front_shin_deg": ("front.knee", "front.ankle"),
    "rear_thigh_deg": ("rear.hip", "rear.knee"),
    "rear_knee_deg": ("rear.hip", "rear.knee", "rear.ankle"),
    "trunk_deg": ("hips", "shoulders"),
}
"""The points each angle is made of."""


def rows_of(point: str, stance: Stance) -> tuple[int, ...]:
    """Rows of a point named in `NEEDS`: one of a leg, or a pair (``hips``, ``shoulders``)."""
    if point == "hips":
        return (Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP)
    if point == "shoulders":
        return (Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER)
    leg, name = point.split(".")
    return (getattr(stance.front if leg == "front" else stance.rear, name),)


def limb_angles_deg(keypoints_px: NDArray[np.float64], stance: Stance) -> dict[str, float]:
    """Measure knee, shin, thigh and trunk.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels, y down, legs named as in `stance`.
    stance
        Tells front and rear leg and the facing.

    Returns
    -------
    dict
        ``front_knee_deg`` and ``rear_knee_deg`` interior angles (180 straight); ``front_shin_deg`` positive with the
        knee ahead of the ankle; ``rear_thigh_deg`` positive with the hip ahead of the knee; ``trunk_deg`` positive
        leaning forward. NaN where a point is.
    """
    p, forward, front, rear = keypoints_px.tolist(), stance.forward, stance.front, stance.rear
    hips, shoulders = (middle(p[left], p[right]) for left, right in (HIPS.tolist(), SHOULDERS.tolist()))
    return {
        "front_knee_deg": interior_angle_deg(p[front.hip], p[front.knee], p[front.ankle]),
        "front_shin_deg": inclination_deg(p[front.ankle], p[front.knee], forward),
        "rear_thigh_deg": inclination_deg(p[rear.knee], p[rear.hip], forward),
        "rear_knee_deg": interior_angle_deg(p[rear.hip], p[rear.knee], p[rear.ankle]),
        "trunk_deg": inclination_deg(hips, shoulders, forward),
    }


def hands_on_thigh(keypoints_px: NDArray[np.float64], stance: Stance, thigh_distance: float) -> bool | None:
    """Whether a wrist rests on the front thigh.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels.
    stance
        Tells the front leg.
    thigh_distance
        Greatest distance of the wrist from the thigh segment, in thigh lengths.

    Returns
    -------
    bool or None
        None where the thigh or both wrists are not seen.
    """
    p = keypoints_px.tolist()
    hip, knee = p[stance.front.hip], p[stance.front.knee]
    thigh = distance(hip, knee)
    if not thigh > 0:
        return None
    reach = [distance_to_segment(p[w], hip, knee) / thigh for w in (Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST)]
    known = [r for r in reach if r == r]
    return min(known) <= thigh_distance if known else None
