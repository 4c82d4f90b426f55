"""One picture of somebody who stands: angles, facing, view, and what is refused."""

import dataclasses

import numpy as np
import pytest

from formcheck.keypoints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, trunk_length_px
from formcheck.messages.message import Message
from formcheck.posture.standing import Standing, read_standing
from formcheck.records import Pose
from tests.support.standing_pose import SIZE_PX, standing_pose


def _read(pose: Pose) -> Standing:
    reading = read_standing(pose)
    assert isinstance(reading, Standing), reading
    return reading


def _refusal(pose: Pose) -> str:
    reading = read_standing(pose)
    assert isinstance(reading, Message), reading
    return reading.code.removeprefix("posture.refused.")


@pytest.mark.parametrize("forward", [1, -1])
def test_angles_have_the_signs_of_the_specification_on_either_side(forward: int) -> None:
    read = _read(standing_pose(head_deg=15, trunk_deg=-4, thigh_deg=5, shank_deg=2, forward=forward))
    assert read.facing == ("right" if forward > 0 else "left")
    angles = read.angles_deg
    assert angles["head_deg"] == pytest.approx(15)
    assert angles["trunk_deg"] == pytest.approx(-4)
    assert 2 < angles["hips_deg"] < 5
    assert angles["knee_deg"] == pytest.approx(183), "the thigh leans further ahead than the shank: bent backward"


@pytest.mark.parametrize("forward", [1, -1])
@pytest.mark.parametrize("roll_deg", [2.0, -2.5])
def test_a_tilted_camera_changes_no_angle(forward: int, roll_deg: float) -> None:
    level = _read(standing_pose(forward=forward)).angles_deg
    rolled = _read(standing_pose(forward=forward, roll_deg=roll_deg)).angles_deg
    assert rolled == pytest.approx(dict(level), abs=1e-6)


def test_a_roll_that_the_body_speaks_against_is_not_believed() -> None:
    slanted_rack = dataclasses.replace(standing_pose(), roll_deg=8.0)
    assert np.isnan(_read(slanted_rack).roll_deg)


@pytest.mark.parametrize(
    ("pose", "code"),
    [
        (Pose.nobody(SIZE_PX), "nobody"),
        (standing_pose(people=2), "people"),
        (standing_pose(view_deg=40), "view"),
        (standing_pose(view_deg=-40), "view"),
        (standing_pose(stride_px=80), "stride"),
        (standing_pose(lifted_px=60), "one_foot"),
        (standing_pose(trunk_deg=45), "hinged"),
        (standing_pose(thigh_deg=-30, shank_deg=25), "knees_bent"),
        (standing_pose(thigh_deg=-80, shank_deg=0), "sitting"),
        (standing_pose(shank_deg=-85, thigh_deg=0), "kneeling"),
        (standing_pose(trunk_deg=88, thigh_deg=88, shank_deg=88), "lying"),
        (standing_pose(shift_px=(0, 90)), "feet_cut"),
        (standing_pose(shift_px=(0, -160)), "head_cut"),
        (standing_pose(shift_px=(0, -110)), "head_cut"),  # the ear lies in the picture, the head above it cannot
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_does_not_stand_side_on_and_whole_is_told_why(pose: Pose, code: str) -> None:
    assert _refusal(pose) == code


def test_a_head_close_below_the_edge_is_whole() -> None:
    assert _read(standing_pose(shift_px=(0, -80))).facing == "right"


def test_an_unknown_point_is_no_angle() -> None:
    pose = standing_pose()
    points = pose.keypoints_px.copy()
    points[[*KNEES, *ANKLES, *HEELS, *TOES]] = np.nan
    assert _refusal(dataclasses.replace(pose, keypoints_px=points)) == "hidden"


@pytest.mark.parametrize(("apart", "code"), [((0.34, 0.2), "view"), ((0.28, 0.15), "")])
def test_shoulders_and_hips_far_apart_show_a_turn_without_depth(apart: tuple[float, float], code: str) -> None:
    pose = standing_pose()
    points = pose.keypoints_px.copy()
    for pair, lengths in zip((SHOULDERS, HIPS), apart, strict=True):
        points[pair[0], 0] += lengths * trunk_length_px(pose.keypoints_px)
    read = read_standing(dataclasses.replace(pose, keypoints_px=points))
    assert (read.code.removeprefix("posture.refused.") if isinstance(read, Message) else "") == code


def test_people_within_the_limit_are_not_told_to_turn() -> None:
    read = _read(standing_pose(view_deg=15))
    assert read.view_off_side_deg == pytest.approx(15)
