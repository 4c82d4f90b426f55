"""Codes of patients: letters and digits that stand for a person, never a name."""

from __future__ import annotations

import re

from formcheck.errors import FormcheckError
from formcheck.messages.message import message

_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


def check_code(code: str) -> str:
    """Return a patient's code, or refuse what is none: a name has no digit.

    Raises
    ------
    FormcheckError
        It is no code.
    """
    if not _CODE.fullmatch(code):
        raise FormcheckError(message("error.archive.code", code=code))
    return code
