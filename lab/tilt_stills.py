"""Networks compared on stills that none was trained on: ``python -m lab.tilt_stills DIR models OTHER``.

`DIR` holds what `lab.tilt_examples` wrote; each folder of networks is run as formcheck runs it (OpenCV's DNN module).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from formcheck.lunge.pelvis.crop import PelvisCrop
from formcheck.lunge.pelvis.learned import LearnedTilt
from formcheck.lunge.pelvis.reading import Reading
from lab.tilt_examples import MARGIN_PX, Examples, read_examples
from lab.tilt_figures import figures, in_order, leaks, moved_from_neutral
from lab.tilt_sessions import STILLS
from lab.tilt_wide import POSTURES

SPLITS = ("validation", "test", "other_flesh")
COLUMNS = {
    "mae_deg": "MAE",
    "slope": "scale",
    "r2": "R²",
    "order_right": "order right",
    "within_1_sd": "1 sd",
    "within_2_sd": "2 sd",
    "mean_sd_deg": "mean sd",
    "leak_of_chest": "chest",
    "leak_of_trunk": "trunk",
    "leak_of_thigh": "thigh",
}
ORDERS = ("arch < neutral < tuck by means", "by every still")
"""Of the sessions."""


def compared(networks: LearnedTilt, examples: Examples) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compare every still with the merged neutral ones of its session, as formcheck does.

    Returns
    -------
    told, sd, true
        Degrees, shape (sessions, stills): those that are not neutral, then NaN.
    """
    told, sd, true = (np.full((len(examples), STILLS), np.nan) for _ in range(3))
    inner = slice(MARGIN_PX, -MARGIN_PX)
    for row, (crops, bodies) in enumerate(zip(examples.crops, examples.body, strict=True)):
        readings = []
        for crop, body in zip(crops[:, :, inner, inner], bodies, strict=True):
            features, tilt = networks.encode(
                PelvisCrop(crop[:3].transpose(1, 2, 0), crop[3], body, float(body[-1] * 10))
            )
            readings.append(Reading(tilt, float("nan"), features))
        neutral = examples.neutral[row]
        before = networks.merge([readings[k] for k in np.flatnonzero(neutral)])
        tilts = examples.tilt[row] - examples.tilt[row][neutral].mean()
        for column, k in enumerate(np.flatnonzero(~neutral)):
            change = networks.change(before, readings[k])
            told[row, column], sd[row, column], true[row, column] = change.tilt_deg, change.sd_deg, tilts[k]
    return told, sd, true


def look_ms(networks: LearnedTilt, examples: Examples, looks: int = 60) -> float:
    """Median time of one look and one comparison on one core, milliseconds."""
    crop, body = examples.crops[0][0, :, MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX], examples.body[0][0]
    cut = PelvisCrop(crop[:3].transpose(1, 2, 0), crop[3], body, 0.0)
    spent = []
    for _ in range(looks):
        start = time.perf_counter()
        features, tilt = networks.encode(cut)
        reading = Reading(tilt, float("nan"), features)
        networks.change(reading, reading)
        spent.append(time.perf_counter() - start)
    return 1000 * float(np.median(spent))


def main(
    examples: Annotated[Path, typer.Argument(help="Folder of `lab.tilt_examples`.")],
    networks: Annotated[list[Path], typer.Argument(help="Folders of networks.")],
    views: Annotated[float, typer.Option(help="Only sessions seen from no further off the side, degrees.")] = 90.0,
) -> None:
    """Print a table."""
    cv2.setNumThreads(1)
    loaded = {folder: LearnedTilt(folder) for folder in networks}
    typer.echo("| stills | sessions | networks | " + " | ".join((*COLUMNS.values(), *ORDERS)) + " |")
    typer.echo("|---" * (3 + len(COLUMNS) + len(ORDERS)) + "|")
    found = None
    for split in SPLITS:
        for posture in POSTURES:
            found = read_examples(examples, split, posture)
            found.pick([abs(truth[0]["azimuth_deg"]) <= views for truth in found.truth])
            for folder, each in loaded.items() if len(found) else ():
                told, sd, true = compared(each, found)
                scores = figures(told, sd, true) | leaks(told, true, moved_from_neutral(found.truth, STILLS))
                numbers = " | ".join(f"{scores[name]:.2f}" for name in COLUMNS)
                numbers += "".join(f" | {rows.mean():.0%} of {len(rows)}" for rows in in_order(told, true))
                typer.echo(f"| {split}, {posture} | {len(found)} | {folder.name} | {numbers} |")
    if found:
        for folder, each in loaded.items():
            typer.echo(f"{folder.name}: {look_ms(each, found):.1f} ms a look")


if __name__ == "__main__":
    typer.run(main)
