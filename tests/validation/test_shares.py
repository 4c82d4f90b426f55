"""Shares in a validation film that begins with the own range."""

import numpy as np
import pytest

from formcheck.settings import Settings
from formcheck.validation.shares import ranges_in, shares_after
from tests.support.bodies import ramp
from tests.support.pelvises import Scripted, judge

PELVIS = Settings().pelvis
SCALE = 0.4
"""The outline reads a tuck at so much of its size."""


def course(t):
    """The own tuck of 6° twice until 13 s, then 4.8° from 17 s on."""
    return ramp(
        t, *[(4, 0), (5, 6), (7, 6), (8, 0), (10, 0), (11, 6), (13, 6), (14, 0), (17, 0), (17.6, 4.8), (24, 4.8)]
    )


@pytest.fixture(scope="module")
def ways():
    outline = judge(Scripted(lambda t: SCALE * course(t), sd_deg=2.0, name="contour"), seconds=22)
    return outline, judge(Scripted(course, name="markers"), seconds=22)


def test_both_ways_have_the_same_share_though_the_outline_has_another_size(ways):
    outline, stickers = ways
    spans = ranges_in(stickers, PELVIS)
    assert len(spans) == 1
    of_outline, of_stickers = (shares_after(way, spans, PELVIS) for way in ways)
    assert of_outline[0][-1] == pytest.approx(of_stickers[0][-1], abs=0.05)
    assert of_outline[0][-1] == pytest.approx(0.8, abs=0.05)
    assert outline[-1].measurement.pelvis.statement == "no clear change"
    assert of_outline[1][-1] == "tucked"


def test_before_the_end_of_the_range_there_is_no_share(ways):
    spans = ranges_in(ways[1], PELVIS)
    shares, _ = shares_after(ways[0], spans, PELVIS)
    times = np.array([a.time_s for a in ways[0]])
    assert np.isnan(shares[times <= spans[0][1]]).all()
    assert np.isfinite(shares[times > spans[0][1]]).all()


def test_without_a_range_nothing_changes(ways):
    shares, words = shares_after(ways[0], (), PELVIS)
    assert np.isnan(shares).all()
    assert words.tolist() == [a.measurement.pelvis.statement for a in ways[0]]
