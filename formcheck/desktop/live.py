"""The plain window: a camera, or a file in its stead, judged as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from enum import StrEnum
from typing import Protocol

from formcheck.coaching.session import LungeSession
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.messages.message import Message
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Assessment, Frame, Phase, Side
from formcheck.settings import Settings
from formcheck.system.pipeline import ahead
from formcheck.video.reader import VideoSource

LATE_S = 0.05
"""A frame of a file that is due for longer than this is dropped, seconds."""

STARVED_S = 0.5
"""But one is shown at least this often, however slow the computer is, seconds."""


class KeyRequest(StrEnum):
    """What the person at the keyboard wants."""

    NOTHING = "nothing"
    QUIT = "quit"
    RESTART = "restart"
    OTHER_SIDE = "other side"


class View(Protocol):
    """Where the person reads what formcheck observes."""

    def show(self, frame: Frame, assessment: Assessment) -> KeyRequest:
        """Show one judged frame; return what the person wants."""


class Terminal:
    """Prints each cue and each change of phase with its time.

    Parameters
    ----------
    write
        Prints one line.
    language
        Of the lines.
    """

    def __init__(self, write: Callable[[str], object], language: str = DEFAULT) -> None:
        self._write = write
        self._words = catalogue(language)
        self._phase: Phase | None = None
        self._message: Message | None = None

    def show(self, frame: Frame, assessment: Assessment) -> KeyRequest:
        """Print what is new."""
        at = f"{assessment.time_s:7.2f} s  "
        if assessment.phase is not self._phase:
            self._phase = assessment.phase
            self._write(f"{at}[{self._words.text(Message(f'phase.{assessment.phase}'))}]")
        if assessment.message is not None and assessment.message != self._message:
            self._write(f"{at}({self._words.text(assessment.message)})")
        self._message = assessment.message
        if assessment.cue:
            self._write(f"{at}{self._words.text(assessment.cue.message)}")
        return KeyRequest.NOTHING


def paced(
    frames: Iterable[Frame], now: Callable[[], float] = time.monotonic, wait: Callable[[float], object] = time.sleep
) -> Iterator[Frame]:
    """Give the frames of a file when they are due, as a camera would; those that are late are dropped.

    Parameters
    ----------
    frames
        The frames of a file, in order.
    now, wait
        The clock, seconds.
    """
    start = now()
    given = -STARVED_S
    for frame in frames:
        elapsed = now() - start
        if elapsed < frame.time_s:
            wait(frame.time_s - elapsed)
        elif elapsed - frame.time_s > LATE_S and elapsed - given < STARVED_S:
            continue
        given = now() - start
        yield frame


def practise(
    frames: Iterable[Frame],
    estimator: PoseEstimator,
    lunge: LungeSession,
    view: View,
    ring: Callable[[], object],
) -> KeyRequest:
    """Judge frame after frame until they end or the person wants something else.

    Returns
    -------
    KeyRequest
        ``quit`` where the frames have ended or the person has had enough, ``restart`` to begin again.
    """
    rear_side: Side | None = None
    for picture in frames:
        frame = estimator.see(picture)
        assessment = lunge.step(frame)
        rear_side = assessment.measurement.rear_side or rear_side
        if assessment.cue:
            ring()
        request = view.show(frame, assessment)
        if request is KeyRequest.OTHER_SIDE:
            rear_side = "right" if rear_side == "left" else "left"
            lunge.set_rear_side(rear_side)
        elif request is not KeyRequest.NOTHING:
            return request
    return KeyRequest.QUIT


def practise_until_quit(
    start: Callable[[], AbstractContextManager[Iterable[Frame]]],
    settings: Settings,
    model: str,
    view: View,
    ring: Callable[[], object],
    *,
    calibrate: bool = False,
) -> None:
    """Practise, from the beginning again as often as the person wants.

    Parameters
    ----------
    start
        Opens the pictures: of a camera those to come, of a file all of them.
    settings, model
        Every threshold; the pose model.
    view, ring
        Where it is shown, and how a cue is sounded.
    calibrate
        Ask for the own range of the pelvis: somebody is in front of the camera and hears it.
    """
    request = KeyRequest.RESTART
    while request is KeyRequest.RESTART:
        with start() as frames, PoseLandmarker(model, picture=settings.picture) as estimator:
            request = practise(frames, estimator, LungeSession(settings, calibrate=calibrate), view, ring)


@contextmanager
def file_as_camera(source: VideoSource) -> Iterator[Iterable[Frame]]:
    """Give the frames of a file at the times a camera would have given them."""
    with closing(ahead(source)) as frames:
        yield paced(frames)
