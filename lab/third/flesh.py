"""The third domain's own way of deforming: the skin is cut by planes, evened out after posing, and lags behind.

Trunk and thighs meet in a plane through each groin, the trunk's parts at the heights of the joints of the spine. After
the pose the skin is smoothed and gets its detail at rest back in the frame of the smoothed surface (Mancewicz et al.,
"Delta Mush", 2014). Pressed tissue bulges; belly and buttocks swing after the bones as damped springs do. None of it
is used in `lab.flesh`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from lab.bodies import SKIN_VERTICES, Body
from lab.flesh_weights import averaging
from lab.soft_tissue import belly_region, buttock_region, outward
from lab.softness import Array, Softness, Strain

NAME = "planes"
_STEPS_A_SECOND = 200
"""Of the springs: thirty or more for each of their periods."""


@dataclass(frozen=True)
class PlaneFlesh:
    """How a body of the third domain deforms.

    Attributes
    ----------
    groin_m, groin_slope, groin_blend_m
        Plane between trunk and thigh: height over the hip joint, rise per metre forward, and width of the change.
    waist_back_m, waist_front_m, waist_blend_m
        How far above each joint of the spine its skin begins behind and in front, and width of the change.
    spine_shares
        As in `lab.softness.Softness`.
    mush_rounds, mush_share
        How far the posed skin is evened out, and how much of the result is taken.
    give_m
        How far pressed skin bulges where its area halves.
    lag_hz, lag_damping
        Natural frequency and damping ratio of belly and buttocks.
    """

    groin_m: float
    groin_slope: float
    groin_blend_m: float
    waist_back_m: float
    waist_front_m: float
    waist_blend_m: float
    spine_shares: tuple[float, ...]
    mush_rounds: int
    mush_share: float
    give_m: float
    lag_hz: float
    lag_damping: float


def draw_plane_flesh(rng: np.random.Generator) -> PlaneFlesh:
    """Draw a way of deforming."""
    rises = np.cumsum(rng.dirichlet([1.5, 2.5, 2.5, 1.5]))
    return PlaneFlesh(
        groin_m=float(rng.uniform(-0.035, 0.02)),
        groin_slope=float(rng.uniform(0.25, 0.8)),
        groin_blend_m=float(rng.uniform(0.06, 0.13)),
        waist_back_m=float(rng.uniform(-0.02, 0.04)),
        waist_front_m=float(rng.uniform(-0.03, 0.05)),
        waist_blend_m=float(rng.uniform(0.06, 0.13)),
        spine_shares=(0.0, *map(float, rises[:3]), 1.0),
        mush_rounds=int(rng.integers(4, 15)),
        mush_share=float(rng.uniform(0.5, 1.0)),
        give_m=float(rng.uniform(0.0, 0.03)),
        lag_hz=float(rng.uniform(2.0, 5.0)),
        lag_damping=float(rng.uniform(0.2, 0.5)),
    )


def plane_fleshed(body: Body, flesh: PlaneFlesh) -> Body:
    """Return the body with weights cut by planes, its own spine and tissue that bulges where it is pressed."""
    t, v, count = body.topology.skin_triangles, body.vertices, len(body.vertices)
    faces_at = sp.csr_matrix((np.ones(3 * len(t)), (t.ravel(), np.repeat(np.arange(len(t)), 3))), shape=(count, len(t)))
    area = np.linalg.norm(np.cross(v[t[:, 1]] - v[t[:, 0]], v[t[:, 2]] - v[t[:, 0]]), axis=1) / 2
    none = np.zeros(count)
    softness = Softness(
        name=NAME,
        weights=plane_weights(body, flesh),
        spine_shares=flesh.spine_shares,
        hip_follow=1.0,
        at_rest=np.zeros((count, 3)),
        outward=outward(body),
        arching=none,
        tucking=none,
        belly=0.01 * belly_region(body),
        squeeze=-0.006 * buttock_region(body),
        ripples=np.zeros((0, count)),
        strain=Strain(t, faces_at, faces_at @ area + 1e-9, averaging(body), flesh.give_m * soft_share(body)),
    )
    return replace(body, softness=softness)


def plane_weights(body: Body, flesh: PlaneFlesh) -> sp.csr_matrix:
    """Skin weights of pelvis, spine and thighs by planes, of the rest by the rig; sparse (vertices, bones)."""
    x, y, z = body.vertices.T
    hip = body.joint("upperleg01.L")
    front = _rise((x - hip[0]) / 0.16 + 0.5)
    height = z - flesh.waist_back_m - (flesh.waist_front_m - flesh.waist_back_m) * front
    chain = ("spine04", "spine03", "spine02", "spine01")
    above = [np.ones(len(z))]
    above += [_rise((height - body.joint(bone)[2]) / flesh.waist_blend_m + 0.5) for bone in chain]
    parts = {bone: above[k] - (above[k + 1] if k < len(chain) else 0) for k, bone in enumerate(("root", *chain))}
    groin = hip[2] + flesh.groin_m + flesh.groin_slope * (x - hip[0])
    thigh, left = _rise((groin - z) / flesh.groin_blend_m + 0.5), _rise(y / 0.03 + 0.5)
    parts = {bone: part * (1 - thigh) for bone, part in parts.items()}
    parts |= {"upperleg02.L": thigh * left, "upperleg02.R": thigh * (1 - left)}
    core = trunk_and_thighs(body)
    columns = [body.bone_index[bone] for bone in parts]
    own = np.stack(list(parts.values()), axis=1) * core[:, None]
    rows = np.repeat(np.arange(len(z)), len(columns))
    cut = sp.csr_matrix((own.ravel(), (rows, np.tile(columns, len(z)))), shape=body.topology.weights.shape)
    return (sp.diags(1 - core) @ body.topology.weights + cut).tocsr()


def trunk_and_thighs(body: Body) -> Array:
    """1 from mid thigh to chest, fading to 0 towards knees, shoulders and arms, shape (n,)."""
    _, y, z = body.vertices.T
    hip, knee, chest = body.joint("upperleg01.L")[2], body.joint("lowerleg01.L")[2], body.joint("spine01")[2]
    between_sides = 0.5 * (abs(body.joint("wrist.L")[1]) + abs(body.joint("foot.L")[1]))
    inside = _rise((z - knee) / (0.45 * (hip - knee))) * _rise((chest + 0.03 - z) / 0.12)
    inside = inside * _rise((between_sides - np.abs(y)) / 0.03)
    inside[SKIN_VERTICES:] = 0.0
    return inside


def soft_share(body: Body) -> Array:
    """How soft the tissue is, shape (n,): belly and buttocks 1, the rest of trunk and thighs 0.3."""
    return trunk_and_thighs(body) * np.maximum(np.maximum(belly_region(body), buttock_region(body)), 0.3)


class Mush:
    """Evens the posed skin out and gives it its detail back.

    Parameters
    ----------
    body, flesh
        Whose, and how far.
    """

    def __init__(self, body: Body, flesh: PlaneFlesh) -> None:
        self._share = (flesh.mush_share * trunk_and_thighs(body))[:, None]
        self._mean, self._rounds = averaging(body), flesh.mush_rounds
        t = body.topology.skin_triangles
        count = len(body.vertices)
        self._triangles, self._corner = t, np.zeros(count, dtype=np.int64)
        for a, b in ((0, 1), (1, 2), (2, 0)):
            self._corner[t[:, a]] = t[:, b]
        self._faces_at = sp.csr_matrix(
            (np.ones(3 * len(t)), (t.ravel(), np.repeat(np.arange(len(t)), 3))), shape=(count, len(t))
        )
        even = self._even(body.vertices)
        self._detail = np.einsum("vij,vi->vj", self._frames(even), body.vertices - even)

    def applied(self, skin: Array) -> Array:
        """Return the posed skin, shape (n, 3), evened out; no point lies under the floor."""
        even = self._even(skin)
        result = skin + self._share * (even + np.einsum("vij,vj->vi", self._frames(even), self._detail) - skin)
        result[:, 2] = np.maximum(result[:, 2], 0.001)
        return result

    def _even(self, skin: Array) -> Array:
        for _ in range(self._rounds):
            skin = self._mean @ skin
        return skin

    def _frames(self, skin: Array) -> Array:
        """Axes along and out of the surface in each vertex, as columns, shape (n, 3, 3)."""
        t = self._triangles
        normal = _unit(self._faces_at @ np.cross(skin[t[:, 1]] - skin[t[:, 0]], skin[t[:, 2]] - skin[t[:, 0]]))
        along = skin[self._corner] - skin
        along = _unit(along - np.einsum("vi,vi->v", along, normal)[:, None] * normal)
        return np.stack([along, np.cross(normal, along), normal], axis=2)


def lagging(frames: Sequence[Array], fps: float, soft: Array, flesh: PlaneFlesh) -> list[Array]:
    """Let soft tissue swing after the bones.

    Parameters
    ----------
    frames
        Shape (n, 3) each: where the skin would be without it.
    fps
        Frames per second.
    soft
        Shape (n,): 0 follows at once, 1 swings freely.
    flesh
        Frequency and damping.
    """
    omega, steps = 2 * np.pi * flesh.lag_hz, max(1, round(_STEPS_A_SECOND / fps))
    dt = 1 / (fps * steps)
    moving = np.flatnonzero(soft > 0)
    place, speed = frames[0][moving].copy(), np.zeros((len(moving), 3))
    found = [frames[0]]
    for before, after in itertools.pairwise(frames):
        for k in range(steps):
            aim = before[moving] + (k + 1) / steps * (after[moving] - before[moving])
            speed += dt * (omega**2 * (aim - place) - 2 * flesh.lag_damping * omega * speed)
            place += dt * speed
        swung = after.copy()
        swung[moving] += soft[moving, None] * (place - after[moving])
        swung[:, 2] = np.maximum(swung[:, 2], 0.001)
        found.append(swung)
    return found


def _rise(share: Array) -> Array:
    u = np.clip(share, 0, 1)
    return u * u * (3 - 2 * u)


def _unit(vectors: Array) -> Array:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
