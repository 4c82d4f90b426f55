"""A roll that the room shows is believed only where the body agrees."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.geometry import rotate_about
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.legs import StanceMemory
from formcheck.lunge.roll import RollBelief, body_rolls_deg
from formcheck.messages.message import Message
from formcheck.records import Frame, Level
from formcheck.settings import Gates
from tests.support.bodies import STICK, Angles, kneeling_points, mirrored, pose_of

CENTRE = np.array([640.0, 480.0])


def body(roll_deg=0.0, angles=None, **how):
    """A kneeling body as a camera rolled by so much sees it, with its stance."""
    points = rotate_about(kneeling_points(angles or Angles(), **how), CENTRE, roll_deg)
    stance = StanceMemory(1.0).step(points, np.ones(33), 0.0)
    return stance.keypoints_px, stance


def believed(room_deg, roll_deg=0.0, angles=None, **how):
    points, stance = body(roll_deg, angles, **how)
    return RollBelief(Gates()).step(room_deg, points, stance, 0.0)


@pytest.mark.parametrize("facing", ["left", "right"])
@given(st.floats(-15.0, 15.0), st.sampled_from([120.0, 230.0]))
def test_each_line_of_the_body_turns_with_the_camera(facing, roll_deg, limb_px):
    level, rolled = (np.array(body_rolls_deg(*body(r, facing=facing, limb_px=limb_px))) for r in (0.0, roll_deg))
    np.testing.assert_allclose((rolled - level)[:2], roll_deg, atol=1e-6)
    assert rolled[2] - level[2] == pytest.approx(roll_deg, abs=5.0)  # other points of the feet become the lowest


def test_a_mirrored_body_is_rolled_the_other_way():
    points, stance = body(7.0)
    other = mirrored(pose_of(points)).keypoints_px
    seen = body_rolls_deg(other, StanceMemory(1.0).step(other, np.ones(33), 0.0))
    np.testing.assert_allclose(seen, -np.array(body_rolls_deg(points, stance)), atol=1e-6)


@pytest.mark.parametrize("rack_deg", [-14.0, -6.0, 6.0, 14.0])
@pytest.mark.parametrize("facing", ["left", "right"])
def test_slanted_racks_behind_an_upright_person_are_no_roll(rack_deg, facing):
    assert math.isnan(believed(rack_deg, 0.0, facing=facing))


@pytest.mark.parametrize("roll_deg", [-14.0, -6.0, 6.0, 14.0])
@pytest.mark.parametrize("angles", [Angles(), Angles(trunk=9), Angles(front_shin=8), Angles(trunk=-6)])
def test_a_rolled_camera_is_believed_whatever_the_posture(roll_deg, angles):
    assert believed(roll_deg, roll_deg, angles) == roll_deg


@given(st.floats(-3.0, 3.0), st.floats(-10.0, 10.0))
def test_a_small_roll_needs_no_body(room_deg, trunk_deg):
    assert believed(room_deg, 0.0, Angles(trunk=trunk_deg)) == room_deg


def test_a_short_lean_takes_no_belief_away():
    memory = RollBelief(Gates())
    for k in range(60):
        angles = Angles(trunk=25, front_shin=20) if 40 <= k < 50 else Angles()
        points, stance = body(8.0, angles)
        assert memory.step(8.0, points, stance, k / 10) == 8.0


def test_a_roll_that_nobody_knows_blocks_only_where_all_of_the_body_says_so():
    def gate(roll_deg, angles):
        points, _ = body(roll_deg, angles)
        out = LungeChecker(STICK).step(Frame(0, 0.0, pose=pose_of(points)))
        return {g.name: g for g in out.measurement.gates}["roll"]

    assert gate(18.0, Angles()).level is Level.BLOCK
    assert gate(18.0, Angles()).fix == Message("gate.roll.tilted")
    assert gate(0.0, Angles(trunk=25, front_shin=20)).level is Level.PASS  # two faults are no camera


def test_racks_do_not_turn_the_angles_of_an_upright_person():
    pose = dataclasses.replace(pose_of(kneeling_points(Angles(trunk=5))), roll_deg=-6.0)
    measured = LungeChecker(STICK, photo=True).step(Frame(0, 0.0, pose=pose)).measurement
    assert measured.angles_deg["trunk_deg"] == pytest.approx(5.0, abs=1e-6)
    assert {g.name: g.level for g in measured.gates}["roll"] is Level.PASS
