"""Which leg is in front, which way the person faces, and which anatomical side the kneeling leg is.

Pose networks swap the left and the right leg in profile, so their labels are only votes. What decides is geometry:
the front knee is the higher one, the front ankle the one further ahead. The anatomical side of the kneeling leg is
what most frames of one kneel say: nobody can change legs without leaving the kneel.

Frame of reference: pixels of the un-mirrored picture, y down; "ahead" is the way the person faces.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from formcheck.filters import TimedWindow
from formcheck.keypoints import ANKLES, EARS, HEELS, HIPS, KNEES, TOES, Keypoint, trunk_length_px
from formcheck.records import Side

SIDES: tuple[Side, Side] = ("left", "right")

LEG_ROWS = tuple(np.array([pair[i] for pair in (KNEES, ANKLES, HEELS, TOES)]) for i in range(2))
"""Rows of the left and of the right leg below the hip: what is exchanged where the legs have the wrong names."""

_OUTVOTED = 3.0
"""The kneeling leg changes its name once the other name has so many times the votes, and one more: somebody small or
dim in profile gets both names nearly as often, for seconds each."""
_BEFORE_S = 0.5
"""Of the time before a kneel so much has a vote: the way down, when the legs stand as they will."""
_MOST_LAST = 64
"""No more looks than this fall into that time."""


@dataclass(frozen=True)
class Leg:
    """Rows of one leg's keypoints."""

    hip: int
    knee: int
    ankle: int
    heel: int
    toe: int

    @classmethod
    @cache
    def of(cls, side: Side) -> Leg:
        """Return the rows of the left or the right leg."""
        i = SIDES.index(side)
        return cls(int(HIPS[i]), int(KNEES[i]), int(ANKLES[i]), int(HEELS[i]), int(TOES[i]))


@dataclass(frozen=True, eq=False)
class Stance:
    """The legs told apart.

    Attributes
    ----------
    keypoints_px
        Shape (33, 2), pixels: rows of the legs exchanged where the network had swapped them.
    visibility
        Shape (33,), 0-1, exchanged likewise.
    facing
        Which way the person faces in the picture; None where nobody is seen.
    rear_side
        Anatomical side of the rear leg; None where not known.
    """

    keypoints_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    facing: Side | None = None
    rear_side: Side | None = None

    @property
    def forward(self) -> float:
        """+1 facing image-right, -1 facing image-left, NaN where not known."""
        return {"right": 1.0, "left": -1.0, None: float("nan")}[self.facing]

    @property
    def near_side(self) -> Side | None:
        """Side nearer to the camera: in an un-mirrored picture the side the person faces to."""
        return self.facing

    @property
    def front(self) -> Leg:
        """Rows of the front leg in `keypoints_px`."""
        return Leg.of("left" if self.rear_side == "right" else "right")

    @property
    def rear(self) -> Leg:
        """Rows of the rear leg in `keypoints_px`."""
        return Leg.of(self.rear_side or "right")


def facing_evidence(keypoints_px: NDArray[np.float64]) -> float:
    """How clearly the person faces image-right (positive) or image-left (negative), about -3 to 3.

    Three witnesses, each limited to one vote: the nose ahead of the ears, the knee of the higher leg ahead of the hips,
    the toe of that leg ahead of its heel. The rear foot is no witness: its sole points backwards.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels.
    """
    trunk = trunk_length_px(keypoints_px)
    if not trunk > 0:
        return float("nan")
    x = (keypoints_px[:, 0] / trunk).tolist()
    i = int(np.argmin(keypoints_px[KNEES, 1]))
    nose, knee, toe = (
        (x[Keypoint.NOSE] - _mean_of(x, EARS)) / 0.15,
        (x[KNEES[i]] - _mean_of(x, HIPS)) / 0.4,
        (x[TOES[i]] - x[HEELS[i]]) / 0.15,
    )
    return _one_vote(nose) + _one_vote(knee) + _one_vote(toe)


def _one_vote(witness: float) -> float:
    return min(max(witness, -1.0), 1.0)


def _mean_of(values: Sequence[float], pair: NDArray[np.int_]) -> float:
    left, right = pair
    return float(values[left] + values[right]) / 2


def rear_rows(keypoints_px: NDArray[np.float64], forward: float) -> tuple[int, int]:
    """Tell by geometry which knee and which ankle are the rear ones.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels, y down.
    forward
        +1 facing image-right, -1 facing image-left.

    Returns
    -------
    (knee, ankle)
        0 where it is the one the network calls left, 1 where it is the one it calls right.
    """
    knee = int(np.argmax(keypoints_px[KNEES, 1]))
    ankle = int(np.argmin(keypoints_px[ANKLES, 0] * forward))
    return knee, ankle


