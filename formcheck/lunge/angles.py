"""The angles of the exercise, taken from keypoints in pixels.

Signs and definitions are those of the measurement specification: x forward (the way the person faces), y up, degrees.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import distance, distance_to_segment, inclination_deg, interior_angle_deg, middle
from formcheck.keypoints import Keypoint
from formcheck.lunge.legs import Stance
from formcheck.lunge.quantities import MEASURED


def rows_of(point: str, stance: Stance) -> tuple[int, ...]:
    """Rows of a point named in `formcheck.lunge.quantities`: one of a leg, or a pair (``hips``, ``shoulders``)."""
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
        The `MEASURED` quantities: interior angles where they have three points (180 is straight), inclinations of the
        line from the first up to the second where they have two, positive with the second ahead. NaN where a point is.
    """
    p = keypoints_px.tolist()
    return {
        line.name: _angle_deg([_place(p, rows_of(point, stance)) for point in line.points], stance.forward)
        for line in MEASURED
    }


def _place(points: Sequence[Sequence[float]], rows: tuple[int, ...]) -> Sequence[float]:
    """Where a point is, pixels: one of a leg, or the middle of a pair."""
    return points[rows[0]] if len(rows) == 1 else middle(points[rows[0]], points[rows[1]])


def _angle_deg(places: Sequence[Sequence[float]], forward: float) -> float:
    if len(places) == 3:
        return interior_angle_deg(*places)
    foot, top = places
    return inclination_deg(foot, top, forward)


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
        None where the thigh or both wrists are not known.
    """
    p = keypoints_px.tolist()
    hip, knee = p[stance.front.hip], p[stance.front.knee]
    thigh = distance(hip, knee)
    if not thigh > 0:
        return None
    reach = [distance_to_segment(p[w], hip, knee) / thigh for w in (Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST)]
    known = [r for r in reach if r == r]
    return min(known) <= thigh_distance if known else None
