"""`report.html`: one page to be read, printed or sent on. It holds all it shows but the annotated video beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import Message, message
from formcheck.messages.names import quantity_name
from formcheck.messages.safety import NOT_A_DEVICE, STOP_RULES
from formcheck.report.environment import environment, plotly, text_of
from formcheck.report.heading import heading
from formcheck.report.key_frames import KeyFrame
from formcheck.report.methods import methods
from formcheck.report.note import note_html
from formcheck.report.print_layout import print_layout
from formcheck.report.table_rows import hold_angles, picture_angles
from formcheck.report.timeline import timeline
from formcheck.results.events import events
from formcheck.results.series import Series
from formcheck.results.summary import NotJudged, Summary, stored_message
from formcheck.results.symmetry import left_against_right
from formcheck.system.outputs import write_text

_MOST_TUCK_GAPS = 4


def write_report(
    path: Path | str, summary: Summary, series: Series, key_frames: Iterable[KeyFrame], video: str = ""
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

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    write_text(path, render_report(summary, series, key_frames, video))


def render_report(summary: Summary, series: Series, key_frames: Iterable[KeyFrame], video: str = "") -> str:
    """Return the report as HTML, in the language of the review; see `write_report`."""
    words = catalogue(summary.language)
    photo = summary.file.kind == "photo"
    listed = [] if photo else events(summary)
    line = "" if photo else timeline(summary, series, listed, words)
    pictures = list(key_frames)
    return (
        environment(words)
        .get_template("report.html.j2")
        .render(
            s=summary,
            photo=photo,
            state=summary.state,
            verdict=text_of(words, stored_message(summary.verdict, summary.verdict_message)),
            uncorrected=text_of(
                words, stored_message(summary.uncorrected_verdict, summary.uncorrected_verdict_message)
            ),
            corrected=[words.text(part) for part in summary.corrections.messages()],
            facts=heading(summary, words),
            pictures=[picture for picture in pictures if picture.kind != "unjudged"],
            lost=[picture for picture in pictures if picture.kind == "unjudged"],
            printed=print_layout(summary, pictures, listed),
            sides_shown=len(summary.sides) > 1,
            video=video,
            events=listed,
            timeline=line,
            library=plotly(words) if line else "",
            picture_angles=picture_angles(summary, series, words) if photo and summary.judged else [],
            holds=[(hold, hold_angles(summary, hold, series, words)) for hold in summary.holds],
            one_side=_one_side(summary),
            sides=left_against_right(summary, series),
            methods=[words.text(sentence) for sentence in methods(summary)],
            contents=_contents(summary),
            note=note_html(summary.note, words),
            notes=[words.text(note) for note in _notes(summary)],
            disclaimer=words.text(NOT_A_DEVICE),
            stop_rules=[words.text(rule) for rule in STOP_RULES],
            gaps=[(gap, words.text(_what(gap)), words.text(_why(gap))) for gap in _gaps(summary)],
            with_care=[
                (g, text_of(words, stored_message(g.mend, g.mend_message)))
                for g in summary.view.gates
                if g.degraded_share
            ],
        )
    )


def _gaps(summary: Summary) -> list[NotJudged]:
    """Order what was not judged by its share; of the many reasons why the tuck was not, only the longest."""
    tucks = [gap for gap in summary.not_judged if gap.what == "tuck"]
    least = sorted(tucks, key=lambda gap: -gap.share)[_MOST_TUCK_GAPS:]
    return sorted((gap for gap in summary.not_judged if gap not in least), key=lambda gap: -gap.share)


def _what(gap: NotJudged) -> Message:
    """Say what was not judged."""
    if gap.what == "everything":
        return message("gap.everything")
    if gap.what == "tuck":
        return message("gap.tuck_name")
    return message("gap.quantity", quantity=quantity_name(gap.what))


def _why(gap: NotJudged) -> Message:
    """Give the reason without repeating what was not judged."""
    why = stored_message(gap.why, gap.why_message)
    reason = why.parameters.get("reason", why) if why is not None else None
    return reason if isinstance(reason, Message) else message("gap.unknown")


def _notes(summary: Summary) -> list[Message]:
    """Say what was wrong with the file."""
    file = summary.file
    return file.note_messages or [message("as_written.text", text=note) for note in file.notes]


def _one_side(summary: Summary) -> Message:
    """Say why the sides cannot be compared."""
    held = sorted({hold.rear_side for hold in summary.holds})
    return Message(f"report.only_{held[0]}") if held else message("report.no_hold")


def _contents(summary: Summary) -> Message:
    """Say what a page shows of the person."""
    pictures = Message(f"report.contents.{summary.pictures.replace(' ', '_')}")
    code = (message("report.contents.patient"),) if summary.patient else ()
    name = message(f"report.contents.{'name_and_time' if summary.file.recorded_at else 'name'}")
    return message("report.contents.text", what=(pictures, *code, name))
