"""The coach: one cue at a time, the pauses, the priorities, the praise, and the seven words."""

import dataclasses
import itertools
import math

import pytest

from formcheck.coaching.coach import Coach
from formcheck.coaching.cues import BREATHE, CUES, HOLD_DONE, PRAISE, REST, TUCK_HELP, TUCK_REMINDER, how
from formcheck.coaching.lead import Lead
from formcheck.coaching.session import LungeSession
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.gates import TURN
from formcheck.lunge.pelvis.tracker import NO_PELVIS
from formcheck.messages.message import Message
from formcheck.records import Assessment, Fault, Hold, Phase
from formcheck.settings import Coaching, Phases, Settings
from tests.support.bodies import AS_DRAWN, STICK, Angles, clip, ramp
from tests.support.factories import measurement
from tests.support.pelvises import HIDDEN, Scripted, seen


def spoken(assessments, pauses=None):
    coach = Coach(pauses or Coaching())
    return [cue for a in assessments if (cue := coach.step(a))]


def frames(seconds, faults=lambda t: (), phase=Phase.HOLD, good_s=lambda t: t, rate=10, message=None):
    """Assessments of a hold in which `faults(t)` are on."""
    before: tuple[FaultKind, ...] = ()
    for i in range(round(seconds * rate)):
        t = i / rate
        on = tuple(faults(t))
        ended = tuple(Fault(k, 0.0, 0.0, end_s=t) for k in before if k not in on)
        before = on
        yield Assessment(
            i,
            t,
            phase,
            measurement(),
            faults=tuple(Fault(k, 0.0, 0.0) for k in on),
            ended_faults=ended,
            hold=Hold(0.0, None, good_s(t), "right", complete=good_s(t) >= 30),
            hold_running=not on,
            message=message,
        )


def test_the_most_important_fault_is_said_first():
    cues = spoken(frames(1, lambda t: (FaultKind.OVER_LUNGING, FaultKind.TRUNK_LEAN)))
    assert [c.kind for c in cues] == [FaultKind.OVER_LUNGING]


def test_cues_keep_their_distance_and_the_same_one_keeps_twice_that():
    cues = spoken(frames(60, lambda t: (FaultKind.OVER_LUNGING, FaultKind.TRUNK_LEAN)))
    times = [c.time_s for c in cues]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 5
    for text in {c.message for c in cues}:
        own = [c.time_s for c in cues if c.message == text]
        assert all(b - a >= 10 for a, b in itertools.pairwise(own))


def test_a_cue_that_does_not_help_is_said_three_times_then_how_then_a_rest_is_offered_and_it_begins_again():
    cues = spoken(frames(125, lambda t: (FaultKind.TRUNK_LEAN,)))
    cue, told_how = CUES[FaultKind.TRUNK_LEAN], how(FaultKind.TRUNK_LEAN)
    assert [c.message for c in cues] == [cue, cue, cue, told_how, REST] * 2
    assert cues[5].time_s - cues[4].time_s >= 30


def test_the_cue_begins_from_the_start_once_its_fault_has_ended():
    cues = spoken(frames(70, lambda t: () if 31 < t < 32 else (FaultKind.TRUNK_LEAN,)))
    cue, told_how = CUES[FaultKind.TRUNK_LEAN], how(FaultKind.TRUNK_LEAN)
    corrections = [c.message for c in cues if c.kind is FaultKind.TRUNK_LEAN]
    assert corrections == [cue, cue, cue, told_how, cue, cue, cue]


def test_a_fault_that_clears_is_praised_and_may_be_spoken_of_again():
    cues = spoken(frames(40, lambda t: (FaultKind.TRUNK_LEAN,) if t < 4 or t > 20 else ()))
    texts = [c.message for c in cues]
    assert texts[:2] == [CUES[FaultKind.TRUNK_LEAN], PRAISE]
    assert texts.count(CUES[FaultKind.TRUNK_LEAN]) >= 2


def test_a_fault_never_spoken_of_is_not_praised_away():
    pauses = Coaching(cue_gap_s=5)
    cues = spoken(frames(9, lambda t: (FaultKind.TRUNK_LEAN,) if t < 0.05 else ()), pauses)
    assert PRAISE in [c.message for c in cues]  # it was spoken of in its first frame
    cues = spoken(frames(9, lambda t: (FaultKind.VIEW,) if t < 1 else ()), pauses)
    assert PRAISE not in [c.message for c in cues]


def test_breathing_and_the_end_of_the_hold_are_said_in_good_form():
    texts = [c.message for c in spoken(frames(36))]
    assert BREATHE in texts
    assert HOLD_DONE in texts


def test_a_lost_view_is_spoken_of_only_after_a_while_and_with_what_to_do():
    cues = spoken(frames(8, lambda t: (FaultKind.VIEW,), message=TURN))
    assert [c.message for c in cues] == [TURN]
    assert cues[0].time_s > 5


