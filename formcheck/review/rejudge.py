"""Judging a video again from what the networks found in it: in a moment, without the networks and the video."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.observer import Observation, Observer
from formcheck.messages.message import Message, message
from formcheck.records import Frame, Pose, Side
from formcheck.results.poses import StoredPoses
from formcheck.results.series import Series
from formcheck.results.stored import StoredReview
from formcheck.results.summary import Summary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.results.summary_parts import rounded
from formcheck.review.loop import FoundRanges, Judging
from formcheck.review.uncorrected import check_taken
from formcheck.settings import JudgingSettings

_WAYS_KEPT = 4
"""Ways of seeing a video that are remembered: some 10 MB a minute each."""


@dataclass(frozen=True, eq=False)
class Rejudged:
    """What is found with corrections.

    Attributes
    ----------
    summary
        As `summary.json` would hold it.
    series
        The angles over time.
    """

    summary: Summary
    series: Series


class Rejudger:
    """Judges a reviewed video again, as often as wanted; what the corrections leave as it was is not worked out twice.

    Where only the neutral or holds change, the body is not looked at again; where the neutral does not change either,
    nor is the pelvis compared with it again.

    Parameters
    ----------
    stored
        The review. What was corrected in it does not matter, except which person was judged.
    settings
        What to judge by, such as a patient's own targets; that of the review where None.

    Raises
    ------
    StoredReviewError
        What the networks saw is not there any more, or damaged.
    """

    def __init__(self, stored: StoredReview, settings: JudgingSettings | None = None) -> None:
        self.stored = stored
        self._before = stored.summary
        self._settings = settings or stored.summary.settings
        poses = StoredPoses.open(stored.folder)
        self._photo = self._before.file.kind == "photo"
        self._frames = list(poses)
        self._sources = poses.sources(self._settings)
        self._seen: dict[tuple[object, ...], dict[int, Observation]] = {}

    def judge(self, corrections: Corrections) -> Rejudged:
        """Judge with corrections; see `rejudge`."""
        before, photo, settings = self._before, self._photo, self._settings
        if corrections.person != before.corrections.person:
            raise FormcheckError(message("error.review.other_person"))
        if corrections.observed != before.corrections.observed:
            raise FormcheckError(message("error.review.other_picture"))
        start_s = corrections.start_s or 0.0
        end_s = math.inf if corrections.end_s is None else corrections.end_s
        same = settings == before.settings or corrections == corrections.choice
        raw = _raw_verdict(before, corrections) if same else None
        within = [frame for frame in self._frames if start_s <= frame.time_s <= end_s]
        if not within:
            raise FormcheckError(message("error.review.part_rejudged"))

        def judged(known: FoundRanges | None) -> tuple[Judging, SummaryBuilder, Series]:
            observers: list[_Remembering] = []  # that with the corrections first

            def observer(given: Corrections) -> _Remembering:
                observers.append(self._observer(given))
                return observers[-1]

            judging = Judging(
                settings,
                lambda: self._sources,
                photo=photo,
                corrections=corrections,
                observer=observer,
                compared=raw is None,
                found=known,
            )
            builder = SummaryBuilder(
                settings,
                photo=photo,
                pictures=before.pictures,
                patient=before.patient,
                language=before.language,
                reviewed_at=before.reviewed_at,
                visited_on=before.visited_on,
            )
            series = Series()
            for _, assessment in judging.frames(within):
                builder.add(assessment)
                series.add(assessment)
            self._remember(corrections, observers[0])
            return judging, builder, series

        judging, builder, series = judged(None)
        if judging.found:
            judging, builder, series = judged(judging.found)
        builder.finish(*judging.finish())
        summary = builder.build(before.file, before.program)
        check_taken(corrections, summary)
        if judging.uncorrected is not None:
            other = judging.uncorrected.summary(summary)
            raw = other.verdict, other.verdict_message
        update = {
            "corrections": corrections,
            "note": before.note,
            "found_ranges_s": rounded(judging.found_ranges_s),
        }
        update |= dict(zip(("uncorrected_verdict", "uncorrected_verdict_message"), raw or ("", None), strict=True))
        return Rejudged(summary.model_copy(update=update), series)

    def joints(self, corrections: Corrections, time_s: float) -> tuple[Frame, Observation] | None:
        """Return the frame nearest to a time, and what is observed in it with corrections; None where there is none."""
        if _seen_with(corrections) not in self._seen:
            self.judge(corrections)
        seen = self._seen.get(_seen_with(corrections), {})
        frames = [frame for frame in self._frames if frame.index in seen]
        nearest = min(frames, key=lambda frame: abs(frame.time_s - time_s), default=None)
        return None if nearest is None else (nearest, seen[nearest.index])

    def _remember(self, corrections: Corrections, observer: _Remembering) -> None:
        """Keep what was seen, of few ways of seeing it."""
        self._seen.setdefault(_seen_with(corrections), observer.seen)
        if len(self._seen) > _WAYS_KEPT:
            del self._seen[next(iter(self._seen))]

    def _observer(self, corrections: Corrections) -> _Remembering:
        """Return one that remembers, where it was observed with the same side, facing and part of the video."""
        observer = Observer(self._settings, self._photo, corrections)
        return _Remembering(observer, self._seen.get(_seen_with(corrections), {}))


class _Remembering:
    """Observes the body and notes what it observes, or only remembers it; see `BodyObserver`.

    Parameters
    ----------
    observer
        What observes it.
    seen
        What was observed of every frame, by its number; empty the first time.
    """

    def __init__(self, observer: Observer, seen: dict[int, Observation]) -> None:
        self._observer = observer
        self._remember = bool(seen)
        self.seen = seen or {}

    def set_rear_side(self, side: Side | None) -> None:
        """See `Observer.set_rear_side`."""
        self._observer.set_rear_side(side)

    def forget_legs(self) -> None:
        """See `Observer.forget_legs`."""
        self._observer.forget_legs()

    def step(self, frame: Frame, pose: Pose, kneeling: bool) -> Observation:
        """See `Observer.step`."""
        if not self._remember:
            self.seen[frame.index] = self._observer.step(frame, pose, kneeling)
        return self.seen[frame.index]


def _seen_with(corrections: Corrections) -> tuple[object, ...]:
    """Return what of the corrections makes a difference to what is seen."""
    return corrections.body


def rejudge(stored: StoredReview, corrections: Corrections) -> Rejudged:
    """Judge a reviewed video with other corrections.

    The same as reviewing it with them, with two exceptions: frames before the first or after the last of that review
    are not there, and the pelvis is known only as it was looked at: where side or facing are now others, nothing is
    said of the tuck.

    Parameters
    ----------
    stored
        The review.
    corrections
        What is so.

    Raises
    ------
    FormcheckError
        The video does not bear out what is given, another person has to be looked at first, or the review is too old.
    """
    return Rejudger(stored).judge(corrections)


def judged_then(stored: StoredReview) -> Rejudged:
    """Return what was found in a review itself.

    Raises
    ------
    StoredReviewError
        Its tables are damaged.
    """
    return Rejudged(stored.summary, stored.series())


def _raw_verdict(before: Summary, corrections: Corrections) -> tuple[str, Message | None] | None:
    """Return what is found without the corrections, in English and as a code.

    Empty where they say only which person and part to judge; None where it is not known, of another part of the video.
    """
    if corrections == corrections.choice:
        return "", None
    if corrections.choice != before.corrections.choice:
        return None
    if before.uncorrected_verdict:
        return before.uncorrected_verdict, before.uncorrected_verdict_message
    return before.verdict, before.verdict_message
