"""The learned estimate where stickers are worn, without a sight of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import trunk_length_px
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.reading import PelvisSource, Reading, SourceName, TiltChange
from formcheck.messages.message import Message
from formcheck.records import Frame

BELT = Message("pelvis.belt_stays")


class Unmarked:
    """A way of seeing the pelvis that is shown the picture with the stickers filled in.

    It is shown nothing where the stickers are not both known, because one of them might then be left in the picture.

    Parameters
    ----------
    markers
        Finds the stickers.
    seen_by
        What looks at the picture then.
    hidden
        How much around each sticker is filled in, trunk lengths across.
    """

    def __init__(self, markers: PelvisSource, seen_by: PelvisSource, hidden: float) -> None:
        self._markers, self._seen_by, self._hidden = markers, seen_by, hidden
        self.name: SourceName = seen_by.name

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> Reading | Message | None:
        """Look at one frame; see `PelvisSource`."""
        stickers = self._markers.look(frame, keypoints_px, stance)
        if not isinstance(stickers, Reading):
            return stickers
        if not stickers.points_px:
            return BELT
        assert frame.image is not None  # a sticker has been seen in it
        radius_px = self._hidden * trunk_length_px(keypoints_px) / 2
        image = filled_in(frame.image, stickers.points_px.values(), radius_px)
        return self._seen_by.look(dataclasses.replace(frame, image=image), keypoints_px, stance)

    def merge(self, readings: Sequence[Reading]) -> Reading:
        """See `PelvisSource`."""
        return self._seen_by.merge(readings)

    def change(self, before: Reading, now: Reading) -> TiltChange:
        """See `PelvisSource`."""
        return self._seen_by.change(before, now)


def filled_in(
    image: NDArray[np.uint8], places_px: Iterable[NDArray[np.float64]], radius_px: float
) -> NDArray[np.uint8]:
    """Return a copy in which discs are filled with what is around them (Telea 2004).

    Parameters
    ----------
    image
        Shape (rows, columns, 3).
    places_px
        Middles of the discs, shape (2,) each.
    radius_px
        Of each.
    """
    whole, reach = image.copy(), int(np.ceil(2 * radius_px)) + 4
    for x, y in places_px:
        left, top = max(int(x) - reach, 0), max(int(y) - reach, 0)
        part = whole[top : int(y) + reach, left : int(x) + reach]
        disc = np.zeros(part.shape[:2], np.uint8)
        cv2.circle(disc, (round(x - left), round(y - top)), int(np.ceil(radius_px)), 255, -1)
        part[:] = cv2.inpaint(part, disc, 3, cv2.INPAINT_TELEA)
    return whole
