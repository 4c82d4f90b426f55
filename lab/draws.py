"""Random scenes for fitting and benchmarks: one seed, one scene.

Training and test scenes share no body, garment or room: each draws its own seeds for these from a range of its own.
The trunk's line is drawn independently of the pelvis's tilt (with a random coupling), so that nothing but the pelvis
itself tells the tilt.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from lab.arms import ArmKind
from lab.bodies import Body, build_body, random_shape
from lab.camera import random_webcam
from lab.kneeling import Kneel, foot_for
from lab.outfits import random_outfit
from lab.parts import Part
from lab.posing import SIDES, bone
from lab.rooms import cushion, random_room, seat
from lab.scenes import Act, Bystander, KneelingAct, Move, Scene, StanceAct, Sway, View, WalkingAct, kneeling_down_and_up
from lab.stances import Stance, lying, sitting, split, squat, standing, tall_kneeling

Split = Literal["train", "test"]
SEEDS = {"train": (0, 500_000), "test": (500_000, 1_000_000)}
"""Ranges the seeds of bodies, garments and rooms are drawn from."""

NEGATIVES = (
    "standing",
    "standing_lunge",
    "split_squat",
    "squat",
    "walking",
    "sitting",
    "lying",
    "tall_kneeling",
    "kneeling_down_and_up",
    "sitting_back",
)
"""What else people do in front of the camera."""

STILL_S = 1.0


def draw_scene(seed: int, split_name: Split = "train", seconds: float = 4.0, kind: str | None = None) -> Scene:
    """Draw a scene.

    Parameters
    ----------
    seed
        The same seed gives the same scene.
    split_name
        ``train`` or ``test``.
    seconds
        Length of the clip.
    kind
        ``kneeling`` or one of `NEGATIVES`; None draws it (four in five kneel).

    Returns
    -------
    Scene
        Its name holds split, seed and kind; `about` the seeds.
    """
    rng = np.random.default_rng((seed, tuple(SEEDS).index(split_name)))
    kind = kind or ("kneeling" if rng.random() < 0.8 else str(rng.choice(NEGATIVES)))
    parts = {name: int(rng.integers(*SEEDS[split_name])) for name in ("body", "garment", "room")}
    body = build_body(random_shape(np.random.default_rng(parts["body"])))
    dim = bool(rng.random() < 0.15)
    act, props = draw_act(kind, body, rng, seconds)
    return Scene(
        name=f"{split_name}_{seed:06d}_{kind}",
        seconds=seconds,
        body=body,
        outfit=random_outfit(np.random.default_rng(parts["garment"])),
        room=random_room(np.random.default_rng(parts["room"]), dim),
        act=act,
        view=_view(rng, dim),
        facing=str(rng.choice(SIDES)),
        others=(_bystander(rng, split_name),) if rng.random() < 0.04 else (),
        props=tuple(props),
        about={"kind": kind, "split": split_name, "seed": seed, "dim": dim, **parts},
    )


def draw_act(kind: str, body: Body, rng: np.random.Generator, seconds: float) -> tuple[Act, list[Part]]:
    """Draw what a person does, and what stands in the room for it.

    Raises
    ------
    ValueError
        No such kind.
    """
    sway = Sway(int(rng.integers(1_000_000)), strength=float(rng.uniform(0.6, 2.0)))
    still = replace(sway, still_until_s=STILL_S)
    if kind == "kneeling":
        return _kneeling(body, rng, seconds, still)
    if kind == "sitting_back":
        kneel = _neutral(body, rng)
        back = {"rear_thigh_deg": float(rng.uniform(-55, -38)), "trunk_deg": float(rng.uniform(0, 20))}
        out = Move(STILL_S, 1.2, back)
        return KneelingAct(kneel, (out,), (), still, (0.0, STILL_S)), []
    if kind == "kneeling_down_and_up":
        return kneeling_down_and_up(body, _neutral(body, rng), max(1.5, seconds - 7.4), sway), []
    if kind == "walking":
        return WalkingAct(float(rng.uniform(0.7, 1.1)), float(rng.uniform(0.45, 0.7))), []
    arms: ArmKind = ("down", "hips", "forward")[rng.integers(3)]
    if kind == "sitting":
        height = float(rng.uniform(0.42, 0.5))
        return StanceAct(sitting(body, height), (), "down", sway=sway), seat(height)
    if kind == "lying":
        return StanceAct(lying(body), (), "along", sway=replace(sway, strength=0.2)), []
    start = _upright(kind, body, rng)
    return StanceAct(start, _there_and_back(kind, body, start, rng), arms, sway=sway), []


def _upright(kind: str, body: Body, rng: np.random.Generator) -> Stance:
    front = str(rng.choice(SIDES))
    if kind == "standing_lunge":
        return split(body, front, float(rng.uniform(0.7, 1.0)), float(rng.uniform(0.1, 0.2)), float(rng.uniform(0, 15)))
    if kind == "split_squat":
        drop, lean = float(rng.uniform(0.3, 0.4)), float(rng.uniform(0, 10))
        return split(body, front, float(rng.uniform(0.75, 0.95)), drop, lean)
    if kind in ("standing", "squat"):
        return standing(body)
    if kind == "tall_kneeling":
        return tall_kneeling(body)
    raise ValueError(f"no act is called {kind}")


def _there_and_back(kind: str, body: Body, start: Stance, rng: np.random.Generator) -> tuple[Move, ...]:
    """Let a squat go down and up; the rest leans a little."""
    if kind == "squat":
        low = squat(body, float(rng.uniform(0.25, 0.42)))
        down = {name: getattr(low, name) for name in ("hip_x", "hip_z", "trunk_deg")}
        up = {name: getattr(start, name) for name in down}
        return Move(0.3, 1.2, down), Move(2.4, 1.2, up)
    return (Move(1.0, 1.2, {"trunk_deg": start.trunk_deg + float(rng.uniform(-6, 14))}),)


def _neutral(body: Body, rng: np.random.Generator) -> Kneel:
    """Draw a person's way of kneeling, the pelvis in neutral."""
    kneel = Kneel(
        rear_side=str(rng.choice(SIDES)),
        rear_thigh_deg=float(rng.uniform(-2, 9)),
        trunk_deg=float(rng.normal(1, 2)),
        neutral_tilt_deg=float(rng.normal(0, 4.5)),
        kyphosis_deg=float(rng.normal(3, 4)),
        obliquity_deg=float(rng.normal(0, 1.2)),
        twist_deg=float(rng.normal(0, 5)),
        head_pitch_deg=float(rng.normal(3, 6)),
        head_yaw_deg=float(rng.normal(0, 15)),
        stance_m=float(rng.uniform(-0.01, 0.06)),
        toe_out_deg=float(rng.uniform(0, 12)),
        toes_tucked=float(rng.random() < 0.35),
        cushion_m=float(rng.uniform(0.02, 0.06)) if rng.random() < 0.3 else 0.0,
        lumbar_share=float(rng.uniform(0.3, 0.55)),
        arms=("thigh", "thigh", "thigh", "thigh", "hips", "hips", "down", "forward", "up")[rng.integers(9)],
        reach=float(rng.uniform(0.6, 0.9)),
    )
    return replace(kneel, foot_ahead_m=foot_for(body, kneel, front_shin_deg=float(rng.uniform(-8, 5))))


