"""The pictures that teach: those of the package are the ones the figure draws, and its limbs keep their lengths."""

import math

import pytest

from lab import teaching_pictures as drawn


@pytest.mark.parametrize("name", drawn.pictures())
def test_the_pictures_of_the_package_are_drawn_by_this_figure(name):
    assert (drawn.FOLDER / f"{name}.svg").read_text(encoding="utf-8") == drawn.pictures()[name]


@pytest.mark.parametrize("kneel", [drawn.NEUTRAL, drawn.TUCK, drawn.ARCH, drawn.OVER_LUNGE])
def test_limbs_keep_their_lengths_in_every_posture(kneel):
    hip = drawn.away(drawn.REAR_KNEE, kneel.thigh_deg, drawn.THIGH)
    knee = drawn.knee_between(hip, drawn.FRONT_ANKLE)
    assert math.dist(hip, knee) == pytest.approx(drawn.FRONT_THIGH)
    assert math.dist(knee, drawn.FRONT_ANKLE) == pytest.approx(drawn.SHANK)


def test_over_lunging_takes_the_hips_forward_and_the_tuck_does_not():
    def hip(kneel):
        return drawn.away(drawn.REAR_KNEE, kneel.thigh_deg, drawn.THIGH)

    assert hip(drawn.OVER_LUNGE)[0] - hip(drawn.NEUTRAL)[0] > 30
    assert hip(drawn.TUCK) == hip(drawn.NEUTRAL)
