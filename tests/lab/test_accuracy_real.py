"""The table of labelled pictures, from errors made by hand."""

import math

import numpy as np
import pytest

from formcheck.geometry import rotate_about
from formcheck.keypoints import KEYPOINT_COUNT, Keypoint
from formcheck.lunge.angles import limb_angles_deg
from formcheck.lunge.legs import StanceMemory
from lab.accuracy_real import QUANTITIES, Picture, as_seen, lost, written
from tests.support.bodies import kneeling_points


def picture(name, told, bare, kneeling=True, lost=False):
    return Picture(name, kneeling, lost, dict.fromkeys(QUANTITIES, told), dict.fromkeys(QUANTITIES, bare))


def test_means_are_of_the_sizes_of_errors_where_both_answered():
    text = written([picture("a", 2.0, -6.0), picture("b", -4.0, 2.0), picture("c", math.nan, 50.0, kneeling=False)])
    assert "| a | yes | +2.0° (-6.0°) |" in text
    assert "| c | no | – (+50.0°) |" in text
    assert "| mean error where both answered | | 3.0° (4.0°) |" in text


def test_a_second_mean_leaves_out_pictures_in_which_plain_mediapipe_lost_a_leg():
    text = written([picture("a", 2.0, -6.0), picture("b", 4.0, 60.0, lost=True)])
    assert "| b* | yes |" in text
    assert "| mean error where both answered | | 3.0° (33.0°) |" in text
    assert "| the same without * | | 2.0° (6.0°) |" in text


def test_where_formcheck_refused_everything_there_is_no_mean():
    assert "| mean error where both answered | | – |" in written([picture("c", math.nan, 50.0)])


@pytest.mark.parametrize(("moved", "off_px", "expected"), [("RIGHT_KNEE", 20, False), ("LEFT_ANKLE", 50, True)])
def test_a_leg_is_lost_where_a_joint_is_far_from_its_label(moved, off_px, expected):
    points = {
        "front": {"knee": (100, 0), "ankle": (100, 100)},
        "rear": {"hip": (0, 0), "knee": (0, 100), "ankle": (-100, 100)},
    }
    seen = np.zeros((KEYPOINT_COUNT, 2))
    for leg, side in (("front", "LEFT"), ("rear", "RIGHT")):
        for joint in ("knee", "ankle"):
            seen[Keypoint[f"{side}_{joint.upper()}"]] = points[leg][joint]
    seen[Keypoint[moved], 0] += off_px
    assert lost(seen, points, "right") is expected


@pytest.mark.parametrize(("facing", "sign"), [("right", 1), ("left", -1)])
def test_the_roll_that_is_taken_out_of_an_answer_is_put_back_before_it_is_compared(facing, sign):
    """One camera leans all one way: ahead for who faces right, behind for who faces left."""
    kneel, roll = kneeling_points(facing=facing), 3.0
    rolled = rotate_about(kneel, np.array([640.0, 360.0]), roll)
    stance = StanceMemory(1.0, rear_side="right").step(rolled, np.ones(33), 0.0)
    in_picture = limb_angles_deg(rolled, stance)
    level = limb_angles_deg(rotate_about(rolled, np.array([640.0, 360.0]), -roll), stance)
    row = {name: str(level[name]) for name in QUANTITIES} | {"facing": facing}
    for name in QUANTITIES:
        assert as_seen(name, row, roll) == pytest.approx(in_picture[name])
