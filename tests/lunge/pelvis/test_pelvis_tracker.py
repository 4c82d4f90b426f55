"""The pelvis over time, seen by scripted sources: neutral, fusion, sources that drop, gates, and silence."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.gates import TURN
from formcheck.lunge.pelvis.reading import SourceName, TiltChange
from formcheck.lunge.pelvis.tracker import NO_NEUTRAL, NO_PELVIS, NOT_KNEELING, fuse
from formcheck.records import Pose
from tests.support.bodies import STICK, Angles, clip, mirrored, ramp
from tests.support.pelvises import HIDDEN, Scripted, judge, seen, tucks, words


def tuck(t):
    return ramp(t, (3.0, 0.0), (3.5, 8.0))


def at(assessments, time_s):
    return min(assessments, key=lambda a: abs(a.time_s - time_s)).measurement


def test_the_tuck_is_the_change_from_the_still_kneel():
    out = judge(Scripted(tuck))
    late = at(out, 6.0)
    assert late.angles_deg["tuck_deg"] == pytest.approx(8.0)
    assert late.pelvis.source == "markers"
    # The line through the stickers, as it stands in the picture.
    assert late.pelvis.tilt_deg == late.angles_deg["pelvic_tilt_deg"] == pytest.approx(4.0)
    baseline = out[-1].baseline
    assert baseline is not None and baseline.pelvic_tilt_deg == pytest.approx(12.0)


def test_where_only_changes_are_seen_the_neutral_is_zero():
    out = judge(Scripted(tuck, name="contour"))
    assert out[-1].baseline and out[-1].baseline.pelvic_tilt_deg == 0.0
    assert at(out, 6.0).pelvis.tilt_deg == pytest.approx(-8.0)
    assert at(out, 6.0).angles_deg["tuck_deg"] == pytest.approx(8.0)


def test_before_the_neutral_there_is_no_number_and_a_reason():
    early = [a.measurement for a in judge(Scripted(tuck)) if a.baseline is None]
    assert early
    assert all(m.pelvis.source == "none" and m.pelvis.reason for m in early)
    assert all(math.isnan(m.angles_deg["tuck_deg"]) and math.isnan(m.pelvis.sd_deg) for m in early)


def test_a_pelvis_unseen_in_the_still_kneel_has_no_neutral_and_stays_unknown():
    out = judge(Scripted(lambda t: HIDDEN if t < 2.5 else 8.0))
    assert np.isnan(tucks(out)).all()
    assert out[-1].measurement.pelvis.reason
    assert out[-1].baseline and math.isnan(out[-1].baseline.pelvic_tilt_deg)
    assert words(out) == [""]


def test_a_pelvis_seen_too_seldom_in_the_still_kneel_makes_no_neutral():
    out = judge(Scripted(lambda t: 0.0 if 1.0 < t < 1.1 or t > 3 else HIDDEN))
    assert np.isnan(tucks(out)).all()
    assert out[-1].measurement.pelvis.reason == NO_NEUTRAL


def test_masks_on_every_fourth_frame_lose_nothing():
    frame = 1 / 25
    out = judge(Scripted(lambda t: 8.0 * (t > 4) if round(t / frame) % 4 == 0 else None))
    after = [a for a in out if a.baseline and a.time_s > a.baseline.end_s + 0.4]
    assert np.isfinite(tucks(after)).all()
    assert at(out, 7.0).angles_deg["tuck_deg"] == pytest.approx(8.0)


def test_the_outline_is_looked_at_a_dozen_times_a_second_and_stickers_in_every_frame():
    looked: dict[SourceName, int] = {"contour": 0, "markers": 0}
    for name in looked:

        def counted(t, name=name):
            looked[name] += 1
            return tuck(t)

        out = judge(Scripted(counted, name=name))
        assert at(out, 6.0).angles_deg["tuck_deg"] == pytest.approx(8.0)
    assert looked["contour"] == pytest.approx(looked["markers"] / 2, abs=2)  # 25 frames a second, 0.08 s


def test_nothing_stale_is_shown_once_the_pelvis_is_hidden():
    out = judge(Scripted(lambda t: HIDDEN if t > 5 else 8.0 * (t > 3)))
    late = [a.measurement for a in out if a.time_s > 5.45]
    assert all(m.pelvis.source == "none" and math.isnan(m.angles_deg["tuck_deg"]) for m in late)
    assert {m.pelvis.reason for m in late} == {HIDDEN}


def test_a_frame_with_nothing_to_look_at_keeps_the_reason_of_the_frame_before():
    out = judge(Scripted(lambda t: 0.0 if t < 3 else HIDDEN if round(t * 25) % 2 else None))
    assert {a.measurement.pelvis.reason for a in out if a.time_s > 4} == {HIDDEN}


def test_a_jump_beyond_any_pelvis_is_no_reading():
    out = judge(Scripted(lambda t: 25.0 if t > 4 else 0.0))
    assert np.nanmax(np.abs(tucks(out))) < 1
    assert at(out, 6.0).pelvis.reason == NO_PELVIS
    # A single one among good readings is passed over.
    out = judge(Scripted(lambda t: 30.0 if round(t * 25) % 5 == 0 and t > 3 else 0.0))
    assert np.nanmax(np.abs(tucks(out))) < 1
    assert at(out, 6.0).pelvis.source == "markers"


def test_one_wild_reading_hardly_moves_the_estimate():
    out = judge(Scripted(lambda t: 18.0 if abs(t - 5) < 0.03 else 6.0 * (t > 3)))
    assert np.nanmax(tucks(out)) == pytest.approx(6.0, abs=0.1)


def test_the_better_source_speaks_and_the_other_is_not_even_asked():
    better, other = Scripted(tuck), Scripted(lambda t: -9.0, name="contour")
    out = judge(better, other)
    assert {a.measurement.pelvis.source for a in out if a.baseline and a.time_s > 2.5} == {"markers"}
    assert other.looks < better.looks / 2


def test_a_source_lost_in_a_hold_drops_to_the_next_and_never_rises_again():
    better = Scripted(lambda t: HIDDEN if 4.0 < t < 7.0 else tuck(t))
    out = judge(better, Scripted(tuck, sd_deg=1.5, name="contour"), seconds=12)
    sources = [a.measurement.pelvis.source for a in out if a.time_s > 3.4]
    order = [s for i, s in enumerate(sources) if i == 0 or sources[i - 1] != s]
    assert order == ["markers", "none", "contour"]
    assert out[-1].hold is not None
    # The tilt goes on from the same neutral.
    assert out[-1].measurement.pelvis.tilt_deg == pytest.approx(4.0)


def test_a_short_gap_of_the_better_source_is_silence_and_no_drop():
    better = Scripted(lambda t: HIDDEN if 5.0 < t < 6.0 else tuck(t))
    out = judge(better, Scripted(tuck, name="contour"), seconds=9)
    assert {a.measurement.pelvis.source for a in out if a.time_s > 5} == {"markers", "none"}
    assert out[-1].measurement.pelvis.source == "markers"


def test_after_the_hold_the_better_source_may_come_back():
    better = Scripted(lambda t: HIDDEN if 4.0 < t < 7.0 else tuck(t))
    lean = lambda t: Angles(trunk=30 if 8 < t < 21 else 0)  # noqa: E731 - ten seconds out of form end the hold
    out = judge(better, Scripted(tuck, name="contour"), seconds=24, body=lean)
    assert any(a.ended_hold for a in out)
    assert at(out, 7.5).pelvis.source == "contour"
    assert out[-1].measurement.pelvis.source == "markers"


@pytest.mark.parametrize(("camera_ahead", "seen_then"), [(0.0, True), (0.22, True), (0.28, True), (0.4, False)])
def test_the_pelvis_is_judged_up_to_25_degrees_off_the_side_and_not_at_30(camera_ahead, seen_then):
    late = judge(Scripted(tuck), camera_ahead=camera_ahead)[-1].measurement
    assert (late.view_off_side_deg <= 25) == seen_then
    assert seen_then or late.view_off_side_deg > 30
    assert (late.pelvis.source == "markers") == seen_then
    assert (late.pelvis.reason == TURN) == (not seen_then)
    assert late.half_kneeling  # the limbs are judged all the same


def test_the_farther_off_the_side_the_less_sure():
    sds = [judge(Scripted(tuck), camera_ahead=a)[-1].measurement.pelvis.sd_deg for a in (0.0, 0.1, 0.15, 0.2)]
    assert sds[0] == pytest.approx(sds[1])
    assert sds[1] < sds[2] < sds[3]


@pytest.mark.parametrize(("name", "grows"), [("contour", True), ("markers", False)])
def test_a_trunk_that_leans_makes_the_outline_less_sure_and_no_sticker(name, grows):
    def sd_deg(lean_deg: float) -> float:
        body = lambda t: Angles(trunk=lean_deg if t > 4 else 0.0)  # noqa: E731
        return judge(Scripted(tuck, name=name), body=body)[-1].measurement.pelvis.sd_deg

    upright, leaning = sd_deg(0.0), sd_deg(9.0)
    assert leaning == pytest.approx(math.hypot(upright, 0.4 * 9.0) if grows else upright, abs=0.15)


def test_who_leans_back_over_a_still_pelvis_is_not_called_arching():
    """The outline reads a little of the chest: 5.5 degrees are an arch of who is upright, and not of who leans."""
    read = Scripted(lambda t: 0.0 if t < 4 else -5.5, sd_deg=0.9, name="contour")
    lean = lambda lean_deg: lambda t: Angles(trunk=lean_deg if t > 4 else 0.0)  # noqa: E731
    assert judge(read, body=lean(0.0))[-1].measurement.pelvis.statement == "arching"
    assert judge(read, body=lean(-9.0))[-1].measurement.pelvis.statement == "no clear change"


def test_the_sd_of_many_frames_is_not_that_of_independent_ones():
    out = judge(Scripted(tuck, sd_deg=1.0))
    assert 0.8 < out[-1].measurement.pelvis.sd_deg < 1.0
    one = fuse([TiltChange(5.0, 1.0)], 0.7)
    assert one == TiltChange(5.0, 1.0)


def test_a_source_that_scatters_more_than_it_says_is_not_believed():
    assert fuse([TiltChange(t, 0.5) for t in (-4.0, -1.0, 2.0, 5.0, 8.0)], 1.0).sd_deg == pytest.approx(3 * 1.4826)


def test_a_pelvis_that_moves_is_followed_sooner_than_a_still_one_is_steadied():
    out = judge(Scripted(lambda t: 8.0 * (t > 5)))
    reached = next(a.time_s for a in out if a.measurement.angles_deg["tuck_deg"] > 7)
    assert reached == pytest.approx(5.27, abs=0.08)
    # Jitter below its sd is no movement: the sd stays that of a whole second.
    jitter = judge(Scripted(lambda t: 0.4 * (-1) ** round(t * 25), sd_deg=1.0))
    assert jitter[-1].measurement.pelvis.sd_deg < 0.952  # of 25 readings; of half a second it would be more


def test_points_are_those_of_this_very_frame():
    out = judge(Scripted(lambda t: tuck(t) if round(t * 25) % 2 else None))
    late = [a.measurement.pelvis for a in out if a.time_s > 4]
    assert {bool(p.points_px) for p in late} == {True, False}
    assert {tuple(p.points_px.items()) for p in late if p.points_px} == {(("asis", (3.0, 4.0)),)}


def test_who_does_not_kneel_has_no_pelvis():
    checker = LungeChecker(STICK, sources=(Scripted(tuck),))
    frames = [f if f.time_s < 5 else f.with_pose(Pose.nobody((1280, 960))) for f in clip(lambda t: Angles(), 7)]
    out = [checker.step(frame) for frame in seen(frames)]
    gone = [a.measurement for a in out if a.time_s >= 5]
    assert {m.pelvis.reason for m in gone} == {NOT_KNEELING}
    assert all(math.isnan(m.pelvis.tilt_deg) for m in gone)


def test_a_pause_of_the_stream_leaves_no_old_reading_behind():
    checker = LungeChecker(STICK, sources=(Scripted(lambda t: 8.0 if 3 < t < 20 else 0.0),))
    frames = [f if f.time_s < 6 else dataclasses.replace(f, time_s=f.time_s + 30) for f in clip(lambda t: Angles(), 9)]
    out = [checker.step(frame) for frame in seen(frames)]
    assert at(out, 5.9).angles_deg["tuck_deg"] == pytest.approx(8.0)
    after = tucks([a for a in out if a.time_s > 30])
    assert math.isnan(after[0])
    assert np.nanmax(np.abs(after)) == 0.0


def test_two_runs_agree_to_the_last_digit():
    np.testing.assert_array_equal(tucks(judge(Scripted(tuck))), tucks(judge(Scripted(tuck))))


quick = hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(st.floats(12.0, 60.0), st.sampled_from([-9.0, 8.0]))
def test_the_frame_rate_changes_neither_the_tuck_nor_what_is_said(rate, size):
    out = judge(Scripted(lambda t: ramp(t, (3.0, 0.0), (3.5, size))), rate=rate)
    assert at(out, 6.0).angles_deg["tuck_deg"] == pytest.approx(size)
    assert words(out) == ["", "no clear change", "tucked" if size > 0 else "arching"]
    faults = {f.kind for a in out for f in a.faults}
    assert faults == ({FaultKind.ARCHING} if size < 0 else set())


@quick
@given(st.sampled_from(["left", "right"]), st.floats(-10.0, 10.0))
def test_a_mirrored_picture_gives_the_same_tuck(facing, size):
    frames = list(clip(lambda t: Angles(), 6, facing=facing))
    runs = []
    for flip in (False, True):
        checker = LungeChecker(STICK, sources=(Scripted(lambda t: ramp(t, (3.0, 0.0), (3.5, size))),))
        shown = [f.with_pose(mirrored(f.pose)) for f in frames if f.pose] if flip else frames
        runs.append([checker.step(frame) for frame in seen(shown)])
    np.testing.assert_array_equal(tucks(runs[0]), tucks(runs[1]))
    assert words(runs[0]) == words(runs[1])
