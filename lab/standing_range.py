"""The own range shown standing: ``python -m lab.standing_range --examples DIR``, the table of `STANDING.md`.

Draws people of `lab.tilt_wide` who stand side-on, relax, tuck, relax, tuck, relax, and then stand arched, neutral and
tucked once more. They go through formcheck's pose network, its crop, the pelvis networks and its rule of the own range,
a few stills of each posture. Some round the chest, lean or bend the knees instead, with a still pelvis: that must not
count as a range. There is no simulated cloth here: the third domain has no standing films.
"""

from __future__ import annotations

import functools
import json
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, cast

import cv2
import numpy as np
import typer

from formcheck.lunge.pelvis.crop import PelvisCrop
from formcheck.lunge.pelvis.learned import LearnedTilt
from formcheck.lunge.pelvis.own_range import Kind, Posture, own_range
from formcheck.lunge.pelvis.reading import Reading
from formcheck.records import OwnRange
from formcheck.settings import Settings
from lab.bodies import topology
from lab.flesh import RIPPLES
from lab.range_trials import ARCH_PER_TUCK, HELD_ARCH, HELD_TUCK, OWN_TUCK_DEG
from lab.standing import Stand
from lab.tilt_examples import MARGIN_PX, crop_of
from lab.tilt_sessions import Session, Stills, TiltSplit, film_session
from lab.tilt_wide import draw_wide

FALSE_RANGES = ("chest", "lean", "knees")
SCRIPTS = ("pelvis", "pelvis", "chest", "pelvis", "pelvis", "lean", "pelvis", "pelvis", "knees")
"""What moves, in the order in which the seeds take it."""
POSTURES: tuple[tuple[str, int], ...] = (
    ("neutral", 4), ("tuck", 4), ("neutral", 4), ("tuck", 4), ("neutral", 4),
    ("held arch", 4), ("held neutral", 4), ("held tuck", 4),
)  # fmt: skip
"""Kind of each posture, and how many stills it has."""
STILL_EVERY_S, POSTURE_EVERY_S, VIEW_DEG = 0.5, 4.0, 15.0
SPLITS: dict[str, TiltSplit] = {"first way": "test", "second way": "other_flesh"}
GOAL = 0.95


@dataclass(frozen=True, eq=False)
class Answer:
    """One person.

    Attributes
    ----------
    script
        What moved, see `SCRIPTS`.
    own
        The range as it was read.
    held_deg
        Median estimates in the held arch, neutral and tuck, degrees, posterior positive; NaN where not read.
    """

    script: str
    own: OwnRange
    held_deg: tuple[float, float, float]

    @property
    def in_order(self) -> bool:
        """Whether the three held postures are told in their order."""
        arch, neutral, tuck = self.held_deg
        return arch < neutral < tuck

    @property
    def shares(self) -> tuple[float, float, float]:
        """Of the own arch (-) and the own tuck (+), in the held postures."""
        change = [value - self.own.zero_deg for value in self.held_deg]
        shares = [each / (self.own.tuck_deg if each > 0 else self.own.arch_deg) for each in change]
        return shares[0], shares[1], shares[2]


