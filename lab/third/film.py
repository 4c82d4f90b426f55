"""One film of the third domain: pose, simulate, draw, put together. Each step is kept until the film is whole."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.video.writer import AnnotatedVideoWriter
from lab.bodies import SKIN_VERTICES, Body
from lab.camera import Camera, framed
from lab.clips import clip_truth, frame_truth
from lab.posing import Posed, pose
from lab.rooms import random_room
from lab.scenes import Scene
from lab.softness import Array
from lab.third.clothes import Tailored, Wear, draw_wear, pushed_out
from lab.third.flesh import NAME, Mush, lagging, soft_share
from lab.third.heads import hair, skin_tint
from lab.third.people import Player, draw_player, script_of
from lab.third.rooms import draw_room

BLENDER = Path(__file__).with_name("blender.py")
TONES = ("AgX", "Filmic", "Standard")
FEATHER_PX = 10
"""Width of the change from the moving part of a picture to the part that is drawn once."""
BLOWN_UP_M = 0.5
"""No hem swings further from where the skin would carry it."""
ROOM_FOR_SHADOW = 0.05
"""Of the picture's height, around everything that moves."""


@dataclass(frozen=True)
class Work:
    """How films are drawn.

    Attributes
    ----------
    python
        Of the environment with ``bpy``.
    fps
        Pictures a second.
    samples, threads
        Of Cycles.
    size_px
        Width and height.
    """

    python: Path
    fps: float = 10.0
    samples: int = 6
    threads: int = 1
    size_px: tuple[int, int] = (512, 384)


@dataclass(frozen=True, eq=False)
class Plan:
    """A film before anything is drawn.

    Attributes
    ----------
    seed
        What it was drawn from.
    player, wear
        Who acts, in what.
    room
        As `lab.third.rooms.draw_room` gives it.
    scene
        The same for `lab.clips`, which writes the truth.
    """

    seed: int
    player: Player
    wear: Wear
    room: dict[str, Any]
    scene: Scene


def plan_film(seed: int) -> Plan:
    """Draw everything about the film of a seed; the same seed gives the same."""
    player = draw_player(seed)
    wear = draw_wear(player.body, np.random.default_rng((seed, 32)))
    script, course = script_of(seed), player.course
    scene = Scene(
        name=f"third_{seed:06d}_{script}",
        seconds=course.seconds,
        body=player.body,
        outfit=wear.looks,
        room=random_room(np.random.default_rng(seed)),  # a scene has one; Blender draws another
        act=player.act,
        view=player.view,
        facing=player.facing,
        about={
            "kind": script,
            "split": "third",
            "seed": seed,
            "fit": wear.fit,
            "looseness": wear.looseness,
            "loose": wear.fit == "loose",
            "simulated": [g.kind for g in (wear.top, wear.bottom) if g.simulated],
            "flesh_way": NAME,
            "arms": player.act.start.arms,
            "swings_s": [list(swing) for swing in course.swings_s],
            "hold_s": list(course.hold_s),
        },
    )
    return Plan(seed, player, wear, draw_room(np.random.default_rng((seed, 33))), scene)


def write_film(seed: int, out: Path, work: Work, pictures: int | None = None) -> str:
    """Write the film of a seed and its truth unless they are there; return its name.

    Parameters
    ----------
    seed
        Of the film.
    out
        Folder of the films; a folder beside them keeps what is done of an unfinished one.
    work
        How it is drawn.
    pictures
        Draw only so many, spread over the film, and leave it unfinished: to look at.
    """
    plan = plan_film(seed)
    name, folder = plan.scene.name, out / f"{plan.scene.name}.work"
    if (out / f"{name}.truth.json").exists():
        return name
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "job.json").exists():
        poses, skins = moving_skin(plan.player, work.fps)
        camera = _camera(plan, skins, work.size_px)
        frames = [frame_truth(plan.scene, camera, posed, k / work.fps) for k, posed in enumerate(poses)]
        clip_truth(plan.scene, work.size_px, work.fps, frames).write(folder / "truth.json")
        worn = _worn(plan, skins, folder, work)
        _write_job(plan, camera, poses, skins, worn, folder, work)
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    count = len(json.loads((folder / "truth.json").read_text(encoding="utf-8"))["time_s"])
    job["frames"] = [int(k) for k in np.linspace(0, count - 1, pictures or count).round()]
    drawn = folder / "frames"
    (folder / "now.json").write_text(json.dumps(job), encoding="utf-8")
    _blender(work, "render", folder / "draw.npz", folder / "now.json", drawn)
    if pictures is None:
        _join(plan, count, job["moving_px"], drawn, out, work)
        (folder / "truth.json").replace(out / f"{name}.truth.json")
        shutil.rmtree(folder)
    return name


