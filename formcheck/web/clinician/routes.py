"""What the clinician's page may ask of the server."""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.requests import ClientDisconnect

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.messages.message import message
from formcheck.results.exports.formats import WRITERS
from formcheck.system.log import log_failure
from formcheck.video.privacy import Pictures
from formcheck.web.clinician.answer import in_full, in_short, shown_joints
from formcheck.web.clinician.api_messages import (
    ComparedVisit,
    Goals,
    Saved,
    ShownJoints,
    VideoFull,
    Videos,
    VideoShort,
    VisitName,
)
from formcheck.web.clinician.content_security_policy import policy_for
from formcheck.web.clinician.goals import GoalsWanted, forget_goals, keep_goals, shown_goals
from formcheck.web.clinician.job import Job
from formcheck.web.clinician.job_store import JobStore, JobStoreError, NoVideoError, no_room_or
from formcheck.web.clinician.plans import plan_router
from formcheck.web.clinician.visits import compared_visit, film_of, visit_names
from formcheck.web.protocol import need_same_protocol

_LOG = logging.getLogger(__name__)

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


class VisitEntered(BaseModel):
    """Whose visit it is, and of which day."""

    model_config = ConfigDict(extra="forbid")

    patient: str
    visited_on: date | None


def add_review(app: FastAPI, jobs: JobStore) -> None:
    """Let an application answer the clinician's page.

    Parameters
    ----------
    app, jobs
        The application, and where the videos lie.
    """

    @app.exception_handler(FormcheckError)
    def trouble(request: Request, error: FormcheckError) -> JSONResponse:
        log_failure(_LOG, error)
        words = catalogue(request.query_params.get("language", DEFAULT))
        why = words.text(error.message)
        return JSONResponse({"why": why}, status_code=404 if isinstance(error, NoVideoError) else 409)

    @app.exception_handler(OSError)
    def refused_by_the_disk(request: Request, error: OSError) -> JSONResponse:
        number = request.path_params.get("number", "")
        named = [job.file.name for job in jobs.listed() if job.number == number]
        return trouble(request, no_room_or(error, named[0] if named else request.query_params.get("name", "")))

    app.include_router(plan_router(jobs), prefix=UPLOADS, dependencies=[Depends(need_same_protocol)])
    app.include_router(_router(jobs), prefix=UPLOADS)


