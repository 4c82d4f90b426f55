"""When the own range is asked for, and how it waits for the words: first the position is mended, then it is asked."""

import math

import numpy as np
import pytest

from formcheck.coaching.session import LungeSession
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.calibration import CalibrationRun
from formcheck.lunge.pelvis.monitor import ASKED
from formcheck.lunge.pelvis.own_range import CHEST_MOVED
from formcheck.records import Phase
from formcheck.settings import Calibration, Settings
from tests.support.bodies import STICK, Angles, clip, ramp
from tests.support.pelvises import Scripted, seen

RANGE = Settings().pelvis.own_range
RATE = 20.0


def led(spoken_s, follows_after_s=0.4, tuck=8.0, speaks=True):
    """The run of somebody who does what they are asked only once it has been spoken out."""
    run = CalibrationRun(Calibration(), 0.5, RANGE)
    asked, begun_s, now, at = None, -math.inf, 0.0, 0.0
    while run.asked is not None and now < 90:
        now += 1 / RATE
        if run.prompt != asked:
            asked, begun_s = run.prompt, now
        spoken = now - begun_s < spoken_s
        if now - begun_s >= spoken_s + follows_after_s:
            wanted = tuck if run.asked == "tuck" else 0.0
            at += max(-8.0 / RATE, min(8.0 / RATE, wanted - at))
        run.step(now, at, 1.0, spoken and speaks)
    return run, now


@pytest.mark.parametrize("spoken_s", [0.5, 2.3, 4.0])
def test_who_hears_the_sentence_out_shows_a_range_that_counts(spoken_s):
    run, _ = led(spoken_s)
    own = run.own_range(RANGE)
    assert own.counts, own.reason
    assert own.tuck_deg == pytest.approx(8.0, abs=0.5)


def test_a_voice_that_never_ends_holds_the_run_up_only_for_a_while():
    run, now = led(1e9)
    assert run.asked is None and now < 80


def heard(body, tuck_at, seconds=30.0):
    session = LungeSession(STICK, calibrate=True, sources=(Scripted(tuck_at, name="contour"),))
    return [session.step(frame) for frame in seen(clip(body, seconds))]


def leaning_until(end_s):
    return lambda t: Angles(trunk=ramp(t, (0, 30), (end_s, 30), (end_s + 1, 0)))


def test_a_fault_that_is_open_is_mended_first_and_the_range_is_asked_for_then():
    out = heard(leaning_until(12.0), lambda t: 0.0)
    corrections = [a.time_s for a in out if a.cue and a.cue.kind is FaultKind.TRUNK_LEAN]
    asked = [a.time_s for a in out if a.cue and a.cue.message in ASKED.values()]
    assert corrections and corrections[0] < 7
    assert asked[0] > 12.5
    assert {a.phase for a in out if 6 < a.time_s < 12} == {Phase.CALIBRATE}
    assert not [a for a in out if a.time_s < 12 and a.hold is not None]


def test_somebody_well_placed_is_asked_soon_after_the_still_kneel():
    out = heard(lambda t: Angles(), lambda t: 0.0)
    begun = next(a.time_s for a in out if a.baseline is not None)
    asked = next(a.time_s for a in out if a.cue and a.cue.message in ASKED.values())
    assert asked - begun <= 1.0
    reminded = [a for a in out if a.cue and a.cue.kind == "remind" and a.time_s <= asked]
    assert reminded == []


def test_an_arch_that_was_measured_in_place_of_a_tuck_is_found_again_in_the_hold():
    wants = False
    source = Scripted(lambda t: -4.4 if wants or t > 40 else 0.0, name="contour", sd_deg=1.6)
    session = LungeSession(STICK, calibrate=True, sources=(source,))
    tucks = ("ask.tuck", "ask.tuck_again", "ask.other_way")
    for frame in seen(clip(lambda t: Angles(), 60.0)):
        judged = session.step(frame)
        wants = judged.message is not None and judged.message.code in tucks
    assert judged.own_range is not None and not judged.own_range.counts
    assert FaultKind.ARCHING in {fault.kind for fault in judged.faults}
    assert not judged.hold_running


def test_somebody_who_moved_the_chest_in_place_of_the_pelvis_is_not_called_tucked_afterwards():
    slumps = False
    source = Scripted(lambda t: 4.0 if slumps or t > 40 else 0.0, name="contour", sd_deg=1.0)
    session = LungeSession(STICK, calibrate=True, sources=(source,))
    tucks = ("ask.tuck", "ask.tuck_again", "ask.more", "ask.good")

    def body(t):
        return Angles(trunk=6.5 if slumps or t > 40 else 0.5)

    for frame in seen(clip(body, 60.0)):
        judged = session.step(frame)
        slumps = judged.message is not None and judged.message.code in tucks
    assert judged.own_range is not None and judged.own_range.reason == CHEST_MOVED
    assert judged.hold is not None and judged.measurement.pelvis.statement == "no clear change"


def test_another_kneel_has_its_own_zero_for_the_range_that_was_shown_in_the_one_before():
    """Cloth rides: the neutral after the range reads 1.5 degrees more than the one before it."""
    swing = lambda t: ramp(t, (3, 0), (4, 6), (6, 6), (7, 1), (8, 1), (9, 7), (11, 7), (12, 1.5))  # noqa: E731
    source = Scripted(swing, name="contour", sd_deg=0.5)
    checker = LungeChecker(STICK, sources=(source,), corrections=Corrections(ranges_s=((2.5, 14.0),)))
    shares = {}
    for frame in seen(clip(lambda t: Angles(), 24.0)):
        if 16.0 <= frame.time_s < 16.05:
            checker.release(turned=False)
        shares[round(frame.time_s, 2)] = checker.step(frame).measurement.pelvis.tuck_share
    before, after = (np.nanmedian([v for t, v in shares.items() if a < t < b]) for a, b in ((14.5, 16), (21, 24)))
    assert before == pytest.approx(0.0, abs=0.1)
    assert after == pytest.approx(0.0, abs=0.1)
