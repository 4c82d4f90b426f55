"""The commands of formcheck, and nothing else.

Whatever is heavy to import is imported inside the command that needs it, so that `formcheck --help` comes at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial, wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from formcheck.errors import FormcheckError

if TYPE_CHECKING:
    from formcheck.pose.body import Frame

EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_NOT_JUDGED, EXIT_STOPPED = 1, 2, 3, 130

P = ParamSpec("P")

app = typer.Typer(
    name="formcheck",
    help="Watches the half-kneeling hip-flexor stretch, measures it, and says in time what to mend. "
    "Exercise coaching, not a medical device: stop when anything hurts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ModelOption = Annotated[
    str, typer.Option("--model", help="Pose model: lite, full, heavy, or the path of a .task file.")
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE.toml", help="A patient's own targets.", show_default=False),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace results that are there already.")]


def main() -> None:
    """Run the command line."""
    app()


def say(text: object) -> None:
    """Print one line on the error output."""
    typer.echo(text, err=True)


def tell(error: Exception) -> int:
    """Say in one sentence what went wrong; return the exit code. With FORMCHECK_DEBUG set, raise it instead."""
    if os.environ.get("FORMCHECK_DEBUG"):
        raise error
    if isinstance(error, FormcheckError):
        say(error)
        return EXIT_BAD_INPUT
    say(f"formcheck itself failed ({type(error).__name__}: {error}); FORMCHECK_DEBUG=1 shows where, please report it.")
    return EXIT_BROKEN


def in_one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """Turn every failure of a command into one sentence and an exit code, never a traceback."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            say("Stopped: nothing half-written is left behind.")
            raise typer.Exit(EXIT_STOPPED) from None
        except Exception as error:
            raise typer.Exit(tell(error)) from None

    return told


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"formcheck {version('formcheck')}")
        raise typer.Exit


@app.callback()
def formcheck(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Hold the options that come before a command."""


@app.command()
@in_one_sentence
def review(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Videos or photos.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results, one folder a file in it.")],
    model: ModelOption = "full",
    settings: SettingsOption = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="Write no annotated video.")] = False,
    force: ForceOption = False,
) -> None:
    """Judge recorded videos and photos.

    Exit code: 0 judged, 2 bad input, 3 nothing could be judged.
    """
    raise typer.Exit(_review(files, out, model, settings, video=not no_video, force=force))


@app.command()
@in_one_sentence
def live(
    camera: Annotated[str, typer.Option("--camera", metavar="N|URL", help="Number of the webcam, or a stream.")] = "0",
    source: Annotated[
        Path | None, typer.Option("--source", metavar="FILE", help="A video in place of a camera.", show_default=False)
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="No window: print each cue with its time.")] = False,
    model: ModelOption = "full",
    settings: SettingsOption = None,
    no_sound: Annotated[bool, typer.Option("--no-sound", help="No sound when a cue comes.")] = False,
) -> None:
    """Watch you through the webcam and say what to mend.

    Keys in the window: q or Esc quits, r restarts, s swaps the side.
    """
    from formcheck.coaching.wording import NOT_A_DEVICE, STOP_RULES
    from formcheck.pose.weights import find_model
    from formcheck.practice.chime import Chime
    from formcheck.practice.live import Terminal, file_as_camera, practise_until_quit
    from formcheck.practice.window import Window
    from formcheck.settings import load_settings
    from formcheck.video.reader import open_source

    thresholds = load_settings(settings)
    find_model(model)
    with ExitStack() as opened:
        start: Callable[[], AbstractContextManager[Iterable[Frame]]]
        if source:
            start = partial(file_as_camera, open_source(source))
        else:
            from formcheck.video.camera import Camera

            webcam = opened.enter_context(Camera(camera))
            start = lambda: nullcontext(webcam)  # noqa: E731
        view = Terminal(typer.echo) if headless else opened.enter_context(Window(thresholds))
        say("\n".join((NOT_A_DEVICE, *STOP_RULES)))
        practise_until_quit(start, thresholds, model, view, Chime(muted=no_sound).ring)


@app.command()
@in_one_sentence
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.", writable=True)] = Path(
        "formcheck-demo"
    ),
) -> None:
    """Review the sample clip that comes with formcheck, replacing the results of an earlier demo."""
    from formcheck.bundled import demo_sample

    raise typer.Exit(_review([demo_sample()], out, "full", None, video=True, force=True))


def _review(files: list[Path], out: Path, model: str, settings: Path | None, *, video: bool, force: bool) -> int:
    """Review file after file, telling of each; one that fails does not stop the rest. Return the worst exit code."""
    from formcheck.pose.weights import find_model
    from formcheck.review.folder import folder_names
    from formcheck.review.review import Options, review_file
    from formcheck.settings import load_settings

    options = Options(load_settings(settings), model, video=video, force=force)
    find_model(model)
    codes = {0}
    for file, name in zip(files, folder_names(files), strict=True):
        try:
            with progress_bar(file.name) as progress:
                reviewed = review_file(file, out / name, options, progress)
        except Exception as error:
            codes.add(tell(error))
            continue
        typer.echo(f"{file.name}: {reviewed.verdict}")
        typer.echo(f"  results: {reviewed.folder} (start with report.html)")
        codes.add(0 if reviewed.judged else EXIT_NOT_JUDGED)
    return next(code for code in (EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_NOT_JUDGED, 0) if code in codes)


@contextmanager
def progress_bar(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show on the error output how far a review is, where that is a terminal; gone when it is done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn(name, markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@app.command("settings")
@in_one_sentence
def settings_command(settings: SettingsOption = None) -> None:
    """Print all settings as TOML, with their units and meaning."""
    from formcheck.settings import load_settings, settings_toml

    typer.echo(settings_toml(load_settings(settings)), nl=False)


@app.command()
@in_one_sentence
def doctor() -> None:
    """Tell what is here, what is missing, and how to mend it."""
    from formcheck.doctor import State, examine

    findings = examine()
    typer.echo(f"formcheck {version('formcheck')}")
    for finding in findings:
        typer.echo(f"{finding.state.upper():<6}{finding.name:<22}{finding.found}")
        if finding.mend:
            typer.echo(f"{'':<28}to mend: {finding.mend}")
    if any(finding.state is State.WRONG for finding in findings):
        raise typer.Exit(EXIT_BAD_INPUT)
