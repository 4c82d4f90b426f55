"""What the clinician's page may ask of the server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, BackgroundTasks, FastAPI, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.requests import ClientDisconnect

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.messages.words import Tell
from formcheck.results.exports.formats import WRITERS
from formcheck.video.privacy import Pictures
from formcheck.web.clinician.answer import in_full, in_short
from formcheck.web.clinician.content_security_policy import policy_for
from formcheck.web.clinician.job import Case
from formcheck.web.clinician.job_store import Desk, NoVideoError

UPLOADS = "/api/review"
"""Where videos are sent to: the one address that takes large requests."""

_GONE = 499
"""Nobody is there any more to read the answer."""


class Note(BaseModel):
    """What the clinician wrote."""

    model_config = ConfigDict(extra="forbid")

    note: str


class Shown(BaseModel):
    """How the person is to be shown."""

    model_config = ConfigDict(extra="forbid")

    pictures: Pictures


def add_review(app: FastAPI, desk: Desk, tongues: Callable[[str], Tell]) -> None:
    """Let an application answer the clinician's page.

    Parameters
    ----------
    app, desk
        The application, and where the videos lie.
    tongues
        Gives by the tag of a language, as a browser knows it, what tells English texts in it.
    """

    @app.exception_handler(FormcheckError)
    def trouble(request: Request, error: FormcheckError) -> JSONResponse:
        why = tongues(request.query_params.get("language", "en"))(str(error))
        return JSONResponse({"why": why}, status_code=404 if isinstance(error, NoVideoError) else 409)

    app.include_router(_router(desk, tongues), prefix=UPLOADS)


def _router(desk: Desk, tongues: Callable[[str], Tell]) -> APIRouter:
    router = APIRouter()
    points = desk.settings.review_page.curve_points

    def full(case: Case, language: str) -> dict[str, Any]:
        return in_full(case, points, tongues(language))

    @router.get("")
    def everything(language: str = "en") -> dict[str, Any]:
        tell = tongues(language)
        return {
            "videos": [in_short(case, tell) for case in desk.cases() if case.state != "arriving"],
            "keep_in": str(desk.keep_in),
            "largest_mb": desk.settings.review_page.largest_video_mb,
            "formats": list(WRITERS),
        }

    @router.post("", status_code=201)
    async def take(request: Request, name: Annotated[str, Query(min_length=1, max_length=300)]) -> dict[str, Any]:
        size = int(request.headers["content-length"])  # the guard lets none through without
        case = await run_in_threadpool(desk.admit, name, size)
        try:
            await _receive(request, case.file)
        except BaseException as error:
            desk.remove(case.number)
            if isinstance(error, ClientDisconnect):
                raise HTTPException(_GONE) from error
            raise
        desk.arrived(case)
        return in_short(case)

    @router.get("/{number}")
    def read(number: str, later: BackgroundTasks, language: str = "en") -> dict[str, Any]:
        later.add_task(desk.get_ready, number)
        return full(desk.case(number), language)

    @router.delete("/{number}", status_code=204)
    def remove(number: str) -> None:
        desk.remove(number)

    @router.post("/{number}/corrections")
    def correct(number: str, corrections: Corrections, language: str = "en") -> dict[str, Any]:
        return full(desk.correct(number, corrections), language)

    @router.post("/{number}/drawing", status_code=202)
    def draw(number: str, language: str = "en") -> dict[str, Any]:
        return in_short(desk.draw(number), tongues(language))

    @router.put("/{number}/note")
    def write(number: str, note: Note, language: str = "en") -> dict[str, Any]:
        return in_short(desk.write(number, note.note.strip()), tongues(language))

    @router.put("/{number}/pictures")
    def show(number: str, shown: Shown, language: str = "en") -> dict[str, Any]:
        return in_short(desk.show(number, shown.pictures), tongues(language))

    @router.post("/{number}/save")
    def save(number: str) -> dict[str, str]:
        return {"folder": str(desk.save(number))}

    @router.get("/{number}/results.zip")
    def pack(number: str, formats: str = "", height_m: float | None = None) -> FileResponse:
        packed = desk.pack(number, [name for name in formats.split(",") if name], height_m)
        return FileResponse(packed, media_type="application/zip", filename=f"{desk.case(number).file.stem}.zip")

    @router.get("/{number}/report/")
    def report(number: str) -> HTMLResponse:
        text = (desk.report(number) / "report.html").read_text(encoding="utf-8")
        return HTMLResponse(text, headers={"Content-Security-Policy": policy_for(text)})

    @router.get("/{number}/report/{name}")
    def beside_report(number: str, name: Literal["annotated.mp4", "annotated.jpg"]) -> FileResponse:
        file = desk.report(number) / name
        if not file.exists():
            raise NoVideoError("There is no picture of this video yet.")
        return FileResponse(file)

    @router.get("/{number}/picture")
    def picture(number: str) -> FileResponse:
        drawn = desk.case(number).drawn
        for name in ("annotated.mp4", "annotated.jpg"):
            if drawn is not None and (drawn.folder / name).exists():
                return FileResponse(drawn.folder / name)
        raise NoVideoError("There is no picture of this video yet.")

    return router


async def _receive(request: Request, file: Path) -> None:
    """Write the body of a request into a file, as it comes."""
    with file.open("xb") as out:
        async for chunk in request.stream():
            out.write(chunk)
