"""Of two people the one who kneels on one knee is meant, unless the other may do so, too."""

import numpy as np
import pytest

from formcheck.keypoints import ANKLES, HIPS, KNEES
from formcheck.pose.rivals import SURE_LOOKS, Rivals, may_half_kneel
from tests.support.bodies import kneeling_points
from tests.support.standing_pose import standing_pose

KNEELS = kneeling_points(knee_px=(1200.0, 820.0))
MIRRORED = KNEELS * (-1, 1) + (1500, 0)
STANDS = standing_pose(scale=1.5).keypoints_px


def sits():
    """Somebody on a chair: both knees ahead of the hips, at their height."""
    points = standing_pose().keypoints_px.copy()
    points[KNEES] = points[HIPS] + (120, 10)
    points[ANKLES] = points[KNEES] + (0, 110)
    return points


def kneels_on_both():
    points = standing_pose().keypoints_px.copy()
    points[ANKLES] = points[KNEES] + (-110, 5)
    return points


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("rear_side", ["left", "right"])
@pytest.mark.parametrize("limb_px", [40.0, 230.0])
def test_who_half_kneels_is_never_ruled_out(facing, rear_side, limb_px):
    assert may_half_kneel(kneeling_points(facing=facing, rear_side=rear_side, limb_px=limb_px))


@pytest.mark.parametrize("points", [STANDS, sits(), kneels_on_both()], ids=["stands", "sits", "kneels on both"])
def test_who_does_something_else_is_ruled_out(points):
    assert not may_half_kneel(points)


def test_whose_limbs_are_not_known_may_be_meant():
    assert may_half_kneel(np.zeros((33, 2)))
    assert may_half_kneel(np.full((33, 2), np.nan))


def count(*looks):
    rivals = Rivals(0.5)
    for bodies in looks:
        rivals.step(bodies, 0)
    return rivals.count


def test_a_therapist_who_stands_or_sits_beside_is_no_rival():
    assert count([KNEELS, KNEELS + 3, STANDS]) == 0
    assert count([KNEELS, sits()]) == 0


def test_a_mirror_image_and_somebody_who_kneels_as_well_are_rivals():
    assert count([KNEELS, MIRRORED]) == 1
    assert count([KNEELS, STANDS, MIRRORED]) == 1


def test_a_rival_whom_one_look_misses_stays_one():
    assert count([KNEELS, MIRRORED], [KNEELS, STANDS]) == 1
    assert count([KNEELS, MIRRORED], *[[KNEELS, STANDS]] * SURE_LOOKS) == 0


def whom(*looks):
    rivals = Rivals(0.5)
    return [rivals.whom(bodies) for bodies in looks]


def test_who_kneels_beside_somebody_who_stands_is_followed_once_it_is_sure():
    assert whom([STANDS, KNEELS], [STANDS, KNEELS]) == [0, 1]
    assert whom([STANDS, KNEELS], [STANDS, STANDS + 600], [STANDS, KNEELS]) == [0, 0, 0]


def test_who_has_knelt_stays_meant_while_they_stand_to_change_legs():
    assert whom([KNEELS, STANDS], *[[STANDS, KNEELS]] * 5) == [0] * 6


def test_of_two_who_kneel_and_of_a_small_one_behind_nobody_is_followed_instead():
    assert whom(*[[STANDS, KNEELS, MIRRORED]] * 4) == [0] * 4
    far = KNEELS * 0.3 + (900, 100)
    assert whom(*[[STANDS, far]] * 4) == [0] * 4
