"""Who acts in the films of the third domain, what they do, and from where they are filmed.

Bodies, flesh, courses and cameras are drawn from ranges of this module's own. A film begins with the own range
(relax, tuck, relax, tuck, relax); then comes the hold. A third of the films are held otherwise than tucked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lab.bodies import Body, Shape, build_body
from lab.camera import Webcam
from lab.kneeling import Kneel, foot_for
from lab.posing import SIDES
from lab.range_trials import Course
from lab.scenes import KneelingAct, Move, Sway, View
from lab.third.flesh import PlaneFlesh, draw_plane_flesh, plane_fleshed

FIRST_S, TURN_S, SHOWN_S, REST_S, HOLD_S, END_S = 3.0, 0.8, 1.6, 1.5, 4.2, 0.2
LOST_AFTER_S, LOST_HOLD_S = 1.8, 5.6
"""A tuck that is lost stays so long enough to be reported."""
OWN_TUCK_DEG, HELD_TUCK = (4.0, 10.0), (0.65, 1.0)
HELD_ARCH_DEG = (4.0, 12.0)
CHEST_DEG, CHEST_TRUNK_DEG = 13.0, 5.0
"""A rounded chest over a still pelvis, and how far the trunk goes with it."""
SCRIPTS = (
    *("tuck", "arch", "never", "chest", "tuck", "lost"),
    *("tuck", "tuck", "tuck_lean", "tuck", "tuck_lunge", "tuck"),
)
"""In the order in which the seeds take them: the first four films cover what matters."""
FIRST_SEED = 900_000
DETAILS = (
    "buttocks/buttocks-volume",
    "stomach/stomach-tone",
    "hip/hip-scale-depth",
    "torso/measure-waist-circ",
    "torso/measure-hips-circ",
    "torso/torso-scale-depth",
)
ARMS = ("thigh", "hips", "folded", "forward", "down")
_ARM_SHARES = (0.4, 0.2, 0.15, 0.15, 0.1)


@dataclass(frozen=True, eq=False)
class Player:
    """Who acts, and how.

    Attributes
    ----------
    body, flesh
        The body with its flesh.
    act, course
        What happens, and when.
    view, facing
        From where, and which way the person faces in the picture.
    """

    body: Body
    flesh: PlaneFlesh
    act: KneelingAct
    course: Course
    view: View
    facing: str


def script_of(seed: int) -> str:
    """Return what happens in the film of a seed."""
    return SCRIPTS[seed % len(SCRIPTS)]


def draw_player(seed: int) -> Player:
    """Draw who acts in the film of a seed; the same seed gives the same."""
    rng = np.random.default_rng((seed, 31))
    flesh = draw_plane_flesh(rng)
    body = plane_fleshed(build_body(_shape(rng)), flesh)
    start = _neutral(body, rng)
    course = draw_course(start, script_of(seed), rng)
    sway = Sway(int(rng.integers(1_000_000)), FIRST_S, float(rng.uniform(0.3, 0.8)))
    act = KneelingAct(start, course.moves, sway=sway, baseline_s=(0.0, FIRST_S))
    return Player(body, flesh, act, course, _view(rng), str(rng.choice(SIDES)))


def draw_course(neutral: Kneel, script: str, rng: np.random.Generator) -> Course:
    """Draw the course of a film.

    Parameters
    ----------
    neutral
        The position it begins in.
    script
        One of `SCRIPTS`.
    rng
        Draws sizes.
    """
    tuck = float(rng.uniform(*OWN_TUCK_DEG))
    along = {"trunk_deg": float(rng.uniform(-1.5, 1.5)), "kyphosis_deg": float(rng.uniform(-1.0, 4.0))}
    squeeze = float(rng.uniform(0.0, 0.5))
    rest = {
        "tilt_deg": 0.0,
        "squeeze": 0.0,
        "trunk_deg": neutral.trunk_deg,
        "kyphosis_deg": neutral.kyphosis_deg,
        "rear_thigh_deg": neutral.rear_thigh_deg,
    }

    def tucked(share: float) -> dict[str, float]:
        with_it = {name: getattr(neutral, name) + share * change for name, change in along.items()}
        return {"tilt_deg": -tuck * share, "squeeze": squeeze * share, **with_it}

    rounded = {
        "kyphosis_deg": neutral.kyphosis_deg + CHEST_DEG,
        "trunk_deg": neutral.trunk_deg + CHEST_TRUNK_DEG,
    }
    moves, swings, now = [], [("neutral", 0.5, FIRST_S)], FIRST_S
    for _ in range(2):
        shown = rounded if script == "chest" else tucked(float(rng.uniform(0.85, 1.0)))
        moves.append(Move(now, TURN_S, shown))
        swings.append(("tuck", now + TURN_S, now + TURN_S + SHOWN_S))
        now += TURN_S + SHOWN_S
        moves.append(Move(now, TURN_S, rest))
        swings.append(("neutral", now + TURN_S, now + TURN_S + REST_S))
        now += TURN_S + REST_S
    held: dict[str, float] = {}
    if script == "chest":
        held = rounded
    elif script == "arch":
        held = {"tilt_deg": float(rng.uniform(*HELD_ARCH_DEG))}
    elif script != "never":
        held = tucked(float(rng.uniform(*HELD_TUCK)))
    if script == "tuck_lean":
        held["trunk_deg"] = neutral.trunk_deg + float(rng.choice([-1, 1]) * rng.uniform(3, 7))
    if script == "tuck_lunge":
        held["rear_thigh_deg"] = neutral.rear_thigh_deg + float(rng.uniform(3, 8))
    moves.append(Move(now, TURN_S, held))
    hold = (now + TURN_S, now + TURN_S + (LOST_HOLD_S if script == "lost" else HOLD_S))
    if script == "lost":
        slack = {**rest, "tilt_deg": -tuck * float(rng.uniform(-0.1, 0.1))}
        moves.append(Move(hold[0] + LOST_AFTER_S, TURN_S, slack))
    return Course(tuple(moves), hold[1] + END_S, tuple(swings), hold)


def _shape(rng: np.random.Generator) -> Shape:
    female = float(np.clip(rng.choice([0.02, 0.98]) + rng.normal(0, 0.05), 0, 1))
    details = []
    for name in DETAILS:
        amount = float(np.clip(rng.normal(0, 0.35), -0.8, 0.8))
        details.append((f"{name}-{'incr' if amount > 0 else 'decr'}", abs(amount)))
    heritage = rng.dirichlet([0.8, 0.8, 0.8])
    return Shape(
        female=female,
        age_years=float(rng.uniform(25, 80)),
        muscle=float(rng.uniform(0.25, 0.8)),
        weight=float(rng.uniform(0.25, 0.85)),
        height=float(rng.uniform(0.43, 0.58)),
        proportions=float(rng.uniform(0.3, 0.95)),
        cup=float(rng.uniform(0.2, 0.75)),
        firmness=float(rng.uniform(0.35, 0.8)),
        heritage=(float(heritage[0]), float(heritage[1]), float(heritage[2])),
        stature_m=float(np.clip(rng.normal(1.65 if female > 0.5 else 1.78, 0.07), 1.5, 1.96)),
        details=tuple(details),
    )


def _neutral(body: Body, rng: np.random.Generator) -> Kneel:
    kneel = Kneel(
        rear_side=str(rng.choice(SIDES)),
        rear_thigh_deg=float(rng.uniform(-3, 8)),
        trunk_deg=float(rng.normal(1, 2)),
        neutral_tilt_deg=float(rng.normal(0, 5)),
        kyphosis_deg=float(rng.normal(3, 4)),
        obliquity_deg=float(rng.normal(0, 1.0)),
        pelvis_yaw_deg=float(rng.normal(0, 2.0)),
        twist_deg=float(rng.normal(0, 3.5)),
        head_pitch_deg=float(rng.normal(3, 6)),
        head_yaw_deg=float(rng.normal(0, 9)),
        stance_m=float(rng.uniform(0.0, 0.06)),
        toe_out_deg=float(rng.uniform(0, 12)),
        toes_tucked=float(rng.random() < 0.35),
        arms=str(rng.choice(ARMS, p=_ARM_SHARES)),  # type: ignore[arg-type]
        reach=float(rng.uniform(0.6, 0.9)),
    )
    return replace(kneel, foot_ahead_m=foot_for(body, kneel, front_shin_deg=float(rng.uniform(-8, 6))))


def _view(rng: np.random.Generator) -> View:
    """Draw a camera: two thirds within 12° of the side, the rest up to 25°."""
    far = rng.random() < 1 / 3
    off = float(rng.uniform(12, 25) if far else rng.uniform(0, 12))
    return View(
        azimuth_deg=float(rng.choice([-1, 1])) * off,
        height_m=float(rng.uniform(0.45, 1.35)),
        roll_deg=float(rng.normal(0, 1.2)),
        fov_deg=float(rng.uniform(30, 58)),
        share=float(rng.uniform(0.62, 0.86)),
        webcam=Webcam(
            blur_px=float(rng.uniform(0.0, 0.7)),
            noise=float(rng.uniform(0.5, 3.0)),
            jpeg_quality=int(rng.integers(70, 95)),
        ),
    )
