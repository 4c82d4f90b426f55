"""Plans for home on the clinician's page: the form, what comes of it, and the practice that comes back."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from formcheck.archive.home_plans import today
from formcheck.archive.plans import make_plan, take_in
from formcheck.archive.store import Archive
from formcheck.messages.catalogue import DEFAULT, Catalogue, catalogue
from formcheck.messages.message import Message, message
from formcheck.messages.names import quantity_name, target_name
from formcheck.results.home.done import read_practice_file
from formcheck.results.home.plan import FLAGS, Stress, own_targets, plan_sentence
from formcheck.results.home.qr import carried_by, svg_code
from formcheck.results.home.signed import PlanError, SignedPlan
from formcheck.settings import Bands
from formcheck.web.clinician.job_store import JobStore

RETURNED = "/practice"
"""Behind the address of the clinician's page: where practice that came back is taken in."""
LARGEST_RETURNED = 16_000_000
"""Bytes: a photo of a telephone may hold its code."""

_DAYS_A_WEEK, _WEEKS, _SETS, _HOLD_S = 4, 6, 2, 30
"""What a first plan is filled with, to be changed [A]."""


class PlanWanted(BaseModel):
    """What the clinician has entered; whether it makes sense is said by the plan itself."""

    model_config = ConfigDict(extra="forbid")

    patient: str
    clinic: str
    valid_from: str
    valid_until: str
    language: str
    days_a_week: float | None
    sides: list[str]
    hold_s: float | None
    sets: float | None
    rest_minutes: float | None
    ball_s: float | None
    stress: list[str]
    flags: list[int]
    note: str
    own_tuck_deg: dict[str, float]


class PlanMade(TypedDict):
    """A plan that was made."""

    id: str
    patient: str
    sentence: str
    fingerprint: str


class PlanDraft(TypedDict):
    """What the form is filled with: the last plan of the patient, or the usual one."""

    clinic: str
    valid_from: str
    valid_until: str
    language: str
    days_a_week: int
    sides: list[str]
    hold_s: int
    sets: int
    rest_minutes: int
    ball_s: int
    stress: list[str]
    points: list[tuple[str, str]]
    """All that may be stressed, with its words."""
    flags: list[int]
    note: str
    targets: list[str]
    """The patient's own targets, which go along."""
    made: list[PlanMade]
    """The plans there are, the latest first."""


class TakenIn(TypedDict):
    """What became of practice that came back."""

    patient: str
    said: str


def plan_router(jobs: JobStore) -> APIRouter:
    """Return the routes of plans; before those of videos, whose numbers could be anything."""
    router = APIRouter()
    archive_file = jobs.archive_file

    @router.get("/plans/{code}")
    def draft(code: str, language: str = DEFAULT) -> PlanDraft:
        return _draft(code, archive_file, catalogue(language))

    @router.post("/plans", status_code=201)
    def make(wanted: PlanWanted, language: str = DEFAULT) -> PlanMade:
        with Archive(archive_file) as archive:
            return _made(make_plan(archive, wanted.model_dump()), catalogue(language))

    @router.get("/plans/{code}/{number}.svg")
    def code_of(code: str, number: str) -> Response:
        return Response(svg_code(_plan(code, number, archive_file).as_text()), media_type="image/svg+xml")

    @router.get("/plans/{code}/{number}.json")
    def file_of(code: str, number: str) -> Response:
        signed = _plan(code, number, archive_file)
        name = f"formcheck-plan-{signed.plan.patient}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(signed.as_file(), media_type="application/json", headers=headers)

    @router.post(RETURNED)
    async def returned(request: Request, language: str = DEFAULT) -> TakenIn:
        data = await request.body()

        def taken() -> TakenIn:
            given = read_practice_file(carried_by(data, "plan.returned.no_code"))
            with Archive(archive_file) as archive:
                sentences = take_in(archive, given)
            words = catalogue(language)
            return {"patient": given.patient, "said": " ".join(words.text(sentence) for sentence in sentences)}

        return await run_in_threadpool(taken)

    return router


def _plan(code: str, number: str, archive_file: Path | None) -> SignedPlan:
    with Archive(archive_file) as archive:
        for signed in archive.plans(code):
            if signed.plan.id == number:
                return signed
    raise PlanError(message("plan.refused.gone"))


def _draft(code: str, archive_file: Path | None, words: Catalogue) -> PlanDraft:
    with Archive(archive_file) as archive:
        plans, settings = archive.plans(code), archive.settings(code)
    last = plans[-1].plan if plans else None
    days = today()
    own = own_targets(settings.bands, Bands())
    return {
        "clinic": last.clinic if last else "",
        "valid_from": days.isoformat(),
        "valid_until": days.fromordinal(days.toordinal() + 7 * _WEEKS - 1).isoformat(),
        "language": last.language if last else words.language,
        "days_a_week": last.days_a_week if last else _DAYS_A_WEEK,
        "sides": list(last.sides) if last else ["left", "right"],
        "hold_s": last.hold_s if last else _HOLD_S,
        "sets": last.sets if last else _SETS,
        "rest_minutes": last.rest_minutes if last else 0,
        "ball_s": last.ball_s if last else 0,
        "stress": list(last.stress) if last else [],
        "points": [(point, words.of(f"plan.mind.{point}")) for point in get_args(Stress)],
        "flags": list(last.flags) if last else list(FLAGS),
        "note": last.note if last else "",
        "targets": [words.text(_target(name, settings.bands)) for name in own],
        "made": [_made(signed, words) for signed in reversed(plans)],
    }


def _target(name: str, bands: Bands) -> Message:
    return message("plan.target", quantity=quantity_name(name), target=target_name(*getattr(bands, name).green))


def _made(signed: SignedPlan, words: Catalogue) -> PlanMade:
    plan = signed.plan
    sentence = words.text(plan_sentence(plan))
    return {"id": plan.id, "patient": plan.patient, "sentence": sentence, "fingerprint": signed.fingerprint}
