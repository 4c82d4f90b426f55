"""What can go wrong on the user's side: one base class, so that the commands can answer each with one sentence.

The message of a `FormcheckError` is always one sentence that says what to do; it is printed as it stands.
"""

from __future__ import annotations


class FormcheckError(Exception):
    """Base of everything formcheck refuses on purpose: bad input, a missing camera, a folder that cannot be written."""


class OutputError(FormcheckError):
    """The results cannot be written where they were asked for."""
