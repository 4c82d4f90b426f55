"""Bright round stickers over the iliac spines, on skin or cloth, moving with the pelvis bone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.bodies import Body
from lab.parts import Array, Material, Part
from lab.posing import PELVIS_VERTICES, Posed
from lab.rotations import frame, unit

_ASIDE_M = {"asis": 0.01, "psis": 0.045}
"""Stuck a little further aside than the bone, where the camera at the side can see them."""
_NEAR_M = 0.07
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
    for name, aside in _ASIDE_M.items():
        point = f"{stickers.side}_{name}"
        at = posed.pelvis_points[point] + turn @ [0.0, out * aside, 0.0]
        for surface in surfaces:
            at, normal = _on_surface(at, surface, body.vertices[PELVIS_VERTICES[point]])
        parts.append(_dome(at + 0.002 * normal, normal, stickers.diameter_m / 2))
    return parts


def _on_surface(at: Array, surface: Part, at_rest: Array) -> tuple[Array, Array]:
    """Move a point onto the next layer where that lies outside, and return the layer's direction there.

    Of skin and of clothes made from it only what is near the bone at rest counts: not the thigh that rises before it.
    """
    rest_near = np.linalg.norm(surface.rest - at_rest, axis=1) < _NEAR_M
    own = np.flatnonzero(rest_near) if surface.material not in _HANGING else np.arange(len(surface.rest))
    distances = np.linalg.norm(surface.vertices[own] - at, axis=1)
    close = own[np.argsort(distances)[:6]]
    weights = 1 / (np.sort(distances)[:6] + 0.003)
    normal = unit(weights @ surface.normals[close])
    height = float(weights @ ((surface.vertices[close] - at) @ normal) / weights.sum())
    if surface.material != Material.SKIN:
        height = max(height, 0.0) if abs(height) < 0.15 else 0.0
    return at + height * normal, normal


def _pelvis_turn(body: Body, posed: Posed) -> Array:
    def axes(points: dict[str, Array]) -> Array:
        return frame(
            points["left_asis"] - points["right_asis"],
            points["left_asis"] + points["right_asis"] - points["left_psis"] - points["right_psis"],
        )

    rest = {name: body.vertices[i] for name, i in PELVIS_VERTICES.items()}
    return axes(dict(posed.pelvis_points)) @ axes(rest).T


def _dome(centre: Array, normal: Array, radius: float, spokes: int = 20, rings: int = 3) -> Part:
    """Return a flat, slightly domed disc."""
    u = unit(np.cross(normal, [0.31, 0.52, 0.8]))
    v = np.cross(normal, u)
    angles = np.linspace(0, 2 * np.pi, spokes, endpoint=False)
    points, triangles = [centre + 0.004 * normal], []
    for k in range(1, rings + 1):
        r = radius * k / rings
        rise = 0.004 * (1 - (k / rings) ** 2)
        points += [centre + r * (np.cos(a) * u + np.sin(a) * v) + rise * normal for a in angles]
    for s in range(spokes):
        n = (s + 1) % spokes
        triangles.append([0, 1 + s, 1 + n])
        for k in range(rings - 1):
            a, b = 1 + k * spokes, 1 + (k + 1) * spokes
            triangles += [[a + s, b + s, b + n], [a + s, b + n, a + n]]
    vertices = np.array(points)
    return Part(
        vertices, np.tile(normal, (len(vertices), 1)), vertices, np.array(triangles, dtype=np.int32), Material.STICKER
    )
