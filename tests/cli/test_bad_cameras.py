"""Cameras, sources and displays that are missing, or vanish."""

import sys
from functools import partial

import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.video import camera
from tests.support import clips
from tests.support.commands import live, refused


def test_no_webcam(monkeypatch):
    monkeypatch.setattr(camera, "list_cameras", list)
    refused(live("--camera", 63), "No camera found")


def test_a_camera_that_is_none():
    refused(live("--camera", "kitchen"), "kitchen")


class Unplugged:
    """A webcam that is pulled out after a few pictures."""

    def __init__(self, images):
        self.images = list(images)

    def read(self):
        return (True, self.images.pop()) if self.images else (False, None)

    def release(self):
        pass


def test_a_webcam_that_vanishes(few, monkeypatch):
    monkeypatch.setattr(camera, "open_capture", lambda _source: Unplugged(few))
    monkeypatch.setattr(camera, "Camera", partial(camera.Camera, vanished_s=0.3))
    told = live()
    assert told.exit_code == 2
    assert "stopped giving pictures" in told.stderr.splitlines()[-1]
    assert "Traceback" not in told.stderr
    assert "[Getting you in the picture]" in told.stdout  # it did watch before


def test_a_source_that_is_missing(tmp_path):
    refused(live("--source", tmp_path / "nowhere.mp4"), "nowhere.mp4")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")
@pytest.mark.parametrize("display", ["", ":77"])
def test_no_display(tmp_path, few, monkeypatch, display):
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    clip = clips.write_clip(tmp_path / "clip.mp4", few)
    refused(CliRunner().invoke(app, ["live", "--no-sound", "--source", str(clip)]), "--headless")
