"""The gate of the view closes only where it is sure, and every sd grows instead."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.lunge.gates import TURN, GateMemory, ViewGate
from formcheck.lunge.uncertainty import sd_growth
from formcheck.records import Level, ViewEstimate
from formcheck.settings import Gates, Uncertainty
from tests.support.bodies import kneeling_points, pose_of

GATES, GROWTH = Gates(), Uncertainty()


def levels(views, rate=10.0, photo=False):
    """Levels over time of views of (degrees, sd)."""
    gate = ViewGate(GATES, photo)
    return [gate.step(ViewEstimate(*view), k / rate).level for k, view in enumerate(views)]


def test_up_to_25_degrees_everything_may_be_judged():
    assert set(levels([(25.0, 1.0)] * 30)) == {Level.DEGRADE}
    assert set(levels([(9.0, 5.0)] * 30)) == {Level.PASS}


def test_a_view_that_may_well_be_25_degrees_is_not_refused_however_large_it_looks():
    assert set(levels([(34.0, 5.0)] * 30)) == {Level.DEGRADE}  # 34 - 1.96 x 5 is 24.2
    assert set(levels([(36.0, 5.0)] * 30)) == {Level.BLOCK}


def test_a_view_between_25_and_30_degrees_is_not_refused_however_sure():
    assert set(levels([(29.0, 0.1)] * 30)) == {Level.DEGRADE}


def test_a_short_turn_refuses_nothing_and_a_longer_one_does_after_a_second():
    side, front = (5.0, 3.0), (50.0, 3.0)
    assert Level.BLOCK not in levels([side] * 10 + [front] * 9 + [side] * 10)
    seen = levels([side] * 10 + [front] * 20)
    assert seen.index(Level.BLOCK) == 20


def test_who_comes_in_facing_the_camera_is_not_judged_for_a_moment():
    assert levels([(math.nan, math.nan), (60.0, 5.0), (60.0, 5.0)]) == [Level.BLOCK] * 3


def test_a_photo_waits_for_nothing_and_has_no_hysteresis():
    assert levels([(11.0, 2.0)], photo=True) == [Level.DEGRADE]
    assert levels([(31.0, 2.0)], photo=True) == [Level.BLOCK]


def test_a_refusal_does_not_flicker_at_its_edge():
    views = [(30.6 if k // 3 % 2 else 29.4, 1.0) for k in range(60)]
    assert len(set(levels([(40.0, 1.0)] * 10 + views)[10:])) == 1


@given(st.floats(0.0, 12.0), st.floats(1.0, 8.0))
def test_nobody_who_may_stand_side_on_is_asked_to_turn(off_side_deg, sd_deg):
    gate = ViewGate(GATES)
    for k in range(30):
        answer = gate.step(ViewEstimate(off_side_deg, sd_deg), k / 10)
        assert answer.fix is None or off_side_deg - 1.96 * sd_deg > GATES.view_pass_deg


@given(st.floats(-90.0, 90.0), st.floats(1.0, 12.0))
def test_a_mirrored_picture_is_refused_just_as_well(off_side_deg, sd_deg):
    one, other = (ViewGate(GATES, photo=True).step(ViewEstimate(s * off_side_deg, sd_deg), 0.0) for s in (1, -1))
    assert one == other
    assert (one.fix == TURN) or one.level is not Level.BLOCK


@given(st.floats(-60.0, 60.0), st.floats(0.2, 1.2), st.floats(0.2, 1.0))
def test_an_sd_never_shrinks_and_grows_with_angle_smallness_and_doubt(view, share, confidence):
    here = sd_growth(view, share, confidence, GATES, GROWTH)
    assert here >= 1.0
    assert here == sd_growth(-view, share, confidence, GATES, GROWTH)
    assert here <= sd_growth(view + math.copysign(5, view), share, confidence, GATES, GROWTH)
    assert here <= sd_growth(view, share - 0.05, confidence, GATES, GROWTH)
    assert here <= sd_growth(view, share, confidence - 0.05, GATES, GROWTH)


def test_in_a_good_picture_the_errors_are_those_of_the_laboratory():
    assert sd_growth(10.0, 0.55, 0.6, GATES, GROWTH) == 1.0
    assert sd_growth(math.nan, 0.6, 0.7, GATES, GROWTH) == 1.0
    assert sd_growth(25.0, 0.8, 0.9, GATES, GROWTH) == pytest.approx(1.5)


def crowds(*parts, rate=10.0, rivals=None, kneels=False):
    """Levels of the gate of people over (seconds, people, whether the one followed stretches)."""
    memory, time_s, levels_of_people = GateMemory(GATES), 0.0, []
    for seconds, people, on_task in parts:
        for _ in range(round(seconds * rate)):
            pose = dataclasses.replace(pose_of(kneeling_points()), people=people, rivals=rivals)
            gates = memory.step(pose, time_s, ViewEstimate(3.0, 2.0), on_task, kneels=kneels)
            levels_of_people.append(next(gate.level for gate in gates if gate.name == "people"))
            time_s += 1 / rate
    return levels_of_people


def test_of_two_who_are_there_from_the_first_picture_nobody_knows_who_is_meant_even_if_one_stretches():
    assert crowds((0.1, 2, False), (6, 2, True))[12:] == [Level.BLOCK] * 49


def test_who_kneels_is_meant_where_the_other_does_something_else_from_the_first_picture_on():
    assert set(crowds((6, 2, False), rivals=0, kneels=True)) == {Level.DEGRADE}


@pytest.mark.parametrize(("rivals", "kneels"), [(1, True), (0, False), (None, True)])
def test_where_both_may_be_meant_or_neither_kneels_nothing_is_judged(rivals, kneels):
    assert crowds((6, 2, True), rivals=rivals, kneels=kneels)[0] is Level.DEGRADE
    assert crowds((0.1, 2, False), (6, 2, False), rivals=rivals, kneels=kneels)[12:] == [Level.BLOCK] * 49


def test_who_comes_while_somebody_stretches_is_a_bystander():
    assert Level.BLOCK not in crowds((3, 1, True), (6, 2, True), (2, 1, True), (5, 2, True))


def test_a_mirror_image_that_is_found_only_now_and_then_blocks_each_time():
    flicker = [part for _ in range(5) for part in ((2, 2, True), (2, 1, True))]
    found = crowds((0.1, 2, False), *flicker)
    assert all(level in (Level.BLOCK, Level.PASS) for level in found[12:])


def test_once_the_other_has_been_gone_for_a_while_who_stretches_is_meant():
    assert crowds((2, 2, False), (4, 1, True), (4, 2, True))[-40:] == [Level.DEGRADE] * 40


def rates(*steps_s):
    """Levels of the frame rate at pictures that come so long after each other."""
    memory, time_s, found = GateMemory(GATES), 0.0, []
    for step_s in (0.0, *steps_s):
        time_s += step_s
        gates = memory.step(pose_of(kneeling_points()), time_s, ViewEstimate(3.0, 2.0), on_task=True)
        found.append(next(gate.level for gate in gates if gate.name == "frame_rate"))
    return found


def test_the_first_picture_of_a_camera_that_was_pulled_out_is_not_told_to_be_one_of_too_few():
    assert rates(*[0.04] * 30, 10.0, *[0.04] * 30) == [Level.PASS] * 62


def test_pictures_that_come_seconds_apart_are_too_few_from_the_second_one_on():
    assert rates(*[1.5] * 6) == [Level.PASS] + [Level.BLOCK] * 6
    assert rates(*[0.04] * 30, *[1.5] * 3)[-2:] == [Level.BLOCK] * 2, "a stream that has become slow"
