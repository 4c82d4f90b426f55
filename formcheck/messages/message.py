"""`Message`: what is to be said, as a code with its parameters. The words are those of a language's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, Union

from formcheck.messages.readable import readable


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one, before it is put into words.

    A layer that measures or refuses gives a message; whoever shows it chooses the language
    (`formcheck.messages.catalogue.Catalogue.text`). Messages are compared by code and parameters, never by their text.

    Attributes
    ----------
    code
        Its key in ``en.toml``, such as ``gate.view.turn``.
    parameters
        What is filled in, by name. Numbers are in the units of the code (degrees, seconds, shares 0-1); the catalogue
        says how they are written.

    Examples
    --------
    >>> str(Message("gate.view.turn"))
    'Turn so your side faces the camera.'
    """

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the English text: for logs, tracebacks and programs."""
        from formcheck.messages.catalogue import DEFAULT, catalogue

        return catalogue(DEFAULT).text(self)

    def replacing(self, text: str, by: str) -> Message:
        """Return the message with one text in the place of another in every parameter: a name for a whole path, say."""

        def replaced(value: Parameter) -> Parameter:
            if isinstance(value, Message):
                return value.replacing(text, by)
            if isinstance(value, tuple):
                return tuple(each.replacing(text, by) if isinstance(each, Message) else each for each in value)
            return value.replace(text, by) if isinstance(value, str) else value

        return Message(self.code, {name: replaced(value) for name, value in self.parameters.items()})

    def __hash__(self) -> int:
        """Hash by the code: a mapping has no hash of its own."""
        return hash(self.code)


def in_english(message: Message | None) -> str:
    """Return the English text of a message; empty where there is none."""
    return "" if message is None else str(message)


Parameter: TypeAlias = Union[str, int, float, Message, tuple[Union[Message, str], ...]]  # noqa: UP007
"""What may be filled into a text."""


def message(code: str, /, **parameters: Parameter) -> Message:
    """Return the message of a code with its parameters."""
    return Message(code, {n: readable(value) if isinstance(value, str) else value for n, value in parameters.items()})
