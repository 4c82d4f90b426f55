"""Really loose clothes: cloth that hangs straight down from whatever sticks out above it.

A drape is a tube of rings around the trunk. Going down, each ring encloses the body at its height and whatever hangs
into it from the ring above, so the cloth bridges the hollow of the back and falls off the buttock and the bust. Rings
are convex in plan, as taut cloth is, and are reckoned with as support functions: the reach in each direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from lab.bodies import SKIN_VERTICES, Body
from lab.parts import Array, Part
from lab.posing import Posed

SPOKES, RING_M = 48, 0.022
_ANGLES = np.linspace(0, 2 * np.pi, SPOKES, endpoint=False)
OUT = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
_ALONG = np.stack([-np.sin(_ANGLES), np.cos(_ANGLES)], axis=1)


@dataclass(frozen=True)
class Drape:
    """How a loose garment hangs.

    Attributes
    ----------
    top
        Where it leaves the skin: share of the way from the hips (0) to the shoulders (1).
    hem_m
        Its end above the hip joints' height (below -), metres.
    ease_m
        Width it has more than the body, as a gap all round, metres.
    taper
        How much it is drawn in on its way down, metres a metre: 0 hangs straight, 1 nearly follows the body, - flares.
    cuff
        Whether the hem is drawn to the body, as a hoodie's.
    folds_m
        Depth of its folds, metres.
    folds_seed
        Which folds.
    around
        ``trunk`` a top; ``legs`` a skirt around both thighs; ``rear_thigh`` a wide trouser leg from the buttock.
    """

    top: float = 0.9
    hem_m: float = -0.05
    ease_m: float = 0.012
    taper: float = 0.15
    cuff: bool = False
    folds_m: float = 0.004
    folds_seed: int = 0
    around: Literal["trunk", "legs", "rear_thigh"] = "trunk"


def draped(body: Body, posed: Posed, surface: Array, drape: Drape, material: int) -> Part:
    """Return the garment as a part to draw.

    Parameters
    ----------
    body, posed
        Whose garment, and the pose.
    surface
        Shape (n, 3): what it hangs over, the posed skin or a tight garment on it.
    drape, material
        How it hangs, and what it is made of.
    """
    hips = (posed.joints["left_hip"] + posed.joints["right_hip"]) / 2
    shoulders = (posed.joints["left_shoulder"] + posed.joints["right_shoulder"]) / 2
    top_z = hips[2] + drape.top * (shoulders[2] - hips[2])
    count = max(int((top_z - hips[2] - drape.hem_m) / RING_M), 4)
    heights = np.linspace(top_z, hips[2] + drape.hem_m, count)
    centres = _centres(posed, drape, heights, hips, shoulders)
    held = surface[_holding(body, posed, drape)]
    reach = _reach(held, heights, centres, (0, 1) if drape.around == "legs" else (-1, 0, 1))
    free = np.clip(np.arange(count) * RING_M / 0.25, 0, 1) ** 1.5
    hung = _hang(reach + drape.ease_m * free[:, None], centres, drape.taper, np.diff(heights, prepend=heights[0]))
    if drape.cuff:
        near = np.clip(1 - (count - 1 - np.arange(count)) * RING_M / 0.05, 0, 1)[:, None]
        hung = hung + near * (np.minimum(hung, reach + 0.006) - hung)
    hung = gaussian_filter1d(hung, 1.2, axis=1, mode="wrap")
    hung = gaussian_filter1d(hung, 1.3 if drape.around == "legs" else 0.9, axis=0, mode="nearest") + 0.004
    hung += _folds(drape, heights, shoulders) * free[:, None]
    hung -= 0.03 * np.clip(1 - np.arange(count) * RING_M / 0.1, 0, 1)[:, None]  # it comes out of the skin unseen
    slope = (np.roll(hung, -1, axis=1) - np.roll(hung, 1, axis=1)) / (2 * (_ANGLES[1] - _ANGLES[0]))
    plan = centres[:, None] + hung[..., None] * OUT + slope[..., None] * _ALONG
    points = np.concatenate([plan, np.broadcast_to(heights[:, None, None], (count, SPOKES, 1))], axis=2)
    return tube(points, material)


def _rear(posed: Posed) -> str:
    return "left" if posed.joints["left_knee"][2] < posed.joints["right_knee"][2] else "right"


def _centres(posed: Posed, drape: Drape, heights: Array, hips: Array, shoulders: Array) -> Array:
    """Middle of each ring, shape (rings, 2): on the trunk's line, or on the rear thigh's."""
    low, high = hips, shoulders
    if drape.around == "rear_thigh":
        low, high = posed.joints[f"{_rear(posed)}_knee"], posed.joints[f"{_rear(posed)}_hip"]
    share = np.clip((heights - low[2]) / (high[2] - low[2]), 0, 1)
    return low[:2] + share[:, None] * (high - low)[:2]


def _holding(body: Body, posed: Posed, drape: Drape) -> NDArray[np.int64]:
    """Return the vertices it lies on: trunk, buttocks and rear thigh; both thighs; or the rear thigh and buttock."""
    x, y, z = body.vertices.T
    hip, knee, foot = body.joint("upperleg01.L")[2], body.joint("lowerleg01.L")[2], body.joint("foot.L")
    leg_y = 0.5 * (abs(body.joint("wrist.L")[1]) + abs(foot[1]))
    inside = np.abs(y) < np.where(z > body.joint("spine02")[2], body.joint("upperarm01.L")[1] * 0.95, leg_y)
    rear_side = y * (1.0 if _rear(posed) == "left" else -1.0) > 0
    leg = z > knee + 0.03
    if drape.around == "rear_thigh":
        part = rear_side & leg & (z < hip + 0.12)
    elif drape.around == "legs":
        part = leg
    else:
        part = (z > hip + 0.01) | ((z > hip - 0.16) & ((x < -0.02) | rear_side))
    return np.flatnonzero(inside & part & (np.arange(len(x)) < SKIN_VERTICES))


def _reach(points: Array, heights: Array, centres: Array, shifts: tuple[int, ...]) -> Array:
    """Support function of each ring, shape (rings, spokes); rings without points take their neighbours'."""
    step = heights[0] - heights[1]
    ring = np.rint((heights[0] - points[:, 2]) / step).astype(int)
    kept = (ring >= -1) & (ring <= len(heights))
    ring, points = ring[kept], points[kept]
    reach = np.full((len(heights), SPOKES), -np.inf)
    for shift in shifts:  # a vertex counts for the rings next to it too: triangles span them
        at = ring + shift
        inside = (at >= 0) & (at < len(heights))
        across = (points[inside, :2] - centres[at[inside]]) @ OUT.T
        np.maximum.at(reach, at[inside], across)
    for k in range(1, len(heights)):
        reach[k] = np.where(np.isfinite(reach[k]), reach[k], reach[k - 1] - 0.01)
    return np.where(np.isfinite(reach), reach, 0.05)


