"""What the coach says, and the safety texts: every sentence in one place."""

from __future__ import annotations

from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import DEFAULT, catalogue

_ENGLISH = catalogue(DEFAULT).sentences
CUES: dict[FaultKind, str] = {kind: _ENGLISH[kind.cue] for kind in FaultKind if kind.cue}
"""One cue for each fault of the body, at most seven words."""

PRAISE = "Good. Stay there."
TUCK_REMINDER = _ENGLISH["cue.tuck"]
TUCK_HELP = "Stickers on your hip show the tuck."
"""What would help where the pelvis cannot be seen and the reason is too long to be said."""
BREATHE = "Keep breathing."
HOLD_DONE = "Well done. Rest, then change sides."

STOP_RULES = (
    "Stop at sharp, shooting or electric pain.",
    "Stop if pain does not improve with gentle stretching.",
    "Ask a professional first with significant pelvic pain or pelvic-floor problems, or after childbirth.",
    "Ask a professional first with numbness or weakness in the leg.",
)
"""Shown before the first hold and on request."""

NOT_A_DEVICE = "Exercise coaching for a gentle stretch. Not a medical device: it does not diagnose or treat."
