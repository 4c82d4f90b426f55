"""Frames between two looks of the pose network: judged with the looks, not by themselves.

Their joints lie on straight lines between the looks, so judging them finds nothing new. A recording is judged at its
looks, ten to twelve times a second; each frame between gets its angles from straight lines, too, and the state in
force: the phase, bands, faults, gates and words of the look before.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import TypeVar

from formcheck.records import Assessment, Frame, Measurement, PelvisEstimate

Judged = tuple[Frame, tuple[Assessment, ...]]
Name = TypeVar("Name", bound=str)


def judged_at_looks(
    frames: Iterable[Frame], judge: Callable[[Frame], tuple[Assessment, ...]]
) -> Generator[tuple[Frame, tuple[Assessment, ...]]]:
    """Judge the frames that were looked at, and give those between what follows from the two looks round them.

    Parameters
    ----------
    frames
        With their poses, in order.
    judge
        Judges one frame, by one judge or several; asked in order for the looks only. A frame without a look before or
        after it, where a part of a recording begins or ends between two looks, is judged by itself.

    Yields
    ------
    (Frame, tuple of Assessment)
        Every frame, in order.
    """
    before: Judged | None = None
    last_s = math.nan
    between: list[Frame] = []
    for frame in frames:
        if before is not None and frame.pose is not None and frame.pose.interpolated:
            between.append(frame)
            continue
        after = judge(_with_rate(frame, len(between) + 1, last_s))
        yield from _filled(before, between, (frame, after))
        yield frame, after
        before, between, last_s = (frame, after), [], frame.time_s
    if between:
        *rest, frame = between
        after = judge(_with_rate(frame, len(between), last_s))
        yield from _filled(before, rest, (frame, after))
        yield frame, after


def _with_rate(frame: Frame, pictures: int, last_s: float) -> Frame:
    """Note how long each picture lasts, because not every one of them is judged."""
    return frame if pictures == 1 else dataclasses.replace(frame, lasts_s=(frame.time_s - last_s) / pictures)


def _filled(before: Judged | None, between: Sequence[Frame], after: Judged) -> Generator[Judged]:
    for frame in between:
        assert before is not None  # a frame waits only after a look
        share = (frame.time_s - before[0].time_s) / (after[0].time_s - before[0].time_s)
        pairs = zip(before[1], after[1], strict=True)
        yield frame, tuple(assessment_between(*pair, frame, share) for pair in pairs)


def assessment_between(before: Assessment, after: Assessment, frame: Frame, share: float) -> Assessment:
    """Return what holds in a frame between two judged looks.

    Parameters
    ----------
    before, after
        The looks.
    frame
        The frame.
    share
        How much of the time between them has passed, 0-1.

    Returns
    -------
    Assessment
        The state of the look before: nothing begins, ends or is said between looks. What is a number lies on a
        straight line; it is not known where it is not known in both looks, nor between two neutrals or two persons.
    """
    measured = _measurement_between(before.measurement, after.measurement, share)
    if before.baseline is not after.baseline:
        blank = dict.fromkeys(("lunge_deg", "tuck_deg"), math.nan)
        measured = dataclasses.replace(measured, angles_deg={**measured.angles_deg, **blank})
    settled, settled_after = before.once_settled, after.once_settled or after
    return dataclasses.replace(
        before,
        once_settled=None if settled is None else assessment_between(settled, settled_after, frame, share),
        frame_index=frame.index,
        time_s=frame.time_s,
        measurement=measured,
        ended_faults=(),
        ended_hold=None,
        cue=None,
    )


def _measurement_between(before: Measurement, after: Measurement, share: float) -> Measurement:
    same_legs = (before.rear_side, before.facing) == (after.rear_side, after.facing)
    angles = _lines(before.angles_deg, after.angles_deg, share)
    return dataclasses.replace(
        before,
        angles_deg=angles if same_legs else dict.fromkeys(angles, math.nan),
        # Where the legs change places the middle between a left and a right foot is neither.
        keypoints_px=(1 - share) * before.keypoints_px + share * after.keypoints_px
        if same_legs
        else before.keypoints_px,
        pelvis=_pelvis_between(before.pelvis, after.pelvis, share),
        view_off_side_deg=_line(before.view_off_side_deg, after.view_off_side_deg, share),
    )


def _pelvis_between(before: PelvisEstimate, after: PelvisEstimate, share: float) -> PelvisEstimate:
    if before.source != after.source or before.source == "none":
        # One source does not continue another.
        return before if before.source == "none" else PelvisEstimate(reason=after.reason)
    names = ("tilt_deg", "sd_deg", "tuck_share", "tuck_share_sd", "on_dial", "on_dial_sd")
    lines = {name: _line(getattr(before, name), getattr(after, name), share) for name in names}
    points = {
        name: (_line(at[0], after.points_px[name][0], share), _line(at[1], after.points_px[name][1], share))
        for name, at in before.points_px.items()
        if name in after.points_px
    }
    return dataclasses.replace(before, **lines, points_px=points)  # type: ignore[arg-type]


def _lines(before: Mapping[Name, float], after: Mapping[Name, float], share: float) -> dict[Name, float]:
    return {name: _line(value, after.get(name, math.nan), share) for name, value in before.items()}


def _line(before: float, after: float, share: float) -> float:
    return (1 - share) * before + share * after