def _hang(reach: Array, centres: Array, taper: float, drops: Array) -> Array:
    """Let each ring enclose what hangs down from the one above."""
    hung = reach.copy()
    for k in range(1, len(hung)):
        from_above = hung[k - 1] + (centres[k - 1] - centres[k]) @ OUT.T + taper * drops[k]
        hung[k] = np.maximum(hung[k], from_above)
    return hung


def _folds(drape: Drape, heights: Array, shoulders: Array) -> Array:
    """Upright folds that wander with the wearer's place, not with the tilt; shape (rings, spokes)."""
    rng = np.random.default_rng(drape.folds_seed)
    down = heights[0] - heights[:, None]
    folds = np.zeros((len(heights), SPOKES))
    for waves in rng.integers(2, 10, 4):
        phase = rng.uniform(0, 2 * np.pi) + 25 * shoulders[0] * rng.normal() + down * rng.normal(0, 9)
        folds += rng.uniform(0.3, 1) * np.sin(waves * _ANGLES + phase)
    return drape.folds_m * folds / 2


def tube(points: Array, material: int) -> Part:
    """Return rings of points, shape (rings, `SPOKES`, 3), going down, as a part to draw."""
    rings, spokes = points.shape[:2]
    index = np.arange(rings * spokes).reshape(rings, spokes)
    right = np.roll(index, -1, axis=1)
    quads = np.stack([index[:-1], index[1:], right[1:], right[:-1]], axis=-1).reshape(-1, 4)
    around = np.roll(points, -1, axis=1) - np.roll(points, 1, axis=1)
    normals = np.cross(around, np.gradient(points, axis=0)) * -1
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-9)
    girth = 0.17 * OUT
    fall = 1.2 - RING_M * np.arange(rings)
    rest = np.concatenate(
        [np.broadcast_to(girth, (rings, spokes, 2)), np.broadcast_to(fall[:, None, None], (rings, spokes, 1))], axis=2
    )
    triangles = np.concatenate([quads[:, :3], quads[:, [0, 2, 3]]]).astype(np.int32)
    return Part(points.reshape(-1, 3), normals.reshape(-1, 3), rest.reshape(-1, 3), triangles, material)
