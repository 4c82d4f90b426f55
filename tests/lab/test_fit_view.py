"""The map of the view: fitted on drawn people, whose true view is what pelvis and legs say, never the chest."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from lab.bodies import Shape, build_body
from lab.camera import Camera
from lab.fit_view import MAP, ViewExamples, fit, read_examples, table_of
from lab.view_examples import true_for
from lab.view_stills import VIEW_SEEDS, draw_placement, draw_view_session, true_view_deg


@pytest.fixture(scope="module")
def body():
    return build_body(Shape())


def side_camera(placement, azimuth_deg):
    return Camera((640, 480), azimuth_deg, np.array([*placement.mid_hip[:2], 0.8]), 3.0, 0.8)


@pytest.mark.parametrize("azimuth_deg", [-40.0, 0.0, 25.0])
def test_a_turned_chest_does_not_change_the_true_view_and_a_turned_pelvis_does(body, azimuth_deg):
    placement = replace(draw_placement(body, "half_kneeling", np.random.default_rng(1)), yaw_deg=0.0)
    camera = side_camera(placement, azimuth_deg)
    assert true_view_deg(placement, camera) == pytest.approx(azimuth_deg)
    assert true_view_deg(replace(placement, twist_deg=30.0), camera) == pytest.approx(azimuth_deg)
    assert true_view_deg(replace(placement, yaw_deg=10.0), camera) == pytest.approx(azimuth_deg - 5.0)


def test_who_is_taken_to_face_the_other_way_is_looked_at_from_beyond_the_front():
    truth = {"camera_ahead_deg": 80.0, "facing": "right"}
    assert (true_for(truth, "right"), true_for(truth, "left")) == (80.0, 100.0)


def test_the_same_seed_draws_the_same_person_and_the_splits_share_none():
    assert draw_view_session(3).kinds == draw_view_session(3).kinds
    ranges = sorted(VIEW_SEEDS.values())
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ranges))


def test_the_fit_finds_a_view_that_is_linear_in_the_features():
    rng = np.random.default_rng(0)
    features, weights = rng.normal(size=(400, 24)), rng.normal(size=24) * 0.02
    ahead = np.degrees(np.arctan(features @ weights + 0.1))
    person = np.where(np.arange(400) % 2, -1, np.arange(400))
    found = fit(ViewExamples(features, ahead, np.ones(400, bool), person), ridge=1e-6)
    np.testing.assert_allclose(found.ahead_deg(features), ahead, atol=1e-3)


def test_the_map_in_the_package_is_the_one_that_the_examples_give():

    table = json.loads(MAP.read_text(encoding="utf-8"))
    again = table_of(read_examples(), table["ridge"])
    for side in ("rear_near", "rear_far"):
        np.testing.assert_allclose(table[side]["weights"], again[side]["weights"], atol=2e-5)
