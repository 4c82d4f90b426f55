"""A neutral is checked before it is believed: a film that starts inside the fault does not make it the neutral."""

import pytest

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.corrections import Corrections
from formcheck.messages.message import Message
from formcheck.records import Band
from tests.support.bodies import STICK, Angles, clip, ramp
from tests.support.pelvises import Scripted, words
from tests.support.pelvises import judge as judge_pelvis


def judge(angles, seconds=8.0, **known):
    checker = LungeChecker(STICK, corrections=Corrections(**known))
    return [checker.step(frame) for frame in clip(angles, seconds)]


def neutral_of(out):
    return next(a.baseline for a in reversed(out) if a.baseline is not None)


def lunged(t):
    """Begins 18° too deep, and comes back after six seconds."""
    return Angles(rear_thigh=ramp(t, (6, 20), (7, 3)))


@pytest.mark.parametrize(
    ("angles", "looks"),
    [
        (Angles(rear_thigh=20.0), "neutral.lunged"),
        (Angles(rear_thigh=-9.0, rear_knee=81.0), "neutral.sat_back"),
        (Angles(trunk=24.0), "neutral.leaning"),
        (Angles(trunk=-14.0), "neutral.leaning_back"),
        (Angles(front_shin=19.0, front_knee=71.0), "neutral.foot_close"),
        (Angles(front_shin=-19.0, front_knee=109.0), "neutral.foot_far"),
    ],
)
def test_a_neutral_outside_the_absolute_bands_is_doubted_for_what_it_looks_like(angles, looks):
    doubt = neutral_of(judge(lambda _: angles)).doubt
    assert doubt is not None
    assert doubt.parameters["looks"] == Message(looks)


@pytest.mark.parametrize(
    "angles", [Angles(), Angles(rear_thigh=13.0, trunk=15.0), Angles(front_shin=12.0, front_knee=78.0)]
)
def test_a_neutral_in_target_or_near_it_is_believed(angles):
    assert neutral_of(judge(lambda _: angles)).doubt is None


def test_nothing_is_judged_against_a_doubted_neutral_but_the_absolute_bands_are():
    out = judge(lunged)
    after = [a for a in out if a.baseline is not None]
    assert not any("lunge_deg" in a.bands or "tuck_deg" in a.bands for a in after)
    assert after[10].bands["rear_thigh_deg"] is Band.YELLOW
    assert after[-1].measurement.angles_deg["lunge_deg"] == pytest.approx(-17, abs=0.5)


def test_a_neutral_that_was_marked_is_believed():
    out = judge(lunged, baselines_s=((2.0, 4.0),))
    neutral = neutral_of(out)
    assert (neutral.rear_thigh_deg, neutral.doubt) == (pytest.approx(20, abs=0.3), None)
    assert out[-1].bands["lunge_deg"] is Band.GREEN


@pytest.mark.parametrize("name", ["markers", "contour"])
def test_no_word_of_the_tuck_is_said_against_a_doubted_neutral(name):
    def said(rear_thigh):
        source = Scripted(lambda t: ramp(t, (4, 0), (5, -12)), name=name)
        out = judge_pelvis(source, seconds=9.0, body=lambda _: Angles(rear_thigh=rear_thigh))
        return {*words(out)} - {"", None}

    assert said(3.0) & {"arching", "arched"}
    assert said(20.0) == set()


@pytest.mark.parametrize(
    ("tuck", "looks"),
    [
        (16.0, "neutral.arched"),
        (-19.0, "neutral.tucked"),
        (9.0, None),
        (-12.0, None),
    ],
)
def test_a_neutral_from_which_the_pelvis_moves_farther_than_anybodys_and_only_one_way_is_doubted(tuck, looks):
    source = Scripted(lambda t: ramp(t, (4, 0), (5, tuck)), name="contour")
    out = judge_pelvis(source, seconds=10.0)
    doubt = neutral_of(out).doubt
    assert (doubt and doubt.parameters["looks"]) == (looks and Message(looks))
    if looks:
        assert "tuck_deg" not in out[-1].bands and "lunge_deg" not in out[-1].bands
        assert not out[-1].measurement.pelvis.statement


def test_a_pelvis_that_moved_both_ways_leaves_the_neutral_believed():
    source = Scripted(lambda t: ramp(t, (4, 0), (5, -6), (7, -6), (8, 16)), name="contour")
    assert neutral_of(judge_pelvis(source, seconds=12.0)).doubt is None
