"""The server of the patient's page: the page itself, its texts, the history, and the socket for frames."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.practice.catalogue import catalogue, languages
from formcheck.practice.guard import App, Guard
from formcheck.practice.history import History, HistoryError, PracticeDone, as_csv
from formcheck.practice.patient import Begin, Eye, Patient, bad
from formcheck.practice.script import Felt
from formcheck.settings import Settings

PAGE = Path(__file__).parent / "page"
FONTS = PAGE.parents[1] / "video" / "fonts"
_HELLO_S = 10.0
_SWEEP_S = 30.0


@dataclass(frozen=True)
class Place:
    """Where and for whom the page is served.

    Attributes
    ----------
    token
        The secret in its address.
    hosts
        Names, with port, under which it may be addressed.
    scheme
        ``http`` or ``https``.
    """

    token: str
    hosts: Sequence[str]
    scheme: str = "http"

    @property
    def url(self) -> str:
        """The address to open."""
        return f"{self.scheme}://{self.hosts[0]}/{self.token}/"


class Hello(BaseModel):
    """The first message of a page."""

    model_config = ConfigDict(extra="forbid")

    browser: str = Field(pattern=r"^[0-9a-f-]{8,64}$")
    tab: str = Field(pattern=r"^[0-9a-f-]{8,64}$")
    take: bool = False


class Wish(BaseModel):
    """Any later message that is not a frame."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["begin", "skip", "felt", "finish"]
    begin: Begin = Begin()
    felt: Felt = ""


class Practice:
    """Who is practising.

    Parameters
    ----------
    settings
        Every threshold.
    open_eye
        Opens what sees the body, one for each patient.
    history
        What was practised before.
    """

    def __init__(self, settings: Settings, open_eye: Callable[[], Eye], history: History) -> None:
        self.settings = settings
        self.history = history
        self._open_eye = open_eye
        self._patients: dict[str, Patient] = {}
        self._sockets: dict[str, tuple[str, WebSocket]] = {}

    async def admit(self, hello: Hello, socket: WebSocket) -> Patient | Literal["elsewhere", "full"]:
        """Give the page its patient, or say why not."""
        held = self._sockets.get(hello.browser)
        if held is not None and held[0] != hello.tab and not hello.take:
            return "elsewhere"
        if hello.browser not in self._patients and not await self._room():
            return "full"
        patient = self._patients.setdefault(hello.browser, Patient(self.settings, self._open_eye))
        self._sockets[hello.browser] = (hello.tab, socket)
        if held is not None:
            with suppress(RuntimeError, WebSocketDisconnect):
                await held[1].send_json({"kind": "elsewhere"})
                await held[1].close()
        return patient

    def leave(self, hello: Hello, socket: WebSocket) -> None:
        """Note that a page has gone; its patient stays for when it comes back."""
        held = self._sockets.get(hello.browser)
        if held is not None and held[1] is socket:
            del self._sockets[hello.browser]
            self._patients[hello.browser].left_at = time.monotonic()

    async def finish(self, hello: Hello) -> None:
        """Forget a patient who is done."""
        patient = self._patients.pop(hello.browser, None)
        self._sockets.pop(hello.browser, None)
        if patient is not None:
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


def create_app(practice: Practice, place: Place) -> App:
    """Build the application.

    Parameters
    ----------
    practice
        Who is practising.
    place
        Where it is served; whatever is not asked for there is refused.
    """

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        async def sweeping() -> None:
            while True:
                await asyncio.sleep(_SWEEP_S)
                await practice.sweep(practice.settings.practice.forget_after_s)

        task = asyncio.create_task(sweeping())
        yield
        task.cancel()
        await practice.sweep(0.0)

    app = FastAPI(lifespan=life, openapi_url=None, docs_url=None, redoc_url=None)
    _add_texts(app, practice.settings)
    _add_history(app, practice.history)

    @app.websocket("/socket")
    async def socket(ws: WebSocket) -> None:
        await ws.accept()
        with suppress(WebSocketDisconnect, RuntimeError):
            await _serve(ws, practice)

    app.mount("/fonts", StaticFiles(directory=FONTS))
    app.mount("/", StaticFiles(directory=PAGE, html=True))
    return Guard(app, place.token, place.hosts, place.scheme)


