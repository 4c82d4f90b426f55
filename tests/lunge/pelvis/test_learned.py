"""The learned source of the tilt sees what is drawn, says which way, and is silent where there is nothing to see."""

from __future__ import annotations

import dataclasses
import json
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.lunge.legs import Stance, StanceMemory
from formcheck.lunge.pelvis.learned import LearnedTilt
from formcheck.lunge.pelvis.reading import Reading
from formcheck.messages.message import Message
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Frame
from formcheck.system.bundled import IncompleteInstallationError
from tests.support.clips import SAMPLES, pictures

FPS = 24
EVERY = 6


@cache
def seen(name: str, mirrored: bool = False) -> list[Frame]:
    """Four frames a second of a sample, with their poses."""
    images = pictures(SAMPLES / f"{name}.mp4", count=170)[::EVERY]
    if mirrored:
        images = [np.ascontiguousarray(image[:, ::-1]) for image in images]
    with PoseLandmarker() as landmarker:
        return [landmarker.see(Frame(i * EVERY, i * EVERY / FPS, image)) for i, image in enumerate(images)]


def stance_of(frame: Frame) -> Stance:
    assert frame.pose is not None
    return StanceMemory(1.0).step(frame.pose.keypoints_px, frame.pose.visibility, frame.time_s)


@pytest.fixture(scope="module")
def contour() -> LearnedTilt:
    return LearnedTilt()


def readings(contour: LearnedTilt, name: str, mirrored: bool = False) -> list[Reading]:
    looks = []
    for frame in seen(name, mirrored):
        stance = stance_of(frame)
        looked = contour.look(frame, stance.keypoints_px, stance)
        assert isinstance(looked, Reading), looked
        looks.append(looked)
    return looks


def changes(contour: LearnedTilt, name: str, mirrored: bool = False) -> NDArray[np.float64]:
    """Change of tilt from the first two seconds, degrees, anterior +, in the frames after them."""
    looks = readings(contour, name, mirrored)
    still = contour.merge(looks[: 2 * FPS // EVERY])
    return np.array([contour.change(still, look).tilt_deg for look in looks[2 * FPS // EVERY :]])


def true_changes(name: str) -> NDArray[np.float64]:
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    tilt = np.array(truth["angles_deg"]["pelvic_tilt_deg"])[::EVERY]
    return (tilt - truth["baseline"]["pelvic_tilt_deg"])[2 * FPS // EVERY : len(seen(name))]


@pytest.mark.parametrize(
    "name", ["good_right_knee", "good_left_knee", "good_far_leg", "arched", "tucked_then_lost", "over_lunge"]
)
def test_the_change_of_tilt_is_that_of_the_drawn_body(contour, name):
    told, true = changes(contour, name), true_changes(name)
    assert np.abs(told - true[: len(told)]).mean() < 3.0  # degrees
    large = np.abs(true[: len(told)]) >= 5
    assert (np.sign(told) == np.sign(true[: len(told)]))[large].all()


def test_somebody_who_faces_the_other_way_tilts_alike(contour):
    """Mirrored, an arch is still an arch."""
    assert changes(contour, "arched", mirrored=True)[-8:].mean() == pytest.approx(
        changes(contour, "arched")[-8:].mean(), abs=2.0
    )


def test_the_same_posture_is_no_change_and_its_sd_is_told(contour):
    look = readings(contour, "good_right_knee")[0]
    change = contour.change(look, look)
    assert abs(change.tilt_deg) < 1.0
    assert 0.2 < change.sd_deg < 5


def test_the_way_back_is_the_way_there_reversed(contour):
    looks = readings(contour, "arched")
    there, back = contour.change(looks[0], looks[-1]), contour.change(looks[-1], looks[0])
    assert there.tilt_deg == pytest.approx(-back.tilt_deg, abs=2.5)


def test_the_same_frame_gives_the_same_reading(contour):
    frame = seen("arched")[0]
    stance = stance_of(frame)
    one, two = (contour.look(frame, stance.keypoints_px, stance) for _ in range(2))
    assert isinstance(one, Reading) and isinstance(two, Reading)
    assert one.features is not None and two.features is not None
    assert np.array_equal(one.features, two.features)


def test_without_picture_or_outline_it_waits_and_without_shoulders_it_says_why_it_cannot_see(contour):
    frame = seen("good_right_knee")[0]
    assert frame.pose is not None
    stance = stance_of(frame)
    no_picture = dataclasses.replace(frame, image=None)
    no_mask = frame.with_pose(dataclasses.replace(frame.pose, mask=None))
    no_shoulders = stance.keypoints_px.copy()
    no_shoulders[11:13] = np.nan
    assert contour.look(no_picture, stance.keypoints_px, stance) is None
    assert contour.look(no_mask, stance.keypoints_px, stance) is None
    reason = contour.look(frame, no_shoulders, stance)
    assert reason == Message("pelvis.hidden")


def test_networks_that_are_missing_or_damaged_are_named(tmp_path):
    with pytest.raises(IncompleteInstallationError, match=r"pelvis_encoder.* missing"):
        LearnedTilt(tmp_path)
    (tmp_path / "pelvis_encoder.onnx").write_bytes(b"half of it")
    with pytest.raises(IncompleteInstallationError, match=r"pelvis_encoder.* damaged"):
        LearnedTilt(tmp_path)
