"""What came of a command, and what a failure is called: an exit code, and a message in place of a traceback."""

from __future__ import annotations

import logging

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)

EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_NOT_JUDGED, EXIT_STOPPED = 1, 2, 3, 130


def failure(error: Exception) -> tuple[int, Message]:
    """Return the exit code and the message of a failure, which is logged with the way it took.

    Parameters
    ----------
    error
        Whatever was raised.
    """
    log_failure(_LOG, error)
    if not isinstance(error, FormcheckError):
        return EXIT_BROKEN, message("failure.broken", kind=type(error).__name__, error=str(error))
    return EXIT_BAD_INPUT, error.message
