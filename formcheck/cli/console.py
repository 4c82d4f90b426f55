"""How the commands talk to the person at the terminal: in which language, of failures and of progress."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, get_type_hints

import typer
from typer.models import OptionInfo

from formcheck.cli.advice import with_advice
from formcheck.messages.catalogue import DEFAULT, Catalogue, catalogue
from formcheck.messages.language import check_language, language_of_computer
from formcheck.messages.message import Message, Parameter, message
from formcheck.system.failures import EXIT_BAD_INPUT, EXIT_BROKEN, EXIT_NOT_JUDGED, EXIT_STOPPED, failure
from formcheck.system.log import start_log

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

P = ParamSpec("P")


def _no_command() -> None:
    """Stand for the command where none is at work."""


@dataclass
class _Terminal:
    """What is known of the terminal; one for the whole program."""

    language: str = DEFAULT
    command: Callable[..., None] = _no_command


_terminal = _Terminal()


def speak(language: str = "") -> str:
    """Choose the language of the terminal; return its tag.

    Parameters
    ----------
    language
        Its tag; empty for that of the computer.

    Raises
    ------
    FormcheckError
        There is no such language.
    """
    _terminal.language = check_language(language) if language else language_of_computer()
    return _terminal.language


def words() -> Catalogue:
    """Return the catalogue of the terminal's language."""
    return catalogue(_terminal.language)


def text(code: str, /, **parameters: Parameter) -> str:
    """Return the text of a code in the terminal's language."""
    return words().text(message(code, **parameters))


def in_words(line: object) -> str:
    """Return a message in the terminal's language, and anything else as it is."""
    return words().text(line) if isinstance(line, Message) else str(line)


def show(line: object) -> None:
    """Print a line on the standard output."""
    typer.echo(in_words(line))


def say(line: object) -> None:
    """Print a line on the error output."""
    typer.echo(in_words(line), err=True)


def confirm(question: Message) -> None:
    """Ask before something is done; go no further without a yes in the terminal's language.

    Raises
    ------
    typer.Abort
        The answer is another one, or there is none.
    """
    asked = text("terminal.confirm", question=question)
    answer = typer.prompt(asked, default="", show_default=False, prompt_suffix=" ")
    if answer.strip().casefold() not in text("terminal.yes").split():
        raise typer.Abort


SECRET = "FORMCHECK_PASSPHRASE"
"""The variable of the environment that answers where nobody is there to be asked: in a job of the night, say."""


def ask_secret(question: Message, *, twice: bool = False) -> str:
    """Ask for a passphrase without showing it; `twice` so that a slip of the keyboard locks nobody out.

    Raises
    ------
    typer.Abort
        There is no answer.
    """
    if SECRET in os.environ:
        return os.environ[SECRET]
    again = text("terminal.archive.passphrase_again") if twice else False
    return str(typer.prompt(in_words(question), hide_input=True, confirmation_prompt=again))


def tell(error: Exception) -> int:
    """Say in one sentence what went wrong; return the exit code. With FORMCHECK_DEBUG set, raise it instead."""
    if os.environ.get("FORMCHECK_DEBUG"):
        raise error
    code, refused = failure(error)
    typer.echo(with_advice(refused, words(), _options()), err=True)
    return code


def _options() -> set[str]:
    """Return the options that the command at work takes."""
    hints = get_type_hints(_terminal.command, include_extras=True).values()
    infos = (info for hint in hints for info in getattr(hint, "__metadata__", ()) if isinstance(info, OptionInfo))
    # The first name of an option that is written into a type stands where a default would.
    return {str(name) for info in infos for name in (info.default, *(info.param_decls or ()))}


def worst(codes: set[int]) -> int:
    """Return the exit code that matters most."""
    return next((code for code in (EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_NOT_JUDGED) if code in codes), 0)


def in_one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """Turn every failure of a command into one sentence and an exit code, never a traceback."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        _terminal.command = command
        start_log()
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            say(message("failure.stopped"))
            raise typer.Exit(EXIT_STOPPED) from None
        except BrokenPipeError:  # whoever reads has enough, as `head` has: typer ends without a word
            raise
        except Exception as error:
            raise typer.Exit(tell(error)) from None

    return told


_ENDINGS = ("SIGHUP", "SIGTERM")


def end_in_order() -> None:
    """Let the signals by which a terminal that closes, a system or a job queue ends a program clear up as Ctrl-C does.

    What is started with ``nohup`` outlives its terminal all the same.
    """
    known = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]

    def stop(_signal: int, _frame: object) -> None:
        for number in known:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        for number in known:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, stop)


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


class LiveTable:
    """A row for each file at work, and one for all."""

    def __init__(self, progress: Progress, files: int) -> None:
        self._progress = progress
        self._all = progress.add_task(text("terminal.all"), total=files)
        self._rows: dict[str, TaskID] = {}

    def going(self, name: str, done: int, total: int | None) -> None:
        """Show how far a file is."""
        if name not in self._rows:
            self._rows[name] = self._progress.add_task(name, total=None)
        self._progress.update(self._rows[name], completed=done, total=total)

    def ended(self, name: str) -> None:
        """Take a file off the table."""
        if name in self._rows:
            self._progress.remove_task(self._rows.pop(name))
        self._progress.advance(self._all)


@contextmanager
def live_table(files: int) -> Iterator[LiveTable]:
    """Show on the error output which files are being reviewed, where that is a terminal; gone when all are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Column

    name = TextColumn("{task.description}", markup=False, table_column=Column(ratio=1, no_wrap=True))
    columns = (name, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, expand=True, disable=not console.is_terminal) as progress:
        yield LiveTable(progress, files)
