"""The own range: asked for once a side, live only, never in the way."""

import math

import pytest

from formcheck.coaching.session import LungeSession
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.calibration import CalibrationRun
from formcheck.lunge.pelvis.monitor import ASKED, SEEN, SHOWN, UNRELIABLE
from formcheck.lunge.pelvis.own_range import CHEST_MOVED, DID_NOT_MOVE, own_range
from formcheck.messages.message import Message
from formcheck.records import Phase
from formcheck.settings import Calibration, Settings
from tests.support.bodies import STICK, Angles, clip
from tests.support.pelvises import HIDDEN, Scripted, judge, seen, words

RANGE = Settings().pelvis.own_range
ROUND_S = 5 * Calibration().step_s


def ran(tuck=8.0, rate=25.0, seen=True, trunk_deg=0.0, second=1.0, neutral=0.0):
    """The run of a person who follows what is asked for a second late."""
    run = CalibrationRun(Calibration(), 0.5)
    tucks = 0
    does = [neutral] * round(rate)
    before = None
    for i in range(round(ROUND_S * rate) + 2):
        tucks += run.asked == "tuck" and before != "tuck"
        before = run.asked
        does.append(tuck * (second if tucks == 2 else 1.0) if run.asked == "tuck" else neutral)
        run.step(i / rate, does[i] if seen else math.nan, trunk_deg if does[i] > 1 else 0.0)
    assert run.asked is None
    return run


@pytest.mark.parametrize(("tuck", "t_max"), [(8.0, 8.0), (3.5, 5.0), (18.0, 15.0)])
def test_by_stickers_the_own_largest_tuck_is_clipped_to_what_people_can_do(tuck, t_max):
    own = ran(tuck).largest_tuck()
    assert own.reliable
    assert own.t_max_deg == pytest.approx(t_max)


def test_by_stickers_the_median_of_two_tucks_counts():
    assert ran(6.0, second=10 / 6).largest_tuck().t_max_deg == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("tuck", "neutral"),
    [(2.9, 0.0), (0.0, 0.0), (-6.0, 0.0), (6.0, 6.0)],
    ids=["hardly any", "does not move", "the wrong way", "the same for both"],
)
def test_by_stickers_a_tuck_too_small_to_measure_is_not_reliable(tuck, neutral):
    own = ran(tuck, neutral=neutral).largest_tuck()
    assert not own.reliable
    assert own.t_max_deg is None


def test_who_is_not_observed_has_no_largest_tuck_and_is_not_blamed_for_it():
    own = ran(seen=False).largest_tuck()
    assert own.t_max_deg is None
    assert own.reliable


def test_two_tucks_as_asked_make_a_range_that_counts():
    own = own_range(ran(5.0).postures, RANGE)
    assert own.counts
    assert own.tuck_deg == pytest.approx(5.0)


def test_a_range_shown_with_the_trunk_does_not_count():
    assert own_range(ran(5.0, trunk_deg=6.0).postures, RANGE).reason == CHEST_MOVED


def test_the_steps_follow_one_another_and_end_whatever_happens():
    run = CalibrationRun(Calibration(), 0.5)
    asked = []
    for i in range(201):
        run.step(i / 10, math.nan, math.nan)
        asked.append(run.asked)
    changes = [a for i, a in enumerate(asked) if i == 0 or asked[i - 1] != a]
    assert changes == ["relax", "tuck", "relax", "tuck", "relax", None]


def test_a_pause_of_the_stream_skips_no_step():
    run = CalibrationRun(Calibration(), 0.5)
    run.step(0.0, 0.0, 0.0)
    run.step(60.0, 0.0, 0.0)
    assert run.asked == "relax"


def led(person, rate=20.0):
    """The prompts that somebody hears, and their run; `person` gives tuck and trunk from the prompts so far.

    They move within a second of a new prompt, at 8 degrees a second.
    """
    run = CalibrationRun(Calibration(), 0.5, RANGE)
    prompts, tuck, since = [run.prompt], 0.0, 0
    for i in range(round(60 * rate)):
        aim, trunk = person(prompts)
        if i - since > 0.6 * rate:
            tuck += max(-8 / rate, min(8 / rate, aim - tuck))
        run.step(i / rate, tuck, trunk)
        if run.prompt != prompts[-1]:
            prompts.append(run.prompt)
            since = i
        if run.prompt is None:
            return prompts[:-1], run
    raise AssertionError("it never ends")


