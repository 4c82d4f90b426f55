"""Pictures of real people with hand-labelled angles: formcheck and plain MediaPipe beside the labels.

The labels are a list of pictures in JSON: ``name`` (of the ``.jpg`` beside it), ``facing``, ``rear_side`` (``L`` or
``R``), ``kneeling``, ``angles`` by quantity, and ``points`` of the ``front`` and ``rear`` leg in pixels. They are sure
to a few degrees: to five where clothes hide the hip.

The labels are of the picture as it is. formcheck takes the camera's roll out of its answers where it finds it; here it
is put back, so that it is not the roll that is compared: the two photographs of `Kneeling_Hip_Flexor` are rolled by
1.4° by the lines of the room, and formcheck finds 1.3°.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.geometry import distance
from formcheck.keypoints import Keypoint
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.observer import Observer
from formcheck.lunge.quantities import BETWEEN_LIMBS
from formcheck.results.poses import StoredPoses
from formcheck.settings import JudgingSettings
from lab import plain
from lab.accuracy_clips import answers_of, review
from lab.clips import OTHER
from lab.scoring import Array

QUANTITIES = ("front_knee_deg", "front_shin_deg", "rear_thigh_deg", "trunk_deg")
SIDES = {"L": "left", "R": "right"}
LOST = 0.35
"""A joint further off than this, thigh lengths, is lost."""


@dataclass(frozen=True)
class Picture:
    """One labelled picture; errors are answer minus label, degrees, NaN where nothing was answered.

    `lost` tells where a knee or ankle of the plain network is far from its label: its errors are enormous there.
    """

    name: str
    kneeling: bool
    lost: bool
    formcheck: Mapping[str, float]
    plain: Mapping[str, float]


def real_table(labels: Path, answers: Path, model: str) -> str:
    """Look at the labelled pictures and write the errors in Markdown.

    Parameters
    ----------
    labels
        The JSON file, its pictures beside it.
    answers
        Folder for what formcheck wrote.
    model
        Pose model.
    """
    entries = json.loads(labels.read_text(encoding="utf-8"))
    return written([_looked_at(labels.parent / f"{e['name']}.jpg", e, answers, model) for e in entries])


def _looked_at(photo: Path, label: Mapping, answers: Path, model: str) -> Picture:
    folder = answers_of(photo, answers, model).formcheck
    if not folder.exists():
        review(photo, folder, model)
    with (folder / "angles.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    rear = SIDES[label["rear_side"]]
    seen = plain.look(photo, model)
    bare = plain.angles_deg(seen, label["facing"], rear)
    return Picture(
        name=label["name"],
        kneeling=label["kneeling"],
        lost=lost(seen, label["points"], rear),
        formcheck={q: as_seen(q, row, roll_deg(folder)) - label["angles"][q] for q in QUANTITIES},
        plain={q: bare[q] - label["angles"][q] for q in QUANTITIES},
    )


def roll_deg(folder: Path) -> float:
    """Return the roll of the camera that formcheck believed in a photo, degrees; 0 where in none."""
    frame = next(iter(StoredPoses.open(folder)))
    assert frame.pose is not None  # every stored frame has one
    found = Observer(JudgingSettings(), True, Corrections()).step(frame, frame.pose, False).roll_deg
    return 0.0 if math.isnan(found) else found


def as_seen(quantity: str, row: Mapping[str, str], roll_deg: float) -> float:
    """Return an answer as it is in the picture, degrees: an inclination with the camera's roll still in it."""
    answer = float(row[quantity] or "nan")
    if quantity in BETWEEN_LIMBS:
        return answer
    return answer - roll_deg * (1 if row["facing"] == "right" else -1)


def lost(seen: Array, points: Mapping, rear_side: str) -> bool:
    """Whether a knee or an ankle lies further than `LOST` thigh lengths from its label.

    Parameters
    ----------
    seen
        Shape (33, 2), pixels.
    points
        Labels by leg (``front``, ``rear``) and joint, pixels.
    rear_side
        Anatomical side of the rear leg.
    """
    thigh = distance(points["rear"]["hip"], points["rear"]["knee"])
    sides = {"rear": rear_side, "front": OTHER[rear_side]}
    off = [
        distance(seen[Keypoint[f"{side}_{joint}".upper()]], points[leg][joint])
        for leg, side in sides.items()
        for joint in ("knee", "ankle")
    ]
    return max(off) > LOST * thigh


def written(pictures: Sequence[Picture]) -> str:
    """Write one line a picture, and the means: where both answered, and where plain MediaPipe did not lose a leg."""
    lines = [
        "| picture | kneels | " + " | ".join(q.removesuffix("_deg") for q in QUANTITIES) + " |",
        "|---" * (2 + len(QUANTITIES)) + "|",
    ]
    for p in pictures:
        cells = [_pair(p.formcheck[q], p.plain[q], "+.1f") for q in QUANTITIES]
        lines.append(f"| {p.name}{'*' if p.lost else ''} | {'yes' if p.kneeling else 'no'} | {' | '.join(cells)} |")
    lines.append(_means("mean error where both answered", pictures))
    lines.append(_means("the same without *", [p for p in pictures if not p.lost]))
    about = "Errors: formcheck, in brackets plain MediaPipe; – refused; * plain MediaPipe lost a leg."
    return "\n".join([about, "", *lines])


def _means(title: str, pictures: Sequence[Picture]) -> str:
    cells = []
    for quantity in QUANTITIES:
        both = np.array([(p.formcheck[quantity], p.plain[quantity]) for p in pictures]).reshape(-1, 2)
        sizes = np.abs(both[np.isfinite(both).all(axis=1)])
        cells.append(_pair(sizes[:, 0].mean(), sizes[:, 1].mean(), ".1f") if len(sizes) else "–")
    return f"| {title} | | {' | '.join(cells)} |"


def _pair(told: float, bare: float, form: str) -> str:
    return f"{_deg(told, form)} ({_deg(bare, form)})"


def _deg(value: float, form: str) -> str:
    return f"{value:{form}}°" if np.isfinite(value) else "–"
