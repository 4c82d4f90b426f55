"""Bright round stickers on the front and the back of the pelvis, on skin or cloth, moving with the bone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab.bodies import Body
from lab.parts import Array, Material, Part
from lab.posing import PELVIS_VERTICES, Posed
from lab.rotations import frame, unit

_OFF_BONE_M = {"asis": (-0.015, 0.055), "psis": (0.03, 0.0)}
"""Stuck so far ahead of and above the bony point, out of the groin and off the outline of the back, where a
camera at the side sees them whole. The line through them is not that of the bones, but turns with it."""
_NEAR_M = 0.14
"""Skin farther from the bone at rest is another part of the body."""
_INSIDE_M = 0.04
_THICK_M = 0.002
_HANGING = (Material.DRAPED_TOP, Material.DRAPED_BOTTOM)


@dataclass(frozen=True)
class Stickers:
    """A pair of stickers on the side that the camera sees.

    Attributes
    ----------
    colour
        RGB 0-1.
    diameter_m
        Of each.
    side
        Anatomical side of the body (before a mirrored picture is turned over).
    """

    colour: tuple[float, float, float] = (0.1, 0.9, 0.2)
    diameter_m: float = 0.022
    side: str = "right"


def sticker_parts(body: Body, posed: Posed, stickers: Stickers, surfaces: Sequence[Part]) -> list[Part]:
    """Return the stickers, ASIS first, each on the outermost of some surfaces.

    Parameters
    ----------
    body, posed, stickers
        Who wears which.
    surfaces
        Skin and clothes of the posed body.
    """
    turn = _pelvis_turn(body, posed)
    out = 1.0 if stickers.side == "left" else -1.0
    parts = []
    for name, (ahead, above) in _OFF_BONE_M.items():
        point = f"{stickers.side}_{name}"
        start = posed.pelvis_points[point] + turn @ [ahead, -_INSIDE_M * out, above]
        outwards = turn @ [0.0, out, 0.0]
        parts.append(_stuck(start, outwards, stickers.diameter_m / 2, _skin_of(surfaces, body, point, start)))
    return parts


def _skin_of(surfaces: Sequence[Part], body: Body, point: str, near: Array) -> tuple[Array, Array]:
    """Return corners and directions, shapes (n, 3, 3), of the triangles a sticker may lie on.

    Of skin and of clothes made from it only what is near the bone at rest: not the thigh that rises before it, no arm.
    """
    corners, normals = [], []
    for surface in surfaces:
        own = np.linalg.norm(surface.vertices - near, axis=1) < 2 * _NEAR_M
        if surface.material not in _HANGING:
            own &= np.linalg.norm(surface.rest - body.vertices[PELVIS_VERTICES[point]], axis=1) < _NEAR_M
        triangles = surface.triangles[own[surface.triangles].all(axis=1)]
        corners.append(surface.vertices[triangles])
        normals.append(surface.normals[triangles])
    return np.concatenate(corners), np.concatenate(normals)


def _stuck(start: Array, outwards: Array, radius: float, skin: tuple[Array, Array]) -> Part:
    """Lay a disc on the surface, where the way outwards from a place in the body leaves it."""
    corners, normals = skin
    reach = float(_reaches(start[None], outwards, corners)[0])
    middle = start + (_INSIDE_M if np.isnan(reach) else reach) * outwards
    close = np.linalg.norm(corners - middle, axis=2) < 0.02
    normal = unit(normals[close].sum(axis=0) / max(close.sum(), 1) + 0.3 * outwards)
    points, triangles = _disc(radius)
    u = unit(np.cross(normal, [0.31, 0.52, 0.8]))
    flat = middle + points @ np.stack([u, np.cross(normal, u)])
    heights = _reaches(flat - 0.02 * normal, normal, corners) - 0.02
    heights = np.clip(np.where(np.isnan(heights), 0.0, heights), -0.5 * radius, 0.5 * radius)
    vertices = flat + (heights + _THICK_M)[:, None] * normal
    return Part(vertices, np.tile(normal, (len(vertices), 1)), vertices, triangles, Material.STICKER)


def _reaches(starts: Array, along: Array, corners: Array) -> Array:
    """How far from each start, shape (n,), the last of some triangles is met; NaN where none is (Moeller-Trumbore)."""
    edge1, edge2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    across = np.cross(along, edge2)
    det = np.einsum("ij,ij->i", edge1, across)
    det = np.where(np.abs(det) < 1e-12, np.nan, det)
    to = starts[:, None] - corners[None, :, 0]
    u = np.einsum("nij,ij->ni", to, across) / det
    q = np.cross(to, edge1)
    v = q @ along / det
    far = np.einsum("nij,ij->ni", q, edge2) / det
    met = (u >= 0) & (v >= 0) & (u + v <= 1) & (far >= 0)
    return np.where(met.any(axis=1), np.max(np.where(met, far, -np.inf), axis=1), np.nan)


def _pelvis_turn(body: Body, posed: Posed) -> Array:
    def axes(points: dict[str, Array]) -> Array:
        return frame(
            points["left_asis"] - points["right_asis"],
            points["left_asis"] + points["right_asis"] - points["left_psis"] - points["right_psis"],
        )

    rest = {name: body.vertices[i] for name, i in PELVIS_VERTICES.items()}
    return axes(dict(posed.pelvis_points)) @ axes(rest).T


def _disc(radius: float, spokes: int = 20, rings: int = 3) -> tuple[Array, NDArray[np.int32]]:
    """Return points, shape (n, 2), the middle first, and triangles of a disc."""
    angles = np.linspace(0, 2 * np.pi, spokes, endpoint=False)
    round_it = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = np.concatenate([[[0.0, 0.0]], *(radius * k / rings * round_it for k in range(1, rings + 1))])
    triangles = []
    for s in range(spokes):
        n = (s + 1) % spokes
        triangles.append([0, 1 + s, 1 + n])
        for k in range(rings - 1):
            a, b = 1 + k * spokes, 1 + (k + 1) * spokes
            triangles += [[a + s, b + s, b + n], [a + s, b + n, a + n]]
    return points, np.array(triangles, dtype=np.int32)
