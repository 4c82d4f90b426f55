"""MediaPipe's PoseLandmarker behind a small interface: a frame goes in, the frame with its pose comes out."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import vision
from numpy.typing import NDArray

from formcheck.offline import OfflineOptions, offline
from formcheck.pose.body import Frame, Pose
from formcheck.pose.weights import ModelError, find_model
from formcheck.quiet import hushed
from formcheck.settings import Picture

Mode = Literal["video", "photo"]


class PoseLandmarker:
    """Finds the body in pictures.

    Parameters
    ----------
    model
        ``lite``, ``full``, ``heavy`` or the path of a Pose Landmarker bundle.
    mode
        ``video`` follows one person from frame to frame; ``photo`` looks at every picture afresh.
    picture
        How large a picture the network is given; None for the default.

    Raises
    ------
    ModelError
        The model is missing, damaged, or MediaPipe cannot load it.
    """

    def __init__(self, model: str | Path = "full", mode: Mode = "video", picture: Picture | None = None) -> None:
        path = find_model(model)
        self._video = mode == "video"
        self._lines = (picture or Picture()).inference_lines
        self._last_ms = -1
        self._warm = False
        options = vision.PoseLandmarkerOptions(
            base_options=OfflineOptions(model_asset_path=str(path)),
            running_mode=vision.RunningMode.VIDEO if self._video else vision.RunningMode.IMAGE,
            output_segmentation_masks=True,
        )
        with ExitStack() as opened:
            opened.enter_context(offline())
            try:
                with hushed():
                    self._network = opened.enter_context(vision.PoseLandmarker.create_from_options(options))
            except (RuntimeError, ValueError) as error:
                raise ModelError(f"MediaPipe cannot load the pose model {path}.") from error
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the network. Safe to call twice."""
        self._opened.close()

    def see(self, frame: Frame) -> Frame:
        """Look at one frame.

        Parameters
        ----------
        frame
            With its image. In video mode the frames of one source, in order.

        Returns
        -------
        Frame
            With its pose: keypoints in pixels of `frame.image`, the mask at the size the network saw.
        """
        if frame.image is None:
            raise ValueError("a frame without its picture cannot be looked at")
        rows, columns = frame.image.shape[:2]
        small = _scaled(frame.image, self._lines)
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(small, cv2.COLOR_BGR2RGB))
        # TensorFlow Lite and MediaPipe also write to the terminal when they see their first picture and first person.
        with nullcontext() if self._warm else hushed():
            if self._video:
                result = self._network.detect_for_video(image, self._rising_ms(frame.time_s))
            else:
                result = self._network.detect(image)
        self._warm = self._warm or bool(result.pose_landmarks)
        return frame.with_pose(_pose(result, (columns, rows)))

    def _rising_ms(self, time_s: float) -> int:
        """Return the frame's time as MediaPipe wants it: whole milliseconds that rise strictly."""
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
        return self._last_ms


def _scaled(image: NDArray[np.uint8], lines: int) -> NDArray[np.uint8]:
    """Scale a picture down to so many lines; a smaller one stays as it is."""
    rows, columns = image.shape[:2]
    if rows <= lines:
        return image
    size = (max(1, round(columns * lines / rows)), lines)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _pose(result: vision.PoseLandmarkerResult, size_px: tuple[int, int]) -> Pose:
    if not result.pose_landmarks:
        return Pose.nobody(size_px)
    marks = result.pose_landmarks[0]
    mask = result.segmentation_masks[0].numpy_view()[..., 0].copy() if result.segmentation_masks else None
    return Pose(
        size_px=size_px,
        keypoints_px=np.array([(mark.x, mark.y) for mark in marks]) * size_px,
        visibility=np.array([mark.visibility for mark in marks]),
        presence=np.array([mark.presence for mark in marks]),
        world_m=np.array([(mark.x, mark.y, mark.z) for mark in result.pose_world_landmarks[0]]),
        people=len(result.pose_landmarks),
        mask=mask,
    )
