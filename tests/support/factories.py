"""Assessments made by hand: a kneeling body with the angles asked for, without a camera or a checker."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.coaching.cues import CUES
from formcheck.keypoints import Keypoint
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import QUANTITIES
from formcheck.messages.message import Message
from formcheck.records import (
    Assessment,
    Band,
    Baseline,
    Cue,
    Fault,
    Frame,
    Gate,
    Hold,
    Level,
    Measurement,
    Phase,
    Pose,
    Side,
)
from formcheck.settings import Settings
from tests.support.bodies import Angles, kneeling_points

SIZE_PX = (640, 480)
FOUND = [k for k in Keypoint if k.name.endswith(("NOSE", "SHOULDER", "HIP", "KNEE", "ANKLE", "FOOT_INDEX"))]
"""Points that are found; the others are not, as behind an arm."""
STANDING = Message("shape.standing")
NOBODY = Message("gate.people.nobody")


def kneeling_keypoints(
    rear_thigh: float = 4,
    trunk: float = 2,
    front_knee: float = 92,
    front_shin: float = 0,
    *,
    facing: Side = "right",
    rear_side: Side = "right",
    size_px: tuple[int, int] = SIZE_PX,
) -> NDArray[np.float64]:
    """Keypoints, pixels, of a half-kneeling body with these angles, degrees."""
    width, height = size_px
    body = kneeling_points(
        Angles(rear_thigh=rear_thigh, rear_knee=94.0, front_knee=front_knee, front_shin=front_shin, trunk=trunk),
        facing=facing,
        rear_side=rear_side,
        limb_px=0.25 * height,
        knee_px=(0.48 * width, 0.83 * height),
    )
    points = np.full_like(body, np.nan)
    points[FOUND] = body[FOUND]
    return points


def measurement(
    keypoints_px: NDArray[np.float64] | None = None,
    *,
    facing: Side = "right",
    rear_side: Side = "right",
    view: float = 4.0,
    **angles: float,
) -> Measurement:
    """A judged half-kneeling measurement; angles by their names without ``_deg``."""
    values = {"front_knee": 92.0, "front_shin": 0.0, "rear_thigh": 4.0, "trunk": 2.0} | angles
    if keypoints_px is None:
        limbs = [values[name] for name in ("rear_thigh", "trunk", "front_knee", "front_shin")]
        keypoints_px = kneeling_keypoints(*limbs, facing=facing, rear_side=rear_side)
    values = {"rear_knee": 94.0, "lunge": values["rear_thigh"] - 4.0} | values
    return Measurement(
        facing=facing,
        rear_side=rear_side,
        near_side=facing,
        view_off_side_deg=view,
        confidence=0.93,
        half_kneeling=True,
        reason=None,
        gates=(Gate("view", Level.PASS), Gate("people", Level.PASS)),
        angles_deg={name: values.get(name.removesuffix("_deg"), float("nan")) for name in QUANTITIES},
        keypoints_px=keypoints_px,
    )


def not_kneeling(reason: Message = STANDING, gates: tuple[Gate, ...] = ()) -> Measurement:
    """A measurement that says why nothing can be judged."""
    return Measurement(
        facing=None,
        rear_side=None,
        near_side=None,
        view_off_side_deg=float("nan"),
        confidence=0.0,
        half_kneeling=None,
        reason=reason,
        gates=gates,
        angles_deg=dict.fromkeys(QUANTITIES, float("nan")),
        keypoints_px=np.full((33, 2), np.nan),
    )


def bands(angles_deg: Mapping[str, float], settings: Settings | None = None) -> dict[str, Band]:
    """Band of each known quantity, without hysteresis."""
    limits = (settings or Settings()).bands
    found = {}
    for name in type(limits).model_fields:
        value, edges = angles_deg[name], getattr(limits, name)
        if np.isfinite(value):
            green = edges.green[0] <= value <= edges.green[1]
            yellow = edges.yellow[0] <= value <= edges.yellow[1]
            found[name] = Band.GREEN if green else Band.YELLOW if yellow else Band.RED
    return found


def session(rate: float = 10.0, good_s: float = 32.0) -> Iterator[Assessment]:
    """A whole side: 1 s not there, 3 s still, a hold, in which the hips go too deep from 10 s to 13 s."""
    start, fault_at, fault_end = 4.0, 14.0, 17.0
    end = start + good_s + (fault_end - fault_at)
    neutral = Baseline(1.5, 3.5, "right", 4.0)
    held = 0.0
    fault: Fault | None = None
    for index in range(round((end + 1) * rate)):
        t = index / rate
        if t < 1:
            yield Assessment(index, t, Phase.FRAME, not_kneeling(NOBODY), message=NOBODY)
            continue
        deep = 16.0 * np.exp(-(((t - 15.5) / 1.0) ** 4))
        m = measurement(rear_thigh=4.0 + deep + 0.5 * np.sin(t), trunk=2 + np.sin(0.7 * t))
        here = Assessment(index, t, Phase.BASELINE, m, bands(m.angles_deg), baseline=neutral if t > 3.5 else None)
        if t < 3.5:
            m = dataclasses.replace(m, angles_deg={**m.angles_deg, "lunge_deg": float("nan")})
            yield dataclasses.replace(here, measurement=m, bands=bands(m.angles_deg))
            continue
        if not start <= t < end:
            ended = Hold(start, end, held, "right", True, _shares()) if end <= t < end + 1 / rate else None
            yield dataclasses.replace(here, phase=Phase.RELEASE, ended_hold=ended)
            continue
        value = m.angles_deg["lunge_deg"]
        ended_fault: tuple[Fault, ...] = ()
        if fault_at + 1 <= t < fault_end:
            if fault is None:
                fault = Fault(FaultKind.OVER_LUNGING, fault_at, t, None, "lunge_deg", value, index, t)
            elif value > fault.worst:
                fault = dataclasses.replace(fault, worst=value, worst_frame=index, worst_s=t)
        elif fault is not None:
            ended_fault, fault = (dataclasses.replace(fault, end_s=t),), None
        running = not fault_at + 1 <= t < fault_end
        held += running / rate
        cue = Cue(t, CUES[FaultKind.OVER_LUNGING], FaultKind.OVER_LUNGING) if fault and fault.found_s == t else None
        yield dataclasses.replace(
            here,
            phase=Phase.HOLD,
            faults=(fault,) if fault else (),
            ended_faults=ended_fault,
            hold=Hold(start, None, held, "right", held >= 30, _shares()),
            hold_running=running,
            cue=cue,
        )


def _shares() -> dict[str, dict[Band, float]]:
    shares = {name: {Band.GREEN: 1.0, Band.YELLOW: 0.0, Band.RED: 0.0} for name in ("front_knee_deg", "trunk_deg")}
    return shares | {"lunge_deg": {Band.GREEN: 0.86, Band.YELLOW: 0.04, Band.RED: 0.1}}


def frame(assessment: Assessment, size_px: tuple[int, int] = SIZE_PX) -> Frame:
    """A grey picture with its pose for an assessment."""
    points = assessment.measurement.keypoints_px
    found = bool(np.isfinite(points).any())
    pose = (
        Pose(size_px, points + 1.0, np.full(33, 0.9), np.full(33, 0.9), np.zeros((33, 3)))
        if found
        else Pose.nobody(size_px)
    )
    image = np.full((size_px[1], size_px[0], 3), 110, np.uint8)
    return Frame(assessment.frame_index, assessment.time_s, image, pose)
