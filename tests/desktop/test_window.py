import os
import shutil
import subprocess
import sys

import cv2
import numpy as np
import pytest

from formcheck.desktop import window
from formcheck.desktop.live import KeyRequest
from formcheck.messages.safety import NOT_A_DEVICE, STOP_RULES
from formcheck.settings import Settings
from tests.support import clips, factories


@pytest.fixture
def screen(monkeypatch):
    """OpenCV's windows without a display: what is shown, and which key is pressed."""

    class Screen:
        picture, key, visible = None, -1, 1.0

    def show(_title, picture):
        Screen.picture = picture

    monkeypatch.setattr(window, "display_trouble", lambda: None)
    for name, does in {
        "namedWindow": lambda *_: None,
        "resizeWindow": lambda *_: None,
        "destroyAllWindows": lambda: None,
        "imshow": show,
        "waitKey": lambda _: Screen.key,
        "getWindowProperty": lambda *_: Screen.visible,
    }.items():
        monkeypatch.setattr(cv2, name, does)
    return Screen


def judged():
    return next(a for a in factories.session() if a.hold)


def test_the_picture_is_mirrored_on_the_display_only(screen):
    assessment = judged()
    frame = factories.frame(assessment)
    image = np.zeros((480, 640, 3), np.uint8)
    image[:, :20] = 255  # a white edge on the left
    frame = type(frame)(frame.index, frame.time_s, image, frame.pose)
    with window.Window(Settings()) as shown:
        shown.show(frame, assessment)
    assert screen.picture[-40:, -20:].mean() > 200
    assert screen.picture[-40:, :20].mean() < 50
    assert image[:, :20].min() == 255
    assert image[:, 20:].max() == 0


def test_a_small_picture_is_enlarged_so_that_the_words_can_be_read(screen):
    assessment = judged()
    with window.Window(Settings()) as shown:
        shown.show(factories.frame(assessment), assessment)
    assert screen.picture.shape == (720, 960, 3)


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        (ord("q"), KeyRequest.QUIT),
        (27, KeyRequest.QUIT),
        (ord("r"), KeyRequest.RESTART),
        (ord("s"), KeyRequest.OTHER_SIDE),
        (ord("x"), KeyRequest.NOTHING),
        (-1, KeyRequest.NOTHING),
    ],
)
def test_keys(screen, key, wish):
    screen.key = key
    assessment = judged()
    with window.Window(Settings()) as shown:
        assert shown.show(factories.frame(assessment), assessment) is wish


def test_closing_the_window_quits(screen):
    screen.visible = 0.0
    assessment = judged()
    with window.Window(Settings()) as shown:
        assert shown.show(factories.frame(assessment), assessment) is KeyRequest.QUIT


def test_an_opencv_without_windows_is_one_sentence(screen, monkeypatch):
    def refuse(*_):
        raise cv2.error("not implemented")

    monkeypatch.setattr(cv2, "namedWindow", refuse)
    with pytest.raises(window.DisplayError, match="built without windows"), window.Window(Settings()):
        pytest.fail("there is no window")


@pytest.mark.slow
def test_a_real_window_opens_and_closes_with_the_clip(tmp_path):
    xvfb = shutil.which("xvfb-run")
    if xvfb is None:
        if os.environ.get("FORMCHECK_CI"):
            pytest.fail("xvfb-run is missing")
        pytest.skip("needs xvfb-run")
    clip = clips.write_clip(tmp_path / "short.mp4", clips.pictures(count=24))
    formcheck = [sys.executable, "-m", "formcheck", "live", "--source", str(clip), "--no-sound"]
    told = subprocess.run([xvfb, "-a", *formcheck], capture_output=True, text=True, timeout=120)
    assert told.returncode == 0
    assert told.stderr.splitlines() == [str(text) for text in (NOT_A_DEVICE, *STOP_RULES)]
