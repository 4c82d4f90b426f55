"""Places of videos and results: on a disk, or anywhere that fsspec reaches (``s3://…``, ``sftp://…``).

On a disk they are paths. Elsewhere they are what universal_pathlib makes of a URL, which behaves as a path does; a
video is then fetched, reviewed here, and its results are put back.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from formcheck.errors import FormcheckError, OutputError
from formcheck.messages.message import message
from formcheck.results.folder import refuse_existing
from formcheck.system.extras import library

SUMMARY = "summary.json"
"""Results are there once this file is: it is written last and removed first."""


def is_url(text: str) -> bool:
    """Whether a place is named by a URL."""
    return "://" in text


def place(text: str) -> Path:
    """Return the place that a path or a URL names.

    Raises
    ------
    FormcheckError
        Nothing that is installed reaches such a place.
    """
    if not is_url(text):
        return Path(text)
    upath = library("upath", "cluster")
    try:
        found = upath.UPath(text)
        found.fs  # noqa: B018  # the library that reaches it is loaded only now
    except (ImportError, ValueError, OSError) as error:
        raise FormcheckError(message("error.results.place", place=text, why=str(error))) from error
    there: Path = found
    return there


def on_disk(there: Path) -> bool:
    """Whether a place is a path on a disk of this computer."""
    return isinstance(there, Path)


@contextmanager
def at_hand(file: Path) -> Iterator[Path]:
    """Give a file as one on the disk: itself, or a copy that is gone afterwards.

    Raises
    ------
    FormcheckError
        It cannot be fetched.
    """
    if on_disk(file):
        yield file
        return
    with TemporaryDirectory(prefix="formcheck-") as here:
        copy = Path(here) / file.name
        try:
            with file.open("rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except Exception as error:  # each file system has its own kinds
            raise FormcheckError(message("error.results.fetch", path=str(file), why=str(error))) from error
        yield copy


@contextmanager
def put_back(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """Give the name of a folder to make on the disk: `folder` itself, or one that is copied there at the end.

    Elsewhere than on a disk nothing can be renamed in one step, so `SUMMARY` is copied last: without it there is no
    result.

    Raises
    ------
    OutputError
        There are results already and `force` is not set, or it cannot be written.
    """
    if on_disk(folder):
        yield folder
        return
    refuse_existing(folder, force)
    with TemporaryDirectory(prefix="formcheck-") as here:
        made = Path(here) / folder.name
        yield made
        names = sorted((path.name for path in made.iterdir()), key=lambda name: name == SUMMARY)
        _reaching(folder, lambda: _replace(made, names, folder))


def copy_in(files: Iterable[Path], folder: Path) -> None:
    """Copy files from the disk into a folder elsewhere.

    Raises
    ------
    OutputError
        They cannot be written.
    """

    def copy() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_bytes(file.read_bytes())

    _reaching(folder, copy)


def _replace(made: Path, names: list[str], folder: Path) -> None:
    if folder.exists():
        for old in sorted(folder.iterdir(), key=lambda path: path.name != SUMMARY):
            old.unlink()
    copy_in([made / name for name in names], folder)


def _reaching(folder: Path, work: Callable[[], None]) -> None:
    try:
        work()
    except OutputError:
        raise
    except Exception as error:  # each file system has its own kinds
        raise OutputError(message("error.output.unreachable", path=str(folder), why=str(error))) from error
