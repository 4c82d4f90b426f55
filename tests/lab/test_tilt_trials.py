"""Clips of tucks and arches do what their script says, and say so in the truth."""

import numpy as np
import pytest

from lab.clips import clip_truth, film
from lab.posing import pose
from lab.tilt_trials import ARCH_DEG, HOLD_S, SCRIPTS, STILL_S, TUCK_DEG, TURN_S, main, tilt_scene
from lab.truth import sagittal_angles

HELD_S = STILL_S + TURN_S + HOLD_S / 2


def at(scene, time_s):
    posed = pose(scene.body, scene.act.placement(scene.body, time_s))
    return sagittal_angles(posed, scene.act.rear_side)


@pytest.mark.parametrize("script", [s for s in SCRIPTS if s != "calibration"])
def test_the_pelvis_goes_where_the_script_says_and_comes_back(body, script):
    scene = tilt_scene(7, "other_flesh", script)
    still, held, after = (at(scene, t) for t in (1.0, HELD_S, scene.seconds))
    change = held["pelvic_tilt_deg"] - still["pelvic_tilt_deg"]
    sway = 0.8
    low, high = {"tuck": (-TUCK_DEG[1], -TUCK_DEG[0]), "arch": ARCH_DEG, "neutral": (0.0, 0.0)}[script.split("_")[0]]
    assert low - sway < change < high + sway
    assert abs(after["pelvic_tilt_deg"] - still["pelvic_tilt_deg"]) < 1.0
    moved = {name: abs(held[name] - still[name]) for name in ("trunk_deg", "rear_thigh_deg")}
    assert (moved["trunk_deg"] > 2.5) == script.endswith("lean")
    assert (moved["rear_thigh_deg"] > 6) == script.endswith("lunge")


def test_calibration_arches_and_tucks_twice(body):
    scene = tilt_scene(7, "test", "calibration")
    neutral = at(scene, 1.0)["pelvic_tilt_deg"]
    reached = [at(scene, STILL_S + 2.0 * k + 1.6)["pelvic_tilt_deg"] - neutral for k in range(4)]
    assert [np.sign(r) for r in reached] == [1, -1, 1, -1]
    assert min(abs(r) for r in reached) > TUCK_DEG[0] - 1


def test_seeds_take_the_scripts_in_turn():
    kinds = [tilt_scene(seed, "validation").about["kind"] for seed in range(len(SCRIPTS))]
    assert kinds == list(SCRIPTS)


def test_a_clip_films_with_its_truth(renderer, body):
    scene = tilt_scene(4, "test", "tuck", "stickers")
    shots = list(film(scene, renderer, fps=0.5))
    truth = clip_truth(scene, (320, 240), 0.5, [shot.truth for shot in shots])
    assert shots[0].image.shape == (240, 320, 3)
    assert truth.angles()["tuck_deg"][3] > TUCK_DEG[0] - 1  # 6 s into the clip it is held
    assert truth.baseline_s == (0.0, STILL_S)


def test_who_wears_stickers_keeps_the_arms_off_them():
    assert tilt_scene(510_102, marks="stickers").about["arms"] == "thigh"  # without stickers they hang behind the hip


def test_an_unknown_script_is_refused(tmp_path):
    with pytest.raises(Exception, match="no such"):
        main(tmp_path, script="wave")
    assert not list(tmp_path.iterdir())


def test_a_clip_from_far_off_the_side_shows_the_same_person_doing_the_same():
    usual, far = (tilt_scene(7, "test", "tuck", azimuth_deg=a) for a in (None, 35.0))
    assert far.view.azimuth_deg == 35.0 != usual.view.azimuth_deg
    assert far.name != usual.name
    assert far.act == usual.act and far.outfit == usual.outfit
