"""`angles.csv` and `keypoints.csv`: one row a frame, written as the frames come.

Blank means not known. `angles.csv` begins with a fixed order of columns; more may follow them in later versions.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from formcheck.keypoints import Keypoint
from formcheck.lunge.quantities import QUANTITIES, TABLE, quantity
from formcheck.messages.message import in_english
from formcheck.records import Assessment, Frame, Level
from formcheck.settings import Bands
from formcheck.system.outputs import whole_file

_FIRST = tuple(line.name for line in TABLE if not (line.of_pelvis or line.added))
_ADDED = tuple(line for line in TABLE if line.added)
_BAND_COLUMNS = {quantity(name).band_column: name for name in Bands.model_fields} | {
    line.band_column: line.name for line in TABLE if line.of_pelvis and line.rank
}

ANGLES_COLUMNS = (
    *("frame", "time_s", "phase", "facing", "rear_side", "view_off_side_deg", "confidence"),
    *_FIRST,
    *("pelvic_tilt_deg", "pelvic_tilt_sd_deg", "pelvis_source", "tuck_deg", "hold_s", "faults", "cue"),
    *("near_side", "half_kneeling", "hands_on_thigh", "hold_running"),
    *(quantity(name).band_column for name in Bands.model_fields if not quantity(name).added),
    *("gates_failed", "message"),
    *("tuck_band", "pelvis_statement", "pelvis_reason", "tuck_share", "tuck_share_sd"),
    *("view_off_side_sd_deg", "sd_growth"),
    *(line.name for line in _ADDED),
    *(line.band_column for line in _ADDED if line.banded),
)

KEYPOINT_COLUMNS = (
    "frame",
    "time_s",
    *(
        f"{keypoint.name.lower()}_{what}"
        for keypoint in Keypoint
        for what in ("x_px", "y_px", "visibility", "corrected_x_px", "corrected_y_px")
    ),
)


_ALL_POINTS = ",".join(["%.2f,%.2f,%.3f,%.2f,%.2f"] * len(Keypoint))
_MINUS_NOTHING = re.compile(r"(?<![\d.])-(0\.0+)(?![\d])")


class _Table:
    """A CSV file that grows by a row at a time and appears when it is complete."""

    columns: tuple[str, ...] = ()

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._files = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as files:
            part = files.enter_context(whole_file(self.path))
            file = files.enter_context(part.open("w", encoding="utf-8", newline=""))
            self._writer = csv.writer(file, lineterminator="\n")
            self._row(self.columns)
            self._files = files.pop_all()
        return self

    def _row(self, cells: Iterable[object]) -> None:
        self._writer.writerow(cells)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._files.__exit__(kind, error, trace)


class AnglesCsv(_Table):
    """Writes `angles.csv`.

    A context manager: leaving it in order completes the file, an exception leaves none.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    OutputError
        The file cannot be written.
    """

    columns = ANGLES_COLUMNS

    def add(self, assessment: Assessment) -> None:
        """Write the row of one frame."""
        m, hold = assessment.measurement, assessment.hold
        cells: dict[str, object] = {
            "frame": assessment.frame_index,
            "time_s": _number(assessment.time_s, 4),
            "phase": assessment.phase.value,
            "facing": m.facing,
            "rear_side": m.rear_side,
            "view_off_side_deg": _number(m.view_off_side_deg, 2),
            "confidence": _number(m.confidence, 3),
            **{name: _number(m.angles_deg.get(name, math.nan), 2) for name in QUANTITIES},
            "pelvic_tilt_deg": _number(m.pelvis.tilt_deg, 2),
            "pelvic_tilt_sd_deg": _number(m.pelvis.sd_deg, 2),
            "pelvis_source": m.pelvis.source,
            "hold_s": _number(hold.good_s, 2) if hold else None,
            "faults": ";".join(fault.kind.value for fault in assessment.faults),
            "cue": str(assessment.cue.message) if assessment.cue else None,
            "near_side": m.near_side,
            "half_kneeling": _yes_no(m.half_kneeling),
            "hands_on_thigh": _yes_no(m.hands_on_thigh),
            "hold_running": _yes_no(assessment.hold_running) if hold else None,
            **{column: assessment.bands.get(name) for column, name in _BAND_COLUMNS.items()},
            "gates_failed": ";".join(gate.name for gate in m.gates if gate.level is Level.BLOCK),
            "message": in_english(assessment.message),
            "pelvis_statement": m.pelvis.statement,
            "pelvis_reason": in_english(m.pelvis.reason),
            "tuck_share": _number(m.pelvis.tuck_share, 2),
            "tuck_share_sd": _number(m.pelvis.tuck_share_sd, 2),
            "view_off_side_sd_deg": _number(m.view_sd_deg, 2),
            "sd_growth": _number(m.sd_growth, 2),
        }
        self._row(cells[column] for column in ANGLES_COLUMNS)


class KeypointsCsv(_Table):
    """Writes `keypoints.csv`: 33 points in pixels of the un-mirrored picture, x right, y down.

    For each point ``<name>_x_px, <name>_y_px`` as the pose network gave them with its ``<name>_visibility``, and
    ``<name>_corrected_x_px, <name>_corrected_y_px`` after the legs were told apart and smoothed.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    OutputError
        The file cannot be written.
    """

    columns = KEYPOINT_COLUMNS

    def add(self, frame: Frame, assessment: Assessment) -> None:
        """Write the row of one frame, which must carry its pose."""
        pose = frame.pose
        if pose is None:
            raise ValueError("KeypointsCsv needs a frame with its pose")
        found = pose.people > 0
        table = np.column_stack([pose.keypoints_px, pose.visibility, assessment.measurement.keypoints_px])
        cells: list[object] = [frame.index, _number(frame.time_s, 4)]
        if found and np.isfinite(table).all():  # as nearly always; number by number it takes four times as long
            text = _ALL_POINTS % tuple(table.ravel().tolist())
            cells += (_MINUS_NOTHING.sub(r"\1", text) if "-0.0" in text else text).split(",")
            self._row(cells)
            return
        for x, y, visibility, corrected_x, corrected_y in table.tolist():
            cells += _number(x, 2), _number(y, 2), _number(visibility, 3) if found else None
            cells += _number(corrected_x, 2), _number(corrected_y, 2)
        self._row(cells)


def _number(value: float, digits: int) -> str | None:
    """Write a number with N decimals; blank where it is not known, and never minus nothing."""
    if not math.isfinite(value):
        return None
    text = f"{value:.{digits}f}"
    return text if text.strip("-0.") else text.removeprefix("-")


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")
