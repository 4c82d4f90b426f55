"""What the pose network finds in drawn standing people and in photographs; kept in a folder and used again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Frame, Pose
from lab.posture_sessions import Still

Labelled = tuple[Pose, Mapping[str, Any]]
"""What was found in a picture, and what is true of it."""

_FIELDS = ("keypoints_px", "visibility", "world_m", "people", "roll_deg", "size_px")


def drawn(film: Callable[[int], Iterator[Still]], seed: int, file: Path) -> list[Labelled]:
    """Return what is found in the pictures of one seed; they are drawn where the file is not there yet."""
    if not file.exists():
        stills = list(film(seed))
        _keep([look(still.image) for still in stills], [still.truth for still in stills], file)
    return _kept(file)


def photographs(labels: Path, file: Path) -> list[Labelled]:
    """Return what is found in labelled photographs: a list in JSON, the pictures beside it."""
    if not file.exists():
        entries = json.loads(labels.read_text(encoding="utf-8"))
        poses = []
        for entry in entries:
            image = cv2.imread(str(labels.parent / entry["name"]))
            if image is None:
                raise FileNotFoundError(f"{entry['name']} cannot be read as a picture")
            poses.append(look(np.asarray(image, dtype=np.uint8)))
        _keep(poses, entries, file)
    return _kept(file)


def look(image: NDArray[np.uint8]) -> Pose:
    """Look at one picture as formcheck does at a photo."""
    with PoseLandmarker("full", "photo") as estimator:
        pose = estimator.see(Frame(0, 0.0, image)).pose
    assert pose is not None
    return pose


def _keep(poses: Sequence[Pose], truth: Sequence[Mapping[str, Any]], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part.npz")
    arrays = {name: np.array([getattr(pose, name) for pose in poses]) for name in _FIELDS}
    np.savez_compressed(part, truth=np.array(json.dumps(list(truth))), **arrays)  # type: ignore[arg-type]
    part.replace(file)


def _kept(file: Path) -> list[Labelled]:
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in _FIELDS}
        truth = json.loads(str(stored["truth"]))
    return [(_pose({name: array[i] for name, array in arrays.items()}), each) for i, each in enumerate(truth)]


def _pose(of: Mapping[str, Any]) -> Pose:
    width, height = of["size_px"].tolist()
    return Pose(
        size_px=(width, height),
        keypoints_px=of["keypoints_px"],
        visibility=of["visibility"],
        presence=of["visibility"],
        world_m=of["world_m"],
        people=int(of["people"]),
        roll_deg=float(of["roll_deg"]),
    )
