"""Nothing is judged before the shape has stood with its rear knee still: a lunge, knee in the air, is no kneel."""

import math

import numpy as np
import pytest

from formcheck.coaching.session import LungeSession
from formcheck.keypoints import Keypoint
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.shape import KNEE_MOVES, SETTLING
from formcheck.records import Frame, Phase
from formcheck.results.settling import Settling
from formcheck.results.summary import FileProvenance, ProgramProvenance
from formcheck.results.summary_builder import SummaryBuilder
from tests.support.bodies import STICK, Angles, kneeling_points, pose_of, ramp, swap_sides

RATE = 25
FILE = FileProvenance(
    name="clip.mp4",
    sha256="cd",
    size_bytes=1,
    kind="video",
    duration_s=8.0,
    frame_rate=25.0,
    frames=200,
    width_px=1280,
    height_px=960,
    scale=1.0,
    rotation_deg=0,
    recorded_at=None,
    notes=[],
)
PROGRAM = ProgramProvenance(formcheck="0.1", mediapipe="1", opencv="5", model="full.task", model_sha256="ab")
UP = Angles(rear_thigh=3, rear_knee=150, front_knee=150)


def lunges(bottom_s, *, times=4, height=0.0):
    """A split squat: up for a second, down for `bottom_s`, the knee at the floor line and resting there."""
    period = round((1 + bottom_s) * RATE)
    for i in range(period * times):
        down = i % period >= RATE
        points = kneeling_points(Angles() if down else UP, knee_px=(600.0, 820.0 if down else 700.0))
        yield Frame(i, i / RATE, pose=pose_of(points))


def pulses(seconds, *, px=30.0, hertz=1.0):
    """Somebody who bobs in the shape, the knee going up and down by `px` pixels; the shin is 230 long."""
    for i in range(round(seconds * RATE)):
        t = i / RATE
        knee = 820.0 - px * (1 - math.cos(2 * math.pi * hertz * t)) / 2
        yield Frame(i, t, pose=pose_of(kneeling_points(Angles(), knee_px=(600.0, knee))))


def kneel(seconds, trunk=1.0):
    for i in range(round(seconds * RATE)):
        yield Frame(i, i / RATE, pose=pose_of(kneeling_points(Angles(trunk=trunk))))


