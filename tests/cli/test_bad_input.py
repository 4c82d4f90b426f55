"""Every bad input a person can give, through the real command: one sentence, the right exit code, nothing torn."""

import csv
import errno
import json
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

import clips
import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from formcheck.cli import app
from formcheck.pose import weights
from formcheck.video import camera


@pytest.fixture(autouse=True)
def _no_debugging(monkeypatch):
    monkeypatch.delenv("FORMCHECK_DEBUG", raising=False)


def review(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments)])


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def refused(told: Result, *words: str, code: int = 2) -> None:
    """Check that one sentence with these words was said on stderr, with no traceback, and nothing on stdout."""
    assert told.exit_code == code, told.output
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1, told.stderr
    assert told.stderr.rstrip().endswith((".", "?"))
    assert "Traceback" not in told.output
    for word in words:
        assert word in told.stderr


FEW = 12


@pytest.fixture(scope="module")
def few():
    return clips.pictures(count=FEW)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "results"


# --- files that are no video -------------------------------------------------------------------------------------


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


# --- videos that are unusual, yet good ---------------------------------------------------------------------------


def reviewed(told: Result, folder: Path, code: int = 0) -> list[dict[str, str]]:
    """Check that the review went through; return the rows of its angles.csv."""
    assert told.exit_code == code, told.output
    assert "Traceback" not in told.output
    with (folder / "angles.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def knee(rows: list[dict[str, str]]) -> float:
    """Front knee angle of the last frame: the network needs a few frames to settle."""
    return float(rows[-1]["front_knee_deg"])


@pytest.fixture(scope="module")
def plain_knee(few, tmp_path_factory):
    """The front knee angle of the few pictures as an ordinary video."""
    place = tmp_path_factory.mktemp("plain")
    clip = clips.write_clip(place / "plain.mp4", few)
    return knee(reviewed(review(clip, "--out", place, "--no-video"), place / "plain"))


def test_a_video_with_the_wrong_extension(tmp_path, out, few, plain_knee):
    clip = clips.write_clip(tmp_path / "clip.mp4", few).rename(tmp_path / "clip.txt")
    assert knee(reviewed(review(clip, "--out", out), out / "clip")) == pytest.approx(plain_knee, abs=2)


def test_a_video_cut_off_in_its_middle_is_judged_as_far_as_it_goes(tmp_path, out):
    whole = clips.write_clip(tmp_path / "whole.mkv", clips.pictures(start=48, count=48))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 9 // 10])
    rows = reviewed(review(cut, "--out", out), out / "cut")
    assert 5 < len(rows) < 48


def test_a_video_of_one_frame(tmp_path, out, few):
    rows = reviewed(review(clips.write_clip(tmp_path / "one.mp4", few[:1]), "--out", out), out / "one")
    assert len(rows) == 1


@pytest.mark.parametrize(("turn", "rotation_deg"), [(1, 90), (2, 180), (3, 270)])
def test_a_phone_video_shown_upright(tmp_path, out, few, plain_knee, turn, rotation_deg):
    turned = clips.each(lambda image: np.rot90(image, turn), few)
    clip = clips.write_clip(tmp_path / "phone.mp4", turned, rotation_deg=rotation_deg)
    rows = reviewed(review(clip, "--out", out), out / "phone")
    assert rows[-1]["facing"] == "right"
    assert knee(rows) == pytest.approx(plain_knee, abs=2)


def test_a_video_of_uneven_frame_rate_keeps_its_times(tmp_path, out, few):
    times = [0.0, 0.04, 0.05, 0.2, 0.21, 0.4, 0.43, 0.5, 0.6, 0.62, 0.7, 1.0]
    clip = clips.write_clip(tmp_path / "uneven.mp4", few, times_s=times)
    rows = reviewed(review(clip, "--out", out), out / "uneven")
    assert [float(row["time_s"]) for row in rows] == pytest.approx(times, abs=1e-3)


@pytest.mark.parametrize("pix_fmt", ["yuv444p", "yuv420p10le"])
def test_a_video_with_unusual_colours(tmp_path, out, few, plain_knee, pix_fmt):
    clip = clips.write_clip(tmp_path / "colours.mp4", few, pix_fmt=pix_fmt)
    assert knee(reviewed(review(clip, "--out", out), out / "colours")) == pytest.approx(plain_knee, abs=2)


def test_a_video_of_odd_width(tmp_path, out, few, plain_knee):
    odd = clips.each(lambda image: image[:-1, :-1], few)
    clip = clips.write_clip(tmp_path / "odd.mp4", odd, pix_fmt="yuv444p")
    assert knee(reviewed(review(clip, "--out", out), out / "odd")) == pytest.approx(plain_knee, abs=2)


def test_a_4k_video(tmp_path, out, few, plain_knee):
    large = clips.each(lambda image: cv2.resize(image, (2880, 2160)), few)
    clip = clips.write_clip(tmp_path / "large.mp4", large)
    assert knee(reviewed(review(clip, "--out", out), out / "large")) == pytest.approx(plain_knee, abs=3)


def test_names_that_are_not_ascii(tmp_path, few, plain_knee):
    clip = clips.write_clip(tmp_path / "Hüfte – 左.mp4", few)
    out = tmp_path / "Ergebnisse für Zoë"
    rows = reviewed(review(clip, "--out", out), out / "Hüfte – 左")
    assert knee(rows) == pytest.approx(plain_knee, abs=2)
    assert (out / "Hüfte – 左" / "annotated.mp4").stat().st_size > 0


def test_a_photo_gives_one_row_and_one_picture(tmp_path, out, few, plain_knee):
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), few[0])
    rows = reviewed(review(photo, "--out", out), out / "photo")
    assert len(rows) == 1
    assert knee(rows) == pytest.approx(plain_knee, abs=12)  # a single picture, in which the network cannot settle
    assert clips.pictures(out / "photo" / "annotated.jpg")[0].shape == few[0].shape
    assert not (out / "photo" / "annotated.mp4").exists()


