"""Pairs for the posture check: one person before one camera, three tries before and three after, and other postures.

A person has a habit of standing and comes back to it within an own scatter. Between before and after the habit changes,
or does not (a third of the pairs); the camera, the clothes and the room stay. What is true is the habit's, not that of
the single try: the scatter of the tries is part of what the check has to reckon with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lab.arms import ArmKind
from lab.bodies import Body
from lab.camera import Camera, framed
from lab.garments import Dresser
from lab.kneeling import Kneel, foot_for, half_kneeling
from lab.posing import SIDES, Placement, Posed, pose
from lab.stances import Stance, lying, place_stance, sitting, split, squat, tall_kneeling, walking
from lab.standing import Stand, place_standing
from lab.tilt_sessions import Session, TiltSplit, draw_session, renderer_of

TRIES = 3
SIZE_PX = (480, 640)
"""Of the pictures: a phone held upright, as a standing person is photographed."""
SEEDS = {"fit": (7_000_000, 7_100_000), "test": (7_100_000, 7_200_000)}
"""Seeds of the pairs the camera's error is read from, and of those it is tested on: none is used anywhere else."""
STANDING_ARMS: tuple[ArmKind, ArmKind] = ("collarbones", "down")
OTHERS = (
    "squat",
    "sitting",
    "tall_kneeling",
    "half_kneeling",
    "hinge",
    "lunge",
    "walking",
    "lying",
    "view",
    "feet cut",
)
"""Postures and pictures that the check must refuse."""
_VIEW_DEG = 15.0
_TURNED_DEG = (32.0, 70.0)
"""Views that are to be refused: well beyond 20 degrees, so that the truth leaves no doubt."""


@dataclass(frozen=True, eq=False)
class Still:
    """One drawn picture and what is true of it.

    Attributes
    ----------
    image
        Shape (rows, columns, 3), uint8, BGR.
    truth
        ``kind``, ``facing``, ``view_off_side_deg``; of a pair ``occasion``, ``habit`` and ``angles`` besides.
    """

    image: NDArray[np.uint8]
    truth: dict[str, Any]


def standing_angles(posed: Posed) -> dict[str, float]:
    """Return the quantities of the posture check in the sagittal plane, degrees."""
    p = {
        name: (posed.joints[f"left_{name}"] + posed.joints[f"right_{name}"])[[0, 2]] / 2
        for name in ("ear", "shoulder", "hip", "knee", "ankle")
    }
    knee = 180 + _lean(p["knee"], p["hip"]) - _lean(p["ankle"], p["knee"])
    return {
        "head_deg": _lean(p["shoulder"], p["ear"]),
        "trunk_deg": _lean(p["hip"], p["shoulder"]),
        "hips_deg": _lean(p["ankle"], p["hip"]),
        "knee_deg": knee,
    }


def _lean(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.degrees(np.arctan2(b[0] - a[0], b[1] - a[1])))


def _habit(rng: np.random.Generator) -> Stand:
    return Stand(
        trunk_deg=float(rng.normal(-1, 2.5)),
        tilt_deg=float(rng.normal(0, 4)),
        neutral_tilt_deg=float(rng.normal(0, 4)),
        knees_soft=float(rng.uniform(0.001, 0.01)),
        hips_ahead_m=float(rng.uniform(-0.01, 0.07)),
        left_ahead_m=float(rng.normal(0, 0.012)),
        spread_m=float(rng.uniform(-0.02, 0.04)),
        kyphosis_deg=float(rng.normal(4, 5)),
        pelvis_yaw_deg=float(rng.normal(0, 2)),
        twist_deg=float(rng.normal(0, 2.5)),
        head_pitch_deg=float(rng.normal(3, 6)),
        arms=STANDING_ARMS[int(rng.random() < 0.4)],
    )


