"""Ways in which flesh follows bone, drawn at random: one buttock goes with the pelvis, another with the thigh.

The rig's skin weights are one guess among many at how skin moves over a turning pelvis. A measurement fitted to it
alone would learn the guess. So training bodies get weights smoothed, sharpened or shared out anew between pelvis,
thigh and loins, and soft tissue that bulges with the tilt and without it. The way called ``anew`` (see
`lab.flesh_anew`) is kept for the test alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lab.bodies import Body
from lab.flesh_anew import heat_weights, strain
from lab.flesh_weights import back_shared, belly_shared, blurred, buttock_shared, sharpened
from lab.soft_tissue import bulge_fields, outward, ripples
from lab.softness import Array, Softness

Way = Literal["rig", "smooth", "sharp", "shared", "anew"]
WAYS: tuple[Way, ...] = ("rig", "smooth", "sharp", "shared")
"""Those of training; ``anew`` is never one of them."""

RIPPLES = 8
"""Humps that come and go; twice as many stay."""


@dataclass(frozen=True)
class Flesh:
    """How a body deforms.

    Attributes
    ----------
    way
        Where the skin weights come from: the ``rig``, the rig's made ``smooth`` or ``sharp``, ``shared`` out again at
        buttock, belly and back, or computed ``anew`` from the bones' places.
    blur
        Rounds of averaging the weights over neighbours.
    power
        Exponent that sharpens (above 1) the weights; for ``anew`` the strength of the bones' heat.
    buttock_pelvis, belly_pelvis, back_pelvis
        Share of the buttock that goes with the pelvis (the rest with the thigh), of the belly and of the small of the
        back (the rest with the lumbar joints).
    reach
        Only ``anew``: how far pelvis, spine and thighs reach for the skin between them; the larger has more of it.
    spine_shares, hip_follow, lean_share
        As in `Softness`.
    lordosis_m, buttock_m, belly_m
        Constant shape: small of the back hollowed, buttock and belly filled, metres.
    sag_m
        How far buttock and belly hang, metres.
    arch_belly_mm, arch_back_mm, arch_buttock_mm
        Bulge for one degree of anterior tilt: belly out, back in, buttock up and out.
    tuck_belly_mm, tuck_back_mm, tuck_buttock_mm
        For one degree of posterior tilt: belly out, back out, buttock tightened in.
    uneven_m
        Height of the humps and hollows that make the skin (and clothes on it) uneven, once for all and now and then.
    uneven_seed
        Where they are.
    give_m
        Only ``anew``: how far skin moves where its area halves.
    """

    way: Way = "rig"
    blur: int = 0
    power: float = 1.0
    buttock_pelvis: float = 0.7
    belly_pelvis: float = 0.5
    back_pelvis: float = 0.2
    reach: tuple[float, float, float] = (1.0, 1.0, 1.0)
    spine_shares: tuple[float, ...] = (0.0, 0.42, 0.797, 1.0, 1.0)
    hip_follow: float = 0.85
    lean_share: float = 0.0
    lordosis_m: float = 0.0
    buttock_m: float = 0.0
    belly_m: float = 0.0
    sag_m: float = 0.0
    arch_belly_mm: float = 0.0
    arch_back_mm: float = 0.0
    arch_buttock_mm: float = 0.0
    tuck_belly_mm: float = 0.0
    tuck_back_mm: float = 0.0
    tuck_buttock_mm: float = 0.0
    uneven_m: float = 0.0
    uneven_seed: int = 0
    give_m: float = 0.0


def draw_flesh(rng: np.random.Generator, split: str) -> Flesh:
    """Draw a way of deforming.

    Parameters
    ----------
    rng
        Random numbers.
    split
        ``other_flesh`` gives the way kept for the test, ``test`` somewhat wider ranges, any other those of training.
    """

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    if split == "other_flesh":
        return Flesh(
            way="anew",
            power=float(np.exp(rng.uniform(np.log(0.3), np.log(3.0)))),
            reach=(between(0.75, 1.35), between(0.75, 1.35), between(0.75, 1.35)),
            spine_shares=_spread(rng, between(0.0, 0.45), between(0.6, 1.6)),
            hip_follow=1.0,
            lordosis_m=float(rng.normal(0, 0.006)),
            buttock_m=float(rng.normal(0, 0.008)),
            belly_m=float(rng.normal(0, 0.008)),
            sag_m=between(0.0, 0.02),
            lean_share=between(0.0, 1.0),
            arch_belly_mm=float(rng.normal(0.25, 0.35)),
            tuck_buttock_mm=float(rng.normal(0.25, 0.35)),
            uneven_m=between(0.0, 0.006),
            uneven_seed=int(rng.integers(1_000_000)),
            give_m=between(0.0, 0.045),
        )
    wide = 1.25 if split == "test" else 1.0
    way = WAYS[rng.choice(4, p=(0.1, 0.15, 0.1, 0.65))]
    return Flesh(
        way=way,
        blur=int(rng.integers(4, 40)) if way != "rig" else 0,
        power=between(1.5, 3.5) if way == "sharp" else 1.0,
        buttock_pelvis=between(0.3, 1.0),
        belly_pelvis=between(0.1, 1.0),
        back_pelvis=between(0.0, 0.7),
        spine_shares=_spread(rng, between(0.0, 0.3), between(0.45, 2.0)),
        hip_follow=between(0.6, 1.0),
        lean_share=between(0.0, 0.8),
        lordosis_m=wide * float(rng.normal(0, 0.007)),
        buttock_m=wide * float(rng.normal(0, 0.009)),
        belly_m=wide * float(rng.normal(0, 0.010)),
        sag_m=wide * between(0.0, 0.015),
        arch_belly_mm=wide * float(rng.normal(0.3, 0.4)),
        arch_back_mm=wide * float(rng.normal(0.2, 0.35)),
        arch_buttock_mm=wide * float(rng.normal(0.2, 0.4)),
        tuck_belly_mm=wide * float(rng.normal(-0.1, 0.35)),
        tuck_back_mm=wide * float(rng.normal(0.2, 0.35)),
        tuck_buttock_mm=wide * float(rng.normal(0.3, 0.4)),
        uneven_m=between(0.0, 0.006),
        uneven_seed=int(rng.integers(1_000_000)),
    )


def _spread(rng: np.random.Generator, lowest: float, bend: float) -> tuple[float, ...]:
    """Share the turn out over the spine: the lowest joint's part, then a noisy course that rises early or late."""
    steps = np.linspace(0.25, 1.0, 4) ** bend
    parts = np.diff(steps, prepend=0.0) * rng.uniform(0.5, 1.5, 4)
    shares = lowest + (1 - lowest) * np.cumsum(parts) / parts.sum()
    return (lowest, *map(float, shares[:-1]), 1.0)


