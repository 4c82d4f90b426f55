"""The rules by which answers are compared with the truth, on truths and answers made by hand."""

import numpy as np
import pytest

from formcheck.settings import Bands
from lab.scoring import Array, Told, legs_wrong, score_faults, surely, told_faults

TIMES: Array = np.arange(60) / 10.0
QUANTITIES = ("front_knee_deg", "front_shin_deg", "rear_thigh_deg", "trunk_deg", "lunge_deg")


def good(**changes):
    """True angles in the middle of their targets; `changes` replace some from the second second on."""
    table = {
        "front_knee_deg": np.full(len(TIMES), 90.0),
        "front_shin_deg": np.zeros(len(TIMES)),
        "rear_thigh_deg": np.full(len(TIMES), 3.0),
        "trunk_deg": np.zeros(len(TIMES)),
        "lunge_deg": np.zeros(len(TIMES)),
    }
    for quantity, value in changes.items():
        table[quantity] = np.where(TIMES >= 2.0 - 1e-9, value, table[quantity])
    return table


def score(told, angles):
    return score_faults(told, angles, TIMES, Bands())


def joints(order=("left", "right")):
    """Left knee and ankle at x = 0, right ones at x = 100, or the other way round."""
    places = {f"{order[0]}_knee": (0, 0), f"{order[1]}_knee": (100, 40)}
    places |= {f"{order[0]}_ankle": (10, 90), f"{order[1]}_ankle": (60, 90)}
    return {name: np.array([place], dtype=float) for name, place in places.items()}


def test_a_fault_told_after_its_dwell_is_in_time():
    found = score([Told("trunk_lean", 3.0, 5.9)], good(trunk_deg=28.0))
    assert (found.in_time, found.late, found.missed, found.invented) == (("trunk_lean",), (), (), ())
    assert found.delays_s == pytest.approx((1.0,))


def test_a_fault_told_more_than_half_a_second_after_its_dwell_is_late():
    assert score([Told("trunk_lean", 3.5, 5.9)], good(trunk_deg=28.0)).in_time == ("trunk_lean",)
    assert score([Told("trunk_lean", 3.6, 5.9)], good(trunk_deg=28.0)).late == ("trunk_lean",)


def test_a_fault_never_told_is_missed_and_another_one_does_not_make_up_for_it():
    found = score([Told("trunk_back", 3.0, 5.9)], good(trunk_deg=28.0))
    assert (found.missed, found.invented) == (("trunk_lean",), ("trunk_back",))


def test_a_fault_told_of_a_good_position_is_invented():
    assert score([Told("front_knee_bent", 3.0, 4.0)], good()).invented == ("front_knee_bent",)


@pytest.mark.parametrize("trunk_deg", [18.0, 24.0])
def test_within_a_few_degrees_of_the_edge_a_fault_may_be_told_or_not(trunk_deg):
    angles = good(trunk_deg=trunk_deg)
    for told in ([], [Told("trunk_lean", 3.0, 5.9)]):
        found = score(told, angles)
        assert found.missed == found.invented == ()


def test_a_fault_too_short_for_its_dwell_need_not_be_told():
    angles = good()
    angles["trunk_deg"][20:32] = 30.0
    assert score([], angles).missed == ()


def test_a_fault_told_long_after_it_ended_is_invented():
    angles = good()
    angles["trunk_deg"][:20] = 30.0
    found = score([Told("trunk_lean", 4.5, 5.0)], angles)
    assert (found.missed, found.invented) == (("trunk_lean",), ("trunk_lean",))


def test_one_quantity_may_show_two_faults_and_two_quantities_one():
    found = score([Told("shin_forward", 3.0, 5.9)], good(front_shin_deg=22.0))
    assert (found.in_time, found.missed) == (("shin_forward",), ("over_lunging",))
    found = score([Told("over_lunging", 3.0, 5.9)], good(lunge_deg=16.0, rear_thigh_deg=26.0))
    assert (found.in_time, found.missed) == (("over_lunging",), ())


def test_what_has_no_meaning_in_the_truth_shows_no_fault():
    blank = {q: np.full(len(TIMES), np.nan) for q in QUANTITIES}
    found = score([Told("trunk_lean", 3.0, 5.9)], blank)
    assert (found.missed, found.invented) == ((), ("trunk_lean",))


def test_faults_named_frame_by_frame_become_spells():
    rows = [[], ["a"], ["a", "b"], ["b"], [], ["a"]]
    spells = told_faults(rows, np.arange(6.0))
    assert spells == [Told("a", 1.0, 2.0), Told("b", 2.0, 3.0), Told("a", 5.0, 5.0)]


def test_near_a_change_neither_side_counts():
    flags = np.arange(20) >= 10
    sure = surely(flags, TIMES[:20], 0.25)
    assert sure.tolist() == [False] * 13 + [True] * 7
    assert surely(~flags, TIMES[:20], 0.25).tolist() == [True] * 8 + [False] * 12
    assert surely(np.ones(4, dtype=bool), np.arange(4.0)).all()


def test_exchanged_legs_are_wrong_and_shifted_ones_are_not():
    true = joints()
    assert legs_wrong({name: at + 15 for name, at in true.items()}, true).tolist() == [0.0]
    assert legs_wrong(joints(("right", "left")), true).tolist() == [1.0]


def test_exchanged_ankles_alone_are_wrong():
    crossed = {**joints(), **{name: at for name, at in joints(("right", "left")).items() if "ankle" in name}}
    assert legs_wrong(crossed, joints()).tolist() == [1.0]


def test_the_wrong_kneeling_side_is_wrong_and_none_told_is_not_known():
    true = joints()
    assert legs_wrong(true, true, ["right"], "right").tolist() == [0.0]
    assert legs_wrong(true, true, ["left"], "right").tolist() == [1.0]
    assert np.isnan(legs_wrong(true, true, [""], "right")).all()


def test_unseen_points_are_neither_right_nor_wrong():
    nobody = {name: np.full((1, 2), np.nan) for name in joints()}
    assert np.isnan(legs_wrong(nobody, joints())).all()
