"""What one frame says about the body, before any judgement over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.message import Message

Side = Literal["left", "right"]
Statement = Literal["tucked", "tuck lost", "arching", "no clear change", ""]


class Level(StrEnum):
    """How far a gate lets us judge: fully, with care, or not at all."""

    PASS = "pass"
    DEGRADE = "degrade"
    BLOCK = "block"


@dataclass(frozen=True)
class Gate:
    """One condition for judging at all.

    Attributes
    ----------
    name
        Which gate: ``people``, ``body_in_frame``, ``confidence``, ``view``, ``roll``, ``body_size``, ``frame_rate``.
    level
        What it allows.
    fix
        What the person should do about it; None where the gate passes.
    """

    name: str
    level: Level
    fix: Message | None = None


@dataclass(frozen=True)
class ViewEstimate:
    """Where the camera stands, an estimate with its own error.

    Attributes
    ----------
    off_side_deg
        How far it stands ahead of the person's side, degrees; negative behind it, 0 the pure side view; NaN where that
        is not known.
    sd_deg
        Standard deviation of the estimate, degrees.
    """

    off_side_deg: float = float("nan")
    sd_deg: float = float("nan")


@dataclass(frozen=True)
class PelvisEstimate:
    """Sagittal pelvic tilt with its source and uncertainty.

    Attributes
    ----------
    tilt_deg
        Anterior tilt positive, degrees; NaN where the source is ``none``. With stickers found in the baseline it is the
        line through them against the horizontal, else the change from the baseline, whose tilt is then 0.
    sd_deg
        Standard deviation of its change from the baseline, degrees; NaN where the source is ``none``.
    source
        ``markers``, ``contour`` or ``none``.
    statement
        What may be said of it: ``tucked``, ``tuck lost``, ``arching`` or ``no clear change``;
        empty where nothing may be said.
    reason
        Why the source is ``none``; None where it is another one, or where nothing observes the pelvis at all.
    points_px
        ``asis`` and ``psis`` in this frame's picture, x and y, pixels, where its source shows them.
    tuck_share, tuck_share_sd
        The tuck as a share of the person's own full tuck (0 the own neutral, 1 the own full tuck), and its uncertainty;
        NaN where the own range is not known.
    on_dial, on_dial_sd
        Where it is on the dial that is shown: -1 the own arch, 0 the own neutral, 1 the own tuck, and its uncertainty;
        NaN where the pelvis is not observed.
    """

    tilt_deg: float = float("nan")
    sd_deg: float = float("nan")
    source: Literal["markers", "contour", "none"] = "none"
    statement: Statement = ""
    reason: Message | None = None
    points_px: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    tuck_share: float = float("nan")
    tuck_share_sd: float = float("nan")
    on_dial: float = float("nan")
    on_dial_sd: float = float("nan")


RangeOrigin = Literal["asked", "marked", "found"]


@dataclass(frozen=True)
class OwnRange:
    """The person's own range: how far they tuck and arch when asked to, as it was read.

    Attributes
    ----------
    start_s, end_s
        From the first neutral to the last, seconds.
    tuck_deg
        Median estimate of the own full tucks, each against the neutrals around it, degrees, posterior positive; NaN
        where none was read.
    arch_deg
        Likewise of the own full arches, as a positive size; where none was shown it is taken from the tuck.
    arch_shown
        Whether it was shown.
    zero_deg
        The neutral after the range: where the shares begin, degrees.
    drift_deg
        How far the neutral has moved over the range: cloth rides.
    scatter
        Uncertainty of a share: the scatter of repeats and of seconds within a posture, with the drift where that is
        large, by the own tuck.
    range_d
        The own tuck (or arch, where it was shown and is smaller) by the scatter in degrees.
    counts
        Whether words may rest on it.
    reason
        Why not; None where it counts.
    source
        What it was read from: only what is read from the same is judged by it.
    origin
        How its time is known: the person was asked for it, somebody has marked it, or it was found in the recording.
    """

    start_s: float
    end_s: float
    tuck_deg: float
    arch_deg: float
    arch_shown: bool
    zero_deg: float
    drift_deg: float
    scatter: float
    range_d: float
    counts: bool
    reason: Message | None = None
    source: Literal["markers", "contour"] = "contour"
    origin: RangeOrigin = "asked"

    @property
    def rides(self) -> bool:
        """Whether the neutral has moved so far that clothes must be closer."""
        return self.reason is None and self.scatter > 0 and abs(self.drift_deg) > self.tuck_deg / 3

    def tuck_share(self, tuck_deg: float) -> float:
        """Return an estimate as a share of the own tuck: 0 the own neutral, 1 the own full tuck."""
        return (tuck_deg - self.zero_deg) / self.tuck_deg

    def arch_share(self, tuck_deg: float) -> float:
        """Return an estimate as a share of the own arch: 0 the own neutral, 1 the own full arch."""
        return (self.zero_deg - tuck_deg) / self.arch_deg


@dataclass(frozen=True, eq=False)
class Measurement:
    """What one frame says about the body, before any judgement over time.

    Attributes
    ----------
    facing
        Which way the person faces in the un-mirrored picture; None where not known.
    rear_side, near_side
        Anatomical side of the rear (kneeling) leg, and of the leg nearer to the camera.
    view_off_side_deg
        How far the camera is off the pure side view, degrees, 0 or more; NaN where not known.
    view_sd_deg
        Standard deviation of that estimate, degrees.
    sd_growth
        How many times larger the measured errors of the angles are in this view, size and light than in a good one; 1
        or more, NaN where nothing is judged.
    confidence
        Confidence of the points needed, 0-1.
    half_kneeling
        True in the half-kneeling shape, False in another, None where it is not known.
    reason
        Why it is not half-kneeling or why that is not known; None where it is.
    gates
        Every quality gate with its level.
    angles_deg
        The quantities of `formcheck.lunge.quantities`, degrees; NaN where not known or where a gate blocks them.
        At too few pictures a second those of the limbs are recorded though nothing is judged.
    keypoints_px
        Shape (33, 2), pixels: the keypoints smoothed, with the legs in their right rows; NaN where not known.
        In them LEFT and RIGHT are the person's own sides.
    pelvis
        The pelvic tilt.
    hands_on_thigh
        Whether a wrist rests on the front thigh; None where not known.
    hip_speed
        Speed of the rear hip, thigh lengths per second; NaN where not known.
    """

    facing: Side | None
    rear_side: Side | None
    near_side: Side | None
    view_off_side_deg: float
    confidence: float
    half_kneeling: bool | None
    reason: Message | None
    gates: tuple[Gate, ...]
    angles_deg: Mapping[str, float]
    keypoints_px: NDArray[np.float64]
    pelvis: PelvisEstimate = PelvisEstimate()
    hands_on_thigh: bool | None = None
    hip_speed: float = float("nan")
    view_sd_deg: float = float("nan")
    sd_growth: float = float("nan")
