"""How the commands talk to the person at the terminal: one sentence for a failure, a bar for progress."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import typer

from formcheck.errors import FormcheckError

EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_NOT_JUDGED, EXIT_STOPPED = 1, 2, 3, 130

P = ParamSpec("P")


def say(text: object) -> None:
    """Print on the error output."""
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


def worst(codes: set[int]) -> int:
    """Return the exit code that matters most."""
    return next((code for code in (EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_NOT_JUDGED) if code in codes), 0)


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