def _changed(habit: Stand, rng: np.random.Generator) -> Stand:
    return replace(
        habit,
        trunk_deg=habit.trunk_deg + float(rng.normal(0, 2.5)),
        tilt_deg=habit.tilt_deg + float(rng.normal(0, 4)),
        knees_soft=float(np.clip(habit.knees_soft + rng.normal(0, 0.004), 0.001, 0.03)),
        hips_ahead_m=habit.hips_ahead_m + float(rng.normal(0, 0.03)),
        kyphosis_deg=habit.kyphosis_deg + float(rng.normal(0, 5)),
        head_pitch_deg=habit.head_pitch_deg + float(rng.normal(0, 5)),
    )


def _try_of(habit: Stand, rng: np.random.Generator) -> Stand:
    """Draw one try: whoever stands again does not stand as before."""
    return replace(
        habit,
        trunk_deg=habit.trunk_deg + float(rng.normal(0, 0.7)),
        tilt_deg=habit.tilt_deg + float(rng.normal(0, 0.8)),
        knees_soft=float(np.clip(habit.knees_soft + rng.normal(0, 0.001), 0.001, 0.03)),
        hips_ahead_m=habit.hips_ahead_m + float(rng.normal(0, 0.007)),
        left_ahead_m=habit.left_ahead_m + float(rng.normal(0, 0.006)),
        kyphosis_deg=habit.kyphosis_deg + float(rng.normal(0, 0.8)),
        pelvis_yaw_deg=habit.pelvis_yaw_deg + float(rng.normal(0, 0.7)),
        twist_deg=habit.twist_deg + float(rng.normal(0, 1.0)),
        head_pitch_deg=habit.head_pitch_deg + float(rng.normal(0, 1.2)),
        head_yaw_deg=float(rng.normal(0, 3)),
        breath=float(rng.uniform(0, 0.3)),
    )


def person_of(seed: int) -> Session:
    """Draw who it is, in which clothes and room: of the two splits nothing was ever fitted on."""
    splits: tuple[TiltSplit, TiltSplit] = ("other_flesh", "test")
    return replace(draw_session(seed, splits[seed % 2]), size_px=SIZE_PX)


def film_pair(seed: int) -> Iterator[Still]:
    """Render a pair: three tries before, three after."""
    rng, session = np.random.default_rng((seed, 21)), person_of(seed)
    before = _habit(rng)
    same = rng.random() < 1 / 3
    after = before if same else _changed(before, rng)
    yield from film_habits(session, before, after, float(rng.uniform(-_VIEW_DEG, _VIEW_DEG)), rng, same)


def film_habits(
    session: Session, before: Stand, after: Stand, view_deg: float, rng: np.random.Generator, same: bool = False
) -> Iterator[Still]:
    """Render three tries of each of two habits.

    Parameters
    ----------
    session
        Who, in what and where.
    before, after
        The habits.
    view_deg
        How far ahead of the side the camera stands.
    rng
        Of the tries and the camera.
    same
        Whether nothing changed.
    """
    body = session.scene.body
    stands = [(occasion, _try_of(habit, rng)) for occasion, habit in enumerate((before, after)) for _ in range(TRIES)]
    posed = [pose(body, place_standing(body, stand)) for _, stand in stands]
    camera = _camera(session, posed, view_deg, rng)
    habits = [standing_angles(pose(body, place_standing(body, habit))) for habit in (before, after)]
    dresser = Dresser(body, session.scene.outfit)
    for (occasion, stand), each in zip(stands, posed, strict=True):
        truth = {"kind": "standing", "occasion": occasion, "same": bool(same), "habit": habits[occasion]}
        truth |= {"angles": standing_angles(each), "arms": stand.arms}
        yield _still(session, dresser, each, camera, rng, truth)


