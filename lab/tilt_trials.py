"""Clips of tucks and arches with their truth: kneel still, tilt the pelvis, hold it, let go.

``python -m lab.tilt_trials --out DIR --split other_flesh --clips 27``: one clip for each seed from ``--first-seed`` on;
script and seed go together, so that each script meets other people. People, clothes, rooms and cameras are those of
`lab.tilt_sessions`; the files are those of `lab.dataset`. A clip that is already there is left alone.
"""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

import numpy as np
import typer

from lab.bodies import topology
from lab.clips import write_clip
from lab.kneeling import Kneel
from lab.scenes import KneelingAct, Move, Scene, Sway
from lab.tilt_sessions import TILT_SPLITS, TiltSplit, draw_session, renderer_of
from lab.wardrobe import Marks, looseness

STILL_S, TURN_S, HOLD_S = 3.0, 1.0, 6.0
SECONDS = STILL_S + 2 * TURN_S + HOLD_S + 1.5
TUCK_DEG, ARCH_DEG = (6.0, 10.0), (8.0, 12.0)

Script = Callable[[Kneel, np.random.Generator], tuple[Move, ...]]


def _held(tilt_deg: tuple[float, float] | None, meanwhile: str = "") -> Script:
    """Tilt for the hold, and lean or lunge at the same time: half a second earlier or later, either way."""

    def script(neutral: Kneel, rng: np.random.Generator) -> tuple[Move, ...]:
        moves = []
        if tilt_deg is not None:
            tilt = float(rng.uniform(*tilt_deg))
            moves += [
                Move(STILL_S, TURN_S, {"tilt_deg": tilt}),
                Move(STILL_S + TURN_S + HOLD_S, TURN_S, {"tilt_deg": 0.0}),
            ]
        other = {
            "lean": {"trunk_deg": neutral.trunk_deg + float(rng.choice([-1, 1]) * rng.uniform(4, 11))},
            "lunge": {"rear_thigh_deg": neutral.rear_thigh_deg + float(rng.uniform(8, 17))},
        }
        if meanwhile:
            moves.append(Move(STILL_S + float(rng.uniform(0, 1)), 1.2, other[meanwhile]))
        return tuple(moves)

    return script


def _there_and_back_twice(neutral: Kneel, rng: np.random.Generator) -> tuple[Move, ...]:
    """Arch, tuck, arch, tuck: what calibrates a person's range."""
    tilts = [sign * float(rng.uniform(*span)) for span, sign in ((ARCH_DEG, 1), (TUCK_DEG, -1)) * 2]
    return tuple(Move(STILL_S + 2.0 * k, 1.2, {"tilt_deg": t}) for k, t in enumerate((*tilts, 0.0)))


_TUCK, _ARCH = (-TUCK_DEG[1], -TUCK_DEG[0]), ARCH_DEG
SCRIPTS: dict[str, Script] = {
    "tuck": _held(_TUCK),
    "arch": _held(_ARCH),
    "neutral": _held(None),
    "tuck_lean": _held(_TUCK, "lean"),
    "arch_lean": _held(_ARCH, "lean"),
    "neutral_lean": _held(None, "lean"),
    "tuck_lunge": _held(_TUCK, "lunge"),
    "arch_lunge": _held(_ARCH, "lunge"),
    "neutral_lunge": _held(None, "lunge"),
    "calibration": _there_and_back_twice,
}


def tilt_scene(
    seed: int,
    split: TiltSplit = "test",
    script: str | None = None,
    marks: Marks = "none",
    azimuth_deg: float | None = None,
) -> Scene:
    """Draw a clip.

    Parameters
    ----------
    seed
        The same seed gives the same clip; the person is that of the session of this seed.
    split
        See `lab.tilt_sessions.TILT_SEEDS`.
    script
        One of `SCRIPTS`; None takes them in turn by the seed.
    marks
        Stickers or a belt to wear; the hands are then on the thigh, as people are asked to keep them.
    azimuth_deg
        Where the camera stands, degrees ahead of the side; None leaves it to the seed.
    """
    script = script or tuple(SCRIPTS)[seed % len(SCRIPTS)]
    session, rng = draw_session(seed, split, marks), np.random.default_rng((seed, 6))
    start = replace(session.kneels[session.neutral.index(True)], tilt_deg=0.0, belly=0.0, squeeze=0.0)
    if marks != "none":
        start = replace(start, arms="thigh")
    sway = Sway(int(rng.integers(1_000_000)), STILL_S, float(rng.uniform(0.5, 1.3)))
    act = KneelingAct(start, SCRIPTS[script](start, rng), sway=sway, baseline_s=(0.0, STILL_S))
    scene = session.scene
    view = scene.view if azimuth_deg is None else replace(scene.view, azimuth_deg=azimuth_deg)
    about = {
        **scene.about,
        "kind": script,
        "flesh_way": session.flesh.way,
        "arms": start.arms,
        "looseness": looseness(scene.outfit),
        "loose": looseness(scene.outfit) > 0,
        "marks": marks,
    }
    seen_from = "" if azimuth_deg is None else f"_{azimuth_deg:+.0f}"
    name = f"{split}_{seed:06d}_{script}{seen_from}"
    return replace(scene, name=name, seconds=SECONDS, act=act, view=view, about=about)


def write_tilt_clip(
    seed: int,
    out: Path,
    split: TiltSplit,
    script: str | None,
    marks: Marks,
    fps: float,
    azimuth_deg: float | None = None,
) -> str:
    """Write one clip of 640x480 unless it is there; return its name."""
    scene = tilt_scene(seed, split, script, marks, azimuth_deg)
    if not (out / f"{scene.name}.truth.json").exists():
        write_clip(scene, out, renderer_of((640, 480)), fps, seed, metres=True)
    return scene.name


def main(
    out: Annotated[Path, typer.Option(help="Folder for the clips; made where it is missing.")],
    split: Annotated[str, typer.Option(help=", ".join(TILT_SPLITS))] = "test",
    clips: Annotated[int, typer.Option(min=1, help="How many.")] = 30,
    first_seed: Annotated[int, typer.Option(min=0, help="Of the first clip.")] = 100_000,
    script: Annotated[str | None, typer.Option(help="Only this: " + ", ".join(SCRIPTS) + ".")] = None,
    marks: Annotated[str, typer.Option(help="none, stickers or belt.")] = "none",
    fps: Annotated[float, typer.Option(min=1, help="Frames per second.")] = 12.0,
    processes: Annotated[int, typer.Option(min=1, help="At the same time.")] = 2,
) -> None:
    """Render clips of tucks and arches with their truth."""
    if split not in TILT_SPLITS or script not in (None, *SCRIPTS) or marks not in ("none", "stickers", "belt"):
        raise typer.BadParameter("no such split, script or marks; see --help")
    topology()  # a missing body package is said here, not by each process
    out.mkdir(parents=True, exist_ok=True)
    work = functools.partial(write_tilt_clip, out=out, split=split, script=script, marks=cast(Marks, marks), fps=fps)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, name in enumerate(pool.imap(work, range(first_seed, first_seed + clips)), 1):
            typer.echo(f"{done}/{clips} {name}")


if __name__ == "__main__":
    typer.run(main)
