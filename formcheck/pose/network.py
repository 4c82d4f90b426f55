"""MediaPipe's PoseLandmarker task: a small RGB picture goes in, the people in it come out."""

from __future__ import annotations

import dataclasses
import sys
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from formcheck.messages.message import message
from formcheck.pose.offline import OfflineOptions, offline
from formcheck.pose.tasks import mediapipe as mp
from formcheck.pose.tasks import vision
from formcheck.pose.weights import ModelError
from formcheck.system.failures import out_of_memory
from formcheck.system.native_output import silenced


@dataclass(frozen=True, eq=False)
class Person:
    """One person as the network sees them.

    Attributes
    ----------
    keypoints_px
        Shape (33, 2), pixels of the picture the network was given.
    visibility, presence
        Shape (33,), 0-1.
    world_m
        Shape (33, 3), metres, as in `Pose`.
    mask
        Shape of the picture, 0-1; None where it was not asked for.
    """

    keypoints_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    presence: NDArray[np.float64]
    world_m: NDArray[np.float64]
    mask: NDArray[np.float32] | None

    def scaled(self, scale: NDArray[np.float64]) -> Person:
        """Return the person in pixels of a picture that is larger by a scale (shape (2,), along x and y)."""
        return dataclasses.replace(self, keypoints_px=self.keypoints_px * scale)


_ROOM_BYTES = 800 * 1024 * 1024
"""Addresses that a network takes until the end of a video, with the threads that read and judge: measured 800 MB."""


def _check_room() -> None:
    """Raise MemoryError where the addresses that this process may use (``ulimit -v``) do not suffice.

    MediaPipe ends the whole program, without a word, where it finds no memory while it works.
    """
    if sys.platform != "linux":
        return
    import resource

    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY and most - psutil.Process().memory_info().vms < _ROOM_BYTES:
        raise MemoryError


class Network:
    """One pose network. Close it: MediaPipe complains at the end of the program otherwise.

    Parameters
    ----------
    model
        The bundle, from `find_model`.
    video
        True to follow a person from picture to picture, which costs a third less than looking afresh.
    people
        How many people to look for.
    confidence
        How sure the person detector must be, 0-1. At MediaPipe's own 0.5 it misses a second person easily.
    masks
        Whether to give each person's mask, which costs 3 ms of 20 (480 lines, one core).
    """

    def __init__(self, model: Path, video: bool, people: int = 1, confidence: float = 0.5, masks: bool = True) -> None:
        _check_room()
        self._video = video
        self._last_ms = -1
        self._warm = False
        options = vision.PoseLandmarkerOptions(
            base_options=OfflineOptions(model_asset_path=str(model)),
            running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
            num_poses=people,
            min_pose_detection_confidence=confidence,
            output_segmentation_masks=masks,
        )
        with ExitStack() as opened:
            opened.enter_context(offline())
            try:
                with silenced():
                    self._task = opened.enter_context(vision.PoseLandmarker.create_from_options(options))
            except (OSError, RuntimeError, ValueError) as error:
                if out_of_memory(error):
                    raise MemoryError from error
                raise ModelError(message("error.model.not_loaded", path=str(model))) from error
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Free the network. Safe to call twice."""
        with silenced():  # MediaPipe 1.2.3 writes a line for each accelerator that it frees
            self._opened.close()

    def look(self, picture: NDArray[np.uint8], time_s: float = 0.0) -> list[Person]:
        """Find the people in a picture.

        Parameters
        ----------
        picture
            Shape (rows, columns, 3), uint8, RGB, contiguous.
        time_s
            When it was taken, seconds; counts in video only.
        """
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=picture)
        # TensorFlow Lite and MediaPipe also write to the terminal on their first picture with a person.
        with nullcontext() if self._warm else silenced():
            if self._video:
                result = self._task.detect_for_video(image, self._rising_ms(time_s))
            else:
                result = self._task.detect(image)
        people = _people(result, picture.shape[1], picture.shape[0])
        self._warm = self._warm or bool(people)
        return people

    def _rising_ms(self, time_s: float) -> int:
        """Return a time as MediaPipe wants it: whole milliseconds that rise strictly."""
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
        return self._last_ms


def _people(result: vision.PoseLandmarkerResult, width: int, height: int) -> list[Person]:
    masks = result.segmentation_masks or [None] * len(result.pose_landmarks)
    tables = [np.array([(m.x, m.y, m.visibility, m.presence) for m in marks]) for marks in result.pose_landmarks]
    return [
        Person(
            keypoints_px=table[:, :2] * (width, height),
            visibility=table[:, 2],
            presence=table[:, 3],
            world_m=np.array([(mark.x, mark.y, mark.z) for mark in world]),
            mask=None if mask is None else mask.numpy_view()[..., 0].copy(),
        )
        for table, world, mask in zip(tables, result.pose_world_landmarks, masks, strict=True)
    ]