def film_other(seed: int) -> Iterator[Still]:
    """Render one person in every posture and picture that is to be refused."""
    rng, session = np.random.default_rng((seed, 22)), person_of(seed)
    body, dresser = session.scene.body, Dresser(session.scene.body, session.scene.outfit)
    for kind in OTHERS:
        posed = pose(body, _placement(body, kind, rng))
        azimuth = float(rng.uniform(-_VIEW_DEG, _VIEW_DEG))
        if kind == "view":
            azimuth = float(rng.choice((-1, 1)) * rng.uniform(*_TURNED_DEG))
        camera = _camera(session, [posed], azimuth, rng)
        still = _still(session, dresser, posed, camera, rng, {"kind": kind})
        yield _without_feet(still, posed, camera) if kind == "feet cut" else still


def film_views(seed: int) -> Iterator[Still]:
    """Render one person standing, seen from a little and from far off the side, ahead and behind."""
    rng, session = np.random.default_rng((seed, 23)), person_of(seed)
    body, dresser = session.scene.body, Dresser(session.scene.body, session.scene.outfit)
    for least, most, way in ((28, 45, 1), (28, 45, -1), (10, 15, 1), (10, 15, -1)):
        azimuth = way * float(rng.uniform(least, most))
        posed = pose(body, place_standing(body, _try_of(_habit(rng), rng)))
        yield _still(session, dresser, posed, _camera(session, [posed], azimuth, rng), rng, {"kind": "view"})


def _placement(body: Body, kind: str, rng: np.random.Generator) -> Placement:
    front = str(rng.choice(SIDES))
    if kind in ("view", "feet cut"):
        return place_standing(body, _try_of(_habit(rng), rng))
    if kind == "half_kneeling":
        kneel = Kneel(rear_side=front, rear_thigh_deg=float(rng.uniform(-2, 15)), trunk_deg=float(rng.normal(2, 4)))
        return half_kneeling(
            body, replace(kneel, foot_ahead_m=foot_for(body, kneel, front_shin_deg=float(rng.uniform(-5, 5))))
        )
    stances: dict[str, Stance] = {
        "squat": squat(body, float(rng.uniform(0.2, 0.42))),
        "sitting": sitting(body),
        "tall_kneeling": tall_kneeling(body),
        "hinge": replace(squat(body, float(rng.uniform(0.03, 0.12))), trunk_deg=float(rng.uniform(35, 75))),
        "lunge": split(body, front, float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.12, 0.4))),
        "walking": walking(body, float(rng.uniform(0.0, 0.25)), stride=float(rng.uniform(0.5, 0.7))),
        "lying": lying(body),
    }
    return place_stance(body, stances[kind])


def _camera(session: Session, posed: list[Posed], azimuth_deg: float, rng: np.random.Generator) -> Camera:
    points = np.concatenate([each.vertices[::40] for each in posed])
    return framed(
        session.size_px,
        points,
        azimuth_deg,
        height_m=float(rng.uniform(0.7, 1.3)),
        roll_deg=float(rng.normal(0, 1.0)),
        fov_deg=float(rng.uniform(30, 60)),
        share=float(rng.uniform(0.62, 0.86)),
    )


def _still(
    session: Session,
    dresser: Dresser,
    posed: Posed,
    camera: Camera,
    rng: np.random.Generator,
    truth: dict[str, Any],
) -> Still:
    facing = session.scene.facing
    image = renderer_of(session.size_px).picture(session.scene.room, camera, [dresser.dress(posed)])
    if facing == "left":
        image = np.ascontiguousarray(image[:, ::-1])
    about = {"facing": facing, "view_off_side_deg": abs(camera.azimuth_deg), "seed": session.seed}
    return Still(session.scene.view.webcam.spoil(image, rng), {**truth, **about})


def _without_feet(still: Still, posed: Posed, camera: Camera) -> Still:
    """Cut the picture off above the ankles."""
    ankles = camera.project(np.array([posed.joints[f"{side}_ankle"] for side in SIDES]))
    line = int(ankles[:, 1].min() - 0.02 * still.image.shape[0])
    return replace(still, image=np.ascontiguousarray(still.image[:line]))
