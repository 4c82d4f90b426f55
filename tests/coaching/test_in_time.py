"""A correction is spoken in time, whatever else there would be to say: random sequences with a clock of their own."""

import itertools

import numpy as np
import pytest

from formcheck.coaching.coach import Coach
from formcheck.coaching.cues import BREATHE, CUES, PRAISE, TUCK_REMINDER, asked_by, spoken_s
from formcheck.coaching.lead import Lead
from formcheck.lunge.fault_tracker import FaultTracker, contradicted_by, evidence_of
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message
from formcheck.records import Assessment, Band, Fault, Hold, PelvisEstimate, Phase
from formcheck.settings import Coaching, Settings
from tests.support.bodies import ramp
from tests.support.factories import bands, measurement

PAUSES = Coaching()
RATE = 10
NOWHERE = np.full((33, 2), np.nan)
CORRECTIONS = {cue.code for cue in CUES.values()}


def practised(angles_at, seconds, tuck_at=lambda t: "tucked", phase=Phase.HOLD):
    """Assessments of a hold: the real bands and faults of angles that are functions of time."""
    tracker, limits = FaultTracker(0.5), Settings().bands
    good_s = 0.0
    for i in range(round(seconds * RATE)):
        t = i / RATE
        word = tuck_at(t)
        m = measurement(NOWHERE, **angles_at(t))
        found = bands(m.angles_deg)
        if word:
            found["tuck_deg"] = {"tucked": Band.GREEN, "no clear change": Band.YELLOW}.get(word, Band.RED)
        evidence = evidence_of(m.angles_deg, found, limits)
        ended = tracker.step(evidence, contradicted_by(found), t, i, tuple(FaultKind))
        good = Band.RED not in found.values()
        good_s += good / RATE
        m = type(m)(**{**vars(m), "pelvis": PelvisEstimate(statement=word, source="contour")})
        yield Assessment(
            i, t, phase, m, found, tracker.active, ended, hold=Hold(0.0, None, good_s, "right"),
            hold_running=not tracker.active,
        )  # fmt: skip


def wandering(seed):
    """Angles that wander in and out of red, each by its own."""
    rng = np.random.default_rng(seed)

    def knots(low, high):
        times = np.cumsum(rng.uniform(0.8, 9, 40))
        return [(0.0, 0.0), *zip(times, rng.choice([0.0, 0.0, low, high], 40), strict=True)]

    lunge, trunk, shin = knots(0, 16), knots(-18, 30), knots(-24, 24)
    return lambda t: {
        "rear_thigh": 4 + ramp(t, *lunge), "trunk": 2 + ramp(t, *trunk), "front_shin": ramp(t, *shin)
    }  # fmt: skip


def wandering_word(seed):
    rng = np.random.default_rng(1000 + seed)
    words = rng.choice(["tucked", "no clear change", ""], 40)
    times = np.cumsum(rng.uniform(0.5, 8, 40))
    return lambda t: words[np.searchsorted(times, t)]


@pytest.mark.parametrize("seed", range(12))
def test_a_correction_comes_within_a_second_or_as_soon_as_what_is_being_said_is_over(seed):
    judged = list(practised(wandering(seed), 80, wandering_word(seed)))
    coach = Coach(PAUSES)
    said = [(a, cue) for a in judged if (cue := coach.step(a))]
    corrections = [(a.time_s, cue) for a, cue in said if isinstance(cue.kind, FaultKind)]
    for a in judged:
        for fault in a.faults:
            asks = asked_by(fault.kind, a).asks
            spoken_out = [c.time_s + max(PAUSES.small_gap_s, spoken_s(c.message)) for _, c in said]
            gaps = [t + PAUSES.cue_gap_s for t, _ in corrections]
            before = [until for (_, c), until in zip(said, spoken_out, strict=True) if c.time_s < a.time_s]
            before += [until for (t, _), until in zip(corrections, gaps, strict=True) if t < a.time_s]
            due = max([fault.found_s + 1.0, *(until + 0.3 for until in before)])
            known = [c for t, c in corrections if t <= a.time_s and a.time_s - t <= PAUSES.same_cue_gap_s + 0.3]
            kinds = [c.kind for c in known if isinstance(c.kind, FaultKind)]
            waits = any(kind == fault.kind or asked_by(kind, a).asks == asks for kind in kinds)
            more_important = any(c.time_s >= fault.found_s for c in known)
            if a.time_s > due and not waits and not more_important:
                late = [t for t, c in corrections if t >= fault.found_s]
                raise AssertionError(f"{fault.kind} counted at {fault.found_s}, unspoken at {a.time_s}: {late}")


