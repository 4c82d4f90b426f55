"""The surroundings of the hips, seen alike whatever the camera did.

Upright (the camera's roll taken out), the person facing right, the trunk as long as wanted, mid-hip in a fixed place:
so what looks into the window need not know of mirrored, rolled or larger pictures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import HIPS, trunk_length_px
from formcheck.lunge.legs import Stance
from formcheck.records import Frame

BEHIND, AHEAD, ABOVE, BELOW = 0.65, 0.6, 0.6, 0.4
"""What the window shows, trunk lengths from mid-hip."""
Zone = tuple[tuple[float, float], tuple[float, float]]
"""A rectangle: from where to where ahead of, and above mid-hip, trunk lengths."""


@dataclass(frozen=True, eq=False)
class HipWindow:
    """The surroundings of the hips.

    Attributes
    ----------
    a, b
        Shape (rows, columns), uint8: the two colour axes of CIE Lab, 128 is grey.
    person
        Shape (rows, columns), True near the person; None where there is no mask.
    scale
        Pixels of the window a trunk length.
    to_window
        Shape (2, 3): from pixels of the picture to pixels of the window.
    """

    a: NDArray[np.uint8]
    b: NDArray[np.uint8]
    person: NDArray[np.bool_] | None
    scale: float
    to_window: NDArray[np.float64]

    @property
    def mid_hip(self) -> NDArray[np.float64]:
        """Place of mid-hip in the window, pixels, shape (2,)."""
        return np.array([BEHIND, ABOVE]) * self.scale

    def placed(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """From pixels of the window to trunk lengths ahead of and above mid-hip, shape (2,)."""
        return (at - self.mid_hip) / self.scale * (1.0, -1.0)

    def at(self, place: NDArray[np.float64]) -> NDArray[np.float64]:
        """From trunk lengths ahead of and above mid-hip to pixels of the window, shape (2,)."""
        return place * (1.0, -1.0) * self.scale + self.mid_hip

    def in_picture(self, place: NDArray[np.float64]) -> NDArray[np.float64]:
        """From trunk lengths ahead of and above mid-hip to pixels of the picture, shape (2,)."""
        at = np.linalg.solve(self.to_window[:, :2], self.at(place) - self.to_window[:, 2])
        return np.asarray(at, np.float64)

    def has_person_at(self, place: NDArray[np.float64]) -> bool:
        """Whether a place lies near the person, as far as that is known."""
        if self.person is None:
            return True
        x, y = np.round(self.at(place)).astype(int)
        rows, columns = self.person.shape
        return bool(0 <= y < rows and 0 <= x < columns and self.person[y, x])

    def rows_and_columns(self, zone: Zone) -> tuple[slice, slice]:
        """Return the part of the window that shows a zone."""
        (behind, ahead), (below, above) = zone
        rows, columns = self.a.shape
        x, y = self.mid_hip
        left, right = np.clip(np.round(x + self.scale * np.array([behind, ahead])).astype(int), 0, columns)
        top, bottom = np.clip(np.round(y - self.scale * np.array([above, below])).astype(int), 0, rows)
        return slice(int(top), int(bottom)), slice(int(left), int(right))

    @property
    def picture_px(self) -> float:
        """One pixel of the picture, in trunk lengths."""
        return math.sqrt(abs(np.linalg.det(self.to_window[:, :2]))) / self.scale


def window_of(frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance, lines: int) -> HipWindow | None:
    """Cut out the surroundings of the hips.

    Parameters
    ----------
    frame
        With its picture and its pose.
    keypoints_px
        Shape (33, 2), pixels.
    stance
        Which way the person faces.
    lines
        Pixels the trunk gets.

    Returns
    -------
    HipWindow or None
        None where there is no picture, or trunk and facing are not known.
    """
    trunk = trunk_length_px(keypoints_px)
    if frame.image is None or frame.pose is None or stance.facing is None or not trunk > 0:
        return None
    roll = 0.0 if math.isnan(frame.pose.roll_deg) else math.radians(frame.pose.roll_deg)
    level = np.array([[math.cos(roll), -math.sin(roll)], [math.sin(roll), math.cos(roll)]])
    turn = np.diag([stance.forward, 1.0]) @ level * (lines / trunk)
    middle = np.array([BEHIND, ABOVE]) * lines
    to_window = np.column_stack([turn, middle - turn @ keypoints_px[HIPS].mean(axis=0)])
    size = (round((BEHIND + AHEAD) * lines), round((ABOVE + BELOW) * lines))
    seen = cv2.warpAffine(
        frame.image,
        to_window,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(128, 128, 128),
    )
    _, a, b = cv2.split(cv2.cvtColor(cv2.GaussianBlur(seen, (0, 0), lines / 200), cv2.COLOR_BGR2LAB))
    return HipWindow(
        np.asarray(a, np.uint8), np.asarray(b, np.uint8), _near_person(frame, to_window, size), lines, to_window
    )


def _near_person(frame: Frame, to_window: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_] | None:
    """Bring the person's mask into the window, a little widened: a sticker sits on the outline."""
    assert frame.pose is not None
    mask = frame.pose.mask
    if mask is None:
        return None
    shrink = np.diag([frame.pose.size_px[0] / mask.shape[1], frame.pose.size_px[1] / mask.shape[0]])
    from_mask = np.column_stack([to_window[:, :2] @ shrink, to_window[:, 2]])
    person = cv2.warpAffine(mask, from_mask, size, flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.boxFilter(person, -1, (15, 15)) > 0.1)
