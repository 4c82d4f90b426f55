"""Whether the rear knee is in the air, learned from the picture of knee, shin and floor.

Keypoints do not show it: seen from a little above, a knee on a cushion and one that hovers lie at the same height over
the line through the feet. The edges in the picture say more: where the shin ends and the floor or a cushion begins, and
how the foot stands. The head is a weighted sum of the directions of these edges (a histogram of oriented gradients,
which hardly depends on light and colours), once as they lie from the knee and once as they lie from the floor, and of
where the joints are. How it was made and how well it does is in models/KNEE.md.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.knee.crop import NUMBERS, SIZE_PX, KneeCrop, knee_crop
from formcheck.lunge.legs import Stance
from formcheck.messages.message import message
from formcheck.pose.estimator import shipped_network
from formcheck.records import Frame
from formcheck.system.bundled import IncompleteInstallationError, bundled_file

HEAD = "rear_knee.npz"
POSE_NETWORK = "mediapipe"
"""The pose network it was trained with: where that puts the knee decides what the crop shows."""
_CELL_PX, _DIRECTIONS = 8, 9
_EDGES = cv2.HOGDescriptor(
    (SIZE_PX, SIZE_PX), (2 * _CELL_PX, 2 * _CELL_PX), (_CELL_PX, _CELL_PX), (_CELL_PX, _CELL_PX), _DIRECTIONS
)
FEATURES = 2 * _EDGES.getDescriptorSize() + NUMBERS
"""Length of what the head weighs."""


class KneeSource(Protocol):
    """What sees whether the rear knee is in the air."""

    name: Literal["rear_knee"]

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> float | None:
        """Look at one frame of somebody half-kneeling by their keypoints.

        Parameters
        ----------
        frame
            With its pose, and with its picture unless that was looked at before and is remembered.
        keypoints_px
            Shape (33, 2), pixels of the picture: smoothed, with the legs in their right rows.
        stance
            Which way the person faces, and which leg is which.

        Returns
        -------
        float or None
            Log-odds that the knee is in the air; None where this frame has nothing to look at.
        """
        ...


class LearnedKnee:
    """Sees it by the weights that come with formcheck; a `KneeSource`.

    Parameters
    ----------
    folder
        Where the weights lie; None for those that come with formcheck.

    Raises
    ------
    IncompleteInstallationError
        They are not there, or damaged.
    """

    name: Literal["rear_knee"] = "rear_knee"

    def __init__(self, folder: Path | None = None) -> None:
        self._weights, self._bias = _read(bundled_file("models", HEAD, folder))

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> float | None:
        """Look at one frame; see `KneeSource.look`. The keypoints of another pose network are not looked at."""
        if frame.image is None or frame.pose is None:
            return None
        if (frame.pose.network or shipped_network()).name != POSE_NETWORK:
            return None
        crop = knee_crop(frame.image, keypoints_px, stance, frame.pose.roll_deg)
        return None if crop is None else float(features(crop) @ self._weights) + self._bias


def features(crop: KneeCrop) -> NDArray[np.float32]:
    """Return what the head weighs: the directions of the edges in each part of both crops, then the numbers."""
    edges = [np.ravel(_EDGES.compute(np.ascontiguousarray(each))) for each in (crop.picture, crop.grounded)]
    return np.concatenate([*edges, crop.numbers])


def _read(path: Path) -> tuple[NDArray[np.float32], float]:
    damaged = IncompleteInstallationError(message("error.installation.damaged", name=path.name))
    try:
        with np.load(path, allow_pickle=False) as file:
            weights, bias = np.asarray(file["weights"], np.float32), float(file["bias"])
    except Exception as error:  # whatever a damaged archive raises
        raise damaged from error
    if weights.shape != (FEATURES,) or not (np.isfinite(weights).all() and math.isfinite(bias)):
        raise damaged
    return weights, bias
