"""Bands: edges, hysteresis, unknown values."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.lunge.bands import band_of, plain_band, red_side, worst
from formcheck.records import Band
from formcheck.settings import Bands

TRUNK = Bands().trunk_deg
LUNGE = Bands().lunge_deg


@pytest.mark.parametrize(
    ("value", "band"), [(0, "green"), (10, "green"), (10.1, "yellow"), (-10, "yellow"), (20.1, "red"), (-10.1, "red")]
)
def test_an_edge_belongs_to_the_better_band(value, band):
    assert plain_band(value, TRUNK) == band


def test_a_band_is_left_only_past_its_edge_by_the_hysteresis():
    assert band_of(12.9, TRUNK, Band.GREEN) is Band.GREEN
    assert band_of(13.1, TRUNK, Band.GREEN) is Band.YELLOW
    assert band_of(22.9, TRUNK, Band.YELLOW) is Band.YELLOW
    assert band_of(17.1, TRUNK, Band.RED) is Band.RED
    assert band_of(16.9, TRUNK, Band.RED) is Band.YELLOW


def test_a_jump_across_the_yellow_band_is_red_at_once():
    assert band_of(40, TRUNK, Band.GREEN) is Band.RED


def test_a_jump_to_just_past_the_red_edge_is_a_warning_as_a_slow_way_there_is():
    assert band_of(22.9, TRUNK, Band.GREEN) is Band.YELLOW
    assert band_of(23.1, TRUNK, Band.GREEN) is Band.RED


def test_an_unknown_value_has_no_band():
    assert band_of(math.nan, TRUNK, Band.GREEN) is None


def test_less_lunge_than_the_baseline_is_never_a_fault():
    assert plain_band(-40, LUNGE) is Band.GREEN


@settings(deadline=None)
@given(st.floats(-90, 90), st.sampled_from([None, *Band]))
def test_the_band_with_memory_differs_from_the_plain_one_only_near_an_edge(value, before):
    edges = [*TRUNK.green, *TRUNK.yellow]
    if min(abs(value - e) for e in edges) > TRUNK.hysteresis_deg:
        assert band_of(value, TRUNK, before) is plain_band(value, TRUNK)


def test_the_side_of_a_red_value_is_told():
    assert (red_side(30, TRUNK), red_side(-30, TRUNK), red_side(0, TRUNK)) == (1, -1, 0)


@pytest.mark.parametrize(
    ("bands", "found"),
    [
        ((Band.GREEN, Band.RED, Band.YELLOW), Band.RED),
        ((Band.YELLOW, None), Band.YELLOW),
        ((None, Band.GREEN), Band.GREEN),
        ((None, None), None),
    ],
)
def test_the_worst_band_is_told_and_none_only_where_nothing_is_known(bands, found):
    assert worst(*bands) is found
