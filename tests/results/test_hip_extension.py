"""The best five seconds of thigh and tuck together, in good form."""

import dataclasses
import math

import pytest

from formcheck.records import Assessment, Band, Baseline, PelvisEstimate, Phase
from formcheck.results.hip_extension import HipExtension
from tests.support.factories import measurement


def _frames(*parts, fps=10, sd=1.5, growth=math.nan):
    """Frames of parts: seconds, rear thigh, tuck, and whether it is in good form."""
    found, time_s = HipExtension(), 0.0
    for seconds, thigh, tuck, good in parts:
        for _ in range(round(seconds * fps)):
            measured = dataclasses.replace(
                measurement(rear_thigh=thigh, tuck=tuck),
                pelvis=PelvisEstimate(source="markers", sd_deg=sd),
                sd_growth=growth,
            )
            found.count(
                Assessment(
                    frame_index=0,
                    time_s=time_s,
                    phase=Phase.HOLD,
                    measurement=measured,
                    bands={"lunge_deg": Band.GREEN if good else Band.RED},
                    baseline=Baseline(0.0, 1.0, "right", 4.0, 0.0),
                    hold_running=True,
                )
            )
            time_s += 1 / fps
    return found.facts()


def test_thigh_and_tuck_count_together():
    facts = _frames((6, 8.0, 5.0, True))
    assert facts.hip_extension_deg == pytest.approx(13.0)
    assert facts.sd_deg > 1.5, "the thigh errs, too"


def test_the_best_five_seconds_are_taken():
    facts = _frames((8, 5.0, 4.0, True), (6, 9.0, 6.0, True), (8, 5.0, 4.0, True))
    assert facts.hip_extension_deg == pytest.approx(15.0)
    assert facts.start_s == pytest.approx(8.0, abs=0.5)


def test_depth_in_bad_form_does_not_count():
    facts = _frames((6, 5.0, 4.0, True), (6, 25.0, -5.0, False))
    assert facts.hip_extension_deg == pytest.approx(9.0)


def test_less_than_five_seconds_in_one_piece_are_none():
    assert _frames((3, 5.0, 4.0, True), (1, 5.0, 4.0, False), (3, 5.0, 4.0, True)) is None


def test_without_the_tuck_there_is_none():
    assert _frames((8, 5.0, math.nan, True)) is None


def test_it_is_less_sure_in_a_picture_in_which_the_thigh_is():
    plain, grown = (_frames((6, 8.0, 5.0, True), growth=growth) for growth in (1.0, 1.5))
    assert grown.sd_deg > plain.sd_deg
