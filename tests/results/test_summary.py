"""The summary: what it gathers, what it says, and what it never says."""

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.gates import TURN
from formcheck.lunge.neutral_doubt import PELVIS_LOOKS, doubted
from formcheck.lunge.targets import targets
from formcheck.messages.formats import degrees, seconds
from formcheck.records import Assessment, Band, Baseline, Fault, Gate, Hold, HoldTuck, Level, Phase
from formcheck.results.summary import FileProvenance, ProgramProvenance, Summary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.results.verdict import past_target, worst_of
from formcheck.settings import Settings
from tests.support import factories

SETTINGS = Settings()
PROGRAM = ProgramProvenance(formcheck="0.1.0", mediapipe="1.2.2", opencv="5.0.0", model="full.task", model_sha256="ab")


def file_facts(kind="video", frames=1):
    return FileProvenance(
        name="clip.mp4",
        sha256="cd",
        size_bytes=123,
        kind=kind,
        duration_s=None if kind == "photo" else 40.0,
        frame_rate=30.0,
        frames=frames,
        width_px=640,
        height_px=480,
        scale=1.0,
        rotation_deg=0,
        recorded_at=None,
        notes=[],
    )


def summarise(assessments, faults=(), hold=None, photo=False) -> Summary:
    builder = SummaryBuilder(SETTINGS, photo=photo)
    for assessment in assessments:
        builder.add(assessment)
    builder.finish(faults, hold)
    return builder.build(file_facts("photo" if photo else "video"), PROGRAM)


def judged(time_s=0.0, index=0, **angles) -> Assessment:
    m = factories.measurement(**angles)
    return Assessment(index, time_s, Phase.TUCK, m, factories.bands(m.angles_deg))


def unjudged(reason, time_s=0.0, gates=()) -> Assessment:
    return Assessment(0, time_s, Phase.FRAME, factories.not_kneeling(reason, gates), message=reason)


def fault(kind=FaultKind.OVER_LUNGING, quantity="lunge_deg", worst=12.2, start=3.0) -> Fault:
    return Fault(kind, start, start + 1, start + 4, quantity, worst, 70, start + 2)


@pytest.fixture(scope="module")
def whole() -> Summary:
    return summarise(factories.session())


def test_the_verdict_tells_the_hold_and_the_fault_in_one_sentence(whole):
    assert whole.verdict == (
        "Right knee down: held 33 s in good form of 35 s (30 s asked for), the tuck could not be seen; "
        "over-lunged once (16° past neutral)."
    )


def test_the_hold_and_the_fault_carry_their_times(whole):
    (hold,), (found,) = whole.holds, whole.faults
    assert (hold.start_s, hold.end_s, hold.complete, hold.rear_side) == (4.0, 39.0, True, "right")
    assert hold.shares["lunge_deg"] == {Band.GREEN: 0.86, Band.YELLOW: 0.04, Band.RED: 0.1}
    assert (found.kind, found.start_s, found.found_s, found.end_s) == (FaultKind.OVER_LUNGING, 14.0, 15.0, 17.0)
    assert (found.worst_frame, found.worst_s) == (153, 15.3)
    assert found.worst_deg == pytest.approx(16.1, abs=0.5)
    assert found.past_target_deg == pytest.approx(found.worst_deg - 6, abs=0.01)


def test_the_side_carries_its_baseline(whole):
    (side,) = whole.sides
    assert (side.rear_side, side.facing, side.near_side) == ("right", "right", "right")
    assert side.baseline is not None
    assert (side.baseline.start_s, side.baseline.end_s, side.baseline.rear_thigh_deg) == (1.5, 3.5, 4.0)
    assert side.baseline.pelvic_tilt_deg is None
    assert side.baseline_missing == ""


def test_time_that_was_not_judged_is_told_with_its_reason(whole):
    (gap,) = [n for n in whole.not_judged if n.what == "everything"]
    assert gap.why == "Nobody can be seen: step into the picture."
    assert gap.share == pytest.approx(1 / 40, abs=0.002)
    assert whole.view.judged_share == pytest.approx(39 / 40, abs=0.002)


def test_the_tuck_is_said_not_to_be_measured_and_never_judged(whole):
    (tuck,) = [n for n in whole.not_judged if n.what == "tuck"]
    assert tuck.why.startswith("The tuck was not measured.")
    assert tuck.share == 1
    assert "the tuck could not be seen" in whole.verdict and whole.state == "yellow"
    assert "tuck_deg" not in {name for hold in whole.holds for name in hold.shares}


