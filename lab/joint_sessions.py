"""Sessions for fitting and testing the joint map: one person before one camera, upright, lunged and far too deep.

The depth of a lunge is a difference, so what is fitted must be right within a person: each session has two neutrals and
the same person pushed forward by a little, by as much as the exercise forbids, and into a long low lunge; besides a
leaning trunk, a misplaced front foot and a tilted pelvis. Every second body is dressed loosely, some stand small in the
picture or in a dim room, and the view goes to 28° off the side. `lab.joint_examples` shows them to the pose network.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lab.bodies import Body, build_body, random_shape
from lab.camera import random_webcam
from lab.draws import SEEDS, Split
from lab.flesh import draw_flesh, fleshed
from lab.kneeling import Kneel, foot_for
from lab.posing import SIDES
from lab.rooms import random_room
from lab.scenes import Scene, View
from lab.tilt_sessions import ARMS, Session, Stills
from lab.wardrobe import FITS, random_fitted

COURSE = ("neutral", "neutral", "mild", "over", "over", "deep", "lean", "foot", "tilt")
"""What each still shows."""
SIZES_PX = ((640, 480), (480, 640), (848, 480), (1280, 720))
_SIZE_SHARES = (0.6, 0.1, 0.2, 0.1)
_FIT_SHARES = (0.3, 0.35, 0.35)
_ARM_SHARES = (0.5, 0.16, 0.1, 0.06, 0.04, 0.06, 0.05, 0.03)


def draw_joint_session(seed: int, split: Split = "train") -> Session:
    """Draw a session.

    Parameters
    ----------
    seed
        The same seed gives the same session.
    split
        They share no body, garment or room, and the bodies of ``test`` deform in a way the others never do.
    """
    rng = np.random.default_rng((seed, 11, tuple(SEEDS).index(split)))
    seeds = {name: int(rng.integers(*SEEDS[split])) for name in ("body", "flesh", "garment", "room")}
    flesh = draw_flesh(np.random.default_rng(seeds["flesh"]), "train" if split == "train" else "other_flesh")
    body = fleshed(build_body(random_shape(np.random.default_rng(seeds["body"]))), flesh)
    fit = FITS[rng.choice(3, p=_FIT_SHARES)]
    dim, small = bool(rng.random() < 0.2), bool(rng.random() < 0.3)
    kneels = _kneels(body, rng)
    about: dict[str, Any] = {"split": split, "seed": seed, "fit": fit, "dim": dim, "small": small, **seeds}
    scene = Scene(
        name=f"joints_{split}_{seed:06d}",
        seconds=float(len(kneels)),
        body=body,
        outfit=random_fitted(np.random.default_rng(seeds["garment"]), fit),
        room=random_room(np.random.default_rng(seeds["room"]), dim),
        act=Stills(kneels),
        view=_view(rng, dim, small),
        facing=str(rng.choice(SIDES)),
        about=about,
    )
    size = SIZES_PX[rng.choice(len(SIZES_PX), p=_SIZE_SHARES)]
    shift = (float(rng.uniform(-0.08, 0.08)), float(rng.uniform(-0.06, 0.06)))
    neutral = tuple(name == "neutral" for name in COURSE)
    return Session(seed, "train" if split == "train" else "other_flesh", scene, flesh, size, neutral, shift, about)


def _kneels(body: Body, rng: np.random.Generator) -> tuple[Kneel, ...]:
    base = Kneel(
        rear_side=str(rng.choice(SIDES)),
        rear_thigh_deg=float(rng.uniform(-3, 9)),
        trunk_deg=float(rng.normal(1, 2)),
        neutral_tilt_deg=float(rng.normal(0, 5)),
        kyphosis_deg=float(rng.normal(3, 4)),
        pelvis_yaw_deg=float(rng.normal(0, 3)),
        twist_deg=float(rng.normal(0, 5)),
        head_pitch_deg=float(rng.normal(3, 6)),
        head_yaw_deg=float(rng.normal(0, 12)),
        stance_m=float(rng.uniform(-0.01, 0.06)),
        toe_out_deg=float(rng.uniform(0, 12)),
        toes_tucked=float(rng.random() < 0.35),
        arms=str(rng.choice(ARMS, p=_ARM_SHARES)),  # type: ignore[arg-type]
        reach=float(rng.uniform(0.6, 0.9)),
    )
    base = _shin(body, base, float(rng.uniform(-30, -5) if rng.random() < 0.4 else rng.uniform(-8, 6)))
    return tuple(_still(name, body, base, rng) for name in COURSE)


def _still(name: str, body: Body, base: Kneel, rng: np.random.Generator) -> Kneel:
    """Take the person's neutral to one of `COURSE`, with what else changes from one look to the next."""
    thigh, shaken = base.rear_thigh_deg, 1.0 if name == "neutral" else 2.5
    kneel = replace(
        base,
        rear_thigh_deg=thigh + float(rng.normal(0, 0.5)),
        tilt_deg=float(rng.normal(0, shaken)),
        trunk_deg=base.trunk_deg + float(rng.normal(0, shaken)),
        twist_deg=base.twist_deg + float(rng.normal(0, shaken)),
        pelvis_yaw_deg=base.pelvis_yaw_deg + float(rng.normal(0, shaken - 0.5)),
        obliquity_deg=float(rng.normal(0, 0.6 * shaken)),
        head_pitch_deg=base.head_pitch_deg + float(rng.normal(0, 3.5 * shaken)),
        head_yaw_deg=base.head_yaw_deg + float(rng.normal(0, 5 * shaken)),
        breath=float(rng.uniform(0, 1)),
    )
    if name == "mild":
        return replace(kneel, rear_thigh_deg=thigh + float(rng.uniform(2, 8)))
    if name == "over":
        deeper = thigh + float(rng.uniform(8, 20))
        return replace(kneel, rear_thigh_deg=deeper, tilt_deg=float(rng.uniform(-8, 10)))
    if name == "deep":
        trunk, tilt = float(rng.uniform(-10, 15)), float(rng.uniform(-4, 14))
        deep = replace(kneel, rear_thigh_deg=float(rng.uniform(24, 52)), trunk_deg=trunk, tilt_deg=tilt)
        return _shin(body, deep, float(rng.uniform(-15, 28)))
    if name == "lean":
        trunk = float(rng.choice([rng.uniform(-20, -6), rng.uniform(8, 32)]))
        return replace(kneel, trunk_deg=trunk, rear_thigh_deg=thigh + float(rng.uniform(-10, 22)))
    if name == "foot":
        return _shin(body, kneel, float(rng.uniform(-36, 26)))
    if name == "tilt":
        return replace(kneel, tilt_deg=float(rng.uniform(-12, 12)), rear_thigh_deg=thigh + float(rng.uniform(-6, 12)))
    return kneel


def _shin(body: Body, kneel: Kneel, shin_deg: float) -> Kneel:
    """Put the front foot where the shin has an inclination, as far as the leg reaches."""
    for share in (1.0, 0.6, 0.3, 0.0):
        try:
            return replace(kneel, foot_ahead_m=foot_for(body, kneel, front_shin_deg=share * shin_deg))
        except ValueError:
            continue
    return kneel


def _view(rng: np.random.Generator, dim: bool, small: bool) -> View:
    wide = rng.random() < 0.4
    return View(
        azimuth_deg=float(rng.uniform(-28, 28) if wide else np.clip(rng.normal(0, 8), -28, 28)),
        height_m=float(rng.uniform(0.35, 1.5)),
        roll_deg=float(rng.normal(0, 1.2)),
        fov_deg=float(rng.uniform(28, 60)),
        share=float(rng.uniform(0.32, 0.55) if small else rng.uniform(0.55, 0.86)),
        webcam=random_webcam(rng, dim),
    )
