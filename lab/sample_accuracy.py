"""How far formcheck is off on the samples: ``python -m lab.sample_accuracy`` prints the table of the README.

The samples are few and their bodies were known while formcheck was made, so this is a check, not a benchmark.
"""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import numpy as np

from formcheck.review.review import Options, review_file
from lab.samples import FOLDER

QUANTITIES = ("front_knee_deg", "front_shin_deg", "rear_thigh_deg", "lunge_deg", "trunk_deg", "rear_knee_deg")


def errors(name: str) -> dict[str, np.ndarray]:
    """Review one sample; return measured minus true of each quantity, degrees, a value a frame, NaN where blank."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        review_file(FOLDER / f"{name}.mp4", folder, Options(video=False))
        with (folder / "angles.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    true = json.loads((FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))["angles_deg"]
    return {q: np.array([float(row[q] or "nan") for row in rows]) - np.array(true[q], float) for q in QUANTITIES}


def table() -> str:
    """Write mean absolute error, bias, 95th percentile, and the mean absolute error of the worst clip, in Markdown."""
    clips = [errors(path.stem) for path in sorted(FOLDER.glob("*.mp4"))]
    lines = ["| quantity | mean error | bias | 95 % within | worst clip |", "|---|---|---|---|---|"]
    for quantity in QUANTITIES:
        every = np.concatenate([clip[quantity] for clip in clips])
        every = every[np.isfinite(every)]
        worst = max(float(np.nanmean(np.abs(clip[quantity]))) for clip in clips)
        lines.append(
            f"| `{quantity}` | {np.abs(every).mean():.1f}° | {every.mean():+.1f}° | "
            f"{np.percentile(np.abs(every), 95):.1f}° | {worst:.1f}° |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
