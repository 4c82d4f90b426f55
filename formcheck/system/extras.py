"""Libraries that only some commands need; they come with an extra of the package, as in ``formcheck[tables]``."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from formcheck.errors import FormcheckError
from formcheck.messages.message import message


class MissingLibraryError(FormcheckError):
    """A library that only some commands need is not installed."""


def library(name: str, extra: str) -> Any:
    """Import a library that comes with an extra.

    Raises
    ------
    MissingLibraryError
        It is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingLibraryError(message("error.installation.library", name=name, extra=extra)) from error
