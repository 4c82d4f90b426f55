"""Kinovea: its own annotations (`kinovea.kva`), and point tracks as a table in the layout of its CSV export.

One row a time, in milliseconds; for each track ``name/0/X`` and ``name/0/Y`` in pixels of the picture, x to the right
and y down; every cell in quotes, blank where the point was not known.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from formcheck.keypoints import Keypoint
from formcheck.messages.message import message
from formcheck.results.exports.joints import describe_table
from formcheck.results.exports.kva import write_kva
from formcheck.results.stored import StoredReview
from formcheck.system.outputs import whole_file


def write_kinovea(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `kinovea.kva`, and `kinovea.csv` with the smoothed keypoints that were observed at least once."""
    tracks = {}
    for keypoint in Keypoint:
        name = keypoint.name.lower()
        x, y = (stored.numbers("keypoints", f"{name}_corrected_{axis}_px") for axis in "xy")
        if np.isfinite(x).any():
            tracks[f"{name}/0/X"], tracks[f"{name}/0/Y"] = x, y
    times_ms = 1000 * stored.numbers("keypoints", "time_s")
    path = folder / "kinovea.csv"
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(("Time", *tracks))
        for row, time_ms in enumerate(times_ms):
            cells = (values[row] for values in tracks.values())
            writer.writerow((f"{time_ms:.1f}", *("" if np.isnan(cell) else f"{cell:.2f}" for cell in cells)))
    described = describe_table(path, ("Time", *tracks), message("export.kinovea"))
    return [write_kva(stored, folder), path, described]