def _add_texts(app: FastAPI, settings: Settings) -> None:
    @app.get("/api/texts/{language}")
    def texts(language: str) -> dict[str, Any]:
        words = catalogue(language)
        return {
            "language": words.language,
            "languages": languages(),
            "texts": words.page,
            "hold_s": settings.phases.hold_target_s,
            "ask_after_s": settings.practice.ask_after_s,
            "picture_lines": settings.practice.picture_lines,
        }


def _add_history(app: FastAPI, history: History) -> None:
    @app.exception_handler(HistoryError)
    def trouble(_request: Request, error: HistoryError) -> JSONResponse:
        return JSONResponse({"why": str(error)}, status_code=500)

    @app.get("/api/history")
    def read() -> list[dict[str, Any]]:
        return [practice.model_dump(mode="json") for practice in history.all()]

    @app.post("/api/history", status_code=201)
    def keep(done: PracticeDone) -> dict[str, int]:
        return {"id": history.keep(done)}

    @app.delete("/api/history", status_code=204)
    def delete_all() -> None:
        history.delete()

    @app.delete("/api/history/{number}", status_code=204)
    def delete(number: int) -> None:
        history.delete(number)

    @app.get("/api/history.csv")
    def export_csv() -> Response:
        return _download(as_csv(history.all()), "text/csv", "formcheck-history.csv")

    @app.get("/api/history.json")
    def export_json() -> Response:
        rows = ",\n".join(practice.model_dump_json() for practice in history.all())
        return _download(f"[{rows}]\n", "application/json", "formcheck-history.json")


def _download(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _serve(ws: WebSocket, practice: Practice) -> None:
    """Talk to one page until it goes."""
    try:
        hello = Hello.model_validate_json(await asyncio.wait_for(ws.receive_text(), _HELLO_S))
    except (TimeoutError, ValidationError, KeyError):
        await ws.close(code=1008)
        return
    patient = await practice.admit(hello, ws)
    if not isinstance(patient, Patient):
        await ws.send_json({"kind": patient})
        await ws.close()
        return
    await asyncio.to_thread(patient.arrive)
    looker = _Looker(ws, patient, practice.settings.practice.frames_per_s)
    try:
        progress = patient.progress
        known = progress.model_dump(mode="json") if progress else None
        await ws.send_json({"kind": "welcome", "progress": known})
        while True:
            message = await ws.receive()
            if message["type"] == "websocket.disconnect":
                return
            if message.get("bytes") is not None:
                await looker.take(message["bytes"])
            elif not await _obey(message.get("text") or "", patient, practice, hello, ws):
                return
    finally:
        await looker.stop()
        practice.leave(hello, ws)


async def _obey(text: str, patient: Patient, practice: Practice, hello: Hello, ws: WebSocket) -> bool:
    """Do what the page wants; False where it is done."""
    try:
        wish = Wish.model_validate_json(text)
    except ValidationError:
        await ws.send_json(bad("the message cannot be understood"))
        return True
    if wish.do == "begin":
        await asyncio.to_thread(patient.begin, wish.begin)
        await ws.send_json({"kind": "begun"})
    elif wish.do == "skip":
        await asyncio.to_thread(patient.skip)
    elif wish.do == "felt":
        await asyncio.to_thread(patient.answer, wish.felt)
    else:
        await practice.finish(hello)
        await ws.close()
        return False
    return True


class _Looker:
    """Looks at the newest frame, one at a time, on a thread, while the socket stays open for the next message.

    Parameters
    ----------
    ws
        Where the answers go.
    patient
        Who is looked at.
    fastest
        Frames that come faster than so many a second are refused.
    """

    def __init__(self, ws: WebSocket, patient: Patient, fastest: float) -> None:
        self._ws = ws
        self._patient = patient
        self._least_step_s = 1 / fastest
        self._last_s = 0.0
        self._newest: bytes | None = None
        self._task: asyncio.Task[None] | None = None

    async def take(self, message: bytes) -> None:
        """Take a frame; one that still waits is dropped for it."""
        now = time.monotonic()
        if now - self._last_s < self._least_step_s:
            await self._ws.send_json(bad("pictures come too fast"))
            return
        self._last_s = now
        self._newest = message
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Wait for the frame that is being looked at."""
        self._newest = None
        if self._task is not None:
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._task

    async def _look(self) -> None:
        while self._newest is not None:
            message, self._newest = self._newest, None
            try:
                told = await asyncio.to_thread(self._patient.look, message)
            except Exception as error:  # whatever one frame does, the next one is looked at
                told = bad(f"formcheck itself failed ({type(error).__name__}: {error})")
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._ws.send_json(told)
