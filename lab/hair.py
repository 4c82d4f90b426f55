"""Tied or long hair: rounded pieces that move with the head."""

from __future__ import annotations

from typing import Literal

import numpy as np

from lab.bodies import Body
from lab.parts import Array, Material, Part
from lab.posing import Posed
from lab.rotations import frame

HairStyle = Literal["short", "bun", "ponytail", "long", "bald"]

_PIECES: dict[str, tuple[tuple[tuple[float, float, float], tuple[float, float, float]], ...]] = {
    "short": (),
    "bald": (),
    "bun": (((-0.105, 0.0, 0.045), (0.045, 0.048, 0.045)),),
    "ponytail": (((-0.095, 0.0, 0.02), (0.032, 0.03, 0.03)), ((-0.125, 0.0, -0.08), (0.03, 0.035, 0.11))),
    "long": (((-0.045, 0.0, -0.07), (0.06, 0.078, 0.15)),),
}
"""Centre, from the middle between the ears (backward, left, up), and half axes of each ellipsoid, metres."""


def hair_pieces(body: Body, posed: Posed, style: HairStyle) -> list[Part]:
    """Return the pieces of a hair style on a posed head.

    Parameters
    ----------
    body, posed
        The head at rest and where it is now; it turns as nose and ears do.
    style
        ``short`` and ``bald`` have none.
    """
    ears_now, turn_now = _head(posed.joints["nose"], posed.joints["left_ear"], posed.joints["right_ear"])
    ears_rest, turn_rest = _head(*(body.vertices[i] for i in (5054, 12038, 5439)))
    turn = turn_now @ turn_rest.T
    parts = []
    for centre, axes in _PIECES[style]:
        ball, triangles = _ball()
        rest = ears_rest + np.array(centre) + ball * axes
        normals = ball / np.array(axes)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        now = (rest - ears_rest) @ turn.T + ears_now
        parts.append(Part(now, normals @ turn.T, rest, triangles, Material.HAIR_PIECE))
    return parts


def _head(nose: Array, left_ear: Array, right_ear: Array) -> tuple[Array, Array]:
    """Middle between the ears, and the head's frame (left, forward, and their cross product)."""
    middle = (left_ear + right_ear) / 2
    return middle, frame(left_ear - right_ear, nose - middle)


def _ball(rings: int = 9, spokes: int = 14) -> tuple[Array, np.ndarray]:
    down, around = np.meshgrid(np.linspace(0.01, np.pi - 0.01, rings), np.linspace(0, 2 * np.pi, spokes + 1)[:-1])
    points = np.stack([np.sin(down) * np.cos(around), np.sin(down) * np.sin(around), np.cos(down)], axis=-1)
    index = np.arange(rings * spokes).reshape(spokes, rings)
    right = np.roll(index, -1, axis=0)
    quads = np.stack([index[:, :-1], index[:, 1:], right[:, 1:], right[:, :-1]], axis=-1).reshape(-1, 4)
    return points.reshape(-1, 3), np.concatenate([quads[:, :3], quads[:, [0, 2, 3]]]).astype(np.int32)
