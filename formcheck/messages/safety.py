"""The safety texts, as codes: what this is not, and when to stop."""

from __future__ import annotations

from formcheck.messages.message import Message

STOP_RULES = (
    Message("safety.sharp_pain"),
    Message("safety.no_better"),
    Message("safety.pelvic_pain"),
    Message("safety.numbness"),
)
"""Shown before the first hold and on request."""

NOT_A_DEVICE = Message("safety.not_a_device")
