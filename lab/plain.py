"""What a plain MediaPipe loop makes of a clip: its own left and right, no smoothing, no correction, no doubt.

The reference of the accuracy benchmark. It is even told which way the person faces and which leg kneels, which a plain
loop would have to know from somewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.geometry import inclination_deg, interior_angle_deg
from formcheck.keypoints import KEYPOINT_COUNT, Keypoint
from formcheck.pose.network import Network
from formcheck.pose.weights import find_model
from formcheck.records import Frame
from formcheck.settings import Picture
from lab.estimators import estimator_of

LINES = 480
"""Larger pictures are scaled down to this many lines, as formcheck does."""


def watch(clip: Path, file: Path, model: str = "full") -> None:
    """Run the loop over a clip and keep the keypoints: shape (frames, 33, 2), pixels, NaN where nobody was found."""
    found: list[NDArray[np.float64]] = []
    video = cv2.VideoCapture(str(clip))
    try:
        fps = video.get(cv2.CAP_PROP_FPS)
        with _loop(model, video=True) as look_at:
            while (read := video.read())[0]:
                found.append(look_at(np.asarray(read[1], np.uint8), len(found) / fps))
    finally:
        video.release()
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(file, keypoints_px=np.array(found))


def look(photo: Path, model: str = "full") -> NDArray[np.float64]:
    """Look once at a photo; keypoints of shape (33, 2), pixels, NaN where nobody was found."""
    image = cv2.imread(str(photo))
    if image is None:
        raise FileNotFoundError(f"{photo} cannot be read as a picture")
    with _loop(model, video=False) as look_at:
        return look_at(np.asarray(image, np.uint8), 0.0)


@contextmanager
def _loop(model: str, video: bool) -> Generator[Callable[[NDArray[np.uint8], float], NDArray[np.float64]]]:
    """Give what finds the keypoints in one picture: MediaPipe as its makers show it, or another network as it is."""
    opened = estimator_of(model)
    if opened is not None:
        with opened("video" if video else "photo", Picture(), None) as estimator:
            yield lambda image, time_s: _keypoints_px(estimator.see(Frame(round(time_s * 1000), time_s, image)))
        return
    network = Network(find_model(model), video=video)

    def look_at(image: NDArray[np.uint8], time_s: float) -> NDArray[np.float64]:
        people = network.look(scaled_rgb(image), time_s)
        scale = max(1.0, image.shape[0] / LINES)
        return people[0].keypoints_px * scale if people else np.full((KEYPOINT_COUNT, 2), np.nan)

    try:
        yield look_at
    finally:
        network.close()


def _keypoints_px(frame: Frame) -> NDArray[np.float64]:
    assert frame.pose is not None
    return frame.pose.keypoints_px


def scaled_rgb(image: ArrayLike) -> NDArray[np.uint8]:
    """Return a BGR picture as the network gets it."""
    picture = np.asarray(image, dtype=np.uint8)
    rows, columns = picture.shape[:2]
    if rows > LINES:
        size = (round(columns * LINES / rows), LINES)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return np.ascontiguousarray(picture[:, :, ::-1])


def angles_deg(keypoints_px: NDArray[np.float64], facing: str, rear_side: str) -> dict[str, float]:
    """Angles of the measurement specification straight from the network's points.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels.
    facing, rear_side
        The truth.
    """
    p, forward = keypoints_px, 1.0 if facing == "right" else -1.0
    rear = _leg(rear_side)
    front = _leg("left" if rear_side == "right" else "right")
    hips = (p[Keypoint.LEFT_HIP] + p[Keypoint.RIGHT_HIP]) / 2
    shoulders = (p[Keypoint.LEFT_SHOULDER] + p[Keypoint.RIGHT_SHOULDER]) / 2
    return {
        "front_knee_deg": interior_angle_deg(p[front["hip"]], p[front["knee"]], p[front["ankle"]]),
        "front_shin_deg": inclination_deg(p[front["ankle"]], p[front["knee"]], forward),
        "rear_thigh_deg": inclination_deg(p[rear["knee"]], p[rear["hip"]], forward),
        "rear_knee_deg": interior_angle_deg(p[rear["hip"]], p[rear["knee"]], p[rear["ankle"]]),
        "trunk_deg": inclination_deg(hips, shoulders, forward),
    }


def _leg(side: str) -> Mapping[str, Keypoint]:
    return {name: Keypoint[f"{side}_{name}".upper()] for name in ("hip", "knee", "ankle")}
