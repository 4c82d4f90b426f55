"""`formcheck launcher …`: a click on the desktop or in the menu in the place of a command."""

from __future__ import annotations

import typer

from formcheck.cli.console import in_one_sentence, show
from formcheck.cli.options import LanguageOption
from formcheck.messages.message import message

launcher = typer.Typer(help="Start formcheck by a click: from the menu, or from the desktop.", no_args_is_help=True)


@launcher.command()
@in_one_sentence
def install(language: LanguageOption = "") -> None:
    """Put formcheck into the menu (Linux, Windows) or among your applications (macOS)."""
    from formcheck.system import launcher as doors

    show(message("terminal.launcher.installed", path=str(doors.install(doors.launcher()))))


@launcher.command()
@in_one_sentence
def remove(language: LanguageOption = "") -> None:
    """Take it away again."""
    from formcheck.system import launcher as doors

    door = doors.launcher()
    was_there = doors.remove(door)
    show(message(f"terminal.launcher.{'removed' if was_there else 'none'}", path=str(door.file)))