def test_it_is_json_that_reads_back_the_same(whole):
    text = whole.to_json()
    data = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert data["schema_version"] == 1
    assert data["settings"]["bands"]["lunge_deg"]["green"] == [None, 6.0]
    assert text.endswith("}\n")
    assert Summary.model_json_schema()["required"]


def test_no_hold_is_said():
    summary = summarise([judged(t / 10) for t in range(20)])
    assert summary.verdict == "Right knee down: no hold was found; no fault in what was measured."
    assert summary.judged


def test_a_still_kneel_that_was_not_seen_is_a_reason():
    summary = summarise([judged(t / 10) for t in range(20)])
    (side,) = summary.sides
    assert side.baseline is None
    assert side.baseline_missing == "No still kneel of 2 s was seen, so there is no neutral to compare with."
    assert side.baseline_missing in [n.why for n in summary.not_judged if n.what == "lunge_deg"]


def test_nothing_judged_gives_the_longest_reason():
    reasons = [factories.STANDING] * 9 + [factories.NOBODY]
    summary = summarise([unjudged(reason, t / 10) for t, reason in enumerate(reasons)])
    assert not summary.judged
    assert summary.verdict == "Nothing could be judged – you are standing: kneel down on one knee."
    assert summary.sides == []
    assert {n.what for n in summary.not_judged} == {"everything", "tuck"}


def test_an_empty_recording_is_not_judged():
    summary = summarise([])
    assert not summary.judged
    assert summary.verdict == "Nothing could be judged."
    assert summary.view.off_side_deg is None


def test_a_photo_has_shares_and_no_neutral():
    a = judged(rear_thigh=25, lunge=math.nan)
    found = Fault(FaultKind.OVER_LUNGING, 0, 0, None, "rear_thigh_deg", 25.0, 0, 0.0)
    summary = summarise([dataclasses.replace(a, faults=(found,))], (found,), photo=True)
    assert summary.verdict == "Right knee down in a single picture: over-lunging (rear thigh 25°)."
    assert summary.view.judged_share == 1
    assert summary.sides[0].baseline_missing == "A single picture has no neutral to compare with."
    assert summary.faults[0].end_s is None


def test_what_was_open_at_the_end_is_taken():
    last = Hold(1.0, 2.0, 0.9, "right")
    summary = summarise([judged(t / 10) for t in range(20)], (fault(worst=11.2),), last)
    assert summary.verdict == (
        "Right knee down: held 0.9 s in good form of 1 s (30 s asked for), the tuck could not be seen; "
        "over-lunged from 0:03.0 on (11° past neutral ± 2°: borderline)."
    )


def test_both_sides_are_told_apart():
    steps = [judged(t / 10) for t in range(20)]
    left = factories.measurement(facing="left", rear_side="left")
    steps += [dataclasses.replace(a, measurement=left, time_s=a.time_s + 5) for a in steps[:10]]
    builder = SummaryBuilder(SETTINGS)
    for number, a in enumerate(steps):
        ended = {5: Hold(0, 34.2, 31.9, "right", True), 25: Hold(40, 55, 12.7, "left")}.get(number)
        builder.add(dataclasses.replace(a, ended_hold=ended))
    builder.finish()
    summary = builder.build(file_facts(), PROGRAM)
    assert summary.verdict == (
        "Right knee down: held 31 s in good form of 34 s (30 s asked for), the tuck could not be seen; left knee down: "
        "held 12 s in good form of 15 s (30 s asked for), the tuck could not be seen; no fault in what was measured."
    )
    assert [side.rear_side for side in summary.sides] == ["right", "left"]


def test_several_holds_and_faults_are_counted():
    faults = (fault(worst=11.0), fault(worst=14.6, start=9), fault(FaultKind.TRUNK_LEAN, "trunk_deg", 26.4, 5))
    builder = SummaryBuilder(SETTINGS)
    for number in range(600):
        ended = Hold(0, 20, 15, "right") if number == 200 else None
        builder.add(dataclasses.replace(judged(number / 10), ended_hold=ended))
    builder.finish(faults, Hold(30, 50, 16, "right"))
    assert builder.build(file_facts(), PROGRAM).verdict == (
        "Right knee down: held 31 s in good form of 40 s in 2 holds (30 s asked for in each), the tuck could not be "
        "seen; over-lunged twice (15° past neutral), leaned forward once (trunk 26°)."
    )


