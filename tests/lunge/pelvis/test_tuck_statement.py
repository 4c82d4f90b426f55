"""What is said of the tuck in degrees: edges, hysteresis, dwell, how sure, and what each source may say."""

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.statement import TuckJudge, read_from_chest
from formcheck.records import Band, Phase
from formcheck.settings import Pelvis
from tests.support.bodies import Angles, ramp
from tests.support.pelvises import HIDDEN, Scripted, judge, words


def said(*tucks, source="markers", sd=0.5, t_max=None):
    talk = TuckJudge(Pelvis())
    return [talk.step(source, tuck, sd, t_max).statement for tuck in tucks]


@pytest.mark.parametrize(
    ("source", "tuck", "word"),
    [
        ("markers", 4.1, "tucked"),
        ("markers", 3.9, "no clear change"),
        ("markers", -2.9, "no clear change"),
        ("markers", -3.1, "arching"),
        ("contour", 3.1, "tucked"),
        ("contour", 2.9, "no clear change"),
        ("contour", -4.9, "no clear change"),
        ("contour", -5.1, "arching"),
    ],
)
def test_each_word_begins_at_the_edge_of_its_band(source, tuck, word):
    assert said(tuck, source=source) == [word]


@pytest.mark.parametrize(
    ("source", "tuck", "word", "sds"),
    [
        ("markers", 8.0, "tucked", 2.5),
        ("markers", -8.0, "arching", 2.5),
        ("contour", 8.0, "tucked", 1.64),
        ("contour", -8.0, "arching", 2.0),
    ],
)
def test_nothing_is_said_that_does_not_exceed_its_uncertainty_so_many_times(source, tuck, word, sds):
    just, not_quite = (abs(tuck) / (sds * share) for share in (1.03, 0.97))
    assert said(tuck, source=source, sd=just) == [word]
    assert said(tuck, source=source, sd=not_quite) == ["no clear change"]
    # Not even where it was said before.
    talk = TuckJudge(Pelvis())
    assert talk.step(source, tuck, 1.0, None).statement == word
    assert talk.step(source, tuck, not_quite, None).statement == "no clear change"


@pytest.mark.parametrize(
    ("tuck", "trunk_moved", "from_chest"),
    [
        (6.0, 5.0, 2.8),  # a rounded chest: 0.7 of what goes beyond one degree
        (-6.0, -5.0, -2.8),  # an opened one
        (2.0, 5.0, 2.0),  # never more than was read
        (6.0, 1.0, 0.0),  # chance
        (6.0, -5.0, 0.0),  # the other way
        (-6.0, 5.0, 0.0),
        (6.0, float("nan"), 0.0),
        (0.0, 5.0, 0.0),
    ],
)
def test_of_a_tuck_or_arch_may_come_from_the_chest_what_the_trunk_moved_the_same_way(tuck, trunk_moved, from_chest):
    assert read_from_chest(Pelvis(), tuck, trunk_moved) == pytest.approx(from_chest)


@pytest.mark.parametrize("source", ["contour", "markers"])
def test_a_chest_that_is_rounded_is_no_tuck_but_where_stickers_show_one(source):
    rounded = lambda t: Angles(trunk=6.0 if t > 4.5 else 0.0)  # noqa: E731
    seen = judge(Scripted(lambda t: 5.0 if t > 4.5 else 0.0, sd_deg=0.5, name=source), body=rounded, seconds=9.0)
    last = seen[-1].measurement
    assert last.angles_deg["tuck_deg"] == pytest.approx(5.0, abs=0.1)  # what was measured stays as it is
    assert last.pelvis.statement == ("tucked" if source == "markers" else "no clear change")


def test_a_word_is_left_only_past_its_edge_by_the_hysteresis():
    assert said(4.1, 2.6, 2.4, 3.9, 4.1) == ["tucked", "tucked", "no clear change", "no clear change", "tucked"]
    assert said(5, 1.6, 1.4, source="contour") == ["tucked", "tucked", "no clear change"]
    assert said(-3.1, -1.6, -1.4) == ["arching", "arching", "no clear change"]
    assert said(-5.1, -3.6, -3.4, source="contour") == ["arching", "arching", "no clear change"]


def test_a_tuck_is_lost_only_where_it_was_there_and_fell_clearly():
    assert said(0, 1, 0) == ["no clear change"] * 3
    assert said(6, 1, 3.4, 3.6) == ["tucked", "tuck lost", "tuck lost", "no clear change"]
    # A fall from 5 to 1.5 is not clear at an sd of 1.5; the tuck of 5 was, at the sd of its time.
    talk = TuckJudge(Pelvis())
    assert talk.step("markers", 5.0, 0.5, None).statement == "tucked"
    assert talk.step("markers", 1.5, 1.5, None).statement == "no clear change"


