"""The moving pictures that teach the stretch, and those of the gestures: ``python -m lab.teaching_pictures``.

Each is a small SVG without words in `formcheck/web/static/patient/moves`, drawn from a jointed figure with known
angles: limbs keep their lengths, and what moves, moves as it does in the body. ``NAME_still.svg`` shows the end of the
movement alone, for people who have asked their computer for no motion.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

FOLDER = Path(__file__).parents[1] / "formcheck" / "web" / "static" / "patient" / "moves"
Point: TypeAlias = tuple[float, float]
Shapes: TypeAlias = Mapping[str, str]
"""The path of each shape of the figure, by its name."""

REAR_KNEE, FRONT_ANKLE = (150.0, 262.0), (264.0, 264.0)
THIGH, SHANK, TRUNK, FRONT_THIGH = 85.0, 88.0, 108.0, 98.0
SECONDS = 4.0
TIMES = "0;0.2;0.45;0.75;1"

STYLE = {
    "floor": 'fill="none" stroke="#b9d3c8" stroke-width="12"',
    "shank": 'fill="none" stroke="#17605c" stroke-width="26"',
    "rear": 'fill="none" stroke="#17605c" stroke-width="34"',
    "front": 'fill="none" stroke="#2b857d" stroke-width="28"',
    "seat": 'fill="#17605c"',
    "trunk": 'fill="none" stroke="#e0a061" stroke-width="46"',
    "belly": 'fill="#e0a061"',
    "neck": 'fill="none" stroke="#f3cfa5" stroke-width="18"',
    "head": 'fill="#f3cfa5"',
    "hair": 'fill="#5b3a29"',
    "ball": 'fill="#c9702e"',
    "arm": 'fill="none" stroke="#f3cfa5" stroke-width="15"',
    "bowl": 'fill="#ffc830" stroke="#8a5a00" stroke-width="2"',
    "spine": 'fill="none" stroke="#fff" stroke-width="6"',
    "psoas": 'fill="none" stroke="#b3261e" stroke-width="7"',
    "buckle": 'fill="none" stroke="#5b3a29" stroke-width="9"',
    "hand": 'fill="none" stroke="#b85c00" stroke-width="17"',
    "sign": 'fill="none" stroke="#b85c00" stroke-width="6"',
}
"""How each shape is drawn, from the back to the front."""


@dataclass(frozen=True)
class Kneel:
    """A kneeling figure that faces right.

    Attributes
    ----------
    thigh_deg
        Rear thigh ahead of the upright.
    tilt_deg
        Pelvis; anterior positive. Larger than in life, so that it is visible.
    lean_deg
        Shoulders ahead of the hips.
    hands
        Elbow and hand from the shoulder; None for hands on the front thigh.
    """

    thigh_deg: float = 6.0
    tilt_deg: float = 8.0
    lean_deg: float = 0.0
    hands: tuple[tuple[Point, Point], ...] | None = None


NEUTRAL = Kneel()
TUCK = Kneel(tilt_deg=-12.0)
ARCH = Kneel(tilt_deg=27.0, lean_deg=-3.0)
OVER_LUNGE = Kneel(thigh_deg=36.0, tilt_deg=27.0, lean_deg=-6.0)

_UP, _HEAD, _OUT, _HIP = ((12, -42), (16, -98)), ((44, -14), (26, -52)), ((44, 4), (92, 2)), ((-44, 44), (8, 94))
GESTURES = {
    "pause": Kneel(hands=(_UP,)),
    "stop": Kneel(hands=(_UP, ((-16, -40), (-24, -94)))),
    "yes": Kneel(hands=(_HEAD,)),
    "no": Kneel(hands=(_OUT,)),
    "pain": Kneel(hands=(_HIP,)),
}


def away(start: Point, inclination_deg: float, length: float) -> Point:
    """Return the point so far from another, in a direction from upright towards the front."""
    t = math.radians(inclination_deg)
    return (start[0] + length * math.sin(t), start[1] - length * math.cos(t))


def knee_between(hip: Point, ankle: Point) -> Point:
    """Return where the front knee is: both bones keep their lengths, and the knee points ahead."""
    dx, dy = ankle[0] - hip[0], ankle[1] - hip[1]
    far = min(math.hypot(dx, dy), FRONT_THIGH + SHANK - 0.1)
    along = (FRONT_THIGH**2 - SHANK**2 + far**2) / (2 * far)
    off = math.sqrt(max(FRONT_THIGH**2 - along**2, 0.0))
    return (hip[0] + (along * dx + off * dy) / far, hip[1] + (along * dy - off * dx) / far)


def line(*points: Point) -> str:
    """Write a line through points."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def curve(a: Point, b: Point, c: Point, d: Point) -> str:
    """Write a curve from a to d that leaves and arrives towards b and c."""
    return f"M{a[0]:.1f} {a[1]:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (b, c, d))


