"""How a plan, or the practice that comes back, is made small enough for one QR code, and read again.

``FORMCHECK.PLAN.1:`` and then letters that a QR code packs most densely: a prefix with the version, the JSON
compressed with a table of its usual words, and for a plan the key and the signature, in base 45 (RFC 9285).
"""

from __future__ import annotations

import re
import zlib

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PREFIX = re.compile(r"FORMCHECK\.(PLAN|DONE)\.(\d{1,4}):")
_MOST_BYTES = 64 * 1024
"""A few letters can claim to be gigabytes."""


class CarriedError(ValueError):
    """The text cannot be unpacked."""


def kind_of(text: str) -> tuple[str, int]:
    """Return what a text carries, ``PLAN`` or ``DONE``, with its version; empty and 0 where it is neither."""
    found = _PREFIX.match(text)
    return (found[1], int(found[2])) if found else ("", 0)


def pack(kind: str, version: int, data: bytes) -> str:
    """Return the text that carries some bytes."""
    return f"FORMCHECK.{kind}.{version}:{_base45(data)}"


def unpack(text: str) -> bytes:
    """Return the bytes that a text carries. Raises CarriedError."""
    return _from_base45(text.strip().partition(":")[2])


def compress(data: bytes, words: bytes) -> bytes:
    """Compress with a table of words that both sides know; a checksum is part of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, words)
    return packer.compress(data) + packer.flush()


def decompress(data: bytes, words: bytes) -> bytes:
    """Return what was compressed. Raises CarriedError where it is damaged."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS, words)
    try:
        found = unpacker.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise CarriedError from error
    if not unpacker.eof or unpacker.unused_data:
        raise CarriedError
    return found


def _base45(data: bytes) -> str:
    letters = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, 45)
            letters.append(ALPHABET[digit])
    return "".join(letters)


def _from_base45(text: str) -> bytes:
    found = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        digits = [ALPHABET.find(letter) for letter in group]
        size = len(group) - 1
        value = sum(digit * 45**place for place, digit in enumerate(digits))
        if size < 1 or min(digits) < 0 or value >= 256**size:
            raise CarriedError
        found += value.to_bytes(size, "big")
    return bytes(found)
