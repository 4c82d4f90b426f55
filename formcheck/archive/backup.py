"""Backups of the archive: a copy in one file, whole at any moment, and the way back."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from formcheck.archive.database import FAILURES, open_database
from formcheck.archive.store import Archive, ArchiveError, default_archive
from formcheck.errors import OutputError
from formcheck.messages.message import message
from formcheck.system.outputs import whole_file


def back_up(archive: Path | None, target: Path, *, force: bool = False) -> int:
    """Copy the archive into a file for its owner alone, also while another program writes into it.

    Parameters
    ----------
    archive
        The archive; the usual one where None.
    target
        The copy.
    force
        Replace a file that is there.

    Returns
    -------
    int
        How many patients are in it.

    Raises
    ------
    FormcheckError
        There is no archive, it cannot be read, or the copy cannot be written.
    """
    path = archive or default_archive()
    if not path.exists():
        raise ArchiveError(message("error.archive.no_archive", path=str(path)))
    if target.exists() and not force:
        raise OutputError(message("error.output.exists", path=str(target)))
    with Archive(path) as opened:
        patients = len(opened.patients())
        with whole_file(target) as part:
            os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
            opened.copy_to(part)
    return patients


def restore(source: Path, archive: Path | None) -> int:
    """Put a backup in the place of the archive, in one step: it is there as a whole, or the archive stays as it was.

    Parameters
    ----------
    source
        What `back_up` has written.
    archive
        The archive to replace, or to make; the usual one where None.

    Returns
    -------
    int
        How many patients are in it.

    Raises
    ------
    ArchiveError
        The file is no archive or damaged, or the archive cannot be written.
    """
    path = archive or default_archive()
    if not source.exists():
        raise ArchiveError(message("error.archive.no_archive", path=str(source)))
    with Archive(source) as backup:
        patients = len(backup.patients())
        if not backup.sound():
            raise ArchiveError(message("error.database.damaged", path=str(source)))
    if path.exists():
        Archive(path).close()  # refused where it is another program's file
    try:
        with closing(open_database(source)) as kept, closing(open_database(path, create=True)) as database:
            kept.backup(database)
        path.chmod(0o600)
    except FAILURES as error:
        raise ArchiveError(message("error.archive.not_opened", path=str(path))) from error
    with Archive(path) as opened:
        opened.note("restore")
    return patients
