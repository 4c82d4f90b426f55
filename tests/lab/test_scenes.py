"""What people do over time, random scenes, and the committed samples."""

import json

import numpy as np
import pytest

from lab.clips import camera_of, frame_truth
from lab.dataset import seeds_of
from lab.draws import NEGATIVES, SEEDS, Split, draw_act, draw_scene
from lab.kneeling import Kneel
from lab.posing import pose
from lab.samples import FOLDER, SAMPLES, STILL_S, scene_of
from lab.scenes import KneelingAct, Move, Sway, eased, value_at


def test_a_movement_starts_and_ends_at_rest():
    steps = np.diff([eased(u) for u in np.linspace(0, 1, 101)])
    assert steps.sum() == pytest.approx(1)
    assert max(steps[0], steps[-1]) < 0.001 < 0.018 < steps.max() < 0.02
    assert (eased(-1), eased(2)) == (0, 1)


def test_moves_follow_each_other_from_where_the_last_one_ended():
    moves = [Move(1, 1, {"a": 10.0}), Move(3, 1, {"a": -5.0, "b": 2.0})]
    assert [value_at(1.0, "a", moves, t) for t in (0, 2.5, 5)] == [1.0, 10.0, -5.0]
    assert value_at(7.0, "b", moves, 2.9) == 7.0


def test_the_body_is_still_while_the_baseline_is_taken_and_sways_afterwards(body):
    act = KneelingAct(Kneel(), sway=Sway(3, still_until_s=2.0))
    still, later = (
        np.array([pose(body, act.placement(body, t)).joints["right_hip"] for t in np.arange(a, a + 2, 0.2)])
        for a in (0.0, 4.0)
    )
    assert np.ptp(still, axis=0).max() < 0.002
    assert np.ptp(later, axis=0).max() > np.ptp(still, axis=0).max()


def test_a_step_lifts_the_front_foot_and_puts_it_down_again(body):
    act = KneelingAct(Kneel(rear_side="right"), (Move(1, 1, {"foot_ahead_m": 0.6}),), ((1.0, 1.0),), Sway(strength=0.0))
    heights = [pose(body, act.placement(body, t)).joints["left_ankle"][2] for t in (0.9, 1.5, 2.1)]
    assert heights[1] > heights[0] + 0.03
    assert heights[2] == pytest.approx(heights[0], abs=1e-3)


@pytest.mark.parametrize("kind", ["kneeling", *NEGATIVES])
def test_every_kind_can_be_drawn_and_stays_in_the_picture(body_data, kind):
    scene = draw_scene(5, "train", 3.0, kind)
    camera = camera_of(scene, (640, 480))
    for time_s in (0.0, 1.6, 3.0):
        joints = pose(scene.body, scene.act.placement(scene.body, time_s)).joints
        seen = camera.project(np.array(list(joints.values())))
        assert np.all((seen > 0) & (seen < [640, 480]))
    assert scene.act.half_kneeling(0.5) == (kind in ("kneeling", "sitting_back"))


def test_the_same_seed_draws_the_same_scene(body_data):
    first, again, other = draw_scene(3), draw_scene(3), draw_scene(4)
    assert first.about == again.about != other.about
    place = [s.act.placement(s.body, 2.0).mid_hip for s in (first, again)]
    assert place[0] == pytest.approx(place[1])


@pytest.mark.parametrize("split", ["train", "test"])
def test_training_and_test_share_no_body_garment_or_room(body_data, split: Split):
    for seed in range(4):
        about = draw_scene(seed, split, 2.0, "standing").about
        assert {about[part] in range(*SEEDS[split]) for part in ("body", "garment", "room")} == {True}
    assert SEEDS["train"][1] <= SEEDS["test"][0]


def test_the_trunk_does_not_tell_the_tilt(body):
    """Drawn kneels must not let a fit read the tilt off the trunk's line."""
    pairs = []
    for seed in range(40):
        act, _ = draw_act("kneeling", body, np.random.default_rng(seed), 4.0)
        assert isinstance(act, KneelingAct)
        pairs += [(m.to["tilt_deg"], m.to["trunk_deg"]) for m in act.moves if m.to["trunk_deg"] < 12]
    tilt, trunk = np.array(pairs).T
    assert np.ptp(tilt) > 20
    assert abs(np.corrcoef(tilt, trunk)[0, 1]) < 0.5


@pytest.mark.parametrize("text", ["5", "a:b", "0:3", "-2:9"])
def test_a_seed_range_that_cannot_be_is_refused(text):
    with pytest.raises(ValueError, match="range"):
        seeds_of(text, 5)
    assert list(seeds_of("7:20", 3)) == [7, 8, 9]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_committed_truth_is_that_of_the_scene(body_data, name):
    truth = json.loads((FOLDER / f"{name}.truth.json").read_text())
    scene = scene_of(name)
    camera = camera_of(scene, tuple(truth["size_px"]))
    for frame in (0, 60, len(truth["time_s"]) - 1):
        time_s = truth["time_s"][frame]
        now = frame_truth(scene, camera, pose(scene.body, scene.act.placement(scene.body, time_s)), time_s)
        for quantity, value in now.angles_deg.items():
            assert truth["angles_deg"][quantity][frame] == pytest.approx(value, abs=0.02), "run python -m lab.samples"
        for joint, place in now.joints_px.items():
            assert truth["joints_px"][joint][frame] == pytest.approx(place, abs=0.2)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_begins_with_a_still_neutral_kneel_well_inside_the_picture(name):
    truth = json.loads((FOLDER / f"{name}.truth.json").read_text())
    still = np.array(truth["time_s"]) < STILL_S
    angles = {q: np.array(v, dtype=float)[still] for q, v in truth["angles_deg"].items()}
    assert 82 < np.median(angles["front_knee_deg"]) < 95
    assert 0 <= np.median(angles["rear_thigh_deg"]) <= 5
    assert all(np.ptp(values) < 0.5 for values in angles.values())
    joints, size = np.array(list(truth["joints_px"].values())), np.array(truth["size_px"])
    assert np.all((joints > 0.06 * size) & (joints < 0.94 * size))
    assert np.ptp(joints[:, 0, 1]) > 0.6 * size[1]
