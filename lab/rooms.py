"""Rooms: floor, walls, a mat, some furniture, and the light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lab.outfits import CLOTHS, Colour
from lab.parts import Array, Figure, Material, Part, box, quad

FURNITURE: tuple[Colour, ...] = (
    (0.62, 0.45, 0.30),
    (0.42, 0.29, 0.20),
    (0.85, 0.84, 0.80),
    (0.30, 0.33, 0.36),
    (0.55, 0.60, 0.55),
    (0.75, 0.68, 0.55),
    (0.35, 0.42, 0.52),
    (0.70, 0.52, 0.48),
)


@dataclass(frozen=True, eq=False)
class Room:
    """A room with its light.

    Attributes
    ----------
    figure
        What is drawn.
    light_direction
        Shape (3,), unit vector towards the light.
    light_colour, sky_colour, ground_colour
        Light from there, from above and from below, RGB, about 0-1.
    """

    figure: Figure
    light_direction: Array
    light_colour: Array
    sky_colour: Array
    ground_colour: Array


def random_room(rng: np.random.Generator, dim: bool = False) -> Room:
    """Draw a room.

    Parameters
    ----------
    rng
        Random numbers.
    dim
        A badly lit one.
    """

    def draw(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    wall_y = draw(1.1, 2.6)
    parts = [
        quad([-6, -6, 0], [12, 0, 0], [0, 12, 0], Material.FLOOR),
        quad([6, wall_y, 0], [-12, 0, 0], [0, 0, 3], Material.WALL),
        quad([3.6, -6, 0], [0, 12, 0], [0, 0, 3], Material.WALL),
        quad([-3.6, 6, 0], [0, -12, 0], [0, 0, 3], Material.WALL),
    ]
    if rng.random() < 0.75:
        parts.append(box([draw(-0.1, 0.1), 0, -0.004], [1.9, 0.66, 0.012], Material.MAT))
    colour = int(Material.FIRST_BOX)
    if rng.random() < 0.5:
        parts += _chair(draw(1.0, 1.6) * float(rng.choice([-1, 1])), draw(0.25, wall_y - 0.3), colour)
        colour += 1
    for _ in range(rng.integers(0, 4)):
        size = [draw(0.3, 0.9), 0.03, draw(0.3, 0.8)]
        parts.append(box([draw(-2.5, 2.5), wall_y - 0.02, draw(1.2, 1.9)], size, colour))
        colour += 1
    for _ in range(rng.integers(0, 3)):
        height = draw(0.4, 1.8)
        size = [draw(0.4, 1.2), draw(0.3, 0.45), height]
        parts.append(box([draw(-2.8, 2.8), wall_y - 0.25, height / 2], size, colour))
        colour += 1

    side = np.radians(draw(-70, 70))
    towards = np.array([np.sin(side), -np.cos(side), draw(0.5, 1.6)])
    strength, ambient = (draw(0.2, 0.4), draw(0.12, 0.22)) if dim else (draw(0.55, 1.1), draw(0.35, 0.6))
    shades = [FURNITURE[i] for i in rng.integers(len(FURNITURE), size=16)]
    paint = {
        "wall_colour": tuple(draw(0.6, 0.95) * np.array([1, draw(0.94, 1), draw(0.86, 1)])),
        "floor_colour": tuple(draw(0.35, 0.75) * np.array([1, draw(0.78, 1), draw(0.6, 0.95)])),
        "mat_colour": CLOTHS[rng.integers(len(CLOTHS))],
        "cushion_colour": CLOTHS[rng.integers(len(CLOTHS))],
        "box_colours": shades,
        "floor_kind": int(rng.integers(3)),
        "contact": 0.0,
    }
    return Room(
        figure=Figure(parts, paint),
        light_direction=towards / np.linalg.norm(towards),
        light_colour=np.array([1.0, draw(0.9, 1), draw(0.8, 1)]) * strength,
        sky_colour=np.array([0.95, 0.97, 1.0]) * ambient * 1.2,
        ground_colour=np.array([0.6, 0.55, 0.5]) * ambient,
    )


def furnished(room: Room, parts: Sequence[Part]) -> Room:
    """Return the room with further things in it."""
    return replace(room, figure=Figure([*room.figure.parts, *parts], room.figure.paint))


def cushion(side: str, half_width_m: float, thickness_m: float) -> Part:
    """Return a cushion under the knee of a side."""
    out = 1.0 if side == "left" else -1.0
    return box([-0.03, out * half_width_m, thickness_m / 2], [0.36, 0.28, thickness_m], Material.CUSHION)


def seat(height_m: float) -> list[Part]:
    """Return a stool under somebody who sits at x = 0."""
    colour = int(Material.FIRST_BOX) + 15
    places = [(a, b) for a in (-0.18, 0.14) for b in (-0.17, 0.17)]
    legs = [box([a, b, height_m / 2 - 0.03], [0.04, 0.04, height_m - 0.06], colour) for a, b in places]
    return [*legs, box([-0.02, 0.0, height_m - 0.03], [0.42, 0.42, 0.06], colour)]


def _chair(x: float, y: float, colour: int) -> list[Part]:
    legs = [box([x + a, y + b, 0.22], [0.04, 0.04, 0.44], colour) for a in (-0.2, 0.2) for b in (-0.2, 0.2)]
    seat = box([x, y, 0.46], [0.46, 0.46, 0.05], colour)
    return [*legs, seat, box([x + np.sign(x) * 0.2, y, 0.72], [0.05, 0.46, 0.5], colour)]
