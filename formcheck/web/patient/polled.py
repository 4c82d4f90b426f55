"""The conversation with a page whose browser gives it no socket: by requests, and answers that are waited for.

Safari opens no secure socket to a computer whose certificate it was only allowed to pass over; requests it does send.
So the page asks for a line, posts what it would have sent, and holds one request open for what it would have received.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel

LINES = "/api/line"
"""Where a page without a socket speaks."""
WAIT_S = 20.0
"""An answer is waited for this long, seconds; then the page asks again: no router cuts off what is as short."""
SILENT_S = 10.0
"""A page that has not asked for this long is gone, seconds."""
_MOST_LINES = 16
"""More than may practise at once, with those that have just gone."""
_MOST_WAITING = 64
"""Messages that a page has not fetched; more have nobody who reads them."""

LineName = Annotated[str, Query(alias="line", max_length=64)]


class Connection(Protocol):
    """What a conversation needs: a socket, or what stands for one."""

    async def receive_text(self) -> str:
        """Wait for a message of words."""

    async def receive(self) -> Any:
        """Wait for any message, as ASGI describes it."""

    async def send_json(self, data: Any) -> None:
        """Send a message."""

    async def close(self, code: int = 1000) -> None:
        """End it."""


class LineOpened(BaseModel):
    """The name of a line that was opened."""

    line: str


class LineMessages(BaseModel):
    """What the server has said since the page last asked, and whether more may come."""

    messages: list[Any]
    open: bool


class PolledLine:
    """A connection made of requests.

    Parameters
    ----------
    person
        Whose it is: nobody else may use it.
    """

    def __init__(self, person: str) -> None:
        self.person = person
        self.open = True
        self._received: asyncio.Queue[str | bytes] = asyncio.Queue(_MOST_WAITING)
        self._sent: list[Any] = []
        self._news = asyncio.Event()
        self._asking = 0
        self._asked_at = time.monotonic()

    async def receive_text(self) -> str:
        """Wait for a message of words; what else comes first is an empty one. Raises RuntimeError where it is gone."""
        message = await self.receive()
        return str(message.get("text") or "")

    async def receive(self) -> Any:
        """Wait for any message; for one that says so where the page is gone."""
        while self.open:
            try:
                content = await asyncio.wait_for(self._received.get(), 1.0)
            except TimeoutError:
                if not self._asking and time.monotonic() - self._asked_at > SILENT_S:
                    break
                continue
            return {"type": "websocket.receive", "bytes" if isinstance(content, bytes) else "text": content}
        return {"type": "websocket.disconnect"}

    async def send_json(self, data: Any) -> None:
        """Lay a message ready for the page."""
        if not self.open or len(self._sent) >= _MOST_WAITING:
            raise RuntimeError
        self._sent.append(data)
        self._news.set()

    async def close(self, code: int = 1000) -> None:
        """End it; what lies ready is still fetched."""
        self.open = False
        self._news.set()

    def take(self, content: str | bytes) -> None:
        """Take what the page has posted. Raises asyncio.QueueFull."""
        self._received.put_nowait(content)

    async def said(self) -> LineMessages:
        """Wait for what there is to say, or until it has been long."""
        self._asking += 1
        try:
            if not self._sent and self.open:
                self._news.clear()
                await asyncio.wait_for(self._news.wait(), WAIT_S)
        except TimeoutError:
            pass
        finally:
            self._asking -= 1
            self._asked_at = time.monotonic()
        messages, self._sent = self._sent, []
        return LineMessages(messages=messages, open=self.open)


def polled_lines(
    converse: Callable[[Connection, str], Coroutine[Any, Any, None]], person_of: Callable[[Request], str]
) -> APIRouter:
    """Return the routes of the lines.

    Parameters
    ----------
    converse
        Leads a conversation until it ends.
    person_of
        Tells who asks.
    """
    router = APIRouter()
    lines: dict[str, PolledLine] = {}
    under_way: set[asyncio.Task[None]] = set()

    def found(name: str, request: Request) -> PolledLine:
        line = lines.get(name)
        if line is None or line.person != person_of(request):
            raise HTTPException(404)
        return line

    async def lead(name: str, line: PolledLine) -> None:
        try:
            await converse(line, line.person)
        finally:
            await line.close()
            # Until then the page fetches what was said last.
            asyncio.get_running_loop().call_later(SILENT_S, lines.pop, name, None)

    @router.post(LINES)
    async def post(request: Request, name: LineName = "") -> LineOpened:
        """Take a message for a line; without its name, the first one of a new line."""
        body = await request.body()
        words = request.headers.get("content-type", "").startswith("text/plain")
        if not name:
            if len(lines) >= _MOST_LINES:
                raise HTTPException(503)
            name = secrets.token_hex(16)
            lines[name] = line = PolledLine(person_of(request))
            under_way.add(task := asyncio.create_task(lead(name, line)))
            task.add_done_callback(under_way.discard)
        else:
            line = found(name, request)
        try:
            line.take(body.decode("utf-8", "replace") if words else body)
        except asyncio.QueueFull:
            raise HTTPException(503) from None
        return LineOpened(line=name)

    @router.get(LINES)
    async def get(request: Request, name: LineName) -> LineMessages:
        """Wait for messages of a line."""
        return await found(name, request).said()

    return router
