"""The options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.console import in_words, speak, tell
from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.system.log import start_log


def _speak(language: str) -> str:
    """Let the terminal speak a language, before anything else is looked at."""
    start_log()
    try:
        return speak(language)
    except FormcheckError as error:
        raise typer.Exit(tell(error)) from None


LanguageOption = Annotated[
    str,
    typer.Option(
        "--language",
        metavar="en|es",
        help="Language of what is said, shown and written.  [default: that of the computer]",
        callback=_speak,
        is_eager=True,
        show_default=False,
    ),
]
ModelOption = Annotated[
    str, typer.Option("--model", help="Pose model: lite, full, heavy, or the path of a .task file.")
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE.toml", help="A patient's own targets.", show_default=False),
]
MarkersOption = Annotated[
    str | None,
    typer.Option(
        "--markers",
        metavar="COLOUR",
        help="Stickers on the pelvis, or a belt of the colour named: auto, none, red, orange, yellow, green, "
        "turquoise, blue, purple, pink.  [default: auto]",
        show_default=False,
    ),
]
ExportOption = Annotated[
    list[str],
    typer.Option("--export", metavar="FORMAT", help="Write parquet, csv, json, mot, trc, c3d, kinovea, fhir or note."),
]


def _number(text: str | float) -> float:
    """Read a number with a point or a comma."""
    try:
        return float(str(text).replace(",", "."))
    except ValueError:
        raise typer.BadParameter(in_words(message("error.typed.number", text=str(text)))) from None


def _seconds(text: str | float) -> float:
    """Read a time from the beginning of the video."""
    value = _number(text)
    if not value >= 0:
        raise typer.BadParameter(in_words(message("error.typed.below_zero", text=str(text))))
    return value


HeightOption = Annotated[
    float | None,
    typer.Option(
        "--height",
        metavar="M",
        help="The person's height in metres, for positions in metres.",
        show_default=False,
        parser=_number,
    ),
]
PatientOption = Annotated[
    str | None,
    typer.Option(
        "--patient",
        metavar="CODE",
        help="The patient's code, such as P017: shown in the report; their goals are used, the result kept as a visit.",
        show_default=False,
    ),
]
ArchiveOption = Annotated[
    Path | None, typer.Option("--archive", metavar="FILE", help="Another archive than your own.", show_default=False)
]
RearSideOption = Annotated[
    str | None,
    typer.Option("--rear-side", metavar="left|right", help="Which knee is down.", show_default=False),
]
FacingOption = Annotated[
    str | None,
    typer.Option(
        "--facing", metavar="left|right", help="Which way the person faces in the picture.", show_default=False
    ),
]
PersonOption = Annotated[
    int | None,
    typer.Option(
        "--person",
        metavar="N",
        min=1,
        max=4,
        help="Which of several people to judge: the N-th from the left, where they are first seen together.",
        show_default=False,
    ),
]
RotateOption = Annotated[
    int | None,
    typer.Option(
        "--rotate",
        metavar="90|180|270",
        help="Turn the picture clockwise, where it lies on its side or stands on its head, degrees.",
        show_default=False,
    ),
]
StreamOption = Annotated[
    int | None,
    typer.Option(
        "--stream", metavar="N", min=1, help="Which of several videos in the file to judge.", show_default=False
    ),
]
MirroredOption = Annotated[
    bool,
    typer.Option("--mirrored", help="The recording is a mirror image, as some front cameras save it: turn it back."),
]
SpeedOption = Annotated[
    float | None,
    typer.Option(
        "--speed",
        metavar="N",
        min=0.01,
        max=100,
        help="It is slow motion, N times slower than it was: 8 for 240 pictures a second that play at 30.",
        show_default=False,
    ),
]
BaselineOption = Annotated[
    list[str],
    typer.Option(
        "--baseline", metavar="FROM-TO", help="When the neutral is: 2.0-4.0, seconds; repeat it for each kneel."
    ),
]
RangeOption = Annotated[
    list[str],
    typer.Option(
        "--range",
        metavar="FROM-TO|none",
        help="When the own range is shown (relax, tuck, relax, tuck, relax): 4-16, seconds; repeat it for each side. "
        "It is looked for otherwise; none: there is none.",
    ),
]
HoldOption = Annotated[
    list[str],
    typer.Option("--hold", metavar="FROM-TO", help="When a hold is: 5-35, seconds; repeat it for each. No others."),
]
StartOption = Annotated[
    float | None,
    typer.Option(
        "--start",
        metavar="S",
        help="Look at nothing before, seconds.",
        show_default=False,
        parser=_seconds,
    ),
]
EndOption = Annotated[
    float | None,
    typer.Option(
        "--end",
        metavar="S",
        help="Look at nothing after, seconds.",
        show_default=False,
        parser=_seconds,
    ),
]
NoteOption = Annotated[str, typer.Option("--note", metavar="TEXT", help="A note to show in the report.")]
NoPdfOption = Annotated[bool, typer.Option("--no-pdf", help="Write no report and no handout as PDF.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace results that are there already.")]
