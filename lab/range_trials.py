"""Films that begin with the person's own range, with their truth: relax, tuck, relax, tuck, relax, then a hold.

``python -m lab.range_trials --out DIR --split other_flesh --films 24``: one film for each seed from ``--first-seed``
on. Seed and script go together, so that each script meets other people. People, clothes, rooms and cameras are those of
`lab.tilt_sessions`; the files are those of `lab.dataset`. A film that is already there is left alone.

In some films the range is shown by something other than the pelvis (the chest is rounded, the trunk leans, the hips are
pushed), and the same movement is then held: no tuck may be reported there.
"""

from __future__ import annotations

import functools
import multiprocessing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from lab.bodies import topology
from lab.clips import write_clip
from lab.kneeling import Kneel
from lab.scenes import KneelingAct, Move, Scene, Sway
from lab.tilt_sessions import TILT_SPLITS, TiltSplit, draw_session, renderer_of
from lab.wardrobe import looseness

FIRST_S, TURN_S, SHOWN_S, REST_S, HOLD_S, LOST_AFTER_S = 3.0, 1.0, 1.8, 1.7, 7.0, 4.0
OWN_TUCK_DEG = (4.0, 10.0)
ARCH_PER_TUCK = (1.0, 2.0)
"""Own arch by own tuck; human maxima are 11.4 and 8.7 degrees (Levine & Whittle 1996)."""
HELD_TUCK, HELD_ARCH = (0.65, 1.0), (0.6, 1.0)
"""Of the own tuck and arch, in the hold."""

HOLDS = ("tuck", "arch", "never", "lost", "tuck_lean", "tuck_lunge")
FALSE_RANGES = ("chest", "lean", "hips")
SCRIPTS = ("tuck", "arch", "lost", "never", "tuck_lunge", "chest", "tuck", "arch", "tuck_lean", "lean", "lost", "hips")
"""In the order in which the seeds take them."""


@dataclass(frozen=True)
class Course:
    """What happens in a film.

    Attributes
    ----------
    moves
        From the neutral position on.
    seconds
        Length of the film.
    swings_s
        When each posture of the range is held: kind (``tuck``, ``arch``, ``neutral``), from, to.
    hold_s
        When the hold is, without the ways into it and out of it.
    """

    moves: tuple[Move, ...]
    seconds: float
    swings_s: tuple[tuple[str, float, float], ...]
    hold_s: tuple[float, float]


def course(neutral: Kneel, script: str, with_arches: bool, rng: np.random.Generator) -> Course:
    """Draw the course of a film.

    Parameters
    ----------
    neutral
        The position it begins in.
    script
        One of `HOLDS` or `FALSE_RANGES`.
    with_arches
        An arch before each tuck of the range.
    rng
        Draws sizes and times.
    """
    tuck = float(rng.uniform(*OWN_TUCK_DEG))
    arch = tuck * float(rng.uniform(*ARCH_PER_TUCK))
    rest = {
        "tilt_deg": 0.0,
        "trunk_deg": neutral.trunk_deg,
        "kyphosis_deg": neutral.kyphosis_deg,
        "rear_thigh_deg": neutral.rear_thigh_deg,
    }

    def shown(kind: str) -> dict[str, float]:
        way, size = (1.0, tuck) if kind == "tuck" else (-1.0, arch)
        size *= float(rng.uniform(0.85, 1.0))
        return {
            "chest": {"kyphosis_deg": neutral.kyphosis_deg + way * 13.0, "trunk_deg": neutral.trunk_deg + way * 5.0},
            "lean": {"trunk_deg": neutral.trunk_deg - way * 9.0},
            "hips": {"rear_thigh_deg": neutral.rear_thigh_deg + way * 6.0},
        }.get(script, {"tilt_deg": -way * size})

    moves, swings, now = [], [("neutral", 0.5, FIRST_S)], FIRST_S
    for kind in (("arch", "tuck") if with_arches else ("tuck",)) * 2:
        moves.append(Move(now, TURN_S, shown(kind)))
        swings.append((kind, now + TURN_S, now + TURN_S + SHOWN_S))
        now += TURN_S + SHOWN_S
        moves.append(Move(now, TURN_S, rest))
        swings.append(("neutral", now + TURN_S, now + TURN_S + REST_S))
        now += TURN_S + REST_S
    held = shown("tuck") if script in FALSE_RANGES else {}
    if script.startswith(("tuck", "lost")):
        held = {"tilt_deg": -tuck * float(rng.uniform(*HELD_TUCK))}
    elif script == "arch":
        held = {"tilt_deg": arch * float(rng.uniform(*HELD_ARCH))}
    if script == "tuck_lean":
        held["trunk_deg"] = neutral.trunk_deg + float(rng.choice([-1, 1]) * rng.uniform(3, 7))
    if script == "tuck_lunge":
        held["rear_thigh_deg"] = neutral.rear_thigh_deg + float(rng.uniform(3, 8))
    moves.append(Move(now, TURN_S, held))
    if script == "lost":
        moves.append(Move(now + TURN_S + LOST_AFTER_S, TURN_S, {"tilt_deg": -tuck * float(rng.uniform(-0.1, 0.1))}))
    hold = (now + TURN_S, now + TURN_S + HOLD_S)
    moves.append(Move(hold[1], TURN_S, rest))
    return Course(tuple(moves), hold[1] + TURN_S + 0.5, tuple(swings), hold)


