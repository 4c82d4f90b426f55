"""Which of two looks at one person is believed, where the network that follows them may have lost a leg."""

import numpy as np

from formcheck.keypoints import ANKLES, KNEES, trunk_length_px
from formcheck.pose.leg_check import JUMP, LOST, WALKS, WALKS_S, LegCheck
from formcheck.pose.network import Person
from formcheck.pose.photo import OTHER_SIDE
from tests.support.bodies import kneeling_points

LEGS = np.concatenate([KNEES, ANKLES])


def person(points):
    return Person(points, np.full(33, 0.9), np.full(33, 0.9), np.zeros((33, 3)), np.zeros((2, 2), np.float32))


def kneels(ahead_px=0.0):
    return person(kneeling_points() + np.array([ahead_px, 0.0]))


def has_lost_a_leg(share=0.5):
    """Return a look that puts both knees and both ankles between the front leg and the rear one."""
    points = kneeling_points()
    for pair in (KNEES, ANKLES):
        points[pair] += share * (points[pair].mean(axis=0) - points[pair])
    return person(points)


def after(*looks):
    check = LegCheck()
    for number, look in enumerate(looks):
        check.choose(look, None, number / 10)
    return check


def test_legs_that_jump_make_the_look_doubtful_and_legs_that_rest_do_not():
    check = after(kneels())
    assert not check.doubts(kneels(1.0), 0.1)
    assert check.doubts(has_lost_a_leg(), 0.1)


def test_a_body_that_moves_as_a_whole_and_legs_that_change_their_names_are_no_jump():
    check = after(kneels())
    assert not check.doubts(kneels(120.0), 0.1)
    named = kneeling_points()
    named[LEGS] = named[OTHER_SIDE[LEGS]]
    assert not check.doubts(person(named), 0.1)


def test_the_fresh_look_is_believed_where_the_other_has_lost_a_leg():
    fresh = kneels(2.0)
    lost = has_lost_a_leg()
    believed = after(kneels()).choose(lost, fresh, 0.1)
    np.testing.assert_array_equal(believed.keypoints_px, fresh.keypoints_px)
    assert believed.mask is lost.mask  # the fresh look is taken without one


def test_a_fresh_look_that_has_lost_a_leg_is_not_believed():
    followed = kneels(2.0)
    assert after(kneels()).choose(followed, has_lost_a_leg(), 0.1) is followed


def test_a_leg_that_was_lost_for_long_is_found_again_though_nothing_jumps_any_more():
    check = after(*[has_lost_a_leg()] * 5)
    assert not check.doubts(has_lost_a_leg(), 0.5)
    fresh = kneels()
    assert check.choose(has_lost_a_leg(), fresh, 0.5).keypoints_px is fresh.keypoints_px


def test_legs_that_rest_are_not_moved_by_a_fresh_look_that_differs_a_little():
    """It would be taken for a knee that moves, and is: to and fro between two looks."""
    points = kneeling_points()
    longer = points.copy()
    longer[ANKLES] += (0.0, 1.5 * JUMP * trunk_length_px(points))
    followed = kneels(1.0)
    assert after(kneels()).choose(followed, person(longer), 0.1) is followed


def test_while_two_looks_differ_every_picture_is_looked_at_afresh():
    check = after(kneels())
    check.choose(kneels(), has_lost_a_leg(), 0.1)
    assert check.doubts(kneels(), 0.2)
    check.choose(kneels(), kneels(), 0.2)
    assert not check.doubts(kneels(), 0.3)


def strides(number):
    """Return somebody whose legs are far from where they were a look before, in both looks alike."""
    points = kneeling_points()
    points[LEGS] += (4 * JUMP * trunk_length_px(points) * (number % 2), 0.0)
    return person(points)


def test_somebody_who_walks_is_looked_at_afresh_a_few_times_and_then_twice_a_second():
    check, asked = after(strides(1)), []
    for number in range(40):
        time_s = 0.1 + number / 10
        fresh = strides(number) if check.doubts(strides(number), time_s) else None
        check.choose(strides(number), fresh, time_s)
        asked.append(fresh is not None)
    assert all(asked[:WALKS])
    assert sum(asked[WALKS:]) <= (40 - WALKS) / 10 / WALKS_S + 1


def test_of_somebody_else_nothing_is_known_yet():
    check = after(kneels())
    check.forget()
    assert not check.doubts(has_lost_a_leg(), 0.1)
    followed = kneels()
    assert check.choose(followed, has_lost_a_leg(), 0.1) is followed  # its legs are the longer ones


def test_the_made_up_lost_leg_is_one():
    points, lost = kneeling_points(), has_lost_a_leg().keypoints_px
    apart = np.linalg.norm(points[LEGS] - lost[LEGS], axis=1).max() / trunk_length_px(points)
    assert apart > LOST
