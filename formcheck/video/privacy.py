"""What may be seen of the person: everything, everything but the face, or nothing but the drawing."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import EARS, SHOULDERS, Keypoint, trunk_length_px
from formcheck.records import Frame, Pose
from formcheck.settings import Privacy

Pictures = Literal["as filmed", "face blurred", "none"]

FACE = np.arange(Keypoint.NOSE, Keypoint.MOUTH_RIGHT + 1)
_BACKGROUND = (38, 32, 28)


@dataclass(frozen=True)
class Ellipse:
    """An ellipse in a picture: centre, half axes and turn of the first axis from x towards y; pixels, degrees."""

    centre: tuple[float, float]
    axes: tuple[float, float]
    turn_deg: float


def face_ellipse(pose: Pose, privacy: Privacy) -> Ellipse | None:
    """Find where the head is, whichever way it is turned.

    Parameters
    ----------
    pose
        What the network saw. It places nose, eyes, ears and mouth inside the head even where they cannot be seen.
    privacy
        How large the ellipse is.

    Returns
    -------
    Ellipse or None
        Around the whole head, in pixels of the picture; None where nobody was found.

    Notes
    -----
    Its middle lies between the ears, a third of the way to the middle of the face. It reaches over every point of
    the face and is at least so large as a head is to the trunk, because seen from behind or above the points lie close
    together; it is stretched along the line from the shoulders to the head, over hair and chin.
    """
    points = pose.keypoints_px
    trunk = trunk_length_px(points)
    if pose.people == 0 or not np.isfinite(points[FACE]).all() or not np.isfinite(trunk):
        return None
    ears, face = points[EARS].mean(axis=0), points[FACE].mean(axis=0)
    centre = ears + (face - ears) / 3
    shoulders = points[SHOULDERS].mean(axis=0)
    trunk = max(trunk, float(np.hypot(*(points[SHOULDERS[0]] - points[SHOULDERS[1]]))))
    reach = float(np.hypot(*(points[FACE] - centre).T).max())
    across = max(privacy.head_radius * trunk, privacy.face_margin * reach)
    up = centre - shoulders
    turn = float(np.degrees(np.arctan2(up[1], up[0])))
    return Ellipse((float(centre[0]), float(centre[1])), (privacy.stretch * across, across), turn)


class Veil:
    """Hides what is not to be seen in the pictures of one source.

    Parameters
    ----------
    pictures
        What may be seen.
    privacy
        How the face is blurred.
    """

    def __init__(self, pictures: Pictures, privacy: Privacy) -> None:
        self._pictures = pictures
        self._privacy = privacy
        self._lately: deque[tuple[float, Ellipse]] = deque()
        self._sure = False
        self._size_px = (1, 1)

    def see(self, frame: Frame) -> None:
        """Take the pose of every frame, in order, also of those that are not shown."""
        if self._pictures != "face blurred" or frame.pose is None:
            return
        self._size_px = frame.pose.size_px
        ellipse = face_ellipse(frame.pose, self._privacy)
        # Of a second person no keypoints are known.
        self._sure = ellipse is not None and frame.pose.people == 1
        if ellipse is not None:
            self._lately.append((frame.time_s, ellipse))
        while self._lately and frame.time_s - self._lately[0][0] > self._privacy.remembered_s:
            self._lately.popleft()

    def draw(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture of the frame seen last with everything hidden that is not to be seen.

        Parameters
        ----------
        image
            Shape (rows, columns, 3), uint8, BGR; maybe scaled. It is left as it is.

        Returns
        -------
        ndarray
            Shape of `image`, uint8, BGR. With the face to be blurred, the whole picture is where nobody was found, for
            somebody may be there, or more than one person.
        """
        if self._pictures == "as filmed":
            return image
        if self._pictures == "none":
            return np.full_like(image, _BACKGROUND)
        if not self._sure:
            return _coarse(image, self._privacy.cells * 2)
        return self._blur_faces(image)

    def _blur_faces(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        rows, columns = image.shape[:2]
        scale = columns / self._size_px[0]
        mask = np.zeros((rows, columns), np.uint8)
        for _, e in self._lately:  # a head in quick motion is still under one of the last ellipses
            middle = (round(e.centre[0] * scale), round(e.centre[1] * scale))
            axes = (max(1, round(e.axes[0] * scale)), max(1, round(e.axes[1] * scale)))
            cv2.ellipse(mask, middle, axes, e.turn_deg, 0, 360, 255, -1)
        x, y, width, height = cv2.boundingRect(mask)
        if width == 0 or height == 0:  # the head is out of the picture
            return image
        hidden = image.copy()
        part, where = hidden[y : y + height, x : x + width], mask[y : y + height, x : x + width]
        part[where > 0] = _coarse(np.ascontiguousarray(part), self._privacy.cells)[where > 0]
        return hidden


def _coarse(image: NDArray[np.uint8], cells: int) -> NDArray[np.uint8]:
    """Leave N cells of a picture along its longer side, softly joined: what is in them cannot be brought back."""
    rows, columns = image.shape[:2]
    share = cells / max(rows, columns)
    few = cv2.resize(image, (max(1, round(columns * share)), max(1, round(rows * share))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(few, (columns, rows), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
