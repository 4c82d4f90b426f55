"""How skin and soft tissue follow the bones: what `lab.flesh` makes for a body, and `lab.posing` applies.

Without it a body moves as its rig says: the rig's own skin weights, and no bulges but breath.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]

SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
"""The joints between pelvis and chest, from below."""


@dataclass(frozen=True, eq=False)
class Strain:
    """Soft tissue that gives way where the skin is pressed together and sinks where it is stretched.

    Attributes
    ----------
    faces
        Shape (m, 3): triangles whose area tells it.
    faces_at
        Sparse (n, m): which triangles meet in a vertex.
    rest_area
        Shape (n,): their area at rest, square metres.
    smooth
        Sparse (n, n): averages over neighbours.
    give_m
        Shape (n,): how far the skin moves for a halving of its area, metres.
    """

    faces: NDArray[np.int32]
    faces_at: sp.csr_matrix
    rest_area: Array
    smooth: sp.csr_matrix
    give_m: Array

    def applied(self, skin: Array) -> Array:
        """Return the posed skin, shape (n, 3), bulged."""
        a, b, c = (skin[self.faces[:, k]] for k in range(3))
        crosses = np.cross(b - a, c - a)
        normals = self.faces_at @ crosses
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        pressed = -np.log2((self.faces_at @ np.linalg.norm(crosses, axis=1) / 2 + 1e-9) / self.rest_area)
        amount = np.clip(pressed, -1, 1) * self.give_m
        for _ in range(8):
            amount = self.smooth @ amount
        return skin + amount[:, None] * normals


@dataclass(frozen=True, eq=False)
class Softness:
    """One body's flesh, ready to be posed.

    Attributes
    ----------
    name
        Which way of deforming it is.
    weights
        Sparse (vertices, bones), rows sum to 1.
    spine_shares
        How much of the turn from pelvis to chest each joint of `SPINE` has taken, from below, rising to 1.
    hip_follow
        How much of the thigh's turn against the pelvis the uppermost thigh takes, 0-1.
    at_rest
        Shape (n, 3), metres: constant offsets of the skin at rest.
    outward
        Shape (n, 3): direction out of the skin at rest, along which all that follows moves it.
    arching, tucking
        Shape (n,), metres a degree of pelvic tilt either way.
    belly, squeeze
        Shape (n,), metres: belly pushed out, buttocks tightened, each by one unit.
    ripples
        Shape (m, n), metres: humps and hollows that come and go with how cloth and flesh happen to lie.
    lean_share
        How much of the chest's lean counts as the tilt's opposite for the bulges, 0-1.
    strain
        What the pressed skin does; None for nothing.
    """

    name: str
    weights: sp.csr_matrix
    spine_shares: tuple[float, ...]
    hip_follow: float
    at_rest: Array
    outward: Array
    arching: Array
    tucking: Array
    belly: Array
    squeeze: Array
    ripples: Array
    lean_share: float = 0.0
    strain: Strain | None = None

    def offsets(self, tilt_deg: float, lean_deg: float, belly: float, squeeze: float, ripple: Sequence[float]) -> Array:
        """Return how far the skin lies off its place at rest, shape (n, 3), metres, before the bones carry it."""
        curve = tilt_deg - self.lean_share * lean_deg
        out = self.arching * max(curve, 0.0) + self.tucking * max(-curve, 0.0)
        out = out + belly * self.belly + squeeze * self.squeeze + np.asarray(ripple) @ self.ripples[: len(ripple)]
        return self.at_rest + out[:, None] * self.outward
