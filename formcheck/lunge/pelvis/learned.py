"""Pelvic tilt learned from the outline and the look of the pelvis.

Keypoints do not show the tilt, because the pelvis turns about the hip joints they mark. The small of the back, the
buttock, the belly and the waistband can. A small network makes features of a crop; a second one compares those of the
baseline with those of now and gives the change, with its standard deviation. How both were made and how well they do
is in models/PELVIS.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.crop import PelvisCrop, pelvis_crop
from formcheck.lunge.pelvis.reading import Reading, SourceName, TiltChange
from formcheck.messages.message import Message, message
from formcheck.pose.estimator import shipped_network
from formcheck.records import Frame
from formcheck.system.bundled import IncompleteInstallationError, bundled_file
from formcheck.system.native_output import silenced

ENCODER, COMPARER = "pelvis_encoder.onnx", "pelvis_comparer.onnx"
ORIGIN = "pelvis_networks.json"
"""Says with which pose network they were trained: where it puts the hips decides what the crop shows."""


class LearnedTilt:
    """Sees the pelvis by its outline.

    Parameters
    ----------
    folder
        Where the two networks lie; None for those that come with formcheck.

    Attributes
    ----------
    pose_network
        Name of the pose network they belong to; the poses of another are refused.

    Raises
    ------
    IncompleteInstallationError
        They are not there, or damaged.
    """

    name: SourceName = "contour"

    def __init__(self, folder: Path | None = None) -> None:
        self._encoder, self._comparer = (_network(bundled_file("models", n, folder)) for n in (ENCODER, COMPARER))
        self.pose_network = _pose_network(bundled_file("models", ORIGIN, folder))

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> Reading | Message | None:
        """Look at one frame; see `PelvisSource.look`."""
        if frame.image is None or frame.pose is None or frame.pose.mask is None:
            return None
        if (frame.pose.network or shipped_network()).name != self.pose_network:
            return Message("pelvis.other_network")
        roll_deg = 0.0 if math.isnan(frame.pose.roll_deg) else frame.pose.roll_deg
        crop = pelvis_crop(frame.image, frame.pose.mask, keypoints_px, stance, roll_deg=roll_deg)
        if crop is None:
            return Message("pelvis.hidden")
        features, tilt = self.encode(crop)
        return Reading(tilt_deg=tilt, sd_deg=float("nan"), features=features)

    def encode(self, crop: PelvisCrop) -> tuple[NDArray[np.float32], float]:
        """Return the features of a crop, shape (n,), and its rough absolute tilt, degrees."""
        stacked = np.dstack([crop.picture, crop.mask]).transpose(2, 0, 1)[None]
        self._encoder.setInput(stacked.astype(np.float32) / 127.5 - 1, "crops")
        self._encoder.setInput(crop.body[None], "body")
        features, tilt = self._encoder.forward(["features", "tilt_deg"])
        return np.array(features[0], np.float32), float(np.ravel(tilt)[0])

    def merge(self, readings: Sequence[Reading]) -> Reading:
        """Return the mean of readings of one posture."""
        features = np.stack([reading.features for reading in readings if reading.features is not None])
        tilt_deg = float(np.mean([reading.tilt_deg for reading in readings]))
        return Reading(tilt_deg, float("nan"), np.asarray(features.mean(axis=0), np.float32))

    def change(self, before: Reading, now: Reading) -> TiltChange:
        """Compare two readings of one person on one side."""
        assert before.features is not None and now.features is not None
        self._comparer.setInput(before.features[None], "before")
        self._comparer.setInput(now.features[None], "now")
        change, sd = (float(np.ravel(output)[0]) for output in self._comparer.forward(["change_deg", "sd_deg"]))
        return TiltChange(change, sd)


def _pose_network(path: Path) -> str:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["pose_network"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IncompleteInstallationError(message("error.installation.damaged", name=path.name)) from error


def _network(path: Path) -> cv2.dnn.Net:
    try:
        with silenced():
            return cv2.dnn.readNetFromONNX(str(path))
    except cv2.error as error:
        raise IncompleteInstallationError(message("error.installation.damaged", name=path.name)) from error
