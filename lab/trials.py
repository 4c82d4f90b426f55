"""The clips of the accuracy benchmark: drawn people, rooms and garments of the test split, acting to a script.

A trial kneels still for its baseline, then does one thing: stays good, sways and fidgets but stays good, or makes one
fault of legs or trunk and stays in it. Its view is dealt from `AZIMUTHS_DEG`, so that every script is seen from every
side. Random kneels and other positions come as `lab.draws` draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from lab.bodies import Body
from lab.draws import NEGATIVES, draw_scene
from lab.kneeling import Kneel, foot_for
from lab.scenes import KneelingAct, Move, Scene, Sway

FIRST_SEED = 100_000
STILL_S = 2.0
SECONDS = 6.0
FALL_AND_RISE_S = 10.0
"""Kneeling down and standing up again takes longer than the other clips."""
AZIMUTHS_DEG = (0, -12, 8, 17, -5, 30, -17, 4, 13, -20, -8, 22, -30, 12, -3, 35, -15, 6, -35, -22, 2)
"""Of the camera: + ahead of the person's side, - behind it. More than half lie within 15°."""

Course = tuple[Kneel, list[Move], tuple[tuple[float, float], ...]]
"""The neutral position, moves from it, and steps of the front foot."""


def _good(body: Body, neutral: Kneel, rng: np.random.Generator) -> Course:
    tuck = {"tilt_deg": float(rng.uniform(-9, -4)), "trunk_deg": float(rng.uniform(0, 4))}
    return neutral, [Move(STILL_S + 0.1, 1.0, {**tuck, "rear_thigh_deg": neutral.rear_thigh_deg + 2.0})], ()


def _swaying(body: Body, neutral: Kneel, rng: np.random.Generator) -> Course:
    moves = []
    for start_s in np.arange(STILL_S + 0.1, SECONDS - 0.8, 0.9):
        to = {
            "rear_thigh_deg": neutral.rear_thigh_deg + float(rng.uniform(-3, 4)),
            "trunk_deg": float(rng.uniform(-3, 9)),
            "tilt_deg": float(rng.uniform(-9, 2)),
            "twist_deg": neutral.twist_deg + float(rng.uniform(-6, 6)),
            "head_yaw_deg": float(rng.uniform(-25, 25)),
            "head_pitch_deg": float(rng.uniform(-5, 25)),
        }
        moves.append(Move(float(start_s), 0.8, to))
    return neutral, moves, ()


def _over_lunging(body: Body, neutral: Kneel, rng: np.random.Generator) -> Course:
    out = {"rear_thigh_deg": neutral.rear_thigh_deg + float(rng.uniform(15, 19)), "tilt_deg": 3.0}
    further = replace(neutral, foot_ahead_m=foot_for(body, neutral, front_shin_deg=-6.0))
    return further, [Move(STILL_S + 0.2, 1.2, out)], ()


def _trunk_lean(body: Body, neutral: Kneel, rng: np.random.Generator) -> Course:
    return neutral, [Move(STILL_S + 0.2, 1.1, {"trunk_deg": float(rng.uniform(25, 33)), "head_pitch_deg": 8.0})], ()


def _trunk_back(body: Body, neutral: Kneel, rng: np.random.Generator) -> Course:
    return neutral, [Move(STILL_S + 0.2, 1.1, {"trunk_deg": float(rng.uniform(-22, -15))})], ()


def _foot_too_far(body: Body, neutral: Kneel, rng: np.random.Generator) -> Course:
    out = foot_for(body, neutral, front_knee_deg=float(rng.uniform(123, 132)))
    return neutral, [Move(STILL_S + 0.2, 0.9, {"foot_ahead_m": out, "trunk_deg": 3.0})], ((STILL_S + 0.2, 0.9),)


def _foot_too_near(body: Body, neutral: Kneel, rng: np.random.Generator) -> Course:
    out = foot_for(body, neutral, front_shin_deg=float(rng.uniform(20, 25)))
    return neutral, [Move(STILL_S + 0.2, 0.9, {"foot_ahead_m": out})], ((STILL_S + 0.2, 0.9),)


