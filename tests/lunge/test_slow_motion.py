"""Slow motion without a tag: told where somebody gets down or up, and never of anything that may be live."""

import math

import numpy as np
import pytest

from formcheck.keypoints import HIPS, SHOULDERS
from formcheck.lunge.slow_motion import seems_slowed
from formcheck.records import Frame, Pose
from tests.support.bodies import kneeling_points, pose_of

LIMB_PX = 230.0
RATE = 25


def smoothly(share):
    """Where a hand or hip that starts and ends at rest is on its way, 0-1."""
    share = np.clip(share, 0, 1)
    return share**3 * (10 - 15 * share + 6 * share**2)


def film(down_s, *, stands_s=2.0, kneels_s=6.0, drop=1.0, noise_px=1.0, hidden=None, pause=False):
    """Somebody who gets down by a share of a thigh's length within some seconds."""
    noise = np.random.default_rng(0)
    frames = []
    for index in range(round((stands_s + down_s + kneels_s) * RATE)):
        time_s = index / RATE
        done = smoothly((time_s - stands_s) / down_s) if down_s else float(time_s > stands_s)
        if pause:
            done = (smoothly(3 * (time_s - stands_s) / down_s) + smoothly(3 * (time_s - stands_s) / down_s - 2)) / 2
        points = kneeling_points(limb_px=LIMB_PX)
        points[np.concatenate([HIPS, SHOULDERS]), 1] -= (1 - done) * drop * LIMB_PX
        pose = pose_of(points + noise.normal(0, noise_px, points.shape))
        if hidden and hidden[0] < time_s < hidden[1]:
            pose = Pose.nobody(pose.size_px)
        frames.append(Frame(index, time_s, pose=pose))
    return frames


@pytest.mark.parametrize("live_s", [1.2, 1.5, 1.8])
def test_who_gets_down_eight_times_slower_than_anybody_does_is_told(live_s):
    assert not seems_slowed(film(live_s))
    assert seems_slowed(film(8 * live_s, kneels_s=48))
    assert seems_slowed([Frame(f.index, 8 * f.time_s, pose=f.pose) for f in film(live_s)])


@pytest.mark.parametrize("down_s", [2, 4, 6, 7])
def test_who_takes_their_time_is_not_taken_for_it(down_s):
    assert not seems_slowed(film(down_s))
    assert not seems_slowed(film(down_s, pause=True))


def test_a_kneel_alone_says_nothing_and_nor_does_a_slow_lunge():
    assert not seems_slowed(film(0, stands_s=0, kneels_s=20))
    assert not seems_slowed(film(20, drop=0.4))
    assert not seems_slowed([])


def test_where_the_way_down_was_not_seen_nothing_is_said():
    assert not seems_slowed(film(12, hidden=(5, 11)))
    assert not seems_slowed(film(0))
    assert math.isnan(Pose.nobody((640, 480)).keypoints_px[0, 0])  # and nobody at all does no harm
