"""The facts at the head of a report: who, when, which side, how well seen, and with what it was measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from formcheck.lunge.pelvis.own_range import CHEST_MOVED, DID_NOT_MOVE, NOT_READ, REPEATS_DIFFER
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message, Parameter, message
from formcheck.messages.names import quality_name, side_name, source_name
from formcheck.results.summary import (
    GateSummary,
    OwnRangeSummary,
    SideSummary,
    Summary,
    ViewSummary,
    stored_message,
)
from formcheck.settings import JudgingSettings

_NOTEWORTHY = 0.05
"""Share of the time from which on such a thing is told at the head."""
_MOST_SETTINGS = 3
_MOST_TROUBLES = 2
_WHY_NO_RANGE = {
    NOT_READ: Message("report.fact.range_not_read"),
    DID_NOT_MOVE: Message("report.fact.range_did_not_move"),
    REPEATS_DIFFER: Message("report.fact.range_repeats_differ"),
    CHEST_MOVED: Message("report.fact.range_chest_moved"),
}
"""Why a range does not count, for who reads a report: the reason itself is said to the person who kneels."""


def heading(summary: Summary, words: Catalogue) -> list[tuple[str, str]]:
    """List the facts, each with its name."""
    photo = summary.file.kind == "photo"
    facts = [(words.of("report.fact.patient"), summary.patient)] if summary.patient else []

    def add(name: str, value: str, **parameters: Parameter) -> None:
        facts.append((words.of(f"report.fact.{name}", **parameters), value))

    if summary.visited_on is not None:
        add("visit", words.date(datetime.combine(summary.visited_on, datetime.min.time())))
    recorded = summary.file.recorded_at
    add("recorded", _long_date(recorded, words) if recorded else words.of("report.fact.not_recorded"))
    if summary.reviewed_at is not None:
        add("reviewed", _long_date(summary.reviewed_at.astimezone(), words))
    if not photo and summary.file.duration_s is not None:
        add("length", words.number(summary.file.duration_s, "clock"))
    for side in summary.sides:
        add("knee", words.text(_side(side)))
    add("view", "; ".join(words.text(part) for part in view_messages(summary.view, photo)))
    if summary.pelvis.source != "none":
        share = 1 - summary.pelvis.shares.get("none", 0.0)
        source = source_name(summary.pelvis.source)
        add("tuck", words.of("report.fact.tuck_source", source=source, share=share))
    for side in summary.sides:
        if side.baselines:
            name = "neutral_of" if len(summary.sides) > 1 else "neutral"
            angles = (words.number(own.rear_thigh_deg, "degrees") for own in side.baselines)
            add(name, ", ".join(angles), side=side_name(side.rear_side))
        doubts = [
            words.text(doubt) for own in side.baselines if (doubt := stored_message(own.doubt, own.doubt_message))
        ]
        if doubts:
            add("doubt_of" if len(summary.sides) > 1 else "doubt", " ".join(doubts), side=side_name(side.rear_side))
    for side in summary.sides:
        own = side.own_range
        if own is not None and own.counts:
            name = "range_of" if len(summary.sides) > 1 else "range"
            add(name, words.text(_range_shown(own)), side=side_name(side.rear_side))
        elif own is not None and own.reason_message in _WHY_NO_RANGE:
            add("range", words.of("report.fact.range_not", reason=_WHY_NO_RANGE[own.reason_message]))
        elif summary.pelvis.source == "contour" and side.baselines:
            name = "range_of" if len(summary.sides) > 1 else "range"
            add(name, words.of("report.fact.range_none"), side=side_name(side.rear_side))
    for side in summary.sides:
        extended = side.hip_extension
        if extended is not None:
            value = words.of("report.fact.extended", value=extended.hip_extension_deg, sd=extended.sd_deg)
            name = "hip_extension_of" if len(summary.sides) > 1 else "hip_extension"
            add(name, value, side=side_name(side.rear_side))
    add("model", summary.program.model.removesuffix(".task").replace("_", " "))
    add("targets", words.text(changed_settings(summary.settings, words)))
    return facts


def _range_shown(own: OwnRangeSummary) -> Message:
    """Say when the own range was shown, how that is known, and by which rule the tuck is judged."""
    return message(
        "report.fact.range_shown",
        origin=Message(f"report.fact.range_{own.origin}"),
        start=own.start_s or 0.0,
        end=own.end_s or 0.0,
        sizes=message(
            f"report.fact.range_{'sizes' if own.arch_shown else 'size'}",
            tuck=own.tuck_deg or 0.0,
            arch=own.arch_deg or 0.0,
        ),
        d=own.range_d or 0.0,
        rule=Message(f"report.fact.range_by_{'shares' if own.source == 'contour' else 'degrees'}"),
    )


def view_messages(view: ViewSummary, photo: bool) -> list[Message]:
    """Say how well the person could be seen, and what stood in the way."""
    troubles = [gate for gate in sorted(view.gates, key=lambda gate: -_share(gate)) if _share(gate) >= _NOTEWORTHY]
    mostly = view.quality == "good" and bool(troubles)
    said = [message("report.view.mostly_good") if mostly else quality_name(view.quality, "report.view")]
    if view.off_side_deg is not None:
        said.append(message("report.view.off_side", angle=view.off_side_deg))
    if not photo:
        said.append(message("report.view.judged", share=view.judged_share))
    for gate in troubles[:_MOST_TROUBLES]:
        trouble = Message(f"report.trouble.{gate.gate}")
        share = _share(gate)
        said.append(trouble if photo else message("report.view.trouble_share", trouble=trouble, share=share))
    return said


def changed_settings(settings: JudgingSettings, words: Catalogue) -> Message:
    """Say which settings are not the usual ones, with values as the language writes them."""
    changed = [
        message("report.fact.setting", name=name, value=_value(value, words))
        for name, value in _changed(settings.model_dump(), JudgingSettings().model_dump())
    ]
    if not changed:
        return message("report.fact.usual")
    shown, more = tuple(changed[:_MOST_SETTINGS]), len(changed) - _MOST_SETTINGS
    if more > 0:
        return message("report.fact.changed_more", settings=shown, count=more)
    return message("report.fact.changed", settings=shown)


def _changed(own: dict[str, Any], usual: dict[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in own.items():
        if isinstance(value, dict):
            yield from _changed(value, usual[name], f"{place}{name}.")
        elif value != usual[name]:
            yield f"{place}{name}", value


def _value(value: Any, words: Catalogue) -> str:
    if isinstance(value, (tuple, list)) and len(value) == 2:
        low, high = (_value(part, words) for part in value)
        return words.of("report.fact.values", low=low, high=high)
    return words.number(value, "g") if isinstance(value, float) else str(value)


def _long_date(time: datetime, words: Catalogue) -> str:
    """Write a moment with the name of its month."""
    month = Message(f"month.{time.month}")
    return words.of("format.long_date", day=time.day, month=month, year=time.year, time=f"{time:%H:%M}")


def _share(gate: GateSummary) -> float:
    return gate.blocked_share + gate.degraded_share


def _side(side: SideSummary) -> Message:
    if side.facing is None:
        return side_name(side.rear_side)
    return message("report.fact.side_facing", side=side_name(side.rear_side), facing=side_name(side.facing))
