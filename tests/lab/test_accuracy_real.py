"""The table of labelled pictures, from errors made by hand."""

import math

import numpy as np
import pytest

from formcheck.keypoints import KEYPOINT_COUNT, Keypoint
from lab.accuracy_real import QUANTITIES, Picture, lost, written


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
