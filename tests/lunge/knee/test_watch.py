"""Before a kneel is believed the rear knee is looked at a few times; only where that is sure is it no kneel."""

from __future__ import annotations

import math
from typing import Literal

import pytest

from formcheck.keypoints import Keypoint
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.knee.watch import EVERY_S, LEAST_LOOKS
from formcheck.lunge.shape import KNEE_UP
from formcheck.records import Frame
from formcheck.results.poses import NAME, Recorder, StoredPoses
from formcheck.settings import Settings
from tests.support.bodies import STICK, Angles, clip, kneeling_points, pose_of

RATE = 25


class Knee:
    """Sees a knee whose log-odds of being in the air are a function of time; None where it sees nothing."""

    name: Literal["rear_knee"] = "rear_knee"

    def __init__(self, odds_at):
        self.looks = []
        self._odds_at = odds_at

    def look(self, frame, keypoints_px, stance):
        self.looks.append(frame.time_s)
        return self._odds_at(frame.time_s)


def judged(knee, frames=None, settings=STICK):
    checker = LungeChecker(settings, sources=(knee,))
    return [checker.step(frame) for frame in frames or clip(lambda t: Angles(), 5.0, RATE)]


def is_judged(assessment):
    return any(map(math.isfinite, assessment.measurement.angles_deg.values()))


def test_a_knee_that_is_surely_in_the_air_is_no_kneel_and_is_told_so():
    out = judged(Knee(lambda t: 6.0))
    assert not any(map(is_judged, out))
    assert out[-1].measurement.half_kneeling is False
    assert out[-1].message == KNEE_UP
    assert {a.measurement.rear_side for a in out} == {None}


@pytest.mark.parametrize("odds", [-6.0, 0.0, 1.5, None])
def test_a_look_that_is_not_sure_changes_nothing(odds):
    with_knee, without = judged(Knee(lambda t: odds)), judged(Knee(lambda t: None))
    assert [str(a.measurement) for a in with_knee] == [str(a.measurement) for a in without]  # NaN is not NaN
    assert [a.phase for a in with_knee] == [a.phase for a in without]
    assert is_judged(with_knee[-1])


def raised(at=lambda t: True, seconds=6.0):
    """Kneel with the rear knee as high over its toes, and over the other foot, as on a cushion of 12 cm."""
    for i in range(round(seconds * RATE)):
        points = kneeling_points(Angles())
        if at(i / RATE):
            floor_px = points[Keypoint.RIGHT_KNEE, 1] + 70
            points[Keypoint.RIGHT_FOOT_INDEX] = points[Keypoint.RIGHT_ANKLE, 0] - 5, floor_px
            rows = [Keypoint[f"LEFT_{name}"] for name in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")]
            points[rows] += (0, floor_px - points[rows, 1].max())
        yield Frame(i, i / RATE, pose=pose_of(points))


@pytest.mark.parametrize("odds", [None, 0.0, 6.0])
def test_a_knee_as_high_as_on_a_cushion_is_no_kneel_unless_the_picture_surely_shows_that_it_rests(odds):
    out = judged(Knee(lambda t: odds), raised())
    assert not any(map(is_judged, out))
    assert {a.message for a in out[1:]} == {KNEE_UP}


def test_a_knee_that_surely_rests_on_a_cushion_is_judged_with_a_foot_on_its_toes_too():
    out = judged(Knee(lambda t: -5.0), raised())
    first = next(a.time_s for a in out if is_judged(a))
    assert first < 3.0
    assert all(is_judged(a) for a in out if a.time_s > first)


def test_who_lifts_the_knee_out_of_a_kneel_is_not_judged_on():
    out = judged(Knee(lambda t: -5.0 if t < 4.0 else 2.0), raised(at=lambda t: t >= 4.0, seconds=9.0))
    assert is_judged(next(a for a in out if a.time_s > 3.5))
    assert not any(is_judged(a) for a in out if a.time_s > 5.0)


def test_a_photo_of_a_knee_as_high_as_on_a_cushion_is_judged_where_the_one_look_is_sure():
    frame = next(raised())

    def photo(odds):
        return LungeChecker(STICK, photo=True, sources=(Knee(lambda t: odds),)).step(frame)

    assert is_judged(photo(-5.0))
    assert not is_judged(photo(0.0))


def test_a_single_look_that_errs_does_not_outvote_the_others():
    out = judged(Knee(lambda t: 4.0 if t < EVERY_S / 2 else -3.0))
    assert KNEE_UP not in {a.message for a in out}
    assert is_judged(out[-1])


def test_who_puts_the_knee_down_is_judged_soon_after():
    out = judged(Knee(lambda t: 5.0 if t < 2.0 else -5.0), clip(lambda t: Angles(), 8.0, RATE))
    first = next(a.time_s for a in out if is_judged(a))
    assert 3.5 < first < 5.5


def test_only_a_few_looks_are_taken_and_none_once_the_kneel_is_believed():
    knee = Knee(lambda t: -4.0)
    judged(knee, clip(lambda t: Angles(), 20.0, RATE))
    assert LEAST_LOOKS <= len(knee.looks) <= 10
    assert max(knee.looks) < 2.0


def test_after_a_pause_the_knee_is_looked_at_again():
    def frames():
        for i in range(14 * RATE):
            away = 6 * RATE <= i < 10 * RATE
            points = kneeling_points(Angles(rear_thigh=3, rear_knee=150, front_knee=150) if away else Angles())
            yield Frame(i, i / RATE, pose=pose_of(points))

    knee = Knee(lambda t: -4.0)
    judged(knee, frames())
    assert any(t > 10.0 for t in knee.looks)


def test_a_shape_that_is_none_by_its_keypoints_is_not_looked_at():
    knee = Knee(lambda t: 6.0)
    judged(knee, clip(lambda t: Angles(rear_knee=150, front_knee=150), 3.0, RATE))
    assert knee.looks == []


def test_one_picture_is_judged_by_one_look_which_must_be_surer():
    frame = Frame(0, 0.0, pose=pose_of(kneeling_points(Angles())))
    limits = STICK.half_kneeling
    between = sum(math.log(p / (1 - p)) for p in (limits.knee_in_air, limits.knee_in_air_photo)) / 2

    def photo(odds):
        return LungeChecker(STICK, photo=True, sources=(Knee(lambda t: odds),)).step(frame)

    assert photo(8.0).message == KNEE_UP
    assert not is_judged(photo(8.0))
    assert is_judged(photo(between))
    assert is_judged(photo(None))


def test_what_was_seen_of_the_knee_is_seen_again_when_it_is_judged_without_the_video(tmp_path):
    recorder, frames = Recorder(), list(clip(lambda t: Angles(), 5.0, RATE))
    (knee,) = recorder.recorded((Knee(lambda t: 6.0),))
    before = judged(knee, recorder.passing(frames))
    recorder.write(tmp_path / NAME)
    again = [source for source in StoredPoses.open(tmp_path).sources(with_knee(True)) if source.name == "rear_knee"]
    after = judged(again[0])
    assert [a.message for a in before] == [a.message for a in after]
    assert KNEE_UP in {a.message for a in after}


def with_knee(look):
    return Settings(half_kneeling=STICK.half_kneeling.model_copy(update={"look_at_knee": look}))


def test_who_wants_only_the_keypoints_to_decide_has_no_look_taken(tmp_path):
    recorder = Recorder()
    for frame in clip(lambda t: Angles(), 1.0, RATE):
        recorder.add(frame)
    recorder.write(tmp_path / NAME)
    assert not [s for s in StoredPoses.open(tmp_path).sources(with_knee(False)) if s.name == "rear_knee"]
