"""The command `formcheck validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.console import in_one_sentence, progress_bar, say, show, words
from formcheck.cli.options import LanguageOption
from formcheck.messages.message import message
from formcheck.system.failures import EXIT_BAD_INPUT


@in_one_sentence
def validate(
    folder: Annotated[Path, typer.Argument(help="Videos of people with stickers; see docs/validation.md.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")],
    readings: Annotated[
        Path | None,
        typer.Option("--readings", metavar="FILE.csv", help="Of an inclinometer, in place of stickers."),
    ] = None,
    markers: Annotated[
        str | None, typer.Option("--markers", metavar="COLOUR", help="Colour of the stickers.  [default: auto]")
    ] = None,
    model: Annotated[str, typer.Option("--model", help="Pose model: lite, full, heavy, or a file.")] = "full",
    settings: Annotated[Path | None, typer.Option("--settings", metavar="FILE.toml", help="Other thresholds.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace results that are there already.")] = False,
    language: LanguageOption = "",
) -> None:
    """Compare the tilt that formcheck tells with stickers or an inclinometer, over a folder of videos.

    Of each video: the first part of its name, up to _, or the folder it lies in, says whose it is.
    """
    from formcheck.settings import load_settings, with_marker_colour
    from formcheck.validation.page import lines, write_validation
    from formcheck.validation.validate import validate as compare

    thresholds = with_marker_colour(load_settings(settings), markers)
    found = compare(folder, thresholds, model, readings, progress_bar)
    page = write_validation(found, out, model, force, language)
    for what, figure, interval in lines(found.agreement, found.settings.clear_deg, words()):
        typer.echo(f"{what:<52}{figure:>18}  {interval}".rstrip())
    for video, reason in found.left_out:
        say(message("terminal.left_out", video=video, why=reason))
    show(message("terminal.results", folder=str(page.parent), page=page.name))
    if found.unreadable:
        raise typer.Exit(EXIT_BAD_INPUT)
