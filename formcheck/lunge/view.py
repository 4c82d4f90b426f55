"""May this view be judged at all? How far the camera is off the side, and the quality gates."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.filters import TimedWindow
from formcheck.keypoints import SHOULDERS, Keypoint, trunk_length_px
from formcheck.lunge.legs import Stance
from formcheck.messages.message import Message
from formcheck.records import Gate, Level, Pose
from formcheck.settings import Gates

NEEDED = (
    Keypoint.LEFT_SHOULDER,
    Keypoint.RIGHT_SHOULDER,
    Keypoint.LEFT_HIP,
    Keypoint.RIGHT_HIP,
    Keypoint.LEFT_KNEE,
    Keypoint.RIGHT_KNEE,
    Keypoint.LEFT_ANKLE,
    Keypoint.RIGHT_ANKLE,
)
"""Rows of the keypoints without which nothing is judged."""

TURN = Message("gate.view.turn")

_WORST = (Level.PASS, Level.DEGRADE, Level.BLOCK)


def shoulder_view_deg(keypoints_px: NDArray[np.float64], stance: Stance, gain: float) -> float:
    """How far the camera stands ahead of the person's side, from the shoulders' offset in the picture.

    Seen from the pure side the shoulders cover each other; the far one shows ahead where the camera stands ahead. Rough
    (a turned trunk looks like a turned camera), but true of every shape of the body.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels.
    stance
        Gives the facing.
    gain
        ``tan(angle) = gain * offset``, offset in trunk lengths.

    Returns
    -------
    float
        Degrees; positive with the camera ahead (it sees the face), negative behind; NaN where not known.
    """
    trunk = trunk_length_px(keypoints_px)
    if not trunk > 0:
        return float("nan")
    left, right = keypoints_px[SHOULDERS, 0].tolist()
    # Facing image-right the left shoulder is the far one; facing left the roles and the sign of x both change.
    return float(np.degrees(np.arctan(gain * (left - right) / trunk)))


def confidence_of(rows: Iterable[int], visibility: NDArray[np.float64], presence: NDArray[np.float64]) -> float:
    """Confidence of a set of points: that of the least sure one, 0-1."""
    return min(min(visibility.item(row), presence.item(row)) for row in rows)


def stature_px(keypoints_px: NDArray[np.float64], trunk_share: float) -> float:
    """How tall the body would stand in the picture, pixels: the measure of its size, whatever its position.

    From the trunk, which kneeling does not fold; from what is seen of the body where that is more.

    Parameters
    ----------
    keypoints_px
        Shape (33, 2), pixels.
    trunk_share
        Mid-hip to mid-shoulder as the network sees them, as a share of the stature.
    """
    y = keypoints_px[:, 1]
    seen = float(np.fmax.reduce(y) - np.fmin.reduce(y))  # of what is known
    return max(seen, trunk_length_px(keypoints_px) / trunk_share)


class ViewMemory:
    """The gates, with what they need to remember: a second of confidence, of people, of frame times.

    Parameters
    ----------
    gates
        Thresholds.
    window_s
        Window of the median that steadies the view angle, seconds.
    photo
        A single picture: no frame rate, nothing to remember.
    chosen
        Somebody has said which of several people to judge.

    Attributes
    ----------
    confidence
        Confidence of the needed points in the last frame, 0-1.
    """

    def __init__(self, gates: Gates, window_s: float, photo: bool = False, chosen: bool = False) -> None:
        self._gates = gates
        self._chosen = chosen
        self._photo = photo
        self._confident = TimedWindow(1.0)
        self._steps = TimedWindow(1.0)
        self._angle = TimedWindow(window_s)
        self._crowd_since_s: float | None = None
        self._last_s: float | None = None
        self._view_level = Level.PASS
        self.confidence = 0.0

    def steady_deg(self, camera_ahead_deg: float, time_s: float) -> float:
        """Return the signed view angle, steadied over a window: the median, so that a short turn passes."""
        self._angle.add(time_s, camera_ahead_deg)
        return self._angle.median()

    def step(self, pose: Pose, time_s: float, off_side_deg: float, on_task: bool) -> tuple[Gate, ...]:
        """Judge every gate.

        Parameters
        ----------
        pose
            What the network saw.
        time_s
            Seconds, rising.
        off_side_deg
            Signed view angle, degrees.
        on_task
            True where the person followed is doing the exercise; a second person is then a bystander.
        """
        return (
            self._people(pose, time_s, on_task),
            self._body_in_frame(pose),
            # Seen from the front half the joints hide each other: what to correct then is the view.
            self._view(off_side_deg),
            self._confidence(pose, time_s),
            self._roll(pose.roll_deg),
            self._body_size(pose),
            self._frame_rate(time_s),
        )

    def _people(self, pose: Pose, time_s: float, on_task: bool) -> Gate:
        if pose.people == 0:
            self._crowd_since_s = None
            return Gate("people", Level.BLOCK, Message("gate.people.nobody"))
        if pose.people < 2 or self._chosen:
            self._crowd_since_s = None
            return Gate("people", Level.PASS)
        if self._crowd_since_s is None:
            self._crowd_since_s = time_s
        long = self._photo or time_s - self._crowd_since_s > self._gates.people_ambiguous_s
        return Gate("people", Level.BLOCK if long and not on_task else Level.DEGRADE, Message("gate.people.several"))

    def _body_in_frame(self, pose: Pose) -> Gate:
        name, fix = "body_in_frame", Message("gate.body_in_frame.cut_off")
        width, height = pose.size_px
        points = pose.keypoints_px[list(NEEDED)].tolist()
        if any(math.isnan(x) or math.isnan(y) for x, y in points):
            return Gate(name, Level.BLOCK, fix)
        inside = min(min(min(x, width - x) / width, min(y, height - y) / height) for x, y in points)
        return Gate(name, *_level(inside, self._gates.margin_pass, self._gates.margin_degrade, fix))

    def _confidence(self, pose: Pose, time_s: float) -> Gate:
        self.confidence = value = confidence_of(NEEDED, pose.visibility, pose.presence)
        self._confident.add(time_s, float(value >= self._gates.confidence_degrade))
        unsure = Message("gate.confidence.unsure")
        level, fix = _level(value, self._gates.confidence_pass, self._gates.confidence_degrade, unsure)
        if level is not Level.BLOCK and self._confident.mean() < self._gates.confident_share:
            level, fix = Level.BLOCK, Message("gate.confidence.seldom")
        return Gate("confidence", level, fix)

    def _view(self, off_side_deg: float) -> Gate:
        if math.isnan(off_side_deg):
            return Gate("view", Level.BLOCK, TURN)
        spare = self._gates.view_hysteresis_deg
        size = abs(off_side_deg)
        limits = (self._gates.view_pass_deg, self._gates.view_limbs_deg)
        rank = _WORST.index(self._view_level)
        # A level is left only past its edge by the hysteresis.
        while rank < len(limits) and size > limits[rank] + spare:
            rank += 1
        while rank > 0 and size < limits[rank - 1] - spare:
            rank -= 1
        self._view_level = _WORST[rank]
        return Gate("view", self._view_level, None if self._view_level is Level.PASS else TURN)

    def _roll(self, roll_deg: float) -> Gate:
        if math.isnan(roll_deg) or abs(roll_deg) <= self._gates.roll_pass_deg:
            return Gate("roll", Level.PASS)
        level = Level.DEGRADE if abs(roll_deg) <= self._gates.roll_degrade_deg else Level.BLOCK
        return Gate("roll", level, Message("gate.roll.tilted"))

    def _body_size(self, pose: Pose) -> Gate:
        height = stature_px(pose.keypoints_px, self._gates.trunk_share)
        if height >= self._gates.body_height_pass * pose.size_px[1]:
            return Gate("body_size", Level.PASS)
        if height >= self._gates.body_height_px:
            return Gate("body_size", Level.DEGRADE, Message("gate.body_size.closer"))
        return Gate("body_size", Level.BLOCK, Message("gate.body_size.too_small"))

    def _frame_rate(self, time_s: float) -> Gate:
        if self._last_s is not None:
            self._steps.add(time_s, time_s - self._last_s)
        self._last_s = time_s
        if self._photo or len(self._steps) == 0:
            return Gate("frame_rate", Level.PASS)
        rate = 1.0 / self._steps.median()
        # A clock of whole milliseconds makes 20 frames a second read 19.99.
        slow = Message("gate.frame_rate.slow")
        levels = self._gates.frame_rate_pass, self._gates.frame_rate_degrade
        return Gate("frame_rate", *_level(rate * 1.02, *levels, slow))


def _level(value: float, passes: float, degrades: float, fix: Message) -> tuple[Level, Message | None]:
    """Level of a value of which more is better, with its advice where it does not pass."""
    if value >= passes:
        return Level.PASS, None
    return (Level.DEGRADE if value >= degrades else Level.BLOCK), fix
