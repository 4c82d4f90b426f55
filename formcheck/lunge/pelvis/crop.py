"""The surroundings of the pelvis, cut out of the picture so that they look alike for everybody.

Mid-hip is the origin, the trunk's length the unit, the trunk's line upright, and the person faces right: what is left
to see is the person's own outline, and how the pelvis stands in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import HIPS, SHOULDERS, Keypoint, trunk_length_px
from formcheck.lunge.legs import SIDES, Stance
from formcheck.lunge.picture_part import cut_out

SPAN = 1.7
"""Width and height of the crop, trunk lengths."""

MID_HIP = (0.45, 0.62)
"""Where mid-hip lies in the crop, as a share of its width from the left and of its height from the top."""

SIZE_PX = 112
"""Width and height of the crop, pixels."""

_REACH = 0.75
"""How far round mid-hip the picture is looked at, as a share of the size: the networks learned from such crops."""

_PAIRS = ("SHOULDER", "ELBOW", "WRIST")


@dataclass(frozen=True, eq=False)
class PelvisCrop:
    """The pelvis and what is round it.

    Attributes
    ----------
    picture
        Shape (n, n, 3), uint8, BGR.
    mask
        Shape (n, n), uint8: probability of the person, 255 sure.
    body
        Shape (30,), float32: x (ahead) and y (down) from mid-hip in trunk lengths of the near and far shoulder, elbow,
        wrist, the near hip, the front and rear knee, the front and rear ankle, nose and ears; then the visibility of
        near elbow, near and far wrist; then `trunk_deg` / 10.
    trunk_deg
        Inclination of the trunk's line before it was turned upright, the camera's roll taken out, forward +, degrees.
    """

    picture: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    body: NDArray[np.float32]
    trunk_deg: float


def pelvis_crop(
    image: NDArray[np.uint8],
    mask: NDArray[np.float32],
    keypoints_px: NDArray[np.float64],
    stance: Stance,
    margin_px: int = 0,
    roll_deg: float = 0.0,
) -> PelvisCrop | None:
    """Cut out the pelvis.

    Parameters
    ----------
    image
        Shape (rows, columns, 3), uint8, BGR.
    mask
        Probability of the person, 0-1, of the same picture at any size.
    keypoints_px
        Shape (33, 2), pixels of the picture, with the legs in their right rows.
    stance
        Which way the person faces, and which leg is which.
    margin_px
        Extra pixels on each side, for callers that shift the crop afterwards.
    roll_deg
        Roll of the camera, as in `Pose`.

    Returns
    -------
    PelvisCrop or None
        None where the points it hangs on are not known.
    """
    trunk_px = trunk_length_px(keypoints_px)
    if not trunk_px > 0 or math.isnan(stance.forward) or stance.rear_side is None:
        return None
    mid_hip, turn, lean_deg = _upright(keypoints_px, stance, roll_deg)
    size = SIZE_PX + 2 * margin_px
    to_crop = turn * (SIZE_PX / SPAN / trunk_px)
    origin = np.array(MID_HIP) * SIZE_PX + margin_px
    rows, columns = image.shape[:2]
    to_mask = to_crop @ np.diag([columns / mask.shape[1], rows / mask.shape[0]])
    mid_hip_in_mask = mid_hip * (mask.shape[1] / columns, mask.shape[0] / rows)
    soft = cut_out(mask, to_mask, mid_hip_in_mask, origin, size, reach=_REACH, border=cv2.BORDER_CONSTANT)
    return PelvisCrop(
        picture=np.asarray(cut_out(image, to_crop, mid_hip, origin, size, reach=_REACH), np.uint8),
        mask=np.asarray(np.clip(soft, 0, 1) * 255, np.uint8),
        body=body_vector(keypoints_px, stance, roll_deg),
        trunk_deg=lean_deg,
    )


def body_vector(keypoints_px: NDArray[np.float64], stance: Stance, roll_deg: float = 0.0) -> NDArray[np.float32]:
    """Return what `PelvisCrop.body` holds; both sides of the person must be known.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels, with the legs in their right rows.
    stance
        Which way the person faces, and which leg is which.
    roll_deg
        Roll of the camera, as in `Pose`.
    """
    mid_hip, turn, lean_deg = _upright(keypoints_px, stance, roll_deg)
    upright = (keypoints_px - mid_hip) @ turn.T / trunk_length_px(keypoints_px)
    near = "LEFT" if stance.near_side == "left" else "RIGHT"
    far = "RIGHT" if near == "LEFT" else "LEFT"
    points = [upright[Keypoint[f"{side}_{name}"]] for name in _PAIRS for side in (near, far)]
    hip = HIPS[SIDES.index("left" if near == "LEFT" else "right")]
    legs = (hip, stance.front.knee, stance.rear.knee, stance.front.ankle, stance.rear.ankle, Keypoint.NOSE)
    points += [upright[row] for row in legs]
    points.append((upright[Keypoint.LEFT_EAR] + upright[Keypoint.RIGHT_EAR]) / 2)
    seen = [stance.visibility[Keypoint[name]] for name in (f"{near}_ELBOW", f"{near}_WRIST", f"{far}_WRIST")]
    return np.concatenate([*points, seen, [lean_deg / 10]]).astype(np.float32)


def _upright(
    keypoints_px: NDArray[np.float64], stance: Stance, roll_deg: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return mid-hip, the turn that makes the trunk upright and the person face right, and the trunk's inclination.

    The trunk's own line makes the crop upright, whatever the roll; only the inclination needs it.
    """
    mid_hip = keypoints_px[HIPS].mean(axis=0)
    trunk = keypoints_px[SHOULDERS].mean(axis=0) - mid_hip
    lean = math.atan2(trunk[0] * stance.forward, -trunk[1])
    turn = np.array([[math.cos(lean), math.sin(lean)], [-math.sin(lean), math.cos(lean)]]) @ np.diag(
        [stance.forward, 1]
    )
    return mid_hip, turn, math.degrees(lean) + roll_deg * stance.forward
