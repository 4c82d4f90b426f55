"""The facts at the head of a report: who, when, which side, how well seen, and with what it was measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from formcheck.messages.words import SOURCE_NAMES, clock, degrees, percent
from formcheck.results.summary import GateSummary, Summary, ViewSummary
from formcheck.settings import JudgingSettings

_QUALITIES = {"good": "Good", "with care": "Fair: judged with care", "not judged": "Poor: could not be judged"}
_TROUBLES = {
    "people": "nobody or somebody else in the picture",
    "body_in_frame": "body cut off by the edge",
    "confidence": "joints hard to see",
    "view": "camera not at the side",
    "roll": "camera tilted",
    "body_size": "person small in the picture",
    "frame_rate": "few pictures a second",
}
"""What a quality gate that did not pass means."""
_NOTEWORTHY = 0.05
"""Share of the time from which on such a thing is told at the head."""


def heading(summary: Summary) -> list[tuple[str, str]]:
    """List the facts, each with its name."""
    photo = summary.file.kind == "photo"
    facts = [("Patient", summary.patient)] if summary.patient else []
    recorded = summary.file.recorded_at
    facts.append(("Recorded", f"{recorded.day} {recorded:%B %Y, %H:%M}" if recorded else "the file does not say"))
    if not photo:
        facts.append(("Length", clock(summary.file.duration_s)))
    facts += [("Knee down", _side(side.rear_side, side.facing)) for side in summary.sides]
    facts.append(("View", view_in_words(summary.view, photo)))
    if summary.pelvis.source != "none":
        share = percent(1 - summary.pelvis.shares.get("none", 0.0))
        facts.append(("Tuck seen from", f"{SOURCE_NAMES[summary.pelvis.source]}, {share} of the time"))
    facts += [
        (
            f"Neutral rear thigh{f', {side.rear_side}' if len(summary.sides) > 1 else ''}",
            ", ".join(degrees(own.rear_thigh_deg) for own in side.baselines),
        )
        for side in summary.sides
        if side.baselines
    ]
    facts.append(("Pose model", summary.program.model.removesuffix(".task").replace("_", " ")))
    facts.append(("Targets", settings_in_words(summary.settings)))
    return facts


def view_in_words(view: ViewSummary, photo: bool) -> str:
    """Say how well the person could be seen, and what stood in the way."""
    troubles = [gate for gate in sorted(view.gates, key=lambda gate: -_share(gate)) if _share(gate) >= _NOTEWORTHY]
    quality = "Mostly good" if view.quality == "good" and troubles else _QUALITIES[view.quality]
    words = [quality]
    if view.off_side_deg is not None:
        words.append(f"camera {degrees(view.off_side_deg)} off the side")
    if not photo:
        words.append(f"judged {percent(view.judged_share)} of the time")
    for gate in troubles[:2]:
        words.append(_TROUBLES.get(gate.gate, gate.gate) + ("" if photo else f" for {percent(_share(gate))}"))
    return "; ".join(words)


def settings_in_words(settings: JudgingSettings) -> str:
    """Say which settings are not the usual ones."""
    changed = list(_changed(settings.model_dump(), JudgingSettings().model_dump()))
    if not changed:
        return "the usual settings"
    shown = ", ".join(f"{name} = {value}" for name, value in changed[:3])
    more = f" and {len(changed) - 3} more (summary.json)" if len(changed) > 3 else ""
    return f"changed: {shown}{more}"


def _changed(own: dict[str, Any], usual: dict[str, Any], place: str = "") -> Iterator[tuple[str, str]]:
    for name, value in own.items():
        if isinstance(value, dict):
            yield from _changed(value, usual[name], f"{place}{name}.")
        elif value != usual[name]:
            yield f"{place}{name}", _value(value)


def _value(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return " to ".join(_value(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _share(gate: GateSummary) -> float:
    return gate.blocked_share + gate.degraded_share


def _side(rear_side: str, facing: str | None) -> str:
    return f"{rear_side}, facing {facing}" if facing else rear_side
