"""What would have been found without the corrections: kept beside what was found with them."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.coaching.session import LungeSession
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections, Span
from formcheck.lunge.observer import BodyObserver
from formcheck.lunge.sources import Source
from formcheck.messages.message import message
from formcheck.records import Assessment, Frame
from formcheck.results.summary import Summary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.results.summary_parts import rounded
from formcheck.settings import JudgingSettings


class Uncorrected:
    """Judges the frames a second time, as if nobody had corrected anything.

    Parameters
    ----------
    settings
        The thresholds in use.
    sources
        Ways of seeing the pelvis, the best first.
    photo
        A single picture.
    choice
        Which person and which part of the video was judged: that is kept.
    observer, found_ranges_s
        See `LungeChecker`.
    """

    def __init__(
        self,
        settings: JudgingSettings,
        sources: Sequence[Source],
        *,
        photo: bool = False,
        choice: Corrections | None = None,
        observer: BodyObserver | None = None,
        found_ranges_s: Sequence[Span] = (),
    ) -> None:
        self._choice = choice or Corrections()
        self._lunge = LungeSession(
            settings,
            photo=photo,
            sources=sources,
            corrections=self._choice,
            observer=observer,
            found_ranges_s=found_ranges_s,
        )
        self._builder = SummaryBuilder(settings, photo=photo)
        self._found_ranges_s = found_ranges_s

    def step(self, frame: Frame) -> Assessment:
        """Judge one frame, which must carry its pose."""
        return self._lunge.step(frame)

    def add(self, assessment: Assessment) -> None:
        """Take what was judged of each frame, in order."""
        self._builder.add(assessment)

    def summary(self, corrected: Summary) -> Summary:
        """Return what was found, of the file that another summary tells of; the last call."""
        self._builder.finish(*self._lunge.finish())
        raw = self._builder.build(corrected.file, corrected.program)
        return raw.model_copy(
            update={
                "corrections": self._choice,
                "found_ranges_s": rounded(self._found_ranges_s),
                "pictures": corrected.pictures,
                "patient": corrected.patient,
                "reviewed_at": corrected.reviewed_at,
                "visited_on": corrected.visited_on,
                "language": corrected.language,
            }
        )


def check_taken(corrections: Corrections, summary: Summary) -> None:
    """Refuse a correction that the video does not bear out.

    Raises
    ------
    FormcheckError
        Nobody half-kneels where the neutral or the hold should be.
    """
    baselines = [own for side in summary.sides for own in side.baselines]
    for start_s, end_s in corrections.baselines_s:
        if not any((b.start_s, b.end_s) == (round(start_s, 4), round(end_s, 4)) for b in baselines):
            raise FormcheckError(message("error.review.neutral", start_s=start_s, end_s=end_s))
    for start_s, end_s in corrections.every_hold_s:
        if not any(hold.start_s < end_s and hold.end_s > start_s for hold in summary.holds):
            raise FormcheckError(message("error.review.hold", start_s=start_s, end_s=end_s))
