"""Every sentence in every language: one TOML file a language, with the same keys in each."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from formcheck.messages.formats import FORMATS
from formcheck.messages.message import Message, Parameter

FOLDER = Path(__file__).parent
DEFAULT = "en"

_OF_THE_PAGE = ("page.", "quantity.", "fault.", "joint.", "safety.")

_JOINTS = {"list": ", ", "parts": "; "}
"""How several messages in one place are joined: ``{faults:list}``."""

_LAST_JOINED = {"choice": "list.or", "and": "list.and"}
"""By what word the last of several is joined to the others: ``{known:choice}``."""

_HARDLY_ANY, _NEARLY_ALL = 0.005, 0.995
"""Shares that whole percents would round to nothing and to all, and so would say what is not so."""


@dataclass(frozen=True)
class Catalogue:
    """One language.

    Attributes
    ----------
    language
        Its tag, as a browser knows it: ``en``.
    name
        What its speakers call it.
    sentences
        Every text by its code.
    """

    language: str
    name: str
    sentences: Mapping[str, str]

    @property
    def page(self) -> Mapping[str, str]:
        """Texts of the page by their key, with those of every angle, fault, joint and stop rule by code."""
        return {
            code.removeprefix("page."): text for code, text in self.sentences.items() if code.startswith(_OF_THE_PAGE)
        }

    def text(self, message: Message) -> str:
        """Return a message in this language.

        Places of a text are those of `str.format`. Behind the colon of a place may stand ``degrees``, ``seconds``,
        ``clock`` or ``percent`` for a number, ``small`` for a message whose first letter becomes small,
        ``list`` or ``parts`` for several messages, joined by commas or semicolons, ``choice`` and ``and`` for several
        of which the last is joined by "or" or "and", ``spoken`` for a time span that is said aloud, such as "two
        seconds", ``day`` for a day as ``2027-01-31``.

        Raises
        ------
        KeyError
            There is no such code, or a parameter is missing.
        """
        return _Filler(self).vformat(self.sentences[message.code], (), dict(message.parameters))

    def of(self, code: str, /, **parameters: Parameter) -> str:
        """Return the text of a code with its parameters."""
        return self.text(Message(code, parameters))

    def knows(self, message: Message) -> bool:
        """Whether there is a text for a message with its parameters, and for those nested in it."""
        try:
            return bool(self.text(message))
        except (KeyError, ValueError, TypeError):
            return False

    def number(self, value: float, form: str) -> str:
        """Write a number as this language does.

        Parameters
        ----------
        value
            The number.
        form
            What may stand behind the colon of its place in a text: ``degrees``, ``seconds``, ``.1f``.
        """
        return _Filler(self).format_field(value, form)

    def date(self, time: datetime, form: str = "date") -> str:
        """Write a day, or with ``date_time`` a moment, as this language does."""
        return time.strftime(self.sentences[f"format.{form}"])


class _Filler(string.Formatter):
    """Fills parameters into a text of one language."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one parameter."""
        if isinstance(value, Message):
            text = self._words.text(value)
            return text[:1].lower() + text[1:] if format_spec == "small" else text
        if format_spec == "spoken":
            return self._spoken(value)
        if format_spec == "day" and isinstance(value, str):
            return self._day(date.fromisoformat(value))
        if format_spec in _JOINTS and isinstance(value, Sequence):
            return _JOINTS[format_spec].join(self._each(value))
        if format_spec in _LAST_JOINED and isinstance(value, Sequence):
            *most, last = self._each(value)
            joined = self._words.sentences[_LAST_JOINED[format_spec]]
            return joined.format(most=", ".join(most), last=last) if most else last
        if format_spec == "percent" and 0 < value <= _HARDLY_ANY:
            return self._words.sentences["format.hardly_any"]
        if format_spec == "percent" and _NEARLY_ALL <= value < 1:
            return self._words.sentences["format.nearly_all"]
        text = FORMATS[format_spec](value) if format_spec in FORMATS else str(super().format_field(value, format_spec))
        return self._number(text) if isinstance(value, float) else text

    def _number(self, text: str) -> str:
        """Write a decimal number with the true minus and the decimal mark of the language."""
        return text.replace("-", "−").replace(".", self._words.sentences["format.decimal"])

    def _each(self, values: Sequence[Message | str]) -> list[str]:
        return [self._words.text(each) if isinstance(each, Message) else each for each in values]

    def _day(self, day: date) -> str:
        """Write a day in words, such as ``31 January 2027``."""
        words = self._words
        return words.of("format.day", day=day.day, month=words.of(f"month.{day.month}"), year=day.year)

    def _spoken(self, seconds: float) -> str:
        """Write a time span in the words of the language, where it has some for it."""
        code = f"span.{seconds:g}"
        return self._words.text(Message(code if code in self._words.sentences else "span.other", {"number": seconds}))


@cache
def languages() -> Mapping[str, str]:
    """Return every language there is: tag to name."""
    return {path.stem: catalogue(path.stem).name for path in sorted(FOLDER.glob("*.toml"))}


@cache
def catalogue(language: str) -> Catalogue:
    """Read one language; English where there is no such file, and for a text that it lacks.

    Parameters
    ----------
    language
        Its tag. Never a path: only a name that a file here has is looked up.
    """
    known = {path.stem: path for path in FOLDER.glob("*.toml")}
    path = known.get(language, known[DEFAULT])
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    english = {} if path.stem == DEFAULT else catalogue(DEFAULT).sentences
    name = data.pop("name")
    return Catalogue(path.stem, name, {**english, **dict(_flat(data))})


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give every text with its dotted code."""
    for key, value in tables.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")
