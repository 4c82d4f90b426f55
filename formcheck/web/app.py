"""The server of both pages: the pages themselves, their texts, the history, and the socket for frames."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi import Path as InPath
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from formcheck import __version__
from formcheck.archive.practice_history import HistoryError, as_csv
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.results.pain import pain_advice
from formcheck.results.posture import KeptPosture
from formcheck.results.posture_history import PostureSent
from formcheck.results.posture_history import as_csv as postures_as_csv
from formcheck.results.practice import PainAfter, PracticeSent
from formcheck.results.what_changed import WhatChanged, in_short, what_changed
from formcheck.settings import Settings
from formcheck.system.log import log_failure
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.clinician.plans import LARGEST_RETURNED, RETURNED
from formcheck.web.clinician.routes import UPLOADS, add_review
from formcheck.web.guard import PERSON, App, Guard, Person, person_of
from formcheck.web.installable import add_installable
from formcheck.web.page_texts import PageTexts, page_texts
from formcheck.web.patient.conversation import converse
from formcheck.web.patient.patients import Patients
from formcheck.web.patient.plan_routes import LARGEST, add_plan
from formcheck.web.patient.polled import LINES, Connection, polled_lines
from formcheck.web.patient.socket_messages import LeastChange, Phrase
from formcheck.web.protocol import add_protocol, need_same_protocol
from formcheck.web.visitors import OwnHistory, Secrets

_LOG = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
FONTS = Path(__file__).parents[1] / "overlay" / "fonts"
_SWEEP_S = 10.0
_SAME_PROTOCOL = [Depends(need_same_protocol)]


@dataclass(frozen=True)
class PageAddress:
    """Where the page is served, and to which person.

    Attributes
    ----------
    token
        The secret in its address.
    hosts
        Names, with port, under which it may be addressed.
    scheme
        ``http`` or ``https``.
    patients
        The secret in the address that patients at other devices are given; empty where there are none.
    computer
        What this computer is called on a page that other devices show; empty where only its own browser comes in.
    visitors
        All secrets, where devices are known again; None for the two above and nothing lasting.
    authority
        The certificate that a device may be made to trust; None where there is none of our own.
    """

    token: str
    hosts: Sequence[str]
    scheme: str = "http"
    patients: str = ""
    computer: str = ""
    visitors: Secrets | None = None
    authority: Path | None = None

    @property
    def secrets(self) -> Secrets:
        """The secrets of everybody who may come in."""
        return self.visitors or Secrets(self.token, self.patients)

    @property
    def url(self) -> str:
        """The address to open."""
        return f"{self.scheme}://{self.hosts[0]}/{self.token}/"

    @property
    def patients_url(self) -> str:
        """The address for patients at other devices."""
        return f"{self.scheme}://{self.hosts[0]}/{self.secrets.patients}/"


def create_app(practice: Patients, place: PageAddress, jobs: JobStore) -> App:
    """Build the application.

    Parameters
    ----------
    practice
        Who is practising.
    place
        Where it is served; whatever is not asked for there is refused.
    jobs
        Where the clinician's videos lie; opened and closed with the application.
    """

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        async def sweeping() -> None:
            while True:
                await asyncio.sleep(_SWEEP_S)
                await practice.rest(practice.settings.practice.rest_after_s)
                await practice.sweep(practice.settings.practice.forget_after_s)

        task = asyncio.create_task(sweeping())
        with jobs:
            yield
        task.cancel()
        await practice.sweep(0.0)

    app = FastAPI(lifespan=life, openapi_url=None, docs_url=None, redoc_url=None)
    add_protocol(app)
    secrets = place.secrets
    _add_texts(app, practice.settings, place)
    history = OwnHistory(practice.history, for_all=bool(secrets.patients))
    _add_history(app, history)
    add_plan(app, practice.plans, history.read, history.postures)
    add_review(app, jobs)

    @app.websocket("/socket")
    async def socket(ws: WebSocket) -> None:
        await ws.accept()
        with suppress(WebSocketDisconnect, RuntimeError):
            await converse(ws, practice, ws.scope.get(PERSON, ""))

    async def by_requests(line: Connection, person: str) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            await converse(line, practice, person)

    app.include_router(polled_lines(by_requests, person_of))
    app.mount("/fonts", StaticFiles(directory=FONTS))
    _add_pages(app)
    add_installable(app, place.computer, place.authority)
    app.mount("/", StaticFiles(directory=STATIC))
    largest = {
        UPLOADS: jobs.settings.review_page.largest_video_mb * 1_000_000,
        UPLOADS + RETURNED: LARGEST_RETURNED,
        **LARGEST,
        LINES: practice.settings.practice.largest_frame_kb * 1024,
    }
    return Guard(app, secrets, place.hosts, place.scheme, largest)


def _add_pages(app: FastAPI) -> None:
    @app.api_route("/", methods=["GET", "HEAD"])
    @app.api_route("/index.html", methods=["GET", "HEAD"])
    def patient_page() -> FileResponse:
        return FileResponse(STATIC / "patient" / "index.html")

    @app.api_route("/review.html", methods=["GET", "HEAD"])
    def clinician_page() -> FileResponse:
        return FileResponse(STATIC / "clinician" / "review.html")

    @app.api_route("/compare.html", methods=["GET", "HEAD"])
    def two_visits() -> FileResponse:
        return FileResponse(STATIC / "clinician" / "compare.html")

    @app.api_route("/start.html", methods=["GET", "HEAD"])
    def start_page() -> FileResponse:
        return FileResponse(STATIC / "start" / "start.html")


def _add_texts(app: FastAPI, settings: Settings, place: PageAddress) -> None:
    @app.get("/api/texts/{language}")
    def texts(language: str, person: Person) -> PageTexts:
        trust = place.authority is not None
        return page_texts(settings, language, place.computer, trust=trust, clinician=not person)


HistoryNumber = Annotated[int, InPath(ge=0, lt=2**63)]
"""The number of a practice: what SQLite can hold."""


def _add_history(app: FastAPI, history: OwnHistory) -> None:
    @app.exception_handler(HistoryError)
    def trouble(request: Request, error: HistoryError) -> JSONResponse:
        log_failure(_LOG, error)
        words = catalogue(request.query_params.get("language", DEFAULT))
        return JSONResponse({"why": words.text(error.message)}, status_code=500)

    @app.get("/api/history", dependencies=_SAME_PROTOCOL)
    def read(person: Person) -> list[dict[str, Any]]:
        return [practice.model_dump(mode="json") for practice in history.read(person)]

    @app.post("/api/history", status_code=201, dependencies=_SAME_PROTOCOL)
    def keep(done: PracticeSent, person: Person) -> dict[str, int]:
        return {"id": history.keep(person, done)}

    @app.get("/api/history/advice", dependencies=_SAME_PROTOCOL)
    def advise(person: Person, language: str = DEFAULT) -> Phrase | None:
        advice = pain_advice(history.read(person))
        return {"code": advice.code, "text": catalogue(language).text(advice)} if advice else None

    @app.get("/api/history/changed", dependencies=_SAME_PROTOCOL)
    def changed(person: Person, language: str = DEFAULT) -> list[Phrase]:
        words = catalogue(language)
        sentences = in_short(what_changed([], history.read(person), history.postures(person)))
        return [{"code": sentence.code, "text": words.text(sentence)} for sentence in sentences]

    @app.get("/api/history/postures", dependencies=_SAME_PROTOCOL)
    def read_postures(person: Person) -> list[dict[str, Any]]:
        return [check.model_dump(mode="json") for check in history.postures(person)]

    @app.post("/api/history/postures", status_code=201, dependencies=_SAME_PROTOCOL)
    def keep_posture(sent: PostureSent, person: Person) -> dict[str, int]:
        told = sent.model_dump(exclude={"instead"}) | {"measured_at": sent.measured_at.replace(microsecond=0)}
        kept = KeptPosture(program=__version__, **told)
        return {"id": history.keep_posture(person, kept, sent.instead)}

    @app.delete("/api/history/postures/{number}", status_code=204, dependencies=_SAME_PROTOCOL)
    def delete_posture(number: HistoryNumber, person: Person) -> None:
        history.delete_posture(person, number)

    @app.get("/api/history/postures.csv")
    def export_postures(person: Person) -> Response:
        return _download(postures_as_csv(history.postures(person)), "text/csv", "formcheck-posture.csv")

    @app.get("/api/history/least", dependencies=_SAME_PROTOCOL)
    def least(person: Person) -> list[LeastChange]:
        changes = what_changed([], history.read(person), history.postures(person))
        return [_least(change) for change in changes if change.unit == "degrees" and math.isfinite(change.smallest)]

    @app.patch("/api/history/{number}", status_code=204, dependencies=_SAME_PROTOCOL)
    def rate(number: HistoryNumber, after: PainAfter, person: Person) -> None:
        history.rate(person, number, after.pain_after)

    @app.delete("/api/history", status_code=204, dependencies=_SAME_PROTOCOL)
    def delete_all(person: Person) -> None:
        history.delete(person)

    @app.delete("/api/history/{number}", status_code=204, dependencies=_SAME_PROTOCOL)
    def delete(number: HistoryNumber, person: Person) -> None:
        history.delete(person, number)

    @app.get("/api/history.csv")
    def export_csv(person: Person) -> Response:
        return _download(as_csv(history.read(person)), "text/csv", "formcheck-history.csv")

    @app.get("/api/history.json")
    def export_json(person: Person) -> Response:
        rows = ",\n".join(practice.model_dump_json() for practice in history.read(person))
        return _download(f"[{rows}]\n", "application/json", "formcheck-history.json")


def _least(change: WhatChanged) -> LeastChange:
    return {
        "measure": change.measure,
        "side": change.side,
        "value": round(change.value, 1),
        "smallest": round(change.smallest, 1),
        "counts": change.counts,
    }


def _download(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
