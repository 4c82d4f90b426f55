from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint
from formcheck.pose.estimator import prepared
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Frame, Pose
from formcheck.system.pipeline import ahead
from tests.support.clips import GOOD, SAMPLES, pictures

GOLDEN = Path(__file__).with_name("golden.json")
JOINTS = ("SHOULDER", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
ROWS = [Keypoint[f"{side}_{joint}"] for side in ("LEFT", "RIGHT") for joint in JOINTS]


@pytest.fixture(scope="module")
def clip() -> list[NDArray[np.uint8]]:
    return pictures(GOOD, count=60)


def follow(images: list[NDArray[np.uint8]], fps: float = 24, person: int | None = None) -> list[Pose]:
    with PoseLandmarker(person=person) as landmarker:
        poses = [landmarker.see(Frame(index, index / fps, image)).pose for index, image in enumerate(images)]
    assert all(pose is not None for pose in poses)
    return poses  # type: ignore[return-value]


@pytest.fixture(scope="module")
def poses(clip) -> list[Pose]:
    return follow(clip)


def joints(pose: Pose) -> NDArray[np.float64]:
    return pose.keypoints_px[ROWS]


def test_the_joints_are_where_the_right_model_sees_them(poses):
    """A model with other weights, or pictures scaled otherwise than it expects, puts them elsewhere."""
    golden = np.array(json.loads(GOLDEN.read_text())["joints_px"])
    seen = np.array([joints(pose) for pose in poses[::12]])
    assert (
        np.linalg.norm(seen - golden, axis=-1).mean() < 1.0
    )  # pixels; a wrong scale gives 1.6 to 13, another model 5 or more


def test_a_frame_prepared_on_another_thread_is_seen_as_one_that_was_not(clip, poses):
    frames = [Frame(index, index / 24, image) for index, image in enumerate(clip)]
    with PoseLandmarker() as landmarker, closing(ahead(prepared(landmarker, iter(frames), 1))) as ready:
        seen = [landmarker.see(frame).pose for frame in ready]
    for pose, other in zip(seen, poses, strict=True):
        assert pose is not None
        np.testing.assert_array_equal(pose.keypoints_px, other.keypoints_px)
        assert pose.picture is other.picture


def test_a_frame_that_nobody_prepared_is_seen_between_frames_that_were(clip):
    frames = [Frame(index, index / 24, image) for index, image in enumerate(clip[:6])]
    with PoseLandmarker() as landmarker:
        landmarker.prepare(frames[0])
        landmarker.prepare(frames[2])
        assert all(pose is not None and pose.people == 1 for pose in (landmarker.see(f).pose for f in frames[:3]))


def test_the_mask_has_the_size_the_network_saw_and_covers_the_body(clip, poses):
    rows, columns = clip[0].shape[:2]
    for pose in poses[::20]:
        assert pose.size_px == (columns, rows) and pose.people == 1
        assert pose.mask is not None and pose.mask.dtype == np.float32
        assert pose.mask.shape == (480, round(columns * 480 / rows))
        hip = np.round(pose.keypoints_px[Keypoint.LEFT_HIP] * 480 / rows).astype(int)
        assert pose.mask[hip[1], hip[0]] > 0.9
        assert pose.mask[:10, :10].max() < 0.1


def test_keypoints_are_in_pixels_of_the_frame_whatever_its_size(clip, poses):
    large = [np.asarray(cv2.resize(image, None, fx=1.5, fy=1.5), np.uint8) for image in clip[:10]]
    seen = joints(follow(large)[-1])
    assert np.linalg.norm(seen / 1.5 - joints(poses[9]), axis=-1).mean() < 3.0


def test_an_empty_room_holds_nobody():
    room = np.full((480, 640, 3), 150, np.uint8)
    cv2.rectangle(room, (0, 380), (640, 480), (90, 110, 120), -1)
    (pose, *_) = follow([room] * 2)
    assert pose.people == 0 and pose.mask is None
    assert np.isnan(pose.keypoints_px).all() and not pose.visibility.any()


def test_times_that_stand_still_or_lie_within_a_millisecond_are_accepted(clip):
    with PoseLandmarker() as landmarker:
        for time_s in (0.0, 0.0, 0.0002, 0.0004, 0.0015, 0.0014, 1.0, 1e-9):
            seen = landmarker.see(Frame(0, time_s, clip[0])).pose
            assert seen is not None and seen.people == 1


def test_a_frame_without_picture_is_refused():
    with PoseLandmarker() as landmarker, pytest.raises(ValueError, match="without its picture"):
        landmarker.see(Frame(0, 0.0))


@cache
def somebody() -> NDArray[np.uint8]:
    return pictures(SAMPLES / "good_left_knee.mp4", count=1)[0]


def beside_a_bystander(image: NDArray[np.uint8], person: bool = True, bystander: bool = True) -> NDArray[np.uint8]:
    """The person on the right, somebody smaller on the left."""
    patient = cv2.resize(image, (640, 480), interpolation=cv2.INTER_AREA)
    both = np.full((480, 1000, 3), 170, np.uint8)
    if person:
        both[:, 360:] = patient
    if bystander:
        small = cv2.resize(somebody(), (352, 264), interpolation=cv2.INTER_AREA)
        both[-small.shape[0] :, : small.shape[1]] = small
    return both


def places(poses: list[Pose]) -> list[str]:
    return ["nobody" if not pose.people else "right" if joints(pose)[:, 0].mean() > 400 else "left" for pose in poses]


def test_of_two_people_the_larger_is_followed_and_both_are_counted(clip):
    poses = follow([beside_a_bystander(image) for image in clip[:4]])
    assert places(poses) == ["right"] * 4
    assert [pose.people for pose in poses] == [2] * 4


def test_a_bystander_who_comes_later_is_noticed_but_not_followed(clip):
    poses = follow([beside_a_bystander(image, bystander=index > 3) for index, image in enumerate(clip[:20])], fps=8)
    assert places(poses) == ["right"] * 20
    assert (poses[2].people, poses[-1].people) == (1, 2)


def test_a_bystander_is_not_taken_for_the_person_hidden_for_a_moment(clip):
    poses = follow([beside_a_bystander(image, person=not 5 <= index < 12) for index, image in enumerate(clip[:24])])
    assert places(poses[:5]) == ["right"] * 5
    assert "left" not in places(poses)
    assert places(poses[-6:]) == ["right"] * 6


def test_someone_else_is_followed_once_the_person_has_gone(clip):
    poses = follow([beside_a_bystander(image, person=index < 3) for index, image in enumerate(clip[:20])], fps=4)
    assert (places(poses)[0], places(poses)[-1]) == ("right", "left")


@pytest.mark.parametrize(("person", "place"), [(1, "left"), (2, "right")])
def test_of_two_people_the_one_named_is_followed_and_both_are_counted(clip, person, place):
    poses = follow([beside_a_bystander(image) for image in clip[:12]], person=person, fps=8)
    assert places(poses) == [place] * 12
    assert {pose.people for pose in poses} == {2}


def test_whoever_is_alone_is_followed_until_the_one_named_is_told_apart(clip):
    shown = [beside_a_bystander(image, bystander=4 <= index < 12) for index, image in enumerate(clip[:20])]
    poses = follow(shown, person=1, fps=4)
    seen = places(poses)
    assert (seen[0], seen[11]) == ("right", "left")
    assert set(seen[13:]) == {"nobody"}  # the one named has gone; the other is never taken for them


def test_a_person_who_is_not_there_is_not_found(clip):
    with PoseLandmarker(person=3) as landmarker:
        landmarker.see(Frame(0, 0.0, beside_a_bystander(clip[0])))
        assert not landmarker.found_person
    with PoseLandmarker(mode="photo", person=2) as landmarker:
        pose = landmarker.see(Frame(0, 0.0, beside_a_bystander(clip[0]))).pose
        assert pose is not None and places([pose]) == ["right"]
        assert landmarker.found_person


def test_a_photo_shows_what_the_video_shows(clip, poses):
    with PoseLandmarker(mode="photo") as landmarker:
        pose = landmarker.see(Frame(0, 0.0, clip[0])).pose
    assert pose is not None and pose.people == 1 and pose.mask is not None
    height = np.ptp(poses[0].keypoints_px[:, 1])
    assert np.linalg.norm(joints(pose) - joints(poses[0]), axis=-1).mean() < 0.03 * height


SEE_ONE = """
import sys, cv2
from formcheck.records import Frame
from formcheck.pose.landmarker import PoseLandmarker
image = cv2.imread(sys.argv[1])
with PoseLandmarker() as landmarker:
    for index in range(3):
        print(landmarker.see(Frame(index, index / 24, image)).pose.people)
"""


@pytest.fixture
def still(clip, tmp_path) -> Path:
    path = tmp_path / "still.png"
    cv2.imwrite(str(path), clip[0])
    return path


def test_nothing_is_written_on_the_terminal(still):
    done = subprocess.run([sys.executable, "-c", SEE_ONE, str(still)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"] * 3
    assert done.stderr == ""


def test_nothing_leaves_the_computer(still):
    """MediaPipe posts usage counts through libcurl, which goes to a proxy where the environment names one."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0.5)
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        environment["https_proxy"] = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        subprocess.run([sys.executable, "-c", SEE_ONE, str(still)], env=environment, capture_output=True, check=True)
        with pytest.raises(TimeoutError):
            proxy.accept()


def write_golden() -> None:
    """Store what the landmarker sees now: python tests/pose/test_landmarker.py, after a sample was made anew."""
    seen = [np.round(joints(pose), 1).tolist() for pose in follow(pictures(GOOD, count=60))[::12]]
    GOLDEN.write_text(json.dumps({"clip": GOOD.name, "rows": [int(row) for row in ROWS], "joints_px": seen}) + "\n")


if __name__ == "__main__":
    write_golden()
