"""Which way up a picture is, from the body in it."""

import numpy as np
import pytest

from formcheck.keypoints import Keypoint
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.upright import turn_found, turned_points
from formcheck.messages.message import Message
from formcheck.records import Frame
from formcheck.settings import JudgingSettings
from tests.support.bodies import SIZE_PX, STICK, kneeling_points, pose_of

BACK = {90: 270, 180: 180, 270: 90}


def film(points, size_px):
    return [Frame(i, i / 12, pose=pose_of(points, size_px=size_px)) for i in range(90)]


def turned(points, clockwise_deg):
    size_px = SIZE_PX if clockwise_deg == 180 else SIZE_PX[::-1]
    return turned_points(points, SIZE_PX, clockwise_deg), size_px


def lying(points):
    """Stretch the legs in line with the trunk, then lay the body down."""
    points = points.copy()
    legs = [Keypoint.LEFT_KNEE, Keypoint.LEFT_ANKLE, Keypoint.LEFT_HEEL, Keypoint.LEFT_FOOT_INDEX]
    for side, ahead in ((0, 10), (1, -10)):
        down = [(ahead, 230), (ahead, 460), (ahead - 20, 480), (ahead + 60, 490)]
        points[[leg + side for leg in legs]] = points[Keypoint.LEFT_HIP] + np.array(down)
    return turned(points * 0.7 + 100, 270)


@pytest.mark.parametrize("clockwise_deg", [90, 180, 270])
def test_a_half_kneeling_body_that_was_turned_is_turned_back(clockwise_deg):
    frames = film(*turned(kneeling_points(), clockwise_deg))
    assert turn_found(frames, JudgingSettings(), photo=False) == BACK[clockwise_deg]
    assert turn_found(frames[:1], JudgingSettings(), photo=True) == BACK[clockwise_deg]


def test_an_upright_body_a_lying_one_and_a_short_moment_are_not_turned():
    assert turn_found(film(kneeling_points(), SIZE_PX), JudgingSettings(), photo=False) is None
    assert turn_found(film(*lying(kneeling_points())), JudgingSettings(), photo=False) is None
    short = film(*turned(kneeling_points(), 90))[:20]
    assert turn_found(short, JudgingSettings(), photo=False) is None
    frames = film(*turned(kneeling_points(), 270))
    mostly_lying = film(*lying(kneeling_points()))[:50] + frames[50:]
    assert turn_found(mostly_lying, JudgingSettings(), photo=False) is None


@pytest.mark.parametrize(
    ("points_and_size", "code"),
    [
        (turned(kneeling_points(), 90), "on_its_side"),
        (turned(kneeling_points(), 270), "on_its_side"),
        (turned(kneeling_points(), 180), "upside_down"),
        (lying(kneeling_points()), "on_hands"),
    ],
)
def test_a_turned_picture_is_not_called_lying_on_the_hands(points_and_size, code):
    checker = LungeChecker(STICK)
    out = [checker.step(frame) for frame in film(*points_and_size)]
    assert out[-1].message == Message(f"shape.{code}")
