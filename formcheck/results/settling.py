"""The first moment of a kneel, judged once it is known to be one: in a recording what comes next is known.

Somebody who is watched live is told nothing before the half-kneeling shape has stood for long enough. Of a recording
the same frames are held back until then, and passed on as judged, or as not judged where the shape has ended sooner.
"""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.legs import renamed
from formcheck.records import Assessment, Frame, Side

_PLAIN_BYTES = 64_000_000
"""Beyond so much the pictures that are held back are packed: a second and a half takes 280 MB at 1080 lines."""
_PACKED_QUALITY = 95


class Settling:
    """Holds frames back until it is known whether they belong to a kneel."""

    def __init__(self) -> None:
        self._held: list[tuple[_Held, Assessment]] = []
        self._plain_bytes = 0

    def step(self, frame: Frame, assessment: Assessment) -> list[tuple[Frame, Assessment]]:
        """Take one frame with its assessment; return all frames of which it is known now, in order."""
        if assessment.settling:
            self._hold(frame, assessment)
            return []
        settled = assessment.measurement.half_kneeling is True and assessment.once_settled is None
        return [*self._known(assessment.measurement.rear_side if settled else None), (frame, assessment)]

    def rest(self) -> list[tuple[Frame, Assessment]]:
        """Return what is still held back at the end of the recording: no kneel has come of it."""
        return self._known(None)

    def _hold(self, frame: Frame, assessment: Assessment) -> None:
        frame = frame.closed()
        picture = frame.waiting if frame.image is None else frame.image
        size = 0 if picture is None else picture.nbytes
        packs = self._plain_bytes + size > _PLAIN_BYTES
        self._plain_bytes += 0 if packs else size
        self._held.append((_Held(frame, packs), assessment))

    def _known(self, rear_side: Side | None) -> list[tuple[Frame, Assessment]]:
        """Return what is held back: as judged where it is the beginning of a kneel on a side, else as it is."""
        held, self._held, self._plain_bytes = self._held, [], 0
        return [(kept.frame, _judged(assessment, rear_side) if rear_side else assessment) for kept, assessment in held]


class _Held:
    """A frame that is held back, its picture packed where there are many."""

    def __init__(self, frame: Frame, packs: bool) -> None:
        self._packed: NDArray[np.uint8] | None = None
        if packs:
            frame = frame.opened()
        if packs and frame.image is not None:
            quality = [cv2.IMWRITE_JPEG_QUALITY, _PACKED_QUALITY]
            self._packed = np.asarray(cv2.imencode(".jpg", frame.image, quality)[1], dtype=np.uint8)
            frame = dataclasses.replace(frame, image=None, waiting=None)
        self._frame = frame

    @property
    def frame(self) -> Frame:
        """The frame with its picture."""
        if self._packed is None:
            return self._frame
        image = np.asarray(cv2.imdecode(self._packed, cv2.IMREAD_COLOR), dtype=np.uint8)
        return dataclasses.replace(self._frame, image=image)


def _judged(assessment: Assessment, rear_side: Side) -> Assessment:
    """Return what a frame is now that its shape has stood for long enough; what was said then stays.

    Nobody changes legs in a kneel: where the network first gave the kneeling leg the other name, that was a mistake.
    """
    later = assessment.once_settled
    if later is None:
        return assessment
    measured = later.measurement
    if measured.rear_side not in (None, rear_side):
        measured = dataclasses.replace(measured, rear_side=rear_side, keypoints_px=renamed(measured.keypoints_px))
    return dataclasses.replace(
        later, measurement=measured, cue=assessment.cue, faults=assessment.faults, settling=False
    )
