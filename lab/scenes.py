"""Short scenes: who, where, seen from where, and what the person does over time.

An act gives the body's placement at any time. A person moves from one position to the next in about a second, with
the smooth speed of a human movement (minimum jerk), and is never quite still: sway and breath go on, but for the
first still seconds, from which a baseline can be taken, the sway stays below a millimetre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from lab.arms import ArmKind
from lab.bodies import Body
from lab.camera import Webcam
from lab.kneeling import Kneel, half_kneeling
from lab.outfits import Outfit
from lab.parts import Part
from lab.posing import Placement
from lab.rooms import Room
from lab.stances import Stance, as_stance, on_toes, place_stance, standing, walking

BREATH_HZ = 0.24
SITS_BACK_DEG = -28.0
"""A rear thigh further back than this is no half-kneeling."""
SWAY_DEG = {"rear_thigh_deg": 0.3, "trunk_deg": 0.45, "head_pitch_deg": 1.2, "head_yaw_deg": 1.5, "tilt_deg": 0.25}
"""Standard deviation of the sway of each angle."""


class Act(Protocol):
    """What a person does."""

    @property
    def rear_side(self) -> str | None:
        """Anatomical side of the kneeling leg; None where nobody kneels on one knee."""

    @property
    def baseline_s(self) -> tuple[float, float] | None:
        """The still kneel; None where there is none."""

    def placement(self, body: Body, time_s: float) -> Placement:
        """Where the body is at a time."""

    def half_kneeling(self, time_s: float) -> bool:
        """Whether the body is in the half-kneeling position at a time."""


@dataclass(frozen=True)
class Move:
    """A change of named values.

    Attributes
    ----------
    at_s, lasts_s
        When it starts, and how long it takes.
    to
        The values at its end.
    """

    at_s: float
    lasts_s: float
    to: dict[str, float]


def eased(share: float) -> float:
    """Minimum-jerk course from 0 to 1 over a share of the time (clipped to 0-1)."""
    u = min(max(share, 0.0), 1.0)
    return u**3 * (10 - 15 * u + 6 * u * u)


def value_at(start: float, name: str, moves: Sequence[Move], time_s: float) -> float:
    """Value of a quantity at a time, from its first value through all moves that name it."""
    value = start
    for move in moves:
        if name in move.to and time_s > move.at_s:
            value += (move.to[name] - value) * eased((time_s - move.at_s) / move.lasts_s)
    return value


@dataclass(frozen=True)
class Sway:
    """The small movements of a person who keeps a position.

    Attributes
    ----------
    seed
        Each seed sways in its own way.
    still_until_s
        Until then the sway is a tenth.
    strength
        Factor on `SWAY_DEG`.
    """

    seed: int = 0
    still_until_s: float = 0.0
    strength: float = 1.0

    def at(self, time_s: float) -> dict[str, float]:
        """Deviation of each swaying angle at a time, degrees."""
        grown = 0.1 + 0.9 * eased((time_s - self.still_until_s) / 0.8) if self.still_until_s else 1.0
        rng = np.random.default_rng(self.seed)
        found = {}
        for name, deviation in SWAY_DEG.items():
            rates, phases = rng.uniform([0.15, 0.35, 0.6], [0.3, 0.55, 0.9]), rng.uniform(0, 2 * np.pi, 3)
            wave = np.sin(2 * np.pi * rates * time_s + phases) @ np.array([1.0, 0.6, 0.35])
            found[name] = float(self.strength * grown * deviation * wave / 0.87)
        return found


@dataclass(frozen=True)
class KneelingAct:
    """Half-kneeling that goes through some moves.

    Attributes
    ----------
    start
        The first position.
    moves
        Changes of `Kneel`'s numbers, in order of time.
    steps
        Start and duration of each step of the front foot, seconds: the foot is lifted meanwhile.
    sway
        How the person sways.
    baseline_s
        The still kneel.
    """

    start: Kneel
    moves: tuple[Move, ...] = ()
    steps: tuple[tuple[float, float], ...] = ()
    sway: Sway = field(default_factory=Sway)
    baseline_s: tuple[float, float] | None = (0.0, 2.0)

    @property
    def rear_side(self) -> str:
        """Anatomical side of the kneeling leg."""
        return self.start.rear_side

    def placement(self, body: Body, time_s: float) -> Placement:
        """Where the body is at a time."""
        return half_kneeling(body, self.kneel(time_s))

    def half_kneeling(self, time_s: float) -> bool:
        """Whether it still is half-kneeling: not where the person sits back on the heel."""
        return self.kneel(time_s).rear_thigh_deg > SITS_BACK_DEG

    def kneel(self, time_s: float) -> Kneel:
        """All named values at a time."""
        named = {name for move in self.moves for name in move.to}
        values: dict[str, Any] = {name: value_at(getattr(self.start, name), name, self.moves, time_s) for name in named}
        for name, deviation in self.sway.at(time_s).items():
            values[name] = values.get(name, getattr(self.start, name)) + deviation
        for at_s, lasts_s in self.steps:
            values["foot_lift_m"] = values.get("foot_lift_m", 0.0) + 0.05 * _bump((time_s - at_s) / lasts_s)
        values["breath"] = _breath(time_s)
        return replace(self.start, **values)


@dataclass(frozen=True)
class StanceAct:
    """Any other position, or the way into half-kneeling and out of it.

    Attributes
    ----------
    start, moves
        The first stance, and changes of `Stance`'s numbers.
    arms, thigh_side
        What both arms do, and on which thigh the hands rest.
    sway
        How the person sways.
    rear_side
        Of the kneeling leg, where the act comes to that.
    kneeling_s
        From when to when the body is half-kneeling.
    baseline_s
        The still kneel.
    """

    start: Stance
    moves: tuple[Move, ...] = ()
    arms: ArmKind = "down"
    thigh_side: str = "left"
    sway: Sway = field(default_factory=Sway)
    rear_side: str | None = None
    kneeling_s: tuple[float, float] | None = None
    baseline_s: tuple[float, float] | None = None

    def placement(self, body: Body, time_s: float) -> Placement:
        """Where the body is at a time."""
        named = {name for move in self.moves for name in move.to}
        values = {name: value_at(getattr(self.start, name), name, self.moves, time_s) for name in named}
        for name, deviation in self.sway.at(time_s).items():
            if name != "rear_thigh_deg":
                values[name] = values.get(name, getattr(self.start, name)) + deviation
        stance = replace(self.start, **values)
        return place_stance(body, stance, self.arms, self.thigh_side, _breath(time_s))

    def half_kneeling(self, time_s: float) -> bool:
        """Whether the body is half-kneeling at a time."""
        return self.kneeling_s is not None and self.kneeling_s[0] <= time_s <= self.kneeling_s[1]


@dataclass(frozen=True)
class WalkingAct:
    """Walking in profile, on the spot of the picture.

    Attributes
    ----------
    cadence_hz, stride
        As in `lab.stances.walking`.
    """

    cadence_hz: float = 0.9
    stride: float = 0.62

    @property
    def rear_side(self) -> None:
        """Nobody kneels."""

    @property
    def baseline_s(self) -> None:
        """Nobody kneels."""

    def placement(self, body: Body, time_s: float) -> Placement:
        """Where the body is at a time."""
        return place_stance(body, walking(body, time_s, self.cadence_hz, self.stride), breath=_breath(time_s))

    def half_kneeling(self, time_s: float) -> bool:
        """Return False: nobody kneels."""
        return False


def kneeling_down_and_up(body: Body, kneel: Kneel, kneels_s: float = 5.0, sway: Sway | None = None) -> StanceAct:
    """Stand, step back, kneel down on the toes of the rear foot, stay, and stand up again.

    Parameters
    ----------
    body, kneel
        Who, and the position on the floor (its toes are tucked under).
    kneels_s
        How long it is held.
    sway
        How the person sways.

    Returns
    -------
    StanceAct
        It takes 7.4 s and the time on the floor.
    """
    rear, front = kneel.rear_side, kneel.front_side
    floor = as_stance(body, replace(kneel, toes_tucked=1.0))
    upright = standing(body)
    front_x = getattr(floor, f"{front}_x")
    start = replace(
        upright, hip_x=front_x, left_x=front_x, right_x=front_x, spread_m=floor.spread_m, tilt_deg=floor.tilt_deg
    )
    leg, low = upright.hip_z - upright.left_z, upright.left_z
    rear_x = getattr(floor, f"{rear}_x")
    astride = 0.5 * (front_x + rear_x)
    high = {"hip_x": astride, "hip_z": low + 0.97 * float(np.sqrt(leg**2 - (front_x - astride) ** 2)), "trunk_deg": 8.0}
    on_floor = {name: getattr(floor, name) for name in ("hip_x", "hip_z", "trunk_deg", f"{rear}_z", f"{rear}_foot_deg")}
    toes = {f"{rear}_foot_deg": 48.0, f"{rear}_toes_deg": 40.0}
    back = {f"{rear}_x": rear_x}
    home = {"hip_x": front_x, "hip_z": start.hip_z, "trunk_deg": 1.0}
    up = 4.4 + kneels_s
    moves = (
        Move(1.0, 0.6, {f"{rear}_z": low + 0.12}),
        Move(1.0, 1.2, {**high, **back, **toes}),
        Move(1.6, 0.6, {f"{rear}_z": on_toes(body, 48.0)}),
        Move(2.4, 1.8, on_floor),
        Move(up, 1.5, {**high, f"{rear}_z": on_toes(body, 48.0), **toes}),
        Move(up + 1.6, 1.2, {**home, f"{rear}_x": front_x, f"{rear}_foot_deg": 0.0, f"{rear}_toes_deg": 0.0}),
        Move(up + 1.6, 0.5, {f"{rear}_z": low + 0.12}),
        Move(up + 2.2, 0.6, {f"{rear}_z": low}),
    )
    return StanceAct(
        start,
        moves,
        arms="thigh",
        thigh_side=front,
        sway=sway or Sway(),
        rear_side=rear,
        kneeling_s=(4.0, up + 0.1),
        baseline_s=(4.3, 4.3 + min(2.0, kneels_s)),
    )


def _breath(time_s: float) -> float:
    return 0.5 - 0.5 * float(np.cos(2 * np.pi * BREATH_HZ * time_s))


def _bump(share: float) -> float:
    """Up and down again over a share of 0-1."""
    return 16 * (share * (1 - share)) ** 2 if 0 < share < 1 else 0.0


@dataclass(frozen=True)
class View:
    """How the camera looks at the scene; see `lab.camera.framed`."""

    azimuth_deg: float = 0.0
    height_m: float = 0.8
    roll_deg: float = 0.0
    fov_deg: float = 36.0
    share: float = 0.78
    webcam: Webcam = field(default_factory=Webcam)


@dataclass(frozen=True, eq=False)
class Bystander:
    """Somebody else in the picture.

    Attributes
    ----------
    body, outfit, act
        Who, in what, doing what.
    place_m
        x and y of where the person is.
    yaw_deg
        Which way the person faces, to the left +.
    """

    body: Body
    outfit: Outfit
    act: Act
    place_m: tuple[float, float]
    yaw_deg: float = 0.0


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything about a clip.

    Attributes
    ----------
    name
        Of the clip.
    seconds
        Its length.
    body, outfit, room, act, view
        Who, in what, where, doing what, seen how.
    facing
        ``left`` shows the mirrored picture: left and right of the person change places in the truth.
    others
        Further people in the picture.
    props
        Things added to the room.
    range_s
        From when to when the person shows their own range; None where they do not.
    about
        Whatever should stand in the truth file besides (seeds, a description).
    """

    name: str
    seconds: float
    body: Body
    outfit: Outfit
    room: Room
    act: Act
    view: View = field(default_factory=View)
    facing: str = "right"
    others: tuple[Bystander, ...] = ()
    props: tuple[Part, ...] = ()
    about: dict[str, object] = field(default_factory=dict)
    range_s: tuple[float, float] | None = None
