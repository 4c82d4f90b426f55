"""The drawings of the documentation: ``python -m lab.figures`` writes them as SVG into `docs/figures/`.

Each shows one number: the joints it is taken from, the line it is measured against, and which way it grows. They are
drawn from named angles, so that a figure cannot show anything else than it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, isinf, radians, sin
from pathlib import Path

from formcheck.settings import Settings

FOLDER = Path(__file__).parents[1] / "docs" / "figures"

Point = tuple[float, float]

INK, BODY, FRONT, REAR = "#1c2430", "#8a97a6", "#0b6bb5", "#b3541e"
MEASURED, REFERENCE, GOOD = "#c62f28", "#55606d", "#1a935e"
SHANK, THIGH, TRUNK, NECK = 88.0, 92.0, 112.0, 34.0
"""Lengths, pixels of the drawing."""
FLOOR = 352.0


@dataclass(frozen=True)
class Pose:
    """A half-kneeling person from the side, facing right, by the angles of the specification, degrees."""

    shin: float = 0.0
    knee: float = 90.0
    rear_thigh: float = 4.0
    trunk: float = 2.0

    @property
    def joints(self) -> dict[str, Point]:
        """The joints, pixels of the drawing, y down; the rear knee rests on the floor."""
        rear_knee = (150.0, FLOOR - 10)
        hip = _along(rear_knee, self.rear_thigh, THIGH)
        # The front knee is where the interior angle and the shin put it: thigh and shin meet there.
        thigh = self.shin - (180 - self.knee)
        front_knee = _along(hip, 180 + thigh, THIGH)
        ankle = _along(front_knee, 180 + self.shin, SHANK)
        shoulder = _along(hip, self.trunk, TRUNK)
        return {
            "rear_knee": rear_knee,
            "rear_ankle": (rear_knee[0] - SHANK, FLOOR - 8),
            "hip": hip,
            "front_knee": front_knee,
            "ankle": ankle,
            "shoulder": shoulder,
            "head": _along(shoulder, self.trunk + 4, NECK),
        }


def _along(start: Point, inclination_deg: float, length: float) -> Point:
    """Go from a point upwards, inclined ahead (to the right) by an angle."""
    a = radians(inclination_deg)
    return start[0] + length * sin(a), start[1] - length * cos(a)


def standing_on_floor(pose: Pose) -> Pose:
    """Return the pose with the front shin inclined so that its ankle is level with the floor, the knee angle kept."""
    return min(
        (replace(pose, shin=shin / 4) for shin in range(-240, 241)),
        key=lambda tried: abs(tried.joints["ankle"][1] - (FLOOR - 14)),
    )


class Drawing:
    """An SVG drawing."""

    def __init__(self, title: str, width: int = 420, height: int = 372) -> None:
        self._width, self._height = width, height
        self._parts = [f"<title>{title}</title>", f'<rect width="{width}" height="{height}" fill="#fff"/>']

    def line(self, a: Point, b: Point, colour: str = INK, width: float = 2, dash: str = "") -> None:
        """Draw a line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
            f'stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"{dashed}/>'
        )

    def dot(self, at: Point, colour: str = INK, radius: float = 5, fill: str | None = None) -> None:
        """Draw a joint."""
        self._parts.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}" fill="{fill or colour}" '
            f'stroke="{colour}" stroke-width="2"/>'
        )

    def text(
        self, at: Point, words: str, colour: str = INK, size: int = 15, anchor: str = "start", bold: bool = False
    ) -> None:
        """Write words."""
        weight = ' font-weight="700"' if bold else ""
        self._parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" fill="{colour}" font-size="{size}" text-anchor="{anchor}"'
            f'{weight} font-family="system-ui, sans-serif">{words}</text>'
        )

    def arc(self, centre: Point, radius: float, start_deg: float, end_deg: float, colour: str = MEASURED) -> None:
        """Draw the arc of an angle, inclinations from the vertical, with an arrow at its end."""
        a, b = (_along(centre, angle, radius) for angle in (start_deg, end_deg))
        sweep = 1 if end_deg > start_deg else 0
        large = 1 if abs(end_deg - start_deg) > 180 else 0
        self._parts.append(
            f'<path d="M {a[0]:.1f} {a[1]:.1f} A {radius:g} {radius:g} 0 {large} {sweep} {b[0]:.1f} {b[1]:.1f}" '
            f'fill="none" stroke="{colour}" stroke-width="3"/>'
        )
        if abs(end_deg - start_deg) * radius > 500:
            self.arrow(b, end_deg + (90 if sweep else -90), colour)

    def arrow(self, tip: Point, inclination_deg: float, colour: str = MEASURED) -> None:
        """Draw the head of an arrow that points along an inclination."""
        left, right = (_along(tip, inclination_deg + turn, 11) for turn in (155, -155))
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, left, right))
        self._parts.append(f'<polygon points="{points}" fill="{colour}"/>')

    def shape(self, path: str, fill: str, stroke: str = "none", opacity: float = 1.0) -> None:
        """Draw a closed shape from SVG path commands."""
        self._parts.append(f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="2" opacity="{opacity:g}"/>')

    def svg(self) -> str:
        """Return the drawing."""
        size = f'width="{self._width}" height="{self._height}" viewBox="0 0 {self._width} {self._height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n' + "\n".join(self._parts) + "\n</svg>\n"


def person(drawing: Drawing, pose: Pose, faint: bool = False) -> dict[str, Point]:
    """Draw the person on the floor; return the joints."""
    j = pose.joints
    grey = "#d5dbe1"
    front, rear, body = (grey, grey, grey) if faint else (FRONT, REAR, BODY)
    if not faint:
        drawing.line((20, FLOOR), (400, FLOOR), "#c9d0d7", 3)
    for a, b, colour in (
        ("rear_ankle", "rear_knee", rear),
        ("rear_knee", "hip", rear),
        ("hip", "shoulder", body),
        ("shoulder", "head", body),
        ("hip", "front_knee", front),
        ("front_knee", "ankle", front),
    ):
        drawing.line(j[a], j[b], colour, 11)
    heel = (j["ankle"][0] - 8, FLOOR - 5)
    drawing.line(heel, (j["ankle"][0] + 42, FLOOR - 5), front, 9)
    drawing.dot(j["head"], body, 20, "#fff" if not faint else grey)
    if not faint:
        for name in ("rear_knee", "hip", "front_knee", "ankle", "shoulder", "rear_ankle"):
            drawing.dot(j[name], INK, 5, "#fff")
    return j


def vertical(drawing: Drawing, at: Point, length: float = 125) -> None:
    """Draw the upright line an inclination is measured against."""
    drawing.line((at[0], at[1] + 12), (at[0], at[1] - length), REFERENCE, 2, "6 5")


GOOD_POSE = standing_on_floor(Pose())


def front_knee() -> Drawing:
    """Draw the angle of the front knee."""
    drawing = Drawing("Angle of the front knee")
    j = person(drawing, GOOD_POSE)
    to_hip, to_ankle = (_inclination(j["front_knee"], j[name]) for name in ("hip", "ankle"))
    drawing.arc(j["front_knee"], 34, to_hip, to_ankle - 360 if to_ankle - to_hip > 180 else to_ankle)
    x, y = j["front_knee"]
    drawing.text((x - 34, y + 58), "90°", MEASURED, 20, "end", True)
    _captions(drawing, "front_knee_deg", "hip – knee – ankle; 180° is straight", f"target {_target('front_knee_deg')}")
    return drawing


def front_shin() -> Drawing:
    """Draw the inclination of the front shin."""
    drawing = Drawing("Inclination of the front shin")
    pose = standing_on_floor(Pose(rear_thigh=14, knee=76))
    j = person(drawing, pose)
    vertical(drawing, j["ankle"], 120)
    drawing.arc(j["ankle"], 104, 0, pose.shin)
    drawing.text((j["ankle"][0] + 30, j["ankle"][1] - 104), f"+{pose.shin:.0f}°", MEASURED, 20, bold=True)
    _captions(
        drawing,
        "front_shin_deg",
        "against the vertical; + knee ahead of the ankle",
        f"target {_target('front_shin_deg')}",
    )
    return drawing


def rear_thigh() -> Drawing:
    """Draw the inclination of the rear thigh, and the lunge."""
    drawing = Drawing("Inclination of the rear thigh, and the lunge")
    neutral, deep = GOOD_POSE, standing_on_floor(Pose(rear_thigh=24, knee=70))
    deep = standing_on_floor(replace(deep))
    person(drawing, neutral, faint=True)
    j = person(drawing, deep)
    vertical(drawing, j["rear_knee"], 130)
    drawing.arc(j["rear_knee"], 64, 0, deep.rear_thigh)
    drawing.text((j["rear_knee"][0] - 8, j["rear_knee"][1] - 72), f"+{deep.rear_thigh:.0f}°", MEASURED, 20, "end", True)
    far = 118.0
    drawing.arc(j["rear_knee"], far, neutral.rear_thigh, deep.rear_thigh, FRONT)
    drawing.text(
        (j["rear_knee"][0] - 12, j["rear_knee"][1] - far),
        f"lunge +{deep.rear_thigh - neutral.rear_thigh:.0f}°",
        FRONT,
        16,
        "end",
        True,
    )
    _captions(
        drawing,
        "rear_thigh_deg, lunge_deg",
        "+ hip ahead of the knee; lunge: since the neutral (grey)",
        f"target {_target('rear_thigh_deg')}; lunge {_target('lunge_deg')}",
    )
    return drawing


def trunk() -> Drawing:
    """Draw the inclination of the trunk."""
    drawing = Drawing("Inclination of the trunk")
    pose = replace(GOOD_POSE, trunk=24)
    j = person(drawing, pose)
    vertical(drawing, j["hip"], 150)
    drawing.arc(j["hip"], 96, 0, pose.trunk)
    drawing.text((j["hip"][0] - 6, j["hip"][1] - 104), f"+{pose.trunk:.0f}°", MEASURED, 20, "end", True)
    _captions(drawing, "trunk_deg", "mid-hip to mid-shoulder; + leaning forward", f"target {_target('trunk_deg')}")
    return drawing


def hip_extension() -> Drawing:
    """Draw what stretches the front of the hip: rear thigh and tuck together."""
    drawing = Drawing("Hip extension: the rear thigh and the tuck together")
    pose = standing_on_floor(Pose(rear_thigh=6))
    j = person(drawing, pose)
    tuck = 8.0
    hip = j["hip"]
    _pelvis(drawing, hip, -tuck, 0.8)
    across = _along(hip, -tuck, 120)
    drawing.line(_along(hip, 180 - tuck, 20), across, GOOD, 3, "2 6")
    drawing.line(hip, _along(hip, pose.rear_thigh, 120), REAR, 3, "2 6")
    drawing.arc(hip, 104, -tuck, pose.rear_thigh)
    drawing.text((hip[0] - 22, hip[1] - 122), "14°", MEASURED, 20, "end", True)
    _captions(
        drawing,
        "hip extension",
        "rear thigh (6°) + tuck (8°)",
        "felt in the front of the rear hip",
    )
    return drawing


def pelvic_tilt() -> Drawing:
    """Draw the pelvis in neutral, tucked and arched, with the line through its bony points."""
    drawing = Drawing("Pelvic tilt and tuck", 640, 300)
    for x, tilt, name, said in (
        (110, 12.0, "neutral", "tuck 0°"),
        (320, 4.0, "tucked", "tuck +8°"),
        (530, 22.0, "arched", "tuck −10°"),
    ):
        centre = (float(x), 165.0)
        _pelvis(drawing, centre, tilt, 1.5)
        front, back = _pelvis_points(centre, tilt, 1.5)
        drawing.line((x - 80, back[1]), (x + 85, back[1]), REFERENCE, 2, "6 5")
        drawing.line(back, _beyond(back, front, 1.25), MEASURED, 3)
        drawing.text((x + 58, back[1] - 8), f"{tilt:.0f}°", MEASURED, 18, bold=True)
        for at in (front, back):
            drawing.dot(at, INK, 6, "#ffd34d")
        drawing.text((x, 30), name, INK, 18, "middle", True)
        drawing.text((x, 54), said, GOOD if tilt < 10 else INK, 16, "middle")
    drawing.text(
        (20, 262),
        "pelvic_tilt_deg: line from the back (PSIS) to the front point (ASIS), + front down.",
        INK,
        14,
    )
    drawing.text(
        (20, 284),
        "tuck_deg: how far it has turned back since the own neutral. The person faces right.",
        INK,
        14,
    )
    return drawing


def view_angle() -> Drawing:
    """Draw from above where the camera may stand."""
    drawing = Drawing("Where the camera stands, from above", 640, 350)
    person_at = (400.0, 62.0)
    for edge, colour, opacity in (
        (38.0, "#c62f28", 0.12),
        (30.0, "#e5a800", 0.22),
        (25.0, "#8cc63f", 0.28),
        (10.0, "#1a935e", 0.35),
    ):
        a, b = (_along(person_at, 180 + side * edge, 225) for side in (-1, 1))
        path = f"M {person_at[0]} {person_at[1]} L {a[0]:.1f} {a[1]:.1f} A 225 225 0 0 1 {b[0]:.1f} {b[1]:.1f} Z"
        drawing.shape(path, colour, opacity=opacity)
    drawing.line(person_at, (person_at[0], 300), REFERENCE, 2, "6 5")
    drawing.shape(f"M {person_at[0] - 62} 62 a 62 20 0 1 0 124 0 a 62 20 0 1 0 -124 0 Z", BODY)
    drawing.dot((person_at[0] + 6, 62), BODY, 15, "#fff")
    drawing.arrow((person_at[0] + 92, 62), 90, INK)
    drawing.line((person_at[0] + 64, 62), (person_at[0] + 84, 62), INK, 3)
    drawing.text((person_at[0] + 100, 67), "faces this way", INK, 14)
    camera = (person_at[0], 312.0)
    drawing.shape(f"M {camera[0] - 17} {camera[1] - 10} h 34 v 24 h -34 Z", INK)
    drawing.shape(f"M {camera[0] - 7} {camera[1] - 10} l 3 -9 h 8 l 3 9 Z", INK)
    drawing.text((camera[0] + 26, camera[1] + 8), "camera, exactly sideways: 0°", INK, 14)
    for y, colour, words in (
        (150, "#137a4d", "≤ 10°: all is judged"),
        (176, "#4d7d12", "≤ 25°: all, ever less surely"),
        (202, "#8a6500", "≤ 30°: legs and trunk only"),
        (228, "#a32620", "surely more: nothing"),
    ):
        drawing.text((16, float(y)), words, colour, 14, bold=True)
    return drawing


FIGURES: dict[str, Callable[[], Drawing]] = {
    "view_angle": view_angle,
    "front_knee": front_knee,
    "front_shin": front_shin,
    "rear_thigh": rear_thigh,
    "trunk": trunk,
    "pelvic_tilt": pelvic_tilt,
    "hip_extension": hip_extension,
}


def _inclination(a: Point, b: Point) -> float:
    return degrees(atan2(b[0] - a[0], a[1] - b[1]))


def _beyond(a: Point, b: Point, times: float) -> Point:
    return a[0] + times * (b[0] - a[0]), a[1] + times * (b[1] - a[1])


def _target(name: str) -> str:
    """Write the target of an angle as the settings have it, such as ``80…100°``."""
    low, high = getattr(Settings().bands, name).green
    words = f"up to {high:g}°" if isinf(low) else f"{low:g}…{high:g}°"
    return words.replace("-", "−")


def _captions(drawing: Drawing, name: str, meaning: str, target: str) -> None:
    drawing.text((16, 26), name, INK, 16, bold=True)
    drawing.text((16, 46), meaning, REFERENCE, 13)
    drawing.text((16, 65), target, GOOD, 13, bold=True)


def _pelvis_points(centre: Point, tilt_deg: float, scale: float) -> tuple[Point, Point]:
    """Return the front and the back bony point of a pelvis whose hip joint is at the centre."""
    front, back = (30.0, -40.0), (-38.0, -40.0)
    return _turned(centre, front, tilt_deg, scale), _turned(centre, back, tilt_deg, scale)


def _turned(centre: Point, offset: Point, tilt_deg: float, scale: float) -> Point:
    angle = radians(tilt_deg)
    x, y = offset
    return centre[0] + scale * (x * cos(angle) - y * sin(angle)), centre[1] + scale * (x * sin(angle) + y * cos(angle))


def _pelvis(drawing: Drawing, centre: Point, tilt_deg: float, scale: float) -> None:
    """Draw a pelvis from the side: a rounded bone turned about the hip joint, anterior tilt positive."""
    outline = [
        (30, -40),
        (20, -56),
        (-18, -62),
        (-40, -50),
        (-40, -34),
        (-26, -14),
        (-22, 16),
        (-6, 26),
        (14, 20),
        (20, 0),
        (24, -18),
    ]
    points = [_turned(centre, (float(x), float(y)), tilt_deg, scale) for x, y in outline]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(points, [*points[1:], points[0]], strict=True)]
    path = f"M {middles[-1][0]:.1f} {middles[-1][1]:.1f} " + " ".join(
        f"Q {p[0]:.1f} {p[1]:.1f} {m[0]:.1f} {m[1]:.1f}" for p, m in zip(points, middles, strict=True)
    )
    drawing.shape(path + " Z", "#f3e9dc", "#a08a6d", 0.95)
    drawing.dot(centre, INK, 5, "#fff")


def main() -> None:
    """Write all figures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, draw in FIGURES.items():
        (FOLDER / f"{name}.svg").write_text(draw().svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
