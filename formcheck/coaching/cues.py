"""What the coach says, as codes."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.lunge.fault_tracker import hips_forward
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message
from formcheck.records import Assessment, Band

CUES: Mapping[FaultKind, Message] = {kind: Message(kind.cue) for kind in FaultKind if kind.cue}
"""What is said of each fault of form."""

PRAISE = Message("cue.praise")
TUCK_REMINDER = Message("cue.tuck_reminder")
TUCK_HELP = Message("cue.tuck_help")
"""What would help where the pelvis cannot be observed and the reason is too long to be said."""
BREATHE = Message("cue.breathe")
HOLD_DONE = Message("cue.hold_done")
REST = Message("cue.rest")
"""Said where neither the cue nor the sentence about how has helped."""

SAID_ALOUD = frozenset(
    {
        "gate.view.turn",
        "pelvis.not_kneeling",
        "pelvis.unreliable",
        "pelvis.hidden",
        "pelvis.no_stickers",
        "pelvis.sticker_lost",
        "pelvis.stickers_lost",
        "pelvis.belt_lost",
    }
)
"""Reasons why the pelvis is not observed that are short enough to be said: at most seven words in every language."""

AT_ONCE = frozenset({"gate.picture.black", "gate.picture.dark", "gate.picture.blank", "gate.picture.still"})
"""What does not mend itself and stops everything: said as soon as it is found."""

AFTER_THE_RANGE = frozenset(
    {
        "own_range.seen",
        "own_range.cloth_rides",
        "own_range.not_read",
        "own_range.did_not_move",
        "own_range.repeats_differ",
        "own_range.chest_moved",
    }
)
"""What came of the own range: said once, before anything else is asked for."""

_SECONDS_A_WORD, _SECONDS_TO_BEGIN = 0.36, 0.5
"""How long a sentence takes to be said: 167 words a minute, slowly spoken, and the voice's own delay [A]."""


def asked_by(kind: FaultKind, assessment: Assessment) -> FaultKind:
    """Return the fault whose words mend this one.

    A knee ahead of its ankle shows over-lunging. Where the hips are not forward it is the foot that stands too near,
    and hips that went back would not mend it.
    """
    if kind is not FaultKind.OVER_LUNGING or assessment.bands.get("front_shin_deg") is not Band.RED:
        return kind
    forward = hips_forward(assessment.measurement.angles_deg, assessment.bands)
    return kind if forward else FaultKind.SHIN_FORWARD


def how(kind: FaultKind) -> Message:
    """Return the sentence that explains how a fault is put right."""
    return Message(f"cue.how.{kind.asks}")


def spoken_s(message: Message) -> float:
    """Return about how long a sentence takes to be said, seconds."""
    return _SECONDS_TO_BEGIN + _SECONDS_A_WORD * len(str(message).split())
