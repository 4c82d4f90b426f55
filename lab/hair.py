"""Tied or long hair: rounded pieces that move with the head, or hair that flows down the back."""

from __future__ import annotations

from typing import Literal

import numpy as np

from lab.bodies import Body
from lab.drape import OUT, tube
from lab.parts import Array, Material, Part
from lab.posing import Posed
from lab.rotations import frame
from lab.softness import SPINE

HairStyle = Literal["short", "bun", "ponytail", "long", "bald", "flowing"]

_PIECES: dict[str, tuple[tuple[tuple[float, float, float], tuple[float, float, float]], ...]] = {
    "short": (),
    "bald": (),
    "flowing": (),
    "bun": (((-0.105, 0.0, 0.045), (0.045, 0.048, 0.045)),),
    "ponytail": (((-0.095, 0.0, 0.02), (0.032, 0.03, 0.03)), ((-0.125, 0.0, -0.08), (0.03, 0.035, 0.11))),
    "long": (((-0.045, 0.0, -0.07), (0.06, 0.078, 0.15)),),
}
"""Centre, from the middle between the ears (backward, left, up), and half axes of each ellipsoid, metres."""

FLOWING_M = 0.42
"""How far below the ears flowing hair reaches on a person of 1.70 m."""


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
    parts = [_flowing(body, posed)] if style == "flowing" else []
    for centre, axes in _PIECES[style]:
        ball, triangles = _ball()
        rest = ears_rest + np.array(centre) + ball * axes
        normals = ball / np.array(axes)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        now = (rest - ears_rest) @ turn.T + ears_now
        parts.append(Part(now, normals @ turn.T, rest, triangles, Material.HAIR_PIECE))
    return parts


def _flowing(body: Body, posed: Posed) -> Part:
    """Return loose hair that hangs from the back of the head and lies on the back where that sticks out."""
    ears = (posed.joints["left_ear"] + posed.joints["right_ear"]) / 2
    aside = posed.joints["left_shoulder"] - posed.joints["right_shoulder"]
    aside = np.array([aside[0], aside[1], 0.0]) / np.hypot(aside[0], aside[1])
    behind = np.array([-aside[1], aside[0], 0.0])
    length = FLOWING_M * body.stature_m / 1.7
    names = ("head", "neck01", "neck02", "neck03", *SPINE)
    skin = posed.vertices[body.vertices_of(*names)] - ears
    near = np.abs(skin @ aside) < 0.08
    height, back = skin[near, 2], skin[near] @ behind
    heights, rings, out = np.linspace(0.02, -length, 24), [], 0.05
    for k, z in enumerate(heights):
        at = np.abs(height - z) < 0.02
        out = max(out, float(back[at].max()) + 0.008) if at.any() else out
        depth = 0.03 * min(1.0, 0.4 + k / 4) * (1 - 0.6 * k / 23)
        width = 0.085 - 0.02 * k / 23
        flat = (out * behind + ears) + OUT[:, :1] * depth * behind + OUT[:, 1:] * width * aside
        rings.append(flat + np.array([0.0, 0.0, z]))
    return tube(np.array(rings), Material.HAIR_PIECE)


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
