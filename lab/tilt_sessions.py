"""Sessions for fitting and testing the measurement of pelvic tilt: one person, some stills in neutral, some tilted.

Everything that might give the tilt away is drawn without regard to it: the trunk line (which is solved to be what was
drawn, whatever the pelvis does), lunge, front foot, arms, head, breath, belly and buttock muscles. In some sessions the
trunk line even works against the tilt. The splits share no body, flesh, garment or room; ``other_flesh`` deforms its
bodies in a way that the others never do, and ``train_leaning`` bends them far forward, mostly in loose clothes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lab.bodies import Body, Shape, build_body, random_shape
from lab.camera import Camera, Webcam, framed, random_webcam
from lab.clips import frame_truth
from lab.flesh import RIPPLES, Flesh, draw_flesh, fleshed
from lab.garments import Dresser
from lab.kneeling import Kneel, foot_for, half_kneeling
from lab.posing import SIDES, Placement, Posed, pose
from lab.render import Renderer
from lab.rooms import random_room
from lab.scenes import Scene, View
from lab.standing import Stand, place_standing
from lab.wardrobe import FITS, Marks, looseness, random_fitted

TiltSplit = Literal["train", "validation", "test", "other_flesh", "train_leaning"]
TILT_SPLITS: tuple[TiltSplit, ...] = get_args(TiltSplit)
TILT_SEEDS = {
    "train": (1_000_000, 1_700_000),
    "validation": (1_700_000, 1_800_000),
    "test": (1_800_000, 1_900_000),
    "other_flesh": (1_900_000, 2_000_000),
    "train_leaning": (2_000_000, 2_700_000),
}
"""Ranges the seeds of bodies, flesh, garments and rooms are drawn from; none is one of `lab.draws.SEEDS`."""
DRAWN_FOR_TEST = ("test", "other_flesh")
TILT_RANGE_DEG = (-15.0, 12.0)
TRUNK_RANGE_DEG, LEANING_RANGE_DEG = (-8.0, 13.0), (-12.0, 32.0)
_FIT_SHARES, _LEANING_FIT_SHARES = (0.36, 0.36, 0.28), (0.15, 0.25, 0.6)
STILLS, NEUTRALS = 12, 3
ARMS = ("thigh", "hips", "down", "folded", "behind", "forward", "up", "along")
_ARM_SHARES = (0.3, 0.2, 0.16, 0.1, 0.07, 0.06, 0.05, 0.06)
SIZES_PX = ((640, 480), (480, 640), (848, 480), (1280, 720), (1920, 1080))
_SIZE_SHARES = (0.86, 0.04, 0.05, 0.04, 0.01)
DETAILS = (
    "buttocks/buttocks-volume",
    "stomach/stomach-tone",
    "stomach/stomach-pregnant",
    "hip/hip-scale-depth",
    "hip/hip-scale-horiz",
    "torso/measure-waist-circ",
    "torso/measure-hips-circ",
    "torso/torso-scale-depth",
    "torso/measure-waisttohip-dist",
)
"""MakeHuman's morph targets (each with ``-incr`` and ``-decr``) that change the outline at the pelvis."""


@dataclass(frozen=True)
class Stills:
    """An act that stands still: one position a second."""

    kneels: tuple[Kneel | Stand, ...]
    baseline_s: tuple[float, float] | None = None

    @property
    def rear_side(self) -> str:
        """Anatomical side of the kneeling leg."""
        return self.kneels[0].rear_side

    def placement(self, body: Body, time_s: float) -> Placement:
        """Where the body is at a time."""
        still = self.kneels[min(round(time_s), len(self.kneels) - 1)]
        return place_standing(body, still) if isinstance(still, Stand) else half_kneeling(body, still)

    def half_kneeling(self, time_s: float) -> bool:
        """Whether the body kneels: in all of the stills or in none."""
        return isinstance(self.kneels[0], Kneel)


