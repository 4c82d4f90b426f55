from __future__ import annotations

import sys
import threading
import time
from itertools import count, islice, pairwise
from typing import Any

import cv2
import numpy as np
import pytest

from formcheck.video import camera as camera_module
from formcheck.video.camera import Camera, CameraError, camera_source, list_cameras, open_capture


class Webcam:
    """A webcam that gives a picture every few milliseconds, and can be unplugged."""

    def __init__(
        self, every_s: float = 0.002, pictures: int | None = None, shape: tuple[int, ...] = (48, 64, 3)
    ) -> None:
        self.every_s, self.pictures, self.shape = every_s, pictures, shape
        self.given = 0
        self.released_by: str | None = None

    def read(self) -> tuple[bool, Any]:
        time.sleep(self.every_s)
        if self.pictures is not None and self.given >= self.pictures:
            return False, None
        self.given += 1
        return True, np.full(self.shape, self.given % 256, np.uint8)

    def release(self) -> None:
        self.released_by = threading.current_thread().name


def test_frames_come_in_order_with_rising_times():
    with Camera(0, capture=lambda _: Webcam()) as camera:
        frames = list(islice(camera, 20))
    assert all(after.index > before.index and after.time_s > before.time_s for before, after in pairwise(frames))
    assert frames[0].time_s >= 0


def test_a_slow_viewer_gets_the_newest_frame_and_no_queue():
    webcam = Webcam()
    with Camera(0, capture=lambda _: webcam) as camera:
        frames = iter(camera)
        next(frames)
        while webcam.given < 30:
            time.sleep(0.01)
        assert next(frames).index >= 25


def test_a_fast_viewer_gets_no_frame_twice():
    with Camera(0, capture=lambda _: Webcam(every_s=0.01)) as camera:
        indices = [frame.index for frame in islice(camera, 10)]
    assert len(set(indices)) == 10


def test_iterating_again_goes_on():
    with Camera(0, capture=lambda _: Webcam()) as camera:
        first = next(iter(camera))
        assert next(iter(camera)).index > first.index


def test_a_webcam_that_vanishes_is_said_in_one_sentence():
    webcam = Webcam(pictures=5)
    with Camera(0, capture=lambda _: webcam, vanished_s=0.1) as camera, pytest.raises(CameraError) as error:
        for _ in camera:
            pass
    assert "camera 0 has stopped giving pictures" in str(error.value)
    assert webcam.released_by == "formcheck-camera"


def test_a_webcam_that_never_gives_a_picture_is_refused_and_let_go():
    webcam = Webcam(pictures=0)
    with pytest.raises(CameraError, match="gives no picture"):
        Camera(1, capture=lambda _: webcam, start_s=0.1)
    assert webcam.released_by == "formcheck-camera"


def test_a_grey_camera_gives_three_channels():
    for shape in ((48, 64), (48, 64, 1)):
        with Camera(0, capture=lambda _, shape=shape: Webcam(shape=shape)) as camera:  # type: ignore[misc]
            image = next(iter(camera)).image
        assert image is not None and image.shape == (48, 64, 3)


@pytest.mark.parametrize(
    ("given", "source"),
    [("0", 0), (2, 2), (" 1 ", 1), ("rtsp://host/live", "rtsp://host/live"), ("/dev/video2", "/dev/video2")],
)
def test_numbers_and_urls_are_told_apart(given, source):
    assert camera_source(given) == source


@pytest.mark.parametrize("given", ["video.mp4", "", "-1", "front"])
def test_anything_else_is_refused_in_one_sentence(given):
    with pytest.raises(CameraError, match="neither the number of a webcam nor the URL"):
        camera_source(given)


class NoWebcam(Webcam):
    def isOpened(self) -> bool:
        return False


def test_without_any_webcam_the_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", lambda *_: NoWebcam())
    with pytest.raises(CameraError, match="plug one in"):
        open_capture(0)
    with pytest.raises(CameraError, match="check its address"):
        open_capture("rtsp://127.0.0.1:9/none")


def test_a_wrong_number_names_the_webcams_there_are(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", lambda *_: NoWebcam())
    monkeypatch.setattr(camera_module, "list_cameras", lambda: [0, 2])
    with pytest.raises(CameraError, match="no camera 7; found: 0, 2"):
        open_capture(7)


def test_only_webcams_with_a_picture_are_listed(monkeypatch):
    class Half(Webcam):
        def isOpened(self) -> bool:
            return True

    numbers = count()
    webcams = {0: Half(), 1: Half(pictures=0), 2: Half()}
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(camera_module, "CAMERAS_TRIED", 3)
    monkeypatch.setattr(cv2, "VideoCapture", lambda _: webcams[next(numbers)])
    assert list_cameras() == [0, 2]
    assert all(webcam.released_by for webcam in webcams.values())
