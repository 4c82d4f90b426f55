"""Names of files as they can be shown, written and sent, whatever they consist of on the disk."""

from __future__ import annotations

import re

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, which move the cursor of a terminal, and what Python makes of bytes that are no UTF-8."""
_BLANKS = {"\t": " ", "\n": " ", "\r": " "}


def readable(name: str) -> str:
    """Return a name with a mark in place of what is no letter, as in names from old Windows or ZIP files."""
    return _ODD.sub(lambda found: _BLANKS.get(found[0], UNKNOWN), name)
