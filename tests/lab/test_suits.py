"""Real cuts: read as MakeHuman writes them, fitted at rest, and outside the skin in any pose."""

from dataclasses import replace

import numpy as np
import pytest

from lab.garments import Dresser
from lab.kneeling import Kneel, half_kneeling
from lab.outfits import Outfit
from lab.parts import Material
from lab.posing import pose
from lab.suits import HELD_OUT, OFF_M, read_suit, suit_at_rest, suits_in
from lab.tilt_wide import draw_wide


@pytest.fixture(scope="module")
def folder(body, tmp_path_factory):
    """Write a skin-tight suit: the skin of the hips and thighs itself, with a scale for each axis."""
    at = tmp_path_factory.mktemp("suits")
    hips = body.joint("upperleg01.L")[2]
    worn = np.flatnonzero((body.vertices[:13380, 2] < hips + 0.12) & (body.vertices[:13380, 2] > hips - 0.25))
    worn = worn[np.abs(body.vertices[worn, 1]) < 0.3]
    number = np.full(len(body.vertices), -1)
    number[worn] = np.arange(len(worn))
    triangles = number[body.topology.skin_triangles]
    triangles = triangles[(triangles >= 0).all(axis=1)]
    for name in ("male_casualsuit01", HELD_OUT[0]):
        head = f"# CC0\nname {name}\nx_scale 5399 11998 1.4\nz_scale 962 5320 1.8\ny_scale 791 881 2.2\nverts 0\n"
        rows = "".join(f"{v} {v} {v} 1 0 0 0 0 0\n" for v in worn)
        (at / f"{name}.mhclo").write_text(head + rows + "\ndelete_verts\n1 - 5\n")
        faces = "".join(f"f {a + 1}/1 {b + 1}/1 {c + 1}/1\n" for a, b, c in triangles)
        (at / f"{name}.obj").write_text("v 0 0 0\n" * len(worn) + faces)
    return at, worn


def test_a_suit_lies_at_rest_where_its_binding_says(body, folder):
    at, worn = folder
    cloth = suit_at_rest(body, read_suit(at / "male_casualsuit01.mhclo"))
    assert cloth == pytest.approx(body.vertices[worn], abs=1e-6)


@pytest.mark.parametrize("tilt_deg", [-12.0, 10.0])
def test_a_suit_goes_with_the_skin_and_stays_outside_it(body, folder, tilt_deg):
    at, worn = folder
    outfit = Outfit(suit=read_suit(at / "male_casualsuit01.mhclo"), waistband_m=0.03)
    dresser = Dresser(body, outfit)
    posed = pose(body, half_kneeling(body, Kneel(tilt_deg=tilt_deg)))
    parts = [part for part in dresser.dress(posed).parts if part.material in (7, 8, 9)]
    assert {part.material for part in parts} == {Material.DRAPED_BOTTOM, Material.STICKER}
    cloth, skin = parts[0].vertices, posed.vertices[worn]
    assert np.percentile(np.linalg.norm(cloth - skin, axis=1), 95) < 0.02
    outside = np.einsum("ni,ni->n", cloth - skin, dresser._normals(posed.vertices)[worn])
    assert np.median(outside) == pytest.approx(OFF_M, abs=0.002)
    assert outside.min() > 0.5 * OFF_M


def test_test_people_wear_other_suits_than_those_trained_on(folder):
    at, _ = folder
    assert [p.stem for p in suits_in(at, held_out=False)] == ["male_casualsuit01"]
    assert [p.stem for p in suits_in(at, held_out=True)] == [HELD_OUT[0]]
    worn = {
        split: {draw_wide(seed, split, suits=at).about.get("suit") for seed in range(8)} - {None}
        for split in ("train", "test")
    }
    assert worn == {"train": {"male_casualsuit01"}, "test": {HELD_OUT[0]}}


def test_a_suit_changes_nothing_else_of_a_session(folder):
    at, _ = folder
    for seed in range(4):
        plain, suited = draw_wide(seed), draw_wide(seed, suits=at)
        assert suited.kneels == plain.kneels
        assert suited.scene.view == plain.scene.view
        assert replace(suited.scene.outfit, suit=None).skin == plain.scene.outfit.skin
