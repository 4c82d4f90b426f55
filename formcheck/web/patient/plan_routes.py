"""What the patient's page may ask about the plan that leads, and about giving its practice back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from formcheck.archive.home_plans import HomePlans, check_in_force, today
from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import DEFAULT, Catalogue, catalogue
from formcheck.messages.message import Message, message
from formcheck.results.home.adherence import days_this_week
from formcheck.results.home.done import PracticeFile
from formcheck.results.home.plan import plan_sentence
from formcheck.results.home.qr import carried_by, svg_code
from formcheck.results.home.signed import OtherClinicError, PlanError, SignedPlan
from formcheck.results.posture import KeptPosture
from formcheck.results.practice import PracticeDone
from formcheck.system.log import log_failure
from formcheck.web.guard import Person
from formcheck.web.patient.plan_messages import GivenBack, PlanAnswer, PlanShown
from formcheck.web.protocol import need_same_protocol

_LOG = logging.getLogger(__name__)

PLAN, GLANCE = "/api/plan", "/api/plan/glance"
LARGEST = {PLAN: 16_000_000, GLANCE: 2_000_000}
"""Bytes: photos of a telephone may hold the code; of a camera's picture there are several a second."""
_ANOTHER_CLINIC = 428
"""The page asks the person, and may send it again."""


def add_plan(
    app: FastAPI,
    plans: HomePlans,
    history: Callable[[str], Sequence[PracticeDone]],
    postures: Callable[[str], Sequence[KeptPosture]],
) -> None:
    """Let an application answer the page about plans.

    Parameters
    ----------
    app, plans
        The application, and the plans.
    history
        Reads what a person has practised.
    postures
        Reads the posture checks that a person has kept.
    """
    same = [Depends(need_same_protocol)]

    @app.exception_handler(OtherClinicError)
    def another(request: Request, error: OtherClinicError) -> JSONResponse:
        log_failure(_LOG, error)
        words = catalogue(request.query_params.get("language", DEFAULT))
        return JSONResponse({"why": words.text(error.message)}, status_code=_ANOTHER_CLINIC)

    def shown(signed: SignedPlan, who: str, language: str) -> PlanShown:
        return _shown(signed, history(who), catalogue(language))

    @app.get(PLAN, dependencies=same)
    def read(who: Person, language: str = DEFAULT) -> PlanAnswer:
        signed = plans.of(who)
        return {"plan": shown(signed, who, language) if signed else None}

    @app.post(PLAN, dependencies=same)
    async def take(request: Request, who: Person, language: str = DEFAULT, anyway: bool = False) -> PlanShown:
        data = await request.body()

        def taken() -> PlanShown:
            text = carried_by(data, "plan.refused.no_code")
            return shown(plans.take(text, who, anyway=anyway), who, language)

        return await run_in_threadpool(taken)

    @app.post(GLANCE, dependencies=same)
    async def glance(request: Request) -> Response:
        """Look for a code in a picture of the camera; the picture is forgotten at once."""
        data = await request.body()
        try:
            text = await run_in_threadpool(carried_by, data, "plan.refused.no_code")
        except FormcheckError:
            return Response(status_code=204)
        return JSONResponse({"text": text})

    @app.delete(PLAN, status_code=204, dependencies=same)
    def forget(who: Person) -> None:
        plans.forget(who)

    def given_back(who: str) -> PracticeFile:
        signed = plans.of(who)
        if signed is None:
            raise PlanError(message("plan.returned.no_plan"))
        plan = signed.plan
        led = [_where_it_was(done) for done in history(who) if done.plan == plan.id]
        stood = [_without_number(check) for check in postures(who) if check.measured_at >= plan.made_at]
        consent_at = datetime.now(UTC)
        return PracticeFile(patient=plan.patient, plan=plan.id, consent_at=consent_at, practices=led, postures=stood)

    @app.get("/api/plan/practice", dependencies=same)
    def what(who: Person, language: str = DEFAULT) -> GivenBack:
        file, words = given_back(who), catalogue(language)
        days = [words.date(done.started_at) for done in file.practices]
        return {
            "patient": file.patient,
            "practices": len(days),
            "in_code": file.latest_as_text()[1],
            "postures": len(file.postures),
            "first_day": days[0] if days else "",
            "last_day": days[-1] if days else "",
        }

    @app.get("/api/plan/practice.json")
    def as_file(who: Person) -> Response:
        file = given_back(who)
        name = f"formcheck-practice-{file.patient}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(file.as_file(), media_type="application/json", headers=headers)

    @app.get("/api/plan/practice.svg")
    def as_code(who: Person) -> Response:
        return Response(svg_code(given_back(who).latest_as_text()[0]), media_type="image/svg+xml")


def _shown(signed: SignedPlan, practices: Sequence[PracticeDone], words: Catalogue) -> PlanShown:
    plan = signed.plan
    refused: Message | None = None
    try:
        check_in_force(signed, today())
    except PlanError as error:
        refused = error.message
    return {
        "id": plan.id,
        "patient": plan.patient,
        "sentence": words.text(plan_sentence(plan)),
        "not_in_force": words.text(refused) if refused else "",
        "fingerprint": signed.fingerprint,
        "language": plan.language,
        "hold_s": plan.hold_s,
        "sets": plan.sets,
        "sides": list(plan.sides),
        "rest_minutes": plan.rest_minutes,
        "ball_s": plan.ball_s,
        "days_a_week": plan.days_a_week,
        "days_this_week": days_this_week(plan, practices, today()),
        "cues": [words.text(cue) for cue in plan.cues],
        "flags": list(plan.flags),
        "note": plan.note,
    }


def _without_number(check: KeptPosture) -> KeptPosture:
    return KeptPosture(**check.model_dump(include=set(KeptPosture.model_fields)))


def _where_it_was(done: PracticeDone) -> PracticeDone:
    """Write the time of a practice as the clocks there showed it: the history keeps UTC."""
    return PracticeDone(**done.model_dump() | {"started_at": done.started_at.astimezone()})