def moving_skin(player: Player, fps: float) -> tuple[list[Posed], list[Array]]:
    """Return the poses of a film and the skin with its soft tissue, shape (n, 3) each."""
    body = player.body
    times = np.arange(round(player.course.seconds * fps)) / fps
    poses = [pose(body, player.act.placement(body, float(t))) for t in times]
    mush = Mush(body, player.flesh)
    even = [mush.applied(posed.vertices) for posed in poses]
    return poses, lagging(even, fps, soft_share(body), player.flesh)


def _camera(plan: Plan, skins: Sequence[Array], size_px: tuple[int, int]) -> Camera:
    """Return the camera that keeps the whole body in the picture throughout the film."""
    v, reached = plan.player.view, np.concatenate([skin[::25] for skin in skins[::3]])
    return framed(size_px, reached, v.azimuth_deg, v.height_m, v.roll_deg, v.fov_deg, v.share)


def _worn(plan: Plan, skins: Sequence[Array], folder: Path, work: Work) -> dict[str, tuple[Tailored, Array]]:
    """Return each garment with its points in every frame, shape (frames, k, 3), the undermost first."""
    body, wear = plan.player.body, plan.wear
    order = (wear.top, wear.bottom) if wear.top.pinned_low else (wear.bottom, wear.top)
    tailored: dict[str, Tailored] = {g.kind: Tailored(body, g, over=g is order[1]) for g in order}
    simulated = {name: t for name, t in tailored.items() if t.garment.simulated}
    found = {
        name: np.array([t.hung(skin) for skin in skins]) for name, t in tailored.items() if not t.garment.simulated
    }
    if simulated:
        target = folder / "cloth.npz"
        if not target.exists():
            _simulate(body, skins, simulated, target, work)
        found |= dict(np.load(target))
    skin_triangles = body.topology.skin_triangles
    outward = [_normals(skin, skin_triangles)[:SKIN_VERTICES] for skin in skins]
    below: str | None = None
    for name, t in tailored.items():
        for k, skin in enumerate(skins):
            cloth = pushed_out(found[name][k], skin[:SKIN_VERTICES], outward[k])
            if below is not None:
                under = found[below][k]
                cloth = pushed_out(cloth, under, tailored[below].patch.normals(under), 0.003)
            found[name][k] = cloth
        below = name
        if t.garment.pinned_low:
            below = None  # what is tucked in lies under a waistband that is as close to the skin
    return {name: (t, found[name]) for name, t in tailored.items()}


def _simulate(body: Body, skins: Sequence[Array], garments: dict[str, Tailored], target: Path, work: Work) -> None:
    near = np.any([t.beneath() for t in garments.values()], axis=0)
    triangles = body.topology.skin_triangles
    touched, index = np.unique(triangles[near[triangles].any(axis=1)], return_inverse=True)
    arrays: dict[str, Any] = {
        "fps": work.fps,
        "body": np.array([skin[touched] for skin in skins], dtype=np.float32),
        "body_tri": index.reshape(-1, 3).astype(np.int32),
        "garments": list(garments),
    }
    for name, t in garments.items():
        frames = np.array([t.near(skin) for skin in skins], dtype=np.float32)
        frames[0] = t.hung(skins[0])
        g = t.garment
        arrays |= {
            name: frames,
            f"{name}_tri": t.patch.triangles,
            f"{name}_pin": t.pins,
            f"{name}_pattern": t.pattern,
            f"{name}_cloth": [g.tension, g.bending, g.mass],
        }
    source, part = target.with_name("simulate.npz"), target.with_name("part.npz")
    np.savez(source, **arrays)
    _blender(work, "simulate", source, part)
    found = np.load(part)
    for name in garments:
        away = np.linalg.norm(found[name] - arrays[name], axis=2).max()
        if not away < BLOWN_UP_M:
            raise RuntimeError(f"The {name} has come off the body by {away:.1f} m in the simulation.")
    part.replace(target)
    source.unlink()