SCRIPTS: dict[str, Callable[[Body, Kneel, np.random.Generator], Course]] = {
    "good": _good,
    "swaying": _swaying,
    "over_lunging": _over_lunging,
    "trunk_lean": _trunk_lean,
    "trunk_back": _trunk_back,
    "foot_too_far": _foot_too_far,
    "foot_too_near": _foot_too_near,
}
COUNTS = {
    "good": 9,
    "swaying": 9,
    "over_lunging": 6,
    "trunk_lean": 6,
    "trunk_back": 6,
    "foot_too_far": 6,
    "foot_too_near": 6,
    "kneeling": 21,
    **dict.fromkeys(NEGATIVES, 3),
}
"""Clips of each kind in the whole test set."""


@dataclass(frozen=True)
class Trial:
    """One clip of the benchmark.

    Attributes
    ----------
    kind
        A script of `SCRIPTS`, or a kind of `lab.draws`.
    seed
        Draws everything that the kind leaves open.
    azimuth_deg
        Where the camera stands; None leaves it to the seed.
    """

    kind: str
    seed: int
    azimuth_deg: float | None = None

    @property
    def name(self) -> str:
        """Name of the clip: the order of the benchmark, so that a part of it is a fair part."""
        return f"{self.seed:06d}_{self.kind}"


def trials(first_seed: int = FIRST_SEED, share: float = 1.0) -> list[Trial]:
    """Return the test set, or an even part of it.

    Parameters
    ----------
    first_seed
        Another one gives other people, clothes, rooms and movements.
    share
        Of each kind, at least one clip.
    """
    found, azimuths = [], _dealt(AZIMUTHS_DEG)
    for row, (kind, count) in enumerate(COUNTS.items()):
        for k in range(count):
            azimuth = None if kind in NEGATIVES else next(azimuths)
            if k < max(1, round(share * count)):
                found.append(Trial(kind, first_seed + 100 * row + k, azimuth))
    return sorted(found, key=lambda trial: (trial.seed % 100, trial.seed))


def _dealt(values: tuple[int, ...]) -> Iterator[float]:
    while True:
        yield from map(float, values)


def scene_of(trial: Trial) -> Scene:
    """Return the scene of a trial."""
    seconds = FALL_AND_RISE_S if trial.kind == "kneeling_down_and_up" else SECONDS
    drawn = draw_scene(trial.seed, "test", seconds, trial.kind if trial.kind not in SCRIPTS else "kneeling")
    view = drawn.view if trial.azimuth_deg is None else replace(drawn.view, azimuth_deg=trial.azimuth_deg)
    act = drawn.act
    if trial.kind in SCRIPTS and isinstance(act, KneelingAct):
        act = _scripted(trial, drawn.body, act.start)
    about = {**drawn.about, "kind": trial.kind, "loose": drawn.outfit.loose_top > 0}
    return replace(drawn, name=trial.name, act=act, view=view, about=about)


def _scripted(trial: Trial, body: Body, drawn: Kneel) -> KneelingAct:
    """Take the person's own neutral, a little tidied, through the script."""
    rng = np.random.default_rng((trial.seed, 2))
    neutral = replace(
        drawn,
        rear_thigh_deg=min(drawn.rear_thigh_deg, 6.0),
        trunk_deg=float(np.clip(drawn.trunk_deg, -2, 4)),
        head_yaw_deg=float(np.clip(drawn.head_yaw_deg, -20, 20)),
    )
    shin = float(rng.uniform(-6, 3))
    neutral = replace(neutral, foot_ahead_m=foot_for(body, neutral, front_shin_deg=shin))
    start, moves, steps = SCRIPTS[trial.kind](body, neutral, rng)
    strength = 2.0 if trial.kind == "swaying" else float(rng.uniform(0.6, 1.5))
    sway = Sway(int(rng.integers(1_000_000)), STILL_S, strength)
    return KneelingAct(start, tuple(moves), steps, sway, (0.0, STILL_S))
