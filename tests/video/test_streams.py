"""Several videos in one file: a cover or a slide show in front of the film is never judged in its place."""

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from formcheck.video.opening import VideoError
from formcheck.video.reader import open_source
from tests.support.clips import pictures


def write_streams(path, *streams):
    """Write videos of (pictures, frames a second, codec, disposition) into one Matroska file, in this order."""
    with av.open(str(path), "w") as container:
        out = []
        for images, fps, codec, default in streams:
            stream = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1000))
            stream.width, stream.height = images[0].shape[1], images[0].shape[0]
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            stream.disposition = av.stream.Disposition.default if default else av.stream.Disposition(0)
            out.append(stream)
        for stream, (images, *_) in zip(out, streams, strict=True):
            for image in images:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
            container.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def film():
    return [cv2.resize(image, (320, 240)) for image in pictures(count=48)]


GREY = [np.full((480, 640, 3), 128, np.uint8)]


@pytest.mark.parametrize("default", [False, True])
def test_a_cover_in_front_of_the_film_is_not_judged(tmp_path, film, default):
    path = write_streams(tmp_path / "film.mkv", (GREY, 25, "mjpeg", default), (film, 24, "libx264", False))
    source = open_source(path)
    assert (source.stream, source.streams, len(list(source))) == (2, 1, 48)
    assert not source.is_photo and source.notes == []


def test_a_slide_show_in_front_of_the_film_is_not_judged(tmp_path, film):
    path = write_streams(tmp_path / "film.mkv", (GREY * 3, 1, "libx264", True), (film, 24, "libx264", False))
    assert open_source(path).size_px == (320, 240)


def test_of_two_films_the_one_marked_as_default_is_taken_and_the_choice_is_reported(tmp_path, film):
    large = [cv2.resize(image, (640, 480)) for image in film]
    path = write_streams(tmp_path / "two.mkv", (large, 24, "libx264", False), (film, 24, "libx264", True))
    source = open_source(path)
    assert (source.size_px, source.streams) == ((320, 240), 2)
    assert [str(note) for note in source.notes] == ["two.mkv holds 2 videos; number 2 (320 x 240) was used."]
    assert open_source(path, stream=1).size_px == (640, 480)
    with pytest.raises(VideoError, match="no video number 3: it holds 2"):
        open_source(path, stream=3)


def test_of_two_films_without_a_mark_the_larger_is_taken(tmp_path, film):
    large = [cv2.resize(image, (640, 480)) for image in film]
    path = write_streams(tmp_path / "two.mkv", (film, 24, "libx264", False), (large, 24, "libx264", False))
    assert open_source(path).size_px == (640, 480)