def draw_standing_range(seed: int, split: TiltSplit, suits: Path | None = None) -> Session:
    """Draw a person and the stills of their range; each still's posture is in ``about``."""
    session, rng = draw_wide(seed, split, "standing", suits), np.random.default_rng((seed, 12))
    script = SCRIPTS[seed % len(SCRIPTS)]
    neutral_one = cast("Stand", session.kneels[session.neutral.index(True)])
    base = replace(neutral_one, tilt_deg=0.0, belly=0.0, squeeze=0.0)
    tuck = float(rng.uniform(*OWN_TUCK_DEG))
    arch = tuck * float(rng.uniform(*ARCH_PER_TUCK))
    softens, leans, rounds = (float(rng.uniform(*span)) for span in ((0, 0.0025), (-0.2, 0.3), (0, 0.3)))
    stills, kinds = [], []
    for kind, count in POSTURES:
        way = {"tuck": 1.0, "arch": -1.0}.get(kind.removeprefix("held "), 0.0)
        size = way * (tuck if way > 0 else arch) * float(rng.uniform(0.85, 1.0))
        if kind.startswith("held"):
            size *= float(rng.uniform(*(HELD_TUCK if way > 0 else HELD_ARCH)))
        tilt = -size if script == "pelvis" else 0.0
        moved = {
            "chest": {"kyphosis_deg": way * 13.0, "trunk_deg": way * 5.0},
            "lean": {"trunk_deg": -way * 9.0},
            "knees": {"knees_soft": 0.012 * (way + 1) / 2},
        }.get(script, {"trunk_deg": -leans * tilt, "kyphosis_deg": -rounds * tilt, "knees_soft": softens * -tilt})
        posture = replace(
            base,
            trunk_deg=base.trunk_deg + moved.get("trunk_deg", 0.0) + float(rng.normal(0, 0.7)),
            kyphosis_deg=base.kyphosis_deg + moved.get("kyphosis_deg", 0.0) + float(rng.normal(0, 0.7)),
            knees_soft=base.knees_soft + max(moved.get("knees_soft", 0.0) + float(rng.normal(0, 0.001)), 0.0),
            hips_ahead_m=base.hips_ahead_m + float(rng.normal(0, 0.006)),
            head_pitch_deg=base.head_pitch_deg + float(rng.normal(0, 2)),
            squeeze=float(rng.normal(0, 0.2)),
            belly=float(rng.normal(0, 0.15)),
            ripple=tuple(map(float, rng.normal(0, 0.3, RIPPLES))),
        )
        for _ in range(count):
            stills.append(
                replace(
                    posture,
                    tilt_deg=tilt + float(rng.normal(0, 0.3)),
                    trunk_deg=posture.trunk_deg + float(rng.normal(0, 0.3)),
                    hips_ahead_m=posture.hips_ahead_m + float(rng.normal(0, 0.003)),
                    pelvis_yaw_deg=base.pelvis_yaw_deg + float(rng.normal(0, 0.5)),
                    twist_deg=base.twist_deg + float(rng.normal(0, 0.5)),
                    breath=float(rng.uniform(0, 1)),
                )
            )
            kinds.append(kind)
    scene = replace(
        session.scene,
        name=f"standing_range_{split}_{seed:06d}",
        seconds=float(len(stills)),
        act=Stills(tuple(stills)),
        view=replace(session.scene.view, azimuth_deg=float(rng.uniform(-VIEW_DEG, VIEW_DEG))),
    )
    neutral = tuple(kind == "neutral" for kind in kinds)
    return replace(session, scene=scene, neutral=neutral, about={**session.about, "script": script, "kinds": kinds})


def write_example(seed: int, split: TiltSplit, out: Path, suits: Path | None) -> None:
    """Keep what the pose network sees of one person, unless it is there."""
    path = out / f"{split}_{seed:06d}.npz"
    if path.exists():
        return
    session = draw_standing_range(seed, split, suits)
    crops, bodies, truths = [], [], []
    for image, truth in film_session(session):
        crop = crop_of(image, truth)
        truths.append(truth | {"read": crop is not None})
        if crop is not None:
            crops.append(np.dstack([crop.picture, crop.mask]).transpose(2, 0, 1))
            bodies.append(crop.body)
    about = {"script": session.about["script"], "kinds": session.about["kinds"], "truths": truths}
    part = path.with_suffix(".part.npz")
    np.savez(part, crops=np.array(crops), body=np.array(bodies), about=np.array(json.dumps(about)))
    part.replace(path)


def answer(path: Path, networks: LearnedTilt, settings: Settings) -> Answer:
    """Judge one person as formcheck judges a range."""
    with np.load(path) as file:
        crops, bodies, about = file["crops"], file["body"], json.loads(str(file["about"]))
    inner, seen = slice(MARGIN_PX, -MARGIN_PX), iter(zip(crops, bodies, strict=True))
    readings: list[Reading | None] = []
    trunks: list[float] = []
    for truth in about["truths"]:
        if not truth["read"]:
            readings.append(None)
            trunks.append(float("nan"))
            continue
        crop, body = next(seen)
        cut = crop[:, inner, inner]
        trunks.append(float(body[-1] * 10))
        features, tilt = networks.encode(PelvisCrop(cut[:3].transpose(1, 2, 0), cut[3], body, trunks[-1]))
        readings.append(Reading(tilt, float("nan"), features))
    first = [reading for reading in readings[: POSTURES[0][1]] if reading is not None]
    if not first:
        return Answer(about["script"], own_range([], settings.pelvis.own_range), (float("nan"),) * 3)
    before = networks.merge(first)
    tucks = [float("nan") if each is None else -networks.change(before, each).tilt_deg for each in readings]
    return answer_of(about["script"], tucks, trunks, settings)


def answer_of(script: str, tucks_deg: Sequence[float], trunks_deg: Sequence[float], settings: Settings) -> Answer:
    """Judge the stills of a person by what was read in each: tucks (posterior positive) and the trunk's line."""
    shown, held, rows = [], [], iter(zip(tucks_deg, trunks_deg, strict=True))
    for place, (kind, count) in enumerate(POSTURES):
        looks = [next(rows) for _ in range(count)]
        tucks, trunks = (np.array([float(look[k]) for look in looks]) for k in (0, 1))
        if kind.startswith("held"):
            held.append(float(np.nanmedian(tucks)) if np.isfinite(tucks).any() else float("nan"))
            continue
        times = np.array([place * POSTURE_EVERY_S + k * STILL_EVERY_S for k in range(count)])
        of_kind: Kind = "tuck" if kind == "tuck" else "neutral"
        trunk = float(np.nanmedian(trunks)) if np.isfinite(trunks).any() else float("nan")
        shown.append(Posture(of_kind, times, tucks, trunk))
    return Answer(script, own_range(shown, settings.pelvis.own_range), (held[0], held[1], held[2]))


