"""What came of a command, and what a failure is called: an exit code, and a message in place of a traceback."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)

EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_NOT_JUDGED, EXIT_STOPPED = 1, 2, 3, 130


_WITHOUT_MEMORY = re.compile(
    r"failed\sto\smap\ssegment|cannot\sallocate\smemory|bad_alloc|start\snew\sthread|failed\sto\sallocate"
    r"|insufficient\smemory|out\sof\smemory",
    re.IGNORECASE,
)
"""What loaders, C++ and threads say where the system gives no more memory; each in an error of its own kind."""


def out_of_memory(error: BaseException) -> bool:
    """Tell whether the system had no memory left, whichever error a library has made of it."""
    if isinstance(error, MemoryError | FormcheckError):
        return isinstance(error, MemoryError)
    if (number := getattr(error, "errno", None)) is not None:
        return bool(number == errno.ENOMEM)
    return _WITHOUT_MEMORY.search(str(error)) is not None


def failure(error: Exception) -> tuple[int, Message]:
    """Return the exit code and the message of a failure, which is logged with the way it took.

    Parameters
    ----------
    error
        Whatever was raised.
    """
    log_failure(_LOG, error)
    if out_of_memory(error):
        return EXIT_BAD_INPUT, message("error.memory")
    if not isinstance(error, FormcheckError):
        return EXIT_BROKEN, message("failure.broken", kind=type(error).__name__, error=str(error))
    return EXIT_BAD_INPUT, error.message


@contextmanager
def wall(refusal: FormcheckError) -> Iterator[None]:
    """Turn whatever a decoder, converter or parser raises on somebody's file into a refusal.

    Libraries raise what they like on a damaged file, down to the errors of a programming mistake: so all of it counts
    as the file's fault here, and what has happened is in the log with the way it took.

    Parameters
    ----------
    refusal
        What to say of the file. Where the memory does not suffice, that is said in its place.

    Raises
    ------
    FormcheckError
        Something was raised inside; a refusal of our own passes as it is.
    """
    try:
        yield
    except FormcheckError:
        raise
    except Exception as error:
        raise (FormcheckError(message("error.memory")) if out_of_memory(error) else refusal) from error
