"""The crop of the pelvis: the same for one body however it is placed, turned, mirrored or filmed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.geometry import rotate_about
from formcheck.lunge.legs import StanceMemory
from formcheck.lunge.pelvis.crop import MID_HIP, SIZE_PX, SPAN, PelvisCrop, pelvis_crop
from formcheck.records import Side
from tests.support.bodies import Angles, kneeling_points

COLUMNS, ROWS = 1280, 960
USUAL = Angles()


def crop(
    angles: Angles = USUAL,
    facing: Side = "right",
    limb_px: float = 230.0,
    mask_scale: float = 0.5,
    margin_px: int = 0,
    roll_deg: float = 0.0,
) -> PelvisCrop:
    """Draw a body with a thick trunk and thighs and cut its pelvis out."""
    points = kneeling_points(angles, facing=facing, rear_side=facing, limb_px=limb_px)
    points = rotate_about(points, np.array([COLUMNS, ROWS]) / 2, roll_deg)
    mask = np.zeros((ROWS, COLUMNS), np.uint8)
    stance = StanceMemory(1.0).step(points, np.ones(33), 0.0)
    lines = [(11, 23), (12, 24), (23, 25), (24, 26), (25, 27), (26, 28)]
    for start, end in lines:
        ends = [tuple(int(v) for v in np.round(points[row] * 8)) for row in (start, end)]
        cv2.line(mask, ends[0], ends[1], 255, int(limb_px * 0.35), cv2.LINE_AA, shift=3)
    image = np.dstack([mask, mask // 2, 255 - mask])
    small = cv2.resize(mask, None, fx=mask_scale, fy=mask_scale, interpolation=cv2.INTER_AREA)
    cut = pelvis_crop(
        image, np.float32(1 / 255) * small.astype(np.float32), stance.keypoints_px, stance, margin_px, roll_deg
    )
    assert cut is not None
    return cut


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean difference of two pictures, 0-255."""
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


UPRIGHT = crop()


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("roll_deg", [-14.0, 6.0, 14.0])
def test_a_known_roll_of_the_camera_changes_nothing_of_the_crop(facing, roll_deg):
    level, rolled = (crop(Angles(trunk=7.0), facing, limb_px=200.0, roll_deg=roll) for roll in (0.0, roll_deg))
    np.testing.assert_allclose(rolled.body, level.body, atol=1e-5)
    assert rolled.trunk_deg == pytest.approx(level.trunk_deg, abs=1e-6)
    assert apart(rolled.mask, level.mask) < 3


def test_the_mid_hip_is_where_it_should_be_and_the_trunk_stands_upright_on_it():
    points = UPRIGHT.body[:26].reshape(13, 2)
    shoulders = points[:2].mean(axis=0)
    assert shoulders == pytest.approx([0, -1], abs=1e-5)
    x = int(MID_HIP[0] * SIZE_PX)
    trunk = UPRIGHT.mask[: int(MID_HIP[1] * SIZE_PX), x - 4 : x + 5]
    assert trunk[int((MID_HIP[1] - 0.9 / SPAN) * SIZE_PX) :].min() > 250


def test_picture_and_mask_lie_on_each_other():
    assert apart(UPRIGHT.picture[:, :, 0], UPRIGHT.mask) < 2.5
    assert apart(UPRIGHT.picture[:, :, 0], np.roll(UPRIGHT.mask, 2, axis=1)) > 5


def test_somebody_facing_left_looks_like_somebody_facing_right():
    left = crop(facing="left")
    assert apart(left.mask, UPRIGHT.mask) < 1.5
    assert left.body == pytest.approx(UPRIGHT.body, abs=1e-5)
    assert left.trunk_deg == pytest.approx(UPRIGHT.trunk_deg)


@settings(deadline=None, max_examples=20)
@given(limb_px=st.floats(90, 280))
def test_the_distance_of_the_camera_does_not_matter(limb_px):
    assert apart(crop(limb_px=limb_px).mask, UPRIGHT.mask) < 4


@pytest.mark.parametrize("mask_scale", [0.2, 0.75, 1.0])
def test_a_mask_of_another_size_than_the_picture_is_laid_on_it(mask_scale):
    assert apart(crop(mask_scale=mask_scale).mask, UPRIGHT.mask) < 3


@settings(deadline=None, max_examples=20)
@given(turn=st.floats(-15, 15))
def test_a_body_turned_as_a_whole_gives_the_same_crop_and_says_how_far_it_is_turned(turn):
    turned = Angles(rear_thigh=USUAL.rear_thigh + turn, front_shin=USUAL.front_shin + turn, trunk=USUAL.trunk + turn)
    cut = crop(turned)
    assert cut.trunk_deg - UPRIGHT.trunk_deg == pytest.approx(turn, abs=1e-6)
    trunk_and_legs = [*range(4), *range(12, 22)]  # the arms and the head of the stick body do not turn with it
    assert cut.body[trunk_and_legs] == pytest.approx(UPRIGHT.body[trunk_and_legs], abs=1e-4)
    assert apart(cut.mask, UPRIGHT.mask) < 5


def test_a_margin_is_added_all_round():
    wide = crop(margin_px=8)
    assert wide.mask.shape == (SIZE_PX + 16, SIZE_PX + 16)
    assert apart(wide.mask[8:-8, 8:-8], UPRIGHT.mask) < 2.5


def test_what_cannot_be_placed_is_not_cut_out():
    points = kneeling_points(Angles())
    stance = StanceMemory(1.0).step(points, np.ones(33), 0.0)
    image, mask = np.zeros((ROWS, COLUMNS, 3), np.uint8), np.zeros((ROWS, COLUMNS), np.float32)
    unseen = points.copy()
    unseen[11:13] = np.nan
    assert pelvis_crop(image, mask, unseen, stance) is None
    nobody = StanceMemory(1.0).step(np.full((33, 2), np.nan), np.zeros(33), 0.0)
    assert pelvis_crop(image, mask, nobody.keypoints_px, nobody) is None


def test_a_hip_at_the_edge_of_the_picture_does_not_break_it():
    points = kneeling_points(Angles()) - [590, 0]
    stance = StanceMemory(1.0).step(points, np.ones(33), 0.0)
    image, mask = np.zeros((ROWS, COLUMNS, 3), np.uint8), np.zeros((ROWS, COLUMNS), np.float32)
    cut = pelvis_crop(image, mask, stance.keypoints_px, stance)
    assert cut is not None and cut.mask.shape == (SIZE_PX, SIZE_PX)
