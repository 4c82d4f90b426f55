"""Pictures of real people with hand-labelled angles: formcheck and plain MediaPipe beside the labels.

The labels are a list of pictures in JSON: ``name`` (of the ``.jpg`` beside it), ``facing``, ``rear_side`` (``L`` or
``R``), ``kneeling`` and ``angles`` by quantity. They are sure to a few degrees: to five where clothes hide the hip.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lab import plain
from lab.accuracy_clips import answers_of, review

QUANTITIES = ("front_knee_deg", "front_shin_deg", "rear_thigh_deg", "trunk_deg")
SIDES = {"L": "left", "R": "right"}


@dataclass(frozen=True)
class Picture:
    """One labelled picture; errors are answer minus label, degrees, NaN where nothing was answered."""

    name: str
    kneeling: bool
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
    bare = plain.angles_deg(plain.look(photo, model), label["facing"], SIDES[label["rear_side"]])
    return Picture(
        name=label["name"],
        kneeling=label["kneeling"],
        formcheck={q: float(row[q] or "nan") - label["angles"][q] for q in QUANTITIES},
        plain={q: bare[q] - label["angles"][q] for q in QUANTITIES},
    )


def written(pictures: Sequence[Picture]) -> str:
    """Write one line a picture, and the means: where formcheck judged, and over all for the plain network."""
    lines = [
        "| picture | kneels | " + " | ".join(q.removesuffix("_deg") for q in QUANTITIES) + " |",
        "|---" * (2 + len(QUANTITIES)) + "|",
    ]
    for p in pictures:
        cells = [_pair(p.formcheck[q], p.plain[q], "+.1f") for q in QUANTITIES]
        lines.append(f"| {p.name} | {'yes' if p.kneeling else 'no'} | {' | '.join(cells)} |")
    cells = []
    for quantity in QUANTITIES:
        both = np.array([(p.formcheck[quantity], p.plain[quantity]) for p in pictures])
        means = np.abs(both[np.isfinite(both).all(axis=1)])
        cells.append(_pair(means[:, 0].mean(), means[:, 1].mean(), ".1f") if len(means) else "–")
    lines.append(f"| mean error where both answered | | {' | '.join(cells)} |")
    return "\n".join(["Errors: formcheck, in brackets plain MediaPipe; – refused.", "", *lines])


def _pair(told: float, bare: float, form: str) -> str:
    return f"{_deg(told, form)} ({_deg(bare, form)})"


def _deg(value: float, form: str) -> str:
    return f"{value:{form}}°" if np.isfinite(value) else "–"
