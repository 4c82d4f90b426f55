"""One person with the rear knee on the floor, on a cushion, and in the air: stills for the head that tells them apart.

Everything that might give the answer away is drawn without regard to it: camera, light, clothes, lunge, trunk, arms,
and whether a cushion lies there. Only the knee's height above what lies under it differs, and the foot: a knee in the
air stands on its toes, because no foot can lie on its back under it. The splits share no body, garment or room.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from lab.bodies import Body, build_body, random_shape
from lab.camera import Camera, framed
from lab.garments import Dresser
from lab.kneeling import Kneel, foot_for, half_kneeling
from lab.outfits import Outfit
from lab.parts import Figure, Material, box
from lab.posing import SIDES, Leg, Placement, Posed, limb_lengths, pose
from lab.render import Renderer
from lab.rooms import Room, furnished, random_room
from lab.rotations import pitch
from lab.scenes import View
from lab.stances import on_toes
from lab.tilt_sessions import renderer_of, webcam_of
from lab.wardrobe import FITS, random_fitted

HoverSplit = Literal["train", "validation", "test"]
HOVER_SPLITS: tuple[HoverSplit, ...] = get_args(HoverSplit)
HOVER_SEEDS = {
    "train": (3_000_000, 3_700_000),
    "validation": (3_700_000, 3_800_000),
    "test": (3_800_000, 3_900_000),
}
"""Ranges the seeds of bodies, garments and rooms are drawn from; none is used elsewhere in the laboratory."""
TWICE_FROM = 1000
"""From this seed on a body comes twice: making one takes a third of the time."""
HEIGHTS_M = (0.0, 0.0, 0.0, 0.0, 0.02, 0.05, 0.10, 0.20)
"""How far each still's knee is above what lies under it; 0: it rests there."""
NEAR_HEIGHTS_M = (0.0, 0.0, 0.0, 0.0, 0.05, 0.06, 0.09, 0.15)
NEAR_FROM = 1066
"""The heights of training from this seed on: what keypoints do not tell, more often."""
CUSHIONS_M = (0.0, 0.0, 0.05, 0.10)
"""Under the knees that rest, in their order."""
SIZES_PX = ((480, 360), (640, 480), (360, 480), (640, 360), (1280, 720))
_SIZE_SHARES = (0.6, 0.25, 0.06, 0.06, 0.03)
MARGIN = 0.15
"""How much of the room round a person is drawn, as a share of their height in the picture."""
ARMS = ("thigh", "hips", "down", "folded", "forward", "up")
_ARM_SHARES = (0.35, 0.25, 0.2, 0.08, 0.06, 0.06)


@dataclass(frozen=True)
class Still:
    """One position.

    Attributes
    ----------
    kneel
        Everything but the rear leg's height and foot.
    height_m
        Of the rear knee above what lies under it, with a shin as level as that of a kneel (the upper end of one that
        slopes down to the foot hangs up to a fifth lower); 0: it rests there.
    cushion_m
        Thickness of a cushion under the knee; 0 for none.
    heel_up_deg
        Turn of the rear foot: about 95 stands on its toes, 150 lies on its back.
    contact
        How dark the floor is where a limb hides the room's light from it, 0-1.
    view
        The camera.
    """

    kneel: Kneel
    height_m: float
    cushion_m: float
    heel_up_deg: float
    contact: float
    view: View


@dataclass(frozen=True, eq=False)
class HoverSession:
    """One person in one room.

    Attributes
    ----------
    seed, split
        What it was drawn from.
    body, outfit, room
        Who, in what, where.
    facing
        ``left`` shows the mirrored picture.
    size_px
        Width and height of the pictures.
    stills
        What the person does, seen how.
    about
        The seeds, the fit of the clothes, whether the room is dim.
    """

    seed: int
    split: HoverSplit
    body: Body
    outfit: Outfit
    room: Room
    facing: str
    size_px: tuple[int, int]
    stills: tuple[Still, ...]
    about: dict[str, Any] = field(default_factory=dict)


