"""Photographs of real people become clips that a review can judge."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.video.reader import VideoSource
from lab.tilt_real import FPS, NOISE, STILL_S, THEN_S, main, told, write_pair

SAMPLES = Path(__file__).parents[2] / "samples"


def images_of(clip):
    return [frame.image for frame in VideoSource(clip)]


def test_a_pair_shows_the_first_picture_and_then_the_second(tmp_path):
    first, then = np.full((480, 640, 3), 60, np.uint8), np.full((480, 640, 3), 180, np.uint8)
    write_pair(first, then, tmp_path / "pair.mp4")
    means = np.array([image.mean() for image in images_of(tmp_path / "pair.mp4")])
    assert len(means) == round((STILL_S + THEN_S) * FPS)
    turn = round(STILL_S * FPS)
    assert np.abs(means[:turn] - 60).max() < 4 * NOISE
    assert np.abs(means[turn:] - 180).max() < 10 * NOISE


def test_a_picture_of_nobody_tells_nothing(tmp_path):
    empty = np.full((480, 640, 3), 120, np.uint8)
    write_pair(empty, empty, tmp_path / "pair.mp4")
    assert told(tmp_path / "pair.mp4").startswith("nothing told")


def test_what_is_no_picture_is_refused_with_a_sentence(tmp_path):
    broken = tmp_path / "broken.jpg"
    broken.write_text("no picture")
    with pytest.raises(Exception, match="no picture that can be read"):
        main([broken, broken])


def test_somebody_who_keeps_still_has_not_tucked(tmp_path):
    image = images_of(SAMPLES / "good_left_knee.mp4")[24]
    assert cv2.imwrite(str(tmp_path / "still.jpg"), image)
    write_pair(image, image, tmp_path / "pair.mp4")
    answer = told(tmp_path / "pair.mp4")
    assert "words: no clear change" in answer
    assert abs(float(answer.split("°")[0])) < 1.0
