"""The test set: balanced, of the test split, and each script makes the fault it is named after and no other."""

from collections import Counter

import numpy as np
import pytest

from formcheck.settings import Bands
from lab.clips import camera_of, clip_truth, frame_truth
from lab.draws import SEEDS
from lab.posing import pose
from lab.scoring import score_faults
from lab.trials import COUNTS, SCRIPTS, scene_of, trials

HAS_TO_SHOW = {
    "good": set(),
    "swaying": set(),
    "over_lunging": {"over_lunging"},
    "trunk_lean": {"trunk_lean"},
    "trunk_back": {"trunk_back"},
    "foot_too_far": {"shin_back", "front_knee_straight"},
    "foot_too_near": {"shin_forward", "over_lunging"},
}
FPS = 5


def true_faults(trial):
    """Faults that have to be told in a clip: those that silence misses."""
    scene = scene_of(trial)
    camera = camera_of(scene, (640, 480))
    frames = [
        frame_truth(scene, camera, pose(scene.body, scene.act.placement(scene.body, k / FPS)), k / FPS)
        for k in range(round(scene.seconds * FPS))
    ]
    truth = clip_truth(scene, (640, 480), FPS, frames)
    times = np.array([frame.time_s for frame in frames])
    return set(score_faults([], truth.angles(), times, Bands()).missed)


def test_a_part_of_the_test_set_holds_every_kind_and_some_of_each_side():
    part = trials(share=0.15)
    assert {trial.kind for trial in part} == set(COUNTS)
    assert len(part) < len(trials()) / 3
    assert {trial.name for trial in part} <= {trial.name for trial in trials()}


def test_the_views_reach_from_35_behind_to_35_ahead_and_most_lie_near_the_side():
    azimuths = np.array([trial.azimuth_deg for trial in trials() if trial.azimuth_deg is not None])
    assert (azimuths.min(), azimuths.max()) == (-35, 35)
    assert 0.5 < np.mean(np.abs(azimuths) <= 15) < 0.7
    assert np.sum((azimuths >= -20) & (azimuths <= -15)) >= 8
    for kind in SCRIPTS:
        sides = Counter((t.azimuth_deg or 0) > 0 for t in trials() if t.kind == kind)
        assert min(sides[True], sides[False]) >= 2


def test_no_two_trials_share_a_seed():
    seeds = [trial.seed for trial in trials()]
    assert len(set(seeds)) == len(seeds)


@pytest.mark.parametrize("kind", SCRIPTS)
def test_a_script_shows_its_fault_and_no_other(body_data, kind):
    trial = next(trial for trial in trials() if trial.kind == kind)
    shown = true_faults(trial)
    assert HAS_TO_SHOW[kind] <= shown <= HAS_TO_SHOW[kind] | ({"front_knee_bent"} if kind == "foot_too_near" else set())


def test_bodies_garments_and_rooms_are_those_of_the_test_split(body_data):
    about = scene_of(trials()[0]).about
    assert {about[part] in range(*SEEDS["test"]) for part in ("body", "garment", "room")} == {True}
