"""Joints moved by hand: exactly so in their picture, smoothly around it, and nowhere else."""

import numpy as np
import pytest

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.corrections import Corrections, Joint, JointMove
from formcheck.lunge.moved_joints import REACH_S, MovedJoints
from tests.support.bodies import STICK, Angles, clip

KNEE: Joint = "left_knee"


def shifts(moves, times):
    moved = MovedJoints(moves)
    return np.array([moved.shift_px(KNEE, time)[0] for time in times])


def test_a_joint_is_moved_exactly_in_its_picture_less_around_it_and_not_beyond():
    times = np.linspace(0, 4, 401)
    across = shifts([JointMove(joint=KNEE, time_s=2.0, dx_px=10, dy_px=0)], times)
    assert across[200] == pytest.approx(10.0)
    assert np.all(across[np.abs(times - 2) >= REACH_S] == 0)
    assert np.all(np.diff(across[:201]) >= 0)
    assert np.abs(np.diff(across)).max() < 0.4  # no jump from one picture to the next


def test_between_two_moves_it_goes_from_the_one_to_the_other():
    moves = [JointMove(joint=KNEE, time_s=t, dx_px=d, dy_px=0) for t, d in ((2.0, 10.0), (2.4, 20.0))]
    across = shifts(moves, [2.0, 2.2, 2.4, 2.65])
    assert across.tolist() == pytest.approx([10.0, 15.0, 20.0, 10.0])


def test_two_moves_far_apart_do_not_pull_at_what_lies_between():
    moves = [JointMove(joint=KNEE, time_s=t, dx_px=10, dy_px=0) for t in (1.0, 3.0)]
    assert shifts(moves, [1.0, 2.0, 3.0]).tolist() == [10.0, 0.0, 10.0]


def knee_angles(**known):
    checker = LungeChecker(STICK, corrections=Corrections(**known))
    return {round(a.time_s, 2): a for a in (checker.step(frame) for frame in clip(lambda t: Angles(), 6))}


def test_the_angle_follows_the_joint_and_what_the_network_found_is_kept():
    as_found = knee_angles()
    [at] = [t for t in as_found if abs(t - 4.0) < 0.021][:1]
    front: Joint = "left_knee" if as_found[at].measurement.rear_side == "right" else "right_knee"
    moved = knee_angles(joints=(JointMove(joint=front, time_s=at, dx_px=15, dy_px=0),))

    def front_knee(found, time_s):
        return found[time_s].measurement.angles_deg["front_knee_deg"]

    assert abs(front_knee(moved, at) - front_knee(as_found, at)) > 3
    early = min(as_found, key=lambda t: abs(t - 2.5))
    assert front_knee(moved, early) == front_knee(as_found, early)
