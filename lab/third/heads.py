"""Hair and the painting of the skin in the third domain: hairline, lips, brows, eyes, shoes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lab.bodies import SKIN_VERTICES, Body
from lab.hair import hair_pieces
from lab.outfits import Outfit
from lab.posing import LANDMARK_VERTICES, Posed
from lab.softness import Array
from lab.third.patches import cut_patch

_EDGE_M = 0.012
"""Over so much the hair rises from the skin."""

Piece = tuple[Array, NDArray[np.int32], Array]
"""Rest (k, 3), triangles (m, 3) and frames (frames, k, 3)."""


def hair_line(body: Body, looks: Outfit, points: Array) -> Array:
    """How far points at rest lie inside the hair, metres: over the forehead, before the ears, down to the nape."""
    ear, eye = body.vertices[LANDMARK_VERTICES["left_ear"]], body.joint("eye.L")
    ahead, up = points[:, 0] - ear[0], points[:, 2] - eye[2]
    behind = -0.075 + 0.055 * _rise((ahead + 0.03) / 0.03)
    before = -0.02 + 0.07 * _rise((ahead - 0.008) / 0.042) + 0.1 * np.maximum(ahead - 0.05, 0)
    line = np.where(ahead < 0, behind, before) + looks.hair_cut_m
    at_ear = np.column_stack([np.full(len(points), ear[0] + 0.004), np.sign(points[:, 1]) * ear[1], points[:, 2]])
    at_ear[:, 2] = eye[2] - 0.008
    to_ear = np.linalg.norm((points - at_ear) * [1.0, 0.5, 0.62], axis=1) - 0.02
    return np.minimum(up - line, to_ear)


def hair(body: Body, looks: Outfit, poses: Sequence[Posed], skins: Sequence[Array]) -> list[Piece]:
    """Return the pieces of the hair: what covers the head, and what is tied or hangs."""

    def inside(points: Array) -> Array:
        return np.minimum(hair_line(body, looks, points), points[:, 2] - body.joint("neck02")[2])

    patch = cut_patch(body.vertices, body.topology.skin_triangles, [inside], finer=0)
    rest = patch.at(body.vertices)
    off = (looks.hair_m * _rise(inside(rest) / _EDGE_M))[:, None] + 0.0008
    worn = [patch.at(skin) for skin in skins]
    found: list[Piece] = [(rest, patch.triangles, np.array([at + off * patch.normals(at) for at in worn]))]
    tied = [
        hair_pieces(body, Posed(skin, posed.joints, posed.pelvis_points), looks.hair_style)
        for posed, skin in zip(poses, skins, strict=True)
    ]
    return found + [
        (first.rest, first.triangles, np.array([now[k].vertices for now in tied])) for k, first in enumerate(tied[0])
    ]


def skin_tint(body: Body, looks: Outfit) -> Array:
    """Colour of skin, lips, brows, scalp, shoes and eyes in each point, shape (n, 3), RGB 0-1."""
    v = body.vertices
    tint = np.tile(np.array(looks.skin), (len(v), 1))
    eye = body.joint("eye.L")
    nose = v[LANDMARK_VERTICES["nose"], 0]
    face = v[:, 0] > body.joint("head")[0] + 0.02
    lips = face & (np.abs(v[:, 1]) < 0.024) & (np.abs(v[:, 2] - (eye[2] - 0.068)) < 0.009) & (v[:, 0] > nose - 0.05)
    tint[lips] *= (0.85, 0.62, 0.6)
    brows = face & (np.abs(np.abs(v[:, 1]) - abs(eye[1])) < 0.022) & (np.abs(v[:, 2] - (eye[2] + 0.024)) < 0.006)
    scalp = (hair_line(body, looks, v) > 0.002) & (v[:, 2] > body.joint("neck02")[2])
    tint[brows | scalp] = looks.hair
    tint[v[:, 2] < body.joint("foot.L")[2]] = looks.shoe
    tint[SKIN_VERTICES:] = 0.85
    for ball in np.array_split(np.arange(SKIN_VERTICES, len(v)), 2):
        middle = (v[ball].max(axis=0) + v[ball].min(axis=0)) / 2
        ahead = (v[ball, 0] - middle[0]) / np.maximum(np.linalg.norm(v[ball] - middle, axis=1), 1e-9)
        tint[ball[ahead > 0.9]] = (0.12, 0.08, 0.05)
    return tint


def _rise(share: Array) -> Array:
    u = np.clip(share, 0, 1)
    return u * u * (3 - 2 * u)
