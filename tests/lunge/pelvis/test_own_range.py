"""The own range: asked for once a side, live only, never in the way."""

import math

import pytest

from formcheck.coaching.session import LungeSession
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.pelvis.monitor import ASKED, UNRELIABLE
from formcheck.lunge.pelvis.own_range import CalibrationRun
from formcheck.messages.message import Message
from formcheck.records import Phase
from formcheck.settings import Calibration
from tests.support.bodies import STICK, Angles, clip
from tests.support.pelvises import HIDDEN, Scripted, judge, seen, words


def result(tuck=8.0, arch=-8.0, rate=25.0, seen=True):
    """A person who follows what is asked for a second late."""
    run = CalibrationRun(Calibration(), 0.5)
    does = [0.0] * round(rate)
    for i in range(round(20 * rate) + 1):
        does.append({"tuck": tuck, "arch": arch}[run.asked] if run.asked else 0.0)
        run.step(i / rate, does[i] if seen else math.nan)
    assert run.asked is None
    return run.result()


@pytest.mark.parametrize(("tuck", "t_max"), [(8.0, 8.0), (3.5, 5.0), (18.0, 15.0)])
def test_the_own_largest_tuck_is_clipped_to_what_people_can_do(tuck, t_max):
    own = result(tuck)
    assert own.reliable
    assert own.t_max_deg == pytest.approx(t_max)
    assert own.tuck_deg == pytest.approx(tuck)
    assert own.arch_deg == pytest.approx(-8.0)


def test_the_median_of_two_tucks_counts():
    run = CalibrationRun(Calibration(), 0.5)
    for i in range(250):
        run.step(i / 12.5, {"arch": -5.0, "tuck": 6.0 if i < 130 else 10.0}.get(run.asked or "", 0.0))
    assert run.result().t_max_deg == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("tuck", "arch"),
    [(2.9, -8.0), (0.0, 0.0), (-6.0, 6.0), (6.0, 6.0)],
    ids=["hardly any", "does not move", "the wrong way", "the same for both"],
)
def test_a_tuck_that_cannot_be_told_is_not_reliable(tuck, arch):
    own = result(tuck, arch)
    assert not own.reliable
    assert own.t_max_deg is None


def test_who_is_not_seen_has_no_range_and_is_not_blamed_for_it():
    own = result(seen=False)
    assert own.t_max_deg is None
    assert own.reliable


def test_the_steps_follow_one_another_and_end_whatever_happens():
    run = CalibrationRun(Calibration(), 0.5)
    asked = []
    for i in range(201):
        run.step(i / 10, math.nan)
        asked.append(run.asked)
    changes = [a for i, a in enumerate(asked) if i == 0 or asked[i - 1] != a]
    assert changes == ["arch", "tuck", "arch", "tuck", None]


def test_a_pause_of_the_stream_skips_no_step():
    run = CalibrationRun(Calibration(), 0.5)
    run.step(0.0, 0.0)
    run.step(60.0, 0.0)
    assert run.asked == "arch"


def following(prompts):
    """A person who does what the program asks; `prompts` holds what it asks now."""

    def tuck_at(t):
        wanted = {ASKED["arch"]: -8.0, ASKED["tuck"]: 10.0}
        return wanted.get(prompts[-1], 6.0 if len(prompts) > 200 else 0.0)

    return tuck_at


def live(tuck_at=None, seconds=40.0, **how):
    prompts: list[Message | None] = [None]
    source = Scripted(tuck_at or following(prompts), **how)
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
    assert during[-1].time_s - during[0].time_s == pytest.approx(20, abs=0.2)
    spoken = [a.cue.message for a in during if a.cue]
    assert spoken == [ASKED["arch"], ASKED["tuck"]] * 2
    # Arching as asked is no fault, and no word is said of it.
    assert not any(a.faults for a in during)
    assert {a.measurement.pelvis.statement for a in during} == {""}
    assert all(math.isfinite(a.measurement.angles_deg["tuck_deg"]) for a in during[1:])


def test_the_own_range_decides_what_counts_as_tucked():
    # Asked to, ten degrees: from five on it is a tuck.
    assert live()[-1].measurement.pelvis.statement == "tucked"
    prompts_done = lambda t: 4.5 if t > 23 else (10.0 if (t - 2.1) % 10 > 5 else -8.0)  # noqa: E731
    still_then = lambda t: 0.0 if t < 2.2 else prompts_done(t)  # noqa: E731
    assert live(still_then, 30)[-1].measurement.pelvis.statement == "no clear change"


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
