"""Where belly, small of the back and buttocks are on a body at rest, and where their skin points.

Every field is a smooth number from 0 to 1 for each vertex, placed by the joints and so the same on every body.
"""

from __future__ import annotations

import functools

import numpy as np

from lab.bodies import SKIN_VERTICES, Body
from lab.softness import Array


def outward(body: Body) -> Array:
    """Direction out of the skin at rest, shape (n, 3); 0 for the eyes."""
    t, v = body.topology.skin_triangles, body.vertices
    faces = np.cross(v[t[:, 1]] - v[t[:, 0]], v[t[:, 2]] - v[t[:, 0]])
    normals = np.zeros_like(v)
    for corner in range(3):
        np.add.at(normals, t[:, corner], faces)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def buttock_region(body: Body) -> Array:
    """Whole buttock, from the sacrum's side to the fold, shape (n,)."""
    x, y, z = _about_hip(body)
    return _trunk(body) * _step(-x, -0.01, 0.04) * _window(z, -0.13, 0.11, 0.05) * _step(-np.abs(y), -0.21, -0.16)


def belly_region(body: Body) -> Array:
    """Front and flanks from the groin to below the ribs, shape (n,)."""
    x, _, z = _about_hip(body)
    return _trunk(body) * _step(x, -0.02, 0.06) * _window(z, 0.02, 0.26, 0.05)


def back_region(body: Body) -> Array:
    """Small of the back, from above the iliac spines to the lowest ribs, shape (n,)."""
    x, _, z = _about_hip(body)
    return _trunk(body) * _step(-x, -0.03, 0.03) * _window(z, 0.14, 0.27, 0.05)


def bulge_fields(body: Body) -> tuple[Array, Array, Array, Array]:
    """Return rounded bulges of belly, small of the back and buttocks, and what sags, shape (n,) each."""
    x, y, z = _about_hip(body)
    trunk = _trunk(body)
    belly = trunk * np.exp(-(((z - 0.11) / 0.085) ** 2) - (y / 0.13) ** 2) * _step(x, 0.0, 0.06)
    back = trunk * np.exp(-(((z - 0.17) / 0.07) ** 2) - (y / 0.12) ** 2) * _step(-x, -0.02, 0.03)
    buttock = trunk * np.exp(-((z / 0.085) ** 2) - ((np.abs(y) - 0.075) / 0.085) ** 2) * _step(-x, 0.0, 0.05)
    low_belly = trunk * np.exp(-(((z - 0.06) / 0.06) ** 2) - (y / 0.12) ** 2) * _step(x, 0.02, 0.07)
    low_buttock = trunk * np.exp(-(((z + 0.04) / 0.06) ** 2) - ((np.abs(y) - 0.075) / 0.08) ** 2) * _step(-x, 0.0, 0.05)
    return belly, back, buttock, np.maximum(low_belly, low_buttock)


def ripples(body: Body, rng: np.random.Generator, count: int) -> Array:
    """Return random round humps on the trunk and around the hips, 4-10 cm wide, heights about 1, shape (count, n)."""
    skin = np.array(_about_hip(body)).T
    around = np.flatnonzero((_trunk(body) > 0.5) & (skin[:, 2] > -0.2) & (skin[:, 2] < 0.45))
    centres = skin[rng.choice(around, count)]
    widths = rng.uniform(0.04, 0.10, count)
    far = np.linalg.norm(skin[None] - centres[:, None], axis=2) / widths[:, None]
    humps: Array = np.exp(-(far**2)) * rng.normal(0, 1, (count, 1)) * _trunk(body)
    return humps


def _about_hip(body: Body) -> Array:
    """Place of each vertex from the middle between the hips, scaled to a thigh of 43 cm, shape (3, n)."""
    left, right, knee = body.joint("upperleg01.L"), body.joint("upperleg01.R"), body.joint("lowerleg01.L")
    scale = 0.43 / float(np.linalg.norm(knee - left))
    return ((body.vertices - (left + right) / 2) * scale).T


@functools.lru_cache(maxsize=8)
def _trunk(body: Body) -> Array:
    """1 on trunk and legs, 0 on the arms and the eyes."""
    side = np.abs(body.vertices[:, 1])
    reach = 0.5 * (abs(body.joint("wrist.L")[1]) + abs(body.joint("foot.L")[1]))
    inside = _step(-side, -reach - 0.01, -reach + 0.01)
    inside[SKIN_VERTICES:] = 0.0
    return inside


def _step(value: Array, low: float, high: float) -> Array:
    """Smooth rise from 0 at `low` to 1 at `high`."""
    u = np.clip((value - low) / (high - low), 0, 1)
    return u * u * (3 - 2 * u)


def _window(value: Array, low: float, high: float, edge: float) -> Array:
    """1 between `low` and `high`, fading over `edge` outside."""
    return _step(value, low - edge, low) * _step(-value, -high - edge, -high)
