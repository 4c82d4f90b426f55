"""Gestures: what somebody says with their hands, who kneels too far from the screen to press anything.

A hand held above the head pauses, or goes on; both hands stop. While a question is open, a hand at the head says yes,
an arm held straight out no, a hand on the hip that it hurts. The arms of the exercise itself, which rest on the thigh
or hang, are none of these: every gesture must be held, with a wrist that is visible, and be begun while it counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from formcheck.keypoints import Keypoint
from formcheck.records import Pose

HELD_S = 1.0
"""So long a gesture is held before it counts, seconds: longer than a hand takes that passes by [A]."""
_BLINK_S = 0.25
"""For so long a gesture may be lost in between, seconds."""
_REST_S = 1.0
"""So long the hands were observed elsewhere before a gesture can begin, seconds: one that is there all the time is how
this person does the exercise [A]."""
_VISIBLE = 0.6
"""As the points that are judged: below it the network guesses where a wrist is."""
_ABOVE = 0.45
"""A hand above the head is this far above the ear: the crown is at a quarter, trunk lengths [A]."""
_AT_HEAD = 0.3
"""A hand at the head is this near to the ear, trunk lengths [A]."""
_AT_HIP = 0.2
"""A hand on the hip is this near to the hip's joint: one on the front thigh is farther, trunk lengths [A]."""
_LEVEL, _OUT = 0.25, 0.75
"""An arm straight out: the wrist this near to the shoulder's height, and this far from the trunk, trunk lengths [A]."""
_STRAIGHT_DEG, _BENT_DEG = 150.0, 140.0
"""An arm straight out; and one whose hand is on the hip, and does not hang [A]."""


_NEARLY = 1.75
"""Hands are at rest once they are so many times farther from a gesture than one that makes it [A]."""


class Gesture(StrEnum):
    """What a gesture says."""

    PAUSE = "pause"
    STOP = "stop"
    YES = "yes"
    NO = "no"
    PAIN = "pain"


ANSWERS = frozenset({Gesture.YES, Gesture.NO, Gesture.PAIN})
"""What is listened to only while a question is open."""


@dataclass(frozen=True)
class Hands:
    """What the hands do in one frame.

    Attributes
    ----------
    made
        The gesture that was held for long enough with this frame; None mostly.
    held
        What is being held; None where nothing is.
    share
        How much of its time it has been held, 0-1.
    """

    made: Gesture | None = None
    held: Gesture | None = None
    share: float = 0.0


class GestureMonitor:
    """Follow the hands from frame to frame: a gesture counts once it was held, after hands that were at rest.

    Who keeps their arms up, stretched out or on the hips all the time does so as part of the exercise.
    """

    def __init__(self) -> None:
        self._held: Gesture | None = None
        self._since_s = self._lost_s = 0.0
        self._last_s: float | None = None
        self._rest_s = dict.fromkeys(_FAMILIES, 0.0)
        self._made = False

    def step(self, time_s: float, pose: Pose | None, asking: bool = False) -> Hands:
        """Take one frame.

        Parameters
        ----------
        time_s
            Seconds, rising.
        pose
            Where the body is; None where nobody knows.
        asking
            Whether a question is open that yes, no and pain answer.
        """
        dt = 0.0 if self._last_s is None else min(time_s - self._last_s, HELD_S / 2)
        self._last_s = time_s
        shown = gesture_of(pose) if pose is not None else None
        rested_s = self._rested(shown, pose, dt)
        if shown in ANSWERS and not asking:
            shown = None
        if shown is not None and shown is not self._held and not self._made:
            # One hand is up sooner than two: what was begun with one may still become both.
            same = self._held is not None and _family(self._held) == _family(shown)
            if same or rested_s >= _REST_S - 1e-6:
                self._held, self._since_s, self._lost_s = shown, time_s, 0.0
        if self._held is None:
            return Hands()
        if shown is None or _family(shown) != _family(self._held):
            self._lost_s += dt
            if self._lost_s > _BLINK_S:
                self._held, self._made = None, False
                return Hands()
        else:
            self._lost_s = 0.0
        held_s = time_s - self._since_s
        made = self._held if held_s >= HELD_S - 1e-6 and not self._made and shown is self._held else None
        self._made = self._made or made is not None
        return Hands(made, self._held, 1.0 if self._made else min(held_s / HELD_S, 1.0))

    def _rested(self, shown: Gesture | None, pose: Pose | None, dt: float) -> float:
        """Return how long the hands had been observed at rest before what they show now; count on or begin again."""
        before_s = 0.0 if shown is None else self._rest_s[_family(shown)]
        observed = pose is not None and len(_visible(pose)) > 0
        near = gesture_of(pose, _NEARLY) if pose is not None else None
        for family in _FAMILIES:
            if near is not None and _family(near) == family:
                self._rest_s[family] = 0.0
            elif observed:
                self._rest_s[family] += dt
        return max(before_s, _REST_S if self._held is not None and shown is self._held else 0.0)


