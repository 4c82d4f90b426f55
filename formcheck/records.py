"""The records that travel between the rooms, from a picture to a cue. They hold no logic.

Nothing here knows a pose network, a file or a camera: every record can be written down by hand, which is how the tests
do it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import KEYPOINT_COUNT
from formcheck.messages.message import Message

if TYPE_CHECKING:
    # A name in an annotation: the records stand below the exercise and import nothing of it.
    from formcheck.lunge.faults import FaultKind

Side = Literal["left", "right"]
Statement = Literal["tucked", "tuck lost", "arching", "no clear change", ""]


class Level(StrEnum):
    """How far a gate lets us judge: fully, with care, or not at all."""

    PASS = "pass"
    DEGRADE = "degrade"
    BLOCK = "block"


class Band(StrEnum):
    """Where a quantity lies: target, warn, fault."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Phase(StrEnum):
    """Where in the exercise the person is, frame by frame.

    All but `CALIBRATE` come live and in a recording alike; a single picture is in `SETUP` where it can be judged, else
    in `FRAME`. What the patient's page shows is a list of its own (`formcheck.web.patient.script.Stage`).

    Attributes
    ----------
    FRAME
        Nobody, or not all of them, or not from the side: until the quality gates have passed for a while.
    SETUP
        Fully in the picture, but not yet half-kneeling for long enough.
    BASELINE
        Half-kneeling; the still kneel that becomes the neutral has not been found yet.
    CALIBRATE
        Asked to arch and to tuck, for the own range of the pelvis: live only.
    TUCK
        The neutral is known; no hold is in progress.
    HOLD
        The hold is in progress, also while its clock rests because the form is not good.
    RELEASE
        The kneel has ended after a neutral was found; until somebody half-kneels again.
    SWITCH
        Half-kneeling on the other knee than before, but not yet for long enough.
    """

    FRAME = "frame"
    SETUP = "setup"
    BASELINE = "baseline"
    CALIBRATE = "calibrate"
    TUCK = "tuck"
    HOLD = "hold"
    RELEASE = "release"
    SWITCH = "switch"


@dataclass(frozen=True)
class PoseNetwork:
    """A pose network, as far as what was fitted to its keypoints has to know it.

    Attributes
    ----------
    name
        Its name; networks of one name put their keypoints in the same places of the body.
    joint_map
        How far its keypoints lie from the joint centres, as `lab/fit_joints.py` writes it (JSON); empty where that is
        not known, and the keypoints are taken as they are.
    """

    name: str
    joint_map: str = field(default="", repr=False)


@dataclass(frozen=True, eq=False)
class Pose:
    """The people in one picture, as far as the pose network saw them.

    Attributes
    ----------
    size_px
        Width and height of the picture the keypoints are measured in, pixels.
    keypoints_px
        Shape (33, 2), float. x to the right, y DOWN, pixels of the un-mirrored picture. NaN where nobody was found.
    visibility, presence
        Shape (33,), 0-1. What the network says of each keypoint. 0 where nobody was found.
    world_m
        Shape (33, 3), float, metres, origin between the hips, x right, y down, z away from the camera.
        Good enough for how far the body is turned; wrong by about 11° at the knees, so never used for joint angles.
    people
        How many people were found in the picture: 0 nobody, 1 this one, 2 more than one.
    mask
        Probability that a pixel belongs to a person, shape (rows, columns), 0-1, possibly smaller than the picture;
        None where it was not asked for or nobody was found.
    roll_deg
        Roll of the camera, degrees; positive where an upright line's foot lies to the right of its head. NaN where the
        picture does not show it.
    network
        Which network it is from; None for the one that ships with formcheck.
    """

    size_px: tuple[int, int]
    keypoints_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    presence: NDArray[np.float64]
    world_m: NDArray[np.float64]
    people: int = 1
    mask: NDArray[np.float32] | None = None
    roll_deg: float = float("nan")
    network: PoseNetwork | None = None

    def __post_init__(self) -> None:
        """Refuse arrays of another shape, so that a mistake is found where it is made."""
        for name, shape in (
            ("keypoints_px", (KEYPOINT_COUNT, 2)),
            ("visibility", (KEYPOINT_COUNT,)),
            ("presence", (KEYPOINT_COUNT,)),
            ("world_m", (KEYPOINT_COUNT, 3)),
        ):
            got = np.shape(getattr(self, name))
            if got != shape:
                raise ValueError(f"{name} must have shape {shape}, got {got}")

    @classmethod
    def nobody(cls, size_px: tuple[int, int]) -> Pose:
        """Return the pose of a picture in which nobody was found."""
        return cls(
            size_px=size_px,
            keypoints_px=np.full((KEYPOINT_COUNT, 2), np.nan),
            visibility=np.zeros(KEYPOINT_COUNT),
            presence=np.zeros(KEYPOINT_COUNT),
            world_m=np.full((KEYPOINT_COUNT, 3), np.nan),
            people=0,
        )


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a video with the time it was taken.

    Attributes
    ----------
    index
        Number of the frame in its source, from 0.
    time_s
        Presentation time of the source, seconds, strictly rising within a source.
    image
        Shape (rows, columns, 3), uint8, BGR, un-mirrored and upright. None in tests that work on numbers alone.
    pose
        What the pose network saw; None until it has looked.
    """

    index: int
    time_s: float
    image: NDArray[np.uint8] | None = field(default=None, repr=False)
    pose: Pose | None = None

    def with_pose(self, pose: Pose) -> Frame:
        """Return this frame with its pose."""
        return dataclasses.replace(self, pose=pose)


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
    """

    tilt_deg: float = float("nan")
    sd_deg: float = float("nan")
    source: Literal["markers", "contour", "none"] = "none"
    statement: Statement = ""
    reason: Message | None = None
    points_px: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    tuck_share: float = float("nan")
    tuck_share_sd: float = float("nan")


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


