from __future__ import annotations

import gc
import math
import shutil
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from av.video.reformatter import VideoReformatter

from formcheck.video.opening import VideoError
from formcheck.video.reader import VideoSource, open_source
from tests.support.clips import Picture, pictures, write_clip, write_sound


def quarters(width: int = 96, height: int = 64) -> Picture:
    """A picture whose top left quarter is red, top right green, bottom left blue, bottom right white."""
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = (0, 0, 255)
    image[: height // 2, width // 2 :] = (0, 255, 0)
    image[height // 2 :, : width // 2] = (255, 0, 0)
    image[height // 2 :, width // 2 :] = 255
    return image


def corners(image: Picture | None) -> str:
    """Name the colours of the top left, top right, bottom left and bottom right corner."""
    assert image is not None
    names = {(False, False, True): "R", (False, True, False): "G", (True, False, False): "B", (True, True, True): "W"}
    places = (image[5, 5], image[5, -6], image[-6, 5], image[-6, -6])
    return "".join(names[tuple(bool(channel > 128) for channel in place)] for place in places)  # type: ignore[index]


def shades(count: int, width: int = 96, height: int = 64) -> list[Picture]:
    """Pictures that grow brighter, so that each can be told from its neighbours."""
    return [np.full((height, width, 3), 20 + index * 200 // max(count, 1), np.uint8) for index in range(count)]


def test_the_colours_of_a_film_are_converted_by_one_converter_set_up_once(tmp_path, monkeypatch):
    made = []

    def counted():
        made.append(VideoReformatter())
        return made[-1]

    clip = write_clip(tmp_path / "clip.mp4", shades(8))
    source = open_source(clip)
    monkeypatch.setattr("formcheck.video.conversion.VideoReformatter", counted)
    with ThreadPoolExecutor(1) as thread:
        assert len(thread.submit(list, source).result()) == 8
    assert len(made) == 1


def test_pictures_that_wait_are_those_that_are_read_at_once(tmp_path):
    clip = write_clip(tmp_path / "hd.mp4", [quarters(1920, 1080)] * 4, rotation_deg=90)
    source = open_source(clip, mirrored=True)
    frames = list(source.waiting())  # the file is closed by now
    assert [frame.image is None for frame in frames] == [False, True, True, True]
    for frame, now in zip(frames, source, strict=True):
        opened = frame.opened()
        assert (opened.index, opened.time_s) == (now.index, now.time_s)
        assert opened.closed().opened().image is not None and (opened.closed().image is None) is (frame.index > 0)
        assert opened.image is not None and now.image is not None
        assert np.array_equal(opened.image, now.image)


@pytest.mark.parametrize("size_px", [(96, 64), (70, 50), (66, 64)])
def test_pictures_of_any_width_are_kept_while_the_next_ones_are_read(tmp_path, size_px):
    clip = write_clip(tmp_path / "clip.mp4", shades(6, *size_px))
    with av.open(str(clip)) as video:
        plain = [frame.to_ndarray(format="bgr24", interpolation="AREA") for frame in video.decode(video=0)]
    images = [frame.image for frame in list(open_source(clip))]
    for image, expected in zip(images, plain, strict=True):
        assert image is not None and image.shape == (size_px[1], size_px[0], 3)
        assert image.flags.writeable and np.array_equal(image, expected)


def test_uneven_frame_times_are_kept(tmp_path):
    times = [0.0, 0.04, 0.05, 0.5, 0.533]
    clip = write_clip(tmp_path / "phone.mp4", shades(5), times_s=times)
    assert [frame.time_s for frame in open_source(clip)] == pytest.approx(times, abs=1e-4)


def test_2997_frames_per_second_are_not_rounded(tmp_path):
    fps = 30000 / 1001
    source = open_source(write_clip(tmp_path / "ntsc.mp4", shades(31), fps=fps))
    assert source.fps == pytest.approx(fps, rel=1e-6)
    assert list(source)[-1].time_s == pytest.approx(30 / fps, abs=1e-4)


def test_a_clip_that_starts_late_starts_at_nought(tmp_path):
    clip = write_clip(tmp_path / "late.mkv", shades(3), times_s=[5.0, 5.1, 5.2])
    assert [frame.time_s for frame in open_source(clip)] == pytest.approx([0, 0.1, 0.2], abs=2e-3)


def test_frames_are_numbered_and_counted(tmp_path):
    source = open_source(write_clip(tmp_path / "ten.mp4", shades(10), fps=20))
    assert source.frame_count == 10
    assert source.duration_s == pytest.approx(0.5, abs=0.01)
    assert [frame.index for frame in source] == list(range(10))


def test_a_source_can_be_read_twice(tmp_path):
    source = open_source(write_clip(tmp_path / "clip.mp4", shades(4)))
    first, second = ([(f.index, f.time_s, int(np.mean(f.image))) for f in source] for _ in range(2))  # type: ignore[arg-type]
    assert first == second and len(first) == 4


@pytest.mark.parametrize(
    ("rotation_deg", "expected", "size"),
    [(0, "RGBW", (96, 64)), (90, "BRWG", (64, 96)), (180, "WBGR", (96, 64)), (270, "GWRB", (64, 96))],
)
def test_a_phone_video_is_turned_upright(tmp_path, rotation_deg, expected, size):
    clip = write_clip(tmp_path / "phone.mp4", [quarters()] * 3, rotation_deg=rotation_deg)
    source = open_source(clip)
    assert (source.size_px, source.rotation_deg) == (size, rotation_deg)
    assert [corners(frame.image) for frame in source] == [expected] * 3


def test_square_pixels_are_made_of_oblong_ones(tmp_path):
    path = tmp_path / "dv.mkv"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(4, 3)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(quarters(), format="bgr24")))
        container.mux(stream.encode(None))
    source = open_source(path)
    assert source.size_px == (128, 64)
    assert [corners(frame.image) for frame in source] == ["RGBW"]


@pytest.mark.parametrize(
    ("codec", "pix_fmt", "size"),
    [
        ("libx264", "yuv444p", (97, 65)),
        ("libx264", "yuv420p10le", (96, 64)),
        ("libx264", "yuv422p10le", (98, 66)),
        ("libx264", "yuvj420p", (96, 64)),
        ("mjpeg", "yuvj422p", (96, 64)),
        ("ffv1", "gray", (95, 63)),
    ],
)
def test_odd_sizes_and_rare_pixel_formats_are_read(tmp_path, codec, pix_fmt, size):
    image = quarters(*size)
    source = open_source(write_clip(tmp_path / "clip.mkv", [image] * 2, codec=codec, pix_fmt=pix_fmt))
    frames = list(source)
    assert source.size_px == size and len(frames) == 2
    assert frames[0].image is not None and frames[0].image.dtype == np.uint8
    assert frames[0].image.shape == (size[1], size[0], 3)
    if pix_fmt != "gray":
        assert corners(frames[0].image) == "RGBW"


def test_a_4k_video_is_scaled_down_and_says_so(tmp_path):
    source = open_source(write_clip(tmp_path / "4k.mp4", [quarters(3840, 2160)]))
    assert source.size_px == (1920, 1080)
    assert source.scale == pytest.approx(0.5)


def test_an_upright_full_hd_video_keeps_its_size(tmp_path):
    source = open_source(write_clip(tmp_path / "hd.mp4", [quarters(1920, 1080)], rotation_deg=90))
    assert (source.size_px, source.scale) == ((1080, 1920), 1.0)


def test_one_frame_is_enough(tmp_path):
    frames = list(open_source(write_clip(tmp_path / "one.mp4", shades(1))))
    assert [(frame.index, frame.time_s) for frame in frames] == [(0, 0.0)]


def test_a_name_in_any_script_works(tmp_path):
    clip = write_clip(tmp_path / "Dehnung übung 伸展 100%03d.mp4", shades(2))
    assert len(list(open_source(clip))) == 2


def test_content_counts_not_the_name(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", shades(3))
    shutil.copy(clip, tmp_path / "video.jpg")
    cv2.imwrite(str(tmp_path / "photo.jpg"), quarters())
    shutil.copy(tmp_path / "photo.jpg", tmp_path / "photo.mp4")
    assert len(list(open_source(tmp_path / "video.jpg"))) == 3
    assert open_source(tmp_path / "photo.mp4").is_photo


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "bmp", "tiff"])
def test_a_photo_is_one_frame_at_time_nought(tmp_path, ending):
    path = tmp_path / f"photo.{ending}"
    assert cv2.imwrite(str(path), quarters())
    source = open_source(path)
    (frame,) = source
    assert source.is_photo and math.isnan(source.fps) and source.frame_count == 1
    assert (frame.index, frame.time_s, corners(frame.image)) == (0, 0.0, "RGBW")


def test_a_photo_is_turned_upright_by_its_exif_data(tmp_path):
    path = tmp_path / "photo.jpg"
    cv2.imwrite(str(path), quarters())
    data = path.read_bytes()
    orientation_6 = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    path.write_bytes(data[:2] + b"\xff\xe1" + (len(orientation_6) + 2).to_bytes(2, "big") + orientation_6 + data[2:])
    source = open_source(path)
    assert source.size_px == (64, 96)
    assert [corners(frame.image) for frame in source] == ["BRWG"]


def test_a_truncated_video_gives_what_is_there_and_says_so(tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (40, 64, 96, 3), np.uint8)
    whole = write_clip(tmp_path / "whole.mkv", list(noise))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    source = open_source(cut)
    frames = list(source)
    assert 5 < len(frames) < 35
    assert source.truncated
    assert any(note.code == "note.ends_early" for note in source.notes)


def test_a_whole_video_is_not_called_truncated(tmp_path):
    source = open_source(write_clip(tmp_path / "whole.mp4", shades(12)))
    list(source)
    assert not source.truncated and source.notes == []


def test_damage_in_the_middle_does_not_end_the_video(tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (40, 64, 96, 3), np.uint8)
    path = write_clip(tmp_path / "clip.mkv", list(noise), codec="mjpeg", pix_fmt="yuvj420p")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes(3000)
    path.write_bytes(bytes(data))
    frames = list(open_source(path))
    assert len(frames) >= 35
    assert frames[-1].time_s == pytest.approx(39 / 24, abs=0.01)
    assert all(after.time_s > before.time_s for before, after in pairwise(frames))


def test_missing_time_stamps_become_even_steps(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", shades(6), fps=25)
    raw = tmp_path / "raw.h264"
    with av.open(str(clip)) as source, av.open(str(raw), "w", format="h264") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    frames = list(open_source(raw))
    assert len(frames) == 6
    assert all(after.time_s > before.time_s for before, after in pairwise(frames))


def sentence(path: Path) -> str:
    with pytest.raises(VideoError) as error:
        list(open_source(path))
    message = str(error.value)
    assert message.endswith((".", "?")) and "\n" not in message and str(path) in message
    return message


def test_a_missing_file_is_refused(tmp_path):
    assert "no file" in sentence(tmp_path / "missing.mp4")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.mp4").touch()
    assert "is empty" in sentence(tmp_path / "empty.mp4")


def test_a_folder_is_refused(tmp_path):
    assert "folder" in sentence(tmp_path)


def test_a_file_without_pictures_is_refused(tmp_path):
    assert "only audio" in sentence(write_sound(tmp_path / "sound.mp4"))


def test_a_video_of_no_length_is_refused(tmp_path):
    sentence(write_clip(tmp_path / "nothing.mp4", []))


@pytest.mark.parametrize("name", ["notes.mp4", "notes.jpg", "notes.txt", "notes.csv", "notes"])
def test_text_is_refused_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_text("Kneel, tuck, breathe.\n" * 400)
    sentence(path)


def test_random_bytes_are_refused(tmp_path):
    path = tmp_path / "noise.mp4"
    path.write_bytes(np.random.default_rng(3).bytes(20_000))
    sentence(path)


def test_an_mp4_cut_before_its_index_is_refused(tmp_path):
    whole = write_clip(
        tmp_path / "whole.mp4", list(np.random.default_rng(1).integers(0, 255, (9, 64, 96, 3), np.uint8))
    )
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    sentence(cut)


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_photo_cut_to_its_head_is_refused(tmp_path, ending):
    path = tmp_path / f"photo.{ending}"
    cv2.imwrite(str(path), quarters())
    path.write_bytes(path.read_bytes()[:60])
    sentence(path)


def test_an_heic_photo_is_refused_by_name(tmp_path):
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500))
    assert "HEIC" in sentence(path)


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    clip = write_clip(tmp_path / "locked.mp4", shades(2))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in sentence(clip)


def test_the_recording_date_is_read(tmp_path):
    path = tmp_path / "dated.mp4"
    with av.open(str(path), "w") as container:
        container.metadata["creation_time"] = "2024-05-06T07:08:09.000000Z"
        stream: Any = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(quarters(), format="bgr24")))
        container.mux(stream.encode(None))
    recorded_at = open_source(path).recorded_at
    assert recorded_at is not None and recorded_at.isoformat() == "2024-05-06T07:08:09+00:00"