def small(seconds, thigh=lambda _: 2.0):
    """Somebody small: 12 looks a second, joints off by a twentieth of the shin, the legs' names changed by turns."""
    noise = np.random.default_rng(0).normal(0, 12, (seconds * 12, 33, 2))
    for i in range(seconds * 12):
        points = kneeling_points(Angles(rear_thigh=thigh(i / 12))) + noise[i]
        yield Frame(i, i / 12, pose=pose_of(swap_sides(points) if i // 5 % 2 else points))


def reviewed(frames):
    """Judge frames as a recording is judged; return the assessments as they are written, and the summary."""
    session, settling, builder, out = LungeSession(STICK), Settling(), SummaryBuilder(STICK), []
    for frame in frames:
        out += [known for _, known in settling.step(frame, session.step(frame))]
    out += [known for _, known in settling.rest()]
    for known in out:
        builder.add(known)
    builder.finish(*session.finish())
    return out, builder.build(FILE, PROGRAM)


def is_judged(assessment):
    return bool(assessment.bands) or any(map(math.isfinite, assessment.measurement.angles_deg.values()))


def test_a_dip_of_a_second_leaves_no_trace_of_an_angle_a_side_or_a_neutral():
    out, summary = reviewed(lunges(1.0))
    assert not any(is_judged(a) or a.baseline or a.measurement.rear_side for a in out)
    assert {a.phase for a in out} <= {Phase.FRAME, Phase.SETUP}
    assert (summary.judged, summary.sides, summary.holds) == (False, [], [])


@pytest.mark.parametrize(("px", "hertz"), [(30.0, 1.0), (60.0, 0.5), (20.0, 2.0)])
def test_who_bobs_with_the_knee_in_the_air_is_asked_to_put_it_down(px, hertz):
    out, summary = reviewed(pulses(8, px=px, hertz=hertz))
    assert not any(map(is_judged, out))
    assert not summary.judged
    assert {gap.why_message for gap in summary.not_judged if gap.what == "everything"} <= {KNEE_MOVES, SETTLING}
    assert KNEE_MOVES in {a.message for a in out}


def test_who_kneels_still_is_judged_though_the_network_changes_the_names_of_the_legs_and_jitters():
    out, summary = reviewed(small(10))
    assert np.mean([is_judged(a) for a in out]) > 0.9
    assert len(summary.sides) == 1


def test_who_kneels_still_has_a_neutral_in_time_though_the_network_jitters():
    out, _ = reviewed(small(10))
    assert next(a.time_s for a in out if a.baseline) < 3.0


def test_who_still_sinks_into_the_kneel_has_no_neutral_yet_though_the_network_jitters():
    out, _ = reviewed(small(10, thigh=lambda t: ramp(t, (0.0, 0.0), (7.0, 56.0))))
    found = next((a for a in out if a.baseline), None)
    assert found is None or found.baseline.start_s > 6.0


def test_a_kneel_whose_first_frames_gave_the_leg_the_other_name_is_one_of_one_side():
    def misnamed():
        for frame in kneel(4):
            points = kneeling_points(Angles(trunk=1.0))
            yield Frame(frame.index, frame.time_s, pose=pose_of(swap_sides(points) if frame.index < 3 else points))

    out, summary = reviewed(misnamed())
    assert {a.measurement.rear_side for a in out} == {"right"}
    assert [side.rear_side for side in summary.sides] == ["right"]
    knees = np.array([a.measurement.keypoints_px[Keypoint.RIGHT_KNEE] for a in out])
    assert np.ptp(knees, axis=0).max() < 1


def test_live_a_kneel_is_judged_a_second_and_a_half_after_it_began_and_not_before():
    checker = LungeChecker(STICK)
    out = [checker.step(frame) for frame in kneel(4, trunk=30)]
    first = next(a.time_s for a in out if is_judged(a))
    assert first == pytest.approx(1.5, abs=0.05)
    assert not any(is_judged(a) for a in out if a.time_s < first)
    assert next(a.time_s for a in out if a.faults) == pytest.approx(1.5, abs=0.05)  # its dwell ran meanwhile


def test_a_recorded_kneel_is_judged_from_its_first_frame():
    out, summary = reviewed(kneel(4, trunk=30))
    assert [a.frame_index for a in out] == list(range(100))
    assert all(map(is_judged, out))
    assert {a.measurement.rear_side for a in out} == {"right"}
    assert summary.view.judged_share == 1.0


def test_a_network_that_still_draws_up_to_the_knee_of_somebody_just_found_does_not_make_a_kneel_wait():
    def found_late():
        for frame in kneel(3):
            off_px = 40 * max(0.0, 1 - frame.time_s / 0.24)
            yield Frame(frame.index, frame.time_s, pose=pose_of(kneeling_points(knee_px=(600.0 + off_px, 820.0))))

    out, _ = reviewed(found_late())
    assert all(map(is_judged, out))


def test_a_recording_that_ends_before_the_shape_has_stood_says_that_it_was_too_short():
    out, summary = reviewed(kneel(1.2, trunk=30))
    assert not any(map(is_judged, out))
    assert summary.verdict_message.parameters["reason"].code == "gap.too_short"


def test_a_blink_of_the_network_does_not_make_a_kneel_wait_again():
    def blinking():
        for frame in kneel(3):
            yield frame if frame.index not in (20, 21, 22) else Frame(frame.index, frame.time_s, pose=gone)

    gone = pose_of(np.full((33, 2), np.nan), confidence=0.0)
    out, _ = reviewed(blinking())
    assert [a.frame_index for a in out] == list(range(75))
    assert {a.frame_index for a in out if not is_judged(a)} <= set(range(20, 26))


def test_who_releases_a_kneel_without_leaving_it_is_judged_on():
    checker = LungeChecker(STICK)
    out = []
    for frame in kneel(6):
        if frame.index == 75:
            checker.release()
        out.append(checker.step(frame))
    assert all(is_judged(a) for a in out[75:])


def test_large_pictures_that_are_held_back_take_little_memory_and_look_the_same():
    settling, session = Settling(), LungeSession(STICK)
    rng = np.random.default_rng(1)
    rough = np.repeat(np.repeat(rng.integers(60, 190, (27, 48, 3), dtype=np.uint8), 40, 0), 40, 1)
    out = []
    for frame in kneel(2):
        out += settling.step(Frame(frame.index, frame.time_s, rough.copy(), frame.pose), session.step(frame))
        plain = sum(held._frame.image.nbytes for held, _ in settling._held if held._frame.image is not None)
        assert plain <= 64_000_000
    assert [frame.index for frame, _ in out] == list(range(50))
    pictures = [frame.image for frame, _ in out if frame.image is not None]
    assert len(pictures) == 50
    assert all(np.abs(image.astype(int) - rough).mean() < 3 for image in pictures)


def test_pictures_that_can_be_had_again_are_not_held_back_and_look_exactly_the_same():
    class Again:
        nbytes = 3_000_000

        def __init__(self, shade):
            self.shade = shade

        def image(self):
            return np.full((40, 60, 3), self.shade, np.uint8)

    settling, session = Settling(), LungeSession(STICK)
    out = []
    for frame in kneel(2):
        waiting = Again(frame.index)
        opened = Frame(frame.index, frame.time_s, pose=frame.pose, waiting=waiting).opened()
        out += settling.step(opened, session.step(frame))
        assert all(held._frame.image is None for held, _ in settling._held)
    exact = [frame for frame, _ in out if frame.waiting is not None]
    assert len(exact) >= 20  # the rest would take too much memory even so
    assert [np.asarray(frame.opened().image)[0, 0, 0] for frame in exact] == [frame.index for frame in exact]
