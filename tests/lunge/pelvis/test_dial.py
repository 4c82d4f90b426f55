"""The dial: one place for one thing, whichever way the tuck is judged."""

import math

import pytest

from formcheck.lunge.pelvis.dial import by_degrees, by_share, while_shown
from formcheck.records import OwnRange, Phase
from formcheck.settings import Settings
from tests.support.bodies import Angles
from tests.support.pelvises import HIDDEN, Scripted, judge

PELVIS = Settings().pelvis
ZONES = PELVIS.own_range


def test_the_own_tuck_is_one_the_neutral_none_and_the_own_arch_minus_one():
    own = OwnRange(
        start_s=0.0,
        end_s=20.0,
        tuck_deg=4.0,
        arch_deg=6.4,
        arch_shown=False,
        zero_deg=-0.5,
        drift_deg=0.0,
        scatter=0.1,
        range_d=10.0,
        counts=True,
    )
    places = [by_share(own, own.zero_deg + deg, own.scatter).at for deg in (own.tuck_deg, 0.0, -own.arch_deg)]
    assert places == pytest.approx([1, 0, -1])


@pytest.mark.parametrize(("source", "t_max"), [("markers", None), ("markers", 12.0), ("contour", None)])
def test_by_degrees_the_zones_begin_where_the_words_do(source, t_max):
    bands = PELVIS.bands_of(source)
    tucked = max(bands.tucked_deg, bands.own_share * (t_max or 0))
    assert by_degrees(PELVIS, source, t_max, tucked, 1.0).at == pytest.approx(ZONES.tucked)
    assert by_degrees(PELVIS, source, t_max, bands.arched_deg, 1.0).at == pytest.approx(-ZONES.arching)


def test_while_the_range_is_shown_the_largest_tuck_so_far_is_the_end_of_the_dial():
    assert while_shown(PELVIS, 9.0, 9.0, 1.0).at == pytest.approx(1.0)
    assert 0 < while_shown(PELVIS, 0.0, 2.0, 1.0).at < ZONES.tucked  # a first small movement is not the whole of it


def test_where_the_pelvis_is_hidden_there_is_no_place_on_the_dial():
    out = judge(Scripted(lambda t: HIDDEN if 4 < t < 6 else 3.0 * (t > 2.2), name="contour"), seconds=8)
    hidden = [a.measurement.pelvis.on_dial for a in out if 5 < a.time_s < 6]
    assert hidden and all(math.isnan(at) for at in hidden)
    assert out[-1].measurement.pelvis.on_dial == pytest.approx(0.5)


def test_the_dial_moves_while_the_range_is_shown():
    out = judge(Scripted(lambda t: 5.0 if t > 6 else 0.0, name="contour"), seconds=8, calibrate=True)
    during = [a.measurement.pelvis.on_dial for a in out if a.phase is Phase.CALIBRATE]
    assert during[1] == pytest.approx(0, abs=0.05)  # one reading is none yet
    assert during[-1] > 0.7


def test_the_dial_is_there_while_the_position_is_mended_before_the_range_is_asked_for():
    leaning = judge(Scripted(lambda t: 0.0, name="contour"), seconds=6, calibrate=True, body=lambda t: Angles(trunk=28))
    during = [a for a in leaning if a.phase is Phase.CALIBRATE]
    assert {a.message for a in during} == {None}  # nothing is asked for yet
    assert [a.measurement.pelvis.on_dial for a in during][1:] == pytest.approx([0.0] * (len(during) - 1))