def table(answers: Mapping[str, Sequence[Answer]], settings: Settings) -> list[str]:
    """Return the figures, a column for each way of deforming."""
    limits = settings.pelvis.own_range

    def share(of: Callable[[Answer], bool], chosen: Callable[[Answer], bool]) -> Callable[[Sequence[Answer]], str]:
        def figure(people: Sequence[Answer]) -> str:
            found = [of(each) for each in people if chosen(each)]
            return f"{np.mean(found):.0%} of {len(found)}" if found else "–"

        return figure

    def true(each: Answer) -> bool:
        return each.script == "pelvis"

    def counts(each: Answer) -> bool:
        return each.own.counts

    def counted(each: Answer) -> bool:
        return true(each) and counts(each)

    def called(each: Answer) -> bool:
        shares = each.shares if each.script in FALSE_RANGES else each.shares[1:2]
        return any(s >= limits.tucked or s <= -limits.arching for s in shares)

    figures = {
        f"**arch < neutral < tuck, where the range counts (goal {GOAL:.0%})**": share(lambda a: a.in_order, counted),
        "arch < neutral < tuck, all who showed one": share(lambda a: a.in_order, true),
        "range counts that was shown": share(counts, true),
        "held tucks told": share(lambda a: a.shares[2] >= limits.tucked, counted),
        "held arches told": share(lambda a: a.shares[0] <= -limits.arching, counted),
        "held neutral called tucked or arching": share(called, counted),
        "range counts that was shown with something else": share(counts, lambda a: not true(a)),
        "the same movement called tucked or arching": share(lambda a: counts(a) and called(a), lambda a: not true(a)),
    }
    for script in FALSE_RANGES:
        figures[f"range counts that was shown with the {script}"] = share(counts, functools.partial(_shown_by, script))
    lines = ["| standing | " + " | ".join(answers) + " |", "|---" * (1 + len(answers)) + "|"]
    return lines + [
        f"| {what} | " + " | ".join(figure(people) for people in answers.values()) + " |"
        for what, figure in figures.items()
    ]


def _shown_by(script: str, answer: Answer) -> bool:
    return answer.script == script


def main(
    examples: Annotated[Path, typer.Option(help="Folder for what is drawn; what is there is used again.")],
    sessions: Annotated[int, typer.Option(min=0, help="People of each way of deforming.")] = 45,
    first_seed: Annotated[int, typer.Option(min=0, help="Of the first.")] = 600_000,
    suits: Annotated[Path | None, typer.Option(help="Folder of real cuts of clothes, see lab/suits.py.")] = None,
    networks: Annotated[
        Path | None, typer.Option(help="Folder of networks; None takes those that are shipped.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="At the same time.")] = 2,
    into: Annotated[Path | None, typer.Option(help="Write the table into this file, too.")] = None,
) -> None:
    """Draw people who show their range standing, and score what is read of it."""
    topology()  # a missing body package is reported here, not by each process
    examples.mkdir(parents=True, exist_ok=True)
    seeds = range(first_seed, first_seed + sessions)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for split in SPLITS.values():
            work = functools.partial(write_example, split=split, out=examples, suits=suits)
            for done, _ in enumerate(pool.imap_unordered(work, seeds), 1):
                if done % 10 == 0:
                    typer.echo(f"{split}: {done}/{sessions}", err=True)
    cv2.setNumThreads(1)
    loaded, settings = LearnedTilt(networks), Settings()
    found: dict[str, list[Answer]] = {
        name: [
            answer(path, loaded, settings)
            for path in sorted(examples.glob(f"{split}_[0-9]*.npz"))
            if ".part" not in path.name
        ]
        for name, split in SPLITS.items()
    }
    text = "\n".join([*_about(found, first_seed), *table(found, settings), ""])
    typer.echo(text)
    if into is not None:
        into.write_text(text, encoding="utf-8")


def _about(found: dict[str, list[Answer]], first_seed: int) -> list[str]:
    people = " and ".join(f"{len(answers)} ({name})" for name, answers in found.items())
    return [
        "# The own range, shown standing",
        "",
        f"Drawn people that nothing was trained on, {people}, seeds from {first_seed}, views to {VIEW_DEG:g}°: relax, "
        "tuck, relax, tuck, relax, then arched, neutral and tucked, four stills each. A third of them show the range "
        "by something else than the pelvis. Written by `python -m lab.standing_range --into lab/STANDING.md`.",
        "",
        "**The tuck meter is not offered standing**: the order must be right on the third domain, too, and no standing "
        "films with simulated cloth and physically based light have been drawn, nor was the tilt of a standing person "
        "ever measured beside it. What is missing besides can be read below.",
        "",
    ]


if __name__ == "__main__":
    typer.run(main)
