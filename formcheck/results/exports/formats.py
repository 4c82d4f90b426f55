"""Every format there is, by its name on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.results.exports.as_json import write_json
from formcheck.results.exports.fhir import write_fhir
from formcheck.results.exports.kinovea import write_kinovea
from formcheck.results.exports.motion_capture import write_c3d
from formcheck.results.exports.opensim import write_mot, write_trc
from formcheck.results.exports.soap import write_note_text
from formcheck.results.exports.tabular import write_parquet, write_unit_csv
from formcheck.results.stored import StoredReview

Writer = Callable[[StoredReview, Path, float | None], list[Path]]

WRITERS: Mapping[str, Writer] = {
    "parquet": write_parquet,
    "csv": write_unit_csv,
    "json": write_json,
    "mot": write_mot,
    "trc": write_trc,
    "c3d": write_c3d,
    "kinovea": write_kinovea,
    "fhir": write_fhir,
    "note": write_note_text,
}
"""Each writes its files into a folder, given the results and the person's height in metres or None."""

PERSON_M = (0.5, 2.6)
"""A height outside is a slip of the keyboard: 170 is no height in metres."""


def check_formats(names: Iterable[str], height_m: float | None = None) -> tuple[str, ...]:
    """Return the names of formats, each once, or refuse one that does not exist.

    Raises
    ------
    FormcheckError
        There is no such format, it needs the height of the person, or nobody is that tall.
    """
    names = tuple(dict.fromkeys(name.lower() for name in names))
    for name in names:
        if name not in WRITERS:
            raise FormcheckError(message("error.results.format", name=name, known=tuple(WRITERS)))
    if "c3d" in names and height_m is None:
        raise FormcheckError(message("error.results.needs_height", name="c3d"))
    if height_m is not None and not PERSON_M[0] <= height_m <= PERSON_M[1]:
        raise FormcheckError(message("error.results.height", height_m=height_m))
    return names


def export(stored: StoredReview, formats: Iterable[str], folder: Path, height_m: float | None = None) -> list[Path]:
    """Write results in other formats; earlier exports are replaced.

    Parameters
    ----------
    stored
        The results.
    formats
        Names out of `WRITERS`.
    folder
        Where to, an existing folder.
    height_m
        Height of the person, metres: gives positions in metres instead of pixels where a format has them.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    FormcheckError
        A format does not exist or needs a library that is not installed, or the file cannot be written.
    """
    names = check_formats(formats, height_m)
    return [path for name in names for path in WRITERS[name](stored, folder, height_m)]