@pytest.mark.parametrize("seed", range(12))
def test_nothing_else_is_begun_while_anything_is_past_red_and_no_correction_after_its_fault(seed):
    coach = Coach(PAUSES)
    for a in practised(wandering(seed), 80, wandering_word(seed)):
        cue = coach.step(a)
        if cue is None:
            continue
        if isinstance(cue.kind, FaultKind):
            assert cue.kind in {fault.kind for fault in a.faults}
        else:
            assert Band.RED not in a.bands.values() and not a.faults, cue


@pytest.mark.parametrize("seed", range(10))
def test_sentences_do_not_run_into_each_other(seed):
    coach = Coach(PAUSES)
    cues = [cue for a in practised(wandering(seed), 80, wandering_word(seed)) if (cue := coach.step(a))]
    for before, after in itertools.pairwise(cues):
        gap = after.time_s - before.time_s
        assert gap >= min(PAUSES.small_gap_s, spoken_s(before.message)) - 1e-6
        if isinstance(before.kind, FaultKind) and isinstance(after.kind, FaultKind):
            assert gap >= PAUSES.cue_gap_s - 1e-6


def over_lunging_from(start_s):
    return lambda t: {"rear_thigh": 4 + (16 if t >= start_s else 0)}


@pytest.mark.parametrize("before", [BREATHE, TUCK_REMINDER, PRAISE])
def test_small_talk_holds_a_correction_back_no_longer_than_it_is_spoken(before):
    for start_s in np.arange(0.5, 14, 0.5):
        word = "no clear change" if before == TUCK_REMINDER else "tucked"
        a_hold = list(practised(over_lunging_from(start_s), start_s + 8, lambda t, word=word: word))
        coach = Coach(PAUSES)
        cues = [cue for a in a_hold if (cue := coach.step(a))]
        found_s = next(f.found_s for a in a_hold for f in a.faults if f.kind is FaultKind.OVER_LUNGING)
        spoken = next(c.time_s for c in cues if c.kind is FaultKind.OVER_LUNGING)
        assert spoken - found_s <= 1.6  # begun at the last moment before red, one second before the fault counts


def test_a_reminder_just_before_does_not_take_the_place_of_arching():
    cues = []
    coach = Coach(PAUSES)
    for a in practised(lambda t: {}, 2.0, lambda t: "", phase=Phase.TUCK):
        cues += [cue for cue in [coach.step(a)] if cue]
    assert [c.message for c in cues] == [TUCK_REMINDER]
    for i in range(60):
        t = 2.0 + i / RATE
        m = measurement(NOWHERE)
        m = type(m)(**{**vars(m), "pelvis": PelvisEstimate(statement="arching", source="contour")})
        faults = (Fault(FaultKind.ARCHING, 2.0, 3.0),) if t >= 3.0 else ()
        a = Assessment(100 + i, t, Phase.TUCK, m, {"tuck_deg": Band.RED} if t >= 2.0 else {}, faults)
        cues += [cue for cue in [coach.step(a)] if cue]
    assert [c.kind for c in cues] == ["remind", FaultKind.ARCHING]
    assert cues[1].time_s <= 4.0


def test_while_the_page_speaks_nothing_is_begun_and_the_correction_comes_when_it_has_spoken():
    coach = Coach(PAUSES)
    coach.voice(True)
    cues = []
    for a in practised(over_lunging_from(1.0), 12):
        if a.frame_index == 50:
            coach.voice(False)
        cues += [cue for cue in [coach.step(a)] if cue]
    assert cues[0].kind is FaultKind.OVER_LUNGING and cues[0].time_s == pytest.approx(5.0)


def test_a_voice_that_never_ends_silences_nobody_for_ever():
    coach = Coach(PAUSES)
    coach.voice(True)
    cues = [cue for a in practised(over_lunging_from(1.0), 16) if (cue := coach.step(a))]
    assert cues and cues[0].time_s == pytest.approx(PAUSES.longest_sentence_s)


def test_what_the_plan_asks_for_goes_before_everything():
    wrong_knee = Message("ask.turn_round")
    coach = Coach(PAUSES)
    cues = [cue for a in practised(over_lunging_from(0.0), 12) if (cue := coach.step(a, Lead(wrong_knee)))]
    assert cues[0].message == wrong_knee and cues[0].time_s == 0.0
    assert FaultKind.OVER_LUNGING in [c.kind for c in cues]


def test_a_shin_ahead_with_the_hips_where_they_were_asks_for_the_foot_and_not_for_the_hips():
    coach = Coach(PAUSES)
    near = [cue for a in practised(lambda t: {"front_shin": 24.0}, 6) if (cue := coach.step(a))]
    assert near[0].message == CUES[FaultKind.SHIN_FORWARD]
    deep = lambda t: {"front_shin": 24.0, "rear_thigh": 18.0}  # noqa: E731
    coach = Coach(PAUSES)
    forward = [cue for a in practised(deep, 6) if (cue := coach.step(a))]
    assert forward[0].message == CUES[FaultKind.OVER_LUNGING]
