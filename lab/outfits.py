"""What people wear: colours, cuts and how loose they are, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lab.drape import Drape
from lab.hair import HairStyle
from lab.stickers import Stickers
from lab.suits import Suit

Colour = tuple[float, float, float]

SKINS: tuple[Colour, ...] = (
    (0.94, 0.78, 0.68),
    (0.88, 0.68, 0.55),
    (0.78, 0.57, 0.43),
    (0.62, 0.42, 0.30),
    (0.45, 0.30, 0.21),
    (0.33, 0.22, 0.16),
)
HAIRS: tuple[Colour, ...] = (
    (0.12, 0.09, 0.07),
    (0.30, 0.20, 0.12),
    (0.06, 0.05, 0.05),
    (0.55, 0.40, 0.22),
    (0.45, 0.44, 0.43),
    (0.80, 0.78, 0.75),
)
CLOTHS: tuple[Colour, ...] = (
    (0.12, 0.12, 0.14),
    (0.85, 0.85, 0.85),
    (0.20, 0.30, 0.55),
    (0.60, 0.15, 0.18),
    (0.25, 0.45, 0.35),
    (0.50, 0.50, 0.52),
    (0.80, 0.55, 0.30),
    (0.55, 0.40, 0.60),
    (0.10, 0.20, 0.30),
    (0.75, 0.72, 0.60),
)
PATTERNS = ("plain", "stripes", "upright stripes", "checks", "dots", "blotches")


@dataclass(frozen=True)
class Outfit:
    """What a person wears.

    Attributes
    ----------
    top, bottom
        Cut of each.
    loose_top, loose_bottom
        0 tight as skin, 1 very loose.
    hem_m
        How far a loose top hangs below the waistband, metres; - leaves the waist bare.
    tight_hem_m
        How far a tight top reaches below the waistband (above it -), metres.
    rise_m
        Waistband above the hip joints' height, metres.
    skin, hair, shoe, top_colours, bottom_colours
        Colours, RGB 0-1; the second colour of a garment shows in its pattern.
    top_pattern, bottom_pattern
        Index into `PATTERNS`.
    pattern_scale
        Repeats per metre.
    wrinkle
        Strength of the cloth's folds, 0-1.
    hair_m
        Thickness of the hair, metres.
    hair_style
        See `lab.hair`.
    hair_cut_m
        How far the hairline is moved up, metres.
    draped_top, draped_bottom
        A really loose top, a skirt; worn over the others.
    waistband_m, waistband
        Height and colour of a waistband that stands out; 0 for none.
    stickers
        Round markers over the iliac spines, if any.
    belt
        Colour of a band around the pelvis through the iliac spines, if any.
    suit
        A real cut, worn instead of all of these, if any; its belts and waistband have the waistband's colour.
    """

    top: Literal["tank", "tee", "long"] = "tee"
    bottom: Literal["shorts", "bike", "leggings"] = "leggings"
    loose_top: float = 0.0
    loose_bottom: float = 0.0
    hem_m: float = 0.08
    rise_m: float = 0.05
    skin: Colour = SKINS[1]
    hair: Colour = HAIRS[1]
    shoe: Colour = CLOTHS[0]
    top_colours: tuple[Colour, Colour] = (CLOTHS[2], CLOTHS[1])
    bottom_colours: tuple[Colour, Colour] = (CLOTHS[0], CLOTHS[5])
    top_pattern: int = 0
    bottom_pattern: int = 0
    pattern_scale: float = 20.0
    wrinkle: float = 0.25
    hair_m: float = 0.014
    hair_style: HairStyle = "short"
    hair_cut_m: float = 0.0
    tight_hem_m: float = 0.0
    draped_top: Drape | None = None
    draped_bottom: Drape | None = None
    waistband_m: float = 0.0
    waistband: Colour = CLOTHS[1]
    stickers: Stickers | None = None
    belt: Colour | None = None
    suit: Suit | None = None


def random_outfit(rng: np.random.Generator) -> Outfit:
    """Draw an outfit: half of them tight, a third patterned."""
    loose = float(rng.uniform(0.25, 1.0)) if rng.random() < 0.5 else 0.0
    patterned = rng.random() < 0.33

    def cloth() -> Colour:
        base = np.array(CLOTHS[rng.integers(len(CLOTHS))]) * rng.uniform(0.85, 1.1)
        return (float(base[0]), float(base[1]), float(base[2]))

    return Outfit(
        top=("tank", "tee", "tee", "long")[rng.integers(4)],
        bottom=("shorts", "bike", "leggings")[rng.integers(3)],
        loose_top=loose,
        loose_bottom=float(rng.uniform(0.2, 1.0)) if loose and rng.random() < 0.6 else 0.0,
        hem_m=float(rng.uniform(0.0, 0.16)),
        rise_m=float(rng.uniform(0.03, 0.09)),
        skin=SKINS[rng.integers(len(SKINS))],
        hair=HAIRS[rng.integers(len(HAIRS))],
        shoe=cloth(),
        top_colours=(cloth(), cloth()),
        bottom_colours=(cloth(), cloth()),
        top_pattern=int(rng.integers(1, len(PATTERNS))) if patterned else 0,
        bottom_pattern=int(rng.integers(0, len(PATTERNS))) if patterned else 0,
        pattern_scale=float(rng.uniform(10, 40)),
        wrinkle=float(rng.uniform(0.1, 0.45)),
        hair_m=float(rng.uniform(0.008, 0.024)),
        hair_style=("short", "short", "short", "bun", "ponytail", "long", "bald")[rng.integers(7)],
        hair_cut_m=float(rng.uniform(-0.005, 0.02)),
    )