def relabel(
    keypoints_px: NDArray[np.float64], visibility: NDArray[np.float64], forward: float, rear_side: Side
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exchange the rows of knees and feet so that the geometric rear leg carries the name of its side.

    The hips keep the network's names: it rarely swaps them, and in profile they lie within a few pixels of each other.

    Parameters
    ----------
    keypoints_px, visibility
        Shapes (33, 2) and (33,).
    forward
        +1 facing image-right, -1 facing image-left.
    rear_side
        Anatomical side of the rear leg.

    Returns
    -------
    (keypoints_px, visibility)
        Copies with rows exchanged.
    """
    points, seen = keypoints_px.copy(), visibility.copy()
    knee, ankle = rear_rows(keypoints_px, forward)
    want = SIDES.index(rear_side)
    pairs = ([KNEES] if knee != want else []) + ([ANKLES, HEELS, TOES] if ankle != want else [])
    for pair in pairs:
        points[pair] = points[pair[::-1]]
        seen[pair] = seen[pair[::-1]]
    return points, seen


def renamed(keypoints_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return keypoints, shape (33, 2), with the names of the legs below the hips exchanged."""
    points = keypoints_px.copy()
    for here, there in (LEG_ROWS, LEG_ROWS[::-1]):
        points[here] = keypoints_px[there]
    return points


class StanceMemory:
    """Tell the legs apart frame by frame, with the votes of the frames before.

    Parameters
    ----------
    vote_s
        Window of the vote on the facing, seconds. Where nobody is seen for longer, the vote on the legs starts again.
    rear_side, facing
        Which knee is down and which way the person faces, where somebody knows better than the picture.
    """

    def __init__(self, vote_s: float, rear_side: Side | None = None, facing: Side | None = None) -> None:
        self._facing = TimedWindow(vote_s)
        self._votes: Counter[Side] = Counter()
        self._last_votes: deque[tuple[float, Side]] = deque(maxlen=_MOST_LAST)
        self._named: Side | None = None
        self._seen_s = -math.inf
        self._given_rear_side = rear_side
        self._given_facing = facing

    def set_rear_side(self, side: Side | None) -> None:
        """Say which knee is down; None lets the picture decide."""
        self._given_rear_side = side

    def forget_legs(self) -> None:
        """Start the vote on the rear leg again, as if nobody had been seen before."""
        self._votes.clear()
        self._last_votes.clear()
        self._named = None

    def forget_before(self, time_s: float) -> None:
        """Start the vote on the rear leg again where nobody kneels, but for what has just been seen; seconds."""
        while self._last_votes and self._last_votes[0][0] < time_s - _BEFORE_S:
            self._last_votes.popleft()
        self._votes = Counter(side for _, side in self._last_votes)

    def step(self, keypoints_px: NDArray[np.float64], visibility: NDArray[np.float64], time_s: float) -> Stance:
        """Take one frame's keypoints.

        Parameters
        ----------
        keypoints_px, visibility
            Shapes (33, 2) and (33,), as the network named them; NaN where nobody was found.
        time_s
            Seconds, rising.

        Returns
        -------
        Stance
            With exchanged rows, facing and rear side; unknown ones None.
        """
        evidence = facing_evidence(keypoints_px)
        if np.isnan(evidence):
            return Stance(keypoints_px, visibility)
        if time_s - self._seen_s > self._facing.span_s:
            self.forget_legs()
        self._seen_s = time_s
        self._facing.add(time_s, evidence)
        forward = 1.0 if self._facing.mean() >= 0 else -1.0
        if self._given_facing is not None:
            forward = 1.0 if self._given_facing == "right" else -1.0
        knee, ankle = rear_rows(keypoints_px, forward)
        # A frame whose knee and ankle disagree on the side is confused and has no vote.
        if knee == ankle:
            self._votes[SIDES[knee]] += 1
            self._last_votes.append((time_s, SIDES[knee]))
        self._named = self._elected(SIDES[knee])
        rear_side = self._given_rear_side or self._named
        points, seen = relabel(keypoints_px, visibility, forward, rear_side)
        return Stance(points, seen, "right" if forward > 0 else "left", rear_side)

    def _elected(self, now: Side) -> Side:
        """Return the name of the rear leg: that which it has, where the votes are not clear."""
        counts = self._votes
        if self._named is None:
            return max(SIDES, key=lambda side: (counts[side], side == now))
        other: Side = "left" if self._named == "right" else "right"
        return other if counts[other] > _OUTVOTED * counts[self._named] + 1 else self._named
