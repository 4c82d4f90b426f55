"""Rotations of the laboratory's frame: x forward, y to the person's left, z up, metres.

All return (3, 3) matrices that act on column vectors. Turning about +y by a positive angle takes "up" towards
"forward": leaning forward and anterior pelvic tilt are positive.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.transform import Rotation, Slerp

Array = NDArray[np.float64]


def pitch(angle_deg: float) -> Array:
    """Turn about y: up goes forward for a positive angle."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def roll(angle_deg: float) -> Array:
    """Turn about x: left goes up for a positive angle."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def yaw(angle_deg: float) -> Array:
    """Turn about z: forward goes left for a positive angle."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def about(axis: ArrayLike, angle_deg: float) -> Array:
    """Turn about any axis (right hand rule)."""
    return Rotation.from_rotvec(np.radians(angle_deg) * unit(axis)).as_matrix()


def unit(vector: ArrayLike) -> Array:
    """Return the vector with length 1."""
    v = np.asarray(vector, dtype=float)
    return v / np.linalg.norm(v)


def shortest(a: ArrayLike, b: ArrayLike) -> Array:
    """Return the smallest rotation that takes the direction of a to the direction of b."""
    u, v = unit(a), unit(b)
    axis, cosine = np.cross(u, v), float(u @ v)
    if cosine < -1 + 1e-9:
        return about(np.cross(u, [1.0, 0.0, 0.0] if abs(u[0]) < 0.9 else [0.0, 1.0, 0.0]), 180)
    k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + k + k @ k / (1 + cosine)


def swing(rest: ArrayLike, target: ArrayLike) -> Array:
    """Return the rotation of a limb from its rest direction to a target without twisting it.

    It turns in the sagittal plane first and then by the (small) rest of the way.
    """
    r, t = np.asarray(rest, dtype=float), np.asarray(target, dtype=float)
    turn = pitch(float(np.degrees(np.arctan2(r[0], -r[2]) - np.arctan2(t[0], -t[2]))))
    return shortest(turn @ r, t) @ turn


def between(a: Array, b: Array, share: float) -> Array:
    """Return the rotation a given share (0-1) of the way from a to b."""
    way = a.T @ b
    twice = np.array([way[2, 1] - way[1, 2], way[0, 2] - way[2, 0], way[1, 0] - way[0, 1]])
    sine, cosine = float(np.linalg.norm(twice)) / 2, float(np.trace(way) - 1) / 2
    if sine < 1e-7:
        return Slerp([0.0, 1.0], Rotation.from_matrix(np.stack([a, b])))([share]).as_matrix()[0]
    angle = share * np.arctan2(sine, cosine)
    x, y, z = twice / (2 * sine)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(a @ (np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)))


def frame(forward: ArrayLike, normal: ArrayLike) -> Array:
    """Return the frame whose columns are `forward`, the part of `normal` square to it, and their cross product."""
    f = unit(forward)
    n = np.asarray(normal, dtype=float)
    n = unit(n - (n @ f) * f)
    return np.stack([f, n, np.cross(f, n)], axis=1)
