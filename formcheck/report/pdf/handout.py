"""`handout.pdf`: one page for the patient, in words: what went well, and the one thing to change."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import Message, message
from formcheck.messages.safety import NOT_A_DEVICE, STOP_RULES
from formcheck.records import Band
from formcheck.report.key_frames import KeyFrame
from formcheck.report.pdf.sheets import Sheets
from formcheck.report.pdf.typesetting import INSIDE_MM, MARGIN_MM
from formcheck.results.hip_extension import opened
from formcheck.results.hold_tuck import TuckState
from formcheck.results.summary import Summary

_LEAST_HELD_S = 1.0
_MOST_PRAISE = 3
_GREEN_SHARE = 0.8
"""An angle that lay in its target for this share of the holds went well."""
_PRAISED = ("lunge_deg", "trunk_deg", "front_shin_deg")
"""The angles that are praised: what a person can feel and repeat."""
_PICTURE_MM = 92.0


def write_handout(path: Path | str, summary: Summary, key_frames: Iterable[KeyFrame]) -> None:
    """Write the handout of one review, in the language of the review.

    Parameters
    ----------
    path
        The file, ``handout.pdf``.
    summary
        What was found.
    key_frames
        The pictures of the report; the best second is taken from them.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    words = catalogue(summary.language)
    sheets = Sheets(words.of("handout.title"), words.language, foot=summary.patient, made=summary.reviewed_at)
    day = summary.file.recorded_at or summary.reviewed_at
    sheets.title(words.of("handout.title"), words.date(day) if day else "", size=16)
    best = best_picture(key_frames)
    if best is not None:
        y = sheets.pdf.get_y()
        sheets.picture(best.jpeg, MARGIN_MM, y, INSIDE_MM, _PICTURE_MM)
        sheets.pdf.set_xy(MARGIN_MM, y + _PICTURE_MM)
        sheets.space(1.5)
        if best.kind == "best":
            sheets.text(words.of("handout.best"), size=9.5, soft=True)
    praise = [words.text(said) for said in went_well(summary)]
    if praise:
        sheets.heading(words.of("handout.well"), size=14)
        sheets.items(praise, size=12)
    for said in hip_opened(summary):
        sheets.text(words.text(said), size=9.5, soft=True)
    cue, *how = (words.text(part) for part in to_change(summary))
    sheets.heading(words.of("handout.change"), size=14)
    sheets.banner(cue, "", size=17)
    for line in dict.fromkeys(how):
        sheets.text(line, size=12)
    sheets.heading(words.of("handout.often"), size=14)
    sheets.text(words.of("handout.hold", seconds=summary.settings.phases.hold_target_s), size=12)
    sheets.text(words.of("handout.fill_in"), size=12)
    sheets.heading(words.of("handout.stop"), size=11)
    sheets.items([words.text(rule) for rule in STOP_RULES], size=9.5)
    sheets.text(words.text(NOT_A_DEVICE), size=8, soft=True)
    sheets.write(path)


def best_picture(key_frames: Iterable[KeyFrame]) -> KeyFrame | None:
    """Choose the picture: the best second of all holds, else the neutral; None where there is neither."""
    frames = list(key_frames)
    for kind in ("best", "neutral"):
        of_kind = [frame for frame in frames if frame.kind == kind]
        if of_kind:
            return max(of_kind, key=lambda frame: frame.weight)
    return None


def went_well(summary: Summary) -> list[Message]:
    """Say what went well, the hold first; never more than anybody reads."""
    said = []
    held_s = max((hold.good_s for hold in summary.holds), default=0.0)
    if held_s >= _LEAST_HELD_S:
        said.append(message("handout.held", seconds=held_s))
    states = {hold.tuck.state for hold in summary.holds if hold.tuck is not None}
    if states == {TuckState.KEPT}:
        said.append(message("handout.tuck_kept"))
    elif states & {TuckState.KEPT, TuckState.PART, TuckState.LOST}:
        said.append(message("handout.tuck_part"))
    for name in _PRAISED:
        shares = [hold.shares[name].get(Band.GREEN, 0.0) for hold in summary.holds if name in hold.shares]
        if shares and min(shares) >= _GREEN_SHARE and not any(fault.quantity == name for fault in summary.faults):
            said.append(Message(f"handout.good.{name}"))
    if not said and summary.judged:
        said.append(message("handout.position"))
    return said[:_MOST_PRAISE]


def hip_opened(summary: Summary) -> list[Message]:
    """Say of each side that the front of the hip opened, where it did beyond its uncertainty: in words, no degree."""
    return [Message(f"handout.opened_{side.rear_side}") for side in summary.sides if opened(side.hip_extension)]


def to_change(summary: Summary) -> list[Message]:
    """Say the one thing to change, and then how; of several faults the most important one."""
    faults = [fault for fault in summary.faults if fault.kind.of_form]
    found = {
        FaultKind.SHIN_FORWARD if fault.kind is FaultKind.OVER_LUNGING and fault.foot_close else fault.kind
        for fault in [fault for fault in faults if not fault.borderline] or faults
    }
    first = next((kind for kind in FaultKind if kind in found), None)
    if first is not None:
        return [Message(first.cue), Message(f"cue.how.{first.asks}"), Message(f"fault.{first.value}.tip")]
    states = {hold.tuck.state for hold in summary.holds if hold.tuck is not None}
    if states & {TuckState.NEVER, TuckState.LOST, TuckState.PART}:
        return [message("cue.tuck_reminder"), message("cue.how.tuck"), message("fault.tuck_lost.tip")]
    if not summary.judged:
        return [message("handout.film_again")]
    if not any(hold.complete for hold in summary.holds):
        return [message("handout.longer", seconds=summary.settings.phases.hold_target_s)]
    return [message("handout.nothing")]
