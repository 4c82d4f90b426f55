"""The annotated video: its format, its times, and that it is whole or not there."""

import errno

import av
import numpy as np
import pytest

from formcheck.errors import OutputError
from formcheck.settings import AnnotatedVideo
from formcheck.video.writer import AnnotatedVideoWriter, fit, output_size


def picture(value, size_px=(64, 48)):
    return np.full((size_px[1], size_px[0], 3), value, np.uint8)


def read(path):
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        return stream.codec_context, [(f.time, f.to_ndarray(format="bgr24")) for f in video.decode()]


def test_the_video_is_h264_yuv420p_with_its_index_in_front(tmp_path):
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (64, 48)) as video:
        for i in range(5):
            video.write(picture(40 * i), i / 30)
    codec, frames = read(path)
    assert codec.name == "h264"
    assert codec.pix_fmt == "yuv420p"
    assert len(frames) == 5
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_every_frame_keeps_its_own_time(tmp_path):
    times = [0.0, 0.0334, 0.0667, 0.2, 0.2101, 1.5]
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (64, 48), 29.97) as video:
        for i, t in enumerate(times):
            video.write(picture(40 * i), t)
    _, frames = read(path)
    assert [t for t, _ in frames] == pytest.approx(times, abs=1e-4)
    assert [image.mean() for _, image in frames] == pytest.approx([40 * i for i in range(6)], abs=6)


@pytest.mark.parametrize("preset", ["ultrafast", "slow"])
def test_an_encoder_that_keeps_pictures_waiting_keeps_each_as_it_was(tmp_path, preset):
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (64, 48), 30, AnnotatedVideo(preset=preset)) as video:
        for i in range(60):
            video.write(picture(4 * i), i / 30)
    _, frames = read(path)
    assert [image.mean() for _, image in frames] == pytest.approx([4 * i for i in range(60)], abs=3)


def test_a_browser_can_jump_to_any_second_of_it(tmp_path):
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (64, 48), 25) as video:
        for i in range(100):
            video.write(picture(i), i / 25)
    with av.open(str(path)) as written:
        whole = [float(frame.time) for frame in written.decode(video=0) if frame.key_frame]
    assert whole == pytest.approx([0, 1, 2, 3])


def test_a_part_of_a_source_begins_at_nothing(tmp_path):
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (64, 48)) as video:
        for t in (3.0, 3.1, 3.2):
            video.write(picture(90), t)
    assert [t for t, _ in read(path)[1]] == pytest.approx([0, 0.1, 0.2], abs=1e-4)


def test_times_that_stand_still_are_moved_on_by_the_least(tmp_path):
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (64, 48)) as video:
        for t in (0.0, 0.0, 0.0):
            video.write(picture(90), t)
    assert len(read(path)[1]) == 3


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ((641, 479), (640, 478)),
        ((640, 480), (640, 480)),
        ((3840, 2160), (1920, 1080)),
        ((2160, 3840), (1080, 1920)),
        ((1920, 1080), (1920, 1080)),
        ((1080, 1920), (1080, 1920)),
        ((1, 1), (2, 2)),
    ],
)
def test_sizes_are_even_and_no_more_than_1080_lines(source, written):
    assert output_size(source) == written


def test_an_odd_picture_is_cut_not_scaled(tmp_path):
    image = np.random.default_rng(1).integers(0, 255, (49, 65, 3), dtype=np.uint8)
    assert np.array_equal(fit(image, output_size((65, 49))), image[:48, :64])
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (65, 49)) as video:
        video.write(image, 0)
    assert read(path)[1][0][1].shape == (48, 64, 3)


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_break_leaves_no_file_and_the_old_one_untouched(tmp_path, failure):
    path = tmp_path / "annotated.mp4"
    path.write_bytes(b"old")
    with pytest.raises(failure), AnnotatedVideoWriter(path, (64, 48)) as video:
        video.write(picture(90), 0)
        raise failure
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_one_clear_sentence(tmp_path):
    with (
        pytest.raises(OutputError, match=r"^Cannot write .*annotated\.mp4.*choose another"),
        AnnotatedVideoWriter(tmp_path / "no" / "annotated.mp4", (64, 48)),
    ):
        pass


def test_a_full_disk_is_one_clear_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise av.error.OSError(errno.ENOSPC, "No space left on device")

    video = AnnotatedVideoWriter(tmp_path / "annotated.mp4", (64, 48))
    with pytest.raises(OutputError, match="no room left"), video:
        monkeypatch.setattr(video, "_container", _Full(video._container, full))
        video.write(picture(90), 0)
    assert list(tmp_path.iterdir()) == []


class _Full:
    """A container whose disk is full."""

    def __init__(self, container, full):
        self.close, self.mux = container.close, full


def test_a_frame_rate_that_is_not_known_is_no_obstacle(tmp_path):
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideoWriter(path, (64, 48), 0.0) as video:
        video.write(picture(90), 0)
    assert len(read(path)[1]) == 1


def test_colours_are_said_and_kept(tmp_path):
    path = tmp_path / "annotated.mp4"
    image = picture(0, (64, 64))
    image[:] = (52, 208, 140)
    with AnnotatedVideoWriter(path, (64, 64)) as video:
        video.write(image, 0)
    codec, frames = read(path)
    assert (codec.colorspace, codec.color_range) == (5, 1)  # BT.601, limited
    assert np.abs(frames[0][1].astype(int) - image).max() <= 6


def test_the_preset_and_quality_of_the_settings_reach_the_encoder(tmp_path):
    grain = np.random.default_rng(0).integers(0, 40, (12, 240, 320, 3), dtype=np.uint8)

    def size(**settings):
        path = tmp_path / "annotated.mp4"
        with AnnotatedVideoWriter(path, (320, 240), settings=AnnotatedVideo(**settings)) as video:
            for i, image in enumerate(grain):
                video.write(image, i / 30)
        return path.stat().st_size

    assert size(preset="veryfast") < 0.9 * size()
    assert size(quality=35) < 0.7 * size()