def does(*tucks, trunks=(), arch=0.0):
    """A person whose tucks are these, one for each time that a tuck is asked for, with the trunk leaning so far."""

    def person(prompts):
        asked = [p for p in prompts if p in ("tuck", "tuck_again", "other_way")]
        if prompts[-1] == "arch_first":
            return -arch, 0.0
        if prompts[-1] not in ("tuck", "tuck_again", "other_way", "more", "good"):
            return 0.0, 0.0
        number = min(len(asked), len(tucks)) - 1
        return tucks[number], trunks[number] if number < len(trunks) else 0.0

    return person


def test_who_tucks_as_asked_hears_that_this_is_it_each_time():
    prompts, run = led(does(5.0, 5.0))
    assert prompts == ["arch_first", "tuck", "good", "relax", "tuck", "good", "relax"]
    assert run.own_range(RANGE).counts


def test_a_timid_tuck_is_asked_for_a_little_more_and_the_larger_one_counts():
    def person(prompts):
        tuck, trunk = does(5.0)(prompts)
        return (1.5 if tuck and "more" not in prompts else tuck), trunk

    prompts, run = led(person)
    assert prompts[1:4] == ["tuck", "more", "good"]
    assert run.own_range(RANGE).tuck_deg == pytest.approx(5.0, abs=0.3)


def test_without_a_movement_that_is_measured_nothing_is_said_of_it_and_a_step_is_repeated_once():
    prompts, run = led(does(0.5))
    assert prompts == ["arch_first", "tuck", "tuck_again"]
    assert run.own_range(RANGE).reason == DID_NOT_MOVE


def test_who_tucks_when_asked_again_loses_nothing():
    prompts, run = led(does(0.0, 5.0, 5.0))
    assert prompts == ["arch_first", "tuck", "tuck_again", "good", "relax", "tuck", "good", "relax"]
    assert run.own_range(RANGE).counts


def test_who_arches_instead_hears_that_it_is_the_other_way():
    prompts, run = led(does(-6.0, 5.0, 5.0))
    assert prompts[:4] == ["arch_first", "tuck", "other_way", "good"]
    assert run.own_range(RANGE).counts


def test_a_tuck_by_the_chest_is_not_praised_and_asked_for_again_with_the_chest_still():
    prompts, run = led(does(5.0, 5.0, 5.0, trunks=(6.0,)))
    assert prompts[:5] == ["arch_first", "tuck", "chest_still", "tuck", "good"]
    assert run.own_range(RANGE).counts
    prompts, run = led(does(5.0, trunks=(6.0,) * 9))
    assert "good" not in prompts
    assert prompts.count("chest_still") == 1
    assert run.own_range(RANGE).reason == CHEST_MOVED


def test_of_two_tucks_that_differ_one_more_is_asked_for_and_the_two_alike_count():
    prompts, run = led(does(4.0, 9.0, 8.0))
    assert prompts.count("tuck") == 3
    assert "once_more" in prompts
    own = run.own_range(RANGE)
    assert own.counts
    assert own.tuck_deg == pytest.approx(8.5, abs=0.3)


def test_the_arch_is_only_offered_and_costs_time_only_who_takes_it():
    without, _ = led(does(5.0))
    prompts, run = led(does(5.0, arch=8.0))
    assert prompts == ["arch_first", "relax", *without[1:]]
    own = run.own_range(RANGE)
    assert own.counts
    assert not own.arch_shown  # a gentle arch is not the own full one


def following(prompts, tuck=10.0, held=6.0):
    """A person who does what the program asks, and then holds a tuck; `prompts` holds what it asks now."""

    def tuck_at(t):
        step = SHOWN.get(prompts[-1].code) if prompts[-1] else None
        return tuck if step == "tuck" else 0.0 if step or t < 5 else held(t) if callable(held) else held

    return tuck_at