@dataclass(frozen=True, eq=False)
class Session:
    """One person before one camera.

    Attributes
    ----------
    seed, split
        What it was drawn from.
    scene
        Who, in what, where, seen how; its act is a `Stills`.
    flesh
        How the body deforms.
    size_px
        Width and height of the pictures.
    neutral
        For each still, whether the person means to kneel in neutral.
    shift
        How far the person is off the picture's middle, as shares of its width and height.
    about
        The seeds, the fit of the clothes, and how the trunk went with the tilt.
    """

    seed: int
    split: TiltSplit
    scene: Scene
    flesh: Flesh
    size_px: tuple[int, int]
    neutral: tuple[bool, ...]
    shift: tuple[float, float]
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def kneels(self) -> tuple[Kneel, ...]:
        """The positions, one for each still."""
        return self.scene.act.kneels  # type: ignore[attr-defined]


def draw_session(seed: int, split: TiltSplit = "train", marks: Marks = "none") -> Session:
    """Draw a session.

    Parameters
    ----------
    seed
        The same seed gives the same session.
    split
        See `TILT_SEEDS`.
    marks
        Stickers or a belt to wear.
    """
    rng = np.random.default_rng((seed, 4, TILT_SPLITS.index(split)))
    seeds = {name: int(rng.integers(*TILT_SEEDS[split])) for name in ("body", "flesh", "garment", "room")}
    flesh = draw_flesh(np.random.default_rng(seeds["flesh"]), split)
    body = fleshed(build_body(_shape(np.random.default_rng(seeds["body"]))), flesh)
    fit = FITS[rng.choice(3, p=_LEANING_FIT_SHARES if split == "train_leaning" else _FIT_SHARES)]
    dim = bool(rng.random() < 0.15)
    kneels, neutral, course = _stills(body, rng, split)
    size = SIZES_PX[rng.choice(len(SIZES_PX), p=_SIZE_SHARES)]
    about: dict[str, Any] = {"split": split, "seed": seed, "fit": fit, "course": course, "dim": dim, **seeds}
    scene = Scene(
        name=f"tilt_{split}_{seed:06d}",
        seconds=float(len(kneels)),
        body=body,
        outfit=random_fitted(np.random.default_rng(seeds["garment"]), fit, marks),
        room=random_room(np.random.default_rng(seeds["room"]), dim),
        act=Stills(kneels),
        view=_view(rng, split, dim),
        facing=str(rng.choice(SIDES)),
        about=about,
    )
    shift = (float(rng.uniform(-0.08, 0.08)), float(rng.uniform(-0.06, 0.06)))
    return Session(seed, split, scene, flesh, size, neutral, shift, about)


def film_session(
    session: Session, renderer: Renderer | None = None
) -> Iterator[tuple[NDArray[np.uint8], dict[str, Any]]]:
    """Render a session's stills.

    Parameters
    ----------
    session
        From `draw_session`.
    renderer
        Its size is that of the pictures; None keeps one for each size in this process.

    Yields
    ------
    image
        Shape (height, width, 3), uint8, BGR.
    truth
        See `still_truth`.
    """
    renderer = renderer or renderer_of(session.size_px)
    scene, rng = session.scene, np.random.default_rng((session.seed, 5))
    poses = [pose(scene.body, scene.act.placement(scene.body, float(k))) for k in range(len(session.kneels))]
    camera, dresser = camera_of(session, poses, renderer.size_px), Dresser(scene.body, scene.outfit)
    for k, posed in enumerate(poses):
        image = renderer.picture(scene.room, camera, [dresser.dress(posed)])
        if scene.facing == "left":
            image = np.ascontiguousarray(image[:, ::-1])
        yield scene.view.webcam.spoil(image, rng), still_truth(session, k, camera, posed)


@functools.lru_cache(maxsize=8)
def renderer_of(size_px: tuple[int, int]) -> Renderer:
    """One renderer for each size of picture."""
    return Renderer(size_px)


def camera_of(session: Session, poses: list[Posed], size_px: tuple[int, int]) -> Camera:
    """Return the camera that has every still in the picture, not always in its middle."""
    v = session.scene.view
    points = np.concatenate([posed.vertices[::40] for posed in poses])
    camera = framed(size_px, points, v.azimuth_deg, v.height_m, v.roll_deg, v.fov_deg, v.share)
    high = 2 * camera.distance_m * np.tan(np.radians(v.fov_deg) / 2)
    a, aspect = np.radians(v.azimuth_deg), size_px[0] / size_px[1]
    aside, up = session.shift[0] * high * aspect * (1 - v.share), session.shift[1] * high
    return replace(camera, target=camera.target + np.array([np.cos(a) * aside, np.sin(a) * aside, up]))


