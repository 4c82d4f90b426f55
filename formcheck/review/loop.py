"""The loop of every review that is written down: frames that are seen become frames that are judged and drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from formcheck.coaching.session import LungeSession
from formcheck.records import Assessment, Frame
from formcheck.review.outputs import Results
from formcheck.review.uncorrected import Uncorrected
from formcheck.system.pipeline import Behind

Progress = Callable[[int, int | None], object]
"""Called after each frame with how many are done and how many there are, where that is known."""


@dataclass(frozen=True)
class ObservedFrame:
    """How many frames there were, and the time of the last one, seconds."""

    frames: int
    last_s: float


def judge_into(
    results: Results,
    frames: Iterable[Frame],
    lunge: LungeSession,
    uncorrected: Uncorrected | None = None,
    progress: Progress | None = None,
    total: int | None = None,
) -> ObservedFrame:
    """Judge frame after frame; they are drawn and written on a thread of their own.

    Parameters
    ----------
    results
        Where they are written.
    frames
        With their pictures, which are drawn on, and their poses; in order.
    lunge
        Judges them.
    uncorrected
        Judges them without the corrections; None where there are none.
    progress, total
        Told of every frame, and how many to expect.
    """
    done, last_s = 0, 0.0
    with Behind[tuple[Frame, Assessment]](lambda judged: results.add(*judged)) as add:
        for done, frame in enumerate(frames, start=1):
            if uncorrected is not None:  # before the picture is drawn on
                uncorrected.step(frame)
            add((frame, lunge.step(frame)))
            last_s = frame.time_s
            if progress:
                progress(done, total)
    return ObservedFrame(done, last_s)
