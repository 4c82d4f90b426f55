"""Settings as TOML: a file laid over the defaults, and all of them written out."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.messages.message import Message, message
from formcheck.settings.bands import BandLimits, Bands
from formcheck.settings.markers import MarkerColour
from formcheck.settings.renamed import GONE, RENAMED, REPLACED, read_stored, with_names_of_today
from formcheck.settings.section import Section
from formcheck.settings.whole import JudgingSettings, Settings

SomeSettings = TypeVar("SomeSettings", bound=JudgingSettings)


_DEEP_NAME = re.compile(r"(?:[\w\"'-]+[ \t]*\.[ \t]*){50}")
"""A name of this many parts is nested deeper than any setting."""


class SettingsError(FormcheckError, ValueError):
    """A settings file that cannot be used; the message is one sentence that says what to correct."""


def load_settings(path: Path | None = None) -> Settings:
    """Read a TOML file over the defaults.

    Parameters
    ----------
    path
        The file; None gives the defaults.

    Returns
    -------
    Settings
        Complete and validated.

    Raises
    ------
    SettingsError
        The file is missing, not TOML, names a key that does not exist or holds a value that cannot be.
    """
    if path is None:
        return Settings()
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(message("error.settings.unreadable", path=str(path), why=str(error.strerror))) from error
    except UnicodeDecodeError as error:
        raise SettingsError(message("error.settings.not_toml", name=str(path), why=str(error))) from error
    return parse_settings(text, str(path))


def parse_settings(text: str, name: str | Message) -> Settings:
    """Read the text of a TOML file over the defaults.

    Parameters
    ----------
    text
        What the file holds.
    name
        What to call it where it cannot be used.

    Raises
    ------
    SettingsError
        It is not TOML, names a key that does not exist or holds a value that cannot be.
    """
    data = _tables(text, name)
    try:
        return Settings.model_validate(_over_defaults(data))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            today = RENAMED.get(key) or REPLACED.get(key, ("",))[0]
            if today:
                raise SettingsError(message("error.settings.renamed", key=key, name=name, today=today)) from error
            if key in GONE:
                raise SettingsError(message(GONE[key], key=key, name=name)) from error
            raise SettingsError(message("error.settings.unknown", key=key, name=name)) from error
        raise SettingsError(message("error.settings.value", key=key, name=name, why=_why(first))) from error


class StoredSettings(NamedTuple):
    """Settings that a program has stored.

    Attributes
    ----------
    settings
        Complete and validated.
    passed_over
        Dotted names of what this version does not know, or cannot use any more.
    """

    settings: Settings
    passed_over: tuple[str, ...] = ()


def stored_settings(text: str, name: str | Message) -> StoredSettings:
    """Read the text of a TOML file that any version has stored: what this one does not know is passed over.

    Parameters
    ----------
    text
        What was stored.
    name
        What to call it where it cannot be used.

    Raises
    ------
    SettingsError
        It is not TOML.
    """
    data = with_names_of_today(_tables(text, name))
    return StoredSettings(*read_stored(Settings, _over_defaults(data)))


LARGEST_CHARACTERS = 200_000
"""Ten times all settings with their comments; reading a deep name takes the square of its length."""


def _tables(text: str, name: str | Message) -> dict[str, Any]:
    if len(text) > LARGEST_CHARACTERS or _DEEP_NAME.search(text):
        raise SettingsError(message("error.settings.odd_toml", name=name))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(message("error.settings.not_toml", name=name, why=str(error))) from error
    except (RecursionError, ValueError, TypeError, OverflowError) as error:  # nested without end, numbers too long
        raise SettingsError(message("error.settings.odd_toml", name=name)) from error


def _why(refused: ErrorDetails) -> str | Message:
    """Say why a value cannot be; in pydantic's own English words where there is no text of ours for it."""
    code = f"error.settings.why.{refused['type']}"
    if code not in catalogue(DEFAULT).sentences:
        return refused["msg"]
    context = {name: value for name, value in refused.get("ctx", {}).items() if isinstance(value, int | float | str)}
    return Message(code, context)


def with_marker_colour(settings: SomeSettings, colour: str | None) -> SomeSettings:
    """Return settings that look for stickers of a colour; None keeps the colour they have.

    Raises
    ------
    SettingsError
        There is no such colour.
    """
    if colour is None:
        return settings
    names = get_args(MarkerColour)
    if colour.lower() not in names:
        raise SettingsError(message("error.settings.marker_colour", colour=colour, known=names))
    markers = settings.markers.model_copy(update={"colour": cast(MarkerColour, colour.lower())})
    return settings.model_copy(update={"markers": markers})


def _over_defaults(data: dict[str, Any]) -> dict[str, Any]:
    """Lay given band tables over the default ones, so that a file may name only the edge it changes."""
    bands = data.get("bands")
    if not isinstance(bands, dict):
        return data
    defaults = Bands().model_dump()
    merged = {
        name: {**defaults.get(name, {}), **value} if isinstance(value, dict) else value for name, value in bands.items()
    }
    return {**data, "bands": merged}


def settings_toml(settings: Settings) -> str:
    """Write settings as TOML with the meaning of each as a comment; `load_settings` reads it back."""
    lines: list[str] = ["# formcheck settings: keep the lines you change, delete the rest."]
    for name in type(settings).model_fields:
        section = getattr(settings, name)
        lines += _section_lines(name, section)
    return "\n".join(lines) + "\n"


def changed_toml(settings: Settings) -> str:
    """Write only what differs from the defaults, as TOML; `parse_settings` reads it back."""
    return "".join(
        line + "\n" for name in type(settings).model_fields for line in _changed_lines(name, getattr(settings, name))
    )


def _changed_lines(path: str, section: Section) -> list[str]:
    """Return the changed lines of a section, and of those within it; of a band all, since its edges go together."""
    usual = type(section)() if not isinstance(section, BandLimits) else None
    lines, tables = [], []
    for name in type(section).model_fields:
        value = getattr(section, name)
        if usual is not None and value == getattr(usual, name):
            continue
        if isinstance(value, Section):
            tables += _changed_lines(f"{path}.{name}", value)
        else:
            lines.append(f"{name} = {_toml(value)}")
    return [*([f"[{path}]", *lines] if lines else []), *tables]


def _section_lines(path: str, section: Section) -> list[str]:
    lines = ["", f"[{path}]"]
    tables: list[str] = []
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            sub = _section_lines(f"{path}.{name}", value)
            tables += ["", f"# {field.description}", *sub[1:]]
        else:
            lines.append(f"{name} = {_toml(value)}  # {field.description}")
    if len(lines) == 2 and tables:
        lines = []
    return lines + tables


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")
    return repr(value)