def test_a_video_that_changes_its_size_midway_keeps_its_shapes(tmp_path):
    parts = [write_clip(tmp_path / f"{n}.ts", [quarters(*size)] * 3) for n, size in enumerate([(96, 64), (64, 128)])]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    frames = list(open_source(joined))
    images = [frame.image for frame in frames if frame.image is not None]
    assert {image.shape for image in images} == {(64, 96, 3)} and len(images) == 6
    upright = images[-1][:, :32]
    assert corners(upright) == "RGBW" and not images[-1][:, 34:].any()
    assert all(after.time_s > before.time_s for before, after in pairwise(frames))


def decoded_pictures() -> int:
    return sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())


@pytest.mark.parametrize("read", [iter, VideoSource.waiting])
def test_no_decoded_picture_outlives_its_turn(tmp_path, read):
    clip = write_clip(tmp_path / "clip.mp4", shades(80))
    gc.collect()
    before = decoded_pictures()  # other tests keep some
    gc.disable()  # pictures that only the garbage collector frees fill a gigabyte before it comes
    try:
        for frame in read(open_source(clip)):
            alive = decoded_pictures() - before
            assert alive <= 40, f"{alive} pictures alive at frame {frame.index}"  # the decoder gives some at a time
    finally:
        gc.enable()


