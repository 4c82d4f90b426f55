"""Backups behind a passphrase: one file that tells nobody anything without it.

The key is drawn from the passphrase by scrypt, which makes guessing slow, and the content is encrypted and signed by
Fernet (AES-128 and HMAC-SHA256), both of the library `cryptography`. A byte that was changed is found out.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from formcheck.archive.store import ArchiveError
from formcheck.errors import FormcheckError
from formcheck.messages.message import message

HEAD = b"formcheck encrypted backup 1\n"
"""How such a file begins; the number is that of the way it is encrypted, and so of what scrypt is asked for."""

SHORTEST = 10
"""Letters of a passphrase. Shorter ones are guessed, however slow each guess is made."""

_SALT_BYTES = 16
_COST = 2**17
"""Of scrypt: 128 MiB and some tenths of a second for each guess, as OWASP advises for stored passwords."""


def is_encrypted(file: Path) -> bool:
    """Whether a file is an encrypted backup."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(HEAD)) == HEAD
    except OSError:
        return False


def check_passphrase(passphrase: str) -> str:
    """Return a passphrase, or refuse one that is short enough to be guessed.

    Raises
    ------
    FormcheckError
        It is too short.
    """
    if len(passphrase) < SHORTEST:
        raise FormcheckError(message("error.archive.passphrase_short", letters=SHORTEST))
    return passphrase


def encrypted(content: bytes, passphrase: str) -> bytes:
    """Return what a file holds so that it can be read with the passphrase alone."""
    salt = os.urandom(_SALT_BYTES)
    return HEAD + salt + Fernet(_key(check_passphrase(passphrase), salt)).encrypt(content)


def decrypted(file: Path, passphrase: str) -> bytes:
    """Return what an encrypted backup holds.

    Raises
    ------
    ArchiveError
        The passphrase is another one, or the file was changed: which of the two, nobody can tell.
    """
    content = file.read_bytes().removeprefix(HEAD)
    salt, token = content[:_SALT_BYTES], content[_SALT_BYTES:]
    try:
        return Fernet(_key(passphrase, salt)).decrypt(token)
    except (InvalidToken, ValueError) as error:
        raise ArchiveError(message("error.archive.passphrase_wrong", path=str(file))) from error


def _key(passphrase: str, salt: bytes) -> bytes:
    return base64.urlsafe_b64encode(Scrypt(salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode("utf-8")))
