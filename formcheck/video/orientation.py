"""Turning a decoded picture the way it was meant to be seen."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Orientation:
    """How stored rows and columns become the upright picture: transposed first, then flipped.

    Attributes
    ----------
    transpose
        Rows become columns.
    flip_x, flip_y
        Left and right, top and bottom change places afterwards.
    """

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def from_display_matrix(cls, data: bytes) -> Self:
        """Read the display matrix of a video, nine 32-bit integers as FFmpeg hands them out.

        Notes
        -----
        With the matrix [[a, b, u], [c, d, v], [x, y, w]] the stored pixel (p, q) is shown at (a p + c q, b p + d q).
        Cameras write quarter turns and mirrored pictures only; any other turn is taken to the nearest of them.
        """
        a, b, _, c, d = struct.unpack("=5i", data[:20])
        if abs(b) + abs(c) > abs(a) + abs(d):
            return cls(transpose=True, flip_x=c < 0, flip_y=b < 0)
        return cls(flip_x=a < 0, flip_y=d < 0)

    @classmethod
    def turned(cls, clockwise_deg: int) -> Self:
        """Return the turn by 0, 90, 180 or 270 degrees clockwise."""
        return cls(
            transpose=clockwise_deg in (90, 270), flip_x=clockwise_deg in (90, 180), flip_y=clockwise_deg in (180, 270)
        )

    @property
    def rotation_deg(self) -> int:
        """How far the stored picture is turned clockwise to stand upright: 0, 90, 180 or 270; a mirror not counted."""
        if self.transpose:
            return 90 if self.flip_x else 270
        return 180 if self.flip_y else 0

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture upright, shape (rows, columns, 3), contiguous."""
        if self.transpose:
            image = image.transpose(1, 0, 2)
        if self.flip_x:
            image = image[:, ::-1]
        if self.flip_y:
            image = image[::-1]
        return np.ascontiguousarray(image)
