"""Stills for fitting and testing the view: one person from many sides, the chest turned without regard to the pelvis.

Whatever else might tell how far the camera stands off the side is drawn without regard to it: where the chest and the
head are turned, what each arm does, the stance, the clothes, where in the picture the person is. Pelvis and legs alone
decide what is true. The splits share no body, garment or room with each other, nor with `lab.draws` or
`lab.tilt_sessions`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lab.arms import ArmGoal, ArmKind
from lab.bodies import Body, Shape, build_body, random_shape
from lab.camera import Camera, framed, random_webcam
from lab.garments import Dresser
from lab.kneeling import Kneel, foot_for, half_kneeling
from lab.outfits import Outfit
from lab.posing import SIDES, Placement, Posed, pose
from lab.render import Renderer
from lab.rooms import Room, random_room
from lab.stances import Stance, place_stance, split, squat, standing, tall_kneeling, walking
from lab.tilt_sessions import ARMS, DETAILS
from lab.wardrobe import FITS, random_fitted

ViewSplit = Literal["train", "validation", "test"]
VIEW_SPLITS: tuple[ViewSplit, ...] = get_args(ViewSplit)
VIEW_SEEDS = {"train": (3_000_000, 3_700_000), "validation": (3_700_000, 3_800_000), "test": (3_800_000, 3_900_000)}
"""Ranges the seeds of bodies, garments and rooms are drawn from."""
KINDS = ("half_kneeling", "lunge", "standing", "walking", "squat", "tall_kneeling", "hinge")
_KIND_SHARES = (0.5, 0.14, 0.08, 0.1, 0.06, 0.06, 0.06)
STILLS = 6
"""Stills of one person."""
SIZES_PX = ((640, 480), (480, 640))


@dataclass(frozen=True, eq=False)
class ViewSession:
    """One person, some positions, each seen from a place of its own.

    Attributes
    ----------
    seed, split
        What it was drawn from.
    body, outfit, room
        Who, in what, where.
    kinds
        Of each still, one of `KINDS`.
    """

    seed: int
    split: ViewSplit
    body: Body
    outfit: Outfit
    room: Room
    kinds: tuple[str, ...]


def draw_view_session(seed: int, split_name: ViewSplit = "train") -> ViewSession:
    """Draw a person; the same seed gives the same person."""
    rng = np.random.default_rng((seed, 6, VIEW_SPLITS.index(split_name)))
    seeds = {name: int(rng.integers(*VIEW_SEEDS[split_name])) for name in ("body", "garment", "room")}
    fit = FITS[rng.choice(3, p=(0.35, 0.4, 0.25))]
    return ViewSession(
        seed,
        split_name,
        build_body(_shape(np.random.default_rng(seeds["body"]))),
        random_fitted(np.random.default_rng(seeds["garment"]), fit),
        random_room(np.random.default_rng(seeds["room"]), bool(rng.random() < 0.15)),
        tuple(str(kind) for kind in rng.choice(KINDS, STILLS, p=_KIND_SHARES)),
    )


def film_views(session: ViewSession) -> Iterator[tuple[NDArray[np.uint8], dict[str, Any]]]:
    """Render a session's stills.

    Yields
    ------
    image
        Shape (height, width, 3), uint8, BGR.
    truth
        ``camera_ahead_deg`` how far the camera stands ahead of the side of pelvis and legs (behind -); ``chest_deg``
        how far the chest is turned towards the camera against the pelvis; ``facing``, ``kind``, ``seed``, ``split``.
    """
    rng = np.random.default_rng((session.seed, 7, VIEW_SPLITS.index(session.split)))
    dresser = Dresser(session.body, session.outfit)
    for kind in session.kinds:
        placement = draw_placement(session.body, kind, rng)
        posed = pose(session.body, placement)
        size_px = SIZES_PX[int(rng.random() < 0.25)]
        camera = draw_camera(posed, size_px, rng)
        image = renderer_of(size_px).picture(session.room, camera, [dresser.dress(posed)])
        facing = str(rng.choice(SIDES))
        if facing == "left":
            image = np.ascontiguousarray(image[:, ::-1])
        webcam = random_webcam(rng)
        webcam = replace(webcam, gain=float(rng.uniform(0.6, 1.4)), offset=float(rng.uniform(-20, 20)))
        yield (
            webcam.spoil(image, rng),
            {
                "seed": session.seed,
                "split": session.split,
                "kind": kind,
                "facing": facing,
                "camera_ahead_deg": true_view_deg(placement, camera),
                "chest_deg": -placement.twist_deg,
            },
        )


def true_view_deg(placement: Placement, camera: Camera) -> float:
    """How far the camera stands ahead of the side of pelvis and legs, as seen from the hips, degrees, behind -.

    The feet of all kinds point along x; where the pelvis is turned against them the middle of both counts.
    """
    to_camera = camera.eye[:2] - placement.mid_hip[:2]
    return float(np.degrees(np.arctan2(to_camera[0], -to_camera[1]))) - placement.yaw_deg / 2


@functools.lru_cache(maxsize=4)
def renderer_of(size_px: tuple[int, int]) -> Renderer:
    """One renderer for each size of picture."""
    return Renderer(size_px)


def draw_camera(posed: Posed, size_px: tuple[int, int], rng: np.random.Generator) -> Camera:
    """Draw a camera: two thirds within 35 degrees of the side, where it matters how far."""
    widest = (35.0, 60.0, 95.0)[rng.choice(3, p=(0.66, 0.2, 0.14))]
    azimuth = float(rng.uniform(-widest, widest))
    camera = framed(
        size_px,
        posed.vertices[::40],
        azimuth,
        height_m=float(rng.uniform(0.35, 1.7)),
        roll_deg=float(rng.normal(0, 2.0)),
        fov_deg=float(rng.uniform(24, 62)),
        share=float(rng.uniform(0.5, 0.9)),
    )
    a = np.radians(azimuth)
    high = 2 * camera.distance_m * np.tan(np.radians(camera.fov_deg) / 2)
    aside = float(rng.uniform(-0.12, 0.12)) * high * size_px[0] / size_px[1]
    return replace(camera, target=camera.target + np.array([np.cos(a) * aside, np.sin(a) * aside, 0.0]))


def draw_placement(body: Body, kind: str, rng: np.random.Generator) -> Placement:
    """Draw a position of a kind; chest, head and arms go where they like."""
    yaw_deg = float(rng.normal(0, 5))
    if kind == "half_kneeling":
        placement = half_kneeling(body, _kneel(body, yaw_deg, rng))
    else:
        placement = place_stance(body, replace(_stance(body, kind, rng), yaw_deg=yaw_deg))
    turned = rng.random() < 0.5
    twist = float(rng.uniform(-38, 38) if turned else rng.normal(0, 6))
    usual = str(rng.choice(ARMS))
    front = str(rng.choice(SIDES))

    def arm() -> ArmGoal:
        arm_kind: ArmKind = usual if rng.random() < 0.55 else str(rng.choice(ARMS))  # type: ignore[assignment]
        swing = float(rng.normal(0, 25)) if arm_kind == "down" else 0.0
        return ArmGoal(arm_kind, thigh_side=front, reach=float(rng.uniform(0.5, 0.9)), swing_deg=swing)

    return replace(
        placement,
        twist_deg=twist,
        kyphosis_deg=float(rng.normal(4, 7)),
        head_yaw_deg=float(rng.normal(0.6 * twist, 28)),
        head_pitch_deg=float(rng.normal(4, 10)),
        arms={side: arm() for side in SIDES},
        breath=float(rng.random()),
    )


def _kneel(body: Body, yaw_deg: float, rng: np.random.Generator) -> Kneel:
    kneel = Kneel(
        rear_side=str(rng.choice(SIDES)),
        rear_thigh_deg=float(rng.uniform(-8, 28)),
        trunk_deg=float(rng.normal(3, 9)),
        tilt_deg=float(rng.uniform(-13, 12)),
        pelvis_yaw_deg=yaw_deg,
        obliquity_deg=float(rng.normal(0, 2)),
        stance_m=float(rng.uniform(-0.04, 0.09)),
        toe_out_deg=float(rng.normal(6, 9)),
        toes_tucked=float(rng.random() < 0.4),
        cushion_m=0.0,
    )
    return replace(kneel, foot_ahead_m=foot_for(body, kneel, front_shin_deg=float(rng.uniform(-18, 14))))


def _stance(body: Body, kind: str, rng: np.random.Generator) -> Stance:
    front = str(rng.choice(SIDES))
    spread = float(rng.uniform(-0.05, 0.12))
    if kind == "lunge":
        stance = split(body, front, float(rng.uniform(0.6, 1.05)), float(rng.uniform(0.1, 0.4)))
    elif kind == "squat":
        stance = squat(body, float(rng.uniform(0.1, 0.42)))
    elif kind == "walking":
        stance = walking(body, float(rng.uniform(0, 2)), stride=float(rng.uniform(0.35, 0.8)))
    elif kind == "tall_kneeling":
        stance = tall_kneeling(body)
    elif kind == "hinge":
        low = squat(body, float(rng.uniform(0.04, 0.2)))
        stance = replace(low, trunk_deg=float(rng.uniform(25, 75)))
    else:
        stance = standing(body)
        stance = replace(stance, left_x=float(rng.normal(0, 0.05)), right_x=float(rng.normal(0, 0.05)))
    trunk = stance.trunk_deg + float(rng.normal(2, 7))
    return replace(stance, trunk_deg=trunk, tilt_deg=float(rng.uniform(-10, 12)), spread_m=stance.spread_m + spread)


def _shape(rng: np.random.Generator) -> Shape:
    """Draw the shape of an adult, with what changes the outline at the pelvis."""
    details = []
    for name in DETAILS:
        amount = float(rng.normal(0, 0.3))
        if name.endswith("pregnant"):
            amount = max(0.5 * amount, 0.0)
        details.append((f"{name}-{'incr' if amount > 0 else 'decr'}", min(abs(amount), 0.7)))
    return replace(random_shape(rng), details=tuple(details))
