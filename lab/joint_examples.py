"""What the joint map learns from: ``python -m lab.joint_examples --out DIR --seed-range 0:800 --split train``.

Sessions of `lab.joint_sessions` go through the pose network as the frames of a video do. A session becomes a small
file; what is there already is kept, so the command can be broken off and called again. `lab.fit_joints` reads them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, cast

import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Frame, Pose
from formcheck.settings import CameraRoll, Picture
from lab.clips import clip_truth, frame_truth
from lab.dataset import seeds_of
from lab.draws import SEEDS, Split
from lab.garments import Dresser
from lab.joint_sessions import COURSE, draw_joint_session
from lab.kneeling import half_kneeling
from lab.posing import pose
from lab.tilt_sessions import Session, camera_of, renderer_of
from lab.truth import FrameTruth

LOOKS = 2
"""How often each still is shown: in a video the crop follows the frame before, which shows nearly the same."""
LOOK_S = 3.0
"""Time the network is told between looks: so long that its smoothing does not blend them."""
ALONE = Picture(people_every_s=1e6, camera_roll=CameraRoll(every_s=1e6))
"""One person and one camera: people and the camera's roll are looked for once in a session."""


def stills_of(session: Session) -> Iterator[tuple[NDArray[np.uint8], FrameTruth]]:
    """Render a session's stills with their truth."""
    renderer, scene = renderer_of(session.size_px), session.scene
    rng, dresser = np.random.default_rng((session.seed, 12)), Dresser(scene.body, scene.outfit)
    poses = [pose(scene.body, half_kneeling(scene.body, kneel)) for kneel in session.kneels]
    camera = camera_of(session, poses, session.size_px)
    for k, posed in enumerate(poses):
        image = renderer.picture(scene.room, camera, [dresser.dress(posed)])
        if scene.facing == "left":
            image = np.ascontiguousarray(image[:, ::-1])
        yield scene.view.webcam.spoil(image, rng), frame_truth(scene, camera, posed, float(k))


def write_session(seed: int, split: Split, out: Path) -> int:
    """Render a session, show it to the network, write both; return how many stills it has."""
    path = out / f"joints_{split}_{seed:06d}.npz"
    if path.exists():
        return 0
    session = draw_joint_session(seed, split)
    seen: list[Pose] = []
    truths: list[FrameTruth] = []
    with PoseLandmarker(picture=ALONE) as landmarker:
        for image, truth in stills_of(session):
            for look in range(LOOKS):
                index = LOOKS * len(seen) + look
                found = landmarker.see(Frame(index, LOOK_S * index, image)).pose
            assert found is not None
            seen.append(found)
            truths.append(truth)
    about = clip_truth(session.scene, session.size_px, 1.0, truths)
    names = list(truths[0].joints_m)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(
        part,
        about=np.array(
            json.dumps(
                {
                    "facing": about.facing,
                    "rear_side": about.rear_side,
                    "camera": dict(about.camera),
                    "size_px": list(session.size_px),
                    "course": COURSE,
                    "names": names,
                    **session.about,
                }
            )
        ),
        keypoints_px=np.array([p.keypoints_px for p in seen], np.float32),
        visibility=np.array([p.visibility for p in seen], np.float32),
        presence=np.array([p.presence for p in seen], np.float32),
        world_m=np.array([p.world_m for p in seen], np.float32),
        roll_deg=np.array([p.roll_deg for p in seen], np.float32),
        joints_m=np.array([[t.joints_m[n] for n in names] for t in truths], np.float32),
        joints_px=np.array([[t.joints_px[n] for n in names] for t in truths], np.float32),
    )
    part.replace(path)
    return len(seen)


def main(
    out: Annotated[Path, typer.Option(help="Folder for the examples; made where it is missing.")],
    seed_range: Annotated[str, typer.Option(help="Seeds A:B, B not included.")] = "0:1000",
    sessions: Annotated[int, typer.Option(min=1, help="How many.")] = 400,
    split: Annotated[str, typer.Option(help="train or test: they share no body, garment or room.")] = "train",
) -> None:
    """Render sessions and show them to the pose network."""
    try:
        seeds = seeds_of(seed_range, sessions)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if split not in SEEDS:
        raise typer.BadParameter("no such split; see --help")
    out.mkdir(parents=True, exist_ok=True)
    start, stills = time.monotonic(), 0
    for done, seed in enumerate(seeds, 1):
        stills += write_session(seed, cast(Split, split), out)
        if done % 10 == 0:
            typer.echo(f"{done}/{sessions}  {stills / (time.monotonic() - start):.1f} stills/s")


if __name__ == "__main__":
    typer.run(main)
