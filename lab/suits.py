"""Real cuts of clothes on any body: MakeHuman's own wardrobe (CC0), from a folder of ``.mhclo`` and ``.obj`` files.

Each vertex of a garment hangs on three vertices of MakeHuman's base mesh, so it fits every shape at rest. From there on
it follows the posed skin below it: each vertex keeps its place over the nearest skin triangles, then the cloth is
smoothed and kept outside. So whatever a body's flesh does, its clothes do, and seams, hems and waistbands go along.

The files are not part of the laboratory (5 MB); a folder of them is named where they are wanted.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from lab.bodies import SKIN_VERTICES, Body, rest_positions
from lab.parts import Array, Material, Part

HELD_OUT = ("female_casualsuit02", "male_casualsuit03", "male_worksuit01")
"""Worn in test sessions alone."""
LEFT_OUT = ("female_elegantsuit01",)
"""Its skirt would have to hang between the legs, which skin below cannot tell."""
OFF_M, ROUNDS, NEAR = 0.005, 3, 6
INSIDE_M, BARE_Z = 0.015, 10.0
"""No skin is as high as the second at rest, so what begins there is not painted."""


@dataclass(frozen=True, eq=False)
class Suit:
    """One garment as the files have it.

    Attributes
    ----------
    name
        Of the files.
    on
        Shape (n, 3): vertices of the base mesh that each vertex hangs on.
    weights
        Shape (n, 3): of these.
    offset
        Shape (n, 3): from there, in MakeHuman's frame and unit, for the average size.
    scale_by
        For each axis of MakeHuman two vertices of the base mesh and their distance in the average size.
    triangles
        Shape (m, 3).
    """

    name: str
    on: NDArray[np.int64]
    weights: Array
    offset: Array
    scale_by: tuple[tuple[int, int, float], ...]
    triangles: NDArray[np.int32]


def suits_in(folder: Path, held_out: bool) -> list[Path]:
    """Return the suits of a folder, in order of their names: those for tests, or the others."""
    found = [p for p in sorted(folder.glob("*suit*.mhclo")) if p.stem not in LEFT_OUT]
    return [p for p in found if (p.stem in HELD_OUT) == held_out]


@functools.lru_cache(maxsize=32)
def read_suit(path: Path) -> Suit:
    """Read one garment: the binding from the ``.mhclo`` file, the triangles from the ``.obj`` file beside it."""
    rows: list[list[float]] = []
    scales: dict[str, tuple[int, int, float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words and words[0] in ("x_scale", "y_scale", "z_scale"):
            scales[words[0]] = (int(words[1]), int(words[2]), float(words[3]))
        elif words and words[0] == "delete_verts":
            break
        elif len(words) == 9 and words[0].isdigit():
            rows.append([float(word) for word in words])
    table = np.array(rows)
    quads = []
    for line in path.with_suffix(".obj").read_text(encoding="utf-8").splitlines():
        if line.startswith("f "):
            corners = [int(word.split("/")[0]) - 1 for word in line.split()[1:]]
            quads += [[corners[0], corners[k], corners[k + 1]] for k in range(1, len(corners) - 1)]
    return Suit(
        name=path.stem,
        on=table[:, :3].astype(np.int64),
        weights=table[:, 3:6],
        offset=table[:, 6:],
        scale_by=tuple(scales[f"{axis}_scale"] for axis in "xyz"),
        triangles=np.array(quads, np.int32),
    )


def suit_at_rest(body: Body, suit: Suit) -> Array:
    """Return the garment's vertices on a body at rest, shape (n, 3), metres."""
    points, _ = rest_positions(body.shape)
    size = np.array(
        [abs(points[a] - points[b])[(axis + 1) % 3] * 10 / d for axis, (a, b, d) in enumerate(suit.scale_by)]
    )
    offset = (suit.offset * size)[:, [2, 0, 1]] * 0.1
    cloth = np.einsum("nk,nkj->nj", suit.weights, points[suit.on]) + offset
    skin = points[body.topology.kept]
    low, high = skin[:SKIN_VERTICES, 2].min(), skin[:SKIN_VERTICES, 2].max()
    return (cloth - [0, 0, low]) * (body.stature_m / (high - low))


