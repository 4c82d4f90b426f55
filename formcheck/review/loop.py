"""The one loop over the frames of a recording: frames with their poses become assessments, by one judge or several."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from formcheck.coaching.session import LungeSession
from formcheck.lunge.corrections import Corrections, Span
from formcheck.lunge.observer import BodyObserver
from formcheck.lunge.pelvis.found_range import RangeFinder
from formcheck.lunge.sources import Source
from formcheck.records import Assessment, Fault, Frame, Hold
from formcheck.results.settling import Settling
from formcheck.review.between_looks import judged_at_looks
from formcheck.review.outputs import Results
from formcheck.review.uncorrected import Uncorrected
from formcheck.settings import JudgingSettings
from formcheck.system.pipeline import Behind
from formcheck.system.worker_processes import Progress

_LOOK_FOR_RANGE_S = 3.0
"""So often is looked whether the own range has been shown: what is drawn after it is drawn a second time."""
_SURE_AFTER_S = 1.0
"""Where so much more of the recording leaves what was found as it was, nothing more will change it."""
_LOOK_WHETHER_AWAITED_S = 1.0
"""So often is looked whether it may still be shown: until then nothing is drawn."""


class Judge(Protocol):
    """What judges frame after frame: a session, or the checker alone."""

    def step(self, frame: Frame) -> Assessment:
        """Judge one frame, which must carry its pose."""


def judge_frames(
    frames: Iterable[Frame], judges: Sequence[Judge], progress: Progress | None = None, total: int | None = None
) -> Generator[tuple[Frame, tuple[Assessment, ...]]]:
    """Judge frame after frame.

    Parameters
    ----------
    frames
        With their poses, in order.
    judges
        Each judges every frame that was looked at; see `judged_at_looks`.
    progress, total
        Told of every frame, and how many to expect.

    Yields
    ------
    (Frame, tuple of Assessment)
        Every frame, with what each of the judges says of it.
    """
    judged = judged_at_looks(frames, lambda frame: tuple(judge.step(frame) for judge in judges))
    for done, (frame, assessments) in enumerate(judged, start=1):
        yield frame, assessments
        if progress:
            progress(done, total)


@dataclass(frozen=True)
class FoundRanges:
    """The own ranges that were found in a recording, from when to when each is shown, seconds.

    Attributes
    ----------
    corrected_s
        As it is judged with the corrections; none where they say themselves where a range is, or that there is none.
    uncorrected_s
        As it is judged without them.
    """

    corrected_s: tuple[Span, ...] = ()
    uncorrected_s: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.corrected_s or self.uncorrected_s)


class Judging:
    """Judges a recording with corrections and, where they change anything, a second time without them.

    Where the person shows their own range is known only afterwards: `found` says so once all frames have been judged,
    and another `Judging` that is told judges them by it.

    Parameters
    ----------
    settings
        Every threshold.
    sources
        Gives the ways of estimating the pelvis, the best first; called once for each of the two.
    photo
        A single picture.
    corrections
        What somebody knows better than the picture shows.
    observer
        Makes what observes the body with some corrections; None for a new `Observer`.
    compared
        Whether to judge without the corrections, too; None: where there are any.
    found
        Own ranges that were found in the same frames before; None: they are looked for.

    Attributes
    ----------
    found_ranges_s
        The ranges that it judges by, where they were found.
    uncorrected
        What judges without the corrections; None where nothing does.
    found_early
        Whether a range has been found already: then all will be judged once more, and writing this is in vain.
    found_surely
        Whether more of the recording has left that range as it was: what follows may be judged by it at once.
    range_awaited
        Whether one may still be shown at the beginning of the recording; once it may not, it stays so.
    """

    def __init__(
        self,
        settings: JudgingSettings,
        sources: Callable[[], Sequence[Source]],
        *,
        photo: bool,
        corrections: Corrections,
        observer: Callable[[Corrections], BodyObserver] | None = None,
        compared: bool | None = None,
        found: FoundRanges | None = None,
    ) -> None:
        known = found or FoundRanges()
        self.found_ranges_s = known.corrected_s
        self.found_early = self.found_surely = False
        self._found_so_far_s: tuple[Span, ...] = ()
        self._looked_for_range_s = self._looked_whether_s = 0.0

        def made(given: Corrections) -> BodyObserver | None:
            return observer(given) if observer else None

        self._lunge = LungeSession(
            settings,
            photo=photo,
            sources=sources(),
            corrections=corrections,
            observer=made(corrections),
            found_ranges_s=known.corrected_s,
        )
        self.uncorrected: Uncorrected | None = None
        if corrections != corrections.choice if compared is None else compared:
            choice = corrections.choice
            self.uncorrected = Uncorrected(
                settings,
                sources(),
                photo=photo,
                choice=choice,
                observer=made(choice),
                found_ranges_s=known.uncorrected_s,
            )
        limits = settings.pelvis.own_range
        looks = found is None and not photo and limits.find
        marked = bool(corrections.ranges_s) or corrections.no_range
        self._finder = RangeFinder(limits, corrections.every_hold_s) if looks and not marked else None
        self._finder_uncorrected = RangeFinder(limits) if looks and self.uncorrected else None
        self.range_awaited = self._finder is not None

    def frames(
        self, frames: Iterable[Frame], progress: Progress | None = None, total: int | None = None
    ) -> Generator[tuple[Frame, Assessment]]:
        """Judge frame after frame; see `judge_frames`."""
        settling = Settling()
        judges: list[Judge] = [self._lunge] if self.uncorrected is None else [self.uncorrected, self._lunge]
        for frame, (*others, assessment) in judge_frames(frames, judges, progress, total):
            if self._finder:
                self._finder.add(assessment)
                self._look_for_range(self._finder, frame.time_s)
            if self.uncorrected:
                self.uncorrected.add(others[0])
            if self._finder_uncorrected:
                self._finder_uncorrected.add(others[0])
            if self.found_surely:
                # Nobody writes any more what is judged without the range: no picture waits for what comes next.
                yield from settling.rest()
                yield without_picture(frame), assessment
            else:
                yield from settling.step(frame, assessment)
        yield from settling.rest()

    def _look_for_range(self, finder: RangeFinder, time_s: float) -> None:
        """Look now and then whether a range has been shown by now."""
        since_s = time_s - self._looked_for_range_s
        if not self.found_early and since_s >= _LOOK_FOR_RANGE_S:
            self._looked_for_range_s = time_s
            self.found_early = finder.shown_by(time_s)
        elif self.found_early and not self.found_surely and since_s >= _SURE_AFTER_S:
            self._looked_for_range_s = time_s
            before, self._found_so_far_s = self._found_so_far_s, finder.found_s()
            # What is judged without the corrections has ranges of its own: then all is judged again afterwards.
            self.found_surely = () != before == self._found_so_far_s and self.uncorrected is None
        if self.range_awaited and time_s - self._looked_whether_s >= _LOOK_WHETHER_AWAITED_S:
            self._looked_whether_s = time_s
            self.range_awaited = finder.awaited(time_s)

    @property
    def found(self) -> FoundRanges:
        """The own ranges in the frames that have been judged; none where they were known before."""
        return FoundRanges(
            self._finder.found_s() if self._finder else (),
            self._finder_uncorrected.found_s() if self._finder_uncorrected else (),
        )

    def finish(self) -> tuple[tuple[Fault, ...], Hold | None]:
        """End what is still open; see `LungeSession.finish`."""
        return self._lunge.finish()


@dataclass(frozen=True)
class ObservedFrames:
    """How many frames there were, and the time of the last one, seconds."""

    frames: int
    last_s: float


def judge_into(
    results: Results,
    judged: Iterable[tuple[Frame, Assessment]],
    judging: Judging,
    pictures: Callable[[], Generator[Frame]] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> ObservedFrames:
    """Write frame after frame; they are drawn and written on a thread of their own, until a range has been found.

    Parameters
    ----------
    results
        Where they are written.
    judged
        Frames with their pictures, which are drawn on, and their poses, in order, as `judging` gives them.
    judging
        Judges them.
    pictures
        Reads the pictures of the recording once more, in order: then nothing is drawn as long as a range is awaited,
        and what was held back is drawn from there where none comes. None: each is drawn as it comes.
    stop
        Says that there is no use in going on; asked after each frame.
    """
    done, last_s = 0, 0.0
    held: list[tuple[Frame, Assessment]] = []
    with Behind[tuple[Frame, Assessment]](lambda frame: results.add(*frame)) as add:
        for frame, assessment in judged:
            done, last_s = done + 1, frame.time_s
            if judging.found_early:
                held.clear()
            elif pictures is not None and judging.range_awaited:
                held.append((without_picture(frame), assessment))
            else:
                _add_held(held, pictures, add)
                add((frame, assessment))
            if stop():
                return ObservedFrames(done, last_s)
        if not judging.found.corrected_s:
            _add_held(held, pictures, add)
    return ObservedFrames(done, last_s)


def _add_held(
    held: list[tuple[Frame, Assessment]],
    pictures: Callable[[], Generator[Frame]] | None,
    add: Callable[[tuple[Frame, Assessment]], None],
) -> None:
    """Pass on the frames that were held back, each with its picture; none is held back after that."""
    if held and pictures is not None:
        with contextlib.closing(pictures()) as read:
            with_theirs = paired((frame for frame, _ in held), read)
            for frame, (_, assessment) in zip(with_theirs, held, strict=True):
                add((frame, assessment))
        held.clear()


def without_picture(frame: Frame) -> Frame:
    """Return a frame as it is remembered: without what takes memory and can be had again, or nobody needs any more."""
    pose = None if frame.pose is None else dataclasses.replace(frame.pose, mask=None)
    return dataclasses.replace(frame, image=None, waiting=None, pose=pose)


def paired(frames: Iterable[Frame], pictures: Iterable[Frame]) -> Iterator[Frame]:
    """Give each frame the picture of the same number.

    Parameters
    ----------
    frames
        In order, with their poses.
    pictures
        The frames of the same recording, in order; it may have more of them.
    """
    of_recording = iter(pictures)
    for frame in frames:
        picture = next(picture for picture in of_recording if picture.index == frame.index)
        yield dataclasses.replace(frame, image=picture.image, waiting=picture.waiting)
