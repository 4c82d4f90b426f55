"""Bodies against the positions that anny's own code (with torch) gave for the same shapes."""

import numpy as np
import pytest

from lab.bodies import SKIN_VERTICES, Shape, build_body, random_shape, rest_positions
from lab.posing import JOINT_BONES, PELVIS_VERTICES, SIDES, bone

WOMAN = Shape(
    female=1.0,
    age_years=25 + (0.67 - 2 / 3) * 195,
    muscle=0.55,
    weight=0.45,
    height=0.5,
    proportions=0.6,
    heritage=(0.2, 0.2, 0.6),
)
MAN = Shape(
    female=0.08972761008108196,
    age_years=25 + (0.798639042620733 - 2 / 3) * 195,
    muscle=0.6382251219063941,
    weight=0.3404728115010212,
    height=0.4981410602346844,
    proportions=0.443738377097714,
    cup=0.46099931924159265,
    firmness=0.4386816375726983,
    heritage=(0.06042166612015779, 0.283135553105488, 0.6564427807743541),
)
ANNY = {
    "woman": (
        WOMAN,
        {5054: (0.169, 0, 0.8078), 10947: (0.1102, 0.1231, 0.1972), 6537: (0.2169, -0.1772, -0.8041)},
        {
            "upperleg01.L": (0.0161, 0.1066, 0.1133),
            "lowerleg01.R": (0.0489, -0.1438, -0.3107),
            "upperarm01.R": (0.0225, -0.1684, 0.5974),
            "wrist.L": (0.1786, 0.4735, 0.2627),
            "head": (0.0416, 0, 0.8048),
        },
    ),
    "man": (
        MAN,
        {12038: (0.0361, 0.0928, 0.9271), 4192: (-0.0595, -0.0494, 0.3024), 11551: (0.2242, 0.1709, -0.8062)},
        {
            "upperleg01.L": (-0.0049, 0.1235, 0.1813),
            "foot.L": (-0.0017, 0.2001, -0.7397),
            "spine04": (-0.0281, 0, 0.288),
            "wrist.L": (0.2135, 0.5239, 0.3403),
        },
    ),
}


@pytest.mark.parametrize("person", ANNY)
def test_skin_and_joints_are_those_of_anny(body_data, person):
    shape, skin, joints = ANNY[person]
    vertices, heads = rest_positions(shape)
    for index, place in skin.items():
        assert vertices[index] == pytest.approx(place, abs=2e-4)
    for name, place in joints.items():
        assert heads[body_data.bones.index(name)] == pytest.approx(place, abs=2e-4)


def test_every_vertex_is_moved_by_bones_alone(body_data):
    assert np.asarray(body_data.weights.sum(axis=1)).ravel() == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(4))
def test_a_drawn_adult_stands_on_the_floor_at_its_stature(body_data, seed):
    shape = random_shape(np.random.default_rng(seed))
    drawn = build_body(shape)
    heights = drawn.vertices[:SKIN_VERTICES, 2]
    assert (heights.min(), heights.max()) == pytest.approx((0.0, shape.stature_m))
    assert 1.5 <= drawn.stature_m <= 1.95


@pytest.mark.parametrize("seed", range(4))
def test_joints_lie_inside_the_body_and_mirror_each_other(body_data, seed):
    drawn = build_body(random_shape(np.random.default_rng(seed)))
    low, high = drawn.vertices.min(axis=0), drawn.vertices.max(axis=0)
    for name in JOINT_BONES.values():
        left, right = (drawn.joint(bone(name, side)) for side in SIDES)
        assert left[1] > 0
        assert left * [1, -1, 1] == pytest.approx(right, abs=1e-3)
        assert np.all((left > low) & (left < high))


def test_the_pelvis_points_are_where_a_hand_would_find_them(body):
    asis, psis = (body.vertices[PELVIS_VERTICES[n]] for n in ("left_asis", "left_psis"))
    hip = body.joint("upperleg01.L")
    assert 0.05 < asis[2] - hip[2] < 0.10  # above the hip joint
    assert asis[0] > hip[0] + 0.04
    assert psis[0] < hip[0] - 0.04
    assert 0.13 < asis[0] - psis[0] < 0.19  # a pelvis is about 16 cm deep
    assert 0 < np.degrees(np.arctan2(psis[2] - asis[2], asis[0] - psis[0])) < 23  # Preece 2008


def test_heavier_people_are_wider_and_older_ones_differ(body_data):
    def waist(**change) -> float:
        made = build_body(Shape(stature_m=1.7, **change))
        z = made.vertices[:SKIN_VERTICES, 2]
        ring = made.vertices[:SKIN_VERTICES][
            (np.abs(z - 1.05) < 0.02) & (np.abs(made.vertices[:SKIN_VERTICES, 1]) < 0.25)
        ]
        return float(np.ptp(ring[:, 0]))

    assert waist(weight=0.95) > waist(weight=0.2) + 0.02
    assert abs(waist(age_years=85) - waist(age_years=25)) > 0.005