def circle(middle: Point, radius: float) -> str:
    """Write a circle as a path, so that it can move like all the others."""
    x, y = middle
    return f"M{x - radius:.1f} {y:.1f}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0Z"


def turned(middle: Point, tilt_deg: float, points: Sequence[Point]) -> list[Point]:
    """Turn points about a middle: forward positive."""
    c, s = math.cos(math.radians(tilt_deg)), math.sin(math.radians(tilt_deg))
    return [(middle[0] + c * x - s * y, middle[1] + s * x + c * y) for x, y in points]


def kneeling(k: Kneel) -> Shapes:
    """Draw the kneeling figure."""
    hip = away(REAR_KNEE, k.thigh_deg, THIGH)
    front_knee = knee_between(hip, FRONT_ANKLE)
    shoulder = away(hip, k.lean_deg, TRUNK)
    sacrum, buckle_low, buckle_high, crest = turned(hip, k.tilt_deg, [(-12, -26), (26, -16), (26, -30), (4, -34)])
    spine = (sacrum, away(sacrum, 1.9 * k.tilt_deg, 36), away(shoulder, 180 + 0.4 * k.tilt_deg, 30), shoulder)
    bowl = turned(hip, k.tilt_deg, [(-22, -28), (-4, -40), (26, -26), (22, 2), (0, 14), (-20, 2)])
    lumbar = away(sacrum, 1.4 * k.tilt_deg, 22)
    head = away(shoulder, 4, 48)
    hands = k.hands or (((26, 46), (0, 0)),)
    shapes = {
        "floor": line((30, 288), (330, 288)),
        "shank": line(REAR_KNEE, (72, 272)),
        "rear": line(hip, REAR_KNEE),
        "front": line(hip, front_knee, FRONT_ANKLE, (FRONT_ANKLE[0] + 28, 270)),
        "seat": circle(turned(hip, k.tilt_deg, [(-11, 0)])[0], 23),
        "trunk": curve(*spine),
        "neck": line(shoulder, head),
        "head": circle(head, 23),
        "hair": f"M{head[0] - 23:.1f} {head[1]:.1f}a23 23 0 0 1 44 -9c-13 1-20 2-27 8 0 8-2 14-7 18a23 23 0 0 1-10-17Z",
        "bowl": line(*bowl) + "Z",
        "spine": curve(sacrum, spine[1], spine[2], away(shoulder, 180, 6)),
        "psoas": curve(
            lumbar, (crest[0] + 8, crest[1] + 8), (hip[0] + 20, hip[1] - 2), away(hip, 180 + k.thigh_deg, 24)
        ),
        "buckle": line(buckle_low, buckle_high),
    }
    for number, (elbow, hand) in enumerate(hands):
        points = [shoulder, *((shoulder[0] + x, shoulder[1] + y) for x, y in (elbow, hand))]
        if k.hands is None:
            points[2] = (hip[0] + 0.72 * (front_knee[0] - hip[0]), hip[1] + 0.72 * (front_knee[1] - hip[1]) - 14)
        shapes[f"{'hand' if k.hands else 'arm'}{number or ''}"] = line(*points)
    return shapes