def _kneeling(body: Body, rng: np.random.Generator, seconds: float, sway: Sway) -> tuple[Act, list[Part]]:
    """Draw a still neutral second, then a path from one random position to the next."""
    kneel = _neutral(body, rng)
    coupling, time_s = float(rng.uniform(-0.2, 0.6)), STILL_S + float(rng.uniform(0, 0.3))
    moves, steps = [], []
    while time_s < seconds - 0.4:
        lasts = float(rng.uniform(0.6, 1.2))
        tilt = float(rng.uniform(-13, 12))
        # Good form mostly, and every fault of the trunk far enough that a fit need not guess beyond what it saw.
        low, high = ((-20, -6), (10, 32), (-7, 9))[rng.choice(3, p=(0.12, 0.15, 0.73))]
        line = float(rng.uniform(low, high))
        to = {"tilt_deg": tilt, "trunk_deg": line - coupling * tilt}
        if rng.random() < 0.5:
            to["rear_thigh_deg"] = kneel.rear_thigh_deg + float(rng.uniform(-10, 25))
        if rng.random() < 0.4:
            to["head_pitch_deg"] = kneel.head_pitch_deg + float(rng.normal(0, 9))
            to["head_yaw_deg"] = kneel.head_yaw_deg + float(rng.normal(0, 12))
        if rng.random() < 0.25:
            to["foot_ahead_m"] = foot_for(body, kneel, front_shin_deg=float(rng.uniform(-36, 26)))
            steps.append((time_s, lasts))
        moves.append(Move(time_s, lasts, to))
        time_s += lasts + float(rng.uniform(0.1, 0.8))
    props = []
    if kneel.cushion_m:
        half = abs(float(body.joint(bone("upperleg01", kneel.rear_side))[1])) + kneel.stance_m
        props.append(cushion(kneel.rear_side, half, kneel.cushion_m))
    return KneelingAct(kneel, tuple(moves), tuple(steps), sway, (0.0, STILL_S)), props


def _view(rng: np.random.Generator, dim: bool) -> View:
    wide = rng.random() < 0.35
    return View(
        azimuth_deg=float(rng.uniform(-35, 35) if wide else np.clip(rng.normal(0, 7), -35, 35)),
        height_m=float(rng.uniform(0.4, 1.4)),
        roll_deg=float(rng.normal(0, 1.2)),
        fov_deg=float(rng.uniform(30, 55)),
        share=float(rng.uniform(0.62, 0.86)),
        webcam=random_webcam(rng, dim),
    )


def _bystander(rng: np.random.Generator, split_name: Split) -> Bystander:
    body = build_body(random_shape(np.random.default_rng(int(rng.integers(*SEEDS[split_name])))))
    outfit = random_outfit(np.random.default_rng(int(rng.integers(*SEEDS[split_name]))))
    place = (float(rng.choice([-1, 1]) * rng.uniform(0.8, 1.3)), float(rng.uniform(0.3, 0.8)))
    act = StanceAct(standing(body), sway=Sway(int(rng.integers(1_000_000))))
    return Bystander(body, outfit, act, place, float(rng.uniform(-180, 180)))
