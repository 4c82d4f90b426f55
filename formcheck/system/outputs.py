"""Files that are whole or not there: written under a temporary name, renamed when complete."""

from __future__ import annotations

import errno
import glob
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.messages.message import message
from formcheck.system.failures import out_of_memory

_NUMBERS = itertools.count()
"""Two threads or two programs that write one file are not to write into one another's."""
_LONGEST = 100
"""Letters of a name that the temporary one begins with: a longer one may not fit on the disk."""

_LEFT_BEHIND_S = 24 * 3600.0


def is_full(error: OSError) -> bool:
    """Tell whether the file system has refused because there is no room left, or no more allowed."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def output_error(path: Path, error: OSError) -> OutputError:
    """Put a failure of the file system into one sentence."""
    if out_of_memory(error):
        return OutputError(message("error.memory"))
    if is_full(error):
        return OutputError(message("error.output.no_room", path=str(path)))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(message("error.output.not_allowed", path=str(path)))
    why = error.strerror or str(error)
    return OutputError(message("error.output.failed", path=str(path), why=why))


@contextmanager
def whole_file(path: Path | str) -> Iterator[Path]:
    """Give a temporary name beside `path`; rename it to `path` on success, remove it on any failure.

    Parameters
    ----------
    path
        The file that shall be there, complete, at the end. One that is there already stays until then.

    Yields
    ------
    Path
        The name to write to.

    Raises
    ------
    OutputError
        The file system refuses (no space, no permission, no such folder).
    """
    path = Path(path)
    part = path.with_name(f"{path.name[:_LONGEST]}.{os.getpid()}-{next(_NUMBERS)}.part")
    try:
        _clear_left_behind(path)
        yield part
        part.replace(path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        _remove(part)


def write_text(path: Path | str, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Raises
    ------
    OutputError
        The file system refuses.
    """
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def _clear_left_behind(path: Path) -> None:
    """Remove what programs that were killed have left of this file; a younger one may still be at work."""
    for left in path.parent.glob(f"{glob.escape(path.name[:_LONGEST])}.*-*.part"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _LEFT_BEHIND_S:
                left.unlink()


def _remove(part: Path) -> None:
    """Remove what is left of an unfinished file; where even that is refused there is nothing more to do."""
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return
