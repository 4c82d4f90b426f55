"""Films of knees in the air: the knee goes as low as said, the front foot stays, and frames are counted by it."""

import json

import numpy as np
import pytest

from formcheck.lunge.knee.head import LearnedKnee
from lab.hover_films import KINDS, SECONDS, course_of, low_stance, table_of
from lab.hovering import random_still
from lab.posing import knee_region, lowest_skin
from lab.stances import place_stance


@pytest.fixture(scope="module")
def still(body):
    return random_still(body, np.random.default_rng(4), "test", False, 0, 4)


@pytest.mark.parametrize("height_m", [0.02, 0.05, 0.10, 0.20])
def test_the_rear_knee_hovers_as_high_as_said_and_both_feet_stay(body, still, height_m):
    floor, up = low_stance(body, still, 0.0), low_stance(body, still, height_m)
    rear = knee_region(body, still.kneel.rear_side)
    rise = lowest_skin(body, place_stance(body, up), rear) - lowest_skin(body, place_stance(body, floor), rear)
    assert rise == pytest.approx(height_m, abs=0.02)
    assert (up.left_x, up.right_x) == (floor.left_x, floor.right_x)


@pytest.mark.parametrize("kind", KINDS)
def test_every_film_comes_down_to_its_height_and_a_cushion_is_knelt_on_throughout(body, still, kind):
    course = course_of(body, kind, still, np.random.default_rng(5))
    lowest = [
        min(leg.knee[2] for leg in course.placement(body, float(t)).legs.values()) for t in np.linspace(0, SECONDS, 57)
    ]
    what, _, number = kind.partition("_")
    if what == "cushion":
        assert np.ptp(lowest) < 0.01
    else:
        on_floor = place_stance(body, low_stance(body, still, 0.0)).legs[still.kneel.rear_side].knee[2]
        assert min(lowest) - on_floor == pytest.approx(float(number) / 100, abs=0.02)


def test_frames_are_counted_by_the_height_of_the_knee(tmp_path):
    film = tmp_path / "0000_held_5.mp4"
    film.with_suffix(".truth.json").write_text(json.dumps({"height_m": [0.3, 0.05, 0.05, 0.02]}))
    np.save(tmp_path / "0000_held_5.npy", np.array([[0, 1, 1, 1], [0, 0, 1, 1]], bool))
    row = table_of([film], tmp_path, LearnedKnee()).splitlines()[2]
    assert row.split(" | ")[2:] == ["2 of 3, 66.7 %", "1 of 3, 33.3 %", "1 of 1, 100.0 %", "1 of 1, 100.0 % |"]
