"""Pictures: what is drawn is where the truth says it is."""

import json
from dataclasses import replace

import numpy as np
import pytest

from lab.camera import Webcam
from lab.clips import camera_of, film, write_clip
from lab.dataset import render_clip
from lab.garments import Dresser
from lab.kneeling import Kneel
from lab.outfits import Outfit
from lab.posing import pose
from lab.render import Renderer
from lab.rooms import random_room
from lab.scenes import Bystander, KneelingAct, Scene, StanceAct, Sway, View
from lab.stances import standing

CLEAN = View(webcam=Webcam(blur_px=0, noise=0))


@pytest.fixture(scope="module")
def scene(body) -> Scene:
    room = random_room(np.random.default_rng(1))
    act = KneelingAct(Kneel(rear_side="right", rear_thigh_deg=8.0), sway=Sway(strength=0.0))
    return Scene("clip", 0.2, body, Outfit(), room, act, CLEAN)


def first(scene, renderer, **how):
    return next(iter(film(scene, renderer, 10.0, **how)))


@pytest.mark.parametrize("azimuth_deg", [-25.0, 0.0, 25.0])
@pytest.mark.parametrize("facing", ["right", "left"])
def test_the_person_is_drawn_around_the_true_joints(scene, renderer, azimuth_deg, facing):
    turned = replace(scene, facing=facing, view=replace(CLEAN, azimuth_deg=azimuth_deg, roll_deg=2.0))
    shot = first(turned, renderer, with_mask=True)
    for name, (x, y) in shot.truth.joints_px.items():
        if "psis" in name or "asis" in name:
            continue
        window = shot.mask[round(y) - 3 : round(y) + 4, round(x) - 3 : round(x) + 4]
        assert window.any(), name
    rows, columns = np.nonzero(shot.mask)
    joints = np.array(list(shot.truth.joints_px.values()))
    assert columns.min() - 12 < joints[:, 0].min()
    assert joints[:, 0].max() < columns.max() + 12
    assert rows.max() < 240 * 0.97


def test_the_picture_changes_where_the_person_is_and_nowhere_far_from_it(scene, renderer):
    shot = first(scene, renderer, with_mask=True)
    empty = renderer.picture(scene.room, camera_of(scene, renderer.size_px), [])
    changed = np.abs(shot.image.astype(int) - empty).max(axis=2) > 12
    assert changed[shot.mask > 0].mean() > 0.8
    assert changed.mean() < 0.6


def test_a_left_facing_clip_is_the_mirrored_picture(scene, renderer):
    right, left = (first(replace(scene, facing=f), renderer) for f in ("right", "left"))
    assert np.array_equal(right.image[:, ::-1], left.image)


def test_a_larger_picture_is_whole_although_a_smaller_one_has_been_drawn_since(scene):
    large, small = Renderer((360, 480)), Renderer((320, 240))
    before = first(scene, large).image
    first(scene, small)
    assert np.array_equal(first(scene, large).image, before)


def test_another_person_is_drawn_but_not_in_the_mask(body, scene, renderer):
    other = Bystander(body, Outfit(), StanceAct(standing(body)), (0.9, 0.5), 90.0)
    alone, together = (first(replace(scene, others=o), renderer, with_mask=True) for o in ((), (other,)))
    assert np.abs(alone.image.astype(int) - together.image).max() > 40
    assert (alone.mask > 0).sum() == pytest.approx((together.mask > 0).sum(), rel=0.02)


def test_clothes_change_the_picture_and_not_the_truth(scene, renderer):
    plain = first(scene, renderer)
    loose = first(replace(scene, outfit=replace(scene.outfit, loose_top=1.0, top_pattern=3)), renderer)
    assert np.abs(plain.image.astype(int) - loose.image).max() > 60
    for name, place in plain.truth.joints_px.items():
        assert place == pytest.approx(loose.truth.joints_px[name])


def test_a_loose_top_covers_the_hollow_back(body, scene):
    posed = pose(body, scene.act.placement(body, 0.0))
    tight, loose = (Dresser(body, Outfit(loose_top=share)).dress(posed) for share in (0.2, 1.0))
    backs = []
    for figure in (tight, loose):
        top = figure.parts[-1]
        used = np.unique(top.triangles)
        waist = body.joint("spine04")[2]
        back = used[
            (np.abs(top.rest[used, 2] - waist) < 0.04) & (np.abs(top.rest[used, 1]) < 0.05) & (top.rest[used, 0] < 0)
        ]
        backs.append(top.vertices[back, 0].min())
    assert backs[1] < backs[0] - 0.005


def test_a_clip_has_its_truth_beside_it(scene, renderer, tmp_path):
    truth = write_clip(scene, tmp_path, renderer, 10.0)
    assert {p.name for p in tmp_path.iterdir()} == {"clip.mp4", "clip.truth.json"}
    assert len(truth.frames) == 2


def test_a_dataset_clip_is_rendered_once_and_left_alone_afterwards(renderer, tmp_path):
    def render() -> str:
        return render_clip(3, tmp_path, "test", "kneeling", 0.5, 4.0, (160, 120))

    name = render()
    assert name == "test_000003_kneeling"
    truth = json.loads((tmp_path / f"{name}.truth.json").read_text())
    assert len(truth["time_s"]) == len(truth["joints_m"]["left_hip"]) == 2
    before = (tmp_path / f"{name}.mp4").stat().st_mtime_ns
    assert render() == name
    assert (tmp_path / f"{name}.mp4").stat().st_mtime_ns == before
