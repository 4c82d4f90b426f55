"""Limits on those who connect and say nothing: half a request holds no place for long."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""A browser sends a request at once; who has not finished its head by then is sent away, seconds."""
MOST_WAITING = 64
"""So many may be in the middle of a head; of more the one who has waited longest is sent away."""


class ImpatientProtocol(H11Protocol):
    """HTTP that waits for the head of a request for a limited time, and for a limited number of requests at once."""

    _waiting: OrderedDict[ImpatientProtocol, asyncio.TimerHandle] = OrderedDict()  # noqa: RUF012  # of the one server

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; its first request is due."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the head of a further request on the same connection is due as well."""
        if self not in self._waiting and self._between_requests:
            self._wait()
        super().data_received(data)

    def handle_events(self) -> None:
        """Handle what has come; a whole head ends the waiting."""
        before: Any = self.scope
        super().handle_events()
        if self.scope is not before:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    @property
    def _between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting[self] = self.loop.call_later(HEAD_S, self._send_away)
        if len(self._waiting) > MOST_WAITING:
            next(iter(self._waiting))._send_away()

    def _stop_waiting(self) -> None:
        timer = self._waiting.pop(self, None)
        if timer is not None:
            timer.cancel()

    def _send_away(self) -> None:
        self._stop_waiting()
        self.transport.abort()
