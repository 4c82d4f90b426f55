"""A review overlaps reading, looking, judging and drawing: stopping it leaves nothing running or half-written."""

import csv
import threading

import av
import cv2
import pytest

from formcheck.review.run import Options, review_file
from formcheck.settings import Settings
from formcheck.video.conversion import converted
from tests.support.clips import pictures, write_clip


@pytest.fixture
def clip(tmp_path):
    return write_clip(tmp_path / "clip.mp4", pictures(count=24))


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_a_break_leaves_no_folder_and_no_thread(clip, tmp_path, stop):
    def break_off(done, _total):
        if done == 10:
            raise stop

    threads, running = cv2.getNumThreads(), set(threading.enumerate())
    with pytest.raises(stop):
        review_file(clip, tmp_path / "results", progress=break_off)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    left = set(threading.enumerate()) - running  # other tests may have left a sound playing
    assert not [t.name for t in left if t.name.startswith("formcheck")]
    assert cv2.getNumThreads() == threads


def test_a_large_video_is_drawn_smaller_but_measured_in_its_own_pixels(tmp_path):
    large = [cv2.resize(image, (1440, 1080)) for image in pictures(count=6)]
    clip = write_clip(tmp_path / "large.mp4", large)
    review_file(clip, tmp_path / "results")
    with av.open(str(tmp_path / "results" / "annotated.mp4")) as video:
        assert {(frame.width, frame.height) for frame in video.decode(video=0)} == {(960, 720)}
    with (tmp_path / "results" / "keypoints.csv").open(encoding="utf-8", newline="") as file:
        lowest = max(float(row["left_foot_index_y_px"]) for row in csv.DictReader(file))
    assert 720 < lowest < 1080


HELD_BACK = 13
"""Looks while the own range may still be shown: their pictures get their colours again when they are drawn."""


@pytest.mark.parametrize(("video", "most"), [(False, 13 + 6), (True, 24 + HELD_BACK)])
def test_only_pictures_that_are_looked_at_or_shown_get_their_colours(clip, tmp_path, monkeypatch, video, most):
    made = []

    def counted(*given):
        made.append(given)
        return converted(*given)

    for module in ("reader", "conversion"):
        monkeypatch.setattr(f"formcheck.video.{module}.converted", counted)
    review_file(clip, tmp_path / "results", Options(video=video, pdf=False))
    opening = 2 * (1 + video)  # pictures, by which it is known to be a film; it is opened again for what is drawn later
    assert 13 <= len(made) - opening <= most


@pytest.mark.parametrize(("fps", "looks_at_all"), [(24, False), (12, True)])
def test_a_slow_video_is_looked_at_throughout(clip, tmp_path, fps, looks_at_all):
    """Its keypoints are those that looking at every frame gives; those of a fast one are a hair off."""
    clip = write_clip(tmp_path / "paced.mp4", pictures(count=12), fps=fps)
    throughout = Settings.model_validate({"picture": {"estimates_fps": 1000}})
    tables = []
    for name, settings in (("usual", Settings()), ("throughout", throughout)):
        review_file(clip, tmp_path / name, Options(settings, video=False))
        tables.append((tmp_path / name / "keypoints.csv").read_bytes())
    assert (tables[0] == tables[1]) is looks_at_all
