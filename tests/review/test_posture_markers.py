"""Stickers on somebody who stands: the pelvic tilt and the craniovertebral angle, where they are plainly stickers."""

import math

import cv2
import numpy as np
import pytest

from formcheck.errors import FormcheckError
from formcheck.posture.occasion import compare, occasion_of
from formcheck.posture.standing import Standing, marked_deg, read_standing
from formcheck.posture.tries import Try
from formcheck.records import Frame
from formcheck.review.posture import measure_posture
from formcheck.review.posture_markers import read_marks
from tests.support.standing_pose import SIZE_PX, standing_pose

GREEN = (60, 200, 40)
PLACES = {"asis": (30.0, -20.0), "psis": (-32.0, -34.0), "c7": (-22.0, -20.0), "tragus": (2.0, -1.0)}
"""Of stickers from the hip, the hip, the shoulder and the ear: ahead and down, pixels."""
AT = {"asis": 2, "psis": 2, "c7": 1, "tragus": 0}


def standing(**body) -> Standing:
    reading = read_standing(standing_pose(**body))
    assert isinstance(reading, Standing)
    return reading


def stuck(*names, forward=1, colour=GREEN, extra=()):
    """A picture of somebody with stickers, and where those are."""
    pose = standing_pose(forward=forward)
    points = standing(forward=forward).points_px
    image = np.full((SIZE_PX[1], SIZE_PX[0], 3), 150, np.uint8)
    places = {name: points[AT[name]] + np.array(PLACES[name]) * (forward, 1) for name in names}
    for x, y in [*places.values(), *extra]:
        cv2.circle(image, (round(x * 16), round(y * 16)), 5 * 16, colour, -1, cv2.LINE_AA, 4)
    return Frame(0, 0.0, image).with_pose(pose), places


@pytest.mark.parametrize("forward", [1, -1])
@pytest.mark.parametrize("colour", ["auto", "green"])
def test_both_pairs_are_found_to_a_pixel(forward, colour):
    frame, places = stuck(*PLACES, forward=forward)
    found = read_marks(frame, standing(forward=forward), colour)
    assert found.keys() == places.keys()
    for name, place in places.items():
        assert found[name] == pytest.approx(tuple(place), abs=1.0)


def test_each_pair_stands_for_itself_and_half_a_pair_is_none():
    assert read_marks(*_with(stuck("asis", "psis"))).keys() == {"asis", "psis"}
    assert read_marks(*_with(stuck("c7", "tragus"))).keys() == {"c7", "tragus"}
    assert read_marks(*_with(stuck("asis", "c7"))) == {}
    assert read_marks(*_with(stuck())) == {}


def test_of_more_stickers_than_belong_there_none_is_believed():
    points = standing().points_px
    more = [tuple(points[1] + (-12, -32)), tuple(points[0] + (8, 6))]
    assert "c7" not in read_marks(*_with(stuck("c7", "tragus", extra=more)))


def test_another_colour_than_the_one_named_is_not_looked_for():
    frame, _ = stuck(*PLACES)
    assert read_marks(frame, standing(), "blue") == {}
    assert read_marks(frame, standing(), "none") == {}


def _with(made):
    frame, _ = made
    return frame, standing(), "green"


def marked(forward=1, view_deg=0.0, tilt_deg=10.0, cva_deg=48.0, roll_deg=0.0):
    """Somebody whose stickers show these angles to a camera that is rolled by so much."""
    base = standing(forward=forward, view_deg=view_deg)

    def end(start, length, angle_deg):
        a = math.radians(angle_deg)
        at = np.array(start) + length * np.array([forward * math.cos(a), -math.sin(a)])
        turn = math.radians(-roll_deg)
        x, y = at - start
        return (
            float(start[0] + x * math.cos(turn) - y * math.sin(turn)),
            float(start[1] + x * math.sin(turn) + y * math.cos(turn)),
        )

    back, neck = (200.0, 300.0), (210.0, 150.0)
    marks = {"psis": back, "asis": end(back, 60, -tilt_deg), "c7": neck, "tragus": end(neck, 50, cva_deg)}
    return Standing(base.points_px, base.facing, view_deg, 7.0, math.nan, SIZE_PX, marks)


@pytest.mark.parametrize("forward", [1, -1])
@pytest.mark.parametrize("roll_deg", [0.0, 6.0, -6.0])
def test_the_angles_are_those_of_the_specification_whatever_the_roll(forward, roll_deg):
    found = marked_deg(marked(forward, roll_deg=roll_deg), roll_deg)
    assert found["pelvic_tilt_deg"] == pytest.approx(10.0, abs=1e-6), "anterior, the front end down, is +"
    assert found["cva_deg"] == pytest.approx(48.0, abs=1e-6)


def test_a_camera_off_the_side_sees_steeper_lines_than_there_are():
    assert marked_deg(marked(view_deg=18.0, tilt_deg=10.0), 0.0)["pelvic_tilt_deg"] < 10.0


def test_without_stickers_there_is_neither():
    assert marked_deg(standing(), 0.0) == {}
    assert "cva_deg" not in occasion_of([Try(standing())]).values


def test_a_change_of_the_pelvis_is_compared_where_both_occasions_show_it():
    before, after = ([Try(marked(tilt_deg=d + x)) for x in (0, 0.3, -0.3)] for d in (14.0, 8.0))
    change = compare(before, after).changes["pelvic_tilt_deg"]
    assert change.value == pytest.approx(-6.0, abs=0.01)
    assert change.counts
    assert str(change.sentence) == "Compared with before, your pelvis is tilted 6.0° less far forward; this counts."
    bare = [Try(standing()) for _ in range(3)]
    assert "pelvic_tilt_deg" not in compare(before, bare).changes


def test_what_one_try_does_not_show_is_not_told_of_the_occasion():
    assert "pelvic_tilt_deg" not in occasion_of([Try(marked()), Try(standing())]).values


def test_a_colour_there_is_not_is_refused():
    with pytest.raises(FormcheckError, match="magenta"):
        measure_posture("x.jpg", markers="magenta")  # type: ignore[arg-type]
