"""What is taken away from the crops is gone, and nothing else."""

import numpy as np
import pytest

pytest.importorskip("torch")

from lab.tilt_without import MASK, PICTURE, WAYS, blunted, held

RNG = np.random.default_rng(0)
CROPS = RNG.integers(0, 256, (3, 4, 32, 32), dtype=np.uint8)
BODY = RNG.normal(size=(3, 30)).astype(np.float32)


def test_a_blunted_crop_keeps_its_shape_and_light_and_loses_its_grain():
    blunt = blunted(CROPS, 4)
    assert blunt.shape == CROPS.shape and blunt.dtype == CROPS.dtype
    assert blunt.mean() == pytest.approx(CROPS.mean(), abs=3)
    assert np.diff(blunt.astype(float), axis=-1).std() < 0.3 * np.diff(CROPS.astype(float), axis=-1).std()


def test_a_held_mask_is_that_of_the_first_still_and_the_picture_stays_each_stills_own():
    same = held(CROPS, MASK)
    assert (same[:, MASK] == CROPS[:1, MASK]).all()
    assert (same[:, PICTURE] == CROPS[:, PICTURE]).all()
    assert not (CROPS[1:, MASK] == CROPS[:1, MASK]).all()


def test_held_body_points_are_those_of_the_first_still():
    crops, body = WAYS["body points held"](CROPS, BODY)
    assert crops is CROPS
    assert (body == BODY[0]).all()
