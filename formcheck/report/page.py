"""`report.html`: one page to be read, printed or sent on. It holds all it shows but the annotated video beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from formcheck.messages.catalogue import catalogue
from formcheck.report.contents import contents
from formcheck.report.environment import environment, plotly
from formcheck.report.key_frames import KeyFrame
from formcheck.report.note import note_html
from formcheck.report.timeline import timeline
from formcheck.results.series import Series
from formcheck.results.summary import Summary
from formcheck.system.outputs import write_text


def write_report(
    path: Path | str,
    summary: Summary,
    series: Series,
    key_frames: Iterable[KeyFrame],
    video: str = "",
    stood: Sequence[bytes] = (),
) -> None:
    """Write the report of one review.

    Parameters
    ----------
    path
        The file, ``report.html``.
    summary
        What was found.
    series
        The angles over time.
    key_frames
        The pictures to show.
    video
        Name of the annotated video beside the report; empty where there is none.
    stood
        Pictures of how the person stood before and after the stretch, JPEG.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    write_text(path, render_report(summary, series, key_frames, video, stood))


def render_report(
    summary: Summary,
    series: Series,
    key_frames: Iterable[KeyFrame],
    video: str = "",
    stood: Sequence[bytes] = (),
) -> str:
    """Return the report as HTML, in the language of the review; see `write_report`."""
    words = catalogue(summary.language)
    shown = contents(summary, series, key_frames, words)
    line = "" if shown.photo else timeline(summary, series, shown.events, words)
    return (
        environment(words)
        .get_template("report.html.j2")
        .render(
            {field.name: getattr(shown, field.name) for field in fields(shown)},
            s=summary,
            sides_shown=len(summary.sides) > 1,
            video=video,
            stood=stood,
            timeline=line,
            library=plotly(words) if line else "",
            note=note_html(summary.note, words),
        )
    )
