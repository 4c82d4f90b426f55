"""The checker over time, with numbers alone: baseline, faults, holds, and what it must not say."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from formcheck.geometry import rotate_about
from formcheck.keypoints import Keypoint
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message
from formcheck.records import Assessment, Band, Frame, Level, Phase, Pose
from formcheck.settings import Phases, Settings
from tests.support.bodies import AS_DRAWN, STICK, Angles, clip, kneeling_points, mirrored, pose_of, ramp


def judge(frames, settings=None):
    checker = LungeChecker(settings or STICK)
    return [checker.step(frame) for frame in frames], checker


def first(assessments, kind):
    return next((a.time_s for a in assessments if kind in {f.kind for f in a.faults}), None)


def over_lunge(t):
    return Angles(rear_thigh=ramp(t, (2.2, 3), (3.2, 21), (7.0, 21), (8.0, 3)))


def test_two_still_seconds_become_the_baseline_and_then_the_hold_begins():
    out, _ = judge(clip(lambda t: Angles(), 6))
    found = next(a for a in out if a.baseline)
    assert found.time_s == pytest.approx(2.0, abs=0.1)
    assert found.baseline.rear_thigh_deg == pytest.approx(3.0, abs=0.1)
    assert list(dict.fromkeys(a.phase for a in out)) == [
        Phase.FRAME,
        Phase.SETUP,
        Phase.BASELINE,
        Phase.TUCK,
        Phase.HOLD,
    ]


def test_a_kneel_that_is_released_ends_its_hold_and_the_next_one_gets_its_own_baseline():
    checker = LungeChecker(STICK)
    out: list[Assessment] = []
    for frame in clip(lambda t: Angles(rear_thigh=3 if t < 6 else 8), 12):
        if frame.time_s >= 6 and out[-1].time_s < 6:
            assert out[-1].hold is not None
            checker.release()
        out.append(checker.step(frame))
    after = [a for a in out if a.time_s >= 6]
    assert after[0].ended_hold is not None
    assert after[0].baseline is None
    again = next(a.baseline for a in after if a.baseline)
    assert again.rear_thigh_deg == pytest.approx(8.0, abs=0.3)
    assert after[-1].phase is Phase.HOLD


def test_over_lunging_is_found_within_its_dwell_and_half_a_second_and_ends():
    out, _ = judge(clip(over_lunge, 10))
    red_from_s = 2.2 + 10 / 18
    assert first(out, FaultKind.OVER_LUNGING) <= red_from_s + 1.5
    (ended,) = [f for a in out for f in a.ended_faults]
    assert ended.start_s == pytest.approx(red_from_s, abs=0.35)
    assert ended.end_s == pytest.approx(7.6, abs=0.4)
    assert ended.worst == pytest.approx(18, abs=1)


def test_a_red_moment_shorter_than_the_dwell_is_no_fault():
    out, _ = judge(clip(lambda t: Angles(trunk=ramp(t, (3, 0), (3.2, 30), (3.5, 30), (3.7, 0))), 6))
    assert not any(a.faults for a in out)


@pytest.mark.parametrize(
    ("angles", "kinds"),
    [
        ({"trunk": 30}, {"trunk_lean"}),
        ({"trunk": -20}, {"trunk_back"}),
        ({"front_knee": 60, "front_shin": 10}, {"front_knee_bent"}),
        ({"front_knee": 128, "front_shin": -30}, {"front_knee_straight", "shin_back"}),
        # Past its red edge a forward shin is over-lunging as well.
        ({"front_knee": 71, "front_shin": 24}, {"shin_forward", "over_lunging"}),
        ({"front_knee": 112, "front_shin": -19}, {"shin_back"}),
        ({"rear_thigh": 30}, {"over_lunging"}),
    ],
)
def test_each_fault_is_named_and_no_other_quantity_is_blamed(angles, kinds):
    out, _ = judge(clip(lambda t: Angles() if t < 2.5 else Angles(**angles), 6))
    assert {f.kind.value for a in out for f in a.faults} == kinds


def test_a_knee_ahead_with_the_hips_at_home_is_a_foot_too_close_and_no_over_lunging():
    def worst(rear_thigh):
        moved = Angles(front_knee=71, front_shin=24, rear_thigh=rear_thigh)
        out, _ = judge(clip(lambda t: Angles() if t < 2.5 else moved, 6))
        return next(f for f in reversed(out[-1].faults) if f.kind is FaultKind.OVER_LUNGING)

    neutral = Angles().rear_thigh
    assert (worst(neutral).foot_close, worst(neutral).words) == (True, "foot_close")
    forward = worst(neutral + 9)  # the shin is still the farther one past its target
    assert (forward.quantity, forward.foot_close, forward.words) == ("front_shin_deg", False, "over_lunging")


def test_a_fault_begins_past_its_edge_by_the_hysteresis_from_the_first_frame_on():
    """A shin of 16° that is there from the start is in the warning range as one that comes to be there."""

    def with_shin(shin):
        return judge(clip(lambda _: Angles(front_shin=shin, front_knee=95 - shin), 6))[0]

    near, past = with_shin(16), with_shin(24)
    assert np.nanmax([a.measurement.angles_deg["front_shin_deg"] for a in near]) > 15
    assert not any(a.faults for a in near)
    assert any(f.quantity == "front_shin_deg" for a in past for f in a.faults)


def test_good_form_that_sways_and_breathes_has_no_fault():
    rng = np.random.default_rng(1)
    noise = {name: rng.uniform(0, 6, 3) for name in vars(Angles())}

    def sway(t):
        return Angles(**{n: v + 2 * math.sin(2 * math.pi * 0.25 * t + noise[n][0]) for n, v in vars(Angles()).items()})

    out, _checker = judge(clip(sway, 20))
    assert not any(a.faults for a in out)


def test_the_hold_clock_counts_good_seconds_only_and_says_when_it_is_full():
    settings = Settings(phases=Phases(hold_target_s=5.0), joints=AS_DRAWN)
    lean = lambda t: Angles(trunk=ramp(t, (5, 0), (5.1, 30), (8, 30), (8.1, 0)))  # noqa: E731
    out, checker = judge(clip(lean, 14), settings)
    hold = checker.finish()[1]
    # From 2.8 s on, less three seconds of leaning and 0.8 s to resume.
    assert hold.good_s == pytest.approx(14 - 2.8 - 3.1 - 0.8, abs=0.4)
    assert hold.complete
    assert not any(a.hold_running for a in out if 6.6 < a.time_s < 8.0)
    assert hold.shares["trunk_deg"][Band.RED] == pytest.approx(3.0 / 11.2, abs=0.05)


def test_a_hold_lost_for_ten_seconds_ends_with_partial_credit():
    out, _ = judge(clip(lambda t: Angles(trunk=0 if t < 6 else 30), 20))
    (hold,) = [a.ended_hold for a in out if a.ended_hold]
    assert not hold.complete
    assert hold.good_s == pytest.approx(6 - 2.8, abs=0.3)
    assert hold.end_s == pytest.approx(6, abs=0.3)


def test_before_the_baseline_there_is_no_lunge_angle_and_after_it_there_is():
    out, _ = judge(clip(lambda t: Angles(), 4))
    for a in out:
        assert math.isnan(a.measurement.angles_deg["lunge_deg"]) == (a.baseline is None or a.time_s <= a.baseline.end_s)


def test_the_tuck_is_never_judged_without_a_pelvis_source():
    out, _ = judge(clip(over_lunge, 10))
    assert all(a.measurement.pelvis.source == "none" for a in out)
    assert all(math.isnan(a.measurement.angles_deg["tuck_deg"]) for a in out)
    assert not {FaultKind.ARCHING, FaultKind.TUCK_LOST} & {f.kind for a in out for f in a.faults}


def test_a_body_that_leaves_the_picture_leaves_no_number_behind():
    frames = list(clip(lambda t: Angles(), 5))
    gone = [Frame(f.index, f.time_s, pose=Pose.nobody((1280, 960))) if f.time_s > 3 else f for f in frames]
    out, _ = judge(gone)
    after = [a for a in out if a.time_s > 3.0]
    assert all(math.isnan(v) for a in after for v in a.measurement.angles_deg.values())
    assert all(not a.bands and a.message for a in after)
    assert first(after, FaultKind.VIEW) == pytest.approx(4.6, abs=0.2)


def test_coming_back_within_the_patience_keeps_the_baseline():
    frames = list(clip(lambda t: Angles(), 8))
    out, _ = judge([Frame(f.index, f.time_s, pose=Pose.nobody((1280, 960))) if 3 < f.time_s < 5 else f for f in frames])
    assert out[-1].baseline == next(a.baseline for a in out if a.baseline)
    assert out[-1].phase is Phase.HOLD


def joined(first_s, gap_s, then, frames_between=True):
    """A kneel facing right on the right knee, a gap with or without frames of an empty room, another kneel."""
    rate, frames = 25.0, list(clip(lambda t: Angles(), first_s))
    if frames_between:
        nobody = Pose.nobody((1280, 960))
        frames += [Frame(len(frames) + i, first_s + i / rate, pose=nobody) for i in range(round(gap_s * rate))]
    return frames + list(clip(lambda t: Angles(rear_thigh=8), 8, start_s=first_s + gap_s, **then))


OTHERS = [
    {"facing": "left", "rear_side": "left"},
    {"facing": "left", "rear_side": "right"},
    {"facing": "right", "rear_side": "left"},
]


@pytest.mark.parametrize("frames_between", [True, False], ids=["empty_room", "no_frames"])
@pytest.mark.parametrize("then", OTHERS, ids=lambda then: f"{then['rear_side']}_knee_facing_{then['facing']}")
def test_after_a_gap_another_kneel_is_not_judged_as_the_old_one(then, frames_between):
    out, checker = judge(joined(12, 6, then, frames_between))
    (first_hold,) = [a.ended_hold for a in out if a.ended_hold]
    assert (first_hold.rear_side, first_hold.end_s) == ("right", pytest.approx(12, abs=0.1))
    assert first_hold.good_s == pytest.approx(12 - 2.8, abs=0.3)
    after = [a for a in out if a.time_s >= 18]
    for a in after:
        own = a.baseline is not None and a.baseline.start_s >= 18
        assert own or math.isnan(a.measurement.angles_deg["lunge_deg"])
    assert after[-1].baseline.rear_side == then["rear_side"]
    assert after[-1].baseline.rear_thigh_deg == pytest.approx(8.0, abs=0.3)
    assert all(a.measurement.rear_side in (None, then["rear_side"]) for a in after)
    assert checker.finish()[1].rear_side == then["rear_side"]


def test_a_film_cut_from_one_side_to_the_other_has_two_holds():
    out, checker = judge(joined(12, 0, OTHERS[0]))
    (first_hold,) = [a.ended_hold for a in out if a.ended_hold]
    assert (first_hold.rear_side, first_hold.end_s) == ("right", pytest.approx(12, abs=0.1))
    second = checker.finish()[1]
    assert (second.rear_side, out[-1].baseline.rear_side) == ("left", "left")


def test_leaving_the_picture_for_longer_than_the_patience_ends_the_hold_and_its_neutral():
    out, checker = judge(joined(8, 11, {}))
    (first_hold,) = [a.ended_hold for a in out if a.ended_hold]
    assert first_hold.end_s == pytest.approx(8, abs=0.1)
    assert out[-1].baseline.start_s >= 19
    # Four fifths of the last second must show the joints again, then two still seconds and good form.
    assert checker.finish()[1].start_s == pytest.approx(19 + 0.8 + 2.8, abs=0.3)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda p: p[[Keypoint.LEFT_KNEE, Keypoint.LEFT_ANKLE]].__iadd__([0, 1]), None),
        ("standing", "standing"),
        ("split_squat", "knee_up"),
        ("tall_kneeling", "both_knees"),
        ("heel_sitting", "on_heel"),
        ("plank", "on_hands"),
    ],
)
def test_other_activities_are_named_and_not_judged(change, code):
    points = other_activity(change) if isinstance(change, str) else kneeling_points()
    frames = [Frame(i, i / 25, pose=pose_of(points, size_px=(1280, 1480))) for i in range(100)]
    out, _ = judge(frames)
    if code is None:
        assert out[-1].measurement.half_kneeling
        return
    assert out[-1].message == Message(f"shape.{code}")
    assert {f.kind for f in out[-1].faults} == {FaultKind.NOT_KNEELING}
    assert all(math.isnan(v) for v in out[-1].measurement.angles_deg.values())
    assert out[-1].baseline is None


def other_activity(name):
    if name == "heel_sitting":
        return kneeling_points(Angles(rear_thigh=-35, rear_knee=60, front_knee=60, front_shin=20))
    if name == "plank":
        return kneeling_points(Angles(rear_thigh=3, trunk=80))
    points = kneeling_points()
    rear = [Keypoint.RIGHT_KNEE, Keypoint.RIGHT_ANKLE, Keypoint.RIGHT_HEEL, Keypoint.RIGHT_FOOT_INDEX]
    front = [k - 1 for k in rear]
    if name == "tall_kneeling":
        points[front] = points[rear] + [15, 0]
    if name == "standing":
        hip = points[Keypoint.RIGHT_HIP]
        for leg, dx in ((rear, -20), (front, 20)):
            points[leg] = hip + np.array([[dx, 230], [dx, 460], [dx - 30, 480], [dx + 60, 490]])
    if name == "split_squat":
        points[rear[1:]] += [-20, 140]
        points[front] += [0, 130]
    return points


def test_a_photo_is_judged_at_once_without_a_baseline():
    out = LungeChecker(STICK, photo=True).step(Frame(0, 0.0, pose=pose_of(kneeling_points(Angles(trunk=30)))))
    assert {f.kind for f in out.faults} == {FaultKind.TRUNK_LEAN}
    assert out.bands["front_knee_deg"] is Band.GREEN
    assert "lunge_deg" not in out.bands


def test_time_that_stands_still_or_runs_back_is_refused():
    checker = LungeChecker()
    frames = list(clip(lambda t: Angles(), 1))
    checker.step(frames[5])
    for late in (frames[5], frames[4]):
        with pytest.raises(ValueError, match="time must rise"):
            checker.step(late)


def test_a_frame_nobody_looked_at_is_refused():
    with pytest.raises(ValueError, match="no pose"):
        LungeChecker().step(Frame(0, 0.0))


quick = hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(st.sampled_from(["left", "right"]), st.floats(0.0, 0.1))
def test_mirroring_the_picture_swaps_the_sides_and_nothing_else(facing, camera_ahead):
    frames = list(clip(over_lunge, 5, facing=facing, camera_ahead=camera_ahead))
    other = {"left": "right", "right": "left"}
    a_all, _ = judge(frames)
    b_all, _ = judge([f.with_pose(mirrored(f.pose)) for f in frames if f.pose])
    for a, b in zip(a_all, b_all, strict=True):
        assert (b.phase, b.bands) == (a.phase, a.bands)
        assert b.measurement.facing == other[a.measurement.facing]
        assert b.measurement.rear_side == (other[a.measurement.rear_side] if a.measurement.rear_side else None)
        assert [f.kind for f in b.faults] == [f.kind for f in a.faults]
        for q, value in a.measurement.angles_deg.items():
            assert b.measurement.angles_deg[q] == pytest.approx(value, abs=1e-6, nan_ok=True)


@quick
@given(st.floats(0.75, 1.15), st.floats(-60, 60), st.floats(-40, 40))
def test_size_and_place_in_the_picture_change_no_judgement(scale, dx, dy):
    centre = np.array([640.0, 640.0])

    def moved(frame):
        assert frame.pose is not None
        points = (frame.pose.keypoints_px - centre) * scale + centre + [dx * scale, dy * scale]
        return frame.with_pose(pose_of(points, size_px=(1280, 1280)))

    frames = [f.with_pose(pose_of(f.pose.keypoints_px, size_px=(1280, 1280))) for f in clip(over_lunge, 5) if f.pose]
    a_all, _ = judge(frames)
    b_all, _ = judge([moved(f) for f in frames])
    for a, b in zip(a_all, b_all, strict=True):
        assert [f.kind for f in b.faults] == [f.kind for f in a.faults]
        for q, value in a.measurement.angles_deg.items():
            assert b.measurement.angles_deg[q] == pytest.approx(value, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("rate", [12.0, 24.0, 29.97, 60.0])
def test_the_frame_rate_changes_no_fault_and_hardly_its_time(rate):
    out, _ = judge(clip(over_lunge, 10, rate=rate))
    (ended,) = [f for a in out for f in a.ended_faults]
    assert ended.kind is FaultKind.OVER_LUNGING
    assert ended.start_s == pytest.approx(2.85, abs=0.2)
    assert ended.found_s == pytest.approx(3.9, abs=0.25)


def later(frames, from_s, by_s):
    return [f if f.time_s < from_s else dataclasses.replace(f, time_s=f.time_s + by_s) for f in frames]


def test_a_pause_in_the_stream_adds_nothing_to_the_hold():
    frames = list(clip(lambda t: Angles(), 12))
    _, a = judge(frames)
    _, b = judge(later(frames, 6, 8))
    assert b.finish()[1].good_s == pytest.approx(a.finish()[1].good_s, abs=0.15)


def test_a_pause_longer_than_form_may_be_lost_ends_the_hold_and_its_neutral():
    out, checker = judge(later(clip(lambda t: Angles(rear_thigh=3 if t < 6 else 8), 12), 6, 11))
    (first_hold,) = [a.ended_hold for a in out if a.ended_hold]
    assert (first_hold.end_s, first_hold.good_s) == (pytest.approx(6, abs=0.1), pytest.approx(6 - 2.8, abs=0.3))
    assert checker.finish()[1].start_s == pytest.approx(17 + 2.8, abs=0.3)
    assert out[-1].baseline.rear_thigh_deg == pytest.approx(8.0, abs=0.3)


def test_two_runs_over_the_same_frames_agree_to_the_last_digit():
    frames = list(clip(over_lunge, 5))
    for a, b in zip(judge(frames)[0], judge(frames)[0], strict=True):
        assert a.bands == b.bands
        assert a.faults == b.faults
        np.testing.assert_array_equal(a.measurement.keypoints_px, b.measurement.keypoints_px)


@pytest.mark.parametrize("roll", [-14.5, -2.5, 2.5, 14.5])
def test_a_camera_that_is_rolled_gives_the_angles_of_a_level_one(roll):
    centre = np.array([640.0, 480.0])
    turned = rotate_about(kneeling_points(Angles(trunk=5)), centre, roll)
    pose = dataclasses.replace(pose_of(turned), roll_deg=roll)
    out = LungeChecker(STICK, photo=True).step(Frame(0, 0.0, pose=pose))
    assert out.measurement.angles_deg["trunk_deg"] == pytest.approx(5, abs=1e-6)
    assert {g.name: g.level for g in out.measurement.gates}["roll"] is Level.DEGRADE


def test_turning_counter_clockwise_moves_the_foot_of_an_upright_line_to_the_right():
    head, foot = rotate_about([[640, 100], [640, 800]], (640, 480), 2.5)
    assert foot[0] > head[0]


def test_a_camera_rolled_too_far_blocks_the_angles_and_says_so():
    turned = rotate_about(kneeling_points(), np.array([640.0, 480.0]), 16.0)
    pose = dataclasses.replace(pose_of(turned), roll_deg=16.0)
    out = LungeChecker(STICK).step(Frame(0, 0.0, pose=pose))
    assert math.isnan(out.measurement.angles_deg["trunk_deg"])
    assert out.message == Message("gate.roll.tilted")


@pytest.mark.parametrize(
    ("limb_px", "lines", "level"),
    [(80, 480, Level.PASS), (80, 620, Level.DEGRADE), (80, 960, Level.BLOCK), (150, 2600, Level.DEGRADE)],
)
def test_the_size_of_a_kneeling_body_is_that_of_the_standing_person(limb_px, lines, level):
    # A trunk of 1.2 limbs is 0.31 of the stature: 310 pixels at 80 a limb, two thirds of 480 lines, a half of 620.
    points = kneeling_points(limb_px=limb_px, knee_px=(640, lines * 0.75))
    out = LungeChecker(STICK).step(Frame(0, 0.0, pose=pose_of(points, size_px=(1280, lines))))
    assert {g.name: g.level for g in out.measurement.gates}["body_size"] is level
