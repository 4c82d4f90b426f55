"""Cut cloth out of the skin: a patch whose points are weighted means of skin points, with clean edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from lab.softness import Array

Field = Callable[[Array], Array]
"""From points at rest, shape (n, 3), to metres inside an edge of the cut (outside negative), shape (n,)."""


@dataclass(frozen=True, eq=False)
class Patch:
    """A piece of cloth, as it is cut.

    Attributes
    ----------
    weights
        Sparse (k, n): each of its points is a weighted mean of skin points.
    triangles
        Shape (m, 3), indices into its points.
    """

    weights: sp.csr_matrix
    triangles: NDArray[np.int32]

    def at(self, skin: Array) -> Array:
        """Return its points on a posed skin, shape (k, 3)."""
        return np.asarray(self.weights @ skin)

    def normals(self, points: Array) -> Array:
        """Return the outward direction in its points, shape (k, 3)."""
        t = self.triangles
        faces = np.cross(points[t[:, 1]] - points[t[:, 0]], points[t[:, 2]] - points[t[:, 0]])
        normals = np.zeros_like(points)
        for corner in range(3):
            np.add.at(normals, t[:, corner], faces)
        return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)

    def mean(self) -> sp.csr_matrix:
        """Matrix that averages each point with its neighbours; points of an edge average along the edge."""
        t, count = self.triangles, self.weights.shape[0]
        edges = np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
        link = sp.coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count)).tocsr()
        both = link + link.T
        rim = both.copy()
        rim.data = (rim.data == 1).astype(float)
        rim.eliminate_zeros()
        edge = np.asarray(rim.sum(axis=1)).ravel() > 0
        inner = (both > 0).astype(float)
        chosen = sp.diags((~edge).astype(float)) @ inner + sp.diags(edge.astype(float)) @ rim
        chosen = chosen + sp.identity(count)
        return (sp.diags(1 / np.asarray(chosen.sum(axis=1)).ravel()) @ chosen).tocsr()


def cut_patch(skin: Array, triangles: NDArray[np.int32], fields: Sequence[Field], finer: int = 1) -> Patch:
    """Cut a patch out of the skin at rest.

    Parameters
    ----------
    skin
        Shape (n, 3), metres.
    triangles
        Shape (m, 3).
    fields
        The edges of the cut; the patch is where all are positive.
    finer
        How often each triangle is divided into four.

    Returns
    -------
    Patch
        Without points that no triangle uses.
    """
    near = np.all([field(skin) > -0.06 for field in fields], axis=0)
    patch = _used(Patch(sp.identity(len(skin), format="csr"), triangles[near[triangles].any(axis=1)]))
    for _ in range(finer):
        patch = _divided(patch)
    for field in fields:
        patch = _clipped(patch, field(patch.at(skin)))
    return patch


def _used(patch: Patch) -> Patch:
    kept, index = np.unique(patch.triangles, return_inverse=True)
    return Patch(patch.weights[kept], index.reshape(-1, 3).astype(np.int32))


def _divided(patch: Patch) -> Patch:
    t, count = patch.triangles, patch.weights.shape[0]
    edges = np.sort(np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]]), axis=1)
    pairs, index = np.unique(edges, axis=0, return_inverse=True)
    middle = (patch.weights[pairs[:, 0]] + patch.weights[pairs[:, 1]]) * 0.5
    ab, bc, ca = count + index.ravel().reshape(3, -1)
    a, b, c = t.T
    finer = np.concatenate([np.stack(f, axis=1) for f in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    return Patch(sp.vstack([patch.weights, middle]).tocsr(), finer.astype(np.int32))


def _clipped(patch: Patch, value: Array) -> Patch:
    """Keep what has a value of at least 0; new points lie where the edges pass 0."""
    value = np.where(np.abs(value) < 1e-4, 1e-4, value)  # a point on the cut would make slivers
    t, inside = patch.triangles, value > 0
    count = inside[t].sum(axis=1)
    kept = [tuple(map(int, row)) for row in t[count == 3]]
    new: dict[tuple[int, int], int] = {}
    first = patch.weights.shape[0]

    def crossing(a: int, b: int) -> int:
        return new.setdefault((min(a, b), max(a, b)), first + len(new))

    for row, many in zip(t, count, strict=True):
        if many not in (1, 2):
            continue
        odd = int(np.flatnonzero(inside[row] == (many == 1))[0])
        a, b, c = (int(row[(odd + k) % 3]) for k in range(3))
        ab, ac = crossing(a, b), crossing(a, c)
        kept += [(a, ab, ac)] if many == 1 else [(ab, b, c), (ab, c, ac)]
    weights = patch.weights
    if new:
        a, b = np.array(list(new)).T
        share = (value[a] / (value[a] - value[b]))[:, None]
        between = sp.diags((1 - share).ravel()) @ weights[a] + sp.diags(share.ravel()) @ weights[b]
        weights = sp.vstack([weights, between]).tocsr()
    return _used(Patch(weights, np.array(kept, dtype=np.int32)))
