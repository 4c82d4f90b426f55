"""Fit the map from keypoints to joint centres (`formcheck/lunge/joints.py`) on rendered clips with known joints.

``python -m lab.fit_joints``: fit on the examples in `lab/joint_examples.npz`, print the scores, write the map.
``python -m lab.fit_joints --add DIR``: first let the network look at the clips of a folder and add them as examples.

The examples are what the full network saw in 8,776 frames of 852 clips of kneeling people, and where their joints
were: 412 clips of ``lab.dataset --split train --kind kneeling --seconds 3 --fps 4`` (``--seed-range 0:2000 --clips
272`` and ``--seed-range 5000:7000 --clips 140``) and 440 of the trial renderer that the laboratory grew out of, with 60
other bodies, other clothes, cameras and lenses. The network looks at every clip as at a video; the legs are told apart
and the picture levelled as in the program. Ridge regression takes the keypoints to the joints of the sagittal plane.
Scores are those of clips left out (five folds). Frames in which the network has lost the body (a joint farther than
`LOST` trunk lengths off) teach nothing and are left out of the fit, but not of the scores.

Mean errors in degrees on clips left out, in brackets the network's own:

| bodies of | view | front knee | front shin | rear thigh | rear knee | trunk | view angle |
|---|---|---|---|---|---|---|---|
| lab.dataset | ≤ 15° | 2.4 (4.4) | 1.6 (2.0) | 2.1 (3.8) | 3.0 (4.5) | 1.5 (4.7) | 3.2 |
| lab.dataset | 15-25° | 3.1 (6.6) | 1.9 (2.3) | 2.6 (4.3) | 3.6 (8.7) | 1.6 (4.6) | 3.9 |
| trial renderer | ≤ 15° | 2.2 (4.0) | 1.9 (2.4) | 2.0 (3.1) | 2.5 (3.7) | 1.1 (4.0) | 3.0 |
| trial renderer | 15-25° | 2.8 (5.6) | 2.6 (3.2) | 2.7 (4.7) | 3.4 (6.8) | 1.3 (4.1) | 3.7 |

A ridge of 10 to 300 changes them by less than 0.1°; products of features make them worse. A map fitted on the bodies of
one renderer alone errs on the other's by 0.3 to 0.9° more at the front knee.
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
from formcheck.lunge.joints import JOINTS, LinearMap, features_of, shortened
from formcheck.lunge.legs import Stance, StanceMemory
from formcheck.pose import estimator as estimator_module
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.settings import Settings
from formcheck.video.reader import open_source

EXAMPLES = Path(__file__).with_name("joint_examples.npz")
MAP = Path(estimator_module.__file__).with_name("mediapipe_joints.json")
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
        Name of the clip; ``trial_…`` where the trial renderer drew it.
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
    memory, found = StanceMemory(1.0, rear_side=truth["rear_side"]), []
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
    shift = shortened(given[:, :-1].reshape(-1, len(JOINTS), 2), Settings().joints.longest_shift)
    mapped = angles_of(seen + shift)
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


def read_examples(path: Path) -> list[Example]:
    """Read examples from a file; none where there is no file."""
    if not path.exists():
        return []
    with np.load(path) as table:
        columns = [table[name] for name in ("clip", "rear_is_near", "features", "joints", "azimuth_deg")]
    return [
        Example(str(clip), bool(near), features.astype(float), joints.astype(float), float(azimuth))
        for clip, near, features, joints, azimuth in zip(*columns, strict=True)
    ]


def write_examples(path: Path, examples: list[Example]) -> None:
    """Write examples to a file: half precision, a thousandth of a trunk length."""
    np.savez_compressed(
        path,
        clip=np.array([e.clip for e in examples]),
        rear_is_near=np.array([e.rear_is_near for e in examples]),
        features=np.array([e.features for e in examples], dtype=np.float16),
        joints=np.array([e.joints for e in examples], dtype=np.float16),
        azimuth_deg=np.array([e.azimuth_deg for e in examples], dtype=np.float32),
    )


def score_rows(examples: list[Example], ridge: float) -> list[str]:
    """Score on clips left out, as the rows of a Markdown table."""
    plain, mapped, view = cross_validated(examples, ridge)
    off = np.abs([e.azimuth_deg for e in examples])
    trial = np.array([e.clip.startswith("trial_") for e in examples])
    names = [q.removesuffix("_deg").replace("_", " ") for q in QUANTITIES]
    rows = ["| bodies of | view | " + " | ".join(names) + " | view angle |", "|---" * (len(QUANTITIES) + 3) + "|"]
    for renderer, drawn in (("lab.dataset", ~trial), ("trial renderer", trial)):
        for angle, seen in (("≤ 15°", off <= 15), ("15-25°", (off > 15) & (off <= 25))):
            chosen = drawn & seen
            if not chosen.any():
                continue
            before, after = (np.abs(e[chosen]).mean(axis=0) for e in (plain, mapped))
            cells = [f"{a:.1f} ({b:.1f})" for a, b in zip(after, before, strict=True)]
            rows.append(f"| {renderer} | {angle} | " + " | ".join(cells) + f" | {np.abs(view[chosen]).mean():.1f} |")
    return rows


def main(
    add: Annotated[Path | None, typer.Option(help="Folder of kneeling clips with truth, from lab.dataset.")] = None,
    examples_file: Annotated[Path, typer.Option(help="The examples.")] = EXAMPLES,
    out: Annotated[Path, typer.Option(help="The map.")] = MAP,
    ridge: Annotated[float, typer.Option(min=0, help="Strength of the ridge.")] = 100.0,
) -> None:
    """Fit the map, print its scores on clips left out (in brackets the network's own), write it."""
    examples = read_examples(examples_file)
    if add is not None:
        known = {e.clip for e in examples}
        for truth in sorted(add.glob("*.truth.json")):
            if truth.name.removesuffix(".truth.json") not in known:
                examples += examples_of(truth)
        write_examples(examples_file, examples)
        examples = read_examples(examples_file)  # as whoever repeats the fit will read them
    typer.echo(f"{len(examples)} frames of {len({e.clip for e in examples})} clips")
    typer.echo("\n".join(score_rows(examples, ridge)))
    out.write_text(json.dumps(table_of(examples, ridge), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