def range_scene(seed: int, split: TiltSplit = "test", script: str | None = None) -> Scene:
    """Draw a film; every third one shows arches, too.

    Parameters
    ----------
    seed
        The same seed gives the same film; the person is that of the session of this seed.
    split
        See `lab.tilt_sessions.TILT_SEEDS`.
    script
        One of `HOLDS` or `FALSE_RANGES`; None takes `SCRIPTS` in turn by the seed.
    """
    script = script or SCRIPTS[seed % len(SCRIPTS)]
    session, rng = draw_session(seed, split), np.random.default_rng((seed, 11))
    start = replace(session.kneels[session.neutral.index(True)], tilt_deg=0.0, belly=0.0, squeeze=0.0)
    played = course(start, script, seed % 3 == 0, rng)
    sway = Sway(int(rng.integers(1_000_000)), FIRST_S, float(rng.uniform(0.3, 0.8)))
    act = KneelingAct(start, played.moves, sway=sway, baseline_s=(0.0, FIRST_S))
    scene = session.scene
    about = {
        **scene.about,
        "kind": script,
        "flesh_way": session.flesh.way,
        "arms": start.arms,
        "looseness": looseness(scene.outfit),
        "loose": looseness(scene.outfit) > 0,
        "swings_s": [list(swing) for swing in played.swings_s],
        "hold_s": list(played.hold_s),
    }
    return replace(scene, name=f"{split}_{seed:06d}_{script}", seconds=played.seconds, act=act, about=about)


def write_range_film(seed: int, out: Path, split: TiltSplit, script: str | None, fps: float) -> str:
    """Write one film of 640x480 unless it is there; return its name."""
    scene = range_scene(seed, split, script)
    if not (out / f"{scene.name}.truth.json").exists():
        write_clip(scene, out, renderer_of((640, 480)), fps, seed, metres=False)
    return scene.name


def main(
    out: Annotated[Path, typer.Option(help="Folder for the films; made where it is missing.")],
    split: Annotated[str, typer.Option(help=", ".join(TILT_SPLITS))] = "other_flesh",
    films: Annotated[int, typer.Option(min=1, help="How many.")] = 24,
    first_seed: Annotated[int, typer.Option(min=0, help="Of the first film.")] = 500_000,
    script: Annotated[str | None, typer.Option(help="Only this: " + ", ".join(sorted(set(SCRIPTS))) + ".")] = None,
    fps: Annotated[float, typer.Option(min=1, help="Frames per second.")] = 12.0,
    processes: Annotated[int, typer.Option(min=1, help="At the same time.")] = 2,
) -> None:
    """Render films that begin with the own range, with their truth."""
    if split not in TILT_SPLITS or script not in (None, *HOLDS, *FALSE_RANGES):
        raise typer.BadParameter("no such split or script; see --help")
    topology()  # a missing body package is reported here, not by each process
    out.mkdir(parents=True, exist_ok=True)
    work = functools.partial(write_range_film, out=out, split=split, script=script, fps=fps)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, name in enumerate(pool.imap(work, range(first_seed, first_seed + films)), 1):
            typer.echo(f"{done}/{films} {name}")


if __name__ == "__main__":
    typer.run(main)
