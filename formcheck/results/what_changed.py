"""What changed over the weeks: seconds held and tucked, pain, hip extension and posture, first against last.

It counts what is beyond the uncertainty of the measurement and beyond how much this person varies anyway, and says
nothing of the rest. It tells no cause: who practises may change for other reasons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Literal

from formcheck.lunge.legs import SIDES
from formcheck.messages.message import Message, message
from formcheck.posture.occasion import COUNTS_SDS, MOVED_SD_DEG, SIZE_SD
from formcheck.posture.standing import QUANTITIES
from formcheck.records import Side
from formcheck.results.change import own_sd, scatter, smallest_change
from formcheck.results.posture import KeptPosture
from formcheck.results.practice import PartDone, PracticeDone
from formcheck.results.visit import HIP_EXTENSION, LONGEST_HOLD, Visit

Unit = Literal["seconds", "degrees", "points"]

PRACTISED, TUCKED, PAIN = "practised_s", "tucked_s", "pain_before"
"""Seconds in good form and with the tuck, of the best set of a session at home; pain before practising, 0-10."""

PAIN_COUNTS = 2.0
"""On the scale of 0 to 10 a change of two is the least that people call one (Farrar 2001) [S]."""
LEAST_SECONDS = 1.0
"""Seconds are told whole."""
_SESSIONS_EACH = 3
"""The median of this many sessions stands for the first, and for the last: one bad day is no change."""
_LEAST_SESSIONS = 5
"""From this many sessions on the own scatter of the seconds is known well enough for a word [A]."""


@dataclass(frozen=True)
class WhatChanged:
    """One measure over the weeks.

    Attributes
    ----------
    measure
        Its name.
    side
        Which knee was down; None where it has no side.
    unit
        Of its values.
    points
        When it was what, the earliest first.
    first, last
        Its value at first and at last.
    smallest
        From how much on a change counts; NaN where that is not known.
    """

    measure: str
    side: Side | None
    unit: Unit
    points: tuple[tuple[datetime, float], ...]
    first: float
    last: float
    smallest: float

    @property
    def value(self) -> float:
        """Last less first."""
        return self.last - self.first

    @property
    def counts(self) -> bool:
        """Whether it is a change, and no accident; False where that is not known."""
        return abs(self.value) >= self.smallest

    @property
    def name(self) -> Message:
        """What it is called."""
        own = Message(f"posture.name.{self.measure}") if self.measure in QUANTITIES else None
        return own or Message(f"changed.name.{self.measure}")

    @property
    def sentence(self) -> Message:
        """What is said of a change that counts, as a part of a sentence."""
        way, size = "more" if self.value > 0 else "less", abs(self.value)
        if self.measure in QUANTITIES:
            return message(f"posture.differs.{self.measure}.{way}", degrees=size)
        return Message(f"changed.{self.measure}.{way}", {self.unit: size})


def what_changed(
    visits: Sequence[Visit], practices: Sequence[PracticeDone] = (), postures: Sequence[KeptPosture] = ()
) -> list[WhatChanged]:
    """Compare the first with the last of everything that was measured at least twice.

    Parameters
    ----------
    visits, practices, postures
        Of one person, the earliest first. A check that compares before and after stretching counts with its before;
        checks of after a practice alone are compared with each other, where there are no others.
    """
    found = []
    for side in SIDES:
        held = list(_practised(practices, side, PRACTISED, lambda part: part.good_s))
        found += held or list(_visited(visits, side, LONGEST_HOLD, "seconds"))
        found += _practised(practices, side, TUCKED, _tucked_s)
        found += list(_visited(visits, side, HIP_EXTENSION, "degrees")) or _extended(practices, side)
    pain = [(done.started_at, float(done.pain_before)) for done in practices if done.pain_before is not None]
    if len(pain) >= 2:
        found.append(WhatChanged(PAIN, None, "points", tuple(pain), *_ends(pain), PAIN_COUNTS))
    return [*found, *_stood(postures)]


def in_short(changes: Sequence[WhatChanged]) -> list[Message]:
    """Say what clearly changed, of each side in one sentence; or that nothing did; nothing where nothing is known."""
    told = []
    for side in (*SIDES, None):
        counting = tuple(change.sentence for change in changes if change.counts and change.side == side)
        if counting:
            told.append(Message(f"changed.{f'of_{side}' if side else 'sentence'}", {"changes": counting}))
    if told or not any(math.isfinite(change.smallest) for change in changes):
        return told
    return [message("changed.nothing")]


def _ends(points: Sequence[tuple[datetime, float]]) -> tuple[float, float]:
    """Return the value at first and at last: of some sessions each, where there are enough for both."""
    values = [value for _, value in points]
    each = _SESSIONS_EACH if len(values) >= 2 * _SESSIONS_EACH else 1
    return median(values[:each]), median(values[-each:])


def _practised(
    practices: Sequence[PracticeDone], side: Side, measure: str, of: Callable[[PartDone], float]
) -> Iterator[WhatChanged]:
    """Give the seconds of the best set of each session."""
    points = []
    for done in practices:
        known = [seconds for part in done.parts if part.side == side and not math.isnan(seconds := of(part))]
        if known:
            points.append((done.started_at, max(known)))
    if len(points) < 2:
        return
    smallest = math.nan
    if len(points) >= _LEAST_SESSIONS:
        each = _SESSIONS_EACH if len(points) >= 2 * _SESSIONS_EACH else 1
        own = scatter([value for _, value in points])
        smallest = max(LEAST_SECONDS, COUNTS_SDS * math.sqrt(2 / each) * own)
    yield WhatChanged(measure, side, "seconds", tuple(points), *_ends(points), smallest)


def _extended(practices: Sequence[PracticeDone], side: Side) -> Iterator[WhatChanged]:
    """Give the hip extension of each session at home in which it was measured: that of its best set, with its sd."""
    known = []
    for done in practices:
        measured = [
            (part.hip_extension_deg, part.hip_extension_sd_deg)
            for part in done.parts
            if part.side == side and part.hip_extension_deg is not None and part.hip_extension_sd_deg is not None
        ]
        if measured:
            known.append((done.started_at, *max(measured)))
    if len(known) < 2:
        return
    values = [value for _, value, _ in known]
    smallest = COUNTS_SDS * math.hypot(*(own_sd(values, sd) for _, _, sd in (known[0], known[-1])))
    points = tuple((time, value) for time, value, _ in known)
    yield WhatChanged(HIP_EXTENSION, side, "degrees", points, *_ends(points), smallest)


def _tucked_s(part: PartDone) -> float:
    """Return the seconds with the tuck; NaN where it could not be observed for most of the time."""
    observed = part.held_s > 0 and part.unseen_s <= part.good_s / 2
    return part.tucked_s if observed else math.nan


def _visited(visits: Sequence[Visit], side: Side, measure: str, unit: Unit) -> Iterator[WhatChanged]:
    """Give what a review has measured."""
    known = [visit for visit in visits if measure in visit.sides.get(side, {})]
    if len(known) < 2:
        return
    own = [visit.sides[side] for visit in known]
    points = tuple((visit.time, visit.sides[side][measure]) for visit in known)
    smallest = smallest_change(measure, own[0], own[-1], own)
    yield WhatChanged(measure, side, unit, points, points[0][1], points[-1][1], smallest)


def _stood(postures: Sequence[KeptPosture]) -> Iterator[WhatChanged]:
    """Give each quantity of the posture checks: the camera was set up again for each."""
    for name in QUANTITIES:
        every = [check for check in postures if check.occasions and name in check.occasions[0]]
        before = [check for check in every if not check.after_practice]
        alike = before if len(before) >= 2 else [check for check in every if check.after_practice]
        known = [(check.measured_at, check.occasions[0][name]) for check in alike]
        if len(known) < 2:
            continue
        points = tuple((time, value.mean) for time, value in known)
        means = [mean for _, mean in points]
        change = means[-1] - means[0]
        stated = (math.hypot(value.sd, MOVED_SD_DEG / math.sqrt(2)) for _, value in (known[0], known[-1]))
        sds = (own_sd(means, sd) for sd in stated)
        smallest = COUNTS_SDS * math.hypot(*sds, SIZE_SD[name] * change)
        yield WhatChanged(name, None, "degrees", points, means[0], means[-1], smallest)
