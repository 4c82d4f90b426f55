"""The way of deforming that is kept for the test: skin weights from the bones' places alone, and flesh that gives way.

The weights are the balance of heat that flows from the nearest bone into the skin and along it (Baran and Popovic,
"Automatic rigging and animation of 3D characters", 2007), with a pelvis of its own shape: hips, sacrum and iliac
spines. The rig's weights are used for head, arms and shanks only. Pressed skin bulges by its strain, not by a fixed
field.
"""

from __future__ import annotations

import itertools

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from lab.bodies import SKIN_VERTICES, Body
from lab.flesh_weights import averaging
from lab.softness import Array, Strain

ASIS, PSIS = {"L": 10947, "R": 4318}, {"L": 10831, "R": 4192}


def heat_weights(body: Body, strength: float, reach: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> sp.csr_matrix:
    """Skin weights from geometry, sparse (vertices, bones).

    Parameters
    ----------
    body
        At rest.
    strength
        Of the heat from the bones against that along the skin: small is soft, large is stiff (about 0.3-3).
    reach
        Of pelvis, spine and thighs: bones count as so much nearer.
    """
    skin = body.vertices[:SKIN_VERTICES]
    segments = _segments(body)
    nearness = [_reach_of(bone, reach) for bone in segments]
    distances = np.stack([_distance(skin, np.array(lines)) for lines in segments.values()], axis=1) / nearness
    nearest = distances.argmin(axis=1)
    heat = strength / np.maximum(distances.min(axis=1), 0.01) ** 2
    source = np.zeros_like(distances)
    source[np.arange(len(skin)), nearest] = heat
    laplacian, area = _laplacian(body)
    balance = spl.splu((laplacian + sp.diags(heat * area)).tocsc())
    found = np.clip(balance.solve(source * area[:, None]), 0, 1)
    found /= found.sum(axis=1, keepdims=True)

    columns = [body.bone_index[b] for b in segments]
    scatter = sp.csr_matrix(
        (np.ones(len(columns)), (np.arange(len(columns)), columns)), shape=(len(columns), len(body.bone_index))
    )
    own = np.zeros(len(body.vertices))
    own[:SKIN_VERTICES] = _core(body)
    padded = np.zeros((len(body.vertices), len(columns)))
    padded[:SKIN_VERTICES] = found
    padded[:, 0] += 1 - padded.sum(axis=1)
    rig = sp.diags(1 - own) @ body.topology.weights
    return (rig + sp.diags(own) @ sp.csr_matrix(padded) @ scatter).tocsr()


def strain(body: Body, give_m: float) -> Strain:
    """Return soft tissue of trunk and hips that bulges where it is pressed."""
    t, v = body.topology.skin_triangles, body.vertices
    faces_at = sp.csr_matrix(
        (np.ones(3 * len(t)), (t.ravel(), np.repeat(np.arange(len(t)), 3))), shape=(len(v), len(t))
    )
    area = np.linalg.norm(np.cross(v[t[:, 1]] - v[t[:, 0]], v[t[:, 2]] - v[t[:, 0]]), axis=1) / 2
    give = np.zeros(len(v))
    give[:SKIN_VERTICES] = give_m * _core(body)
    return Strain(t, faces_at, faces_at @ area + 1e-9, averaging(body), give)


def _segments(body: Body) -> dict[str, list[tuple[Array, Array]]]:
    """Lines inside the body that stand for each bone."""
    joint = body.joint
    sacrum = (body.vertices[PSIS["L"]] + body.vertices[PSIS["R"]]) / 2 + [0.02, 0, -0.02]
    pelvis = []
    for side in "LR":
        hip, spine = joint(f"upperleg01.{side}"), 0.75 * body.vertices[ASIS[side]] + 0.25 * sacrum
        pelvis += [(hip, sacrum), (sacrum, spine), (hip, spine), (sacrum, sacrum + np.array([0, 0, -0.09]))]
    lines = {"root": pelvis}
    chain = ["spine04", "spine03", "spine02", "spine01", "neck01"]
    for low, high in itertools.pairwise(chain):
        lines[low] = [(joint(low), joint(high))]
    for side in "LR":
        lines[f"upperleg02.{side}"] = [(joint(f"upperleg01.{side}"), joint(f"lowerleg01.{side}"))]
        lines[f"lowerleg01.{side}"] = [(joint(f"lowerleg01.{side}"), joint(f"foot.{side}"))]
        lines[f"upperarm01.{side}"] = [(joint(f"upperarm01.{side}"), joint(f"lowerarm01.{side}"))]
    return lines


def _reach_of(bone: str, reach: tuple[float, float, float]) -> float:
    parts = zip(("root", "spine", "upperleg"), reach, strict=True)
    return next((far for start, far in parts if bone.startswith(start)), 1.0)


def _distance(points: Array, lines: Array) -> Array:
    """Distance of each point to the nearest of some lines, shape (n,)."""
    found = np.full(len(points), np.inf)
    for start, end in lines:
        along = end - start
        share = np.clip((points - start) @ along / (along @ along), 0, 1)
        found = np.minimum(found, np.linalg.norm(points - start - share[:, None] * along, axis=1))
    return found


def _core(body: Body) -> Array:
    """1 from mid thigh to chest, fading to 0 towards knees, armpits and arms, shape (skin,)."""
    _, y, z = body.vertices[:SKIN_VERTICES].T
    hip, knee, chest = body.joint("upperleg01.L")[2], body.joint("lowerleg01.L")[2], body.joint("spine01")[2]
    wrist, foot = abs(body.joint("wrist.L")[1]), abs(body.joint("foot.L")[1])
    rise = np.clip((z - (0.8 * knee + 0.2 * hip)) / (0.3 * (hip - knee)), 0, 1)
    end = np.clip((chest + 0.02 - z) / 0.1, 0, 1)
    aside = np.clip((0.5 * (wrist + foot) - np.abs(y)) / 0.02, 0, 1)
    return rise * end * aside


def _laplacian(body: Body) -> tuple[sp.csr_matrix, Array]:
    """Cotangent Laplacian of the skin (positive) and the area of each vertex."""
    t, v = body.topology.skin_triangles, body.vertices
    rows, columns, values = [], [], []
    for k in range(3):
        i, j, o = t[:, k], t[:, (k + 1) % 3], t[:, (k + 2) % 3]
        a, b = v[i] - v[o], v[j] - v[o]
        cotangent = np.einsum("ij,ij->i", a, b) / np.maximum(np.linalg.norm(np.cross(a, b), axis=1), 1e-12)
        half = 0.5 * np.maximum(cotangent, 0.0)
        rows += [i, j]
        columns += [j, i]
        values += [half, half]
    link = sp.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(SKIN_VERTICES,) * 2
    )
    faces = np.linalg.norm(np.cross(v[t[:, 1]] - v[t[:, 0]], v[t[:, 2]] - v[t[:, 0]]), axis=1) / 2
    area: Array = np.bincount(t.ravel(), np.repeat(faces, 3) / 3, minlength=SKIN_VERTICES).astype(float) + 1e-10
    return (sp.diags(np.asarray(link.sum(axis=1)).ravel()) - link).tocsr(), area
