"""Pieces of a picture: triangles with a material, and the colours that belong to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Material(IntEnum):
    """Materials of ``shaders/scene.frag``; boxes have colours of their own from `FIRST_BOX` on."""

    SKIN = 1
    HAIR = 2
    EYE = 3
    TOP = 4
    BOTTOM = 5
    HAIR_PIECE = 6
    DRAPED_TOP = 7
    DRAPED_BOTTOM = 8
    STICKER = 9
    FLOOR = 10
    WALL = 11
    MAT = 12
    CUSHION = 13
    FIRST_BOX = 20


@dataclass(frozen=True, eq=False)
class Part:
    """Triangles of one material.

    Attributes
    ----------
    vertices, normals, rest
        Shape (n, 3): place in the world, outward direction, and place at rest (where the material is painted), metres.
    triangles
        Shape (m, 3).
    material
        A `Material`, or a box's number.
    """

    vertices: Array
    normals: Array
    rest: Array
    triangles: NDArray[np.int32]
    material: int


@dataclass(frozen=True, eq=False)
class Figure:
    """Parts drawn with the same colours; `paint` goes to the shader by name."""

    parts: Sequence[Part]
    paint: Mapping[str, object]


def box(centre: Sequence[float], size: Sequence[float], material: int) -> Part:
    """Return an upright box."""
    middle, half = np.asarray(centre, dtype=float), np.asarray(size, dtype=float) / 2
    points: list[Array] = []
    normals: list[Array] = []
    triangles: list[list[int]] = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            n, u, v = np.zeros(3), np.zeros(3), np.zeros(3)
            n[axis], u[(axis + 1) % 3], v[(axis + 2) % 3] = sign, 1, 1
            first = len(points)
            points += [middle + half * (n + a * u + b * v) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            normals += [n] * 4
            triangles += [[first, first + 1, first + 2], [first, first + 2, first + 3]]
    vertices = np.array(points)
    return Part(vertices, np.array(normals), vertices, np.array(triangles, dtype=np.int32), material)


def quad(corner: Sequence[float], u: Sequence[float], v: Sequence[float], material: int) -> Part:
    """Return a rectangle from a corner along two edges."""
    o, a, b = (np.asarray(q, dtype=float) for q in (corner, u, v))
    vertices = np.array([o, o + a, o + a + b, o + b])
    normal = np.cross(a, b) / np.linalg.norm(np.cross(a, b))
    triangles = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
    return Part(vertices, np.tile(normal, (4, 1)), vertices, triangles, material)