def draw_hover(seed: int, split: HoverSplit = "train") -> HoverSession:
    """Draw a session; the same seed gives the same one."""
    rng = np.random.default_rng((seed, 11, HOVER_SPLITS.index(split)))
    seeds = {name: int(rng.integers(*HOVER_SEEDS[split])) for name in ("body", "garment", "room")}
    if seed >= TWICE_FROM:  # neighbours of one split are one body, otherwise dressed and elsewhere
        seeds["body"] = int(np.random.default_rng((seed // 2, 14)).integers(*HOVER_SEEDS[split]))
    body = body_of(seeds["body"])
    fit = FITS[rng.choice(3, p=(0.4, 0.4, 0.2))]
    dim = bool(rng.random() < 0.2)
    room = room_of(np.random.default_rng(seeds["room"]), dim)
    return HoverSession(
        seed,
        split,
        body,
        random_fitted(np.random.default_rng(seeds["garment"]), fit),
        room,
        str(rng.choice(SIDES)),
        SIZES_PX[rng.choice(len(SIZES_PX), p=_SIZE_SHARES)],
        tuple(random_still(body, rng, split, dim, k, seed) for k in range(len(HEIGHTS_M))),
        {"split": split, "seed": seed, "fit": fit, "dim": dim, **seeds},
    )


@functools.lru_cache(maxsize=2)
def body_of(seed: int) -> Body:
    """Return the body of a seed."""
    return build_body(random_shape(np.random.default_rng(seed)))


def place_still(body: Body, still: Still) -> Placement:
    """Place a body: the rear knee's skin is `height_m` above floor or cushion, the rear foot touches the floor."""
    kneel = replace(still.kneel, cushion_m=still.height_m + _top(still))
    placement = half_kneeling(body, kneel)
    rear = kneel.rear_side
    leg = placement.legs[rear]
    _, shank = limb_lengths(body, rear)
    up = still.heel_up_deg
    ankle_z = 0.058 * body.stature_m / 1.75 if up > 120 else on_toes(body, up)
    rise = float(np.clip(ankle_z - leg.knee[2], -0.95 * shank, 0.95 * shank))
    ankle = leg.knee + np.array([-np.sqrt(shank**2 - rise**2), 0.0, rise])
    toes = 0.0 if up > 120 else float(np.clip(up, 35, 60))
    return replace(placement, legs={**placement.legs, rear: Leg(leg.knee, ankle, pitch(up), toes)})


def film_hover(
    session: HoverSession, renderer: Renderer | None = None
) -> Iterator[tuple[NDArray[np.uint8], dict[str, Any]]]:
    """Render a session's stills.

    Yields
    ------
    image
        Shape (height, width, 3), uint8, BGR.
    truth
        Ready for JSON: seeds, `height_m`, `cushion_m`, `heel_up_deg`, `contact`, sides, view, ``joints_px``.
    """
    renderer = renderer or renderer_of(session.size_px)
    rng, dresser = np.random.default_rng((session.seed, 12)), Dresser(session.body, session.outfit)
    for k, still in enumerate(session.stills):
        posed = pose(session.body, place_still(session.body, still))
        camera = _camera(still.view, posed, renderer.size_px)
        image = _picture(session, still, posed, camera, dresser, renderer)
        if session.facing == "left":
            image = np.ascontiguousarray(image[:, ::-1])
        yield still.view.webcam.spoil(image, rng), _truth(session, k, posed, camera)


def _picture(
    session: HoverSession, still: Still, posed: Posed, camera: Camera, dresser: Dresser, renderer: Renderer
) -> NDArray[np.uint8]:
    return drawn_part(
        renderer,
        part_with(camera, posed.vertices[::20]),
        furnished_for(session.room, still, posed, session.seed),
        camera,
        dresser.dress(posed),
    )


def part_with(camera: Camera, points: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the part of the picture that has points in it, with room round them."""
    seen = camera.project(points)
    spare = MARGIN * (seen[:, 1].max() - seen[:, 1].min())
    left, top = (max(int(v), 0) for v in seen.min(axis=0) - spare)
    right, bottom = (min(int(v), most) for v, most in zip(seen.max(axis=0) + spare, camera.size_px, strict=True))
    return left, top, right, bottom


def drawn_part(
    renderer: Renderer, part: tuple[int, int, int, int], room: Room, camera: Camera, person: Figure
) -> NDArray[np.uint8]:
    """Draw a part of the picture; what lies further out continues its edges, for nobody looks there."""
    left, top, right, bottom = part
    width, height = renderer.size_px
    image = renderer.once(room, camera, [person], part)[top:bottom, left:right]
    whole = cv2.copyMakeBorder(image, top, height - bottom, left, width - right, cv2.BORDER_REPLICATE)
    return np.asarray(whole, np.uint8)


def random_still(body: Body, rng: np.random.Generator, split: str, dim: bool, k: int, seed: int) -> Still:
    """Draw one still; a split that is not the test's varies the heights, too."""
    varied = split == "train"
    height = (NEAR_HEIGHTS_M if varied and seed >= NEAR_FROM else HEIGHTS_M)[k]
    rests = height == 0
    cushion = CUSHIONS_M[k] if rests else float(rng.choice([0.0, 0.0, 0.02, 0.05, 0.1]))
    if varied:
        height *= float(rng.uniform(0.75, 1.4))
        cushion *= float(rng.uniform(0.5, 1.2))
    flat = rests and bool(k % 2 if k < 2 else rng.random() < 0.5)
    kneel = Kneel(
        rear_side=str(rng.choice(SIDES)),
        rear_thigh_deg=float(rng.uniform(-8, 30)),
        trunk_deg=float(rng.normal(3, 6)),
        tilt_deg=float(rng.normal(0, 6)),
        pelvis_yaw_deg=float(rng.normal(0, 3)),
        twist_deg=float(rng.normal(0, 5)),
        head_pitch_deg=float(rng.normal(3, 8)),
        head_yaw_deg=float(rng.normal(0, 12)),
        breath=float(rng.uniform(0, 1)),
        stance_m=float(rng.uniform(-0.03, 0.07)),
        toe_out_deg=float(rng.uniform(0, 14)),
        toes_tucked=0.0 if flat else 1.0,
        cushion_m=height + cushion,
        arms=str(rng.choice(ARMS, p=_ARM_SHARES)),  # type: ignore[arg-type]
        reach=float(rng.uniform(0.55, 0.9)),
    )
    try:
        ahead = foot_for(body, kneel, front_shin_deg=float(rng.uniform(-18, 18)))
    except ValueError:  # a short leg does not reach
        ahead = 0.45 * body.stature_m / 1.75
    heel_up = float(rng.uniform(140, 155)) if flat else float(rng.uniform(70, 102) if rests else rng.uniform(50, 100))
    return Still(
        replace(kneel, foot_ahead_m=ahead),
        height,
        cushion,
        heel_up,
        float(rng.uniform(0.3, 1.0)) if rng.random() < 0.7 else 0.0,
        _view(rng, dim),
    )


def _view(rng: np.random.Generator, dim: bool) -> View:
    return View(
        azimuth_deg=float(rng.uniform(-30, 30) if rng.random() < 0.45 else rng.uniform(-12, 12)),
        height_m=float(rng.uniform(0.25, 1.5)),
        roll_deg=float(rng.normal(0, 1.2)),
        fov_deg=float(rng.uniform(26, 62)),
        share=float(rng.uniform(0.55, 0.9)),
        webcam=webcam_of(rng, dim),
    )


def room_of(rng: np.random.Generator, dim: bool) -> Room:
    """Draw a room; four in ten have floors and walls of any colour, as gyms and studios have."""
    room = random_room(rng, dim)
    if rng.random() < 0.4:
        grey = float(rng.uniform(0.08, 0.97))
        floor, wall = (np.clip(grey * rng.uniform(0.8, 1.1, 3), 0.03, 1) for _ in range(2))
        if rng.random() < 0.5:
            wall = rng.uniform(0.1, 1.0, 3)
        paint = {**room.figure.paint, "floor_colour": tuple(floor), "wall_colour": tuple(wall)}
        room = replace(room, figure=replace(room.figure, paint=paint))
    if rng.random() < 0.25:  # light from everywhere: hardly a shadow falls
        room = replace(
            room,
            light_colour=room.light_colour * rng.uniform(0.0, 0.25),
            sky_colour=room.sky_colour * 1.5,
            ground_colour=room.ground_colour * 1.5,
        )
    things = [
        box(
            [float(rng.uniform(-0.9, 0.3)), float(rng.uniform(0.45, 1.0)), 0.06],
            [float(rng.uniform(0.1, 0.4)), float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.06, 0.25))],
            int(Material.FIRST_BOX) + int(rng.integers(10, 15)),
        )
        for _ in range(rng.integers(0, 3))
    ]
    return furnished(room, things) if things else room


def _top(still: Still) -> float:
    """Return the height of what lies under the knee, which sinks into thick cushions a little, metres."""
    return still.cushion_m * (0.9 if still.height_m == 0 else 1.0)


def furnished_for(room: Room, still: Still, posed: Posed, seed: int, knee: NDArray[np.float64] | None = None) -> Room:
    """Add the cushion, under the rear knee or where that is at another time, and the shade of limbs on the floor."""
    if knee is None:
        knee = posed.joints[f"{still.kneel.rear_side}_knee"]
    if still.cushion_m:
        rng = np.random.default_rng((seed, 13))
        size = [float(rng.uniform(0.22, 0.5)), float(rng.uniform(0.2, 0.4)), still.cushion_m]
        room = furnished(
            room,
            [
                box(
                    [float(knee[0] + rng.uniform(-0.08, 0.04)), float(knee[1]), still.cushion_m / 2],
                    size,
                    Material.CUSHION,
                )
            ],
        )
    limbs = []
    for side in SIDES:
        k, a, t = (posed.joints[f"{side}_{name}"] for name in ("knee", "ankle", "foot_index"))
        limbs += [(*k, 0.055), (*(0.6 * k + 0.4 * a), 0.05), (*(0.2 * k + 0.8 * a), 0.04), (*t, 0.03)]
    paint = {**room.figure.paint, "limbs": limbs, "contact": still.contact}
    return replace(room, figure=replace(room.figure, paint=paint))


def _camera(view: View, posed: Posed, size_px: tuple[int, int]) -> Camera:
    return framed(
        size_px, posed.vertices[::40], view.azimuth_deg, view.height_m, view.roll_deg, view.fov_deg, view.share
    )


def _truth(session: HoverSession, k: int, posed: Posed, camera: Camera) -> dict[str, Any]:
    still, near = session.stills[k], session.facing
    rear = still.kneel.rear_side if near == "right" else SIDES[1 - SIDES.index(still.kneel.rear_side)]
    seen = dict(zip(posed.joints, camera.project(np.array(list(posed.joints.values()))), strict=True))
    width = camera.size_px[0]
    if near == "left":
        seen = {_other(name): np.array([width - p[0], p[1]]) for name, p in seen.items()}
    return {
        **session.about,
        "still": k,
        "height_m": still.height_m,
        "cushion_m": still.cushion_m,
        "heel_up_deg": still.heel_up_deg,
        "contact": still.contact,
        "facing": near,
        "rear_side": rear,
        "azimuth_deg": still.view.azimuth_deg,
        "camera_height_m": still.view.height_m,
        "rear_thigh_deg": still.kneel.rear_thigh_deg,
        "trunk_deg": still.kneel.trunk_deg,
        "shank_m": limb_lengths(session.body, still.kneel.rear_side)[1],
        "bottom": session.outfit.bottom,
        "joints_px": {name: [float(p[0]), float(p[1])] for name, p in seen.items()},
    }


def _other(name: str) -> str:
    for here, there in (("left", "right"), ("right", "left")):
        if name.startswith(here):
            return there + name[len(here) :]
    return name
