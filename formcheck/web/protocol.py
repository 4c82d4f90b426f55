"""The version of what page and server say to each other: an open page may be older than the server it comes back to.

The script of the page carries the version (`static/shared/protocol.js`), and it is read from there, so that the two
cannot differ on disk. A page of another version is sent to reload itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

HEADER = "Formcheck-Protocol"
"""Names the version of the page with each request of its script; a link or a picture comes without it."""

_UPGRADE_REQUIRED = 426
_NOT_UNDERSTOOD = 422
_SCRIPT = Path(__file__).parent / "static" / "shared" / "protocol.js"


def _version() -> str:
    found = re.search(r'PROTOCOL = "([^"]+)"', _SCRIPT.read_text(encoding="utf-8"))
    assert found is not None, "the script of the page carries no version"
    return found[1]


PROTOCOL = _version()


class OutdatedPageError(Exception):
    """The page is of another version than the server."""


class Greeting(BaseModel):
    """What the first message of a page of any version is read as, before anything else in it."""

    protocol: str = ""

    @property
    def outdated(self) -> bool:
        """Whether its page has to be loaded again."""
        return self.protocol != PROTOCOL


def need_same_protocol(version: Annotated[str | None, Header(alias=HEADER)] = None) -> None:
    """Refuse what a page of another version asks: for the routes that its script calls. Raises OutdatedPageError."""
    if version not in (None, PROTOCOL):
        raise OutdatedPageError


def add_protocol(app: FastAPI) -> None:
    """Let an application answer a page of another version with its own, and what no page sends with what is wrong.

    Nothing of what was sent is said back: infinite numbers and halves of letters could not be.
    """

    @app.exception_handler(OutdatedPageError)
    def outdated(_request: Request, _error: OutdatedPageError) -> JSONResponse:
        return JSONResponse({"protocol": PROTOCOL}, status_code=_UPGRADE_REQUIRED)

    @app.exception_handler(RequestValidationError)
    def not_understood(_request: Request, error: RequestValidationError) -> JSONResponse:
        kinds = sorted({str(fault["type"]) for fault in error.errors()})
        return JSONResponse({"kinds": kinds}, status_code=_NOT_UNDERSTOOD)
