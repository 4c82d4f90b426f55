"""The picture itself: black, of one colour, standing still; and never where somebody keeps still before a camera."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.pose.picture_state import PictureMonitor
from formcheck.records import PictureState
from formcheck.settings.picture import PictureCheck
from tests.support.clips import SAMPLES, pictures

STEP_S = 0.1


def states(images, step_s=STEP_S):
    monitor = PictureMonitor(PictureCheck())
    return [monitor.step(image, number * step_s) for number, image in enumerate(images)]


@pytest.fixture(scope="module")
def kneeling():
    """Ten pictures a second of somebody who keeps still."""
    return pictures(SAMPLES / "good_right_knee.mp4")[::2][:100]


def test_a_stalled_camera_stands_still_after_some_seconds_and_no_sooner(kneeling):
    found = states([*kneeling[:20], *[kneeling[20]] * 80])
    assert PictureState.STILL not in found[:40]
    assert set(found[65:]) == {PictureState.STILL}


def test_a_stalled_stream_whose_key_frames_change_a_little_stands_still(kneeling):
    rng = np.random.default_rng(1)
    pulses = [np.clip(kneeling[0].astype(int) + rng.integers(-40, 40, (72, 96, 1)).repeat(10, 0).repeat(10, 1), 0, 255)]
    stalled = [(pulses[0].astype(np.uint8) if n % 20 == 0 else kneeling[0]) for n in range(120)]
    assert set(states(stalled)[60:]) == {PictureState.STILL}


def test_somebody_who_keeps_still_is_not_taken_for_a_stalled_camera(kneeling):
    assert set(states(kneeling)) == {PictureState.FINE}


def test_it_goes_on_once_the_camera_does(kneeling):
    found = states([*[kneeling[0]] * 60, *kneeling])
    assert found[59] is PictureState.STILL and found[-1] is PictureState.FINE


def test_a_lens_that_is_uncovered_is_well_at_once_and_not_still_for_seconds(kneeling):
    covered = np.zeros_like(kneeling[0])
    assert set(states([*[covered] * 60, *kneeling])[60:]) == {PictureState.FINE}


@given(st.integers(0, 12), st.integers(8, 200), st.integers(8, 200))
def test_a_dark_picture_is_black_whatever_its_size_and_noise(brightness, rows, columns):
    noise = np.random.default_rng(0).integers(0, 8, (rows, columns, 3))
    assert states([np.uint8(brightness + noise)]) == [PictureState.BLACK]


@pytest.mark.parametrize("kind", ["grey card", "noise"])
def test_a_picture_that_shows_nothing_is_told_from_a_room(kind, kneeling):
    rng = np.random.default_rng(0)
    image = (
        np.full((480, 640, 3), 120, np.uint8) if kind == "grey card" else rng.integers(0, 256, (480, 640, 3), np.uint8)
    )
    assert states([image]) == [PictureState.BLANK]
    assert states(kneeling[:1]) == [PictureState.FINE]


def test_a_change_of_size_in_the_middle_is_a_change():
    sizes = itertools.cycle([(60, 80, 3), (80, 60, 3)])
    rng = np.random.default_rng(0)
    small = {size: rng.integers(0, 256, size, np.uint8) for size in [(60, 80, 3), (80, 60, 3)]}
    found = states([small[next(sizes)] for _ in range(100)], step_s=0.5)
    assert PictureState.STILL not in found


def test_a_dim_room_is_dark_and_a_lit_one_is_not(kneeling):
    assert states([np.uint8(kneeling[0] * 0.3)]) == [PictureState.DARK]
    assert states([kneeling[0]]) == [PictureState.FINE]
