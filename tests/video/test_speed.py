"""Slow motion baked into a file, and mirror images: the times and the sides are those of the truth."""

import av
import numpy as np
import pytest

from formcheck.keypoints import HIPS, SHOULDERS
from formcheck.lunge.corrections import Corrections
from formcheck.results.stored import StoredReview
from formcheck.review.run import Options, review_file
from formcheck.video.reader import open_source
from tests.support.bodies import SIZE_PX
from tests.support.clips import pictures, write_clip
from tests.support.estimators import Drawn


def with_tag(path, images, fps, **tags):
    """Write a film as phones do, with their notes in it."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(tags)
        stream = container.add_stream("libx264", rate=fps)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def film():
    return [np.ascontiguousarray(image[::3, ::3]) for image in pictures(count=60)]


@pytest.mark.parametrize("tag", ["com.android.capture.fps", "com.apple.quicktime.capture-frame-rate"])
def test_slow_motion_whose_phone_has_noted_its_rate_has_the_times_of_the_filming(tmp_path, film, tag):
    source = open_source(with_tag(tmp_path / "slow.mp4", film, 30, **{tag: "240.000000"}))
    times = [frame.time_s for frame in source]
    assert source.speed == 8
    assert source.fps == pytest.approx(240)
    assert source.duration_s == pytest.approx(0.25)
    assert times[-1] == pytest.approx(59 / 240, abs=1e-3)
    assert not source.truncated
    assert [note.code for note in source.notes] == ["note.speed"]


@pytest.mark.parametrize("noted", ["30.0", "24.1", "nan", "fast", "0", "-8", "1e300"])
def test_a_film_that_plays_at_the_rate_it_was_filmed_at_or_whose_note_is_odd_is_left_as_it_is(tmp_path, film, noted):
    source = open_source(with_tag(tmp_path / "live.mp4", film, 30, **{"com.android.capture.fps": noted}))
    assert (source.speed, source.fps, source.notes) == (1, 30, [])


def test_by_hand_the_speed_counts_before_what_the_file_says(tmp_path, film):
    path = with_tag(tmp_path / "slow.mp4", film, 30, **{"com.android.capture.fps": "240"})
    source = open_source(path, speed=4)
    assert [frame.time_s for frame in source][-1] == pytest.approx(59 / 120, abs=1e-3)
    assert source.notes == []
    assert source.again().speed == 4


def test_a_mirror_image_is_turned_back(tmp_path, film):
    clip = write_clip(tmp_path / "selfie.mp4", [image[:, ::-1] for image in film])
    plain, back = next(iter(open_source(clip))).image, next(iter(open_source(clip, mirrored=True))).image
    assert plain is not None and back is not None
    np.testing.assert_array_equal(back, plain[:, ::-1])
    assert back.flags["C_CONTIGUOUS"]


class GetsDown(Drawn):
    """Finds somebody who gets down from standing to kneeling within ten seconds."""

    def see(self, frame):
        pose = super().see(frame).pose
        share = np.clip((frame.time_s - 1) / 10, 0, 1)
        raised = np.concatenate([HIPS, SHOULDERS])
        pose.keypoints_px[raised, 1] -= (1 - share**2 * (3 - 2 * share)) * 230 / SIZE_PX[1] * pose.size_px[1]
        return frame.with_pose(pose)


def test_a_review_of_slow_motion_without_a_tag_notes_it_unless_somebody_has_said_the_speed(tmp_path, film):
    clip = write_clip(tmp_path / "slow.mp4", [film[n % 60] for n in range(150)], fps=10)
    options = Options(video=False, pdf=False, estimator=lambda *_: GetsDown())
    said = review_file(clip, tmp_path / "out", options).notes
    assert [note.code for note in said] == ["note.slow"]
    assert [note.code for note in StoredReview.open(tmp_path / "out").summary.file.note_messages] == ["note.slow"]
    by_hand = Options(video=False, pdf=False, estimator=lambda *_: GetsDown(), corrections=Corrections(speed=8))
    assert review_file(clip, tmp_path / "by_hand", by_hand).notes == ()