def test_a_video_whose_sound_lasts_longer_is_not_called_truncated(tmp_path):
    path = tmp_path / "clip.mkv"
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream("libx264", rate=24)
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        sound: Any = container.add_stream("aac", rate=44100)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 4 * 44100), np.float32), format="fltp", layout="mono")
        silence.rate = 44100
        for image in shades(24):
            container.mux(video.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(sound.encode(silence))
        container.mux(video.encode(None) + sound.encode(None))
    source = open_source(path)
    assert len(list(source)) == 24
    assert not source.truncated


@pytest.mark.parametrize("extension", [".ppm", ".gif", ".avif", ".jp2"])
def test_a_single_picture_of_any_format_is_a_photo(tmp_path, extension):
    path = tmp_path / f"photo{extension}"
    if not cv2.imwrite(str(path), pictures(count=1)[0]):
        pytest.skip(f"this OpenCV writes no {extension}")
    source = open_source(path)
    (frame,) = source
    assert source.is_photo and math.isnan(source.fps) and frame.time_s == 0


def test_a_jpeg_xl_photo_is_refused_by_name(tmp_path):
    path = tmp_path / "photo.jxl"
    path.write_bytes(b"\x00\x00\x00\x0cJXL \r\n\x87\n" + bytes(100))
    with pytest.raises(VideoError, match="JPEG XL photo"):
        open_source(path)


def test_a_stream_without_time_stamps_says_at_what_rate_it_was_read(tmp_path):
    raw = tmp_path / "camera.h264"
    with av.open(str(raw), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for image in pictures(count=30):
            picture = np.asarray(cv2.resize(image, (320, 240)), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    source = open_source(raw)
    times = [frame.time_s for frame in source]
    assert len(times) == 30
    assert [note.code for note in source.notes] == ["note.untimed"]
    assert times == sorted(set(times))


def test_a_video_whose_codec_nobody_knows_is_refused_in_a_sentence(tmp_path):
    clip = write_clip(tmp_path / "odd.mkv", pictures(count=6))
    clip.write_bytes(clip.read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_MPEG9/ISO/AVC"))
    with pytest.raises(VideoError):
        open_source(clip)
