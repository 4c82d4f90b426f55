"""Gestures of drawn people: what counts, what does not, and what the arms of the exercise must never say."""

import dataclasses

import pytest

from formcheck.coaching.gestures import Gesture, GestureMonitor, gesture_of
from formcheck.keypoints import Keypoint
from formcheck.records import Pose
from tests.support.bodies import Angles, kneeling_points, pose_of
from tests.support.gestures import REST, SIDES, arms


def made(*spans, rate=15, asking=False, monitor=None, start_s=0.0):
    """What is made over spans of (pose, seconds)."""
    monitor, found, time_s = monitor or GestureMonitor(), [], start_s
    for pose, seconds in spans:
        for _ in range(round(seconds * rate)):
            hands = monitor.step(time_s, pose, asking)
            found += [hands.made] if hands.made else []
            time_s += 1 / rate
    return found


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize(
    ("what", "sides", "gesture"),
    [
        ("above", ("RIGHT",), Gesture.PAUSE),
        ("above", ("LEFT",), Gesture.PAUSE),
        ("above", SIDES, Gesture.STOP),
        ("head", ("LEFT",), Gesture.YES),
        ("out", ("RIGHT",), Gesture.NO),
        ("hip", ("RIGHT",), Gesture.PAIN),
    ],
)
def test_each_gesture_is_read_on_either_side(facing, what, sides, gesture):
    assert gesture_of(arms(what, sides, facing)) is gesture


@pytest.mark.parametrize("what", ["chest", "hanging"])
@pytest.mark.parametrize("sides", [("LEFT",), SIDES])
def test_arms_that_say_nothing_are_no_gesture(what, sides):
    assert gesture_of(arms(what, sides)) is None


def test_hands_on_the_front_thigh_are_no_gesture_however_deep_the_lunge_or_the_lean():
    for thigh in (-10, 0, 15, 30):
        for trunk in (-15, 0, 20, 35):
            for knee in (60, 90, 120):
                pose = pose_of(kneeling_points(Angles(rear_thigh=thigh, trunk=trunk, front_knee=knee)))
                assert gesture_of(pose) is None


def test_a_hand_that_is_guessed_says_nothing():
    pose = arms("above")
    visibility = pose.visibility.copy()
    visibility[[Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST]] = 0.4
    assert gesture_of(dataclasses.replace(pose, visibility=visibility)) is None


def test_nobody_makes_no_gesture():
    assert gesture_of(Pose.nobody((640, 480))) is None
    assert made((Pose.nobody((640, 480)), 3)) == []


def test_a_hand_above_the_head_counts_once_after_a_second():
    assert made((REST, 1.2), (arms("above"), 0.9), (REST, 1.2)) == []
    assert made((REST, 1.2), (arms("above"), 5), (REST, 1.2)) == [Gesture.PAUSE]
    assert made((REST, 1.2), (arms("above"), 1.5), (REST, 1.2), (arms("above"), 1.5)) == [Gesture.PAUSE, Gesture.PAUSE]


def test_a_hand_lost_for_a_moment_is_held_on_and_one_waved_is_not():
    assert made((REST, 1.2), (arms("above"), 0.6), (REST, 0.2), (arms("above"), 0.7)) == [Gesture.PAUSE]
    assert made((REST, 1.2), *[(arms("above"), 0.4), (REST, 0.4)] * 6) == []


@pytest.mark.parametrize("what", ["above", "out", "hip", "head"])
def test_arms_that_are_kept_there_all_the_time_belong_to_the_exercise(what):
    lost_now_and_then = [(arms(what), 2), (REST, 0.4)] * 5
    assert made(*lost_now_and_then, asking=True) == []


def test_both_hands_stop_though_one_was_up_before_the_other():
    assert made((REST, 1.2), (arms("above"), 0.5), (arms("above", SIDES), 2)) == [Gesture.STOP]


def test_answers_are_listened_to_only_while_a_question_is_open():
    for what, gesture in (("head", Gesture.YES), ("out", Gesture.NO), ("hip", Gesture.PAIN)):
        assert made((REST, 1.2), (arms(what), 3)) == []
        assert made((REST, 1.2), (arms(what), 3), asking=True) == [gesture]


def test_hands_that_were_on_the_hips_before_the_question_do_not_say_that_it_hurts():
    monitor = GestureMonitor()
    assert made((arms("hip", SIDES), 5), monitor=monitor) == []
    assert made((arms("hip", SIDES), 5), monitor=monitor, asking=True, start_s=5.0) == []
    assert made((REST, 1.2), (arms("hip"), 1.5), monitor=monitor, asking=True, start_s=10.0) == [Gesture.PAIN]
