"""OpenSim's `.mot` (angles) and `.trc` (markers).

OpenSim's axes: x the way the person faces, y up, z to the person's right. One camera sees x and y; z is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint, trunk_length_px
from formcheck.lunge.quantities import QUANTITIES
from formcheck.results.exports.joints import JUDGED, OBSERVED, OBSERVED_MEANS
from formcheck.results.stored import StoredReview
from formcheck.system.outputs import write_text

MOT_HEADER = """{name}
version=1
joints={joints}
nRows={rows}
nColumns={columns}
inDegrees=yes

Units are S.I. units (second, meters, Newtons, ...)
If the header above contains a line with 'inDegrees', this indicates whether rotational values are in degrees (yes) or radians (no).

endheader
"""  # noqa: E501  # OpenSim's own line


def write_mot(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `angles.mot`.

    Under OpenSim's names, with OpenSim's signs: ``knee_angle_r`` and ``knee_angle_l`` (flexion positive, as in the
    Rajagopal 2016 model) and ``pelvis_tilt`` (posterior positive; against the own neutral where only changes can be
    seen). Then formcheck's own angles under their own names. A column that was never known is left out; ``NaN`` is not
    known at that time. The angle of the hip is not there: it needs the pelvis and the thigh of one person in space.
    """
    rear_is_right = np.array([side == "right" for side in stored.angles["rear_side"]])
    front, rear = (180.0 - stored.numbers("angles", f"{leg}_knee_deg") for leg in ("front", "rear"))
    columns = {
        "knee_angle_r": np.where(rear_is_right, rear, front),
        "knee_angle_l": np.where(rear_is_right, front, rear),
        "pelvis_tilt": -stored.numbers("angles", "pelvic_tilt_deg"),
        **{name.removesuffix("_deg"): stored.numbers("angles", name) for name in QUANTITIES},
    }
    columns = {"time": stored.numbers("angles", "time_s")} | {
        name: values for name, values in columns.items() if np.isfinite(values).any()
    }
    rows = np.column_stack(list(columns.values()))
    lines = [
        MOT_HEADER.format(name="formcheck angles", joints=JUDGED, rows=len(rows), columns=len(columns))
        + "\t".join(columns)
    ]
    lines += ["\t".join(_number(value, 4) for value in row) for row in rows]
    path = folder / "angles.mot"
    write_text(path, "\n".join(lines) + "\n")
    return [path]


def write_trc(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `markers.trc` in metres, or, where the person's height is not known, `markers_px.trc` in pixels.

    OpenSim itself takes no pixels, so that they never stand where metres are looked for, nor take their place.
    """
    scale, unit = (metres_per_px(stored, height_m), "m") if height_m is not None else (1.0, "px")
    markers, names = marker_positions(stored, scale)
    path = folder / ("markers.trc" if unit == "m" else "markers_px.trc")
    write_text(path, "\n".join(_trc_lines(stored, path.name, names, unit, markers)) + "\n")
    return [path]


def marker_positions(stored: StoredReview, scale: float) -> tuple[NDArray[np.float64], list[str]]:
    """Return the corrected keypoints that were seen at least once, and their names.

    They are what `joints.OBSERVED_MEANS` says, which the first line of a marker file repeats.

    Parameters
    ----------
    stored
        The results.
    scale
        Length of a pixel.

    Returns
    -------
    tuple
        Shape (frames, points, 3): x ahead, y up, z 0; NaN where one was not known. The origin is the corner of the
        picture at the foot of the side the person looks away from.
    """
    points, names = _seen_points(stored)
    file, forward = stored.summary.file, _forward(stored)
    x = points[:, :, 0] if forward > 0 else file.width_px - points[:, :, 0]
    markers = np.stack([x, file.height_px - points[:, :, 1], np.where(np.isnan(x), np.nan, 0.0)], axis=2)
    return scale * markers, names


def metres_per_px(stored: StoredReview, height_m: float) -> float:
    """Metres to a pixel in the plane of the person: from the median length of the trunk, a known share of the height.

    Good to some 10 %: people's trunks differ, and leaning out of the plane shortens them. NaN where no trunk was seen.
    """
    points, _ = _points(stored)
    trunks = np.array([trunk_length_px(frame) for frame in points])
    trunks = trunks[np.isfinite(trunks)]
    share = stored.summary.settings.gates.trunk_share
    return float(height_m * share / np.median(trunks)) if len(trunks) else float("nan")


def _points(stored: StoredReview) -> tuple[NDArray[np.float64], list[str]]:
    """Corrected keypoints, shape (frames, 33, 2), pixels, and their names."""
    names = [keypoint.name.lower() for keypoint in Keypoint]
    axes = [
        np.column_stack([stored.numbers("keypoints", f"{name}_corrected_{axis}_px") for name in names]) for axis in "xy"
    ]
    return np.stack(axes, axis=2), names


def _seen_points(stored: StoredReview) -> tuple[NDArray[np.float64], list[str]]:
    points, names = _points(stored)
    seen = np.flatnonzero(np.isfinite(points[:, :, 0]).any(axis=0))
    return points[:, seen], [names[row] for row in seen]


def _forward(stored: StoredReview) -> int:
    facings = [facing for facing in stored.angles["facing"] if facing is not None]
    return -1 if facings.count("left") > len(facings) / 2 else 1


def _trc_lines(
    stored: StoredReview, name: str, markers: Sequence[str], unit: str, positions: NDArray[np.float64]
) -> list[str]:
    times = stored.numbers("keypoints", "time_s")
    rate = f"{stored.summary.file.frame_rate or 0:.4f}"
    frames, count = len(times), len(markers)
    head = ("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units")
    original = ("OrigDataRate", "OrigDataStartFrame", "OrigNumFrames")
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{name}\tjoints={OBSERVED} ({OBSERVED_MEANS})",
        "\t".join((*head, *original)),
        "\t".join((rate, rate, str(frames), str(count), unit, rate, "1", str(frames))),
        "\t".join(("Frame#", "Time", *(f"{marker}\t\t" for marker in markers))).rstrip("\t"),
        "\t\t" + "\t".join(f"{axis}{number}" for number in range(1, count + 1) for axis in "XYZ"),
        "",
    ]
    for row, time_s in enumerate(times):
        cells = ("" if np.isnan(value) else f"{value:.5f}" for value in positions[row].ravel())
        lines.append("\t".join((str(row + 1), f"{time_s:.4f}", *cells)))
    return lines


def _number(value: float, digits: int) -> str:
    return "NaN" if np.isnan(value) else f"{value:.{digits}f}"
