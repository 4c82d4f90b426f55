"""What the seconds of a hold earn: nobody is credited for a tuck that was observed to be missing."""

import dataclasses
import math

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.records import Assessment, Baseline, Fault, Gate, Hold, Level, PelvisEstimate, Phase
from formcheck.results.summary import HipExtensionSummary
from formcheck.web.patient.credit import Credit, Part, Tuck
from tests.support import factories

STEP_S = 0.1
UNSEEN = PelvisEstimate()
TUCKED = PelvisEstimate(0.0, 0.5, "contour", "tucked", tuck_share=0.9)
RELAXED = PelvisEstimate(0.0, 0.5, "contour", "no clear change", tuck_share=0.1)
NO_RANGE = PelvisEstimate(0.0, 0.5, "contour", "no clear change")
ARCHED = PelvisEstimate(0.0, 0.5, "contour", "arching")
STICKERS = PelvisEstimate(0.0, 0.5, "markers", "no clear change")


def held(*spans, faults=()):
    """A part after a hold with these spans: what is observed of the pelvis, and for how many seconds."""
    credit, part, t, good_s = Credit(1.5), Part(side="right"), 0.0, 0.0
    for pelvis, seconds in spans:
        for _ in range(round(seconds / STEP_S)):
            t, good_s = t + STEP_S, good_s + STEP_S
            m = dataclasses.replace(factories.measurement(), pelvis=pelvis)
            a = Assessment(0, t, Phase.HOLD, m, faults=faults, hold=Hold(0.0, None, good_s, "right"), hold_running=True)
            credit.give(part, a, credit.earned_s(a), STEP_S)
    return part, credit


def test_a_stalled_camera_takes_back_what_its_one_picture_had_earned():
    credit, part = Credit(1.5), Part(side="right")
    for n in range(1, 201):
        t = n * STEP_S
        level = Level.BLOCK if t > 19.95 else Level.PASS
        m = dataclasses.replace(factories.measurement(), pelvis=TUCKED, gates=(Gate("picture", level),))
        a = Assessment(0, t, Phase.HOLD, m, hold=Hold(0.0, None, t, "right"), hold_running=True)
        credit.give(part, a, credit.earned_s(a), STEP_S)
    assert part.good_s == part.tucked_s == part.held_s == pytest.approx(15, abs=0.25)


@pytest.mark.parametrize("missing", [RELAXED, STICKERS, ARCHED])
def test_only_tucked_seconds_count_where_the_tuck_can_be_observed(missing):
    part, credit = held((TUCKED, 5), (missing, 10))
    assert part.good_s == part.tucked_s == pytest.approx(5, abs=0.11)
    assert part.held_s == pytest.approx(15, abs=0.11)
    assert credit.tuck is Tuck.MISSING


@pytest.mark.parametrize("nothing", [UNSEEN, NO_RANGE])
def test_where_nothing_can_be_observed_the_position_counts_and_is_called_no_more_than_that(nothing):
    part, credit = held((nothing, 10))
    assert part.good_s == part.unseen_s == pytest.approx(10, abs=0.11)
    assert part.tucked_s == 0 and not part.is_praised
    assert credit.tuck is Tuck.UNSEEN


def test_a_moment_in_which_the_tuck_is_not_observed_does_not_break_it():
    part, _ = held((TUCKED, 5), (UNSEEN, 1), (TUCKED, 5))
    assert part.tucked_s == pytest.approx(11, abs=0.11) and part.unseen_s == 0


def test_enough_is_enough_where_the_tuck_never_comes():
    part, _ = held((RELAXED, 59.5))
    assert not part.is_over(30)
    part, _ = held((RELAXED, 60.5))
    assert part.is_over(30) and not part.is_praised


def test_it_is_noted_when_the_tuck_was_lost_once_for_each_time():
    part, credit = held((TUCKED, 5))
    lost = (Fault(FaultKind.TUCK_LOST, 0.0, 0.0, quantity="tuck_deg"),)
    good_s = 5.0
    for i in range(40):
        on = lost if i % 20 < 10 else ()
        m = dataclasses.replace(factories.measurement(), pelvis=RELAXED)
        a = Assessment(0, 5 + i / 10, Phase.HOLD, m, faults=on, hold=Hold(0.0, None, good_s, "right"))
        credit.give(part, a, credit.earned_s(a), 0.1)
    assert part.lost_s == [5.0, 5.0]
    assert part.fault_s[FaultKind.TUCK_LOST] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("thigh", "tuck", "seconds", "opened"),
    [(9.0, 6.0, 8, True), (9.0, 6.0, 4, False), (1.0, 1.0, 8, False), (-8.0, 4.0, 8, False), (9.0, math.nan, 8, False)],
)
def test_that_the_hip_opened_is_noted_where_it_surely_did_for_five_seconds(thigh, tuck, seconds, opened):
    credit, part = Credit(1.5), Part(side="right")
    for n in range(1, round(seconds / STEP_S) + 1):
        pelvis = dataclasses.replace(TUCKED, sd_deg=1.5)
        m = dataclasses.replace(factories.measurement(rear_thigh=thigh, tuck=tuck), pelvis=pelvis)
        a = Assessment(
            0,
            n * STEP_S,
            Phase.HOLD,
            m,
            baseline=Baseline(0.0, 1.0, "right", 4.0, 0.0),
            hold=Hold(0.0, None, n * STEP_S, "right"),
            hold_running=True,
        )
        credit.give(part, a, credit.earned_s(a), STEP_S)
    assert part.opened is opened
    measured = seconds >= 5 and not math.isnan(tuck)
    assert part.hip_extension_deg == (pytest.approx(thigh + tuck) if measured else None)
    assert (part.hip_extension_sd_deg is not None) is measured


def test_of_two_holds_on_one_side_the_hip_extension_of_the_better_one_stays():
    part = Part(side="right", hip_extension_deg=12.0, hip_extension_sd_deg=3.0, opened=True)
    part.extend(HipExtensionSummary(hip_extension_deg=4.0, sd_deg=2.5, start_s=0.0))
    assert (part.hip_extension_deg, part.hip_extension_sd_deg, part.opened) == (12.0, 3.0, True)
    part.extend(HipExtensionSummary(hip_extension_deg=14.0, sd_deg=2.5, start_s=0.0))
    assert (part.hip_extension_deg, part.hip_extension_sd_deg) == (14.0, 2.5)
