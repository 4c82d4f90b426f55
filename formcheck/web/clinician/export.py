"""The results of a video taken along: kept in a folder, or packed into one file."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from formcheck.results.exports.formats import export
from formcheck.results.folder import whole_folder
from formcheck.results.stored import StoredReview


def keep(results: StoredReview, keep_in: Path, name: str) -> Path:
    """Copy results into a new folder of a name, or of the next one like it that is free; return it.

    Raises
    ------
    FormcheckError
        They cannot be written.
    """
    target, again = keep_in / name, 2
    while target.exists():
        target, again = keep_in / f"{name}-{again}", again + 1
    with whole_folder(target) as part:
        for file in results.folder.iterdir():  # one by one, so that what the disk says of one is understood
            shutil.copy2(file, part / file.name)
    return target


def pack(results: StoredReview, folder: Path, name: str, formats: Sequence[str], height_m: float | None) -> Path:
    """Put results, and exports of them, into a ZIP file; return it.

    Parameters
    ----------
    results
        What to pack.
    folder
        Where the file goes: an empty folder that nobody else uses.
    name
        Of the one folder in it.
    formats
        See `formcheck.results.exports.formats.check_formats`.
    height_m
        Height of the person, metres; None where not known.

    Raises
    ------
    FormcheckError
        A file cannot be written.
    """
    exports, packed = folder / "export", folder / "results.zip"
    exports.mkdir()
    files = [*results.folder.iterdir(), *export(results, formats, exports, height_m)]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files, key=lambda file: file.name):
            packing = zipfile.ZIP_STORED if file.suffix in (".mp4", ".npz", ".jpg") else None
            archive.write(file, f"{name}/{file.name}", packing)
    shutil.rmtree(exports, ignore_errors=True)
    return packed
