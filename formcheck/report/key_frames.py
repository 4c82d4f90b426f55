"""The few pictures a report shows: neutrals, best seconds of holds, faults at their worst, what could not be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.targets import targets
from formcheck.messages.message import Message, message
from formcheck.messages.names import fault_name
from formcheck.records import Assessment, Band, Fault, Side
from formcheck.results.best_second import BestSecond
from formcheck.results.verdict import past_target, worst_of
from formcheck.settings import JudgingSettings

Kind = Literal["picture", "neutral", "best", "fault", "unjudged"]

LONGEST_PX = 800
_MOST: dict[Kind, int] = {"picture": 1, "neutral": 8, "best": 8, "fault": 24, "unjudged": 4}
_MOST_OF_A_FAULT = 3


@dataclass(frozen=True)
class KeyFrame:
    """One picture for the report.

    Attributes
    ----------
    kind
        Why it is shown.
    title
        What it shows.
    caption
        More about it, or of a fault how bad it was; None where there is nothing to add.
    rear_side
        Which knee was down; None where not known.
    start_s
        When what it shows began: the start of the fault, the hold or the baseline, seconds.
    time_s, frame_index
        When it was taken.
    jpeg
        The picture with its overlay, JPEG.
    weight
        Of several pictures of one thing the heaviest is kept.
    """

    kind: Kind
    title: Message
    caption: Message | None
    rear_side: Side | None
    start_s: float
    time_s: float
    frame_index: int
    jpeg: bytes
    weight: float


class KeyFrames:
    """Keeps the pictures worth showing while the frames go by; their number is bounded.

    Parameters
    ----------
    settings
        The targets, to tell how bad a fault is.
    photo
        A single picture: it is kept whatever it shows.
    """

    def __init__(self, settings: JudgingSettings, *, photo: bool = False) -> None:
        self._targets = targets(settings)
        self._best = BestSecond(settings)
        self._photo = photo
        self._kept: dict[tuple[Kind, Message, float], KeyFrame] = {}

    def __iter__(self) -> Iterator[KeyFrame]:
        return iter(sorted(self._kept.values(), key=lambda frame: (frame.start_s, frame.time_s)))

    def add(self, assessment: Assessment, picture: Callable[[], NDArray[np.uint8]]) -> None:
        """Look at one frame and keep it where it shows something better than what is kept.

        Parameters
        ----------
        assessment
            The frame, judged.
        picture
            Gives the picture with its overlay, BGR; called only where it is kept.
        """
        if self._photo:
            self._keep("picture", message("key_frame.picture"), assessment.message, 0.0, 0.0, assessment, picture)
            return
        baseline, hold = assessment.baseline, assessment.hold
        if baseline is not None:
            caption = baseline.doubt or message("key_frame.neutral_caption", angle=baseline.rear_thigh_deg)
            self._keep("neutral", message("key_frame.neutral"), caption, baseline.start_s, 0.0, assessment, picture)
        best = self._best.value(assessment)
        if hold is not None and best is not None:
            title = message("key_frame.best")
            self._keep("best", title, _in_target(assessment), hold.start_s, best, assessment, picture)
        for fault in assessment.faults:
            if not fault.kind.of_form:
                title = fault.reason or fault_name(fault.kind.value)
                self._keep("unjudged", title, None, 0.0, 0.0, assessment, picture)
            else:
                self._keep_fault(fault, assessment, picture)

    def _keep_fault(self, fault: Fault, assessment: Assessment, picture: Callable[[], NDArray[np.uint8]]) -> None:
        """Keep the worst frame of a fault; of a fault that comes again and again only the worst times."""
        weight = past_target(fault, self._targets)
        name = fault_name(fault.words)
        if ("fault", name, fault.start_s) not in self._kept:
            same = [key for key in self._kept if key[:2] == ("fault", name)]
            if len(same) >= _MOST_OF_A_FAULT:
                least = min(same, key=lambda key: self._kept[key].weight)
                if weight <= self._kept[least].weight:
                    return
                del self._kept[least]
        self._keep("fault", name, worst_of(fault), fault.start_s, weight, assessment, picture)

    def _keep(
        self,
        kind: Kind,
        title: Message,
        caption: Message | None,
        start_s: float,
        weight: float,
        assessment: Assessment,
        picture: Callable[[], NDArray[np.uint8]],
    ) -> None:
        key = (kind, title, start_s)
        before = self._kept.get(key)
        full = before is None and sum(k[0] == kind for k in self._kept) >= _MOST[kind]
        if full or (before is not None and weight <= before.weight):
            return
        self._kept[key] = KeyFrame(
            kind=kind,
            title=title,
            caption=caption,
            rear_side=assessment.measurement.rear_side,
            start_s=start_s,
            time_s=assessment.time_s,
            frame_index=assessment.frame_index,
            jpeg=_jpeg(picture()),
            weight=weight,
        )


def _in_target(assessment: Assessment) -> Message:
    """Say how many of the judged angles are in their targets."""
    green = sum(band is Band.GREEN for band in assessment.bands.values())
    judged = len(assessment.bands)
    if green == judged:
        return message("key_frame.all_in_target")
    return message("key_frame.in_target", green=green, judged=judged)


def _jpeg(image: NDArray[np.uint8]) -> bytes:
    scale = LONGEST_PX / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
