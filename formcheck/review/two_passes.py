"""A recording in which the own range was found is judged a second time, so that all that is written agrees.

Only when the last frame of a range has been judged is it known that the swings in it were no faults. So the frames are
judged again, from what the networks found in them, and written again: tables, video, verdict and report. Where nothing
more can change the range, that begins at once, while the rest of the recording is still being read; else at its end.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from formcheck.lunge.corrections import Corrections
from formcheck.records import Assessment, Frame
from formcheck.results.poses import StoredPoses
from formcheck.results.summary import FileProvenance, ProgramProvenance, Summary
from formcheck.review.loop import FoundRanges, Judging, ObservedFrames, judge_into, paired, without_picture
from formcheck.review.outputs import Results
from formcheck.review.uncorrected import Uncorrected
from formcheck.system.worker_processes import Progress


@dataclass(frozen=True, eq=False)
class Judged:
    """What came of judging, before the summary is written.

    Attributes
    ----------
    results
        What has been written.
    judging
        What judged it.
    uncorrected
        What judged without the corrections; None where nothing did.
    seen
        How many frames there were.
    """

    results: Results
    judging: Judging
    uncorrected: Uncorrected | None
    seen: ObservedFrames

    def finish(self, file: FileProvenance, program: ProgramProvenance, given: Corrections, note: str) -> Summary:
        """Write summary and report; see `Results.finish`."""
        return self.results.finish(
            *self.judging.finish(), file, program, given, self.uncorrected, note, self.judging.found_ranges_s
        )


def judge_by_own_range(
    results: Callable[[], Results],
    frames: Iterable[Frame],
    judging: Judging,
    frames_again: Callable[[], Iterable[Frame]],
    judging_again: Callable[[FoundRanges], Judging],
    progress: Progress | None = None,
    total: int | None = None,
    going_on: GoingOn | None = None,
) -> Judged:
    """Judge frame after frame, and once more where the own range was found in them.

    Parameters
    ----------
    results
        Opens where they are written; the second time it takes the place of the first.
    frames, judging
        The frames and what judges them, see `judge_into`.
    frames_again, judging_again
        Give both again; asked for only where a range was found.
    progress, total
        Told of every frame of the first time, and how many to expect.
    going_on
        How to judge by a range as soon as it has been found; None: only when all frames have been judged without it.
    """
    taken = _Taken(frames, lambda: judging.range_awaited or judging.found_early)
    judged = judging.frames(taken, progress, total)

    def can_go_on() -> bool:
        return going_on is not None and judging.found_surely and taken.remembered

    with contextlib.closing(judged):
        with results() as written:
            seen = judge_into(written, judged, judging, going_on.held_pictures if going_on else None, can_go_on)
        if going_on and can_go_on():
            known = judging.found
            again = going_on.judging(known)
            with results() as written:
                seen = judge_into(written, again.frames(taken.once_more(judged, going_on.pictures)), again)
            if judging.found == known:
                return Judged(written, again, again.uncorrected, seen)
    found = judging.found
    if not found and not judging.found_early:
        return Judged(written, judging, judging.uncorrected, seen)
    again = judging_again(found)
    if found.corrected_s or judging.found_early:
        with results() as written:
            judge_into(written, again.frames(frames_again()), again)
        return Judged(written, again, again.uncorrected, seen)
    # Only what is found without the corrections becomes another; nothing of that is drawn.
    for _ in again.frames(frames_again()):
        pass
    return Judged(written, judging, again.uncorrected, seen)


@dataclass(frozen=True, eq=False)
class GoingOn:
    """How to judge by a range while the rest of the recording is still being read.

    Attributes
    ----------
    pictures
        Reads the pictures of the recording once more, in order.
    judging
        Makes what judges by found ranges the frames that are still looked at, too.
    draws
        Whether all pictures are drawn, which is not done as long as a range is awaited; see `judge_into`.
    """

    pictures: Callable[[], Generator[Frame]]
    judging: Callable[[FoundRanges], Judging]
    draws: bool

    @property
    def held_pictures(self) -> Callable[[], Generator[Frame]] | None:
        """Where pictures are drawn from that were held back; None where none are."""
        return self.pictures if self.draws else None


class _Taken:
    """Frames on their way to what judges them first, to be given once more to what judges them by the range.

    Parameters
    ----------
    frames
        In order, with their pictures and poses.
    may_return
        Whether they may still have to be given once more.
    """

    def __init__(self, frames: Iterable[Frame], may_return: Callable[[], bool]) -> None:
        self._frames = frames
        self._may_return = may_return
        self._so_far: list[Frame] | None = []
        self._ahead: deque[Frame] | None = None

    @property
    def remembered(self) -> bool:
        """Whether all of them are still remembered."""
        return self._so_far is not None

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._frames:
            if self._ahead is not None:
                self._ahead.append(frame)
            elif self._so_far is not None and self._may_return():
                self._so_far.append(without_picture(frame))
            else:
                self._so_far = None
            yield frame

    def once_more(
        self, judged: Iterator[tuple[Frame, Assessment]], pictures: Callable[[], Generator[Frame]]
    ) -> Generator[Frame]:
        """Give all frames from the first one on; the first judge, whose frames `judged` gives, stays one frame ahead.

        Parameters
        ----------
        judged
            Takes the rest of the frames, and goes on looking for ranges in them.
        pictures
            Gives the pictures of those that were remembered without.
        """
        assert self._so_far is not None
        so_far, ahead = self._so_far, deque[Frame]()
        self._so_far, self._ahead = None, ahead
        with contextlib.closing(pictures()) as read:
            yield from paired(so_far, read)
        for _ in judged:
            while ahead:
                yield ahead.popleft()
        yield from ahead


def with_pictures(poses: StoredPoses, pictures: Iterable[Frame] | None) -> Iterator[Frame]:
    """Give each stored frame its picture; a blank one where there is none to show.

    Parameters
    ----------
    poses
        What the networks found.
    pictures
        The frames of the recording, in order; None where it is not there.
    """
    if pictures is None:
        width, height = poses.size_px
        blank = np.zeros((height, width, 3), np.uint8)
        for frame in poses:
            yield dataclasses.replace(frame, image=blank)
        return
    yield from paired(poses, pictures)
