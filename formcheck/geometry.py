"""Points, lines and signed angles in the picture plane: pure functions on numpy arrays.

Frame of reference: pixels of the un-mirrored picture, x to the right, y DOWN. Angles are in degrees, in the frame of
the person: x forward (the way the person faces), y up. ``forward`` is +1 where the person faces image-right and -1
where the person faces image-left, so that a mirrored picture gives the same angles. NaN in, NaN out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def inclination_deg(a: ArrayLike, b: ArrayLike, forward: float) -> float:
    """Inclination of the line from a to b against the vertical.

    Parameters
    ----------
    a, b
        Shape (2,), pixels, y down.
    forward
        +1 facing image-right, -1 facing image-left.

    Returns
    -------
    float
        Degrees, -180 to 180; 0 where b is straight above a, positive where b is ahead of a. NaN where a equals b.
    """
    (ax, ay), (bx, by) = _plain(a), _plain(b)
    ahead, up = (bx - ax) * forward, ay - by
    if ahead == 0 and up == 0:
        return float("nan")
    return float(np.degrees(np.arctan2(ahead, up)))


def interior_angle_deg(a: ArrayLike, vertex: ArrayLike, b: ArrayLike) -> float:
    """Angle a-vertex-b.

    Parameters
    ----------
    a, vertex, b
        Shape (2,), pixels.

    Returns
    -------
    float
        Degrees, 0-180; 180 is straight. NaN where a limb has no length.
    """
    (ax, ay), (vx, vy), (bx, by) = _plain(a), _plain(vertex), _plain(b)
    u, w = (ax - vx, ay - vy), (bx - vx, by - vy)
    if not (any(u) and any(w)):
        return float("nan")
    cross = u[0] * w[1] - u[1] * w[0]
    return float(np.degrees(np.arctan2(abs(cross), np.dot(u, w))))


def distance(a: ArrayLike, b: ArrayLike) -> float:
    """Distance of two points, in their unit."""
    (ax, ay), (bx, by) = _plain(a), _plain(b)
    return float(np.hypot(ax - bx, ay - by))


def middle(a: ArrayLike, b: ArrayLike) -> tuple[float, float]:
    """Return the point half-way between two, in their unit."""
    (ax, ay), (bx, by) = _plain(a), _plain(b)
    return (ax + bx) / 2, (ay + by) / 2


def distance_to_segment(point: ArrayLike, a: ArrayLike, b: ArrayLike) -> float:
    """Shortest distance of a point to the segment a-b, in their unit."""
    (px, py), (ax, ay), (bx, by) = _plain(point), _plain(a), _plain(b)
    along = (bx - ax, by - ay)
    length2 = float(np.dot(along, along))
    share = min(max(float(np.dot((px - ax, py - ay), along)) / length2, 0.0), 1.0) if length2 > 0 else 0.0
    return distance((px, py), (ax + share * along[0], ay + share * along[1]))


def rotate_about(points: ArrayLike, centre: ArrayLike, angle_deg: float) -> NDArray[np.float64]:
    """Turn points about a centre, counter-clockwise as seen on the screen (y down).

    Parameters
    ----------
    points
        Shape (..., 2), pixels.
    centre
        Shape (2,), pixels.
    angle_deg
        Degrees.

    Returns
    -------
    ndarray
        Shape of `points`.
    """
    t = np.radians(angle_deg)
    c, s = np.cos(t), np.sin(t)
    turn = np.array([[c, s], [-s, c]])
    centre = np.asarray(centre, dtype=float)
    turned: NDArray[np.float64] = (np.asarray(points, dtype=float) - centre) @ turn.T + centre
    return turned


def _plain(point: ArrayLike) -> Sequence[float]:
    """Return x and y as Python's own floats: with two numbers arithmetic is many times as quick as numpy's."""
    return point if isinstance(point, (list, tuple)) else np.asarray(point, dtype=float).tolist()
