"""The laboratory compares pose networks through the protocol."""

import numpy as np
import pytest

from lab import plain
from lab.estimators import estimator_of, fingerprint, short_name
from tests.support.bodies import SIZE_PX, kneeling_points
from tests.support.clips import pictures, write_clip
from tests.support.estimators import open_drawn

DRAWN = "tests.support.estimators:open_drawn"


def test_another_network_is_named_by_the_function_that_opens_it():
    assert estimator_of(DRAWN) is open_drawn
    assert short_name(DRAWN) == "tests.support.estimators.open_drawn"
    assert fingerprint(DRAWN) != fingerprint("full")


@pytest.mark.parametrize("model", ["full", "lite", "models/full.task", "C:/models/full.task"])
def test_the_names_and_files_of_mediapipe_stay_what_they_are(model):
    assert estimator_of(model) is None


def test_the_plain_loop_looks_with_the_network_that_is_named(tmp_path):
    images = pictures(count=3)
    clip = write_clip(tmp_path / "clip.mp4", images)
    plain.watch(clip, tmp_path / "plain.npz", DRAWN)
    found = np.load(tmp_path / "plain.npz")["keypoints_px"]
    rows, columns = np.shape(images[0])[:2]
    expected = kneeling_points() * (columns / SIZE_PX[0], rows / SIZE_PX[1])
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape))
    assert len(found) == 3