def lying(flat: float, breath: float) -> Shapes:
    """Draw somebody on the back, knees bent: how flat the low back lies, 0-1, and how full the belly is, 0-1."""
    hip, shoulder = (206.0, 250.0), (104.0, 252.0)
    tilt = -26 * flat + 12
    sacrum = turned(hip, 0, [(-16, 12)])[0]
    bowl = turned(hip, tilt, [(-26, -18), (-2, -24), (16, -8), (12, 14), (-10, 20), (-26, 10)])
    hollow = 22 * (1 - flat)
    head = (62.0, 246.0)
    return {
        "floor": line((30, 288), (330, 288)),
        "front": line(hip, (268, 172), (306, 268), (330, 272)),
        "trunk": line(shoulder, hip),
        "belly": curve((128, 234), (148, 222 - 34 * breath), (184, 218 - 30 * breath), (204, 236)) + "Z",
        "neck": line(shoulder, head),
        "head": circle(head, 23),
        "arm": line((112, 246), (140, 236), (176, 222 - 20 * breath)),
        "bowl": line(*bowl) + "Z",
        "spine": curve((112, 268), (140, 268), (168, 266 - hollow), sacrum),
    }


def prone(_: float) -> Shapes:
    """Draw somebody on the stomach, on the forearms, with the ball under the front of the hip."""
    shoulder, hip = (120.0, 214.0), (212.0, 250.0)
    return {
        "floor": line((30, 288), (330, 288)),
        "shank": line((276, 264), (330, 272)),
        "rear": line(hip, (276, 264)),
        "trunk": line(shoulder, hip),
        "neck": line(shoulder, (88, 190)),
        "head": circle((80, 182), 22),
        "ball": circle((206, 270), 13),
        "arm": line((118, 216), (116, 272), (72, 274)),
    }


def svg(frames: Sequence[Shapes], *, moving: bool) -> str:
    """Write a picture; where it moves, to the second of two frames and back."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -60 360 360">',
        '<circle cx="180" cy="120" r="172" fill="#e3efe9"/><g stroke-linecap="round" stroke-linejoin="round">',
    ]
    for name, style in STYLE.items():
        for shape in sorted(each for each in frames[0] if each.rstrip("0123456789") == name):
            paths = [frame[shape] for frame in frames]
            if not moving or paths[0] == paths[-1]:
                parts.append(f'<path d="{paths[-1]}" {style}/>')
                continue
            values = ";".join((paths[0], paths[0], paths[-1], paths[-1], paths[0]))
            ease = ";".join(["0.4 0 0.6 1"] * 4)
            how = f'values="{values}" keyTimes="{TIMES}" dur="{SECONDS}s" repeatCount="indefinite"'
            how += f' calcMode="spline" keySplines="{ease}"'
            parts.append(f'<path d="{paths[-1]}" {style}><animate attributeName="d" {how}/></path>')
    return "".join([*parts, "</g></svg>\n"])


def pictures() -> dict[str, str]:
    """Draw every picture, by its name."""
    moves: dict[str, tuple[Shapes, Shapes]] = {
        "tuck": (kneeling(NEUTRAL), kneeling(TUCK)),
        "arch": (kneeling(NEUTRAL), kneeling(ARCH)),
        "over_lunge": (kneeling(TUCK), kneeling(OVER_LUNGE)),
        "lying": (lying(0.0, 0.2), lying(1.0, 0.2)),
        "breath": (lying(0.0, 0.0), lying(0.0, 1.0)),
    }
    arms = {name: (kneeling(replace(k, hands=None)), kneeling(k)) for name, k in GESTURES.items()}
    drawn = {name: svg(frames, moving=True) for name, frames in moves.items()}
    drawn |= {f"{name}_still": svg(frames, moving=False) for name, frames in moves.items()}
    drawn |= {name: svg(frames[1:], moving=False) for name, frames in arms.items()}
    stills: dict[str, Callable[[], Shapes]] = {
        "relax": lambda: kneeling(NEUTRAL),
        "ball": lambda: prone(0.0),
    }
    return drawn | {name: svg([draw()], moving=False) for name, draw in stills.items()}


def main() -> None:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pictures().items():
        (FOLDER / f"{name}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