def still_truth(session: Session, index: int, camera: Camera, posed: Posed) -> dict[str, Any]:
    """Return what is true of one still, ready for JSON.

    Returns
    -------
    dict
        ``tilt_deg`` change from the person's neutral, anterior +; ``pelvis_deg`` the pelvis's rotation from rest;
        ``pelvic_tilt_deg`` of the ASIS-PSIS line; trunk line, rear thigh, front knee; ``joints_px`` with ``asis`` and
        ``psis`` of the near side besides; view, sides, arms, looseness, flesh.
    """
    scene, kneel = session.scene, session.kneels[index]
    truth = frame_truth(scene, camera, posed, float(index))
    near, pixels = scene.facing, {name: [float(p[0]), float(p[1])] for name, p in truth.joints_px.items()}
    rear = kneel.rear_side if near == "right" else SIDES[1 - SIDES.index(kneel.rear_side)]
    return {
        "session": session.seed,
        "split": session.split,
        "still": index,
        "neutral": session.neutral[index],
        "tilt_deg": kneel.tilt_deg,
        "pelvis_deg": kneel.tilt_deg + kneel.neutral_tilt_deg,
        **truth.angles_deg,
        "asis": pixels[f"{near}_asis"],
        "psis": pixels[f"{near}_psis"],
        "joints_px": pixels,
        "azimuth_deg": scene.view.azimuth_deg,
        "camera_height_m": camera.height_m,
        "roll_deg": -camera.roll_deg if near == "left" else camera.roll_deg,
        "facing": near,
        "near_side": near,
        "rear_side": rear,
        "arms": kneel.arms,
        "fit": session.about["fit"],
        "looseness": looseness(scene.outfit),
        "hair": scene.outfit.hair_style,
        "flesh": session.flesh.way,
        "course": session.about["course"],
        "posture": "kneeling" if scene.act.half_kneeling(index) else "standing",
        "kyphosis_deg": kneel.kyphosis_deg,
        "head_pitch_deg": kneel.head_pitch_deg,
    }


def _shape(rng: np.random.Generator) -> Shape:
    details = []
    for name in DETAILS:
        amount = float(rng.normal(0, 0.3))
        if name.endswith("pregnant"):
            amount = max(0.5 * amount, 0.0)
        details.append((f"{name}-{'incr' if amount > 0 else 'decr'}", min(abs(amount), 0.7)))
    return replace(random_shape(rng), details=tuple(details))


