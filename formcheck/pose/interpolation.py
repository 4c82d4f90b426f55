"""Poses of the frames the network did not look at, from its looks before and after.

A stretch is slow: between two looks a tenth of a second apart the joints move in straight lines, as near as the
network can tell. Looking costs more than everything else together, so a recording need not be looked at throughout.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterable

import numpy as np

from formcheck.pose.boxes import box_of
from formcheck.records import Frame, Pose


def batched(frames: Iterable[Frame], every: int) -> Generator[list[Frame]]:
    """Cut frames into batches of which only the last frame is to be looked at.

    Parameters
    ----------
    frames
        In order.
    every
        Frames from one look to the next, 1 or more.

    Yields
    ------
    list of Frame
        The first frame alone, then `every` frames each, and what is left at the end: so first and last are looked at.
    """
    batch: list[Frame] = []
    wanted = 1
    for frame in frames:
        batch.append(frame)
        if len(batch) == wanted:
            yield batch
            batch, wanted = [], every
    if batch:
        yield batch


def interpolated(batches: Iterable[list[Frame]], farthest: float) -> Generator[Frame]:
    """Give every frame its pose.

    Parameters
    ----------
    batches
        As `batched` cuts them, the last frame of each with its pose.
    farthest
        See `between`.

    Yields
    ------
    Frame
        With its pose; those between two looks without a mask.
    """
    before: Frame | None = None
    for *unseen, after in batches:
        for frame in unseen:
            assert before is not None and before.pose is not None and after.pose is not None
            share = (frame.time_s - before.time_s) / (after.time_s - before.time_s)
            yield frame.with_pose(between(before.pose, after.pose, share, farthest))
        yield after
        before = after


def between(before: Pose, after: Pose, share: float, farthest: float) -> Pose:
    """Return the pose between two looks.

    Parameters
    ----------
    before, after
        The two looks, at pictures of one size.
    share
        How much of the time between them has passed, 0-1.
    farthest
        Between two looks no keypoint moves by more than this share of the person's height in the picture. What seems
        to has been taken for another: the nearer look then holds alone, because the middle between a left and a right
        foot is neither.

    Returns
    -------
    Pose
        Without a mask. Nobody where either look found nobody.
    """
    if not (before.people and after.people):
        return dataclasses.replace(Pose.nobody(after.size_px, after.picture), interpolated=True)
    box = box_of(np.concatenate([before.keypoints_px, after.keypoints_px]))
    moved = np.linalg.norm(after.keypoints_px - before.keypoints_px, axis=1).max()
    nearer = before if share < 0.5 else after
    if moved > farthest * (box[3] - box[1]):
        return dataclasses.replace(nearer, mask=None, interpolated=True)
    blend = {
        name: (1 - share) * getattr(before, name) + share * getattr(after, name)
        for name in ("keypoints_px", "visibility", "presence", "world_m")
    }
    return dataclasses.replace(nearer, **blend, mask=None, interpolated=True)
