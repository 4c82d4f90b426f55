"""Skin weights of the rig made into others: smoother, sharper, shared out anew at buttock, belly and back."""

from __future__ import annotations

import functools

import numpy as np
import scipy.sparse as sp

from lab.bodies import SKIN_VERTICES, Body
from lab.soft_tissue import back_region, belly_region, buttock_region
from lab.softness import Array

PELVIS = ("root", "pelvis.L", "pelvis.R", "spine05")
THIGHS = ("upperleg01.L", "upperleg02.L", "upperleg01.R", "upperleg02.R")
LOINS = ("spine04", "spine03", "spine02")
CORE = (*PELVIS, *LOINS, "spine01", *THIGHS, "breast.L", "breast.R")
"""The bones whose weights are changed."""


def averaging(body: Body) -> sp.csr_matrix:
    """Matrix that averages each vertex with its neighbours, sparse (n, n), rows sum to 1."""
    return _averaging(body.topology)


@functools.lru_cache(maxsize=4)
def _averaging(topology) -> sp.csr_matrix:
    t, count = topology.skin_triangles, len(topology.kept)
    edges = np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
    link = sp.coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count)).tocsr()
    link = ((link + link.T) > 0).astype(float) + sp.identity(count, format="csr")
    return (sp.diags(1 / np.asarray(link.sum(axis=1)).ravel()) @ link).tocsr()


def blurred(body: Body, weights: sp.csr_matrix, rounds: int) -> sp.csr_matrix:
    """Average the weights of pelvis, loins and thighs over neighbours."""
    mean = averaging(body)

    def blur(core: Array) -> Array:
        for _ in range(rounds):
            core = mean @ core
        return core

    return _changed(body, weights, blur)


def sharpened(body: Body, weights: sp.csr_matrix, power: float) -> sp.csr_matrix:
    """Let the strongest bone of each vertex have more."""

    def sharpen(core: Array) -> Array:
        return core**power

    return _changed(body, weights, sharpen)


def buttock_shared(body: Body, weights: sp.csr_matrix, pelvis_share: float) -> sp.csr_matrix:
    """Share the buttock out between the pelvis and the thigh of its side."""
    return _shared(body, weights, buttock_region(body), pelvis_share, (*PELVIS, *THIGHS), _thigh_of_side)


def belly_shared(body: Body, weights: sp.csr_matrix, pelvis_share: float) -> sp.csr_matrix:
    """Share the belly out between the pelvis and the lumbar joints at its height."""
    return _shared(body, weights, belly_region(body), pelvis_share, (*PELVIS, *LOINS), _loin_at_height)


def back_shared(body: Body, weights: sp.csr_matrix, pelvis_share: float) -> sp.csr_matrix:
    """Share the small of the back out between the pelvis and the lumbar joints at its height."""
    return _shared(body, weights, back_region(body), pelvis_share, (*PELVIS, *LOINS), _loin_at_height)


def _shared(body: Body, weights, region: Array, pelvis_share: float, bones: tuple[str, ...], rest_of) -> sp.csr_matrix:
    def share(core: Array) -> Array:
        taken = core[:, [CORE.index(b) for b in bones]].sum(axis=1) * region
        result = core.copy()
        result[:, [CORE.index(b) for b in bones]] *= (1 - region)[:, None]
        result[:, CORE.index("root")] += taken * pelvis_share
        for bone, part in rest_of(body).items():
            result[:, CORE.index(bone)] += taken * (1 - pelvis_share) * part
        return result

    return _changed(body, weights, share)


def _thigh_of_side(body: Body) -> dict[str, Array]:
    left = np.clip(0.5 + body.vertices[:, 1] / 0.02, 0, 1)
    return {"upperleg02.L": left, "upperleg02.R": 1 - left}


def _loin_at_height(body: Body) -> dict[str, Array]:
    heights = [body.joint(b)[2] for b in LOINS]
    return {b: np.interp(body.vertices[:, 2], heights, row) for b, row in zip(LOINS, np.eye(3), strict=True)}


def _changed(body: Body, weights: sp.csr_matrix, change) -> sp.csr_matrix:
    """Change the weights of `CORE`; every vertex keeps what it has of other bones, and they share the same total."""
    columns = [body.bone_index[b] for b in CORE]
    core = weights[:, columns].toarray()
    total = core.sum(axis=1, keepdims=True)
    new = change(core.copy())
    new[SKIN_VERTICES:] = core[SKIN_VERTICES:]
    new *= total / np.maximum(new.sum(axis=1, keepdims=True), 1e-12)
    scatter = sp.csr_matrix((np.ones(len(CORE)), (np.arange(len(CORE)), columns)), shape=(len(CORE), weights.shape[1]))
    kept = weights @ sp.diags(1.0 - np.isin(np.arange(weights.shape[1]), columns))
    return (kept + sp.csr_matrix(new) @ scatter).tocsr()
