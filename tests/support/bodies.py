"""A stick body with known angles: every keypoint the checker needs, written down by closed-form geometry."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint
from formcheck.records import Frame, Pose, Side
from formcheck.settings import Joints, Settings

SIZE_PX = (1280, 960)
AS_DRAWN = Joints(longest_shift=0.0, view_unlike=0.0)
"""A stick body has its joints where they are drawn: no correction of a pose network's habits."""
STICK = Settings(joints=AS_DRAWN)
_PAIRS = [(k, Keypoint[k.name.replace("LEFT", "RIGHT")]) for k in Keypoint if "LEFT" in k.name]


@dataclass(frozen=True)
class Angles:
    """Angles of the measurement specification, degrees."""

    rear_thigh: float = 3.0
    rear_knee: float = 93.0
    front_knee: float = 90.0
    front_shin: float = 0.0
    trunk: float = 1.0


def kneeling_points(
    angles: Angles = Angles(),
    *,
    facing: Side = "right",
    rear_side: Side = "right",
    limb_px: float = 230.0,
    knee_px: tuple[float, float] = (600.0, 820.0),
    camera_ahead: float = 0.0,
) -> NDArray[np.float64]:
    """Return the keypoints, shape (33, 2), of a half-kneeling body; thigh and shank are `limb_px` long.

    `camera_ahead` moves the far shoulder ahead by that many trunk lengths, as a camera ahead of the side sees it.
    """
    forward = 1.0 if facing == "right" else -1.0

    def go(start: NDArray[np.float64], inclination_deg: float, length: float) -> NDArray[np.float64]:
        t = np.radians(inclination_deg)
        return start + length * limb_px * np.array([forward * np.sin(t), -np.cos(t)])

    rear, front = rear_side.upper(), "LEFT" if rear_side == "right" else "RIGHT"
    rear_knee = np.array(knee_px, dtype=float)
    hip = go(rear_knee, angles.rear_thigh, 1.0)
    # The shank leaves the knee backwards: turned from the thigh by the interior angle.
    rear_ankle = go(rear_knee, angles.rear_thigh - angles.rear_knee, 1.0)
    front_knee = go(hip, angles.front_shin + angles.front_knee, 1.0)
    front_ankle = go(front_knee, angles.front_shin + 180.0, 1.0)
    shoulder = go(hip, angles.trunk, 1.2)
    face = go(shoulder, 15, 0.6)
    shift = np.array([forward * camera_ahead * 1.2 * limb_px / 2, 0.0])
    far, near = ("LEFT", "RIGHT") if facing == "right" else ("RIGHT", "LEFT")
    points = np.tile(face, (33, 1))
    placed = {
        "NOSE": go(face, 90, 0.15),
        f"{rear}_HIP": hip,
        f"{front}_HIP": hip,
        f"{rear}_KNEE": rear_knee,
        f"{rear}_ANKLE": rear_ankle,
        f"{rear}_HEEL": go(rear_ankle, -60, 0.1),
        f"{rear}_FOOT_INDEX": go(rear_ankle, -120, 0.4),
        f"{front}_KNEE": front_knee,
        f"{front}_ANKLE": front_ankle,
        f"{front}_HEEL": go(front_ankle, -150, 0.15),
        f"{front}_FOOT_INDEX": go(front_ankle, 112, 0.4),
        f"{far}_SHOULDER": shoulder + shift,
        f"{near}_SHOULDER": shoulder - shift,
    }
    for side in ("LEFT", "RIGHT"):
        placed[f"{side}_ELBOW"] = go(shoulder, 165, 0.7)
        hand = front_knee + 0.3 * (hip - front_knee)
        placed |= {f"{side}_{part}": hand for part in ("WRIST", "PINKY", "INDEX", "THUMB")}
    for name, point in placed.items():
        points[Keypoint[name]] = point
    return points


def pose_of(points: NDArray[np.float64], *, size_px: tuple[int, int] = SIZE_PX, confidence: float = 0.95) -> Pose:
    """Return a pose with these keypoints, every one seen with the same confidence."""
    return Pose(size_px, points, np.full(33, confidence), np.full(33, confidence), np.zeros((33, 3)))


def mirrored(pose: Pose) -> Pose:
    """Return the pose of the mirrored picture: x turned round, and what was left is called right."""
    points = pose.keypoints_px.copy()
    points[:, 0] = pose.size_px[0] - points[:, 0]
    return dataclasses.replace(pose, keypoints_px=swap_sides(points))


def swap_sides(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exchange the rows of left and right."""
    swapped = points.copy()
    for left, right in _PAIRS:
        swapped[[left, right]] = points[[right, left]]
    return swapped


def clip(
    angles_at: Callable[[float], Angles], seconds: float, rate: float = 25.0, start_s: float = 0.0, **body: object
) -> Iterator[Frame]:
    """Frames of a body whose angles are a function of time."""
    for i in range(round(seconds * rate)):
        t = i / rate
        yield Frame(i, start_s + t, pose=pose_of(kneeling_points(angles_at(t), **body)))  # type: ignore[arg-type]


def ramp(t: float, *knots: tuple[float, float]) -> float:
    """Value at t on the broken line through (time, value) knots."""
    return float(np.interp(t, [k[0] for k in knots], [k[1] for k in knots]))
