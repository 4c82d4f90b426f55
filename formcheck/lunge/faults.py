"""The table of faults: one line each. Whatever lists, orders, names or shows faults is derived from it.

A line says: the fault's name, what is asked of the person, and which quantities show it below and above their targets.
A new fault is a line here and its words in each language (`formcheck/messages/*.toml`): ``fault.KIND.name``, ``cue``
(what the coach says), ``did`` (what the person did), ``word`` (large on the page while the clock stands), ``hardest``
and ``tip`` (after a practice). What is asked has its words in ``cue.how``.

This file imports nothing of formcheck, so that every room can refer to it.
"""

from __future__ import annotations

from enum import StrEnum


class FaultKind(StrEnum):
    """Every fault formcheck can name, in order of priority."""

    cue: str
    """Code of what the coach says, at most seven words in every language; empty where the checker's own message says
    what to do."""
    asks: str
    """What is asked of the person: faults that are put right in the same way ask the same. ``cue.how`` has the words
    that explain it, once the cue alone has not helped."""
    below: tuple[str, ...]
    above: tuple[str, ...]
    """The quantities (`formcheck.lunge.quantities`) that show it when they are red below or above their target."""

    def __new__(cls, name: str, asks: str = "", below: tuple[str, ...] = (), above: tuple[str, ...] = ()) -> FaultKind:
        """Make one line of the table."""
        kind = str.__new__(cls, name)
        kind._value_, kind.asks, kind.below, kind.above = name, asks, below, above
        kind.cue = f"fault.{name}.cue" if asks else ""
        return kind

    VIEW = "view"
    NOT_KNEELING = "not_kneeling"
    ARCHING = "arching", "tuck", ("tuck_deg",)
    TUCK_LOST = "tuck_lost", "tuck", ("tuck_deg",)
    OVER_LUNGING = "over_lunging", "hips_back", (), ("lunge_deg", "rear_thigh_deg", "front_shin_deg")
    TRUNK_LEAN = "trunk_lean", "upright", (), ("trunk_deg",)
    TRUNK_BACK = "trunk_back", "ribs_down", ("trunk_deg",)
    FRONT_KNEE_BENT = "front_knee_bent", "foot_forward", ("front_knee_deg",)
    FRONT_KNEE_STRAIGHT = "front_knee_straight", "foot_closer", (), ("front_knee_deg",)
    SHIN_FORWARD = "shin_forward", "foot_forward", (), ("front_shin_deg",)
    SHIN_BACK = "shin_back", "foot_closer", ("front_shin_deg",)

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that show it."""
        return self.below + self.above

    @property
    def of_form(self) -> bool:
        """Whether it is a fault of form, shown by a quantity; the others need no half-kneeling shape to be found."""
        return bool(self.quantities)


SHAPELESS_FAULTS = tuple(kind for kind in FaultKind if not kind.of_form)
"""A lost view and another shape: found without the half-kneeling shape, and no fault of form."""

TUCK_FAULTS = tuple(kind for kind in FaultKind if "tuck_deg" in kind.quantities)
"""Faults that the tuck shows."""
