"""The count of false gestures: none in the stretch, and one is found where one is made."""

from formcheck.records import Frame
from lab.gestures import gestures_in
from tests.support.gestures import REST, arms


def frames(*spans):
    found: list[Frame] = []
    time_s = 0.0
    for pose, seconds in spans:
        for _ in range(round(15 * seconds)):
            found.append(Frame(len(found), time_s, pose=pose))
            time_s += 1 / 15
    return found


def test_a_gesture_is_counted_and_arms_at_rest_are_not():
    assert gestures_in(frames((REST, 40)), asking=True) == {}
    assert gestures_in(frames((REST, 2), (arms("above"), 2)), asking=False) == {"pause": 1}
    assert gestures_in(frames((REST, 12), (arms("head"), 2)), asking=True) == {"yes": 1}
    assert gestures_in(frames((REST, 12), (arms("head"), 2)), asking=False) == {}
