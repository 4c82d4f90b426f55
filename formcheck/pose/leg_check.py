"""A leg that the network loses while it follows somebody: noticed by the jump, and found again by a fresh look.

The network that follows a person crops the picture by the joints it found last. Where the legs cover each other, or
their clothes look alike, it can fall between two ways of reading them, and puts a knee halfway between the front leg
and the rear one: in 4 of 100 pictures of 33 drawn people who knelt there with both legs in full view, most of them seen
a little from behind; with what follows it is 1. A look that crops by the person detector instead loses a leg half as
often, and seldom in the same pictures. So where the legs jump as no leg does between two looks, or where a fresh look
that was taken anyhow says otherwise, both readings are compared. What speaks for one is that it lies near what was
believed last, and that its legs are long: a knee halfway between two legs makes both of its bones short.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import ANKLES, HIPS, KNEES, SHOULDERS, trunk_length_px
from formcheck.pose.boxes import Keypoints
from formcheck.pose.network import Person

JUMP = 0.08
"""Trunk lengths that a knee or an ankle moves against the trunk between two looks, a tenth of a second apart. Of people
who kneel and shift 95 of 100 looks move them by less than 0.07; of the looks that have lost a leg, 90 by more."""
APART, LOST = 0.08, 0.2
"""Two looks at one picture that have lost no leg differ by 0.03 trunk lengths in the middle and by 0.08 in 95 of 100:
farther apart one is better than the other, where the legs have jumped; from the second number on one has lost a leg."""
WALKS, WALKS_S = 3, 0.5
"""Somebody who walks moves their legs all the time: where this many looks one after the other have agreed after a
jump, none is asked for again for this long, seconds."""
LONG = 1.5
"""How much legs that are longer by a trunk length speak for a look, beside legs that are nearer by one. Of 36 drawn
pictures in which the two looks differed, the longer legs were the right ones in 29."""
BELIEVED_S = 1.0
"""What was believed longer ago says nothing any more of where the legs are now."""

_TRUNK = np.concatenate([HIPS, SHOULDERS])
_LEGS = np.concatenate([KNEES, ANKLES])
_NAMED = [np.concatenate([knees, ankles]) for knees in (KNEES, KNEES[::-1]) for ankles in (ANKLES, ANKLES[::-1])]
"""The joints of the legs by all names that a network may give them: it easily takes left ones for right ones."""


class LegCheck:
    """Decides which of two looks at one person to believe, where the network that follows them may have lost a leg."""

    def __init__(self) -> None:
        self._believed: Keypoints | None = None
        self._believed_s = self._agreed_s = -np.inf
        self._agreed, self._disputed = 0, False

    def forget(self) -> None:
        """Start again: somebody else is followed."""
        self._believed = None
        self._believed_s = self._agreed_s = -np.inf
        self._agreed, self._disputed = 0, False

    def doubts(self, followed: Person, time_s: float) -> bool:
        """Tell whether the legs have jumped or two looks have just differed, so that a fresh look is worth its time."""
        if self._disputed:
            return True
        if self._rests(followed, time_s):
            self._agreed = 0
            return False
        return self._agreed < WALKS or time_s - self._agreed_s >= WALKS_S

    def choose(self, followed: Person, fresh: Person | None, time_s: float) -> Person:
        """Return the look to believe.

        Parameters
        ----------
        followed
            By the network that follows the person.
        fresh
            By one that has found the same person afresh in the same picture; None where none has looked.
        time_s
            When the picture was taken, seconds, rising.
        """
        chosen = followed
        if fresh is not None:
            apart = _apart(fresh.keypoints_px, followed.keypoints_px)
            self._disputed = apart > LOST
            if not self._disputed:
                self._agreed, self._agreed_s = self._agreed + 1, time_s
            better = LOST if self._rests(followed, time_s) else APART
            if apart > better and self._speaks_for(fresh, time_s) > self._speaks_for(followed, time_s):
                chosen = dataclasses.replace(fresh, mask=followed.mask)
        self._believed, self._believed_s = chosen.keypoints_px, time_s
        return chosen

    def _rests(self, look: Person, time_s: float) -> bool:
        """Tell whether the legs lie where they were believed last; of somebody not known yet, they do."""
        believed = self._known(time_s)
        return believed is None or _apart(look.keypoints_px, believed, moved=True) <= JUMP

    def _speaks_for(self, look: Person, time_s: float) -> float:
        """How much speaks for a look, trunk lengths; counts beside that of another one only."""
        believed = self._known(time_s)
        moved = 0.0 if believed is None else _apart(look.keypoints_px, believed, moved=True)
        return LONG * _legs_length(look.keypoints_px) - moved

    def _known(self, time_s: float) -> Keypoints | None:
        return self._believed if time_s - self._believed_s <= BELIEVED_S else None


def _apart(one: Keypoints, other: Keypoints, moved: bool = False) -> float:
    """How far the legs of two looks are apart at most, trunk lengths, whatever their left and right are called.

    Parameters
    ----------
    one, other
        Shape (33, 2), pixels.
    moved
        At two times: then the way of the trunk between them does not count.
    """
    shift: NDArray[np.float64] = (one[_TRUNK] - other[_TRUNK]).mean(axis=0) if moved else np.zeros(2)
    ways = [np.linalg.norm(one[_LEGS] - other[rows] - shift, axis=1).max() for rows in _NAMED]
    trunk_px = trunk_length_px(one)
    return float(min(ways)) / trunk_px if trunk_px > 0 else 0.0


def _legs_length(keypoints_px: Keypoints) -> float:
    """Return the length of thighs and shins together, shape (33, 2) pixels in, trunk lengths out."""
    bones = [(HIPS, KNEES), (KNEES, ANKLES)]
    length_px = sum(float(np.linalg.norm(keypoints_px[a] - keypoints_px[b], axis=1).sum()) for a, b in bones)
    trunk_px = trunk_length_px(keypoints_px)
    return length_px / trunk_px if trunk_px > 0 else 0.0
