"""What sessions promise: true angles, nothing that gives the tilt away, splits that share nothing."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from lab.camera import framed
from lab.drape import Drape, draped
from lab.draws import SEEDS
from lab.flesh import Flesh, draw_flesh, fleshed
from lab.garments import Dresser
from lab.hair import hair_pieces
from lab.kneeling import Kneel, half_kneeling
from lab.outfits import Outfit
from lab.parts import Material
from lab.posing import pose
from lab.stickers import Stickers
from lab.tilt_sessions import (
    DRAWN_FOR_TEST,
    TILT_RANGE_DEG,
    TILT_SEEDS,
    TILT_SPLITS,
    draw_session,
    still_truth,
)
from lab.truth import sagittal_angles

KNEEL = Kneel(rear_thigh_deg=6.0, trunk_deg=2.0)
WAYS = [draw_flesh(np.random.default_rng(seed), split) for seed in range(3) for split in ("train", "other_flesh")]


@pytest.mark.parametrize("flesh", WAYS, ids=lambda flesh: flesh.way)
@pytest.mark.parametrize("tilt_deg", [-12.0, 9.0])
def test_the_line_through_the_iliac_spines_turns_by_the_tilt_and_nothing_else_moves(body, flesh, tilt_deg):
    person = fleshed(body, flesh)
    flat, tilted = (pose(person, half_kneeling(person, replace(KNEEL, tilt_deg=t))) for t in (0.0, tilt_deg))
    before, after = (sagittal_angles(posed, KNEEL.rear_side) for posed in (flat, tilted))
    assert after["pelvic_tilt_deg"] - before["pelvic_tilt_deg"] == pytest.approx(tilt_deg, abs=1e-6)
    assert after["trunk_deg"] == pytest.approx(before["trunk_deg"], abs=0.1)
    for joint in ("left_hip", "right_hip", "left_knee", "right_knee"):
        assert tilted.joints[joint] == pytest.approx(flat.joints[joint], abs=0.001)


@pytest.mark.parametrize("flesh", WAYS, ids=lambda flesh: flesh.way)
def test_skin_weights_share_every_vertex_out_completely(body, flesh):
    softness = fleshed(body, flesh).softness
    assert softness is not None
    weights = softness.weights
    assert np.asarray(weights.sum(axis=1)).ravel() == pytest.approx(1.0, abs=1e-3)
    assert weights.min() >= 0


def test_the_rig_s_own_flesh_is_the_body_without_flesh_but_for_the_spine(body):
    rig = fleshed(body, Flesh(spine_shares=(0.0, 0.42, 0.42 + 0.65 * 0.58, 1.0, 1.0)))
    kneel = replace(KNEEL, tilt_deg=8.0)
    assert pose(rig, half_kneeling(rig, kneel)).vertices == pytest.approx(
        pose(body, half_kneeling(body, kneel)).vertices, abs=1e-6
    )


def test_the_second_way_shows_a_tilt_in_another_outline(body):
    """Where the low back and the buttock go for a tuck differs by millimetres, so it is a test of its own."""

    def moved(flesh: Flesh) -> np.ndarray:
        person = fleshed(body, flesh)
        flat, tilted = (pose(person, half_kneeling(person, replace(KNEEL, tilt_deg=t))) for t in (0.0, -12.0))
        return tilted.vertices - flat.vertices

    rig, anew = moved(Flesh()), moved(Flesh(way="anew", hip_follow=1.0))
    back = (body.vertices[:, 0] < -0.03) & (np.abs(body.vertices[:, 1]) < 0.15)
    back &= np.abs(body.vertices[:, 2] - body.joint("upperleg01.L")[2]) < 0.25
    assert np.percentile(np.linalg.norm((rig - anew)[back], axis=1), 90) > 0.003


def test_only_the_test_of_the_second_way_uses_it():
    for split in TILT_SPLITS:
        ways = {draw_flesh(np.random.default_rng(seed), split).way for seed in range(60)}
        assert ways == {"anew"} if split == "other_flesh" else "anew" not in ways


def test_splits_share_no_body_flesh_garment_or_room_with_one_another_nor_with_other_draws():
    ranges = sorted([*TILT_SEEDS.values(), *SEEDS.values()])
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ranges))
    for split in TILT_SPLITS:
        about = draw_session(3, split).about
        low, high = TILT_SEEDS[split]
        assert all(low <= about[name] < high for name in ("body", "flesh", "garment", "room"))
    assert set(DRAWN_FOR_TEST) < set(TILT_SPLITS)


def test_only_the_leaning_sessions_bend_far_forward_and_most_of_their_clothes_are_loose():
    drawn = {split: [draw_session(seed, split) for seed in range(12)] for split in ("train", "train_leaning")}
    deepest = {split: max(k.trunk_deg for s in sessions for k in s.kneels) for split, sessions in drawn.items()}
    assert deepest["train"] < 15 < 25 < deepest["train_leaning"]
    assert sum(session.about["fit"] == "loose" for session in drawn["train_leaning"]) >= 5


def test_a_session_has_its_neutral_and_changes_over_the_whole_range():
    kneels: list[Kneel] = []
    neutral: list[bool] = []
    for seed in range(12):
        session = draw_session(seed, "validation")
        assert sum(session.neutral) == 3
        kneels += session.kneels
        neutral += session.neutral
    tilts, still = np.array([k.tilt_deg for k in kneels]), np.array(neutral)
    assert np.abs(tilts[still]).max() < 4
    low, high = TILT_RANGE_DEG
    assert low <= tilts[~still].min() < low + 2
    assert high - 2 < tilts[~still].max() <= high


def test_nothing_but_the_pelvis_tells_the_tilt_in_free_sessions():
    rows = []
    for seed in range(40):
        session = draw_session(seed, "train")
        if session.about["course"] == "free":
            rows += [
                [k.tilt_deg, k.trunk_deg, k.rear_thigh_deg, k.head_pitch_deg, k.breath, k.belly, k.squeeze, *k.ripple]
                for k, neutral in zip(session.kneels, session.neutral, strict=True)
                if not neutral
            ]
    assert len(rows) > 150
    assert np.abs(np.corrcoef(np.array(rows).T)[0, 1:]).max() < 0.25


def test_the_same_seed_gives_the_same_session_and_another_another():
    first, again, other = draw_session(5), draw_session(5), draw_session(6)
    assert first.kneels == again.kneels
    assert np.array_equal(first.scene.body.vertices, again.scene.body.vertices)
    assert first.flesh == again.flesh != other.flesh


def test_a_mirrored_session_mirrors_the_truth():
    session = draw_session(2, "train")
    body, kneel = session.scene.body, session.kneels[0]
    posed = pose(body, half_kneeling(body, kneel))
    camera = framed((640, 480), posed.vertices[::50], session.scene.view.azimuth_deg, 0.8, 1.0)
    truths = {
        facing: still_truth(replace(session, scene=replace(session.scene, facing=facing)), 0, camera, posed)
        for facing in ("right", "left")
    }
    right, left = truths["right"], truths["left"]
    for name in ("asis", "psis"):
        assert left[name] == pytest.approx([640 - right[name][0], right[name][1]])
    assert left["rear_side"] != right["rear_side"]
    assert left["roll_deg"] == -right["roll_deg"]
    assert left["tilt_deg"] == right["tilt_deg"] == kneel.tilt_deg
    assert left["joints_px"]["left_shoulder"][0] == pytest.approx(640 - right["joints_px"]["right_shoulder"][0])
    ahead = {name: truth["asis"][0] - truth["psis"][0] for name, truth in truths.items()}
    assert ahead["right"] > 0 > ahead["left"]  # the front of the pelvis is where the person faces


def test_cloth_that_hangs_falls_straight_below_what_holds_it(body):
    """Behind, the lowest ring of a straight drape is nowhere nearer the body than the buttock that holds it out."""
    posed = pose(body, half_kneeling(body, KNEEL))
    straight = draped(body, posed, posed.vertices, Drape(taper=0.0, hem_m=-0.08, folds_m=0.0), Material.DRAPED_TOP)
    tight = draped(body, posed, posed.vertices, Drape(taper=3.0, hem_m=-0.08, folds_m=0.0), Material.DRAPED_TOP)

    def hem_and_furthest(part):
        low = part.vertices[:, 2] < part.vertices[:, 2].min() + 0.001
        return part.vertices[low, 0].min(), part.vertices[:, 0].min()

    hem, furthest = hem_and_furthest(straight)
    assert hem == pytest.approx(furthest, abs=0.012)
    assert hem < hem_and_furthest(tight)[0] - 0.005


@pytest.mark.parametrize("top", [Drape(), None])
def test_stickers_lie_on_what_is_worn_and_turn_with_the_pelvis(body, top):
    dresser, slopes = Dresser(body, Outfit(draped_top=top, stickers=Stickers(diameter_m=0.02))), []
    for tilt_deg in (0.0, -12.0, 12.0):
        posed = pose(body, half_kneeling(body, replace(KNEEL, tilt_deg=tilt_deg)))
        *worn, asis, psis = dresser.dress(posed).parts
        cloth = np.concatenate([part.vertices for part in worn])
        for sticker, name in ((asis, "right_asis"), (psis, "right_psis")):
            assert sticker.material == Material.STICKER
            middle, bone = sticker.vertices[0], posed.pelvis_points[name]
            assert np.linalg.norm((middle - bone)[[0, 2]]) < 0.06
            assert middle[1] < bone[1] + 0.03
            assert np.linalg.norm(cloth - middle, axis=1).min() < 0.03
            assert sticker.normals[0][1] < -0.4
        line = asis.vertices[0] - psis.vertices[0]
        bones = posed.pelvis_points["right_asis"] - posed.pelvis_points["right_psis"]
        slopes.append([np.degrees(np.arctan2(-d[2], d[0])) for d in (line, bones)])
    stuck, true = np.transpose(slopes)
    assert stuck - stuck[0] == pytest.approx(true - true[0], abs=0.7)


def test_flowing_hair_stays_behind_the_back_and_off_it(body):
    posed = pose(body, half_kneeling(body, replace(KNEEL, trunk_deg=12.0)))
    (hair,) = hair_pieces(body, posed, "flowing")
    back = posed.vertices[body.vertices_of("spine01", "spine02")]
    for z in (0.9, 1.0, 1.1):
        ring, skin = (np.abs(v[:, 2] - z) < 0.03 for v in (hair.vertices, back))
        if ring.any() and skin.any():
            assert hair.vertices[ring, 0].min() < back[skin, 0].min()
    assert hair.vertices[:, 2].min() < posed.joints["left_ear"][2] - 0.35