def _write_job(
    plan: Plan,
    camera: Camera,
    poses: Sequence[Posed],
    skins: Sequence[Array],
    worn: dict[str, tuple[Tailored, Array]],
    folder: Path,
    work: Work,
) -> None:
    """Write what Blender draws: points of every part in every frame, and everything that stays."""
    body, rng = plan.player.body, np.random.default_rng((plan.seed, 34))
    arrays: dict[str, Any] = {}
    parts: list[dict[str, Any]] = []

    def add(name: str, frames: Array, triangles: NDArray[np.int32], rest: Array, tint: Array, **about: Any) -> None:
        used, index = np.unique(triangles, return_inverse=True)
        arrays[name] = np.asarray(frames[:, used], dtype=np.float32)
        arrays[f"{name}_tri"] = index.reshape(-1, 3).astype(np.int32)
        arrays[f"{name}_rest"], arrays[f"{name}_tint"] = rest[used], tint[used] ** 2.2
        parts.append({"name": name, **about})

    skin, top = np.array(skins), body.topology
    hidden = np.any([t.covered() for t, _ in worn.values()], axis=0)
    shown = top.skin_triangles[~hidden[top.skin_triangles].all(axis=1)]
    tint = skin_tint(body, plan.wear.looks)
    add("skin", skin, shown, body.vertices, tint, material="skin")
    add("eyes", skin, top.eye_triangles, body.vertices, tint, material="eye")
    for k, (rest, triangles, frames) in enumerate(hair(body, plan.wear.looks, poses, skins)):
        colour = np.tile(np.array(plan.wear.looks.hair), (len(rest), 1))
        add(f"hair{k}", frames, triangles, rest, colour, material="hair")
    for name, (t, frames) in worn.items():
        g = t.garment
        add(
            name,
            frames,
            t.patch.triangles,
            t.rest,
            np.ones_like(t.rest),
            material="fabric",
            pattern=g.pattern,
            scale=g.scale,
            colours=[[c**2.2 for c in colour] for colour in g.colours],
            band_m=g.band_m,
            upper_m=g.upper_m,
            crease=float(rng.uniform(0.0, 0.5)),
            crease_scale=float(rng.uniform(5, 18)),
        )
    reached = np.concatenate([arrays[part["name"]][::4].reshape(-1, 3) for part in parts])
    room = json.loads(json.dumps(plan.room))
    for box in room["boxes"]:
        box["colours"] = [[c**2.2 for c in colour] for colour in box["colours"]]
    job = {
        "samples": work.samples,
        "threads": work.threads,
        "size_px": list(work.size_px),
        "tone": str(rng.choice(TONES)),
        "sky": [float(c) for c in rng.uniform([0.8, 0.85, 0.9], [1.0, 1.0, 1.1])],
        "sky_strength": float(rng.uniform(0.25, 0.9)),
        "camera": {"fov_deg": camera.fov_deg, "matrix": np.linalg.inv(camera.view).tolist()},
        "moving_px": moving_part(camera, reached),
        "room": room,
        "parts": parts,
    }
    np.savez(folder / "draw.npz", **arrays)
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")


def moving_part(camera: Camera, points: Array) -> list[int]:
    """Return left, top, right and bottom of the part of the picture in which something moves, pixels."""
    width, height = camera.size_px
    at, margin = camera.project(points), ROOM_FOR_SHADOW * camera.size_px[1]
    low, high = at.min(axis=0) - margin, at.max(axis=0) + margin
    return [max(0, int(low[0])), max(0, int(low[1])), min(width, int(high[0]) + 1), min(height, int(high[1]) + 1)]


def composed(whole: NDArray[np.uint8], part: NDArray[np.uint8], moving_px: Sequence[int]) -> NDArray[np.uint8]:
    """Put the moving part into the whole picture, without an edge."""
    left, top, right, bottom = moving_px
    height, width = whole.shape[:2]
    x, y = np.arange(left, right), np.arange(top, bottom)
    inner = [
        np.minimum(1e3 if low == 0 else at - low, 1e3 if high == size else high - 1 - at)
        for at, low, high, size in ((x, left, right, width), (y, top, bottom, height))
    ]
    share = np.clip(np.minimum(inner[0][None, :], inner[1][:, None]) / FEATHER_PX, 0, 1)[:, :, None]
    result = whole.copy()
    there = result[top:bottom, left:right].astype(np.float64)
    result[top:bottom, left:right] = np.round(share * part + (1 - share) * there)
    return result


def _join(plan: Plan, count: int, moving_px: Sequence[int], drawn: Path, out: Path, work: Work) -> None:
    scene, rng = plan.scene, np.random.default_rng((plan.seed, 35))
    whole = _picture(drawn / "whole.png")
    with AnnotatedVideoWriter(out / f"{scene.name}.mp4", work.size_px, work.fps) as video:
        for k in range(count):
            image = composed(whole, _picture(drawn / f"{k:04d}.png"), moving_px)
            if scene.facing == "left":
                image = np.ascontiguousarray(image[:, ::-1])
            video.write(scene.view.webcam.spoil(image, rng), k / work.fps)


def _picture(path: Path) -> NDArray[np.uint8]:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise FileNotFoundError(f"Blender has not drawn {path}.")
    return np.asarray(image, dtype=np.uint8)


def _normals(points: Array, triangles: NDArray[np.int32]) -> Array:
    t = triangles
    faces = np.cross(points[t[:, 1]] - points[t[:, 0]], points[t[:, 2]] - points[t[:, 0]])
    normals = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normals, t[:, corner], faces)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def _blender(work: Work, *arguments: str | Path) -> None:
    """Run Blender's part; what it prints goes to a log beside its results."""
    log = Path(arguments[1]).with_name("blender.log")
    with log.open("ab") as file:
        done = subprocess.run([work.python, BLENDER, *arguments], stdout=file, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise RuntimeError(f"Blender's part failed with exit status {done.returncode}; see {log}.")