def _router(jobs: JobStore) -> APIRouter:
    router = APIRouter(dependencies=[Depends(need_same_protocol)])
    points = jobs.settings.review_page.curve_points

    def full(job: Job, language: str) -> VideoFull:
        return in_full(job, points, catalogue(language))

    @router.get("")
    def everything(language: str = DEFAULT) -> Videos:
        words = catalogue(language)
        return {
            "videos": [in_short(job, words) for job in jobs.listed() if job.state != "arriving"],
            "keep_in": str(jobs.keep_in),
            "largest_mb": jobs.settings.review_page.largest_video_mb,
            "formats": list(WRITERS),
        }

    @router.get("/visits")
    def all_visits() -> list[VisitName]:
        return visit_names(jobs)

    @router.get("/visits/{key}")
    def one_visit(key: str, language: str = DEFAULT) -> ComparedVisit:
        return compared_visit(jobs, key, points, catalogue(language))

    @router.get("/visits/{key}/picture")
    def film_of_visit(key: str) -> FileResponse:
        return FileResponse(film_of(jobs, key))

    @router.get("/progress/{code}/")
    def progress(code: str, language: str = DEFAULT) -> HTMLResponse:
        text = jobs.progress(code, catalogue(language).language)
        return HTMLResponse(text, headers={"Content-Security-Policy": policy_for(text)})

    @router.get("/goals/{code}")
    def goals(code: str, language: str = DEFAULT) -> Goals:
        return shown_goals(code, jobs.archive_file, catalogue(language))

    @router.put("/goals/{code}")
    def set_goals(code: str, wanted: GoalsWanted, language: str = DEFAULT) -> Goals:
        keep_goals(code, jobs.archive_file, wanted)
        jobs.goals_changed(code)
        return shown_goals(code, jobs.archive_file, catalogue(language))

    @router.delete("/goals/{code}")
    def usual_goals(code: str, language: str = DEFAULT) -> Goals:
        forget_goals(code, jobs.archive_file)
        jobs.goals_changed(code)
        return shown_goals(code, jobs.archive_file, catalogue(language))

    @router.post("", status_code=201)
    async def take(
        request: Request, name: Annotated[str, Query(min_length=1, max_length=300)], language: str = DEFAULT
    ) -> VideoShort:
        size = int(request.headers["content-length"])  # the guard lets none through without
        job = await run_in_threadpool(jobs.admit, name, size, catalogue(language).language)
        try:
            await _receive(request, job.file)
        except BaseException as error:
            with suppress(NoVideoError):  # removed meanwhile: what happened here is still what is reported
                jobs.remove(job.number)
            if isinstance(error, ClientDisconnect):
                raise HTTPException(_GONE) from error
            raise
        jobs.arrived(job)
        return in_short(job, catalogue(language))

    @router.get("/{number}")
    def read(number: str, later: BackgroundTasks, language: str = DEFAULT) -> VideoFull:
        later.add_task(jobs.get_ready, number)
        return full(jobs.job(number), language)

    @router.delete("/{number}", status_code=204)
    def remove(number: str) -> None:
        jobs.remove(number)

    @router.post("/{number}/corrections")
    def correct(number: str, corrections: Corrections, language: str = DEFAULT) -> VideoFull:
        return full(jobs.correct(number, corrections), language)

    @router.post("/{number}/drawing", status_code=202)
    def draw(number: str, language: str = DEFAULT) -> VideoShort:
        words = catalogue(language)
        return in_short(jobs.draw(number, words.language), words)

    @router.get("/{number}/joints")
    def joints(number: str, time_s: float) -> ShownJoints:
        job = jobs.job(number)
        found = job.joints(time_s)
        if found is None:
            raise JobStoreError(message("error.job.not_judged"))
        return shown_joints(*found, job.wanted)

    @router.put("/{number}/note")
    def write(number: str, note: Note, language: str = DEFAULT) -> VideoShort:
        return in_short(jobs.write(number, note.note.strip()), catalogue(language))

    @router.put("/{number}/pictures")
    def show(number: str, shown: Shown, language: str = DEFAULT) -> VideoShort:
        return in_short(jobs.show(number, shown.pictures), catalogue(language))

    @router.put("/{number}/visit")
    def visit(number: str, entered: VisitEntered, language: str = DEFAULT) -> VideoShort:
        return in_short(jobs.visit(number, entered.patient.strip(), entered.visited_on), catalogue(language))

    @router.post("/{number}/archive")
    def archive(number: str, language: str = DEFAULT) -> VideoShort:
        return in_short(jobs.archive(number), catalogue(language))

    @router.post("/{number}/save")
    def save(number: str) -> Saved:
        return {"folder": str(jobs.save(number))}

    @router.get("/{number}/results.zip")
    def pack(number: str, later: BackgroundTasks, formats: str = "", height_m: float | None = None) -> FileResponse:
        name = f"{jobs.job(number).file.stem}.zip"
        packed = jobs.pack(number, [name for name in formats.split(",") if name], height_m)
        later.add_task(shutil.rmtree, packed.parent, ignore_errors=True)  # once it is sent
        return FileResponse(packed, media_type="application/zip", filename=name)

    @router.get("/{number}/report/")
    def report(number: str) -> HTMLResponse:
        text = (jobs.report(number) / "report.html").read_text(encoding="utf-8")
        return HTMLResponse(text, headers={"Content-Security-Policy": policy_for(text)})

    @router.get("/{number}/report/{name}")
    def beside_report(
        number: str, name: Literal["annotated.mp4", "annotated.jpg", "report.pdf", "handout.pdf"]
    ) -> FileResponse:
        file = jobs.report(number) / name
        if not file.exists():
            raise NoVideoError(message("error.job.no_picture"))
        return FileResponse(file)

    @router.get("/{number}/picture")
    def picture(number: str) -> FileResponse:
        drawn = jobs.job(number).drawn
        for name in ("annotated.mp4", "annotated.jpg"):
            if drawn is not None and (drawn.folder / name).exists():
                return FileResponse(drawn.folder / name)
        raise NoVideoError(message("error.job.no_picture"))

    return router


async def _receive(request: Request, file: Path) -> None:
    """Write the body of a request into a file, as it comes."""
    with file.open("xb") as out:
        async for chunk in request.stream():
            out.write(chunk)
