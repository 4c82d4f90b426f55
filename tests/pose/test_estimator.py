"""Another pose network in the place of the one that ships."""

import numpy as np
import pytest

import formcheck
from formcheck.keypoints import Keypoint
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.learned import LearnedTilt
from formcheck.messages.message import Message
from formcheck.pose.estimator import named_pose, shipped_network
from formcheck.records import Frame, PoseNetwork
from formcheck.results.poses import StoredPoses
from formcheck.results.stored import StoredReview
from formcheck.review.rejudge import rejudge
from formcheck.settings import Settings
from tests.support.clips import pictures, write_clip
from tests.support.estimators import Drawn, open_drawn

SETTINGS = Settings()


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    clip = write_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", pictures(count=72))
    return formcheck.review_video(clip, estimator=open_drawn, settings=SETTINGS)


def test_a_review_uses_the_network_it_is_given_and_says_so(reviewed):
    assert (reviewed.summary.program.model, reviewed.summary.program.model_sha256) == ("drawn", "")
    assert reviewed.judged
    assert reviewed.frames["half_kneeling"].all()


def test_keypoints_of_a_network_without_a_map_are_taken_as_they_are(reviewed):
    assert reviewed.frames["front_knee_deg"].median() == pytest.approx(90, abs=0.5)


def test_the_pelvis_is_not_judged_from_the_keypoints_of_another_network(reviewed):
    assert reviewed.frames["tuck_deg"].isna().all()
    learned = StoredPoses.open(reviewed.folder).readings[LearnedTilt.name]
    assert set(learned.values()) == {Message("pelvis.other_network")}


def test_a_review_is_judged_again_as_what_its_own_network_saw(reviewed):
    assert StoredPoses.open(reviewed.folder).network == PoseNetwork("drawn")
    again = rejudge(StoredReview.open(reviewed.folder), Corrections(baselines_s=((1.0, 2.0),)))
    assert not np.isfinite(again.series.curve("tuck_deg")[1]).any()
    _, knee = again.series.curve("front_knee_deg")
    np.testing.assert_allclose(knee, reviewed.frames["front_knee_deg"], atol=0.05)


def test_a_session_judges_the_frames_of_any_network():
    lunge = formcheck.LungeSession(SETTINGS, sources=())
    with Drawn() as estimator:
        frames = (estimator.see(Frame(i, i / 12, np.zeros((480, 640, 3), np.uint8))) for i in range(24))
        assert [lunge.step(frame).measurement.half_kneeling for frame in frames][-1] is True


def test_the_pelvis_networks_take_the_poses_of_their_own_network_only():
    learned = LearnedTilt()
    assert learned.pose_network == shipped_network().name
    frame = Drawn().see(Frame(0, 0.0, np.zeros((480, 640, 3), np.uint8)))
    assert frame.pose is not None
    stance = Stance(frame.pose.keypoints_px, frame.pose.visibility, "right", "right")
    refused = learned.look(frame, frame.pose.keypoints_px, stance)
    assert refused == Message("pelvis.other_network")
    assert "pose model" in str(refused)


def test_a_keypoint_that_a_network_does_not_know_is_not_known():
    pose = named_pose(PoseNetwork("seventeen"), (640, 480), {Keypoint.LEFT_HIP: (300.0, 200.0, 0.9)})
    assert pose.visibility[Keypoint.LEFT_HIP] == 0.9
    assert np.isnan(pose.keypoints_px[Keypoint.RIGHT_HEEL]).all()
    assert pose.visibility[Keypoint.RIGHT_HEEL] == 0
