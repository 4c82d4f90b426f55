"""What is a photo, told from its first bytes, and its picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.system.native_output import silenced

_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"BM", b"II*\x00", b"MM\x00*")
JPEG_XL = (b"\xff\x0a", b"\x00\x00\x00\x0cJXL ")
"""How JPEG XL begins, which cannot be read here."""
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def is_photo(head: bytes) -> bool:
    """Tell from its first 16 bytes whether a file is a photo that can be read; its name does not matter."""
    return head.startswith(_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def is_heif(head: bytes) -> bool:
    """Tell from its first 16 bytes whether a file is an HEIC or HEIF photo."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def read_photo(path: Path) -> NDArray[np.uint8] | None:
    """Read a photo, turned upright as its EXIF data says.

    Returns
    -------
    ndarray or None
        Shape (rows, columns, 3), uint8, BGR; None where it cannot be decoded.
    """
    # Through memory, because OpenCV cannot open every non-ASCII path on Windows.
    with silenced():  # OpenCV and what it decodes with have their own say of damaged ones
        image = cv2.imdecode(np.frombuffer(path.read_bytes(), dtype=np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else np.asarray(image, dtype=np.uint8)
