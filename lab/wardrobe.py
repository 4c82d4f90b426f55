"""Clothes for measurements of the pelvis: from bare waist and leggings to tunics, hoodies and skirts."""

from __future__ import annotations

import colorsys
from dataclasses import replace
from typing import Literal

import numpy as np

from lab.drape import Drape
from lab.outfits import PATTERNS, Colour, Outfit, random_outfit
from lab.stickers import Stickers

Marks = Literal["none", "stickers", "belt"]
Fit = Literal["tight", "ordinary", "loose"]
FITS: tuple[Fit, ...] = ("tight", "ordinary", "loose")


def random_fitted(rng: np.random.Generator, fit: Fit, marks: Marks = "none") -> Outfit:
    """Draw clothes of a fit.

    Parameters
    ----------
    rng
        Random numbers.
    fit
        ``tight`` painted on the skin or nearly so, ``ordinary`` a top with some room, ``loose`` cloth that hangs free.
    marks
        Stickers over the iliac spines, a belt through them, or nothing.
    """

    def draw(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    patterned, striking = rng.random() < 0.35, rng.random() < 0.5
    outfit = replace(
        random_outfit(rng),
        loose_top=0.0,
        loose_bottom=draw(0.15, 1.0) if rng.random() < (0.2 if fit == "tight" else 0.5) else 0.0,
        rise_m=draw(0.02, 0.13),
        top_pattern=int(rng.integers(1, len(PATTERNS))) if patterned else 0,
        bottom_pattern=int(rng.integers(1, len(PATTERNS))) if patterned and rng.random() < 0.4 else 0,
        pattern_scale=draw(6, 45),
        wrinkle=draw(0.05, 0.6),
    )
    if striking:
        outfit = replace(outfit, top_colours=(_colour(rng), _colour(rng)), bottom_colours=(_colour(rng), _colour(rng)))
    if rng.random() < 0.3:
        outfit = replace(outfit, waistband_m=draw(0.015, 0.06), waistband=_colour(rng))
    if fit == "tight":
        hem = draw(-0.13, -0.02) if rng.random() < 0.3 else draw(-0.01, 0.0 if outfit.loose_bottom else 0.1)
        outfit = replace(outfit, tight_hem_m=hem)
    elif fit == "ordinary":
        outfit = replace(outfit, loose_top=draw(0.1, 0.8), hem_m=draw(-0.1, 0.16))
    else:
        outfit = _loose(outfit, rng)
    if rng.random() < 0.08:
        outfit = replace(outfit, hair_style="flowing")
    if rng.random() < 0.05:
        skirt = Drape(0.22, draw(-0.28, -0.12), draw(0.005, 0.02), draw(-0.2, 0.1), False, draw(0.002, 0.01), 0, "legs")
        outfit = replace(outfit, draped_bottom=replace(skirt, folds_seed=int(rng.integers(1_000_000))))
    elif rng.random() < {"tight": 0.05, "ordinary": 0.2, "loose": 0.4}[fit]:
        wide = Drape(
            0.12, draw(-0.34, -0.16), draw(0.0, 0.02), draw(-0.05, 0.4), False, draw(0.001, 0.006), 0, "rear_thigh"
        )
        wide = replace(wide, folds_seed=int(rng.integers(1_000_000)))
        bottom = "leggings" if wide.hem_m < -0.3 else outfit.bottom
        outfit = replace(outfit, bottom=bottom, loose_bottom=max(outfit.loose_bottom, 0.5), draped_bottom=wide)
    return _marked(outfit, rng, marks)


def _loose(outfit: Outfit, rng: np.random.Generator) -> Outfit:
    hoodie = rng.random() < 0.35
    hem = float(rng.uniform(-0.05, 0.06) if hoodie else rng.uniform(-0.2, 0.05))
    drape = Drape(
        top=float(rng.uniform(0.82, 0.93)),
        hem_m=hem,
        ease_m=float(rng.uniform(0.012, 0.04) if hoodie else rng.uniform(0.002, 0.035)),
        taper=float(rng.uniform(0.0, 0.6)) if rng.random() < 0.8 else float(rng.uniform(-0.2, 0.0)),
        cuff=hoodie,
        folds_m=float(rng.uniform(0.001, 0.009)),
        folds_seed=int(rng.integers(1_000_000)),
    )
    sleeves = "long" if hoodie or rng.random() < 0.3 else outfit.top
    return replace(outfit, top=sleeves, loose_top=float(rng.uniform(0.1, 0.5)), hem_m=0.0, draped_top=drape)


def _marked(outfit: Outfit, rng: np.random.Generator, marks: Marks) -> Outfit:
    bright = _standing_out(outfit, rng)
    if marks == "stickers":
        return replace(outfit, stickers=Stickers(bright, float(rng.uniform(0.015, 0.03))))
    return replace(outfit, belt=bright) if marks == "belt" else outfit


def _standing_out(outfit: Outfit, rng: np.random.Generator) -> Colour:
    """Draw a bright colour, as people are told to choose it: one that neither skin nor clothes have."""
    worn = [colorsys.rgb_to_hsv(*c) for c in (outfit.skin, *outfit.top_colours, *outfit.bottom_colours)]
    hues = [hue for hue, saturation, _ in worn if saturation > 0.3]
    if outfit.waistband_m:
        hues.append(colorsys.rgb_to_hsv(*outfit.waistband)[0])
    drawn = rng.uniform(0, 1, 8)
    apart = [min((abs((hue - other + 0.5) % 1 - 0.5) for other in hues), default=0.5) for hue in drawn]
    hue = next((h for h, far in zip(drawn, apart, strict=True) if far > 0.15), drawn[int(np.argmax(apart))])
    return colorsys.hsv_to_rgb(float(hue), float(rng.uniform(0.8, 1)), float(rng.uniform(0.75, 1)))


def _colour(rng: np.random.Generator) -> Colour:
    return colorsys.hsv_to_rgb(*(float(v) for v in rng.uniform([0, 0, 0.05], [1, 0.9, 0.95])))


def looseness(outfit: Outfit) -> float:
    """How freely the top hangs: 0 on the skin, up to 0.8 a roomy one, 1 a drape."""
    return 1.0 if outfit.draped_top else outfit.loose_top
