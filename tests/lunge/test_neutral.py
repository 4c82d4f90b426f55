"""How deep a lunge is: the change of the rear thigh since the neutral, by the joint map and by the keypoints alike."""

import math

import pytest

from formcheck.lunge import observer
from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.joints import JointCentres
from formcheck.lunge.neutral import thigh_since
from formcheck.records import Baseline
from formcheck.settings import Settings
from tests.support.bodies import Angles, clip, kneeling_points, ramp

NEUTRAL = Baseline(0.0, 2.0, "right", 4.0, thigh_pull_deg=-3.0)


def test_in_the_neutral_the_thigh_is_that_of_the_joint_map():
    assert thigh_since(NEUTRAL, 4.0, -3.0) == 4.0


def test_what_the_map_alone_has_changed_counts_half():
    assert thigh_since(NEUTRAL, 8.0, 1.0) == 6.0  # the keypoints have not moved: 7 - 3, then 7 + 1


def test_what_both_say_counts_whole():
    assert thigh_since(NEUTRAL, 18.0, -3.0) == 18.0


@pytest.mark.parametrize(("neutral_deg", "pull_deg"), [(math.nan, 1.0), (1.0, math.nan)])
def test_where_the_keypoints_are_not_known_the_map_decides(neutral_deg, pull_deg):
    assert thigh_since(Baseline(0.0, 2.0, "right", 4.0, thigh_pull_deg=neutral_deg), 9.0, pull_deg) == 9.0


def test_a_map_that_moves_the_hip_with_the_front_foot_shows_half_of_it_as_a_lunge(monkeypatch):
    """The body keeps its rear thigh; once its shin leans the map lays the thigh 4° farther forward."""

    def centres(keypoints_px, stance, *_):
        leans = keypoints_px[stance.front.knee][0] - keypoints_px[stance.front.ankle][0] > 40
        moved = keypoints_px.copy()
        if leans:
            moved[stance.rear.hip] = kneeling_points(Angles(rear_thigh=7.0))[stance.rear.hip]
        return JointCentres(moved, 0.0)

    monkeypatch.setattr(observer, "joint_centres", centres)
    checker = LungeChecker(Settings())
    out = [checker.step(frame) for frame in clip(lambda t: Angles(front_shin=ramp(t, (4, 0), (5, 14))), 8.0)]
    last, neutral = out[-1].measurement.angles_deg, out[-1].baseline
    assert neutral is not None and last["lunge_deg"] == pytest.approx(2.0, abs=0.4)
    assert last["rear_thigh_deg"] == pytest.approx(neutral.rear_thigh_deg + last["lunge_deg"])