def test_the_tuck_is_asked_for_when_the_hold_begins_and_never_judged():
    session = LungeSession(Settings(phases=Phases(hold_target_s=5), joints=AS_DRAWN))
    out = [session.step(f) for f in clip(lambda t: Angles(trunk=ramp(t, (8, 0), (8.5, 30))), 16)]
    cues = [a.cue for a in out if a.cue]
    assert cues[0].message == TUCK_REMINDER
    assert cues[0].kind == "remind"
    assert not {FaultKind.ARCHING, FaultKind.TUCK_LOST} & {c.kind for c in cues}
    assert CUES[FaultKind.TRUNK_LEAN] in [c.message for c in cues]


def heard(source, seconds, **pauses):
    session = LungeSession(Settings(joints=AS_DRAWN, coaching=Coaching(**pauses)), sources=(source,))
    return [a.cue for f in seen(clip(lambda t: Angles(), seconds)) if (a := session.step(f)).cue]


def test_arching_is_told_at_once_and_praised_once_the_tuck_is_there():
    cues = heard(Scripted(lambda t: ramp(t, (3, 0), (3.2, -9), (12, -9), (13, 0), (18, 0), (19, 8))), 24)
    assert [c.kind for c in cues[:2]] == ["remind", FaultKind.ARCHING]
    assert [c.message for c in cues[:2]] == [TUCK_REMINDER, CUES[FaultKind.ARCHING]]
    praised = [c.time_s for c in cues if c.message == PRAISE]
    # Not when the arch is gone, but when the tuck is seen.
    assert len(praised) == 1 and praised[0] > 18.5


def test_a_lost_tuck_is_told_as_a_fault_with_stickers():
    cues = heard(Scripted(lambda t: ramp(t, (2.2, 0), (2.3, 8), (9, 8), (9.3, 0))), 16)
    assert FaultKind.TUCK_LOST in {c.kind for c in cues}


def test_a_tuck_no_longer_clear_from_the_outline_is_asked_for_again_and_not_called_lost():
    cues = heard(Scripted(lambda t: ramp(t, (2.2, 0), (2.3, 8), (14, 8), (14.3, 0)), name="contour"), 20)
    assert FaultKind.TUCK_LOST not in {c.kind for c in cues}
    assert any(c.message == TUCK_REMINDER and c.kind == "remind" and c.time_s > 16 for c in cues)


def test_who_is_seen_to_be_tucked_is_not_reminded_to_tuck():
    cues = heard(Scripted(lambda t: 8.0 if t > 2.1 else 0.0), 20, cue_gap_s=0.5)
    reminded = [c.time_s for c in cues if c.message == TUCK_REMINDER]
    assert all(t < 3.5 for t in reminded) and len(reminded) <= 1


@pytest.mark.parametrize(("why", "said"), [(HIDDEN, HIDDEN), (NO_PELVIS, TUCK_HELP)])
def test_what_would_help_to_see_the_tuck_is_told_once_and_nothing_else_of_it(why, said):
    cues = heard(Scripted(lambda t: why), 40)
    texts = [c.message for c in cues]
    assert texts.count(said) == 1
    assert [c.kind for c in cues if c.message == TUCK_REMINDER] == ["remind"]
    assert not {FaultKind.ARCHING, FaultKind.TUCK_LOST} & {c.kind for c in cues}


def test_without_any_way_of_seeing_the_pelvis_nobody_is_told_to_change_their_clothes():
    session = LungeSession(STICK, sources=())
    cues = [a.cue for f in seen(clip(lambda t: Angles(), 20)) if (a := session.step(f)).cue]
    assert {c.message for c in cues} <= {TUCK_REMINDER, BREATHE, HOLD_DONE}


def test_a_photo_is_not_talked_to():
    session = LungeSession(STICK, photo=True)
    out = session.step(next(iter(clip(lambda t: Angles(trunk=30), 1))))
    assert out.faults
    assert out.cue is None
    assert math.isnan(out.measurement.angles_deg["lunge_deg"])


def test_now_hold_never_comes_before_the_tuck_was_asked_for():
    coach, hold = Coach(Coaching()), Message("page.say.now_hold")
    begins = [*frames(1, phase=Phase.BASELINE), *frames(0.8, phase=Phase.TUCK), *frames(20)]
    told = []
    for n, a in enumerate(begins):
        lead = Lead(Message("page.trouble.over")) if n == 0 else Lead(hold, small=True)
        a = dataclasses.replace(a, time_s=n / 10)
        told += [cue.message for cue in [coach.step(a, lead if n == 0 or a.phase is Phase.HOLD else Lead())] if cue]
    assert told.index(TUCK_REMINDER) < told.index(hold)