def test_a_knee_ahead_that_is_over_lunging_is_told_once():
    shin = fault(FaultKind.OVER_LUNGING, "front_shin_deg", 22.0), fault(FaultKind.SHIN_FORWARD, "front_shin_deg", 22.0)
    summary = summarise([judged(t / 10) for t in range(90)], shin)
    assert summary.verdict.endswith("over-lunged once (front shin 22°).")
    assert len(summary.faults) == 2
    alone = summarise([judged(t / 10) for t in range(90)], shin[1:])
    assert alone.verdict.endswith("moved the front knee ahead of the ankle once (front shin 22°).")


def test_a_knee_ahead_with_the_hips_at_home_is_told_as_a_foot_too_close():
    close = dataclasses.replace(fault(FaultKind.OVER_LUNGING, "front_shin_deg", 22.0), foot_close=True)
    shin = fault(FaultKind.SHIN_FORWARD, "front_shin_deg", 22.0)
    summary = summarise([judged(t / 10) for t in range(90)], (close, shin))
    assert summary.verdict.endswith("had the front foot too close once (front shin 22°).")
    assert [found.name for found in summary.faults] == ["Front foot too close", "Front knee ahead of the ankle"]
    # Over-lunged once besides, it is over-lunging.
    both = dataclasses.replace(fault(worst=16.0), start_s=6.0, found_s=7.0, end_s=8.0)
    assert "over-lunged twice" in summarise([judged(t / 10) for t in range(90)], (close, shin, both)).verdict


def test_a_lost_view_is_no_fault_of_form():
    lost = Fault(FaultKind.VIEW, 1, 2, 3, reason=TURN)
    summary = summarise([judged(t / 10) for t in range(20)], (lost,))
    assert summary.verdict.endswith("no fault in what was measured.")
    (found,) = summary.faults
    assert (found.name, found.worst_deg, found.worst_frame, found.quantity) == ("View lost", None, None, None)
    assert found.reason == "Turn so your side faces the camera."


def test_an_angle_that_was_not_seen_is_told():
    steps = [judged(t / 10, trunk=math.nan if t < 5 else 2.0) for t in range(20)]
    gaps = {n.what: n for n in summarise(steps).not_judged}
    assert gaps["trunk_deg"].share == pytest.approx(0.25)
    assert (gaps["trunk_deg"].from_s, gaps["trunk_deg"].to_s) == (0.0, 0.4)


def test_gates_are_told_with_their_share_of_time():
    gates = (Gate("view", Level.DEGRADE, TURN), Gate("people", Level.PASS))
    m = dataclasses.replace(factories.measurement(view=18.0), gates=gates)
    a = Assessment(0, 0.0, Phase.TUCK, m, factories.bands(m.angles_deg))
    blocked = (Gate("view", Level.BLOCK, TURN),)
    steps = [dataclasses.replace(a, time_s=t / 10) for t in range(15)]
    steps += [unjudged(TURN, t / 10, blocked) for t in range(15, 20)]
    view = summarise(steps).view
    (gate,) = view.gates
    assert (gate.gate, gate.degraded_share, gate.blocked_share) == ("view", 0.75, 0.25)
    assert view.off_side_deg == 18.0
    assert view.quality == "with care"


def test_shares_are_of_time_not_of_frames():
    steps = [judged(0.0), unjudged(TURN, 3.0), unjudged(TURN, 3.5)]
    gap = next(n for n in summarise(steps).not_judged if n.what == "everything")
    assert gap.share == pytest.approx(1.0 / 4.0)


def test_holds_are_never_told_longer_than_they_were():
    assert [seconds(v) for v in (29.99, 30.0, 9.99, 0.25)] == ["29 s", "30 s", "9.9 s", "0.2 s"]


@pytest.mark.parametrize(("value", "text"), [(-0.4, "0°"), (-2.6, "−3°"), (12.5, "12°"), (91.2, "91°")])
def test_degrees_are_whole_with_a_true_minus(value, text):
    assert degrees(value) == text


def test_how_far_past_the_target():
    assert past_target(fault(worst=12.0), targets(SETTINGS)) == 6.0
    assert past_target(fault(quantity="front_knee_deg", worst=62.0), targets(SETTINGS)) == 18.0
    assert past_target(fault(quantity="", worst=math.nan), targets(SETTINGS)) == 0.0
    assert worst_of(fault(quantity="", worst=math.nan)) is None


def kept(share=0.9, lost=(), observed_s=10.0) -> Hold:
    tuck = HoldTuck(observed_s, share * observed_s, first_s=1.0 if share else None, lost_s=lost, unclear_s=lost)
    return Hold(0.0, 10.0, 9.0, "right", complete=True, tuck=tuck)


