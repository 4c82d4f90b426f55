"""Files that claim too much, name other files, or make a converter give up: one sentence, and no memory."""

import errno
import struct
import zlib
from typing import Any

import av
import numpy as np
import pytest

from formcheck.messages.message import Message
from formcheck.system.failures import failure
from formcheck.video import reader
from formcheck.video.opening import VideoError
from formcheck.video.photo import read_photo
from formcheck.video.photo_size import claimed_pixels
from formcheck.video.reader import open_source
from tests.support.clips import write_clip


def png_head(width, height):
    """The head of a PNG of a size, with nothing behind it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def test_a_photo_that_claims_too_much_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    def decode(path):
        raise AssertionError("the photo is decoded")

    monkeypatch.setattr(reader, "read_photo", decode)
    path = tmp_path / "bomb.png"
    path.write_bytes(png_head(100_000, 100_000))
    with pytest.raises(VideoError, match="more than 100 megapixels"):
        open_source(path)


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "webp", "tiff"])
def test_the_head_of_every_kind_of_photo_tells_its_size(tmp_path, ending):
    import cv2

    path = tmp_path / f"photo.{ending}"
    cv2.imwrite(str(path), np.full((37, 53, 3), 90, np.uint8))
    image = read_photo(path)
    assert image is not None
    assert claimed_pixels(path) == image.shape[0] * image.shape[1] == 37 * 53


def test_a_film_of_larger_pictures_than_any_camera_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "LARGEST_FILM_PIXELS", 96 * 64 - 1)
    clip = write_clip(tmp_path / "clip.mp4", [np.zeros((64, 96, 3), np.uint8)] * 3)
    monkeypatch.setattr(reader.VideoSource._refuse_too_large, "__defaults__", (96 * 64 - 1,))
    with pytest.raises(VideoError, match="give a smaller copy"):
        open_source(clip)


@pytest.mark.parametrize("size", [(5000, 1), (1, 2000), (3, 3)])
def test_a_strip_or_a_speck_is_refused(tmp_path, size):
    import cv2

    path = tmp_path / "flat.png"
    cv2.imwrite(str(path), np.zeros((size[1], size[0], 3), np.uint8))
    with pytest.raises(VideoError, match="too few for anybody"):
        open_source(path)


@pytest.mark.parametrize("name", ["list.m3u8", "list.mp4", "list.txt"])
@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:2,\n{clip}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {neighbour}\n",
        '<?xml version="1.0"?><MPD><Period><BaseURL>{clip}</BaseURL></Period></MPD>',
        "\ufeff#EXTM3U\n#EXTINF:2,\n{clip}\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    ],
)
def test_a_list_of_other_files_opens_none_of_them(tmp_path, name, text):
    clip = write_clip(tmp_path / "other.ts", [np.zeros((64, 96, 3), np.uint8)] * 12)
    path = tmp_path / name
    path.write_text(text.format(clip=clip, neighbour=clip.name), encoding="utf-8")
    with pytest.raises(VideoError, match="is a list of other files: give the video itself"):
        open_source(path)


def test_a_picture_that_cannot_be_converted_costs_only_itself(tmp_path, monkeypatch):
    clip = write_clip(tmp_path / "clip.mp4", [np.full((64, 96, 3), 20 * n, np.uint8) for n in range(8)])
    source = open_source(clip)
    convert = source._image
    turns = iter(range(100))

    def refuse(*frame):
        if next(turns) in (0, 3):
            raise OSError(95, "Operation not supported")
        return convert(*frame)

    monkeypatch.setattr(source, "_image", refuse)
    assert [frame.index for frame in source] == [0, 1, 2, 3, 4, 5]
    assert source.damaged == 2


def test_a_colour_space_that_no_converter_takes_costs_no_picture(tmp_path):
    """One byte of a header says so; the pictures are whole."""
    clip = tmp_path / "odd.mkv"
    with av.open(str(clip), "w") as container:
        stream: Any = container.add_stream("libx264", rate=24)
        stream.pix_fmt, stream.height, stream.width = "yuv420p", 64, 96
        stream.codec_context.colorspace = 8
        for level in (60, 120, 180):
            image = np.full((64, 96, 3), level, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    with av.open(str(clip)) as container, pytest.raises(OSError):
        next(container.decode(video=0)).to_ndarray(format="bgr24")
    source = open_source(clip)
    assert [float(np.asarray(frame.image).mean()) for frame in source] == pytest.approx([60, 120, 180], abs=6)
    assert source.damaged == 0


def test_a_computer_without_memory_is_not_called_a_damaged_file(tmp_path, monkeypatch):
    clip = write_clip(tmp_path / "clip.mp4", [np.full((64, 96, 3), level, np.uint8) for level in (40, 90, 140)])
    source = open_source(clip)

    def exhausted(*_):
        raise av.error.OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(reader, "converted", exhausted)
    with pytest.raises(MemoryError):
        list(source)
    assert not source.truncated and source.damaged == 0
    code, said = failure(MemoryError())
    assert (code, str(said)) == (2, str(Message("error.memory")))
