"""The surroundings of the rear knee, cut out of the picture so that they look alike for everybody.

The knee keypoint is the origin, the longer shin in the picture the unit, the camera's roll is taken out, and the person
faces right: what is left to see is the knee, the shin behind it, and how both lie over the floor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import distance
from formcheck.keypoints import HIPS, SHOULDERS
from formcheck.lunge.legs import Stance
from formcheck.lunge.picture_part import cut_out

SIZE_PX = 80
"""Width and height of the crop, pixels."""
PX_PER_SHIN = 48.0
"""Pixels of the crop in a shin's length: a knee 5 cm over the floor leaves some 6."""
KNEE = (0.68, 0.52)
"""Where the knee lies in the crop, as a share of its width from the left and of its height from the top."""
SOLE_PX, _FARTHEST_PX = 9.0, 25.0
"""So far under the knee's place the floor is in `KneeCrop.grounded`, pixels, and how far it is moved at most for it."""
_REACH = 1.3
"""No corner of either crop is farther from the knee, as a share of its size."""
NUMBERS = 21
"""Length of `KneeCrop.numbers`."""


@dataclass(frozen=True, eq=False)
class KneeCrop:
    """The rear knee and what is round it.

    Attributes
    ----------
    picture
        Shape (n, n, 3), uint8, BGR.
    grounded
        Likewise, moved up or down so that the lowest point of the rear foot is always as high, instead of the knee.
    numbers
        Shape (21,), float32: x (ahead) and y (down) from the rear knee in shin lengths of the rear hip, ankle, heel and
        toe, of the front knee, ankle, heel and toe, and of the middle of the shoulders; how far the near hip and the
        near shoulder lie ahead of the far ones; whether the rear leg is the near one.
    """

    picture: NDArray[np.uint8]
    grounded: NDArray[np.uint8]
    numbers: NDArray[np.float32]


def knee_crop(
    image: NDArray[np.uint8],
    keypoints_px: NDArray[np.float64],
    stance: Stance,
    roll_deg: float = 0.0,
    margin_px: int = 0,
) -> KneeCrop | None:
    """Cut out the rear knee; None where the legs are not told apart or not known.

    Parameters
    ----------
    image
        Shape (rows, columns, channels), uint8, BGR.
    keypoints_px
        Shape (33, 2), pixels, with the legs in their right rows.
    stance
        Which way the person faces, and which leg is which.
    roll_deg
        Roll of the camera, as in `Pose`; NaN where not known.
    margin_px
        So many pixels more on every side.
    """
    p = keypoints_px
    shin_px = max(distance(p[leg.knee], p[leg.ankle]) for leg in (stance.front, stance.rear))
    if stance.facing is None or stance.rear_side is None or not shin_px > 0:
        return None
    roll = 0.0 if math.isnan(roll_deg) else math.radians(roll_deg)
    level = np.array([[math.cos(roll), -math.sin(roll)], [math.sin(roll), math.cos(roll)]])
    turn = np.diag([stance.forward, 1.0]) @ level
    numbers = _numbers(p, stance, turn / shin_px)
    if not np.isfinite(numbers).all():
        return None
    size = SIZE_PX + 2 * margin_px
    origin = np.array(KNEE) * SIZE_PX + margin_px
    sole_px = PX_PER_SHIN * float(numbers[[3, 5, 7]].max())  # of ankle, heel and toe
    moved = np.array([0.0, np.clip(SOLE_PX - sole_px, -_FARTHEST_PX, _FARTHEST_PX)])
    picture, grounded = (
        np.asarray(
            cut_out(image, turn * (PX_PER_SHIN / shin_px), p[stance.rear.knee], origin + off, size, reach=_REACH),
            np.uint8,
        )
        for off in (np.zeros(2), moved)
    )
    return KneeCrop(picture, grounded, numbers)


def _numbers(p: NDArray[np.float64], stance: Stance, to_shins: NDArray[np.float64]) -> NDArray[np.float32]:
    front, rear = stance.front, stance.rear
    rows = (rear.hip, rear.ankle, rear.heel, rear.toe, front.knee, front.ankle, front.heel, front.toe)
    shoulders = p[SHOULDERS].mean(axis=0)
    points = (np.array([*p[list(rows)], shoulders]) - p[rear.knee]) @ to_shins.T
    near = -1.0 if stance.near_side == "right" else 1.0
    across = [float((to_shins @ (p[pair[0]] - p[pair[1]]))[0]) * near for pair in (HIPS, SHOULDERS)]
    return np.array([*points.ravel(), *across, float(stance.rear_side == stance.near_side)], np.float32)
