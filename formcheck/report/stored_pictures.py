"""The pictures of a report, written into the page and read back from it: the page holds the only copy of them."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import html
import re
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from formcheck.report.key_frames import KeyFrame

_SHOWN = re.compile(r'data-picture="([^"]*)".*?src="data:image/jpeg;base64,([^"]*)"', re.DOTALL)
_FACTS = TypeAdapter(KeyFrame)


def picture_facts(picture: KeyFrame) -> str:
    """Write all of a picture but its pixels as JSON, for an attribute of the element that shows it."""
    return _FACTS.dump_json(dataclasses.replace(picture, jpeg=b"")).decode()


def stored_pictures(page: str) -> list[KeyFrame]:
    """Read the pictures back from the HTML of a report; none from one of before 0.2.0."""
    found = []
    for facts, pixels in _SHOWN.findall(page):
        try:
            picture = _FACTS.validate_json(html.unescape(facts))
            found.append(dataclasses.replace(picture, jpeg=base64.b64decode(pixels, validate=True)))
        except (ValidationError, binascii.Error):
            continue  # somebody has edited the page
    return found


def pictures_of(folder: Path) -> list[KeyFrame]:
    """Return the pictures of the report in a folder of results; none where there is no report."""
    try:
        return stored_pictures((folder / "report.html").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return []