@dataclass(frozen=True)
class Fault:
    """One fault from its start to its end.

    Attributes
    ----------
    kind
        Which fault.
    start_s
        When the quantity went past its red edge, seconds of the source.
    found_s
        When the dwell had passed and the fault counted, seconds.
    end_s
        When it cleared, seconds; None while it lasts.
    quantity
        The quantity that showed it (see `formcheck.lunge.quantities`), empty for ``view`` and ``not_kneeling``.
    worst
        The worst value so far, degrees; NaN for ``view`` and ``not_kneeling``.
    worst_frame, worst_s
        Frame and time of the worst value.
    reason
        What was wrong, for ``view`` and ``not_kneeling``.
    """

    kind: FaultKind
    start_s: float
    found_s: float
    end_s: float | None = None
    quantity: str = ""
    worst: float = float("nan")
    worst_frame: int = 0
    worst_s: float = float("nan")
    reason: Message | None = None


@dataclass(frozen=True)
class Baseline:
    """The person's own neutral on one side: medians over the still kneel.

    Attributes
    ----------
    start_s, end_s
        The window it was taken from, seconds.
    rear_side
        Which knee was down.
    rear_thigh_deg, pelvic_tilt_deg
        Neutral values, degrees; `pelvic_tilt_deg` is NaN where the pelvis was not observed, and 0 by definition where
        only its changes are.
    """

    start_s: float
    end_s: float
    rear_side: Side
    rear_thigh_deg: float
    pelvic_tilt_deg: float = float("nan")


@dataclass(frozen=True)
class Hold:
    """One hold of the stretch.

    Attributes
    ----------
    start_s, end_s
        From the first to the last moment of the hold, seconds; `end_s` None while it lasts.
    good_s
        Seconds in good form (nothing red).
    rear_side
        Which knee was down.
    complete
        True when `good_s` reached the target time.
    shares
        For each judged quantity the share of the hold's judged time in each `Band`, 0-1.
    """

    start_s: float
    end_s: float | None
    good_s: float
    rear_side: Side
    complete: bool = False
    shares: Mapping[str, Mapping[Band, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Cue:
    """One thing said to the person.

    Attributes
    ----------
    time_s
        When, seconds of the source.
    message
        What is said: at most seven words, except where a ``guide`` says why nothing can be judged.
    kind
        The fault it is about, or why it is said.
    """

    time_s: float
    message: Message
    kind: FaultKind | Literal["remind", "praise", "guide"]


@dataclass(frozen=True, eq=False)
class Assessment:
    """One frame, judged.

    Attributes
    ----------
    frame_index, time_s
        Which frame, and when.
    phase
        Phase of the exercise.
    measurement
        What was measured.
    bands
        Band of each judged quantity; a quantity that is not known is not in it.
    faults
        The faults that count now, most important first.
    ended_faults
        Faults that cleared with this frame, complete.
    baseline
        The neutral in force; None before one was found.
    own_range
        The person's own range on this side, once it was shown; None before.
    hold
        The hold in progress; None outside one.
    ended_hold
        The hold that ended with this frame, complete.
    hold_running
        True while the hold clock runs.
    message
        What is missing before anything can be judged, or what the person is asked to do; None where nothing is.
    cue
        What is said now, if anything.
    """

    frame_index: int
    time_s: float
    phase: Phase
    measurement: Measurement
    bands: Mapping[str, Band] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    ended_faults: tuple[Fault, ...] = ()
    baseline: Baseline | None = None
    own_range: OwnRange | None = None
    hold: Hold | None = None
    ended_hold: Hold | None = None
    hold_running: bool = False
    message: Message | None = None
    cue: Cue | None = None
