"""Backups of the archive: a copy in one file, whole at any moment, and the way back."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from formcheck.archive.database import FAILURES, open_database
from formcheck.archive.encryption import decrypted, encrypted, is_encrypted
from formcheck.archive.store import Archive, ArchiveError, default_archive
from formcheck.errors import OutputError
from formcheck.messages.message import message
from formcheck.system.outputs import whole_file


def back_up(archive: Path | None, target: Path, *, force: bool = False, passphrase: str | None = None) -> int:
    """Copy the archive into a file for its owner alone, also while another program writes into it.

    Parameters
    ----------
    archive
        The archive; the usual one where None.
    target
        The copy.
    force
        Replace a file that is there.
    passphrase
        Encrypt the copy, so that it is read with this alone; not even for a moment does it lie on the disk without.

    Returns
    -------
    int
        How many patients are in it.

    Raises
    ------
    FormcheckError
        There is no archive, it cannot be read, the copy cannot be written, or the passphrase is too short.
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
            if passphrase is None:
                opened.copy_to(part)
            else:
                part.write_bytes(encrypted(opened.image(), passphrase))
    return patients


def restore(source: Path, archive: Path | None, passphrase: str = "") -> int:
    """Put a backup in the place of the archive, in one step: it is there as a whole, or the archive stays as it was.

    Parameters
    ----------
    source
        What `back_up` has written.
    archive
        The archive to replace, or to make; the usual one where None.
    passphrase
        Of a backup that is encrypted.

    Returns
    -------
    int
        How many patients are in it.

    Raises
    ------
    ArchiveError
        The file is no archive or damaged, its passphrase is another, or the archive cannot be written.
    """
    path = archive or default_archive()
    if not source.exists():
        raise ArchiveError(message("error.archive.no_archive", path=str(source)))
    image = decrypted(source, passphrase) if is_encrypted(source) else None
    with Archive(source, image=image) as backup:
        patients = len(backup.patients())
        if not backup.sound():
            raise ArchiveError(message("error.database.damaged", path=str(source)))
        if path.exists():
            Archive(path).close()  # refused where it is another program's file
        try:
            with closing(open_database(path, create=True)) as database:
                backup.write_into(database)
            path.chmod(0o600)
        except FAILURES as error:
            raise ArchiveError(message("error.archive.not_opened", path=str(path))) from error
    with Archive(path) as opened:
        opened.note("restore")
    return patients
