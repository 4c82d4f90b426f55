"""`Observer`: what one frame shows of the body except the pelvis: which leg is which, view, shape, angles."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.filters import OneEuro
from formcheck.geometry import distance, inclination_deg, rotate_about
from formcheck.keypoints import trunk_length_px
from formcheck.lunge.angles import hands_on_thigh, limb_angles_deg, rows_of
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.gates import TURN, GateMemory, confidence_of, one_side_sure, stature_px
from formcheck.lunge.joints import joint_centres
from formcheck.lunge.knee.shank import RestingShank
from formcheck.lunge.legs import LEG_ROWS, Stance, StanceMemory
from formcheck.lunge.moved_joints import MovedJoints
from formcheck.lunge.phases import PointSpeed
from formcheck.lunge.quantities import MEASURED
from formcheck.lunge.roll import RollBelief
from formcheck.lunge.shape import (
    BOTH_KNEES,
    LEGS_HIDDEN,
    ON_HANDS,
    SITTING,
    STANDING,
    UNLESS_IT_RESTS,
    shape_of,
    why_not_half_kneeling,
)
from formcheck.lunge.uncertainty import sd_growth
from formcheck.lunge.upright import why_lying
from formcheck.lunge.view import SteadyView, shoulder_view_deg, view_estimate
from formcheck.lunge.view_map import LegsView, legs_view
from formcheck.messages.message import Message
from formcheck.records import Frame, Gate, Level, Pose, Side, ViewEstimate
from formcheck.settings import JudgingSettings

_SHAPE_SHOWS_DESPITE = ("view", "roll", "body_size")
"""Gates that forbid to judge the angles but not to observe that somebody stands or lies."""
_RECORDS = "frame_rate"
"""The gate that forbids to judge but not to record: at few pictures a second an angle is as true as at many."""
_SHOWS_FROM_AFAR = (STANDING, SITTING, ON_HANDS)
"""Positions that show from farther off the side, too."""
_SHOWS_BY_ONE_SIDE = (STANDING, SITTING, ON_HANDS, BOTH_KNEES)
"""Positions in which one leg hides the other; where one side is seen well, more light would not help."""


@dataclass(frozen=True, eq=False)
class Observation:
    """What one frame shows.

    Attributes
    ----------
    stance
        Which leg is which.
    keypoints_px
        Shape (33, 2), pixels: smoothed.
    view
        Where the camera stands.
    roll_deg
        Of the camera, degrees, as in `Pose`, where it is believed; NaN where not.
    sd_growth, gates, confidence, half_kneeling, reason, hands_on_thigh, hip_speed
        As in `Measurement`.
    knee_speed
        Of the rear knee, shin lengths per second; NaN where not known.
    thigh_pull_deg
        How much farther forward the joint centres lay the rear thigh than the keypoints do, degrees; NaN where it is
        not half-kneeling.
    unless_rests
        Half-kneeling only if something lies under the rear knee, which keypoints do not show; else this is why it is
        none. None where it makes no difference.
    angles_deg
        Those of the limbs, degrees, NaN where not known; empty where it is not half-kneeling. Where nothing but the
        number of pictures a second forbids to judge they are known all the same: they are recorded only.
    """

    stance: Stance
    keypoints_px: NDArray[np.float64]
    view: ViewEstimate
    roll_deg: float
    sd_growth: float
    gates: tuple[Gate, ...]
    confidence: float
    half_kneeling: bool | None
    reason: Message | None
    angles_deg: Mapping[str, float]
    hands_on_thigh: bool | None
    hip_speed: float
    knee_speed: float = math.nan
    thigh_pull_deg: float = math.nan
    unless_rests: Message | None = None


class BodyObserver(Protocol):
    """What observes the body, except the pelvis: an `Observer`, or one that remembers what it has observed before."""

    def set_rear_side(self, side: Side | None) -> None:
        """Say which knee is down, where someone knows better than the picture."""

    def forget_legs(self) -> None:
        """Tell the legs apart again."""

    def step(self, frame: Frame, pose: Pose, kneeling: bool) -> Observation:
        """Take one frame; see `Observer.step`."""


class Observer:
    """See the body, frame by frame.

    Of the corrections only sides, facing, person and moved joints count here: where neutral and holds are makes no
    difference to what is observed.

    Parameters
    ----------
    settings
        Every threshold.
    photo
        A single picture.
    corrections
        What somebody knows better than the picture shows.
    """

    def __init__(self, settings: JudgingSettings, photo: bool, corrections: Corrections) -> None:
        self._settings = s = settings
        self._stance = StanceMemory(s.filters.vote_s, corrections.rear_side, corrections.facing)
        self._given = corrections
        self._moved = MovedJoints(corrections.joints)
        self._smooth = OneEuro(s.filters.min_cutoff_hz, s.filters.beta, s.filters.gap_s)
        self._roll = RollBelief(s.gates)
        self._view = SteadyView(s.joints.view_window_s)
        self._gates = GateMemory(s.gates, photo, chosen=corrections.person is not None)
        self._hip_speed = PointSpeed(s.stillness.window_s, errors_off=s.stillness.errors_off)
        self._knee_speed = PointSpeed(
            s.stillness.window_s, least_share=0.9, found_s=s.stillness.found_s, errors_off=s.stillness.errors_off
        )
        self._shank = RestingShank()
        self._rear_side: Side | None = None
        self._kneels = False

    def set_rear_side(self, side: Side | None) -> None:
        """Say which knee is down, where someone knows better than the picture; None lets the picture decide."""
        self._stance.set_rear_side(side)

    def forget_legs(self) -> None:
        """Find again which leg is which: the other one may be in front by now."""
        self._stance.forget_legs()
        self._shank.forget()

    def step(self, frame: Frame, pose: Pose, kneeling: bool) -> Observation:
        """Look at one frame.

        Parameters
        ----------
        frame, pose
            The frame and its pose; times rise from call to call.
        kneeling
            Whether a kneel is in progress, so that a blink does not end it.
        """
        time_s = frame.time_s
        if self._given.sides_s:
            self._stance.set_rear_side(self._given.rear_side_at(time_s))
        stance = self._stance.step(pose.keypoints_px, pose.visibility, time_s)
        stance = self._moved.step(stance, time_s)
        scale = trunk_length_px(stance.keypoints_px)
        if self._rear_side not in (None, stance.rear_side):
            self._smooth.exchange(*LEG_ROWS)  # the legs change their names, not their places
        self._rear_side = stance.rear_side
        points = self._smooth.along(stance.keypoints_px, time_s, scale if scale > 0 else 1.0, frame.lasts_s)
        pose = dataclasses.replace(pose, roll_deg=self._roll.step(pose.roll_deg, points, stance, time_s))
        level = _levelled(points, pose)
        why_not, unless_rests = self._why_not_half_kneeling(level, stance)
        shoulders_deg = shoulder_view_deg(level, stance, self._settings.joints.shoulder_sine)
        legs = legs_view(level, stance, pose.network)
        estimate = view_estimate(shoulders_deg, legs, self._settings.joints.view_unlike)
        pull_deg = math.nan
        plain = why_not is None and (unless_rests is None or kneeling)
        if why_not is None:
            joints = joint_centres(level, stance, self._settings.joints.longest_shift, pose.network)
            if math.isnan(legs.camera_ahead_deg):
                # A network without a map of the view: what its joint map says of the one shape that it is made for.
                legs = LegsView(joints.camera_ahead_deg, 1.0)
                estimate = view_estimate(shoulders_deg, legs, self._settings.joints.view_unlike)
            # As seen from the pure side: for the angles alone, because the picture shows the joints elsewhere.
            pull_deg = _thigh_deg(joints.keypoints_px, stance) - _thigh_deg(level, stance)
            level = joints.keypoints_px
        view = self._view.step(estimate, time_s)
        gates = self._gates.step(
            pose,
            time_s,
            view,
            on_task=self._kneels,
            surely_rolled=self._roll.surely_rolled,
            lasts_s=frame.lasts_s,
            kneels=plain,
        )
        one_side = one_side_sure(pose.visibility, pose.presence, self._settings.gates.confidence_degrade)
        half_kneeling, reason = self._verdict(why_not, gates, view, one_side)
        if unless_rests is not None and half_kneeling is not True:
            half_kneeling, reason = self._verdict(unless_rests, gates, view, one_side)
            unless_rests = None
        shaped = half_kneeling is True
        self._kneels = shaped and (unless_rests is None or kneeling)
        recorded = plain and [gate.name for gate in gates if gate.level is Level.BLOCK] == [_RECORDS]
        if not (shaped or kneeling or recorded):
            self._stance.forget_before(time_s)
            self._shank.forget()
        shin_px = distance(points[stance.rear.knee], points[stance.rear.ankle])
        knee_lost = shaped and self._shank.step(shin_px, scale, time_s)
        reach = self._settings.hands.thigh_distance
        return Observation(
            stance=stance,
            keypoints_px=points,
            view=view,
            roll_deg=pose.roll_deg,
            sd_growth=self._sd_growth(view, pose) if shaped else math.nan,
            gates=gates,
            confidence=self._gates.confidence,
            half_kneeling=half_kneeling,
            reason=reason,
            angles_deg=self._seen_angles(level, stance, pose, knee_lost) if shaped or recorded else {},
            hands_on_thigh=hands_on_thigh(level, stance, reach) if shaped else None,
            hip_speed=self._speed(self._hip_speed, points, stance.rear.hip, _thigh_px(points, stance), time_s),
            knee_speed=self._speed(self._knee_speed, points, stance.rear.knee, _shin_px(points, stance), time_s),
            thigh_pull_deg=pull_deg,
            unless_rests=unless_rests,
        )

    def _why_not_half_kneeling(
        self, level: NDArray[np.float64], stance: Stance
    ) -> tuple[Message | None, Message | None]:
        """Say why the shape is not half-kneeling, None where it is; and why not unless something is under the knee."""
        if stance.facing is None:
            return LEGS_HIDDEN, None
        slack = self._settings.half_kneeling.slack if self._kneels else 0.0
        rear_is_near = stance.rear_side == stance.near_side
        limits = self._settings.half_kneeling
        shape = shape_of(level, stance)
        why_not = why_not_half_kneeling(shape, rear_is_near, limits, slack)
        if why_not in UNLESS_IT_RESTS and why_not_half_kneeling(shape, rear_is_near, limits, slack, rests=True) is None:
            return None, why_not
        return (why_lying(level, stance.visibility, limits) if why_not == ON_HANDS else why_not), None

    def _verdict(
        self, why_not: Message | None, gates: tuple[Gate, ...], view: ViewEstimate, one_side: bool
    ) -> tuple[bool | None, Message | None]:
        """Return whether it is half-kneeling and may be judged, and if not, why.

        Another activity is named even from farther off the side or away than would do for judging: who is standing
        has to kneel first and turn afterwards. What is wrong with a kneel shows from the side alone. Where one side
        is seen well, positions are named in which it hides the other.
        """
        blocked = [gate for gate in gates if gate.level is Level.BLOCK]
        despite: tuple[str, ...] = _SHAPE_SHOWS_DESPITE
        if one_side and why_not in _SHOWS_BY_ONE_SIDE:
            despite = (*despite, "confidence")
        readable = all(gate.name in despite for gate in blocked)
        limits, off_deg = self._settings.gates, abs(view.off_side_deg)
        plain = why_not in _SHOWS_FROM_AFAR
        if (
            why_not not in (None, LEGS_HIDDEN)
            and readable
            and off_deg <= (limits.view_shape_deg if plain else limits.view_block_deg)
        ):
            return False, why_not
        if blocked or why_not:
            turn = not plain and off_deg > limits.view_block_deg
            return None, blocked[0].fix if blocked else TURN if turn else why_not
        return True, None

    def _seen_angles(
        self, points: NDArray[np.float64], stance: Stance, pose: Pose, knee_lost: bool
    ) -> dict[str, float]:
        """Measure the limbs; blank what rests on points the network is not sure of, or on a rear knee it has lost."""
        angles = limb_angles_deg(points, stance)
        least = self._settings.gates.confidence_degrade
        for line in MEASURED:
            rows = [row for point in line.points for row in rows_of(point, stance)]
            lost = knee_lost and stance.rear.knee in rows
            if lost or confidence_of(rows, stance.visibility, pose.presence) < least:
                angles[line.name] = math.nan
        return angles

    def _sd_growth(self, view: ViewEstimate, pose: Pose) -> float:
        s = self._settings
        share = stature_px(pose.keypoints_px, s.gates.trunk_share) / pose.size_px[1]
        return sd_growth(view.off_side_deg, share, self._gates.confidence, s.gates, s.uncertainty)

    @staticmethod
    def _speed(memory: PointSpeed, points: NDArray[np.float64], row: int, length_px: float, time_s: float) -> float:
        x, y = points[row].tolist()
        return memory.step(time_s, x, y, length_px)


def _thigh_deg(points: NDArray[np.float64], stance: Stance) -> float:
    return inclination_deg(points[stance.rear.knee].tolist(), points[stance.rear.hip].tolist(), stance.forward)


def _thigh_px(points: NDArray[np.float64], stance: Stance) -> float:
    return distance(points[stance.rear.hip], points[stance.rear.knee])


def _shin_px(points: NDArray[np.float64], stance: Stance) -> float:
    """Return the length of the longer shin in the picture: the rear one may point away from the camera."""
    return max(distance(points[leg.knee], points[leg.ankle]) for leg in (stance.front, stance.rear))


def _levelled(keypoints_px: NDArray[np.float64], pose: Pose) -> NDArray[np.float64]:
    """Turn keypoints, shape (33, 2) pixels, as if the camera had been level; unchanged where that is not known."""
    if math.isnan(pose.roll_deg):
        return keypoints_px
    return rotate_about(keypoints_px, np.array(pose.size_px) / 2, -pose.roll_deg)
