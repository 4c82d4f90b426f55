"""A recording in which the own range was found is judged a second time, so that all that is written agrees.

Only when the last frame of a range has been judged is it known that the swings in it were no faults. So the frames are
judged again, from what the networks found in them, and written again: tables, video, verdict and report.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from formcheck.lunge.corrections import Corrections
from formcheck.records import Frame
from formcheck.results.poses import StoredPoses
from formcheck.results.summary import FileProvenance, ProgramProvenance, Summary
from formcheck.review.loop import FoundRanges, Judging, ObservedFrames, judge_into, paired
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
    pictures: Callable[[], Generator[Frame]] | None = None,
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
    pictures
        See `judge_into`.
    """
    with results() as written:
        seen = judge_into(written, frames, judging, progress, total, pictures)
    found = judging.found
    if not found and not judging.found_early:
        return Judged(written, judging, judging.uncorrected, seen)
    again = judging_again(found)
    if found.corrected_s or judging.found_early:
        with results() as written:
            judge_into(written, frames_again(), again)
        return Judged(written, again, again.uncorrected, seen)
    # Only what is found without the corrections becomes another; nothing of that is drawn.
    for _ in again.frames(frames_again()):
        pass
    return Judged(written, judging, again.uncorrected, seen)


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
