"""A picture that lies on its side or stands on its head: found from the body, where that would half-kneel if turned.

Phones write into a file how it is to be turned, and editors and messengers lose it. Somebody who really lies mostly has
another shape: turned upright, the knees are straight, or no knee lies near the line through the feet.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.corrections import Turn
from formcheck.lunge.legs import StanceMemory
from formcheck.lunge.shape import ON_HANDS, shape_of, why_not_half_kneeling
from formcheck.messages.message import Message
from formcheck.records import Frame
from formcheck.settings import HalfKneeling, JudgingSettings

TURNS: tuple[Turn, ...] = (90, 180, 270)

MOSTLY = 0.5
"""The turned body has to half-kneel in more than this share of the pictures with somebody in them."""


def turned_points(
    keypoints_px: NDArray[np.float64], size_px: tuple[int, int], clockwise_deg: Turn
) -> NDArray[np.float64]:
    """Return keypoints, shape (33, 2) pixels, as they lie in the picture turned clockwise."""
    (width, height), (x, y) = size_px, keypoints_px.T
    if clockwise_deg == 90:
        return np.column_stack([height - y, x])
    if clockwise_deg == 180:
        return np.column_stack([width - x, height - y])
    return np.column_stack([y, width - x])


def turn_found(frames: Iterable[Frame], settings: JudgingSettings, photo: bool) -> Turn | None:
    """Find the turn that makes the body in a recording half-kneel.

    Parameters
    ----------
    frames
        All of the recording, with their poses.
    settings
        What half-kneeling is, and how long it has to last to be judged.
    photo
        A single picture: one look is enough.

    Returns
    -------
    Turn or None
        Degrees clockwise; None where no turn does so for most of the pictures and long enough.
    """
    memories = {turn: StanceMemory(settings.filters.vote_s) for turn in TURNS}
    kneeling = dict.fromkeys(TURNS, 0)
    kneeling_s = dict.fromkeys(TURNS, 0.0)
    with_person, last_s = 0, None
    for frame in frames:
        step_s, last_s = frame.time_s - (frame.time_s if last_s is None else last_s), frame.time_s
        pose = frame.pose
        if pose is None or pose.people == 0:
            continue
        with_person += 1
        for turn, memory in memories.items():
            points = turned_points(pose.keypoints_px, pose.size_px, turn)
            stance = memory.step(points, pose.visibility, frame.time_s)
            if stance.facing is None:
                continue
            shape = shape_of(stance.keypoints_px, stance)
            if why_not_half_kneeling(shape, stance.rear_side == stance.near_side, settings.half_kneeling) is None:
                kneeling[turn] += 1
                kneeling_s[turn] += step_s
    best = max(TURNS, key=lambda turn: kneeling[turn])
    long_enough = photo or kneeling_s[best] >= settings.phases.judged_least_s
    return best if long_enough and kneeling[best] > MOSTLY * with_person else None


_KNEELING = ("shape.both_knees", "shape.shank_up", "shape.other", "shape.leaning")
"""Shapes of an upright body over a knee near the floor. With the thigh far from upright, sitting or standing, a turned
picture cannot be told from somebody on their hands or lying."""


def why_lying(keypoints_px: NDArray[np.float64], visibility: NDArray[np.float64], limits: HalfKneeling) -> Message:
    """Say of a body whose trunk is level or upside down that the picture may be turned, where it would kneel then.

    Parameters
    ----------
    keypoints_px, visibility
        Shapes (33, 2) and (33,).
    limits
        Where half-kneeling ends.
    """
    for turn in TURNS:
        stance = StanceMemory(0.0).step(turned_points(keypoints_px, (0, 0), turn), visibility, 0.0)
        if stance.facing is None:
            continue
        shape = shape_of(stance.keypoints_px, stance)
        why_not = why_not_half_kneeling(shape, stance.rear_side == stance.near_side, limits)
        if why_not is None or why_not.code in _KNEELING:
            return Message("shape.upside_down" if turn == 180 else "shape.on_its_side")
    return ON_HANDS
