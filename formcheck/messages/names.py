"""Codes of names: what a quantity, a fault, a side, a source of the tuck and a target are called."""

from __future__ import annotations

import math
from collections.abc import Collection

from formcheck.messages.message import Message, message


def quantity_name(quantity: str) -> Message:
    """Return what an angle is called, such as ``Front knee``."""
    return Message(f"quantity.{quantity}.name")


def quantity_meaning(quantity: str) -> Message:
    """Return what the sign of an angle means, such as ``+ leaning forward``."""
    return Message(f"quantity.{quantity}.meaning")


def fault_name(kind: str) -> Message:
    """Return what a fault is called, such as ``Over-lunging``."""
    return Message(f"fault.{kind}.name")


def source_name(source: str) -> Message:
    """Return what the tuck was seen from, such as ``stickers``."""
    return Message(f"source.{source}")


def side_name(side: str) -> Message:
    """Return ``left`` or ``right``."""
    return Message(f"side.{side}")


def knee_down(sides: Collection[str]) -> Message:
    """Return which knees were down, such as ``Left knee down``."""
    return Message(f"knee.{'both' if len(sides) > 1 else next(iter(sides), 'none')}")


def quality_name(quality: str, of: str = "quality") -> Message:
    """Return how well the person could be seen, such as ``with care``; `of` names the table of words."""
    return Message(f"{of}.{quality.replace(' ', '_')}")


def target_name(low: float, high: float) -> Message:
    """Return the target of an angle, degrees, such as ``80° to 100°``; infinite where there is no edge."""
    if math.isinf(low):
        return message("target.most", high=high)
    if math.isinf(high):
        return message("target.least", low=low)
    return message("target.span", low=low, high=high)
