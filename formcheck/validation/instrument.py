"""Readings of an inclinometer, typed into a table: video, time_s, degrees."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.messages.message import message

COLUMNS = ("video", "time_s", "degrees")
NEUTRAL = "neutral"


@dataclass(frozen=True)
class InstrumentReading:
    """What an instrument showed in one posture.

    Attributes
    ----------
    time_s
        When, seconds of the video; None: in the still kneel at the beginning.
    tilt_deg
        Anterior tilt positive, degrees, from any zero.
    """

    time_s: float | None
    tilt_deg: float


def read_instrument(path: Path) -> dict[str, list[InstrumentReading]]:
    """Read the table.

    Parameters
    ----------
    path
        A CSV file with the columns of `COLUMNS`; ``neutral`` in place of a time is the still kneel at the beginning.

    Returns
    -------
    dict
        The readings by the video, its place in the folder: ``P01_left.mp4``, ``P01/left.mp4``.

    Raises
    ------
    FormcheckError
        It cannot be read, or a line of it cannot be used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sample = file.read(4096)
            file.seek(0)
            # Some countries' spreadsheets write semicolons between, and commas in numbers.
            rows = list(csv.DictReader(file, delimiter=";" if ";" in sample else ","))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormcheckError(message("error.validation.table", path=str(path))) from error
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise FormcheckError(message("error.validation.columns", path=str(path), columns=COLUMNS))
    found: dict[str, list[InstrumentReading]] = {}
    for number, row in enumerate(rows, start=2):
        video, time, degrees = ((row[name] or "").strip() for name in COLUMNS)
        try:
            time_s = None if time.casefold() == NEUTRAL else _number(time)
            found.setdefault(video, []).append(InstrumentReading(time_s, _number(degrees)))
        except ValueError as error:
            raise FormcheckError(message("error.validation.line", number=number, path=str(path))) from error
    for video, readings in found.items():
        if sum(reading.time_s is None for reading in readings) != 1:
            raise FormcheckError(message("error.validation.neutral", path=str(path), video=video))
    return found


def _number(text: str) -> float:
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return value