def _stills(body: Body, rng: np.random.Generator, split: str) -> tuple[tuple[Kneel, ...], tuple[bool, ...], str]:
    """Draw the positions, in an order that tells nothing, and how the trunk goes with the tilt."""
    wide = 1.2 if split in DRAWN_FOR_TEST else 1.0
    trunk_range = LEANING_RANGE_DEG if split == "train_leaning" else TRUNK_RANGE_DEG
    rear = str(rng.choice(SIDES))
    usual_arms = str(rng.choice(ARMS, p=_ARM_SHARES))
    base = Kneel(
        rear_side=rear,
        rear_thigh_deg=float(rng.uniform(-2, 9)),
        trunk_deg=float(rng.normal(1, 2)),
        neutral_tilt_deg=float(rng.normal(0, 5 * wide)),
        kyphosis_deg=float(rng.normal(3, 4)),
        pelvis_yaw_deg=float(rng.normal(0, 2.5)),
        twist_deg=float(rng.normal(0, 4)),
        head_pitch_deg=float(rng.normal(3, 6)),
        head_yaw_deg=float(rng.normal(0, 10)),
        stance_m=float(rng.uniform(-0.01, 0.06)),
        toe_out_deg=float(rng.uniform(0, 12)),
        toes_tucked=float(rng.random() < 0.35),
        cushion_m=0.0,
        arms=usual_arms,  # type: ignore[arg-type]
        reach=float(rng.uniform(0.6, 0.9)),
    )
    base = replace(base, foot_ahead_m=foot_for(body, base, front_shin_deg=float(rng.uniform(-10, 8))))
    course = str(rng.choice(["free", "balanced", "quiet"], p=(0.62, 0.25, 0.13)))
    coupling = float(rng.uniform(-0.4, 1.0)) if course == "balanced" else 0.0
    fixed_arms, foot_moves = rng.random() < 0.6, rng.random() < 0.4
    rounding = float(rng.normal(0, 0.25))  # the upper back may go with the pelvis, or against it
    kneels = []
    for k in range(STILLS):
        moved = k >= NEUTRALS
        tilt = float(rng.uniform(*TILT_RANGE_DEG)) if moved else float(rng.normal(0, 0.8))
        loose = moved and course != "quiet"
        trunk = float(rng.uniform(*trunk_range)) if loose else base.trunk_deg + float(rng.normal(0, 1.3))
        if course == "balanced" and moved:
            trunk = base.trunk_deg + float(rng.normal(0, 2.5)) - coupling * tilt
        thigh = (
            float(rng.uniform(0, 28)) if loose and rng.random() < 0.75 else float(rng.normal(base.rear_thigh_deg, 1))
        )
        shaken = 2.5 if loose else 1.0
        kneels.append(
            replace(
                base,
                tilt_deg=tilt,
                trunk_deg=trunk,
                rear_thigh_deg=thigh,
                foot_ahead_m=base.foot_ahead_m + (float(rng.uniform(-0.08, 0.08)) if foot_moves and moved else 0.0),
                kyphosis_deg=base.kyphosis_deg + rounding * tilt + shaken * float(rng.normal(0, 1.1)),
                obliquity_deg=float(rng.normal(0, 0.6 * shaken)),
                pelvis_yaw_deg=base.pelvis_yaw_deg + float(rng.normal(0, 0.6 * shaken)),
                twist_deg=base.twist_deg + float(rng.normal(0, shaken)),
                head_pitch_deg=base.head_pitch_deg + float(rng.normal(0, 3.5 * shaken)),
                head_yaw_deg=base.head_yaw_deg + float(rng.normal(0, 5 * shaken)),
                breath=float(rng.uniform(0, 1)),
                belly=float(rng.normal(0, 0.2 * shaken)),
                squeeze=float(rng.normal(0, 0.2 * shaken)),
                ripple=tuple(map(float, rng.normal(0, 0.3 * shaken, RIPPLES))),
                arms=base.arms if fixed_arms or not moved else str(rng.choice(ARMS, p=_ARM_SHARES)),  # type: ignore[arg-type]
                reach=float(rng.uniform(0.55, 0.9)),
            )
        )
    order = rng.permutation(STILLS)
    return tuple(kneels[i] for i in order), tuple(bool(i < NEUTRALS) for i in order), course


def _view(rng: np.random.Generator, split: str, dim: bool) -> View:
    wide = split in DRAWN_FOR_TEST
    return View(
        azimuth_deg=float(rng.uniform(-25, 25) if rng.random() < 0.25 else rng.uniform(-15, 15)),
        height_m=float(rng.uniform(0.35, 1.5) if wide else rng.uniform(0.4, 1.4)),
        roll_deg=float(rng.normal(0, 2.0 if wide else 1.5)),
        fov_deg=float(rng.uniform(26, 66) if wide else rng.uniform(28, 60)),
        share=float(rng.uniform(0.5, 0.88) if wide else rng.uniform(0.55, 0.9)),
        webcam=webcam_of(rng, dim),
    )


def webcam_of(rng: np.random.Generator, dim: bool) -> Webcam:
    """Draw a webcam, a third of them badly exposed or strongly compressed."""
    webcam = random_webcam(rng, dim)
    if rng.random() > 0.35:
        return webcam
    return replace(
        webcam,
        blur_px=float(rng.uniform(0.5, 2.0)),
        gain=float(rng.uniform(0.6, 1.5)),
        offset=float(rng.uniform(-25, 25)),
        jpeg_quality=int(rng.integers(25, 80)),
    )
