"""Who may speak to the page's server: only the page itself.

Any web page open in the same browser can send requests to 127.0.0.1, and a name it owns can be made to point there (DNS
rebinding). So every request must carry the secret in its path, name this server as its host, and, where the browser
says which page sent it, come from this very server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Annotated, Any

from fastapi import Depends, Request

from formcheck.web.visitors import Secrets, Visitor

PERSON = "formcheck.person"
"""Where the application finds which patient asks; empty for who may see everything."""


def person_of(request: Request) -> str:
    """Return which patient asks; see `PERSON`."""
    return str(request.scope.get(PERSON, ""))


Person = Annotated[str, Depends(person_of)]
"""Which patient asks, for a route; empty for who may see everything."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 64 * 1024
"""Bytes of a request; frames come over the socket and videos to an address of their own, with other limits."""

_COOKIE = "formcheck-device"
_KEPT = ";".join((f"Max-Age={400 * 24 * 3600}", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"))
"""For as long as browsers keep any; it is only read at the entrance, where it says which address the device had."""

_READS = ("GET", "HEAD")
_POLICY = b"content-security-policy"
_HEADERS = {
    _POLICY: (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        b"media-src 'self' blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"cache-control": b"no-store",
}


class Guard:
    """Lets through what the page sends, with the secret taken off the path.

    Parameters
    ----------
    app
        What is guarded.
    token
        The secret that is the first part of every path, or the secrets of several kinds of visitors.
    hosts
        Names, with port, under which this server may be addressed.
    scheme
        ``http`` or ``https``.
    largest
        Bytes of a request to addresses (without the secret) that may take more than others.
    """

    def __init__(
        self,
        app: App,
        token: str | Secrets,
        hosts: Iterable[str],
        scheme: str = "http",
        largest: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._largest = largest or {}
        self._secrets = Secrets(token) if isinstance(token, str) else token
        self._hosts = {host.lower() for host in hosts}
        self._origins = {f"{scheme}://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        first, _, rest = scope["path"].removeprefix("/").partition("/")
        visitor = self._secrets.visitor(first)
        status = self._refusal(scope, visitor, first, rest)
        if status and scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif status:
            await _say(status, _with_headers(send))
        elif visitor is not None and visitor.role == "entrance":
            await self._let_in(scope, _with_headers(send))
        else:
            path = f"/{rest}"
            person = visitor.person if visitor else ""
            inner = {**scope, "path": path, "raw_path": path.encode("utf-8", "surrogateescape"), PERSON: person}
            await self._app(inner, receive, _with_headers(send) if scope["type"] == "http" else send)

    async def _let_in(self, scope: Scope, send: Send) -> None:
        """Lead somebody from the entrance to an address of their own; a device that comes back to the one it had."""
        secrets = self._secrets
        own = secrets.personal(_cookie(scope))
        kept = [(b"set-cookie", f"{_COOKIE}={own}; {_KEPT}".encode())] if secrets.lasting else []
        await send(
            {"type": "http.response.start", "status": 303, "headers": [(b"location", f"/{own}/".encode()), *kept]}
        )
        await send({"type": "http.response.body", "body": b""})

    def _refusal(self, scope: Scope, visitor: Visitor | None, first: str, rest: str) -> int:
        """Return the status to refuse with; 0 where the request may pass."""
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get(b"host", "").lower() not in self._hosts:
            return 421
        origin = headers.get(b"origin")
        writes = scope["type"] == "websocket" or scope["method"] not in _READS
        if (origin is None and writes) or (origin is not None and origin.lower() not in self._origins):
            return 403
        if headers.get(b"sec-fetch-site", "none") not in ("same-origin", "none"):
            return 403
        if visitor is None or not visitor.may_ask(rest) or not scope["path"].startswith(f"/{first}/"):
            return 404
        if visitor.role == "entrance" and writes:
            return 404
        if ".." in rest.split("/"):
            return 404
        if scope["type"] == "http" and writes:
            length = headers.get(b"content-length", "")
            if scope["method"] != "DELETE" and not length.isdecimal():
                return 411
            if int(length or 0) > self._largest.get(f"/{rest}", LARGEST_BODY) or b"transfer-encoding" in headers:
                return 413
        return 0


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower(): value for name, value in message.get("headers", [])}
            # A report brings a policy of its own with it, because its scripts and styles stand in it.
            policy = own.get(_POLICY, _HEADERS[_POLICY])
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in _HEADERS]
            message["headers"] = [*kept, *(_HEADERS | {_POLICY: policy}).items()]
        await send(message)

    return sending


def _cookie(scope: Scope) -> str:
    """Return what the device has kept of its own address; empty where it has nothing."""
    jar: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            with suppress(CookieError):
                jar.load(value.decode("latin-1"))
    return jar[_COOKIE].value if _COOKIE in jar else ""


async def _say(status: int, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"This address is not the one that formcheck opened.\n"})