# --- videos in which nothing can be judged -----------------------------------------------------------------------


def nothing_judged(told: Result, folder: Path, *words: str) -> None:
    rows = reviewed(told, folder, code=3)
    assert rows
    for row in rows:
        assert row["front_knee_deg"] == row["rear_thigh_deg"] == row["trunk_deg"] == ""
    for word in words:
        assert word in told.stdout, told.stdout


def test_nobody_in_the_picture(tmp_path, out):
    room = np.full((480, 640, 3), 128, np.uint8)
    clip = clips.write_clip(tmp_path / "room.mp4", [room] * FEW)
    nothing_judged(review(clip, "--out", out), out / "room", "nobody can be seen")


FRONT = Path(__file__).parents[1] / "pictures" / "front_view.jpg"


def test_a_photo_of_a_person_seen_from_the_front(out):
    nothing_judged(review(FRONT, "--out", out), out / "front_view", "turn so your side faces the camera")


def test_a_video_of_a_person_seen_from_the_front(tmp_path, out):
    clip = clips.write_clip(tmp_path / "front.mp4", clips.pictures(FRONT) * FEW)
    nothing_judged(review(clip, "--out", out), out / "front", "turn so your side faces the camera")


def test_a_photo_of_two_people(tmp_path, out, few):
    photo = tmp_path / "two.png"
    cv2.imwrite(str(photo), np.hstack([few[0], few[0]]))
    nothing_judged(review(photo, "--out", out), out / "two", "one person")


def test_two_people_in_a_video_are_noticed(tmp_path, out):
    clip = clips.write_clip(tmp_path / "two.mp4", [np.hstack([image, image]) for image in clips.pictures(count=48)])
    review(clip, "--out", out)
    summary = json.loads((out / "two" / "summary.json").read_text(encoding="utf-8"))
    assert "people" in [gate["gate"] for gate in summary["view"]["gates"]]


# --- folders ------------------------------------------------------------------------------------------------------


def test_existing_results_stay_without_force(tmp_path, out, few):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    (out / "clip").mkdir(parents=True)
    (out / "clip" / "angles.csv").write_text("old")
    refused(review(clip, "--out", out), "--force")
    assert (out / "clip" / "angles.csv").read_text() == "old"
    assert review(clip, "--out", out, "--force").exit_code == 0
    assert (out / "clip" / "angles.csv").read_text().startswith("frame,")


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that even root cannot write into")
def test_a_folder_without_leave_to_write(tmp_path, few):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    refused(review(clip, "--out", "/sys/formcheck-results"), "Not allowed")


