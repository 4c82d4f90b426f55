"""Fit the map from keypoints to joint centres (`formcheck/lunge/joints.py`) on rendered clips with known joints.

``python -m lab.dataset --out DIR --split train --kind kneeling --clips 272 --seconds 3 --fps 4 --seed-range 0:2000``
``python -m lab.fit_joints DIR --out formcheck/lunge/joints.json``

The network looks at every clip as at a video; its keypoints, legs told apart and levelled as in the program, are mapped
by ridge regression to the joints of the person's sagittal plane. Scores are those of bodies left out (five folds over
clips; each clip has a body, garments and a room of its own). Frames in which the network has lost the body (a joint
farther than `LOST` trunk lengths off) teach nothing and are left out of the fit, but not of the scores.

The map in the package, mean errors in degrees on clips left out (3,261 frames of 272 clips):

| view | front knee | front shin | rear thigh | rear knee | trunk | view angle |
|---|---|---|---|---|---|---|
| ≤ 15°, network | 4.4 | 1.9 | 4.0 | 4.7 | 4.8 | |
| ≤ 15°, mapped | 2.5 | 1.6 | 2.2 | 3.0 | 1.6 | 3.5 |
| 15-25°, network | 7.1 | 2.7 | 4.4 | 8.8 | 4.6 | |
| 15-25°, mapped | 2.9 | 2.2 | 2.8 | 3.7 | 1.3 | 4.8 |

A ridge of 10 to 300 changes them by less than 0.1°; products of features make them worse.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.geometry import rotate_about
from formcheck.lunge.angles import limb_angles_deg
from formcheck.lunge.joints import JOINTS, LinearMap, features_of
from formcheck.lunge.stance import Stance, StanceMemory
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.video.reader import open_source

LOST = 0.5
FOLDS = 5
FRAME_S = 3.0
"""Time the network is told between frames: so long that its smoothing does not blend poses of a clip of few frames."""
QUANTITIES = ("front_knee_deg", "front_shin_deg", "rear_thigh_deg", "rear_knee_deg", "trunk_deg")


@dataclass(frozen=True, eq=False)
class Example:
    """One frame: what the network saw, and what was true.

    Attributes
    ----------
    clip
        Name of the clip.
    rear_is_near
        Whether the rear leg is the near one.
    features
        Shape (24,), as `features_of` gives them.
    joints
        Shape (7, 2): true joint centres in the frame of the map, origin between the true hips, unit the true trunk.
    azimuth_deg
        How far the camera stands ahead of the side.
    """

    clip: str
    rear_is_near: bool
    features: NDArray[np.float64]
    joints: NDArray[np.float64]
    azimuth_deg: float


def examples_of(truth_file: Path) -> list[Example]:
    """Let the network look at a clip and pair each frame with its truth."""
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    clip = truth_file.with_name(f"{truth['name']}.mp4")
    memory, found = StanceMemory(1.0), []
    memory.forced_rear_side = truth["rear_side"]
    centre, roll = np.array(truth["size_px"]) / 2, truth["camera"]["roll_deg"]
    with PoseLandmarker() as landmarker:
        for i, frame in enumerate(open_source(clip)):
            pose = landmarker.see(replace(frame, time_s=i * FRAME_S)).pose
            if pose is None or np.isnan(pose.keypoints_px).any() or not truth["half_kneeling"][i]:
                continue
            stance = memory.step(pose.keypoints_px, pose.visibility, frame.time_s)
            if stance.facing != truth["facing"]:
                continue
            # A camera rolled counter-clockwise shows the person leaning clockwise.
            level = rotate_about(stance.keypoints_px, centre, roll)
            found.append(
                Example(
                    clip=truth["name"],
                    rear_is_near=truth["rear_side"] == truth["facing"],
                    features=features_of(level, stance),
                    joints=true_joints(truth["joints_m"], truth["rear_side"], i),
                    azimuth_deg=truth["camera"]["azimuth_deg"],
                )
            )
    return found


def true_joints(joints_m: dict[str, list], rear_side: str, frame: int) -> NDArray[np.float64]:
    """Return the joints of one frame in the sagittal plane, shape (7, 2), in the frame of the map."""
    front_side = "left" if rear_side == "right" else "right"
    sides = {"rear": rear_side, "front": front_side}

    def at(name: str) -> NDArray[np.float64]:
        return np.array(joints_m[name][frame])[[0, 2]]

    shoulders = (at("left_shoulder") + at("right_shoulder")) / 2
    hips = (at("left_hip") + at("right_hip")) / 2
    legs = [at(f"{sides[leg]}_{joint}") for leg, joint in (name.split(".") for name in JOINTS[:-1])]
    return (np.array([*legs, shoulders]) - hips) / np.linalg.norm(shoulders - hips)


def seen_joints(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the network's own places of the seven joints, shape (n, 7, 2), from features (n, 24)."""
    points = features.reshape(-1, 12, 2)
    return np.concatenate([points[:, :6], points[:, 6:8].mean(axis=1, keepdims=True)], axis=1)


