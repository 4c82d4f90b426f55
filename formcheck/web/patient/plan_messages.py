"""What the patient's page is told of the plan that leads, and of the practice that may go back to the clinic."""

from __future__ import annotations

from typing_extensions import TypedDict

from formcheck.records import Side


class PlanShown(TypedDict):
    """The plan of a clinician, in the language of the page."""

    id: str
    patient: str
    sentence: str
    not_in_force: str
    """Why it does not lead today; empty where it does."""
    fingerprint: str
    """Of the key that has signed it."""
    language: str
    hold_s: int
    sets: int
    sides: list[Side]
    rest_minutes: int
    ball_s: int
    days_a_week: int
    days_this_week: int
    """On how many days of this week of the plan was practised."""
    cues: list[str]
    flags: list[int]
    note: str


class PlanAnswer(TypedDict):
    """The plan that leads; None where there is none."""

    plan: PlanShown | None


class GivenBack(TypedDict):
    """What would go back to the clinic."""

    patient: str
    practices: int
    """In the file."""
    in_code: int
    """The latest of them that fit into a QR code."""
    postures: int
    """Posture checks in the file; the code has the first and the last."""
    first_day: str
    last_day: str
