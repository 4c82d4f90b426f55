"""`StoredReview`: the results of one review, read back from their folder."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.lunge.quantities import QUANTITIES
from formcheck.messages.message import message
from formcheck.results.series import SD_GROWTH, TILT_SD, TUCK_SHARE, Series
from formcheck.results.summary import NewerSummaryError, Summary
from formcheck.system.failures import wall

YES_NO = ("half_kneeling", "hands_on_thigh", "hold_running")
"""Columns that say yes or no."""

Table = Literal["angles", "keypoints"]
Column = NDArray[np.float64] | list[str | None] | list[bool | None]


class StoredReviewError(FormcheckError):
    """A folder that holds no results of a review, or those of another version."""


def unit_of(column: str) -> str:
    """Tell the unit of a column by the end of its name: ``deg``, ``s``, ``px``; empty where it has none."""
    end = column.rpartition("_")[2]
    return end if end in ("deg", "s", "px") else ""


_NUMBERS = frozenset({"frame", "confidence", "tuck_share", "tuck_share_sd", "sd_growth"})
"""Columns of numbers without a unit."""


def is_number(column: str) -> bool:
    """Whether a column of the tables holds numbers."""
    return bool(unit_of(column)) or column in _NUMBERS or column.endswith("_visibility")


@dataclass(frozen=True)
class StoredReview:
    """A folder of results.

    Attributes
    ----------
    folder
        Where it is.
    summary
        What `summary.json` says.
    """

    folder: Path
    summary: Summary

    @classmethod
    def open(cls, folder: Path | str) -> StoredReview:
        """Read the summary of a folder of results; its tables are read when asked for.

        Raises
        ------
        StoredReviewError
            There is no summary, it is damaged, or a later version of formcheck has written it.
        """
        folder = Path(folder) if isinstance(folder, str) else folder  # elsewhere than on a disk it is no Path
        try:
            text = (folder / "summary.json").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StoredReviewError(message("error.results.none", folder=str(folder))) from error
        try:
            return cls(folder, Summary.from_json(text))
        except NewerSummaryError as error:
            raise StoredReviewError(message("error.results.newer", place=str(folder))) from error
        except (ValueError, RecursionError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise StoredReviewError(message("error.results.summary_damaged", folder=str(folder))) from error

    @cached_property
    def reviewed_at(self) -> datetime:
        """When the file was reviewed first; of a review of before 0.2.0, when its summary was written."""
        written = self.summary.reviewed_at
        return written or datetime.fromtimestamp((self.folder / "summary.json").stat().st_mtime, UTC)

    @cached_property
    def angles(self) -> dict[str, Column]:
        """The columns of `angles.csv`."""
        return self._columns("angles")

    @cached_property
    def keypoints(self) -> dict[str, Column]:
        """The columns of `keypoints.csv`."""
        return self._columns("keypoints")

    @cached_property
    def uncorrected(self) -> Summary | None:
        """What was found without the corrections; None where nothing was corrected, or it is not there any more."""
        try:
            return Summary.from_json((self.folder / "uncorrected.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError, TypeError, KeyError, AttributeError, OverflowError):
            return None

    def numbers(self, table: Table, column: str) -> NDArray[np.float64]:
        """Return a column of numbers, shape (frames,); NaN where it is blank, or an angle that was not there yet."""
        values = getattr(self, table).get(column)
        if values is None and table == "angles" and column in QUANTITIES:
            return np.full(len(self.numbers("angles", "time_s")), np.nan)
        if not isinstance(values, np.ndarray):
            raise StoredReviewError(message("error.results.no_column", table=str(self.folder / table), column=column))
        return values

    def series(self) -> Series:
        """Return the angles over time."""
        angles = {name: self.numbers("angles", name) for name in (*QUANTITIES, TILT_SD)}
        since_0_2 = [name for name in (TUCK_SHARE, SD_GROWTH) if name in self.angles]
        angles |= {name: self.numbers("angles", name) for name in since_0_2}
        return Series.of(self.numbers("angles", "time_s"), angles)

    def _columns(self, table: Table) -> dict[str, Column]:
        path = self.folder / f"{table}.csv"
        with wall(StoredReviewError(message("error.results.damaged", path=str(path)))):
            with path.open(encoding="utf-8", newline="") as file:
                names, *rows = csv.reader(file)
            cells = dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
            return {name: _typed(name, column) for name, column in cells.items()}


def stored_reviews(folder: Path | str) -> list[StoredReview]:
    """Read a folder of results, or every folder of results in it.

    Raises
    ------
    StoredReviewError
        There are none, or one of them cannot be used.
    """
    folder = Path(folder)
    if (folder / "summary.json").exists() or not folder.is_dir():
        return [StoredReview.open(folder)]
    found = sorted(path.parent for path in folder.glob("*/summary.json"))
    return [StoredReview.open(path) for path in found] if found else [StoredReview.open(folder)]


def _typed(name: str, cells: Any) -> Column:
    if is_number(name):
        return np.array([float(cell) if cell else math.nan for cell in cells], dtype=float)
    if name in YES_NO:
        return [{"yes": True, "no": False}.get(cell) for cell in cells]
    return [cell or None for cell in cells]