@pytest.mark.parametrize(
    ("holds", "state"),
    [
        ([kept()], "green"),
        ([kept(0.0)], "yellow"),
        ([kept(0.5, (6.8,))], "yellow"),
        ([kept(), kept(0.0)], "yellow"),
        ([kept(observed_s=0.0)], "tuck_not_observed"),
        ([kept(), kept(observed_s=2.0)], "tuck_not_observed"),
        ([], "yellow"),
    ],
)
def test_green_needs_a_hold_whose_tuck_was_observed_and_kept(holds, state):
    builder = SummaryBuilder(SETTINGS)
    for number in range(300):
        ended = holds[number // 100] if number % 100 == 50 and number // 100 < len(holds) else None
        builder.add(dataclasses.replace(judged(number / 10), ended_hold=ended))
    builder.finish()
    summary = builder.build(file_facts(), PROGRAM)
    assert summary.state == state
    assert [hold.good for hold in summary.holds] == [
        hold.tuck.share > 0.6 and hold.tuck.observed_s > 5 for hold in holds
    ]


def test_less_than_two_seconds_of_kneeling_in_one_piece_is_not_judged():
    pieces = [judged(t / 10) for t in range(15)]
    between = [unjudged(TURN, 1.5 + t / 10) for t in range(15)]
    more = [judged(3.0 + t / 10) for t in range(15)]
    summary = summarise([*pieces, *between, *more], (fault(),), Hold(0.0, 1.4, 1.4, "right"))
    assert not summary.judged and summary.state == "none" and not summary.holds and not summary.faults
    assert summary.verdict == "Nothing could be judged – turn so your side faces the camera."
    alone = summarise(pieces)
    assert alone.verdict == "Nothing could be judged – no half-kneeling of at least 2 s in one piece was seen."
    assert summarise([*pieces, *[judged(1.5 + t / 10) for t in range(6)]]).judged


def test_what_was_red_most_of_the_time_is_told_though_it_never_lasted():
    out = [judged(t / 10, trunk=40.0 if t % 10 < 7 else 0.0) for t in range(60)]
    summary = summarise(out)
    assert summary.mostly_red == {"trunk_deg": pytest.approx(0.7, abs=0.01)} and summary.state == "yellow"
    assert "trunk past its limit in 70 % of what was judged" in summary.verdict and "no fault" not in summary.verdict


@given(st.lists(st.tuples(st.sampled_from([-20.0, 0.0, 15.0, 40.0]), st.integers(1, 30)), min_size=1, max_size=12))
def test_a_verdict_never_says_no_fault_where_a_band_was_red_most_of_the_time(pieces):
    trunks = [trunk for trunk, frames in pieces for _ in range(frames)]
    out = [judged(t / 10, trunk=trunk) for t, trunk in enumerate(trunks)]
    red = sum(a.bands["trunk_deg"] is Band.RED for a in out) / len(out)
    summary = summarise(out)
    if summary.judged:
        assert ("no fault" in summary.verdict) == (red < 0.5)
        assert (summary.state == "green") <= (red < 0.5)


def test_what_was_judged_against_a_neutral_before_it_came_to_be_doubted_is_taken_back():
    looks = PELVIS_LOOKS[1]
    neutral = Baseline(0.0, 1.0, "right", 3.0)
    before = [dataclasses.replace(judged(t), baseline=neutral) for t in (1.0, 2.0, 3.0)]
    doubt = doubted(0.0, 1.0, looks)
    after = [dataclasses.replace(judged(t), baseline=dataclasses.replace(neutral, doubt=doubt)) for t in (4.0, 5.0)]
    arched = Fault(FaultKind.ARCHING, 2.0, 3.0, 5.0, "tuck_deg", -9.0)
    leaning = Fault(FaultKind.TRUNK_LEAN, 2.0, 3.0, 5.0, "trunk_deg", 30.0)
    hold = Hold(2.0, 5.0, 3.0, "right", tuck=HoldTuck(observed_s=3.0, tucked_s=1.0))
    kept = summarise([*before, *after], (arched, leaning), hold)
    assert [fault.kind for fault in kept.faults] == [FaultKind.TRUNK_LEAN]
    assert kept.holds[0].tuck is not None and kept.holds[0].tuck.observed_s == 0
    assert str(doubt) in kept.verdict
    assert "the tuck not judged" in kept.verdict
    assert [fault.kind for fault in summarise(before, (arched,), hold).faults] == [FaultKind.ARCHING]
