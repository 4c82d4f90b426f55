"""What is true of a clip: joints, angles, pelvic tilt and faults, frame by frame.

Angles have the names and signs of the measurement specification and are taken in the person's own sagittal plane in
space: what a distant camera exactly at the side would measure. They do not depend on the clip's camera.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import QUANTITIES
from formcheck.settings import Settings
from lab.parts import Array
from lab.posing import SIDES, Posed

SCHEMA = 1
TUCKED_DEG, TUCK_LOST_DEG, ARCHED_DEG = 4.0, 2.0, -3.0
"""Edges of the tuck measured with markers: reached, lost, arched."""
TUCK_LOST_DWELL_S, ARCHED_DWELL_S = 1.5, 1.0
FAULTS_BELOW_ABOVE: dict[str, tuple[tuple[FaultKind, ...], tuple[FaultKind, ...]]] = {
    "lunge_deg": ((), (FaultKind.OVER_LUNGING,)),
    "rear_thigh_deg": ((), (FaultKind.OVER_LUNGING,)),
    "trunk_deg": ((FaultKind.TRUNK_BACK,), (FaultKind.TRUNK_LEAN,)),
    "front_knee_deg": ((FaultKind.FRONT_KNEE_BENT,), (FaultKind.FRONT_KNEE_STRAIGHT,)),
    "front_shin_deg": ((FaultKind.SHIN_BACK,), (FaultKind.OVER_LUNGING, FaultKind.SHIN_FORWARD)),
}
"""Which faults a quantity shows below and above its red edges: from the specification, not from the checker."""
HAND_REACH = 0.35
"""A hand is on the thigh within this many thigh lengths of it."""


@dataclass(frozen=True, eq=False)
class FrameTruth:
    """One frame.

    Attributes
    ----------
    time_s
        Seconds from the start of the clip.
    angles_deg
        The measured quantities by name; `lunge_deg` and `tuck_deg` come with the baseline, see `ClipTruth`.
    joints_m, joints_px
        Shape (3,) and (2,), by name; left and right are the person's own (those of the mirrored person in a
        mirrored clip).
    hands_on_thigh
        Whether a wrist is near the front thigh.
    half_kneeling
        Whether the body is in the half-kneeling position.
    """

    time_s: float
    angles_deg: Mapping[str, float]
    joints_m: Mapping[str, Array]
    joints_px: Mapping[str, Array]
    hands_on_thigh: bool
    half_kneeling: bool = True


@dataclass(frozen=True)
class TrueFault:
    """A quantity past its red edge for at least its dwell time.

    Attributes
    ----------
    kind
        Name of a `FaultKind`.
    quantity
        Which angle.
    start_s, end_s
        First and last moment past the edge (without hysteresis), seconds.
    """

    kind: str
    quantity: str
    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class ClipTruth:
    """A whole clip; see `samples/README.md` for the file."""

    name: str
    fps: float
    size_px: tuple[int, int]
    facing: str
    rear_side: str | None
    camera: Mapping[str, float]
    baseline_s: tuple[float, float] | None
    frames: Sequence[FrameTruth]
    about: Mapping[str, object] = field(default_factory=dict)
    range_s: tuple[float, float] | None = None

    def angles(self) -> dict[str, Array]:
        """Every quantity over time, shape (frames,), degrees; NaN where it has no meaning in this clip."""
        table = {q: np.array([f.angles_deg.get(q, np.nan) for f in self.frames]) for q in QUANTITIES}
        base = self.baseline()
        if base is not None:
            table["lunge_deg"] = table["rear_thigh_deg"] - base["rear_thigh_deg"]
            table["tuck_deg"] = base["pelvic_tilt_deg"] - table["pelvic_tilt_deg"]
        return table

    def baseline(self) -> dict[str, float] | None:
        """Medians over the still kneel; None where the clip has none."""
        if self.baseline_s is None:
            return None
        start, end = self.baseline_s
        still = [f.angles_deg for f in self.frames if start <= f.time_s < end]
        return {q: float(np.median([a[q] for a in still])) for q in ("rear_thigh_deg", "pelvic_tilt_deg")}

    def faults(self) -> list[TrueFault]:
        """Everything past its red edge for at least its dwell time, in order of time.

        The swings of the own range were asked for: until it is over nothing of the pelvis is a fault.
        """
        times, table = np.array([f.time_s for f in self.frames]), self.angles()
        if self.rear_side is None:
            return []
        found = []
        for quantity, kinds in FAULTS_BELOW_ABOVE.items():
            limits = getattr(Settings().bands, quantity)
            for beyond, names in zip(
                (table[quantity] < limits.yellow[0], table[quantity] > limits.yellow[1]), kinds, strict=True
            ):
                for start, end in _runs(times, beyond, limits.dwell_s):
                    found += [TrueFault(str(kind), quantity, start, end) for kind in names]
        tuck = table["tuck_deg"]
        if self.range_s is not None:
            tuck = np.where(times < self.range_s[1], np.nan, tuck)
        reached = np.maximum.accumulate(np.nan_to_num(tuck, nan=-np.inf)) >= TUCKED_DEG
        lost = reached & (tuck < TUCK_LOST_DEG)
        found += [TrueFault("tuck_lost", "tuck_deg", *run) for run in _runs(times, lost, TUCK_LOST_DWELL_S)]
        arched = tuck < ARCHED_DEG
        found += [TrueFault("arching", "tuck_deg", *run) for run in _runs(times, arched, ARCHED_DWELL_S)]
        return sorted(found, key=lambda fault: fault.start_s)

    def write(self, path: Path, metres: bool = False) -> None:
        """Write the truth file.

        Parameters
        ----------
        path
            The ``.truth.json`` file.
        metres
            Also the joints in space.
        """
        base, names = self.baseline(), list(self.frames[0].joints_px)
        data: dict[str, object] = {
            "schema": SCHEMA,
            "name": self.name,
            "fps": self.fps,
            "size_px": list(self.size_px),
            "facing": self.facing,
            "near_side": self.facing,
            "rear_side": self.rear_side,
            "azimuth_deg": self.camera["azimuth_deg"],
            "camera": dict(self.camera),
            "baseline": base and {"start_s": self.baseline_s[0], "end_s": self.baseline_s[1], **_rounded(base, 2)},  # type: ignore[index]
            "range": self.range_s and {"start_s": self.range_s[0], "end_s": self.range_s[1]},
            "faults": [
                {"kind": f.kind, "quantity": f.quantity, "start_s": round(f.start_s, 3), "end_s": round(f.end_s, 3)}
                for f in self.faults()
            ],
            "about": dict(self.about),
            "time_s": [round(f.time_s, 4) for f in self.frames],
            "angles_deg": {q: _numbers(values, 2) for q, values in self.angles().items()},
            "half_kneeling": [f.half_kneeling for f in self.frames],
            "hands_on_thigh": [f.hands_on_thigh for f in self.frames],
            "joints_px": {n: _numbers(np.array([f.joints_px[n] for f in self.frames]), 1) for n in names},
        }
        if metres:
            data["joints_m"] = {n: _numbers(np.array([f.joints_m[n] for f in self.frames]), 4) for n in names}
        path.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


def sagittal_angles(posed: Posed, rear_side: str) -> dict[str, float]:
    """Angles of the measurement specification in the sagittal plane, degrees.

    Parameters
    ----------
    posed
        The body.
    rear_side
        Anatomical side of the kneeling (or hindmost) leg.

    Returns
    -------
    dict
        Without `lunge_deg` and `tuck_deg`, which need a baseline.
    """
    front = SIDES[1 - SIDES.index(rear_side)]
    joint, points = posed.joints, posed.pelvis_points
    mid_hip = (joint["left_hip"] + joint["right_hip"]) / 2
    mid_shoulder = (joint["left_shoulder"] + joint["right_shoulder"]) / 2
    asis = (points["left_asis"] + points["right_asis"]) / 2
    psis = (points["left_psis"] + points["right_psis"]) / 2
    return {
        "front_knee_deg": _bend(joint[f"{front}_hip"], joint[f"{front}_knee"], joint[f"{front}_ankle"]),
        "front_shin_deg": _inclination(joint[f"{front}_ankle"], joint[f"{front}_knee"]),
        "rear_thigh_deg": _inclination(joint[f"{rear_side}_knee"], joint[f"{rear_side}_hip"]),
        "rear_knee_deg": _bend(joint[f"{rear_side}_hip"], joint[f"{rear_side}_knee"], joint[f"{rear_side}_ankle"]),
        "trunk_deg": _inclination(mid_hip, mid_shoulder),
        "pelvic_tilt_deg": float(np.degrees(np.arctan2(psis[2] - asis[2], asis[0] - psis[0]))),
    }


def hands_on_thigh(posed: Posed, rear_side: str) -> bool:
    """Whether a wrist is within 0.35 thigh lengths of the front thigh, in the sagittal plane."""
    front = SIDES[1 - SIDES.index(rear_side)]
    hip, knee = (posed.joints[f"{front}_{n}"][[0, 2]] for n in ("hip", "knee"))
    along, distances = knee - hip, []
    for side in SIDES:
        wrist = posed.joints[f"{side}_wrist"][[0, 2]]
        share = np.clip((wrist - hip) @ along / (along @ along), 0, 1)
        distances.append(np.linalg.norm(wrist - hip - share * along))
    return bool(min(distances) < HAND_REACH * np.linalg.norm(along))


def _inclination(a: Array, b: Array) -> float:
    """Of the line a → b against the vertical, b ahead +, degrees."""
    return float(np.degrees(np.arctan2(b[0] - a[0], b[2] - a[2])))


def _bend(a: Array, vertex: Array, b: Array) -> float:
    """Interior angle in the sagittal plane, 0-180 degrees."""
    difference = abs(_inclination(vertex, a) - _inclination(vertex, b))
    return min(difference, 360 - difference)


def _runs(times: Array, beyond: NDArray[np.bool_], least_s: float) -> list[tuple[float, float]]:
    """Start and end of every stretch of True that lasts at least `least_s`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], beyond, [False]]).astype(int)))
    pairs = [(float(times[a]), float(times[b - 1])) for a, b in edges.reshape(-1, 2)]
    return [(start, end) for start, end in pairs if end - start >= least_s]


def _numbers(values: Array, digits: int) -> list:
    """Round into lists, None for NaN."""
    rounded = np.round(np.asarray(values, dtype=float), digits)
    as_objects = rounded.astype(object)
    as_objects[np.isnan(rounded)] = None
    return as_objects.tolist()


def _rounded(values: Mapping[str, float], digits: int) -> dict[str, float]:
    return {name: round(value, digits) for name, value in values.items()}
