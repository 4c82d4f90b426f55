"""Scenes to pictures with their truth, and to clips on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.video.writer import AnnotatedVideoWriter
from lab.camera import Camera, framed
from lab.garments import Dresser
from lab.parts import Array
from lab.posing import Posed, pose
from lab.render import Renderer
from lab.rooms import furnished
from lab.rotations import yaw
from lab.scenes import Bystander, Scene
from lab.truth import ClipTruth, FrameTruth, hands_on_thigh, sagittal_angles

OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture with its truth.

    Attributes
    ----------
    image
        Shape (height, width, 3), uint8, BGR.
    truth
        What is true of it.
    mask
        Shape (height, width), 255 on the person; None where it was not asked for.
    """

    image: NDArray[np.uint8]
    truth: FrameTruth
    mask: NDArray[np.uint8] | None = None


def film(scene: Scene, renderer: Renderer, fps: float = 24.0, seed: int = 0, with_mask: bool = False) -> Iterator[Shot]:
    """Render a scene frame by frame.

    Parameters
    ----------
    scene
        What happens.
    renderer
        Decides the size of the picture.
    fps
        Frames per second.
    seed
        Of the sensor's noise.
    with_mask
        Also render the mask of the person (not of others).

    Yields
    ------
    Shot
        In order of time.
    """
    camera = camera_of(scene, renderer.size_px)
    room = furnished(scene.room, scene.props) if scene.props else scene.room
    dresser, rng = Dresser(scene.body, scene.outfit), np.random.default_rng(seed)
    others = [(other, Dresser(other.body, other.outfit)) for other in scene.others]
    for k in range(round(scene.seconds * fps)):
        posed = pose(scene.body, scene.act.placement(scene.body, k / fps))
        person = dresser.dress(posed)
        bystanders = [dress.dress(_elsewhere(other, k / fps)) for other, dress in others]
        image = renderer.picture(room, camera, [person, *bystanders])
        mask = renderer.mask(room, camera, person, bystanders) if with_mask else None
        truth = frame_truth(scene, camera, posed, k / fps)
        if scene.facing == "left":
            image = np.ascontiguousarray(image[:, ::-1])
            mask = None if mask is None else np.ascontiguousarray(mask[:, ::-1])
        yield Shot(scene.view.webcam.spoil(image, rng), truth, mask)


def camera_of(scene: Scene, size_px: tuple[int, int]) -> Camera:
    """Return the camera that keeps the whole body in the picture throughout the scene."""
    times = np.linspace(0, scene.seconds, max(4, round(2 * scene.seconds)))
    reached = np.concatenate(
        [pose(scene.body, scene.act.placement(scene.body, float(t))).vertices[::25] for t in times]
    )
    v = scene.view
    return framed(size_px, reached, v.azimuth_deg, v.height_m, v.roll_deg, v.fov_deg, v.share)


def frame_truth(scene: Scene, camera: Camera, posed: Posed, time_s: float) -> FrameTruth:
    """Return what is true of one frame; left and right are swapped in a mirrored clip."""
    points: dict[str, Array] = {**posed.joints, **posed.pelvis_points}
    pixels = dict(zip(points, camera.project(np.array(list(points.values()))), strict=True))
    rear = scene.act.rear_side
    if scene.facing == "left":
        width = camera.size_px[0]
        pixels = {_other_side(n): np.array([width - p[0], p[1]]) for n, p in pixels.items()}
        points = {_other_side(n): p * [1.0, -1.0, 1.0] for n, p in points.items()}
    return FrameTruth(
        time_s=time_s,
        angles_deg=sagittal_angles(posed, rear) if rear else {},
        joints_m=points,
        joints_px=pixels,
        hands_on_thigh=hands_on_thigh(posed, rear) if rear else False,
        half_kneeling=scene.act.half_kneeling(time_s),
    )


def clip_truth(scene: Scene, size_px: tuple[int, int], fps: float, frames: list[FrameTruth]) -> ClipTruth:
    """Put the frames' truths together."""
    rear = scene.act.rear_side
    view = scene.view
    return ClipTruth(
        name=scene.name,
        fps=fps,
        size_px=size_px,
        facing=scene.facing,
        rear_side=OTHER[rear] if rear and scene.facing == "left" else rear,
        camera={
            "azimuth_deg": view.azimuth_deg,
            "height_m": view.height_m,
            "roll_deg": -view.roll_deg if scene.facing == "left" else view.roll_deg,
            "fov_deg": view.fov_deg,
        },
        baseline_s=scene.act.baseline_s,
        frames=frames,
        about=scene.about,
        range_s=scene.range_s,
    )


def write_clip(
    scene: Scene, folder: Path, renderer: Renderer, fps: float = 24.0, seed: int = 0, metres: bool = False
) -> ClipTruth:
    """Render a scene to ``<name>.mp4`` and ``<name>.truth.json`` in a folder.

    Parameters
    ----------
    scene, renderer, fps, seed
        As in `film`.
    folder
        Must exist.
    metres
        Write the joints in space too.

    Returns
    -------
    ClipTruth
        What was written.
    """
    frames = []
    with AnnotatedVideoWriter(folder / f"{scene.name}.mp4", renderer.size_px, fps) as video:
        for shot in film(scene, renderer, fps, seed):
            video.write(shot.image, shot.truth.time_s)
            frames.append(shot.truth)
    truth = clip_truth(scene, renderer.size_px, fps, frames)
    truth.write(folder / f"{scene.name}.truth.json", metres)
    return truth


def _elsewhere(other: Bystander, time_s: float) -> Posed:
    posed = pose(other.body, other.act.placement(other.body, time_s))
    turn, shift = yaw(other.yaw_deg), np.array([*other.place_m, 0.0])

    def moved(points: Mapping[str, Array]) -> dict[str, Array]:
        return {name: turn @ at + shift for name, at in points.items()}

    return Posed(posed.vertices @ turn.T + shift, moved(posed.joints), moved(posed.pelvis_points))


def _other_side(name: str) -> str:
    side, _, rest = name.partition("_")
    return f"{OTHER[side]}_{rest}" if side in OTHER else name
