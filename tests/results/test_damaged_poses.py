"""Stored poses that are damaged, or hold what no review has written: one sentence."""

import io
import random
import zipfile

import numpy as np
import pytest

from formcheck.records import Frame, Pose
from formcheck.results.poses import NAME, Recorder, StoredPoses
from formcheck.results.stored import StoredReviewError
from formcheck.settings import Settings
from tests.support.mutations import damaged_bytes

MUTATIONS = 60


@pytest.fixture
def folder(tmp_path):
    recorder, nowhere = Recorder(), np.full((33, 3), np.nan)
    for index in range(20):
        pose = Pose(
            *((640, 480), np.full((33, 2), 100.0 + index), np.ones(33), np.ones(33), nowhere),
            people=1,
            roll_deg=0.0,
            rivals=[None, 0, 1][index % 3],
        )
        recorder.add(Frame(index, index / 30, pose=pose))
    recorder.write(tmp_path / NAME)
    return tmp_path


def arrays_of(folder):
    with np.load(folder / NAME) as file:
        return {name: file[name] for name in file.files}


def written(folder, arrays):
    np.savez_compressed(folder / NAME, **arrays)
    return folder


def rivals_of(frames):
    return [frame.pose.rivals for frame in frames if frame.pose is not None]


def test_what_is_whole_is_read(folder):
    frames = list(StoredPoses.open(folder))
    assert [frame.index for frame in frames] == list(range(20))
    assert rivals_of(frames[:4]) == [None, 0, 1, None]


def test_a_review_that_has_not_looked_for_rivals_does_not_rule_anybody_out(folder):
    arrays = arrays_of(folder)
    del arrays["rivals"]
    assert set(rivals_of(StoredPoses.open(written(folder, arrays)))) == {None}


def test_no_damage_is_more_than_a_sentence(folder):
    whole = (folder / NAME).read_bytes()
    for seed in range(MUTATIONS):
        (folder / NAME).write_bytes(damaged_bytes(whole, random.Random(seed)))
        try:
            poses = StoredPoses.open(folder)
            assert len(list(poses)) == len(poses.frames)
            poses.sources(Settings())
        except StoredReviewError as error:
            assert "missing or damaged" in str(error)


@pytest.mark.parametrize("name", ["size_px", "frames", "points", "pictures", "pose_network", "rivals"])
@pytest.mark.parametrize(
    "odd",
    [np.zeros(0), np.array(7), np.array(["x"] * 20), np.full((20, 4), np.inf), np.zeros((3, 3, 3)), np.array([-1, 5])],
    ids=["empty", "number", "words", "infinite", "shape", "negative"],
)
def test_arrays_that_no_review_has_written_are_refused(folder, name, odd):
    written(folder, arrays_of(folder) | {name: odd})
    with pytest.raises(StoredReviewError, match="missing or damaged"):
        StoredPoses.open(folder)


@pytest.mark.parametrize("change", [lambda t: t[::-1], lambda t: t * 0, lambda t: t + np.nan, lambda t: t + 1e300])
def test_times_that_do_not_rise_are_refused(folder, change):
    arrays = arrays_of(folder)
    arrays["frames"][:, 1] = change(arrays["frames"][:, 1])
    with pytest.raises(StoredReviewError, match="missing or damaged"):
        StoredPoses.open(written(folder, arrays))


def test_an_array_that_claims_to_be_larger_than_the_file_takes_no_memory(folder):
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<f8", "fortran_order": False, "shape": (10**12, 4)})
    with zipfile.ZipFile(folder / NAME, "a") as packed:
        packed.writestr("more.npy", head.getvalue())
    with pytest.raises(StoredReviewError, match="missing or damaged"):
        StoredPoses.open(folder)