def fit(features: NDArray[np.float64], answers: NDArray[np.float64], ridge: float) -> LinearMap:
    """Ridge regression on standardised features: shapes (n, 24) and (n, 15) in."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    x, y = (features - mean) / scale, answers - answers.mean(axis=0)
    weights = np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y)
    return LinearMap(mean, weights / scale[:, None], answers.mean(axis=0))


def angles_of(joints: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `QUANTITIES` of joints of shape (n, 7, 2) in the frame of the map, shape (n, 5), degrees."""
    stance = Stance(np.zeros((33, 2)), np.ones(33), "right", "right")
    rows = []
    for points in joints * (1.0, -1.0):  # back to y down
        keypoints = np.full((33, 2), np.nan)
        for name, point in zip(JOINTS[:-1], points[:6], strict=True):
            leg, joint = name.split(".")
            keypoints[getattr(getattr(stance, leg), joint)] = point
        keypoints[[11, 12]] = points[6]
        angles = limb_angles_deg(keypoints, stance)
        rows.append([angles[q] for q in QUANTITIES])
    return np.array(rows)


def cross_validated(
    examples: list[Example], ridge: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Answer for every frame with maps fitted on other clips.

    Returns
    -------
    plain, mapped
        Errors of `QUANTITIES`, shape (n, 5), degrees: of the keypoints as they are, and after the map.
    view
        Errors of the view angle, shape (n,), degrees.
    """
    features, answers, lost, near = _arrays(examples)
    clips = np.array([e.clip for e in examples])
    fold = np.unique(clips, return_inverse=True)[1] % FOLDS
    given = np.zeros_like(answers)
    for k in range(FOLDS):
        for side in (True, False):
            teach, ask = (fold != k) & (near == side) & ~lost, (fold == k) & (near == side)
            given[ask] = fit(features[teach], answers[teach], ridge)(features[ask])
    seen = seen_joints(features)
    true = angles_of(np.array([e.joints for e in examples]))
    mapped = angles_of(seen + given[:, :-1].reshape(-1, len(JOINTS), 2))
    azimuth = np.array([e.azimuth_deg for e in examples])
    return angles_of(seen) - true, mapped - true, np.degrees(np.arctan(given[:, -1])) - azimuth


def _arrays(
    examples: list[Example],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    features = np.array([e.features for e in examples])
    shift = np.array([e.joints for e in examples]) - seen_joints(features)
    lost = np.linalg.norm(shift, axis=2).max(axis=1) > LOST
    tangent = np.tan(np.radians([e.azimuth_deg for e in examples]))
    answers = np.c_[shift.reshape(len(examples), -1), tangent]
    return features, answers, lost, np.array([e.rear_is_near for e in examples])


def table_of(examples: list[Example], ridge: float) -> dict[str, object]:
    """Fit both maps on all examples, as the file holds them."""
    features, answers, lost, near = _arrays(examples)
    table: dict[str, object] = {"joints": JOINTS, "ridge": ridge, "clips": len({e.clip for e in examples})}
    for name, side in (("rear_near", True), ("rear_far", False)):
        teach = (near == side) & ~lost
        found = fit(features[teach], answers[teach], ridge)
        table[name] = {
            "frames": int(teach.sum()),
            **{part: np.round(getattr(found, part), 5).tolist() for part in ("mean", "weights", "offset")},
        }
    return table


def main(
    clips: Annotated[Path, typer.Argument(help="Folder of kneeling clips with truth, from lab.dataset.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    ridge: Annotated[float, typer.Option(min=0, help="Strength of the ridge.")] = 100.0,
) -> None:
    """Fit the map, print its scores on clips left out, write it."""
    cache = clips / "examples.npy"
    if cache.exists():
        examples = list(np.load(cache, allow_pickle=True))
    else:
        examples = [e for truth in sorted(clips.glob("*.truth.json")) for e in examples_of(truth)]
        np.save(cache, np.array(examples, dtype=object), allow_pickle=True)
    plain, mapped, view = cross_validated(examples, ridge)
    off = np.abs([e.azimuth_deg for e in examples])
    typer.echo(f"{len(examples)} frames of {len({e.clip for e in examples})} clips")
    typer.echo("| view | " + " | ".join(q.removesuffix("_deg") for q in QUANTITIES) + " | view angle |")
    typer.echo("|---" * (len(QUANTITIES) + 2) + "|")
    for name, chosen in (("≤ 15°", off <= 15), ("15-25°", (off > 15) & (off <= 25))):
        for label, errors in (("network", plain), ("mapped", mapped)):
            cells = [f"{e:.2f}" for e in np.abs(errors[chosen]).mean(axis=0)]
            typer.echo(f"| {name}, {label} | " + " | ".join(cells) + f" | {np.abs(view[chosen]).mean():.2f} |")
    out.write_text(json.dumps(table_of(examples, ridge), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
