"""A folder of results that is there whole or not at all."""

from __future__ import annotations

import glob
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.messages.message import message
from formcheck.messages.readable import UNKNOWN, readable
from formcheck.system.exchange import exchanged
from formcheck.system.outputs import output_error

_HOST = re.sub(r"[^A-Za-z0-9]", "_", socket.gethostname())
"""Folders may lie on a disk that several computers share."""

RESULT_FILES = frozenset(
    {
        "angles.csv",
        "keypoints.csv",
        "summary.json",
        "annotated.mp4",
        "annotated.jpg",
        "report.html",
        "report.pdf",
        "handout.pdf",
        "uncorrected.json",
        "poses.npz",
        "angles.parquet",
        "keypoints.parquet",
        "angles_units.csv",
        "keypoints_units.csv",
        "review.json",
        "angles.mot",
        "markers.trc",
        "markers_px.trc",
        "markers.c3d",
        "fhir.json",
        "note.txt",
        "kinovea.csv",
        "kinovea.csv-metadata.json",
        "kinovea.kva",
        "angles_units.csv-metadata.json",
        "keypoints_units.csv-metadata.json",
    }
)
"""Every file a review or an export of it writes. A folder that holds anything else is not ours to replace."""


def folder_names(paths: list[Path]) -> list[str]:
    """Name the folder of each file's results: its stem, numbered where two files share it.

    Examples
    --------
    >>> folder_names([Path("monday/left.mp4"), Path("friday/left.mp4")])
    ['left', 'left-2']
    """
    names: list[str] = []
    taken = set(_OF_THE_OVERVIEW)
    next_number: dict[str, int] = {}  # of each stem, so that none is tried twice
    for path in paths:
        name = short = _shortened(readable(path.stem).replace(UNKNOWN, "_"))
        stem = short.casefold()
        while name.casefold() in taken:
            number = next_number.get(stem, 2)
            next_number[stem] = number + 1
            name = f"{short}-{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


_OF_THE_OVERVIEW = frozenset({"index.html", "summary.csv", "summary.parquet"})
"""Names of files that stand beside the folders: a video called ``index.html.mp4`` is not to take their place."""
_LONGEST_NAME = 200
"""Bytes of a folder's name: file systems take 255, and a hidden folder beside it has a longer one for a while."""


def _shortened(name: str) -> str:
    """Return a name that every file system takes; a longer one is cut off between two letters."""
    return os.fsencode(name)[:_LONGEST_NAME].decode(sys.getfilesystemencoding(), "ignore") if _too_long(name) else name


def _too_long(name: str) -> bool:
    return len(os.fsencode(name)) > _LONGEST_NAME


@contextmanager
def whole_folder(target: Path, *, force: bool = False, ours: frozenset[str] = RESULT_FILES) -> Iterator[Path]:
    """Give a hidden folder to write into; it becomes `target` when the block ends without an exception.

    Parameters
    ----------
    target
        The folder of results to make, with its parents.
    force
        Replace `target` where it exists, but only once the new one is complete, and only if it holds nothing but
        results of an earlier review.
    ours
        Names of the files that such results may hold.

    Yields
    ------
    Path
        The folder to write into, beside `target`. It is gone if the block fails or is interrupted.

    Raises
    ------
    OutputError
        `target` exists and may not be replaced, or the disk refuses to write.
    """
    refuse_existing(target, force, ours)
    made = _missing_parents(target)
    part = target.parent / f".{target.name}.{_HOST}-{os.getpid()}.part"
    try:
        _clear_what_died(target)
        part.mkdir(parents=True)
        yield part
        _settle(part)
        refuse_existing(target, force, ours)
        _put_in_place(part, target)
    except OSError as error:
        _clear(part, made)
        raise output_error(target, error) from error
    except OutputError as error:
        _clear(part, made)
        path = str(error.message.parameters.get("path", ""))
        if not path.startswith(str(part)):
            raise
        named = str(target) + path.removeprefix(str(part))  # nobody knows the hidden folder
        raise OutputError(message(error.message.code, **(dict(error.message.parameters) | {"path": named}))) from error
    except BaseException:
        _clear(part, made)
        raise


def refuse_existing(target: Path, force: bool, ours: frozenset[str] = RESULT_FILES) -> None:
    """Refuse a folder that may not be made: it is there and shall not be replaced, or it is not ours to replace.

    Raises
    ------
    OutputError
        So it is.
    """
    if not (target.exists() or target.is_symlink()):
        return
    if not force:
        raise OutputError(message("error.output.exists", path=str(target)))
    if not target.is_dir() or target.is_symlink() or {entry.name for entry in target.iterdir()} - ours:
        raise OutputError(message("error.output.foreign", path=str(target)))


def _settle(part: Path) -> None:
    """Have everything on the disk before it gets its name, so that a power cut leaves no empty files under it."""
    for path in (*part.iterdir(), part):
        if path.is_dir() and os.name == "nt":
            continue  # Windows does not open folders
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def clear_unfinished(target: Path) -> None:
    """Clear up what reviews of this name have left on any computer. Only when nobody is at it any more."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*-*.*"):
        _clear_up(left, target)


def _clear_what_died(target: Path) -> None:
    """Clear up after a review of the same name that was killed on this computer, and put back what others replaced."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.{_HOST}-*.*"):
        if _left_by_the_dead(left):
            _clear_up(left, target)
    put_back(target.parent)


def put_back(folder: Path) -> None:
    """Give their names back to results that reviews killed on this computer were about to replace.

    Only where the system cannot exchange two folders in one step is there a moment in which neither is there.

    Parameters
    ----------
    folder
        The folder of several results; what cannot be renamed there stays.
    """
    with suppress(OSError):
        for left in folder.glob(f".*.{_HOST}-*.old"):
            name = left.name[1:].rpartition(f".{_HOST}-")[0]
            if name and _left_by_the_dead(left) and not (folder / name).exists():
                left.rename(folder / name)


def _left_by_the_dead(left: Path) -> bool:
    pid = left.stem.rpartition("-")[2]
    return pid.isdigit() and not lives(int(pid))


def _clear_up(left: Path, target: Path) -> None:
    """Remove what was not finished, and put back what it was replacing."""
    if left.suffix == ".old" and not target.exists():
        left.rename(target)
    elif left.suffix in (".part", ".old"):
        shutil.rmtree(left, ignore_errors=True)


def lives(pid: int) -> bool:
    """Whether a process is there; on Windows, where asking would end it, it is taken to be."""
    if os.name == "nt" or pid == os.getpid():
        return os.name == "nt"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Whether a process has ended and only waits to be taken note of, where the system tells."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[:1] == ["Z"]


def _missing_parents(target: Path) -> list[Path]:
    """List the parents of `target` that do not exist yet, the deepest first."""
    return [parent for parent in target.parents if not parent.exists()]


def _put_in_place(part: Path, target: Path) -> None:
    if not target.exists():
        part.rename(target)
        return
    old = part.with_suffix(".old")
    if exchanged(part, target):
        part.rename(old)
    else:
        target.rename(old)
        part.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _clear(part: Path, made: list[Path]) -> None:
    shutil.rmtree(part, ignore_errors=True)
    for parent in made:
        try:
            parent.rmdir()
        except OSError:
            return
