"""The table of faults: one line each. Whatever lists, orders, names or shows faults is derived from it.

A line says: the fault's name, what the coach says, and which quantities show it below and above their targets. A new
fault is a line here and its words in each language (`formcheck/messages/*.toml`): ``fault.KIND.name``, ``did`` (what
the person did), ``word`` (large on the page while the clock stands), ``hardest`` and ``tip`` (after a practice).

This file imports nothing of formcheck, so that every room can refer to it.
"""

from __future__ import annotations

from enum import StrEnum


class FaultKind(StrEnum):
    """Every fault formcheck can name, in order of priority."""

    cue: str
    """Code of what the coach says, at most seven words in every language; empty where the checker's own message says
    what to do. Faults that are put right in the same way share one."""
    below: tuple[str, ...]
    above: tuple[str, ...]
    """The quantities (`formcheck.lunge.quantities`) that show it when they are red below or above their target."""

    def __new__(cls, name: str, cue: str = "", below: tuple[str, ...] = (), above: tuple[str, ...] = ()) -> FaultKind:
        """Make one line of the table."""
        kind = str.__new__(cls, name)
        kind._value_, kind.cue, kind.below, kind.above = name, cue, below, above
        return kind

    VIEW = "view"
    NOT_KNEELING = "not_kneeling"
    ARCHING = "arching", "cue.tuck", ("tuck_deg",)
    TUCK_LOST = "tuck_lost", "cue.tuck", ("tuck_deg",)
    OVER_LUNGING = "over_lunging", "cue.hips_back", (), ("lunge_deg", "rear_thigh_deg", "front_shin_deg")
    TRUNK_LEAN = "trunk_lean", "cue.shoulders", (), ("trunk_deg",)
    TRUNK_BACK = "trunk_back", "cue.shoulders", ("trunk_deg",)
    FRONT_KNEE_BENT = "front_knee_bent", "cue.front_knee", ("front_knee_deg",)
    FRONT_KNEE_STRAIGHT = "front_knee_straight", "cue.front_knee", (), ("front_knee_deg",)
    SHIN_FORWARD = "shin_forward", "cue.front_knee", (), ("front_shin_deg",)
    SHIN_BACK = "shin_back", "cue.front_knee", ("front_shin_deg",)

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