def test_a_read_only_folder(tmp_path, out, few, monkeypatch):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])

    def refuse(self, *_args, **_kwargs):
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    refused(review(clip, "--out", out), "Not allowed")
    assert everything(tmp_path) == ["clip.mp4"]


def test_a_full_disk(tmp_path, few):
    """A disk with room for a little: the kernel refuses to write any file past 20 kB, as a full disk does."""
    clip = clips.write_clip(tmp_path / "clip.mp4", few)
    told = subprocess.run(
        [sys.executable, "-m", "formcheck", "review", str(clip), "--out", str(tmp_path / "results")],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
    )
    assert told.returncode == 2, told.stderr
    assert "no room" in told.stderr
    assert told.stderr.count("\n") == 1
    assert everything(tmp_path) == ["clip.mp4"]


# --- options ------------------------------------------------------------------------------------------------------


def test_a_broken_model_file(tmp_path, out, few):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    model = tmp_path / "model.task"
    model.write_bytes(b"PK\x03\x04 torn")
    refused(review(clip, "--out", out, "--model", model), "model.task")
    assert everything(tmp_path) == ["clip.mp4", "model.task"]


def test_a_model_that_is_not_there_says_where_to_get_it(tmp_path, out, few, monkeypatch):
    monkeypatch.setattr(weights, "model_folders", lambda: [tmp_path])
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    refused(review(clip, "--out", out, "--model", "heavy"), "heavy", "https://")


def test_an_unknown_setting(tmp_path, out, few):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    own = tmp_path / "own.toml"
    own.write_text("[bands.front_knee_deg]\ngren = [80, 100]\n")
    refused(review(clip, "--out", out, "--settings", own), "bands.front_knee_deg.gren")
    assert not out.exists()


def test_stickers_of_no_known_colour(tmp_path, out):
    refused(review(tmp_path / "clip.mp4", "--out", out, "--markers", "mauve"), "'mauve'", "--markers", "green")
    assert not out.exists()


@pytest.mark.parametrize("text", ["[phases\n", "[phases]\nhold_target_s = 'long'\n", "[phases]\nhold_target_s = -3\n"])
def test_settings_that_cannot_be(tmp_path, out, few, text):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    own = tmp_path / "own.toml"
    own.write_text(text)
    refused(review(clip, "--out", out, "--settings", own), "own.toml")


# --- several files ------------------------------------------------------------------------------------------------


def test_one_bad_file_does_not_stop_the_rest_and_decides_the_exit_code(tmp_path, out, few):
    room = clips.write_clip(tmp_path / "room.mp4", [np.full((480, 640, 3), 128, np.uint8)] * 3)
    clip = clips.write_clip(tmp_path / "clip.mp4", few)
    told = review(room, tmp_path / "nowhere.mp4", clip, "--out", out, "--no-video")
    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1
    assert sorted(p.name for p in out.iterdir()) == ["clip", "room"]
    told = review(room, clip, "--out", out, "--no-video", "--force")
    assert told.exit_code == 3


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path, out, few):
    (tmp_path / "monday").mkdir()
    (tmp_path / "friday").mkdir()
    monday = clips.write_clip(tmp_path / "monday" / "left.mp4", few[:2])
    friday = clips.write_clip(tmp_path / "friday" / "left.mp4", few[:3])
    assert review(monday, friday, "--out", out, "--no-video").exit_code == 0
    rows = [len((out / name / "angles.csv").read_text().splitlines()) - 1 for name in ("left", "left-2")]
    assert rows == [2, 3]


# --- cameras ------------------------------------------------------------------------------------------------------


def live(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["live", "--headless", "--no-sound", *map(str, arguments)])


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
    assert "[frame]" in told.stdout  # it did watch before


def test_a_source_that_is_missing(tmp_path):
    refused(live("--source", tmp_path / "nowhere.mp4"), "nowhere.mp4")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")
@pytest.mark.parametrize("display", ["", ":77"])
def test_no_display(tmp_path, few, monkeypatch, display):
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    clip = clips.write_clip(tmp_path / "clip.mp4", few)
    refused(CliRunner().invoke(app, ["live", "--no-sound", "--source", str(clip)]), "--headless")
