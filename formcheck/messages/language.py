"""Which language to speak: the one asked for, or that of the computer."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import DEFAULT, languages
from formcheck.messages.message import message

_ASKED_IN_TURN = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a computer says which language its programs speak; the first that is set counts, as everywhere."""


def check_language(language: str) -> str:
    """Return the tag of a language that there is.

    Raises
    ------
    FormcheckError
        There is no such language.
    """
    if language not in languages():
        raise FormcheckError(message("language.unknown", language=language, known=tuple(languages())))
    return language


def language_of_computer(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that this computer is set to, where there is a catalogue of it; English otherwise.

    Parameters
    ----------
    environment
        The environment variables.
    """
    locale = next((environment[name] for name in _ASKED_IN_TURN if environment.get(name)), "")
    tag = re.split(r"[_.@-]", locale)[0].lower()
    return tag if tag in languages() else DEFAULT