def live(tuck_at=None, seconds=40.0, tuck=10.0, held=6.0, **how):
    prompts: list[Message | None] = [None]
    source = Scripted(tuck_at or following(prompts, tuck, held), **how)
    lunge = LungeSession(STICK, calibrate=True, sources=(source,))
    out = []
    for frame in seen(clip(lambda t: Angles(), seconds)):
        out.append(lunge.step(frame))
        prompts.append(out[-1].message)
    return out


def phases(out):
    return list(dict.fromkeys(a.phase for a in out))[2:]


def test_live_the_range_is_asked_for_before_the_first_hold():
    out = live()
    assert phases(out) == [Phase.BASELINE, Phase.CALIBRATE, Phase.TUCK, Phase.HOLD]
    during = [a for a in out if a.phase is Phase.CALIBRATE]
    assert during[-1].time_s - during[0].time_s == pytest.approx(ROUND_S, abs=0.2)
    spoken = [a.cue.message for a in during if a.cue]
    expected = [ASKED["arch_first"], *[ASKED["tuck"], ASKED["good"], ASKED["relax"]] * 2]
    assert spoken == expected
    # Tucking as asked is no praise and letting go is no fault: no word is said of it.
    assert not any(a.faults for a in during)
    assert {a.measurement.pelvis.statement for a in during} == {""}
    assert all(math.isfinite(a.measurement.angles_deg["tuck_deg"]) for a in during[1:])


def test_the_own_range_decides_what_counts_as_tucked():
    # Asked to, ten degrees: from five on it is a tuck.
    assert live()[-1].measurement.pelvis.statement == "tucked"
    prompts_done = lambda t: 4.5 if t > 21 else (10.0 if t < 18 and (t - 2.1) % 7 > 3.5 else 0.0)  # noqa: E731
    still_then = lambda t: 0.0 if t < 2.2 else prompts_done(t)  # noqa: E731
    assert live(still_then, 30)[-1].measurement.pelvis.statement == "no clear change"


def outline(tuck_at=None, seconds=48.0, **how):
    return live(tuck_at, seconds, name="contour", sd_deg=3.0, **how)


def test_from_the_outline_a_small_own_tuck_makes_the_same_tuck_in_the_hold_a_word():
    out = outline(tuck=1.8, held=1.8)  # far too small to be told in degrees
    assert out[-1].measurement.pelvis.statement == "tucked"
    assert out[-1].measurement.pelvis.tuck_share == pytest.approx(1.0, abs=0.1)
    assert SEEN in [a.cue.message for a in out if a.cue]


def test_from_the_outline_a_tuck_that_is_let_go_is_lost_and_counts_as_a_fault():
    prompts = lambda t: 4.0 if (t - 2.1) % 7 > 3.5 or 21 < t < 30 else 0.0  # noqa: E731
    out = outline(lambda t: 0.0 if t < 2.2 else prompts(t) if t < 30 else 0.0)
    assert FaultKind.TUCK_LOST in {f.kind for a in out if a.time_s > 31 for f in a.faults}


def test_who_was_not_seen_to_move_is_asked_once_more_and_then_left_in_peace():
    out = outline(lambda t: 0.0)
    asked = [a.cue.message for a in out if a.cue and a.phase is Phase.CALIBRATE]
    assert asked == [ASKED[prompt] for prompt in ("arch_first", "tuck", "tuck_again")]
    assert [a.cue.message for a in out if a.cue].count(DID_NOT_MOVE) == 1
    assert out[-1].phase is Phase.HOLD
    assert {a.measurement.pelvis.statement for a in out if a.phase is Phase.HOLD} == {"no clear change"}


def test_who_does_not_move_is_let_go_on_and_hears_no_word_on_the_tuck():
    out = live(lambda t: -9.0 if t > 30 else 0.0)
    assert phases(out)[-1] is Phase.HOLD
    late = [a for a in out if a.phase is Phase.HOLD]
    assert {a.measurement.pelvis.reason for a in late} == {UNRELIABLE}
    assert all(math.isnan(a.measurement.angles_deg["tuck_deg"]) for a in late)
    assert FaultKind.ARCHING not in {f.kind for a in out for f in a.faults}
    assert [a.cue.message for a in late if a.cue].count(UNRELIABLE) == 1


