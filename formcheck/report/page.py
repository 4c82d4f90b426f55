"""`report.html`: one page to be read, printed or sent on. It holds all it shows but the annotated video beside it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from formcheck.messages.safety import STOP_RULES
from formcheck.messages.words import QUANTITY_NAMES, TUCK_NOT_MEASURED, clock, degrees, percent, seconds
from formcheck.report.heading import heading
from formcheck.report.key_frames import KeyFrame
from formcheck.report.methods import methods
from formcheck.report.note import note_html
from formcheck.report.print_layout import print_layout
from formcheck.report.table_rows import hold_angles, picture_angles
from formcheck.report.timeline import library, timeline
from formcheck.results.events import events
from formcheck.results.series import Series
from formcheck.results.summary import NotJudged, Summary
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
    """Return the report as HTML; see `write_report`."""
    photo = summary.file.kind == "photo"
    environment = Environment(
        loader=PackageLoader("formcheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "percent": percent, "span": seconds, "degrees": degrees}
    environment.filters |= {"data_uri": _data_uri, "css": _css}
    listed = [] if photo else events(summary)
    line = "" if photo else timeline(summary, series, listed)
    pictures = list(key_frames)
    printed = print_layout(summary, pictures, listed)
    return environment.get_template("report.html.j2").render(
        s=summary,
        photo=photo,
        state=_state(summary),
        facts=heading(summary),
        pictures=[picture for picture in pictures if picture.kind != "unjudged"],
        lost=[picture for picture in pictures if picture.kind == "unjudged"],
        printed=printed,
        sides_shown=len(summary.sides) > 1,
        video=video,
        events=listed,
        timeline=line,
        library=library() if line else "",
        picture_angles=picture_angles(summary, series) if photo and summary.judged else [],
        holds=[(hold, hold_angles(summary, hold, series)) for hold in summary.holds],
        one_side=_one_side(summary),
        sides=left_against_right(summary, series),
        gap_names={name: f"{words} not measured" for name, words in QUANTITY_NAMES.items()}
        | {"everything": "Nothing judged", "tuck": TUCK_NOT_MEASURED.removesuffix(".")},
        methods=methods(summary),
        contents=_contents(summary),
        note=note_html(summary.note),
        stop_rules=[str(rule) for rule in STOP_RULES],
        gaps=_gaps(summary),
    )


def _gaps(summary: Summary) -> list[NotJudged]:
    """Order what was not judged by its share, with a reason each that needs no repetition of what was not judged."""
    gaps = [
        gap.model_copy(update={"why": gap.why.removeprefix(TUCK_NOT_MEASURED).strip()}) for gap in summary.not_judged
    ]
    tucks = [gap for gap in gaps if gap.what == "tuck"]
    least = sorted(tucks, key=lambda gap: -gap.share)[_MOST_TUCK_GAPS:]
    return sorted((gap for gap in gaps if gap not in least), key=lambda gap: -gap.share)


def _one_side(summary: Summary) -> str:
    """Say why the sides cannot be compared."""
    held = sorted({hold.rear_side for hold in summary.holds})
    return f"only the {held[0]} one was held" if held else "no hold was found"


def _contents(summary: Summary) -> str:
    """Say what a page shows of the person."""
    pictures = {
        "as filmed": "pictures of the person",
        "face blurred": "pictures of the person with the face blurred",
        "none": "no picture of the person, only drawings of the limbs",
    }[summary.pictures]
    recorded = " and the time" if summary.file.recorded_at else ""
    code = "the patient's code, " if summary.patient else ""
    return (
        f"{pictures}, {code}measured angles, and the name{recorded} of the recording. It contains no sound, no "
        "place and no mark of the camera or phone"
    )


def _state(summary: Summary) -> str:
    """Sign of the verdict: ``none`` not judged, green no fault, yellow a complete hold with faults, red the rest."""
    if not summary.judged:
        return "none"
    if not any(fault.quantity for fault in summary.faults):
        return "green"
    return "yellow" if any(hold.complete for hold in summary.holds) else "red"


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _css(text: str) -> str:
    """Write words so that they may stand between quotes in a style sheet."""
    return "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in text)
