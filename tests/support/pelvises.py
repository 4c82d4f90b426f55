"""A way of seeing the pelvis that follows a script, and kneeling people to see it on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.pelvis.reading import Reading, SourceName, TiltChange
from formcheck.messages.message import Message
from formcheck.records import Assessment, Frame
from formcheck.settings import Settings
from tests.support.bodies import STICK, Angles, clip

PICTURE = np.zeros((2, 2, 3), np.uint8)
HIDDEN = Message("pelvis.hidden")


class Scripted:
    """Sees a tuck that is a function of time, over a neutral of its own; where it is a message, that is why not."""

    def __init__(
        self,
        tuck_at: Callable[[float], float | Message | None],
        sd_deg: float = 0.5,
        name: SourceName = "markers",
        neutral_deg: float = 12.0,
    ) -> None:
        self.name = name
        self.looks = 0
        self._tuck_at, self._sd_deg, self._neutral_deg = tuck_at, sd_deg, neutral_deg

    def look(self, frame: Frame, keypoints_px, stance) -> Reading | Message | None:
        self.looks += 1
        tuck = self._tuck_at(frame.time_s)
        if tuck is None or isinstance(tuck, Message):
            return tuck
        return Reading(self._neutral_deg - tuck, self._sd_deg, points_px={"asis": np.array([3.0, 4.0])})

    def merge(self, readings: Sequence[Reading]) -> Reading:
        return Reading(float(np.median([r.tilt_deg for r in readings])), self._sd_deg)

    def change(self, before: Reading, now: Reading) -> TiltChange:
        return TiltChange(now.tilt_deg - before.tilt_deg, now.sd_deg)


def seen(frames: Iterator[Frame] | Sequence[Frame]) -> Iterator[Frame]:
    """The same frames, with a picture."""
    for frame in frames:
        yield dataclasses.replace(frame, image=PICTURE)


def judge(
    *sources: Scripted,
    seconds: float = 8.0,
    settings: Settings = STICK,
    calibrate: bool = False,
    body: Callable[[float], Angles] = lambda t: Angles(),
    **how: object,
) -> list[Assessment]:
    """Judge a kneeling body that these sources look at."""
    checker = LungeChecker(settings, sources=sources, calibrate=calibrate)
    return [checker.step(frame) for frame in seen(clip(body, seconds, **how))]  # type: ignore[arg-type]


def tucks(assessments: Sequence[Assessment]) -> np.ndarray:
    """The tuck over time, degrees."""
    return np.array([a.measurement.angles_deg["tuck_deg"] for a in assessments])


def words(assessments: Sequence[Assessment]) -> list[str]:
    """Each statement once for each time it begins, silence as an empty word."""
    said = [a.measurement.pelvis.statement for a in assessments]
    return [word for i, word in enumerate(said) if i == 0 or said[i - 1] != word]
