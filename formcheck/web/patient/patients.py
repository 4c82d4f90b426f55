"""Who is practising: one patient for each browser, kept for a while after its page has gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from fastapi import WebSocketDisconnect

from formcheck.archive.home_plans import HomePlans
from formcheck.archive.practice_history import History
from formcheck.pose.estimator import PoseEstimator
from formcheck.settings import Settings
from formcheck.system.worker_processes import release_memory
from formcheck.web.patient.patient import Patient
from formcheck.web.patient.polled import Connection
from formcheck.web.patient.socket_messages import Hello, Shut


class Patients:
    """Who is practising.

    Parameters
    ----------
    settings
        Every threshold.
    open_estimator
        Opens what sees the body, one for each patient.
    history
        What was practised before.
    plans
        The plans of clinicians that lead; none are kept beyond the run of the program where None.
    """

    def __init__(
        self,
        settings: Settings,
        open_estimator: Callable[[], PoseEstimator],
        history: History,
        plans: HomePlans | None = None,
    ) -> None:
        self.settings = settings
        self.history = history
        self.plans = plans or HomePlans()
        self._open_estimator = open_estimator
        self._patients: dict[str, Patient] = {}
        self._sockets: dict[str, tuple[str, Connection]] = {}

    async def admit(self, hello: Hello, socket: Connection) -> Patient | Literal["elsewhere", "full"]:
        """Give the page its patient, or say why not."""
        held = self._sockets.get(hello.browser)
        if held is not None and held[0] != hello.tab and not hello.take:
            return "elsewhere"
        if hello.browser not in self._patients and not await self._room():
            return "full"
        patient = self._patients.setdefault(hello.browser, Patient(self.settings, self._open_estimator))
        self._sockets[hello.browser] = (hello.tab, socket)
        if held is not None:
            with suppress(RuntimeError, WebSocketDisconnect):
                await held[1].send_json(Shut(kind="elsewhere"))
                await held[1].close()
        return patient

    def leave(self, hello: Hello, socket: Connection) -> None:
        """Note that a page has gone; its patient stays for when it comes back."""
        held = self._sockets.get(hello.browser)
        if held is not None and held[1] is socket:
            del self._sockets[hello.browser]
            self._patients[hello.browser].leave()

    async def finish(self, hello: Hello) -> None:
        """Forget a patient who is done."""
        patient = self._patients.pop(hello.browser, None)
        self._sockets.pop(hello.browser, None)
        if patient is not None:
            await asyncio.to_thread(patient.close)
            del patient  # what its networks still hold goes with it
            await asyncio.to_thread(release_memory)

    async def rest(self, after_s: float) -> None:
        """Free the networks of patients whose page has gone; who comes back goes on where they were."""
        now = time.monotonic()
        for browser, patient in list(self._patients.items()):
            if browser not in self._sockets and now - patient.left_at >= after_s:
                await asyncio.to_thread(patient.close)

    async def sweep(self, after_s: float) -> None:
        """Forget patients nobody has come back to."""
        now = time.monotonic()
        for browser, patient in list(self._patients.items()):
            if browser not in self._sockets and now - patient.left_at >= after_s:
                del self._patients[browser]
                await asyncio.to_thread(patient.close)

    async def _room(self) -> bool:
        if len(self._patients) >= self.settings.practice.patients:
            await self.sweep(0.0)
        return len(self._patients) < self.settings.practice.patients