class FittedSuit:
    """A garment on one body.

    Parameters
    ----------
    body, suit
        Who wears what.
    waistband_m
        Height of a waistband of another colour, metres; 0 for none.
    """

    def __init__(self, body: Body, suit: Suit, waistband_m: float = 0.0) -> None:
        self._rest, self._triangles = suit_at_rest(body, suit), suit.triangles
        skin = body.topology.skin_triangles
        corners = body.vertices[skin]
        distance, near = cKDTree(corners.mean(axis=1)).query(self._rest, k=NEAR)
        share = 1 / (distance + 0.004) ** 2
        self._share = share / share.sum(axis=1, keepdims=True)
        self._under = skin[near]
        frames, middles = _frames(body.vertices[self._under])
        self._local = np.einsum("nkij,nki->nkj", frames, self._rest[:, None] - middles)
        self._skin = cKDTree(body.vertices[:SKIN_VERTICES]).query(self._rest)[1]
        self._smooth = _averaging(len(self._rest), suit.triangles)
        self._pieces = _pieces(body, self._rest, suit.triangles, waistband_m)
        bottom = self._pieces.get(int(Material.DRAPED_BOTTOM))
        heights = [BARE_Z] if bottom is None else self._rest[bottom.ravel(), 2]
        self.bottom_z = (float(np.min(heights)) + INSIDE_M, float(np.max(heights)) - INSIDE_M)
        """Where its trousers end below and above, a little inside them, metres at rest."""

    def parts(self, skin: Array, normals: Array) -> list[Part]:
        """Return the garment over a posed skin: top, bottom, and what has a colour of its own."""
        frames, middles = _frames(skin[self._under])
        cloth = np.einsum("nk,nki->ni", self._share, middles + np.einsum("nkij,nkj->nki", frames, self._local))
        at, out = skin[self._skin], normals[self._skin]
        for _ in range(ROUNDS):
            cloth = 0.5 * cloth + 0.5 * (self._smooth @ cloth)
            cloth += out * np.maximum(OFF_M - np.einsum("ni,ni->n", cloth - at, out), 0)[:, None]
        a, b, c = (cloth[self._triangles[:, k]] for k in range(3))
        faces, shaded = np.cross(b - a, c - a), np.zeros_like(cloth)
        for k in range(3):
            np.add.at(shaded, self._triangles[:, k], faces)
        shaded /= np.maximum(np.linalg.norm(shaded, axis=1, keepdims=True), 1e-9)
        return [Part(cloth, shaded, self._rest, triangles, material) for material, triangles in self._pieces.items()]


def _frames(corners: Array) -> tuple[Array, Array]:
    """Axes (as columns) and middles of triangles, shapes (..., 3, 3) and (..., 3), from corners (..., 3, 3)."""
    first = corners[..., 1, :] - corners[..., 0, :]
    normal = np.cross(first, corners[..., 2, :] - corners[..., 0, :])
    first = first / np.maximum(np.linalg.norm(first, axis=-1, keepdims=True), 1e-9)
    normal = normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    return np.stack([first, np.cross(normal, first), normal], axis=-1), corners.mean(axis=-2)


def _averaging(count: int, triangles: NDArray[np.int32]) -> sp.csr_matrix:
    """Matrix that gives each vertex the mean of its neighbours."""
    rows, columns = triangles[:, [0, 1, 2]].ravel(), triangles[:, [1, 2, 0]].ravel()
    link = sp.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count)).tocsr()
    link = ((link + link.T) > 0).astype(float)
    degree = np.asarray(link.sum(axis=1)).ravel()
    alone = sp.diags((degree == 0).astype(float))
    return (sp.diags(1 / np.maximum(degree, 1)) @ link + alone).tocsr()


def _pieces(body: Body, rest: Array, triangles: NDArray[np.int32], waistband_m: float) -> dict[int, NDArray[np.int32]]:
    """Sort the triangles: what covers a leg is the bottom, small things at the waist are belts, the rest is the top."""
    rows, columns = triangles[:, [0, 1, 2]].ravel(), triangles[:, [1, 2, 0]].ravel()
    link = sp.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(rest), len(rest)))
    _, piece = connected_components(link, directed=False)
    hips, chest = body.joint("upperleg01.L")[2], body.joint("spine02")[2]
    material = np.zeros(len(rest), int)
    for number in range(piece.max() + 1):
        z = rest[piece == number, 2]
        kind = Material.DRAPED_BOTTOM if z.min() < hips - 0.03 and z.max() < chest else Material.DRAPED_TOP
        if hips - 0.05 < z.min() and z.max() < hips + 0.25 and np.ptp(z) < 0.09:
            kind = Material.STICKER
        material[piece == number] = kind
    of_triangle = material[triangles[:, 0]]
    if waistband_m and (of_triangle == Material.DRAPED_BOTTOM).any():
        top = rest[triangles[of_triangle == Material.DRAPED_BOTTOM]][:, :, 2].max() - waistband_m
        of_triangle[(of_triangle == Material.DRAPED_BOTTOM) & (rest[triangles][:, :, 2].min(axis=1) > top - 0.01)] = (
            Material.STICKER
        )
    return {int(kind): triangles[of_triangle == kind] for kind in np.unique(of_triangle)}
