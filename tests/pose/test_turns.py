"""Networks that take turns with the frames: nothing lost or doubled, and the same angles as from one that sees all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from clips import SAMPLES, pictures
from numpy.typing import NDArray

from formcheck.lunge.assessment import QUANTITIES, Assessment
from formcheck.lunge.checker import LungeChecker
from formcheck.pose import landmarker as module
from formcheck.pose.body import Frame
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.pose.network import Person

MOVING = SAMPLES / "over_lunge.mp4"


@pytest.fixture(scope="module")
def clip() -> list[Frame]:
    """Somebody who kneels still, then goes too deep. Uneven times, as phones give them."""
    images = pictures(MOVING, count=110)
    return [Frame(i, i / 24 + 0.004 * (i % 3), image) for i, image in enumerate(images)]


def seen(frames: list[Frame], turns: int) -> list[Frame]:
    with PoseLandmarker(turns=turns) as landmarker, closing(landmarker.see_all(frames)) as frames_seen:
        return list(frames_seen)


@pytest.fixture(scope="module")
def in_turns(clip) -> list[Frame]:
    return seen(clip, turns=2)


def keypoints(frames: list[Frame]) -> NDArray[np.float64]:
    return np.array([frame.pose.keypoints_px for frame in frames if frame.pose is not None])


def judged(frames: list[Frame]) -> list[Assessment]:
    checker = LungeChecker()
    return [checker.step(frame) for frame in frames]


def test_every_frame_is_seen_once_in_order_with_its_own_picture_and_time(clip, in_turns):
    assert [(frame.index, frame.time_s) for frame in in_turns] == [(frame.index, frame.time_s) for frame in clip]
    assert all(frame.image is before.image for frame, before in zip(in_turns, clip, strict=True))
    assert all(frame.pose is not None and frame.pose.people == 1 for frame in in_turns)


def test_the_same_frames_give_the_same_poses_however_the_threads_run(clip, in_turns):
    def with_pauses() -> Iterator[Frame]:
        for frame in clip[:30]:
            if frame.index % 7 == 0:
                pause.wait(0.05)
            yield frame

    pause = threading.Event()
    with PoseLandmarker(turns=2) as landmarker, closing(landmarker.see_all(with_pauses())) as again:
        assert np.array_equal(keypoints(list(again)), keypoints(in_turns[:30]))


def test_the_angles_are_those_of_one_network_that_sees_every_frame(clip, in_turns):
    one, two = judged(seen(clip, turns=1)), judged(in_turns)
    angles = [
        np.array([[each.measurement.angles_deg[name] for name in QUANTITIES] for each in every]) for every in (one, two)
    ]
    apart = np.abs(angles[0] - angles[1])
    assert np.array_equal(np.isnan(angles[0]), np.isnan(angles[1]))
    assert np.nanpercentile(apart, 95) <= 0.5  # degrees; 0.3 when this was written
    assert np.nanmax(apart) <= 1.5  # in quick motion; 0.7
    for a, b in zip(one, two, strict=True):
        assert (a.measurement.rear_side, a.measurement.facing) == (b.measurement.rear_side, b.measurement.facing)
    assert {fault.kind for each in one for fault in each.faults} == {f.kind for each in two for f in each.faults}


def test_see_and_see_all_of_one_network_agree(clip):
    with PoseLandmarker() as landmarker:
        one_by_one = [landmarker.see(frame) for frame in clip[:8]]
    assert np.array_equal(keypoints(one_by_one), keypoints(seen(clip[:8], turns=1)))


def test_the_first_of_two_networks_gives_masks_and_the_roll_is_known_on_every_frame(in_turns):
    poses = [frame.pose for frame in in_turns if frame.pose is not None]
    assert [pose.mask is not None for pose in poses[:8]] == [True, False] * 4
    rolls = [pose.roll_deg for pose in poses]
    first = next(i for i, roll in enumerate(rolls) if np.isfinite(roll))
    assert np.isfinite(rolls[first:]).all()


class FakeNetwork:
    """Sees the larger of two people, on the left; one that squints follows the other until that one is covered."""

    def __init__(self, _model: object, video: bool, **_: object) -> None:
        self.video, self.squints = video, False

    def close(self) -> None:
        pass

    def look(self, picture: NDArray[np.uint8], _time_s: float = 0.0) -> list[Person]:
        left, right = person_at(100, 200), person_at(260, 160)
        if (picture == 128).any():
            self.squints = False
        return [right if self.squints else left] if self.video else [left, right]


def person_at(x: float, width: float) -> Person:
    points = np.column_stack([np.linspace(x, x + width, 33), np.linspace(50, 400, 33)])
    return Person(points, np.ones(33), np.ones(33), np.zeros((33, 3)), np.ones((480, 640), np.float32))


def test_both_networks_follow_the_same_of_two_people_who_stand_close(monkeypatch):
    """Their boxes overlap, so that the one whom the second network takes up is not plainly elsewhere."""
    monkeypatch.setattr(module, "Network", FakeNetwork)
    frames = [Frame(i, i / 30, np.zeros((480, 640, 3), np.uint8)) for i in range(10)]
    with PoseLandmarker(turns=2) as landmarker:
        landmarker._networks[1].squints = True  # type: ignore[attr-defined]
        lefts = keypoints(list(landmarker.see_all(frames)))[:, 0, 0]
    assert lefts.tolist() == [100] * 10
