"""What one observation of the pelvis says, whatever its source, and what a source must be able to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.legs import Stance
from formcheck.messages.message import Message
from formcheck.records import Frame

SourceName = Literal["markers", "contour"]


@dataclass(frozen=True, eq=False)
class Reading:
    """The pelvis in one frame.

    Attributes
    ----------
    tilt_deg
        Anterior tilt positive, degrees. Its zero is the source's own: only the change between two readings of one
        source, person and side means something.
    sd_deg
        Standard deviation of this reading's own share in a change, degrees.
    features
        What the source needs besides to compare this reading with another; None where it needs nothing.
    points_px
        ``asis`` and ``psis`` where they were found in the picture, shape (2,), pixels; empty where they were not.
    """

    tilt_deg: float
    sd_deg: float
    features: NDArray[np.float32] | None = None
    points_px: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class TiltChange:
    """Change of the pelvic tilt from one reading to another.

    Attributes
    ----------
    tilt_deg
        Degrees, anterior positive: a tuck is negative.
    sd_deg
        Its standard deviation, degrees.
    """

    tilt_deg: float
    sd_deg: float


class PelvisSource(Protocol):
    """A source of the tilt: stickers, or the networks that learned it."""

    name: SourceName

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> Reading | Message | None:
        """Look at one frame of a half-kneeling person.

        Parameters
        ----------
        frame
            With its pose, and with its picture unless that was looked at before and is remembered.
        keypoints_px
            Shape (33, 2), pixels of the picture: smoothed, with the legs in their right rows.
        stance
            Which way the person faces, and which leg is which.

        Returns
        -------
        Reading, Message or None
            A message says why the pelvis cannot be observed. None where only this frame has nothing to look at, such
            as one without a mask: the reason of the frame before then stands.
        """
        ...

    def merge(self, readings: Sequence[Reading]) -> Reading:
        """Return the typical one of several readings of the same posture, at least one."""
        ...

    def change(self, before: Reading, now: Reading) -> TiltChange:
        """Compare two readings of this source."""
        ...
