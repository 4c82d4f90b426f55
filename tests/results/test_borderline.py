"""What lies within its own error of a limit is told as borderline: with its number, its error and its own sign."""

import dataclasses
import json
import math

import pytest

from formcheck.error_figures import within_95
from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import catalogue
from formcheck.records import Assessment, Band, Fault, Hold, Phase
from formcheck.results.borderline import EdgeWatch, error_sd_deg
from formcheck.results.events import events
from formcheck.results.summary import Summary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.settings import Settings
from tests.support import factories
from tests.support.stored import PROGRAM, file_facts

SETTINGS = Settings()
LIMITS = {"lunge_deg": SETTINGS.bands.lunge_deg, "front_shin_deg": SETTINGS.bands.front_shin_deg}


def watched(values, *, growth=1.0, name="lunge_deg", step_s=0.1, judged=True):
    watch = EdgeWatch(LIMITS, 0.6)
    for number, value in enumerate(values):
        watch.step({name: value}, {name: Band.GREEN} if judged else {}, growth, number * step_s)
    return watch.near()


def summary_of(lunge, fault=(), seconds=12, **angles):
    builder = SummaryBuilder(SETTINGS)
    hold = Hold(1.0, None, 0.0, "right")
    for number in range(seconds * 10):
        m = factories.measurement(lunge=lunge, **angles)
        bands = {name: band for name, band in factories.bands(m.angles_deg).items() if name != "tuck_deg"}
        if lunge <= SETTINGS.bands.lunge_deg.yellow[1] + SETTINGS.bands.lunge_deg.hysteresis_deg:
            bands["lunge_deg"] = min(bands["lunge_deg"], Band.YELLOW, key=[*Band].index)  # as it comes from below
        builder.add(Assessment(number, number / 10, Phase.HOLD, m, bands, hold=hold, hold_running=True))
    builder.finish(tuple(fault), dataclasses.replace(hold, end_s=seconds - 1.0, good_s=seconds - 2.0))
    return builder.build(file_facts(), PROGRAM)


def test_the_error_is_the_measured_one_and_grows_with_the_picture():
    assert error_sd_deg("lunge_deg") == pytest.approx(within_95("lunge_deg") / 1.96)
    assert error_sd_deg("lunge_deg", 1.5) == pytest.approx(1.5 * error_sd_deg("lunge_deg"))
    assert error_sd_deg("lunge_deg", math.nan) == error_sd_deg("lunge_deg")
    for knee in ("front_knee_deg", "rear_knee_deg"):  # both of its limbs err
        assert error_sd_deg(knee, 1.5) == pytest.approx(1.5**2 * error_sd_deg(knee))
    assert math.isnan(error_sd_deg("tuck_deg"))


def test_an_angle_is_near_its_limit_only_within_its_own_error():
    sd_deg = error_sd_deg("lunge_deg")
    assert watched([10 - sd_deg - 0.1] * 30) == []
    assert watched([10 + max(sd_deg, LIMITS["lunge_deg"].hysteresis_deg) + 0.1] * 30) == []
    (near,) = watched([11.7] * 30)
    assert (near.quantity, near.value_deg, near.limit_deg) == ("lunge_deg", 11.7, 10)
    assert watched([10 - sd_deg - 0.1] * 30, growth=1.5) != []


def test_what_is_past_its_limit_but_not_far_enough_for_a_fault_is_near_however_small_its_error():
    (near,) = watched([-17.9] * 30, name="front_shin_deg", growth=0.1)
    assert (near.value_deg, near.limit_deg) == (-17.9, -15)
    assert watched([-14.0] * 30, name="front_shin_deg", growth=0.1) == []


def test_a_blink_is_not_near():
    assert watched([0.0] * 20 + [9.5] * 8 + [0.0] * 20) == []
    assert watched([0.0] * 20 + [9.5] * 12 + [0.0] * 20) != []


def test_what_was_not_judged_and_what_is_not_known_is_not_near():
    assert watched([9.5] * 30, judged=False) == []
    assert watched([math.nan] * 30) == []
    assert watched([9.5] * 30, step_s=0.7) == []  # with gaps between, nothing was kept


def test_the_lower_limit_counts_as_well():
    (near,) = watched([-14.0] * 30, name="front_shin_deg")
    assert (near.value_deg, near.limit_deg) == (-14.0, -15)


def test_an_over_lunge_that_reads_just_over_the_limit_is_not_green():
    """A true 14° that is read as 11.7° is below where faults begin, and yet not clearly in order."""
    found = summary_of(11.7)
    assert found.state == "yellow"
    assert "borderline: lunge 12° ± 2° (limit 10°)" in found.verdict
    assert "no fault" not in found.verdict
    (near,) = found.borderline
    assert (near.quantity, near.value_deg, near.limit_deg) == ("lunge_deg", 11.7, 10)
    assert "al límite: avance 12° ± 2° (límite 10°)" in catalogue("es").text(found.verdict_message)


def test_what_is_clearly_in_order_is_told_as_before():
    found = summary_of(4.0)
    assert found.borderline == [] and "borderline" not in found.verdict


def lean(worst):
    return Fault(FaultKind.TRUNK_LEAN, 3.0, 4.0, 6.0, "trunk_deg", worst, 35, 3.5)


def test_a_fault_within_its_own_error_is_told_as_borderline_and_is_not_red():
    near, clear = summary_of(0.0, [lean(21.0)]), summary_of(0.0, [lean(26.0)])
    assert "leaned forward once (trunk 21° ± 2°: borderline)" in near.verdict
    assert "leaned forward once (trunk 26°)" in clear.verdict
    assert (near.state, clear.state) == ("yellow", "red")
    assert (near.faults[0].borderline, clear.faults[0].borderline) == (True, False)
    marks = {summary.verdict: next(e for e in events(summary) if e.kind == "fault") for summary in (near, clear)}
    assert (marks[near.verdict].band, marks[clear.verdict].band) == (Band.YELLOW, Band.RED)
    assert str(marks[near.verdict].worst) == "Trunk 21° ± 2°, borderline"


def test_nothing_is_borderline_of_what_a_fault_tells_already():
    found = summary_of(11.7, [Fault(FaultKind.OVER_LUNGING, 3, 4, 6, "rear_thigh_deg", 30.0, 35, 3.5)])
    assert found.borderline == []


def test_a_summary_of_before_has_nothing_borderline():
    kept = summary_of(11.7).model_dump(mode="json")
    del kept["borderline"]
    for fault in kept["faults"]:
        del fault["borderline"]
    assert Summary.from_json(json.dumps(kept)).borderline == []
