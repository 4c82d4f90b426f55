"""The posture check on the page: three tries with a few steps between, led by ear, and what changed since before.

Frame by frame it says what to do, each thing once, and what is in the way. Nothing is kept here: the page has the
numbers of the tries of before, and hands them in again with the check after.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message, message
from formcheck.posture.occasion import Comparison, PostureRefusedError, camera_moved, compare, occasion_of
from formcheck.posture.standing import VIEW_SD_DEG, Standing, read_standing
from formcheck.posture.tries import StillParts, Try
from formcheck.records import Pose, Side
from formcheck.results.posture_history import Values, numbers_of
from formcheck.web.patient.socket_messages import TRIES, Phrase, Stand, StandAnswer, StandResult, StoodTry
from formcheck.web.patient.stage import StandStage

STILL_S = 3.0
"""So long somebody stays after they were asked to breathe out and stay."""
STEPS_S = 1.5
"""The steps on the spot last at least this long, so that a person takes up their stance again and does not keep it."""
_SETTLED_S = 0.5
"""So long somebody is read before they are asked to stay, and what is in the way lasts before it is shown [A]."""
_GONE_S = 1.0
"""Somebody who is not read for so long while they stay has to place themselves again [A]."""
_SAY_S, _AGAIN_S = 2.0, 7.0
"""What is in the way is spoken of after so long, and again after so long [A]."""
_SENT_BACK = 2
"""So often somebody is asked to stand where they stood before: nearer or farther looks like a camera that moved."""
_BEGINS_TO_SPEAK_S = 0.6
"""So long the page may take until it says that it speaks."""

PLACE, BREATHE, STAY = (Message(f"page.stand.say.{name}") for name in ("place", "breathe", "stay"))
STEPS, MORE_STEPS = Message("page.stand.say.steps"), Message("page.stand.say.more_steps")
MEASURED, ALONE = Message("page.stand.say.measured"), Message("page.stand.say.alone")
SAME_PLACE = Message("page.stand.say.same_place")

LIVE: Mapping[str, Message] = {
    f"posture.refused.{code}": Message(f"page.stand.say.{said}")
    for said, codes in {
        "nobody": ("nobody",),
        "people": ("people",),
        "whole": ("hidden", "head_cut", "feet_cut"),
        "view": ("view",),
        "feet": ("stride", "one_foot"),
        "upright": ("lying", "hinged", "kneeling", "sitting", "knees_bent"),
        "other_side": ("both_sides", "other_side"),
        "other_view": ("other_view",),
        "camera_moved": ("camera_moved",),
    }.items()
    for code in codes
}
"""What is said to somebody who stands before the camera: what to do about it, short enough to be heard."""
_STEPPING = frozenset({"stride", "one_foot", "knees_bent", "hidden", "view"})
"""What somebody who steps on the spot is not read for."""


class StandingCheck:
    """Leads through one check.

    Parameters
    ----------
    wish
        What the page asked for: the language, and the tries of before, where this is the check after.
    """

    def __init__(self, wish: Stand) -> None:
        self._wish = wish
        self._before = [_try(each) for each in wish.before] if wish.after else []
        self._facing: Side | None = self._before[0].standing.facing if self._before else None
        self._tries: list[Try] = []
        self._parts = StillParts()
        self._stage = StandStage.PLACE
        self._last_s = self._dt = self._stage_s = self._good_s = self._bad_s = self._moved_s = 0.0
        self._said_s: dict[str, float] = {}
        self._speaking, self._waits_s = False, 0.0
        self._result: StandResult | None = None
        self._begun = False
        self._sent_back = 0

    def voice(self, speaking: bool) -> None:
        """Note whether the page is speaking: nobody is asked to stay while they still listen."""
        self._speaking = speaking

    def rest(self) -> None:
        """Note that it paused: the try that is on begins again."""
        if self._stage is StandStage.STILL:
            self._go(StandStage.PLACE)

    def step(self, time_s: float, pose: Pose | None, size_px: tuple[int, int], words: Catalogue) -> StandAnswer:
        """Take one frame.

        Parameters
        ----------
        time_s
            Seconds, rising.
        pose
            Where the body is; None where nobody knows.
        size_px
            Width and height of the picture.
        words
            The language to say it in.
        """
        dt = min(max(time_s - self._last_s, 0.0), _SETTLED_S) if self._begun else 0.0
        self._last_s, self._stage_s, self._dt = time_s, self._stage_s + dt, dt
        self._waits_s = max(0.0, self._waits_s - dt)
        reading = self._read(pose)
        good = isinstance(reading, Standing)
        self._good_s = self._good_s + dt if good else 0.0
        self._bad_s = 0.0 if good else self._bad_s + dt
        taken = len(self._tries)
        say = self._first() or self._next(reading, time_s, words)
        if say is not None:
            self._waits_s = _BEGINS_TO_SPEAK_S
        why = None if good or self._bad_s < _SETTLED_S or self._stage is StandStage.STEPS else reading
        return {
            "stage": self._stage,
            "tries": len(self._tries),
            "share": round(min(self._parts.still_s / STILL_S, 1.0), 2) if self._stage is StandStage.STILL else 0.0,
            "why": _phrase(_live(why), words) if isinstance(why, Message) else None,
            "say": _phrase(say, words) if say is not None else None,
            "points": _shares(reading, size_px) if isinstance(reading, Standing) else [],
            "took": len(self._tries) > taken,
            "result": self._result,
        }

    def _read(self, pose: Pose | None) -> Standing | Message:
        reading = read_standing(pose) if pose is not None else message("posture.refused.nobody")
        if isinstance(reading, Standing) and self._facing not in (None, reading.facing):
            return message("posture.refused.other_side")
        return reading

    def _first(self) -> Message | None:
        if self._begun:
            return None
        self._begun = True
        return PLACE

    def _next(self, reading: Standing | Message, time_s: float, words: Catalogue) -> Message | None:
        """Go on; return what is to be said now."""
        if self._stage is StandStage.DONE:
            return None
        listening = self._speaking or self._waits_s > 0
        if listening and self._stage is not StandStage.STEPS:
            self._parts, self._stage_s = StillParts(), 0.0
            return None
        if self._stage is StandStage.PLACE:
            return self._place(reading, time_s)
        return self._stay(reading, time_s, words) if self._stage is StandStage.STILL else self._steps(reading, time_s)

    def _place(self, reading: Standing | Message, time_s: float) -> Message | None:
        self._parts.step(reading, time_s)
        if isinstance(reading, Message):
            return self._once_in_a_while(_live(reading)) if self._bad_s >= _SAY_S else None
        if self._parts.moving:
            self._good_s = 0.0  # on the way to their place, or still stepping
        if self._good_s < _SETTLED_S:
            return None
        self._go(StandStage.STILL)
        return BREATHE

    def _stay(self, reading: Standing | Message, time_s: float, words: Catalogue) -> Message | None:
        self._parts.step(reading, time_s)
        if self._bad_s >= _GONE_S:
            self._go(StandStage.PLACE)
            return None
        if self._parts.still_s < STILL_S:
            return self._once_in_a_while(STAY) if self._stage_s >= _AGAIN_S else None
        taken = self._parts.finish()
        assert taken is not None, "three seconds are longer than a try has to be"
        if not self._tries and self._stands_elsewhere(taken):
            self._go(StandStage.STEPS)
            return SAME_PLACE
        self._tries.append(taken)
        self._facing = taken.standing.facing
        if len(self._tries) < TRIES:
            self._go(StandStage.STEPS)
            return STEPS
        self._go(StandStage.DONE)
        said, self._result = self._ended(words)
        return said

    def _stands_elsewhere(self, taken: Try) -> bool:
        """Whether the person is to go back to where they stood before; asked for twice, then it is the camera."""
        if not self._before or self._sent_back >= _SENT_BACK or not camera_moved(self._before, [taken]):
            return False
        self._sent_back += 1
        return True

    def _steps(self, reading: Standing | Message, time_s: float) -> Message | None:
        self._parts.step(reading, time_s)
        stepping = isinstance(reading, Message) and reading.code.removeprefix("posture.refused.") in _STEPPING
        if stepping or (isinstance(reading, Standing) and self._parts.moving):
            self._moved_s += self._dt
        if self._moved_s >= STEPS_S:
            self._go(StandStage.PLACE)
            return None
        return self._once_in_a_while(MORE_STEPS) if self._stage_s >= _AGAIN_S and not self._speaking else None

    def _go(self, stage: StandStage) -> None:
        self._stage, self._stage_s, self._parts = stage, 0.0, StillParts()
        self._moved_s = self._good_s = self._bad_s = 0.0
        self._said_s.clear()

    def _once_in_a_while(self, said: Message) -> Message | None:
        if self._last_s - self._said_s.get(said.code, -math.inf) < _AGAIN_S:
            return None
        self._said_s[said.code] = self._last_s
        return said

    def _ended(self, words: Catalogue) -> tuple[Message, StandResult]:
        """Say what came of it."""
        compared, shown = False, 1
        numbers: list[Values] = []
        try:
            if self._before:
                found = compare(self._before, self._tries)
                said, compared, shown, numbers = sentence_of(found), True, found.after.shown, numbers_of(found)
            else:
                alone = occasion_of(self._tries)
                said, shown, numbers = ALONE if self._wish.after else MEASURED, alone.shown, numbers_of(alone)
        except PostureRefusedError as error:
            said = _live(error.message)
        tries: Any = [_stood(each).model_dump(mode="json") for each in self._tries]
        result: StandResult = {
            "sentence": _phrase(said, words),
            "tries": tries,
            "shown": shown,
            "compared": compared,
            "numbers": _plain(numbers),
        }
        return said, result


def sentence_of(found: Comparison) -> Message:
    """Say in one sentence what changed, and by how much this person varies: to the person."""
    counting = [change for change in found.changes.values() if change.counts]
    if not counting:
        return message("posture.change.nothing")
    scatter = max(max(own.values[c.quantity].scatter for own in (found.before, found.after)) for c in counting)
    what = tuple(
        message(f"posture.differs.{c.quantity}.{'more' if c.value > 0 else 'less'}", degrees=abs(c.value))
        for c in counting
    )
    return Message("posture.change.live", {"changes": what, "scatter": scatter})


def _plain(numbers: list[Values]) -> Any:
    return [{name: value.model_dump() for name, value in occasion.items()} for occasion in numbers]


def _live(reason: Message) -> Message:
    return LIVE.get(reason.code, reason)


def _phrase(said: Message, words: Catalogue) -> Phrase:
    return {"code": said.code, "text": words.text(said)}


def _shares(standing: Standing, size_px: tuple[int, int]) -> list[tuple[float, float]]:
    return [(round(float(x) / size_px[0], 4), round(float(y) / size_px[1], 4)) for x, y in standing.points_px]


def _stood(each: Try) -> StoodTry:
    standing = each.standing
    return StoodTry(
        points_px=[(round(float(x), 1), round(float(y), 1)) for x, y in standing.points_px],
        facing=standing.facing,
        view_off_side_deg=round(standing.view_off_side_deg, 1),
        roll_deg=None if math.isnan(standing.roll_deg) else round(standing.roll_deg, 2),
        size_px=standing.size_px,
    )


def _try(stood: StoodTry) -> Try:
    roll = math.nan if stood.roll_deg is None else stood.roll_deg
    points = np.array(stood.points_px, dtype=np.float64)
    return Try(Standing(points, stood.facing, stood.view_off_side_deg, VIEW_SD_DEG, roll, stood.size_px))
