"""Where a film of the stretch begins or ends with somebody standing sideways: how they stood, unasked."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.messages.message import Message, message
from formcheck.posture.occasion import Comparison, Occasion, PostureRefusedError, compare, occasion_of
from formcheck.posture.standing import QUANTITIES, Standing, read_standing
from formcheck.posture.tries import STILL_S, StillParts, Try
from formcheck.records import Frame
from formcheck.report.posture_pictures import pictures_of
from formcheck.results.summary import StandingSummary, StoodChange, StoodSummary, StoodValue

MOST_TRIES = 3
"""Of more still parts those next to the stretch count."""

Image = NDArray[np.uint8]


@dataclass
class StoodFinder:
    """Finds the still parts before the first kneel and after the last one, as the frames come."""

    _parts: StillParts = field(default_factory=StillParts)
    _image: Image | None = None
    _before: list[tuple[Try, Image]] = field(default_factory=list)
    _after: list[tuple[Try, Image]] = field(default_factory=list)
    _kneeled: bool = False

    def step(self, frame: Frame, kneeling: bool, picture: Callable[[], Image]) -> None:
        """Take one frame, which must carry its pose.

        Parameters
        ----------
        frame
            The frame.
        kneeling
            Whether somebody is in half-kneeling.
        picture
            Gives the picture that may be shown.
        """
        if kneeling:
            self._end(self._parts.finish())
            self._kneeled = True
            self._parts, self._image = StillParts(), None
            self._after.clear()  # they kneel again: that was between
            return
        pose = frame.pose
        reading: Standing | Message = read_standing(pose) if pose else message("posture.refused.nobody")
        self._end(self._parts.step(reading, frame.time_s))
        if self._parts.still_s == 0.0:
            self._image = None
        elif self._image is None and self._parts.still_s >= STILL_S / 2:
            self._image = picture()

    def finish(self) -> FoundStanding | None:
        """Return what was found; None where nobody kneeled, or nobody stood."""
        self._end(self._parts.finish())
        self._parts = StillParts()
        if not self._kneeled:
            return None
        return _found(self._before[-MOST_TRIES:], self._after[:MOST_TRIES])

    def _end(self, ended: Try | None) -> None:
        if ended is None or self._image is None:
            return
        found = self._after if self._kneeled else self._before
        found.append((ended, self._image))
        self._image = None


@dataclass(frozen=True, eq=False)
class FoundStanding:
    """How somebody stood before or after the stretch, or both.

    Attributes
    ----------
    summary
        For `summary.json`.
    pictures
        JPEGs with plumb line and body line: of each occasion, and of two that are compared both over each other.
    """

    summary: StandingSummary
    pictures: tuple[bytes, ...]


def _found(before: Sequence[tuple[Try, Image]], after: Sequence[tuple[Try, Image]]) -> FoundStanding | None:
    occasions: list[tuple[str, Occasion, list[Image]]] = []
    for when, tries in (("before", before), ("after", after)):
        try:
            found = occasion_of([each for each, _ in tries])
        except PostureRefusedError:
            continue  # nobody stood, or to both sides
        images = [_at_size(image, each.standing.size_px) for each, image in tries]
        occasions.append((when, found, images))
    if not occasions:
        return None
    compared: Comparison | None = None
    why_not: Message | None = None
    if len(occasions) == 2:
        try:
            compared = compare(*([each for each, _ in tries] for tries in (before, after)))
        except PostureRefusedError as error:
            why_not = error.message
    pictures: list[bytes] = []
    if compared is not None:
        single, both = pictures_of(compared, [images for *_, images in occasions])
        pictures = [*single, *([both] if both else [])]
    else:
        for _, occasion, images in occasions:
            pictures += pictures_of(occasion, [images])[0]
    shown = (compared.before, compared.after) if compared else [occasion for _, occasion, _ in occasions]
    summary = StandingSummary(
        occasions=[_stood(when, occasion) for (when, *_), occasion in zip(occasions, shown, strict=True)],
        changes={
            name: StoodChange(
                value=round(change.value, 2),
                sd=round(change.sd, 2),
                least=round(change.least, 2),
                counts=change.counts,
            )
            for name, change in (compared.changes if compared else {}).items()
        },
        sentence_message=compared.sentence if compared else why_not,
    )
    return FoundStanding(summary, tuple(pictures))


def _stood(when: str, occasion: Occasion) -> StoodSummary:
    return StoodSummary(
        when="before" if when == "before" else "after",
        tries=len(occasion.tries),
        start_s=round(occasion.tries[0].start_s, 2),
        end_s=round(occasion.tries[-1].end_s, 2),
        facing=occasion.facing,
        view_off_side_deg=round(occasion.view_off_side_deg, 1),
        camera_roll_deg=None if math.isnan(occasion.roll_deg) else round(occasion.roll_deg, 2),
        values={
            name: StoodValue(
                mean=round(occasion.values[name].mean, 2),
                sd=round(occasion.values[name].sd, 2),
                scatter=round(occasion.values[name].scatter, 2),
            )
            for name in QUANTITIES
        },
    )


def _at_size(image: Image, size_px: tuple[int, int]) -> Image:
    """Return a picture that was made smaller for drawing as large as the points were found in."""
    if (image.shape[1], image.shape[0]) == size_px:
        return image
    return np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