def test_the_outline_never_says_that_a_tuck_is_lost():
    assert said(8, 0, -4, source="contour") == ["tucked", "no clear change", "no clear change"]


def test_the_target_grows_with_the_own_largest_tuck_where_stickers_show_it():
    assert said(5.9, t_max=12) == ["no clear change"]
    assert said(6.1, t_max=12) == ["tucked"]
    assert said(4.1, t_max=6) == ["tucked"]
    assert said(4.1, t_max=12, source="contour") == ["tucked"]


def test_who_arches_after_a_tuck_has_lost_it_too():
    talk = TuckJudge(Pelvis())
    talk.step("markers", 8.0, 0.5, None)
    assert set(talk.step("markers", -6.0, 0.5, None).evidence) == {FaultKind.ARCHING, FaultKind.TUCK_LOST}
    assert set(TuckJudge(Pelvis()).step("markers", -6.0, 0.5, None).evidence) == {FaultKind.ARCHING}


def test_bands_go_with_the_words():
    talk = TuckJudge(Pelvis())
    bands = [talk.step("markers", tuck, 0.5, None).band for tuck in (0, 6, 0, -6)]
    assert bands == [Band.YELLOW, Band.GREEN, Band.RED, Band.RED]


def faults_of(out):
    return [f for a in out for f in a.ended_faults] + list(out[-1].faults)


@pytest.mark.parametrize(("name", "dwell"), [("markers", 1.0), ("contour", 1.5)])
def test_arching_counts_after_its_dwell(name, dwell):
    out = judge(Scripted(lambda t: -9.0 * (t > 5), name=name), seconds=9)
    (fault,) = faults_of(out)
    assert (fault.kind, fault.quantity) == (FaultKind.ARCHING, "tuck_deg")
    assert fault.start_s == pytest.approx(5.3, abs=0.1)  # the median of half a second turns a quarter late
    assert fault.found_s - fault.start_s == pytest.approx(dwell, abs=0.05)
    assert fault.worst == pytest.approx(-9.0)


def test_arching_shorter_than_the_dwell_is_no_fault():
    assert not faults_of(judge(Scripted(lambda t: -9.0 * (5 < t < 5.9)), seconds=9))


def test_a_lost_tuck_is_a_fault_that_stops_the_clock_and_ends_when_it_is_back():
    out = judge(Scripted(lambda t: ramp(t, (3, 0), (3.5, 8), (6, 8), (6.2, 0), (9, 0), (9.2, 8))), seconds=13)
    (fault,) = faults_of(out)
    assert fault.kind is FaultKind.TUCK_LOST
    assert fault.start_s == pytest.approx(6.4, abs=0.15)
    assert fault.found_s - fault.start_s == pytest.approx(1.5, abs=0.05)
    assert fault.end_s == pytest.approx(9.4, abs=0.15)
    assert not any(a.hold_running for a in out if 8.0 < a.time_s < 9.4)
    assert out[-1].hold_running
    assert [w for w in words(out) if w != "no clear change"] == ["", "tucked", "tuck lost", "tucked"]


def test_a_tuck_never_seen_is_no_fault_and_does_not_stop_the_clock():
    for source in (Scripted(lambda t: 0.0), Scripted(lambda t: HIDDEN), Scripted(lambda t: 1.0, name="contour")):
        out = judge(source, seconds=9)
        assert not faults_of(out)
        assert out[-1].phase is Phase.HOLD
        assert out[-1].hold and out[-1].hold.good_s > 5


def test_losing_the_source_ends_what_was_said_without_a_word():
    out = judge(Scripted(lambda t: HIDDEN if t > 7 else -9.0 * (t > 4)), seconds=10)
    (fault,) = faults_of(out)
    assert fault.end_s == pytest.approx(7.4, abs=0.1)
    assert words(out)[-1] == ""
    assert "tuck_deg" not in out[-1].bands
    assert out[-1].hold_running


def test_the_bands_of_the_tuck_go_into_the_hold():
    out = judge(Scripted(lambda t: ramp(t, (3, 0), (3.2, 8))), seconds=9)
    without = judge(seconds=9)
    assert out[-1].hold and without[-1].hold
    assert out[-1].hold.shares["tuck_deg"][Band.GREEN] > 0.8
    assert "tuck_deg" not in without[-1].hold.shares
