"""Whole films of a rear knee in the air and on a cushion: ``python -m lab.hover_films --out DIR --first-seed 0``.

Somebody lowers the rear knee to 2, 5, 10 and 20 cm over the floor and comes up again, stays there (a split squat
held), pulses, or lunges with one leg after the other; somebody else half-kneels on a cushion of 10 cm. Bodies, clothes
and rooms are drawn from seeds that nothing else in the laboratory uses. ``--judge`` prints how much of them is judged,
as in a recording, by the true height of the knee: pose network, gates, phases, and the head that looks at the knee.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import brentq

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.knee.head import LearnedKnee
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Assessment
from formcheck.results.settling import Settling
from formcheck.video.reader import open_source
from formcheck.video.writer import AnnotatedVideoWriter
from lab.bodies import Body, topology
from lab.camera import Camera, framed
from lab.garments import Dresser
from lab.hovering import Still, body_of, drawn_part, furnished_for, part_with, place_still, random_still, room_of
from lab.posing import SIDES, Placement, hip, limb_lengths, pose
from lab.rooms import Room
from lab.scenes import SWAY_DEG, Sway, eased
from lab.stances import Stance, as_stance, on_toes, place_stance, standing
from lab.tilt_sessions import renderer_of
from lab.wardrobe import FITS, random_fitted

SEEDS = (3_900_000, 4_000_000)
"""Range of the seeds of bodies, garments and rooms; none is used elsewhere in the laboratory."""
SIZE_PX, FPS, SECONDS = (480, 360), 10.0, 7.0
TOP_M = 0.30
"""How high the rear knee is between two dips."""
CUSHION_M = 0.10
KINDS = (
    "held_5",
    "cushion_toes",
    "held_10",
    "cushion_flat",
    "dip_5",
    "pulse_5",
    "lunges_8",
    "dip_2",
    "held_20",
    "dip_10",
    "held_2",
    "dip_20",
)
"""What somebody does, and how far over the floor the knee then is at its lowest, centimetres."""
Judged = NDArray[np.bool_]
SURELY_M = 0.045
"""From this height on a knee must not be judged."""

Key = tuple[float, Stance]
"""When somebody has come to a stance, seconds."""


@dataclass(frozen=True)
class Course:
    """One stance after the other, each reached with the speed of a human movement; without any it stays a kneel."""

    still: Still
    keys: tuple[Key, ...]
    sway: Sway
    lifts: tuple[tuple[float, float, str], ...] = ()

    def placement(self, body: Body, time_s: float) -> Placement:
        """Return where the body is at a time."""
        swayed = self.sway.at(time_s)
        if not self.keys:
            turned = {name: getattr(self.still.kneel, name) + off for name, off in swayed.items()}
            return place_still(body, replace(self.still, kneel=replace(self.still.kneel, **turned)))
        stance = self._stance(time_s)
        moved = {n: getattr(stance, n) + swayed[n] for n in SWAY_DEG if n != "rear_thigh_deg"}
        for at_s, lasts_s, side in self.lifts:
            share = (time_s - at_s) / lasts_s
            if 0 < share < 1:
                moved[f"{side}_z"] = getattr(stance, f"{side}_z") + 0.9 * (share * (1 - share)) ** 2
        kneel = self.still.kneel
        return place_stance(body, replace(stance, **moved), kneel.arms, kneel.front_side, 0.5)

    def _stance(self, time_s: float) -> Stance:
        before = [key for key in self.keys if key[0] <= time_s] or [self.keys[0]]
        after = [key for key in self.keys if key[0] > time_s] or [self.keys[-1]]
        (start_s, start), (end_s, end) = before[-1], after[0]
        share = eased((time_s - start_s) / (end_s - start_s)) if end_s > start_s else 0.0
        return Stance(**{n: v + (getattr(end, n) - v) * share for n, v in vars(start).items()})


def low_stance(body: Body, still: Still, height_m: float) -> Stance:
    """Return the split stance whose rear knee is so far over the floor; both feet stay where the kneel has them."""
    kneel = replace(still.kneel, toes_tucked=1.0, cushion_m=0.0)
    floor, rear = as_stance(body, kneel), kneel.rear_side
    knee_z = place_stance(body, floor).legs[rear].knee[2] + height_m
    share = min(height_m / TOP_M, 1.0)
    heel_up = 92.0 - 40.0 * share
    ankle_z = on_toes(body, heel_up)
    stance = replace(
        floor, **{f"{rear}_foot_deg": heel_up, f"{rear}_toes_deg": min(heel_up, 55.0), f"{rear}_z": ankle_z}
    )

    def miss(hip_z: float) -> float:
        return float(place_stance(body, replace(stance, hip_z=hip_z)).legs[rear].knee[2] - knee_z)

    low = float(hip(body, rear, place_stance(body, floor))[2])
    leg = sum(limb_lengths(body, rear))
    high = ankle_z + 0.97 * float(np.sqrt(max(leg**2 - (floor.hip_x - getattr(floor, f"{rear}_x")) ** 2, 0.01)))
    if miss(low - 0.03) > 0:
        return replace(stance, hip_z=low - 0.03)
    return replace(stance, hip_z=high if miss(high) < 0 else float(brentq(miss, low - 0.03, high, xtol=1e-3)))


def course_of(body: Body, kind: str, still: Still, rng: np.random.Generator) -> Course:
    """Return what somebody does in a film of a kind."""
    what, _, number = kind.partition("_")
    sway = Sway(seed=int(rng.integers(1 << 30)))
    if what == "cushion":
        return Course(replace(still, height_m=0.0, cushion_m=CUSHION_M), (), sway)
    height = float(number) / 100
    still = replace(still, height_m=height, cushion_m=0.0)
    low = functools.partial(low_stance, body, still)
    if what == "held":
        return Course(still, ((0.5, low(TOP_M)), (2.0, low(height))), sway)
    if what == "pulse":
        beat = float(rng.uniform(0.35, 0.6))
        up, down = low(height + 0.06), low(height)
        keys = [(0.5, low(TOP_M)), *((1.6 + k * beat, (down, up)[k % 2]) for k in range(int((SECONDS - 1.6) / beat)))]
        return Course(still, tuple(keys), sway)
    if what == "dip":
        keys, now = [], 0.3
        while now < SECONDS:
            stays = float(rng.uniform(0.1, 1.0))
            keys += [(now, low(TOP_M)), (now + 1.2, low(height)), (now + 1.2 + stays, low(height))]
            now += 2.4 + stays
        return Course(still, tuple(keys), sway)
    return _lunges(body, still, low(height), sway)


def _lunges(body: Body, still: Still, low: Stance, sway: Sway) -> Course:
    """Step into a lunge with one leg after the other, and back."""
    front, rear = still.kneel.front_side, still.kneel.rear_side
    home = replace(standing(body), hip_x=0.5 * (low.left_x + low.right_x))
    home = replace(home, left_x=home.hip_x, right_x=home.hip_x)
    names = ("x", "z", "foot_deg", "toes_deg")
    swapped = {f"{a}_{n}": getattr(low, f"{b}_{n}") for a, b in ((front, rear), (rear, front)) for n in names}
    keys: list[Key] = []
    lifts: list[tuple[float, float, str]] = []
    now = 0.4
    for k in range(4):
        down = low if k % 2 == 0 else replace(low, **swapped)
        keys += [(now, home), (now + 1.0, down), (now + 1.4, down)]
        lifts += [(now, 0.7, (front, rear)[k % 2]), (now + 1.7, 0.6, (front, rear)[k % 2])]
        now += 2.4
    return Course(still, tuple(keys), sway, tuple(lifts))


def write_film(seed: int, kind: str, out: Path) -> None:
    """Render one film with its truth unless it is there."""
    truth_file = out / f"{seed:04d}_{kind}.truth.json"
    if truth_file.exists():
        return
    rng = np.random.default_rng((seed, 21, KINDS.index(kind)))
    body = body_of(int(np.random.default_rng((seed, 20)).integers(*SEEDS)))
    dim = bool(rng.random() < 0.15)
    room = room_of(np.random.default_rng(int(rng.integers(*SEEDS))), dim)
    outfit = random_fitted(np.random.default_rng(int(rng.integers(*SEEDS))), FITS[rng.choice(3, p=(0.4, 0.4, 0.2))])
    flat = kind == "cushion_flat"
    still = random_still(body, rng, "test", dim, 1 if flat else 0, seed)
    heel_up = float(rng.uniform(140, 155) if flat else rng.uniform(72, 100))
    still = replace(still, heel_up_deg=heel_up, kneel=replace(still.kneel, toes_tucked=0.0 if flat else 1.0))
    course = course_of(body, kind, still, rng)
    facing = str(rng.choice(SIDES))
    camera, part = _camera_of(body, course)
    truth = {"seed": seed, "kind": kind, "facing": facing, "rear_side": still.kneel.rear_side, "height_m": []}
    truth |= {"azimuth_deg": still.view.azimuth_deg, "time_s": [], "fps": FPS}
    _film(course, body, room, Dresser(body, outfit), camera, part, seed, truth, out / f"{seed:04d}_{kind}.mp4")
    truth_file.write_text(json.dumps(truth), encoding="utf-8")


def _film(
    course: Course,
    body: Body,
    room: Room,
    dresser: Dresser,
    camera: Camera,
    part: tuple[int, int, int, int],
    seed: int,
    truth: dict[str, Any],
    path: Path,
) -> None:
    renderer, noise = renderer_of(SIZE_PX), np.random.default_rng((seed, 22))
    still, knee = course.still, None
    on_floor = low_stance(body, still, 0.0) if course.keys else None
    rests_z = place_stance(body, on_floor).legs[still.kneel.rear_side].knee[2] if on_floor else 0.0
    with AnnotatedVideoWriter(path, SIZE_PX, FPS) as video:
        for k in range(round(SECONDS * FPS)):
            placement = course.placement(body, k / FPS)
            posed = pose(body, placement)
            knee = posed.joints[f"{still.kneel.rear_side}_knee"] if knee is None else knee
            surroundings = furnished_for(room, still, posed, seed, knee)
            image = drawn_part(renderer, part, surroundings, camera, dresser.dress(posed))
            if truth["facing"] == "left":
                image = np.ascontiguousarray(image[:, ::-1])
            video.write(still.view.webcam.spoil(image, noise), k / FPS)
            lower = min(placement.legs[side].knee[2] for side in SIDES) - rests_z
            truth["height_m"].append(round(float(lower), 4) if course.keys else 0.0)
            truth["time_s"].append(k / FPS)


def _camera_of(body: Body, course: Course) -> tuple[Camera, tuple[int, int, int, int]]:
    """Return the camera that has the whole film in its picture, and the part of it that the body comes to."""
    times = np.linspace(0, SECONDS, 24)
    points = np.concatenate([pose(body, course.placement(body, float(t))).vertices[::40] for t in times])
    v = course.still.view
    camera = framed(SIZE_PX, points, v.azimuth_deg, v.height_m, v.roll_deg, v.fov_deg, v.share)
    return camera, part_with(camera, points)


def films_in(folder: Path) -> list[Path]:
    """Return the films of a folder that are drawn to their end."""
    return sorted(path for path in folder.glob("*.mp4") if path.with_suffix(".truth.json").exists())


def judged_frames(film: Path, answers: Path, head: LearnedKnee) -> Judged:
    """Return which frames of a film are judged, as in a recording; that is kept and used again.

    Returns
    -------
    array
        Shape (2, frames): by the keypoints alone, and with the head.
    """
    kept = answers / f"{film.stem}.npy"
    if not kept.exists():
        ways = [(LungeChecker(sources=sources), Settling()) for sources in ((), (head,))]
        passed: list[list[bool]] = [[], []]
        with PoseLandmarker() as landmarker:
            for frame in open_source(film):
                found = landmarker.see(frame)
                for known, (checker, settling) in zip(passed, ways, strict=True):
                    known += [_is_judged(a) for _, a in settling.step(found, checker.step(found))]
        for known, (_, settling) in zip(passed, ways, strict=True):
            known += [_is_judged(a) for _, a in settling.rest()]
        answers.mkdir(parents=True, exist_ok=True)
        np.save(kept, np.array(passed))
    return np.asarray(np.load(kept), bool)


def table_of(films: Sequence[Path], answers: Path, head: LearnedKnee) -> str:
    """Write how much of the films of each kind is judged."""
    lines = [
        "| what somebody does | films | knee 4.5 cm in the air or more: judged by the keypoints alone | with the head "
        "| lower or resting: by the keypoints alone | with the head |",
        "|---|---|---|---|---|---|",
    ]
    every: list[tuple[Judged, NDArray[np.bool_]]] = []
    for kind in sorted(KINDS, key=_order):
        some = [film for film in films if film.stem.split("_", 1)[1] == kind]
        found = []
        for film in some:
            truth = json.loads(film.with_suffix(".truth.json").read_text(encoding="utf-8"))
            judged = judged_frames(film, answers, head)
            found.append((judged, np.array(truth["height_m"][: judged.shape[1]]) >= SURELY_M))
        if found:
            lines.append(f"| {_named(kind)} | {len(some)} | {_shares(found)} |")
            every += [] if kind.startswith("cushion") else found
    lines.append(f"| all but the cushions | {len(every)} | {_shares(every)} |")
    return "\n".join(lines)


def _is_judged(assessment: Assessment) -> bool:
    return assessment.measurement.half_kneeling is True


def _order(kind: str) -> tuple[str, int]:
    what, _, number = kind.partition("_")
    return what, int(number) if number.isdigit() else 0


def _shares(found: Sequence[tuple[Judged, NDArray[np.bool_]]]) -> str:
    up = np.concatenate([high for _, high in found])
    judged = np.concatenate([each for each, _ in found], axis=1)
    return " | ".join(_share(way[where]) for where in (up, ~up) for way in judged)


def _named(kind: str) -> str:
    what, _, rest = kind.partition("_")
    return {
        "dip": f"dips to {rest} cm and back up",
        "held": f"split squat held at {rest} cm",
        "pulse": f"pulses between {rest} and {rest}+6 cm",
        "lunges": f"steps into a lunge, knee to {rest} cm",
        "cushion": "half-kneels on a cushion of 10 cm, " + ("foot on its back" if rest == "flat" else "toes tucked"),
    }[what]


def _share(judged: NDArray[np.bool_]) -> str:
    return f"{judged.sum()} of {len(judged)}, {100 * judged.mean():.1f} %" if len(judged) else "–"


def main(
    out: Annotated[Path, typer.Option(help="Folder of the films; made where it is missing.")],
    first_seed: Annotated[int, typer.Option(help="Seed of the first person.")] = 0,
    people: Annotated[int, typer.Option(min=1, help="How many people; each does everything once.")] = 3,
    kind: Annotated[list[str] | None, typer.Option(help="Only this; may be given again.")] = None,
    networks: Annotated[
        Path | None, typer.Option(help="Folder of the head; the one that comes with formcheck.")
    ] = None,
    judge: Annotated[Path | None, typer.Option(help="Judge what is there; answers go to this folder.")] = None,
) -> None:
    """Draw the films, or judge those that are there."""
    out.mkdir(parents=True, exist_ok=True)
    if judge is not None:
        typer.echo(table_of(films_in(out), judge, LearnedKnee(networks)))
        return
    topology()  # a missing body package is said at once
    for seed in range(first_seed, first_seed + people):
        for each in kind or KINDS:
            write_film(seed, each, out)
            typer.echo(f"{seed} {each}")


if __name__ == "__main__":
    typer.run(main)
