"""The conversation with one page over its socket: frames and requests come in, numbers and words go out."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any

from fastapi import WebSocketDisconnect
from pydantic import ValidationError

from formcheck.messages.message import Message
from formcheck.results.practice import MOST_SETS
from formcheck.system.log import log_failure
from formcheck.web import protocol
from formcheck.web.patient.patient import Patient, bad
from formcheck.web.patient.patients import Patients
from formcheck.web.patient.polled import Connection
from formcheck.web.patient.socket_messages import Begun, Hello, Outdated, PageRequest, ServerMessage, Shut, Welcome
from formcheck.web.protocol import Greeting

_LOG = logging.getLogger(__name__)

_HELLO_S = 10.0


async def converse(ws: Connection, practice: Patients, person: str = "") -> None:
    """Talk to one page until it goes."""
    try:
        greeting = await asyncio.wait_for(ws.receive_text(), _HELLO_S)
        if Greeting.model_validate_json(greeting).outdated:
            await _send(ws, Outdated(kind="outdated", protocol=protocol.PROTOCOL))
            await ws.close()
            return
        hello = Hello.model_validate_json(greeting)
        if person:
            # What a browser calls itself tells it apart only among those of the same patient.
            hello = hello.model_copy(update={"browser": f"{person}-{hello.browser}"})
    except (TimeoutError, ValidationError, KeyError):
        await ws.close(code=1008)
        return
    patient = await practice.admit(hello, ws)
    if not isinstance(patient, Patient):
        await _send(ws, Shut(kind=patient))
        await ws.close()
        return
    frames = _NewestFrame(ws, patient, practice.settings.practice.frames_per_s)
    try:
        await asyncio.to_thread(patient.arrive)
        progress = patient.progress
        known: Any = progress.model_dump(mode="json") if progress else None
        await _send(ws, Welcome(kind="welcome", progress=known))
        while True:
            message = await ws.receive()
            if message["type"] == "websocket.disconnect":
                return
            if message.get("bytes") is not None:
                await frames.take(message["bytes"])
            elif not await _obey(message.get("text") or "", patient, practice, hello, ws, person):
                return
    finally:
        try:
            await frames.stop()
        finally:  # whatever came of its last frame, its place is free
            practice.leave(hello, ws)


async def _send(ws: Connection, message: ServerMessage) -> None:
    await ws.send_json(message)


async def _obey(
    text: str, patient: Patient, practice: Patients, hello: Hello, ws: Connection, person: str = ""
) -> bool:
    """Do what the page wants; False where it is done."""
    try:
        request = PageRequest.model_validate_json(text)
    except ValidationError as error:
        log_failure(_LOG, error)
        await _send(ws, bad(Message("refused.not_understood")))
        return True
    signed = practice.plans.in_force(person) if request.do == "begin" and request.begin.by_plan else None
    most_sets = MOST_SETS if signed else practice.settings.practice.most_sets
    if request.do == "begin" and request.begin.sets_wanted > most_sets:
        await _send(ws, bad(Message("refused.too_many_sets")))
    elif request.do == "begin":
        await asyncio.to_thread(patient.begin, request.begin, signed.plan if signed else None)
        await _send(ws, Begun(kind="begun"))
    elif request.do == "stand":
        await asyncio.to_thread(patient.stand, request.stand)
        await _send(ws, Begun(kind="begun"))
    elif request.do == "again":
        await asyncio.to_thread(patient.again)
    elif request.do == "skip":
        await asyncio.to_thread(patient.skip)
    elif request.do == "skip_range":
        await asyncio.to_thread(patient.skip_range)
    elif request.do == "pause":
        await asyncio.to_thread(patient.pause, request.paused)
    elif request.do == "voice":
        await asyncio.to_thread(patient.voice, request.speaking)
    elif request.do == "camera":
        await asyncio.to_thread(patient.camera, request.pictures_per_s)
    elif request.do == "language":
        await asyncio.to_thread(patient.speak, request.language)
    elif request.do == "felt":
        await asyncio.to_thread(patient.answer, request.felt)
    else:
        await practice.finish(hello)
        await ws.close()
        return False
    return True


class _NewestFrame:
    """Has the newest frame judged, one at a time, on a thread, while the socket stays open for the next message.

    Parameters
    ----------
    ws
        Where the answers go.
    patient
        Whose frames they are.
    fastest
        Frames a second at most; those that come faster are refused.
    """

    def __init__(self, ws: Connection, patient: Patient, fastest: float) -> None:
        self._ws = ws
        self._patient = patient
        self._least_step_s = 1 / fastest
        self._last_s = 0.0
        self._newest: bytes | None = None
        self._task: asyncio.Task[None] | None = None

    async def take(self, frame: bytes) -> None:
        """Take a frame; one that still waits is dropped for it."""
        now = time.monotonic()
        if now - self._last_s < self._least_step_s:
            await _send(self._ws, bad(Message("refused.too_fast")))
            return
        self._last_s = now
        self._newest = frame
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._judge())

    async def stop(self) -> None:
        """Wait for the frame that is being judged."""
        self._newest = None
        if self._task is not None:
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._task

    async def _judge(self) -> None:
        while self._newest is not None:
            frame, self._newest = self._newest, None
            answer: ServerMessage
            try:
                answer = await asyncio.to_thread(self._patient.look, frame)
            except Exception as error:  # whatever one frame does, the next one is judged
                log_failure(_LOG, error)
                answer = bad(Message("refused.failed", {"kind": type(error).__name__, "error": str(error)}))
            with suppress(WebSocketDisconnect, RuntimeError):
                await _send(self._ws, answer)
