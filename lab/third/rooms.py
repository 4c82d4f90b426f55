"""Rooms of the third domain: floor, walls, a mat, furniture and lamps, as plain numbers for `lab.third.blender`."""

from __future__ import annotations

import colorsys
from typing import Any

import numpy as np

from lab.outfits import Colour

WOODS: tuple[Colour, ...] = ((0.42, 0.26, 0.14), (0.26, 0.15, 0.08), (0.55, 0.40, 0.25), (0.33, 0.27, 0.22))


def draw_room(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a room around a person who kneels at the origin and looks along x, filmed from -y.

    Returns
    -------
    dict
        ``boxes``: centre, size, turn about z, rounding, look, colours, scale, roughness. ``lamps``: area lights with
        place, aim, size, power and colour.
    """

    def draw(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    boxes: list[dict[str, Any]] = []

    def box(centre, size, colour, look="plain", second=None, scale=1.0, rough=0.6, turn=0.0, rounded=0.0) -> None:
        boxes.append(
            {
                "centre": [float(c) for c in centre],
                "size": [float(s) for s in size],
                "turn_deg": float(turn),
                "round_m": float(rounded),
                "look": look,
                "colours": [list(colour), list(second or colour)],
                "scale": float(scale),
                "rough": float(rough),
            }
        )

    back, wall, light_wall = draw(0.9, 2.4), _wall_colour(rng), draw(1.0, 1.12)
    floor = str(rng.choice(["boards", "boards", "carpet", "plain"]))
    wood = WOODS[rng.integers(len(WOODS))]
    if floor == "boards":
        box((0, 0, -0.05), (12, 12, 0.1), wood, floor, _shade(wood, 0.75), draw(1.2, 2.5), draw(0.3, 0.6))
    else:
        pile = _colour(rng, 0.35)
        box((0, 0, -0.05), (12, 12, 0.1), pile, floor, _shade(pile, 0.7), 1.0, draw(0.5, 0.95))
    paper = "upright stripes" if rng.random() < 0.15 else "wall"
    box((0, back + 0.05, 1.4), (12, 0.1, 2.9), wall, paper, _shade(wall, draw(0.8, 0.95)), draw(5, 12), 0.9)
    skirting = _shade(wall, light_wall) if rng.random() < 0.6 else wood
    box((0, back - 0.01, 0.05), (12, 0.02, draw(0.06, 0.13)), skirting, rough=0.4)
    side = float(rng.choice([-1, 1]))
    box((side * draw(2.0, 3.4), 0, 1.4), (0.1, 12, 2.9), _shade(wall, 0.95), "wall", _shade(wall, 0.85), rough=0.9)
    if rng.random() < 0.75:
        mat = _colour(rng, 0.6)
        size = (draw(1.6, 1.9), draw(0.55, 0.75), 0.003)
        box((draw(-0.1, 0.3), 0, 0.0015), size, mat, "carpet", _shade(mat, 0.8), rough=0.8, turn=draw(-4, 4))
    _furnish(box, rng, back, wood)
    lamps = [_window(rng, side)]
    if rng.random() < 0.6:
        warm = (1.0, draw(0.75, 0.95), draw(0.5, 0.85))
        at, wide = [draw(-0.8, 0.8), draw(-0.8, 0.6), 2.5], draw(0.3, 0.9)
        lamps.append({"at": at, "aim": [0, 0, 0], "size": [wide, wide], "watts": draw(25, 80), "colour": list(warm)})
    return {"boxes": boxes, "lamps": lamps}


def _furnish(box, rng: np.random.Generator, back: float, wood: Colour) -> None:
    """Put a few things before the wall."""

    def draw(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    for place in rng.permutation([-1.6, -0.5, 0.7, 1.7])[: rng.integers(1, 4)]:
        x, kind = float(place) + draw(-0.25, 0.25), str(rng.choice(["sofa", "shelf", "chest", "door", "curtain"]))
        if kind == "sofa":
            cloth = _colour(rng, 0.4)
            box((x, back - 0.45, 0.22), (1.6, 0.8, 0.4), cloth, "carpet", _shade(cloth, 0.8), rough=0.95, rounded=0.06)
            box((x, back - 0.14, 0.5), (1.6, 0.22, 0.6), cloth, "carpet", _shade(cloth, 0.8), rough=0.95, rounded=0.06)
        elif kind == "shelf":
            tall = draw(0.9, 1.9)
            box((x, back - 0.12, tall / 2), (0.8, 0.02, tall), wood, rough=0.5)
            for level in np.arange(0.05, tall, 0.36):
                box((x, back - 0.15, level), (0.8, 0.28, 0.025), wood, rough=0.5)
                along = x - 0.36
                while along < x + 0.3 and rng.random() < 0.9:
                    wide = draw(0.02, 0.05)
                    book = (wide, 0.18, draw(0.18, 0.3))
                    box((along, back - 0.17, level + 0.013 + book[2] / 2), book, _colour(rng, 0.7), rough=0.6)
                    along += wide + draw(0.0, 0.03)
        elif kind == "chest":
            box((x, back - 0.22, 0.4), (draw(0.6, 1.1), 0.4, 0.8), wood, "boards", _shade(wood, 0.8), 2.0, 0.4, 0, 0.01)
            box((x, back - 0.22, 0.9), (0.14, 0.14, 0.2), _colour(rng, 0.6), rough=0.3, rounded=0.06)
        elif kind == "door":
            box((x, back - 0.01, 1.0), (0.85, 0.05, 2.0), _colour(rng, 0.15), rough=0.35, rounded=0.005)
        else:
            box((x, back - 0.06, 1.2), (draw(0.4, 1.0), 0.06, 2.3), _colour(rng, 0.4), "upright stripes", None, 9, 0.95)
    for _ in range(rng.integers(0, 3)):
        at = (draw(-1.6, 1.6), back - 0.015, draw(1.0, 1.7))
        size = (draw(0.25, 0.7), 0.03, draw(0.25, 0.6))
        box(at, size, _colour(rng, 0.6), "print", _colour(rng, 0.6), draw(8, 25), 0.4)


def _window(rng: np.random.Generator, side: float) -> dict[str, Any]:
    """Return the light of a window at the open side or behind the camera."""
    cool = float(rng.uniform(0.9, 1.05))
    colour = [1.0, cool, cool * float(rng.uniform(0.9, 1.15))]
    if rng.random() < 0.6:
        at = [-side * float(rng.uniform(1.7, 2.8)), float(rng.uniform(-1.5, 0.3)), float(rng.uniform(1.2, 1.7))]
    else:
        at = [float(rng.uniform(-1.5, 1.5)), -3.6, float(rng.uniform(1.4, 2.2))]
    size = [float(rng.uniform(0.9, 1.8)), float(rng.uniform(1.0, 1.6))]
    return {"at": at, "aim": [0, 0, 0.6], "size": size, "watts": float(rng.uniform(60, 200)), "colour": colour}


def _wall_colour(rng: np.random.Generator) -> Colour:
    return colorsys.hsv_to_rgb(float(rng.uniform()), float(rng.uniform(0, 0.25)), float(rng.uniform(0.35, 0.85)))


def _colour(rng: np.random.Generator, vivid: float) -> Colour:
    return colorsys.hsv_to_rgb(float(rng.uniform()), float(rng.uniform(0, vivid)), float(rng.uniform(0.08, 0.8)))


def _shade(colour: Colour, factor: float) -> Colour:
    return tuple(min(1.0, c * factor) for c in colour)  # type: ignore[return-value]
