"""Points, lines and signed angles in the picture plane: pure functions on numpy arrays.

Frame of reference: pixels of the un-mirrored picture, x to the right, y DOWN. Angles are in degrees, in the frame of
the person: x forward (the way the person faces), y up. ``forward`` is +1 where the person faces image-right and -1
where the person faces image-left, so that a mirrored picture gives the same angles. NaN in, NaN out.
"""

from __future__ import annotations

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
    ax, ay = np.asarray(a, dtype=float)
    bx, by = np.asarray(b, dtype=float)
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
    v = np.asarray(vertex, dtype=float)
    u, w = np.asarray(a, dtype=float) - v, np.asarray(b, dtype=float) - v
    if not (np.any(u) and np.any(w)):
        return float("nan")
    cross = u[0] * w[1] - u[1] * w[0]
    return float(np.degrees(np.arctan2(abs(cross), u @ w)))


def distance(a: ArrayLike, b: ArrayLike) -> float:
    """Distance of two points, in their unit."""
    return float(np.hypot(*(np.asarray(a, dtype=float) - np.asarray(b, dtype=float))))


def distance_to_segment(point: ArrayLike, a: ArrayLike, b: ArrayLike) -> float:
    """Shortest distance of a point to the segment a-b, in their unit."""
    p, a, b = (np.asarray(q, dtype=float) for q in (point, a, b))
    along = b - a
    length2 = float(along @ along)
    share = np.clip((p - a) @ along / length2, 0.0, 1.0) if length2 > 0 else 0.0
    return distance(p, a + share * along)


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
    return (np.asarray(points, dtype=float) - centre) @ turn.T + centre
