"""What would have been found without the corrections: kept beside what was found with them."""

from __future__ import annotations

from formcheck.coaching.session import CoachedLunge
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.pose.body import Frame
from formcheck.review.builder import SummaryBuilder
from formcheck.review.summary import Summary
from formcheck.settings import Settings


class Uncorrected:
    """Judges the frames a second time, as if nobody had corrected anything.

    Parameters
    ----------
    settings
        The thresholds in use.
    photo
        A single picture.
    """

    def __init__(self, settings: Settings, *, photo: bool = False) -> None:
        self._lunge = CoachedLunge(settings, photo=photo)
        self._builder = SummaryBuilder(settings, photo=photo)

    def step(self, frame: Frame) -> None:
        """Judge one frame, which must carry its pose."""
        self._builder.add(self._lunge.step(frame))

    def summary(self, corrected: Summary) -> Summary:
        """Return what was found, of the file that another summary tells of; the last call."""
        self._builder.finish(*self._lunge.finish())
        return self._builder.build(corrected.file, corrected.program)


def check_taken(corrections: Corrections, summary: Summary) -> None:
    """Refuse a correction that the video does not bear out.

    Raises
    ------
    FormcheckError
        Nobody half-kneels where the neutral or the hold should be.
    """
    baselines = [side.baseline for side in summary.sides if side.baseline is not None]
    span = corrections.baseline_s
    if span is not None and not any((b.start_s, b.end_s) == (round(span[0], 4), round(span[1], 4)) for b in baselines):
        raise FormcheckError(
            f"Nobody is seen half-kneeling from {span[0]:g} to {span[1]:g} s: choose other times for --baseline."
        )
    span = corrections.hold_s
    if span is not None and not summary.holds:
        raise FormcheckError(
            f"Nobody is seen half-kneeling after a neutral from {span[0]:g} to {span[1]:g} s: "
            "choose other times for --hold, or name a --baseline before it."
        )