def test_who_is_hidden_meanwhile_goes_on_with_the_usual_threshold():
    out = live(lambda t: HIDDEN if 2.3 < t < 23 else 4.5 * (t > 22))
    assert out[-1].measurement.pelvis.statement == "tucked"


def test_on_the_same_side_it_is_asked_once():
    up = lambda t: Angles(trunk=70) if 30 < t < 34 else Angles()  # noqa: E731 - leaves the kneel
    out = judge(Scripted(lambda t: 0.0), seconds=42, calibrate=True, body=up)
    order = [a.phase for i, a in enumerate(out) if i == 0 or out[i - 1].phase is not a.phase]
    assert order.count(Phase.BASELINE) == 2
    assert order.count(Phase.CALIBRATE) == 1


def test_without_a_source_or_a_listener_nothing_is_asked():
    assert Phase.CALIBRATE not in phases(judge(seconds=6, calibrate=True))
    assert Phase.CALIBRATE not in phases(judge(Scripted(lambda t: HIDDEN), seconds=6, calibrate=True))
    assert Phase.CALIBRATE not in phases(judge(Scripted(lambda t: 0.0), seconds=6))
    assert words(judge(seconds=6, calibrate=True)) == [""]


def recorded(tuck_at, ranges_s, seconds=32.0, name="contour"):
    lunge = LungeSession(
        STICK,
        sources=(Scripted(tuck_at, name=name, sd_deg=3.0 if name == "contour" else 0.5),),
        corrections=Corrections(ranges_s=ranges_s),
    )
    return [lunge.step(frame) for frame in seen(clip(lambda t: Angles(), seconds))]


def swings(t):
    """Neutral, a small tuck, neutral, the tuck, neutral until 16 s; then the tuck is held."""
    return 2.0 if 4 < t < 7 or 10 < t < 13 or t > 18 else 0.0


def test_in_a_recording_a_marked_range_gives_the_hold_its_words_and_begins_it():
    out = recorded(swings, ((2.5, 16.0),))
    assert out[-1].measurement.pelvis.statement == "tucked"
    assert out[-1].own_range is not None and out[-1].own_range.counts
    assert {a.phase for a in out if 3 < a.time_s < 15.5} == {Phase.CALIBRATE}
    assert min(a.time_s for a in out if a.hold) > 16
    assert recorded(swings, ())[-1].measurement.pelvis.statement == "no clear change"


def test_in_a_marked_range_nothing_is_said_or_counted():
    out = recorded(lambda t: -12.0 if 4 < t < 9 else swings(t), ((2.5, 16.0),))
    during = [a for a in out if 3 < a.time_s < 15.5]
    assert not any(a.faults or a.cue for a in during)
    assert {a.measurement.pelvis.statement for a in during} == {""}
    assert not any(f.kind is FaultKind.ARCHING for a in out for f in a.ended_faults)


def test_with_stickers_degrees_decide_and_the_swings_are_still_no_fault():
    out = recorded(lambda t: -12.0 if 4 < t < 9 else 6.0 * (t > 18), ((2.5, 16.0),), name="markers")
    assert out[-1].measurement.pelvis.statement == "tucked"
    assert math.isnan(out[-1].measurement.pelvis.tuck_share)
    assert not any(a.faults for a in out)


def test_with_stickers_half_of_the_own_tuck_that_was_shown_counts_as_tucked():
    def shown(t):
        return 12.0 if 4 < t < 7 or 10 < t < 13 else 4.7 if t > 18 else 0.0

    out = recorded(shown, ((2.5, 16.0),), name="markers")
    assert out[-1].measurement.pelvis.statement == "no clear change"
    assert out[-1].measurement.pelvis.tuck_share == pytest.approx(4.7 / 12, abs=0.03)
    assert recorded(shown, (), name="markers")[-1].measurement.pelvis.statement == "tucked"
