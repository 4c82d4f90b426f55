"""How large a photo says that it is, read from its head alone, before a decoder makes room for it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

_MARKERS_OF_SIZE = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257


def claimed_pixels(path: Path) -> int:
    """Return how many pixels a photo says that it has; 0 where its head does not say, and is thus damaged.

    Parameters
    ----------
    path
        A PNG, JPEG, BMP, WebP or TIFF file.
    """
    with path.open("rb") as file:
        return claimed_pixels_in(file)


def claimed_pixels_in(file: BinaryIO) -> int:
    """Return how many pixels an open file says that it has; see `claimed_pixels`."""
    try:
        head = file.read(32)
        if head.startswith(b"\x89PNG"):
            width, height = struct.unpack(">II", head[16:24])
        elif head.startswith(b"BM"):
            width, height = struct.unpack("<ii", head[18:26])
        elif head[:4] == b"RIFF":
            width, height = _webp(head)
        elif head[:2] in (b"II", b"MM"):
            width, height = _tiff(file, "<" if head[:2] == b"II" else ">")
        else:
            width, height = _jpeg(file)
    except (struct.error, ValueError):
        return 0
    return abs(int(width) * int(height))


def _webp(head: bytes) -> tuple[int, int]:
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _tiff(file: BinaryIO, order: str) -> tuple[int, int]:
    file.seek(4)
    file.seek(struct.unpack(order + "I", file.read(4))[0])
    size = {_TIFF_WIDTH: 0, _TIFF_HEIGHT: 0}
    for _ in range(struct.unpack(order + "H", file.read(2))[0]):
        tag, kind, _, value = struct.unpack(order + "HHI4s", file.read(12))
        if tag in size:
            size[tag] = struct.unpack(order + "H", value[:2])[0] if kind == 3 else struct.unpack(order + "I", value)[0]
    return size[_TIFF_WIDTH], size[_TIFF_HEIGHT]


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    file.seek(2)
    while True:
        [start] = file.read(1)
        if start != 0xFF:
            continue
        [marker] = file.read(1)
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD9:
            continue
        [length] = struct.unpack(">H", file.read(2))
        if marker in _MARKERS_OF_SIZE:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        file.seek(length - 2, 1)
