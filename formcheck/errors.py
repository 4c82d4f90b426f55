"""What can go wrong on the user's side: one base class, so that the commands can answer each with one sentence.

The message of a `FormcheckError` is one sentence that says what to do, as a code with its parameters; whoever shows it
chooses the words.
"""

from __future__ import annotations

from formcheck.messages.message import Message


class FormcheckError(Exception):
    """Base of everything formcheck refuses on purpose: bad input, a missing camera, a folder that cannot be written.

    Parameters
    ----------
    message
        What is wrong and what to do about it, one sentence.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)

    @property
    def message(self) -> Message:
        """What is wrong and what to do about it."""
        refused: Message = self.args[0]
        return refused


class OutputError(FormcheckError):
    """The results cannot be written where they were asked for."""
