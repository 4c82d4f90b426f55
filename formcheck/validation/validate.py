"""A folder of videos to a table of agreement."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.review.batch import VIDEOS, find_files
from formcheck.settings import Settings
from formcheck.settings import Validation as Limits
from formcheck.system.log import log_failure
from formcheck.system.worker_processes import Progress
from formcheck.validation.agreement import Agreement, MeasuredPair, agreement
from formcheck.validation.instrument import InstrumentReading, read_instrument
from formcheck.validation.observe import observe
from formcheck.validation.postures import measured, postures, why_none

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class ValidationResult:
    """What came of a validation.

    Attributes
    ----------
    pairs
        Every posture.
    agreement
        All of them together.
    left_out
        Name of each video that gave no posture, with the reason.
    unreadable
        How many of those could not be read at all.
    reference
        What formcheck was compared with: ``stickers`` or ``instrument``.
    settings
        How it was compared.
    """

    pairs: tuple[MeasuredPair, ...]
    agreement: Agreement
    left_out: tuple[tuple[str, Message], ...]
    unreadable: int
    reference: Literal["stickers", "instrument"]
    settings: Limits


def validate(
    folder: Path,
    settings: Settings,
    model: str,
    readings: Path | None,
    progress: Callable[[str], AbstractContextManager[Progress]],
) -> ValidationResult:
    """Compare every video in a folder with its reference.

    Parameters
    ----------
    folder
        Videos, at any depth. The person is the folder in it that a video lies in, or else what its name begins with, up
        to the first underscore.
    settings
        Every threshold.
    model
        ``lite``, ``full``, ``heavy`` or the path of a model.
    readings
        Table of an instrument's readings; None: the stickers are the reference.
    progress
        Shows how far a video is.

    Raises
    ------
    FormcheckError
        There is no video, the table cannot be used, or nothing could be compared.
    """
    files = [job.file for job in find_files([folder], folder) if job.file.suffix.lower() in VIDEOS]
    instrument = read_instrument(readings) if readings else None
    if instrument is not None:
        files = _with_readings(files, folder, instrument)
    pairs: list[MeasuredPair] = []
    left_out: list[tuple[str, Message]] = []
    unreadable, limits = 0, settings.validation
    for file in files:
        name = file.relative_to(folder).as_posix()
        try:
            with progress(file.name) as told:
                watched = observe(file, settings, model, stickers=instrument is None, progress=told)
        except FormcheckError as error:
            log_failure(_LOG, error)
            left_out.append((name, error.message))
            unreadable += 1
            continue
        who = person_of(file, folder), name
        if instrument is None:
            found = postures(watched, *who, limits)
        else:
            found = measured(watched, instrument[name], *who, limits)
        pairs += found
        if not found:
            left_out.append((name, why_none(watched)))
    if not pairs and left_out:
        raise FormcheckError(message("error.validation.nothing", video=left_out[0][0], why=left_out[0][1]))
    return ValidationResult(
        pairs=tuple(pairs),
        agreement=agreement(pairs, limits, settings.pelvis.own_range),
        left_out=tuple(left_out),
        unreadable=unreadable,
        reference="stickers" if instrument is None else "instrument",
        settings=limits,
    )


def person_of(file: Path, folder: Path) -> str:
    """Whose video it is.

    Examples
    --------
    >>> person_of(Path("films/P01_left.mp4"), Path("films"))
    'P01'
    >>> person_of(Path("films/P02/second.mp4"), Path("films"))
    'P02'
    """
    place = file.relative_to(folder)
    return place.parts[0] if len(place.parts) > 1 else file.stem.split("_")[0]


def _with_readings(
    files: Sequence[Path], folder: Path, instrument: Mapping[str, list[InstrumentReading]]
) -> list[Path]:
    by_name = {file.relative_to(folder).as_posix(): file for file in files}
    missing = sorted(set(instrument) - set(by_name))
    if missing:
        raise FormcheckError(message("error.validation.no_video", video=missing[0], folder=str(folder)))
    return [file for name, file in by_name.items() if name in instrument]
