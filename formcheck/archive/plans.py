"""Plans for home and the archive: made and signed, and the practice that comes back from them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from formcheck.archive.home_plans import today
from formcheck.archive.store import Archive
from formcheck.messages.message import Message, message
from formcheck.results.home.adherence import WeekOfPlan, weeks_of
from formcheck.results.home.done import PracticeFile
from formcheck.results.home.plan import Plan, new_id, own_targets
from formcheck.results.home.signed import PlanError, SignedPlan, sign
from formcheck.settings import Bands


def make_plan(archive: Archive, wanted: dict[str, Any]) -> SignedPlan:
    """Make, sign and keep a plan; the patient's own targets in the archive go along.

    Parameters
    ----------
    archive
        Where it is kept.
    wanted
        What the clinician has entered: fields of `Plan`, but its number, its time and its targets.

    Raises
    ------
    FormcheckError
        It makes no sense, or the archive cannot be written.
    """
    code = str(wanted.get("patient", ""))
    own = own_targets(archive.settings(code).bands, Bands())
    try:
        plan = Plan.model_validate(wanted | {"id": new_id(), "made_at": datetime.now(UTC), "targets": own})
    except ValidationError as error:
        raise PlanError(message("plan.refused.not_valid")) from error
    signed = sign(plan, archive.clinic_key())
    archive.add_plan(signed)
    return signed


def take_in(archive: Archive, given: PracticeFile) -> list[Message]:
    """Keep the practice that a patient has given back; tell in a sentence or two what was added.

    What is there already, from a file or a QR code, is not added twice: a practice is known by when it began.
    """
    new = archive.add_practices(given.patient, given.practices, given.consent_at)
    code = "terminal.archive.practice" if new == 1 else "terminal.archive.practices"
    sentences = [message("plan.returned.returned", code=given.patient, practices=message(code, number=new))]
    if checks := archive.add_postures(given.patient, given.postures):
        sentences.append(postures_taken(given.patient, checks))
    if given.plan not in {signed.plan.id for signed in archive.plans(given.patient)}:
        sentences.append(message("plan.returned.unknown"))
    return sentences


def postures_taken(code: str, checks: int) -> Message:
    """Say how many posture checks were added."""
    how_many = "terminal.archive.posture_check" if checks == 1 else "terminal.archive.posture_checks"
    return message("plan.returned.postures", code=code, checks=message(how_many, number=checks))


def weeks_at_home(archive: Archive, code: str) -> list[WeekOfPlan]:
    """Return how much of the plans of a patient was practised, week by week."""
    plans = [signed.plan for signed in archive.plans(code)]
    return weeks_of(plans, archive.practices(code), today())