def _family(gesture: Gesture) -> str:
    """Return which gestures may be taken for each other: those of raised hands, or one that answers."""
    return "raised" if gesture not in ANSWERS else str(gesture)


_FAMILIES = ("raised", *sorted(ANSWERS))


def _visible(pose: Pose) -> list[str]:
    """Name the sides whose wrist is visible."""
    sure = np.minimum(pose.visibility, pose.presence)
    return [side for side in ("LEFT", "RIGHT") if sure[Keypoint[f"{side}_WRIST"]] >= _VISIBLE]


def gesture_of(pose: Pose, width: float = 1.0) -> Gesture | None:
    """Return what the hands show in one pose; None mostly, and where they cannot be seen.

    Parameters
    ----------
    pose
        Where the body is.
    width
        Over 1: what nearly is a gesture is one, too.
    """
    points = pose.keypoints_px
    ear, shoulder, hip = (_middle(points, name) for name in ("EAR", "SHOULDER", "HIP"))
    trunk_px = float(np.hypot(*(shoulder - hip)))
    if (
        not math.isfinite(trunk_px + float(ear.sum()))
        or trunk_px <= 0
        or shoulder[1] >= hip[1]
        or ear[1] >= shoulder[1]
    ):
        return None  # lying, or bent over: up and down mean something else there
    wrists = [_Wrist(points, side) for side in _visible(pose)]
    raised = [w for w in wrists if w.wrist[1] < ear[1] - _ABOVE / width * trunk_px]
    if raised:
        return Gesture.STOP if len(raised) == 2 else Gesture.PAUSE
    for each in wrists:
        if _far(each.wrist, ear) <= width * _AT_HEAD * trunk_px:
            return Gesture.YES
        out_px = abs(each.wrist[0] - each.shoulder[0])
        level = abs(each.wrist[1] - each.shoulder[1]) <= width * _LEVEL * trunk_px
        if level and out_px >= _OUT / width * trunk_px and each.straight_deg >= _STRAIGHT_DEG / width:
            return Gesture.NO
        at_hip = _far(each.wrist, each.hip) <= width * _AT_HIP * trunk_px
        if at_hip and each.elbow[1] < hip[1] and each.straight_deg <= width * _BENT_DEG:
            return Gesture.PAIN
    return None


class _Wrist:
    """One arm's points, pixels, and how straight it is."""

    def __init__(self, points: np.ndarray, side: str) -> None:
        names = ("SHOULDER", "ELBOW", "WRIST", "HIP")
        self.shoulder, self.elbow, self.wrist, self.hip = (points[Keypoint[f"{side}_{name}"]] for name in names)
        upper, lower = self.shoulder - self.elbow, self.wrist - self.elbow
        size = float(np.hypot(*upper) * np.hypot(*lower))
        cosine = float(upper @ lower) / size if size > 0 else math.nan
        self.straight_deg = math.degrees(math.acos(min(max(cosine, -1.0), 1.0))) if math.isfinite(cosine) else 0.0


def _middle(points: np.ndarray, name: str) -> np.ndarray:
    """Return the middle of a pair of points, pixels."""
    return np.asarray((points[Keypoint[f"LEFT_{name}"]] + points[Keypoint[f"RIGHT_{name}"]]) / 2)


def _far(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.hypot(*(a - b)))
