"""The log: what stands behind each sentence of a failure, in a file of the user's own, without pictures or names.

Videos are called after people. So the log holds no path, no file name and no words of a message: only its code, the
kinds of the exceptions, and where in formcheck's own files they went through. A program that imports formcheck gets no
file; it may listen to the logger ``formcheck`` as it likes.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import walk_tb
from types import CodeType

from platformdirs import user_data_path

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message

FOLDER_VARIABLE = "FORMCHECK_LOG_DIR"
"""An environment variable that names another folder for the log."""

LARGEST_BYTES, FILES_KEPT = 1_000_000, 3
"""A file of the log, and how many older ones are kept: months of failures, and never a full disk."""

SAME_A_MINUTE = 20
"""The same failure at one place is written at most so often a minute: a page may send a bad picture at each frame."""

_PACKAGE = Path(__file__).parents[1]
_QUOTED_OR_PATH = re.compile(r"""['"‘“«`/\\~].*""", re.DOTALL)


def log_file() -> Path:
    """Return where the log is: in the user's own data folder, or in that of `FOLDER_VARIABLE`."""
    named = os.environ.get(FOLDER_VARIABLE)
    folder = Path(named) if named else user_data_path("formcheck", appauthor=False) / "log"
    return folder / "formcheck.log"


def start_log(*others: str) -> None:
    """Let this process write its failures into the log. Safe to call again.

    Parameters
    ----------
    others
        Loggers of libraries whose failures belong into it, too.
    """
    file = log_file()
    for name in ("formcheck", *others):
        logger = logging.getLogger(name)
        there = [handler for handler in logger.handlers if isinstance(handler, LogFile)]
        if [Path(handler.baseFilename) for handler in there] == [file.absolute()]:
            continue
        for handler in there:
            logger.removeHandler(handler)
        logger.addHandler(LogFile(file))
    # What a library has hung upon the root logger would print it all, with names, between the sentences.
    logging.getLogger("formcheck").propagate = False


def log_failure(logger: logging.Logger, error: BaseException) -> None:
    """Write down an exception that is about to become a sentence.

    Parameters
    ----------
    logger
        That of the module where it becomes one.
    error
        What was raised.
    """
    level = logging.WARNING if isinstance(error, FormcheckError) else logging.ERROR
    logger.log(level, "%s", described(error), exc_info=error, stacklevel=2)


def described(error: BaseException) -> str:
    """Describe an exception without any name: a message by its codes, another one by its kind and the plain words."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, FormcheckError):
        return f"{name} {_codes(error.message)}"
    if isinstance(error, OSError):
        return " ".join(filter(None, (name, str(error.errno or ""), _plain(error.strerror or ""))))
    if kind.__module__ == "builtins" and _raised_here(error):
        return f"{name} {_plain(str(error))}".rstrip()
    return name  # the words of a library may hold anything, even what somebody has typed


def _raised_here(error: BaseException) -> bool:
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    return bool(frames) and Path(frames[-1].f_code.co_filename).is_relative_to(_PACKAGE)


def _codes(message: Message) -> str:
    inner = [_codes(value) for value in message.parameters.values() if isinstance(value, Message)]
    return f"{message.code} ({', '.join(inner)})" if inner else message.code


def _plain(words: str) -> str:
    """Return the words up to the first quote or path."""
    return _QUOTED_OR_PATH.sub("…", words.partition("\n")[0])


class LogFile(RotatingFileHandler):
    """The file of the log, which several processes may write to at once: it is open only while a line is written."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=LARGEST_BYTES, backupCount=FILES_KEPT, encoding="utf-8", delay=True)
        self.setFormatter(_Nameless())
        self.setLevel(logging.WARNING)
        self.addFilter(self._seldom)
        self._minute = -1
        self._written: Counter[tuple[str, str, int]] = Counter()

    def _seldom(self, record: logging.LogRecord) -> bool:
        """Leave out what has been written often enough in this minute."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._written.clear()
        what = (record.name, record.getMessage(), record.lineno)
        self._written[what] += 1
        return self._written[what] <= SAME_A_MINUTE

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)
        except OSError:
            self.handleError(record)
        if self.stream is not None:
            with suppress(OSError):  # what could not be written cannot be written at the end either
                self.stream.close()
            self.stream = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging calls it so
        """Let it be: a log that cannot be written is no reason to disturb anybody."""


class _Nameless(logging.Formatter):
    """Writes a record with the way the exception took, in formcheck's own files and through which libraries."""

    def __init__(self) -> None:
        program = f"formcheck {version('formcheck')}"
        super().__init__(f"%(asctime)s %(levelname)s {program}, process %(process)d, %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        error = record.exc_info[1] if record.exc_info else None
        words = described(error) if error else _plain(str(record.msg))  # never what is filled in: it may be a name
        nameless = logging.makeLogRecord({**record.__dict__, "msg": words, "args": None, "exc_info": None})
        return "\n".join([super().format(nameless), *(_way(error) if error else ())])


def _way(error: BaseException) -> Iterator[str]:
    """Give the lines of an exception, and of what it came from."""
    known: set[int] = set()
    while error is not None and id(error) not in known:
        if known:
            yield f"  from {described(error)}"
        known.add(id(error))
        for frame, line in walk_tb(error.__traceback__):
            yield f"    {_place(frame.f_code, frame.f_globals.get('__name__', '?'))}:{line} {frame.f_code.co_name}"
        inner = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if inner is None:
            return
        error = inner


def _place(code: CodeType, module: str) -> str:
    """Return a file of formcheck by its place in it; anything else only by the name of its module."""
    file = Path(code.co_filename)
    return file.relative_to(_PACKAGE.parent).as_posix() if file.is_relative_to(_PACKAGE) else f"[{module}]"
