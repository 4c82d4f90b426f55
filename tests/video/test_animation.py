"""Animated PNG and WebP are films; a photo that is cut off is told so in our own words alone."""

import subprocess
import sys
from contextlib import suppress

import cv2
import numpy as np
import pytest

from formcheck.video.opening import VideoError
from formcheck.video.reader import open_source
from tests.support.clips import pictures

pytestmark = pytest.mark.skipif(not hasattr(cv2, "imdecodeanimation"), reason="this OpenCV reads no animations")


@pytest.fixture(params=[".png", ".webp"])
def film(request, tmp_path):
    made = cv2.Animation()
    made.frames = [np.asarray(cv2.resize(image, (320, 240)), np.uint8) for image in pictures(count=40)]
    made.durations = [40] * 40
    path = tmp_path / f"film{request.param}"
    cv2.imwriteanimation(str(path), made)
    return path


def test_an_animation_is_a_film_with_its_own_times(film):
    source = open_source(film)
    frames = list(source)
    assert not source.is_photo
    assert source.fps == pytest.approx(25)
    # A picture that is like the one before is shown for longer in its place.
    assert 38 <= len(frames) <= 40
    assert frames[-1].time_s == pytest.approx(39 * 0.04, abs=0.05)
    first = cv2.resize(pictures(count=1)[0], (320, 240))
    assert frames[0].image is not None
    assert np.abs(frames[0].image.astype(int) - first).mean() < 8


def test_an_animation_that_is_cut_off_gives_what_there_is_or_is_refused_in_a_sentence(film):
    film.write_bytes(film.read_bytes()[:-2000])
    with suppress(VideoError):
        assert len(list(open_source(film))) <= 40


@pytest.mark.parametrize("ending", [".png", ".jpg", ".tiff", ".webp"])
def test_what_a_decoder_has_to_say_of_a_damaged_photo_does_not_reach_the_terminal(tmp_path, ending):
    photo = tmp_path / f"photo{ending}"
    cv2.imwrite(str(photo), cv2.resize(pictures(count=1)[0], (320, 240)))
    whole = photo.read_bytes()
    photo.write_bytes(whole[: len(whole) // 2] + b"\x00" * 64 + whole[len(whole) // 2 + 200 : -100])
    told = subprocess.run(
        [sys.executable, "-m", "formcheck", "review", str(photo), "--out", str(tmp_path / "out"), "--no-video"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode in (0, 2, 3)
    assert told.stderr.count("\n") == (1 if told.returncode == 2 else 0), told.stderr
    assert "cv2" not in told.stderr and "lib" not in told.stderr.replace(str(tmp_path), "")
