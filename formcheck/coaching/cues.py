"""What the coach says, as codes."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message

CUES: Mapping[FaultKind, Message] = {kind: Message(kind.cue) for kind in FaultKind if kind.cue}
"""What is said of each fault of form."""

PRAISE = Message("cue.praise")
TUCK_REMINDER = Message("cue.tuck_reminder")
TUCK_HELP = Message("cue.tuck_help")
"""What would help where the pelvis cannot be observed and the reason is too long to be said."""
BREATHE = Message("cue.breathe")
HOLD_DONE = Message("cue.hold_done")

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
