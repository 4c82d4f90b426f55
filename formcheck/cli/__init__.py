"""The commands of formcheck, and nothing else.

Whatever is heavy to import is imported inside the command that needs it, so that `formcheck --help` comes at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from formcheck import __version__
from formcheck.cli import archive, launcher, posture, practice, results, review, upkeep, validation

app = typer.Typer(
    name="formcheck",
    help="Watches the half-kneeling hip-flexor stretch, measures it, and says in time what to correct. "
    "Without a command it opens a page with two doors: practise, or review videos. "
    "Exercise coaching, not a medical device: stop when anything hurts.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def formcheck(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Hold the options that come before a command; without a command, open the start page."""
    if context.invoked_subcommand is None:
        practice.start()


app.command()(review.review)
app.command()(results.rejudge)
app.command()(practice.live)
app.command()(practice.practice)
app.command(cls=posture.SeveralFiles)(posture.posture)
app.command()(review.demo)
app.command("export")(results.export)
app.command("settings")(upkeep.show_settings)
app.command()(upkeep.doctor)
app.command()(validation.validate)
app.command()(archive.compare)
app.command()(archive.progress)
app.add_typer(archive.archive, name="archive")
app.add_typer(launcher.launcher, name="launcher")


def main() -> None:
    """Run the command line."""
    app()