def fleshed(body: Body, flesh: Flesh) -> Body:
    """Return the body with flesh of its own.

    Parameters
    ----------
    body
        At rest; its bones and its pelvis points stay as they are.
    flesh
        How it deforms from now on.
    """
    weights = body.topology.weights
    if flesh.way == "anew":
        weights = heat_weights(body, flesh.power, flesh.reach)
    elif flesh.way == "sharp":
        weights = blurred(body, sharpened(body, weights, flesh.power), flesh.blur // 4)
    elif flesh.way == "smooth":
        weights = blurred(body, weights, flesh.blur)
    elif flesh.way == "shared":
        weights = buttock_shared(body, weights, flesh.buttock_pelvis)
        weights = belly_shared(body, weights, flesh.belly_pelvis)
        weights = blurred(body, back_shared(body, weights, flesh.back_pelvis), flesh.blur)
    belly, back, buttock, sag = bulge_fields(body)
    normals, uneven = outward(body), ripples(body, np.random.default_rng(flesh.uneven_seed), 3 * RIPPLES)

    def bulge(belly_m: float, back_m: float, buttock_m: float) -> Array:
        return belly_m * belly + back_m * back + buttock_m * buttock

    shape = bulge(flesh.belly_m, -flesh.lordosis_m, flesh.buttock_m) + flesh.uneven_m * uneven[RIPPLES:].sum(axis=0)
    softness = Softness(
        name=flesh.way,
        weights=weights,
        spine_shares=flesh.spine_shares,
        hip_follow=flesh.hip_follow,
        at_rest=shape[:, None] * normals + (flesh.sag_m * sag)[:, None] * np.array([0.0, 0.0, -1.0]),
        outward=normals,
        arching=bulge(*(1e-3 * np.array([flesh.arch_belly_mm, -flesh.arch_back_mm, flesh.arch_buttock_mm]))),
        tucking=bulge(*(1e-3 * np.array([flesh.tuck_belly_mm, flesh.tuck_back_mm, -flesh.tuck_buttock_mm]))),
        belly=bulge(0.01, 0.0, 0.0),
        squeeze=bulge(0.0, 0.0, -0.006),
        ripples=0.004 * uneven[:RIPPLES],
        lean_share=flesh.lean_share,
        strain=strain(body, flesh.give_m) if flesh.give_m else None,
    )
    return replace(body, softness=softness)
