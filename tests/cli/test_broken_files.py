"""Files that are no video: one sentence, exit code 2, nothing left behind."""

import os

import cv2
import pytest

from tests.support import clips
from tests.support.commands import everything, refused, review


def test_a_missing_file(tmp_path, out):
    refused(review(tmp_path / "nowhere.mp4", "--out", out), "nowhere.mp4")
    assert everything(tmp_path) == []


def test_an_empty_file(tmp_path, out):
    (tmp_path / "empty.mp4").touch()
    refused(review(tmp_path / "empty.mp4", "--out", out), "empty")
    assert everything(tmp_path) == ["empty.mp4"]


def test_a_folder_in_place_of_a_file(tmp_path, out):
    refused(review(tmp_path, "--out", out), "folder")


def test_a_text_file_called_a_video(tmp_path, out):
    (tmp_path / "letter.mp4").write_text("Dear doctor, my hip hurts. " * 100)
    refused(review(tmp_path / "letter.mp4", "--out", out), "letter.mp4")
    assert everything(tmp_path) == ["letter.mp4"]


def test_a_file_with_sound_alone(tmp_path, out):
    refused(review(clips.write_sound(tmp_path / "voice.m4a"), "--out", out), "no pictures")
    assert everything(tmp_path) == ["voice.m4a"]


def test_a_video_of_zero_length(tmp_path, out):
    refused(review(clips.write_clip(tmp_path / "zero.mkv", []), "--out", out), "zero.mkv")
    assert everything(tmp_path) == ["zero.mkv"]


def test_a_video_cut_off_before_its_first_picture(tmp_path, out):
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clips.GOOD.read_bytes()[:4000])
    refused(review(cut, "--out", out), "cut.mp4")
    assert everything(tmp_path) == ["cut.mp4"]


def test_a_broken_photo(tmp_path, out, few):
    photo = tmp_path / "half.jpg"
    photo.write_bytes(cv2.imencode(".jpg", few[0])[1].tobytes()[:300])
    refused(review(photo, "--out", out), "half.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_named_outright_is_not_waited_for(tmp_path, out):
    os.mkfifo(tmp_path / "pipe.mp4")
    refused(review(tmp_path / "pipe.mp4", "--out", out), "pipe.mp4")


@pytest.mark.parametrize("name", ["x" * 246, "ü" * 120])
def test_a_name_as_long_as_the_disk_takes_is_shortened_and_not_refused(tmp_path, out, name):
    clip = clips.write_clip(tmp_path / f"{name}.mp4", clips.pictures(count=4))
    assert review(clip, "--out", out, "--no-video").exit_code == 3
    [folder] = [path for path in out.iterdir() if path.is_dir()]
    assert name.startswith(folder.name)
    assert len(os.fsencode(folder.name)) <= 200
