"""What is worn in the third domain: cut out of the skin with own measures, hung on the body and simulated, or tight.

A garment hangs where it is pinned (collar, waistband); everything else is left to the simulation, which begins with
the garment a little off the posed skin and pulls it to the lengths that it has on the body at rest.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from lab.bodies import SKIN_VERTICES, Body
from lab.outfits import CLOTHS, HAIRS, SKINS, Colour, Outfit
from lab.softness import Array
from lab.third.patches import Field, Patch, cut_patch

PATTERNS = ("plain", "plain", "plain", "melange", "stripes", "upright stripes", "checks", "dots", "print")
TIGHT_M, LAYER_M, CLEAR_M, PUSHED_M = 0.004, 0.004, 0.004, 0.03
"""A tight garment over the skin, and how much further over another one; the least distance of cloth from skin, and how
far it is pushed to have it."""
_TUCKED_IN = 0.3
_FIT_SHARES = {"tight": 0.16, "ordinary": 0.5, "loose": 0.34}


@dataclass(frozen=True)
class Garment:
    """The measures of one piece.

    Attributes
    ----------
    kind
        ``top`` or ``bottom``.
    simulated
        False for a tight one that goes with the skin.
    upper_m, lower_m
        Upper and lower edge at rest, metres above the floor (collar and hem, or waistband and leg end).
    slope
        Rise of the upper edge per metre backward.
    reach_m
        Of the sleeves from the middle of the body; for a bottom, what is further out is a hand.
    ease_m
        How far it stands off the skin at its free edge before it falls.
    pinned_low
        A top that is tucked in: its hem goes with the skin, too.
    tension, bending, mass
        Of the simulated cloth.
    pattern, scale, colours, band_m
        How it looks: one of `PATTERNS`, its repeats a metre, two colours, and the height of a waistband.
    """

    kind: Literal["top", "bottom"]
    simulated: bool
    upper_m: float
    lower_m: float
    slope: float
    reach_m: float
    ease_m: float
    pinned_low: bool
    tension: float
    bending: float
    mass: float
    pattern: str
    scale: float
    colours: tuple[Colour, Colour]
    band_m: float


@dataclass(frozen=True)
class Wear:
    """Everything that is worn.

    Attributes
    ----------
    fit
        ``tight``, ``ordinary`` or ``loose``.
    top, bottom
        The garments.
    looks
        Colours of skin, hair and shoes, and the hair style.
    """

    fit: str
    top: Garment
    bottom: Garment
    looks: Outfit

    @property
    def looseness(self) -> float:
        """As in `lab.wardrobe.looseness`."""
        return {"tight": 0.0, "ordinary": 0.5, "loose": 1.0}[self.fit]


def draw_wear(body: Body, rng: np.random.Generator) -> Wear:
    """Draw what a body wears."""

    def draw(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    def looks() -> dict[str, Any]:
        return {
            "pattern": PATTERNS[rng.integers(len(PATTERNS))],
            "scale": draw(8, 40),
            "colours": (_colour(rng), _colour(rng)),
        }

    joint = body.joint
    hip, knee, ankle = (joint(f"{name}.L")[2] for name in ("upperleg01", "lowerleg01", "foot"))
    upper, elbow, wrist = (abs(joint(f"{name}.L")[1]) for name in ("upperarm01", "lowerarm01", "wrist"))
    fit = str(rng.choice(list(_FIT_SHARES), p=list(_FIT_SHARES.values())))
    tight_legs = fit == "tight" or rng.random() < 0.35
    waist = hip + draw(0.03, 0.11)
    ends = {"shorts": 0.45 * hip + 0.55 * knee, "bermuda": knee + 0.06, "trousers": ankle + 0.03}
    legs = str(rng.choice(["bermuda", "trousers"] if tight_legs else ["shorts", "shorts", "bermuda", "trousers"]))
    bottom = Garment(
        kind="bottom",
        simulated=not tight_legs,
        upper_m=waist,
        lower_m=ends[legs],
        slope=draw(0.0, 0.12),
        reach_m=0.5 * (wrist + abs(joint("foot.L")[1])),
        ease_m=TIGHT_M if tight_legs else draw(0.012, 0.03),
        pinned_low=False,
        tension=draw(10, 25),
        bending=draw(0.3, 2.0),
        mass=draw(0.2, 0.35),
        band_m=draw(0.02, 0.05) if rng.random() < 0.5 else 0.0,
        **looks(),
    )
    tucked_in = fit == "ordinary" and rng.random() < _TUCKED_IN
    hem = waist - {"tight": draw(-0.06, 0.05), "ordinary": draw(0.0, 0.08), "loose": draw(0.06, 0.14)}[fit]
    sleeves = {"tank": 1.02 * upper, "tee": 0.5 * (upper + elbow), "long": wrist - 0.02}
    cut = str(rng.choice(["tank", "tee", "long"], p=[0.25, 0.55, 0.2]))
    top = Garment(
        kind="top",
        simulated=fit != "tight",
        upper_m=joint("neck01")[2] - draw(0.0, 0.02),
        lower_m=waist - 0.015 if tucked_in else max(hem, hip - 0.045),
        slope=draw(0.2, 0.6),
        reach_m=sleeves[cut],
        ease_m={"tight": TIGHT_M, "ordinary": draw(0.012, 0.024), "loose": draw(0.026, 0.045)}[fit],
        pinned_low=tucked_in,
        tension=draw(5, 15),
        bending=draw(0.05, 0.5),
        mass=draw(0.12, 0.25),
        band_m=0.0,
        **looks(),
    )
    outfit = Outfit(
        skin=SKINS[rng.integers(len(SKINS))],
        hair=HAIRS[rng.integers(len(HAIRS))],
        shoe=CLOTHS[rng.integers(len(CLOTHS))],
        hair_style=("short", "short", "bun", "ponytail", "long")[rng.integers(5)],
        hair_m=draw(0.01, 0.024),
        hair_cut_m=draw(-0.005, 0.015),
        top=cut if cut != "long" else "long",  # type: ignore[arg-type]
    )
    return Wear(fit, top, bottom, outfit)


def _colour(rng: np.random.Generator) -> Colour:
    """Draw a colour: half of them greys and muted ones, as clothes are."""
    muted = rng.random() < 0.5
    return colorsys.hsv_to_rgb(
        float(rng.uniform()),
        float(rng.uniform(0, 0.25) if muted else rng.uniform(0.3, 0.85)),
        float(rng.uniform(0.05, 0.9)),
    )


class Tailored:
    """One garment on one body; `over` another one, or next to the skin.

    Attributes
    ----------
    garment, patch
        What it is.
    rest
        Shape (k, 3): its points on the skin at rest, where its pattern is painted.
    pattern
        Shape (k, 3): the shape whose lengths the cloth has.
    pins
        Shape (k,): which points hang.
    """

    def __init__(self, body: Body, garment: Garment, over: bool = False) -> None:
        self.garment, self._body = garment, body
        fields = edges_of(body, garment)
        self.patch: Patch = cut_patch(body.vertices, body.topology.skin_triangles, fields, finer=0)
        self._mean = self.patch.mean()
        self.rest = self.patch.at(body.vertices)
        from_top = fields[0](self.rest)
        length = max(float(from_top.max()), 1e-6)
        near = TIGHT_M + (LAYER_M if over else 0.0)
        ease = max(garment.ease_m, near)
        self._off = (near + (ease - near) * np.clip(1.6 * from_top / length, 0, 1))[:, None]
        self.pins = from_top < (0.02 if garment.kind == "bottom" else 0.025)
        if garment.pinned_low:
            low = fields[1](self.rest) < 0.015
            self.pins |= low
            self._off[low] = TIGHT_M
        self.pattern = self.hung(body.vertices)

    def near(self, skin: Array) -> Array:
        """Return its points off a posed skin, shape (k, 3)."""
        at = self.patch.at(skin)
        return at + self._off * self.patch.normals(at)

    def hung(self, skin: Array) -> Array:
        """Return its points off a posed skin, evened out so that they bridge hollows; pins stay where they are."""
        at = self.patch.at(skin)
        out = self.patch.normals(at)
        cloth = at + self._off * out
        pinned, rounds = cloth[self.pins], 20 if self.garment.simulated else 3
        for _ in range(rounds):
            cloth = self._mean @ cloth
            depth = np.einsum("vi,vi->v", cloth - at, out)
            cloth += out * np.maximum(CLEAR_M - depth, 0)[:, None]
            cloth[self.pins] = pinned
        return cloth

    def covered(self) -> NDArray[np.bool_]:
        """Return which skin points lie so far under it that nobody can see them, shape (n,)."""
        body, margin = self._body, 0.05 if self.garment.simulated else 0.015
        inside = np.all([field(body.vertices) > margin for field in edges_of(body, self.garment)], axis=0)
        inside[SKIN_VERTICES:] = False
        return inside

    def beneath(self) -> NDArray[np.bool_]:
        """Return which skin points it may touch, shape (n,)."""
        near = np.all([field(self._body.vertices) > -0.08 for field in edges_of(self._body, self.garment)], axis=0)
        near[SKIN_VERTICES:] = False
        return near


def edges_of(body: Body, garment: Garment) -> Sequence[Field]:
    """Return the edges of a garment's cut: the upper one, the lower one, and the sides."""
    middle = float(body.joint("neck01" if garment.kind == "top" else "upperleg01.L")[0])
    hip = float(body.joint("upperleg01.L")[2])
    hand = 0.5 * (abs(body.joint("wrist.L")[1]) + abs(body.joint("foot.L")[1]))

    def upper(p: Array) -> Array:
        return garment.upper_m - garment.slope * (p[:, 0] - middle) - p[:, 2]

    def lower(p: Array) -> Array:
        return p[:, 2] - garment.lower_m

    def side(p: Array) -> Array:
        return garment.reach_m - np.abs(p[:, 1])

    def no_hand(p: Array) -> Array:
        """Hanging hands are no part of a shirt."""
        return np.maximum(p[:, 2] - hip - 0.03, hand - np.abs(p[:, 1]))

    return (upper, lower, side, no_hand) if garment.kind == "top" else (upper, lower, side)


def pushed_out(cloth: Array, under: Array, normals: Array, clear_m: float = CLEAR_M) -> Array:
    """Push points that lie under a surface out of it, by at most `PUSHED_M`.

    Parameters
    ----------
    cloth
        Shape (k, 3).
    under, normals
        Shape (n, 3): points of the surface, and where out is.
    clear_m
        How far they lie off it then, metres.
    """
    distance, nearest = cKDTree(under).query(cloth, distance_upper_bound=0.06)
    found = np.isfinite(distance)
    result = cloth.copy()
    at, out = under[nearest[found]], normals[nearest[found]]
    depth = np.einsum("vi,vi->v", cloth[found] - at, out)
    result[found] += out * np.clip(clear_m - depth, 0, PUSHED_M)[:, None]
    return result
