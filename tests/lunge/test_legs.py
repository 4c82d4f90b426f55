"""Front and rear leg, facing and side, whatever the network calls the legs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.keypoints import ANKLES, HEELS, KNEES, TOES, Keypoint
from formcheck.lunge.legs import StanceMemory, facing_evidence
from tests.support.bodies import kneeling_points, swap_sides

SEEN = np.ones(33)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("rear_side", ["left", "right"])
def test_facing_and_kneeling_side_are_told_apart(facing, rear_side):
    stance = StanceMemory(1.0).step(kneeling_points(facing=facing, rear_side=rear_side), SEEN, 0.0)
    assert (stance.facing, stance.rear_side, stance.near_side) == (facing, rear_side, facing)


def test_frames_with_swapped_legs_are_put_right_by_the_vote():
    memory = StanceMemory(1.0)
    true = kneeling_points(rear_side="right")
    wrong = true.copy()
    for pair in (KNEES, ANKLES, HEELS, TOES):
        wrong[pair] = true[pair[::-1]]
    for i in range(60):
        stance = memory.step(wrong if i % 5 == 4 else true, SEEN, i / 30)
        assert stance.rear_side == "right"
        np.testing.assert_array_equal(stance.keypoints_px, true)


def test_legs_that_the_network_names_by_turns_for_seconds_keep_one_name_throughout_a_kneel():
    memory, true = StanceMemory(1.0), kneeling_points(rear_side="right")
    swapped = swap_sides(true)
    named = [memory.step(swapped if i // 17 % 2 else true, SEEN, i / 12).rear_side for i in range(240)]
    assert set(named) == {"right"}


def test_a_kneel_whose_first_seconds_were_named_wrongly_is_put_right_by_what_follows():
    memory, true = StanceMemory(1.0), kneeling_points(rear_side="right")
    swapped = swap_sides(true)
    named = [memory.step(swapped if i < 12 else true, SEEN, i / 12).rear_side for i in range(120)]
    assert (named[0], named[-1]) == ("left", "right")
    assert named.index("right") < 60


def test_of_the_time_before_a_kneel_only_the_last_moment_has_a_vote():
    memory = StanceMemory(1.0)
    for i in range(300):
        memory.step(kneeling_points(rear_side="right"), SEEN, i / 30)
    memory.forget_before(10.0)
    sides = [memory.step(kneeling_points(rear_side="left"), SEEN, 10 + i / 30).rear_side for i in range(60)]
    assert sides[-1] == "left"


def test_feet_swapped_without_their_knees_are_put_right():
    true = kneeling_points(rear_side="left")
    wrong = true.copy()
    for pair in (ANKLES, HEELS, TOES):
        wrong[pair] = true[pair[::-1]]
    memory = StanceMemory(1.0)
    memory.step(true, SEEN, 0.0)
    np.testing.assert_array_equal(memory.step(wrong, SEEN, 0.03).keypoints_px, true)


def test_a_head_turned_to_the_camera_or_away_does_not_turn_the_facing():
    points = kneeling_points()
    points[Keypoint.NOSE] -= [120.0, 0.0]
    assert facing_evidence(points) > 0


def test_a_new_kneel_on_the_other_side_is_not_outvoted_by_the_old_one():
    memory = StanceMemory(1.0)
    for i in range(300):
        memory.step(kneeling_points(rear_side="right"), SEEN, i / 30)
    memory.forget_legs()
    assert memory.step(kneeling_points(rear_side="left"), SEEN, 11.0).rear_side == "left"


def test_a_side_that_is_told_beats_the_vote():
    memory = StanceMemory(1.0, rear_side="left")
    stance = memory.step(kneeling_points(rear_side="right"), SEEN, 0.0)
    assert stance.rear_side == "left"
    np.testing.assert_array_equal(
        stance.keypoints_px[stance.rear.knee], kneeling_points(rear_side="right")[Keypoint.RIGHT_KNEE]
    )


def test_a_side_that_is_named_later_counts_until_it_is_taken_back():
    memory = StanceMemory(1.0)
    memory.set_rear_side("left")
    assert memory.step(kneeling_points(rear_side="right"), SEEN, 0.0).rear_side == "left"
    memory.set_rear_side(None)
    assert memory.step(kneeling_points(rear_side="right"), SEEN, 0.1).rear_side == "right"


def test_nobody_gives_no_facing_and_no_side():
    stance = StanceMemory(1.0).step(np.full((33, 2), np.nan), np.zeros(33), 0.0)
    assert stance.facing is None
    assert stance.rear_side is None


@settings(deadline=None)
@given(st.booleans(), st.floats(0.2, 5), st.floats(-300, 300))
def test_size_place_and_network_labels_do_not_change_who_is_in_front(swap, scale, shift):
    true = kneeling_points(facing="left", rear_side="right") * scale + shift
    given_points = swap_sides(true) if swap else true
    stance = StanceMemory(1.0).step(given_points, SEEN, 0.0)
    assert stance.facing == "left"
    assert stance.keypoints_px[stance.front.knee][1] < stance.keypoints_px[stance.rear.knee][1]
