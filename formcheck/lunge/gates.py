"""The quality gates: may this picture be judged at all? A gate closes only where it is sure."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.filters import TimedWindow
from formcheck.keypoints import Keypoint, trunk_length_px
from formcheck.messages.message import Message
from formcheck.records import Gate, Level, PictureState, Pose, ViewEstimate
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
BYSTANDER = Message("people.bystander")


NOBODY = {
    PictureState.BLACK: Message("gate.picture.black"),
    PictureState.DARK: Message("gate.picture.dark"),
    PictureState.BLANK: Message("gate.picture.blank"),
    PictureState.TOO_NEAR: Message("gate.body_in_frame.cut_off"),
}
"""Why nobody can be seen, where the picture itself is the reason."""


def confidence_of(rows: Iterable[int], visibility: NDArray[np.float64], presence: NDArray[np.float64]) -> float:
    """Confidence of a set of points: that of the least sure one, 0-1."""
    return min(min(visibility.item(row), presence.item(row)) for row in rows)


def one_side_sure(visibility: NDArray[np.float64], presence: NDArray[np.float64], least: float) -> bool:
    """Tell whether all needed points of one side of the body are sure, which may hide those of the other.

    Parameters
    ----------
    visibility, presence
        Shape (33,), 0-1.
    least
        Confidence from which a point is sure enough.
    """
    sides = [[row for row in NEEDED if row.name.startswith(side)] for side in ("LEFT", "RIGHT")]
    return any(confidence_of(rows, visibility, presence) >= least for rows in sides)


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


class GateMemory:
    """The gates, with what they need to remember: a second of confidence, of views, of people, of frame times.

    Parameters
    ----------
    gates
        Thresholds.
    photo
        A single picture: no frame rate, nothing to remember.
    chosen
        Somebody has said which of several people to judge.

    Attributes
    ----------
    confidence
        Confidence of the needed points in the last frame, 0-1.
    """

    def __init__(self, gates: Gates, photo: bool = False, chosen: bool = False) -> None:
        self._gates = gates
        self._chosen = chosen
        self._photo = photo
        self._confident = TimedWindow(1.0)
        self._steps = TimedWindow(1.0)
        self._crowd_since_s: float | None = None
        self._crowd_s: float | None = None
        self._bystanders = False
        self._last_s: float | None = None
        self._view = ViewGate(gates, photo)
        self.confidence = 0.0

    def step(
        self,
        pose: Pose,
        time_s: float,
        view: ViewEstimate,
        on_task: bool,
        surely_rolled: bool = False,
        lasts_s: float | None = None,
        kneels: bool = False,
    ) -> tuple[Gate, ...]:
        """Judge every gate.

        Parameters
        ----------
        pose
            What the network saw.
        time_s
            Seconds, rising.
        view
            Where the camera stands.
        on_task
            True where the person followed is doing the exercise; a second person who comes then is a bystander.
        surely_rolled
            The roll of the camera is not known, but surely too large.
        lasts_s
            How long a picture lasts, where not every one is judged; see `Frame.lasts_s`.
        kneels
            True where the person followed half-kneels by their shape, whatever the gates say.
        """
        return (
            _picture(pose.picture),
            self._people(pose, time_s, on_task, kneels),
            self._body_in_frame(pose),
            # Seen from the front half the joints hide each other: what to correct then is the view.
            self._view.step(view, time_s),
            self._confidence(pose, time_s),
            self._roll(pose.roll_deg, surely_rolled),
            self._body_size(pose),
            self._frame_rate(time_s, lasts_s),
        )

    def _people(self, pose: Pose, time_s: float, on_task: bool, kneels: bool) -> Gate:
        if pose.people == 0:
            return Gate("people", Level.BLOCK, NOBODY.get(pose.picture, Message("gate.people.nobody")))
        if pose.people < 2 or self._chosen:
            if self._crowd_s is None or time_s - self._crowd_s >= self._gates.people_clear_s:
                self._crowd_since_s = None
            return Gate("people", Level.PASS)
        if self._crowd_since_s is None:
            # Who was stretching before the others came is meant; of those who are there together nobody knows.
            self._crowd_since_s, self._bystanders = time_s, on_task
        self._crowd_s = time_s
        if self._bystanders or (kneels and pose.rivals == 0):
            # Likewise who kneels where the others stand or sit; a mirror image kneels as well.
            return Gate("people", Level.DEGRADE, BYSTANDER)
        long = self._photo or time_s - self._crowd_since_s > self._gates.people_ambiguous_s
        return Gate("people", Level.BLOCK if long else Level.DEGRADE, Message("gate.people.several"))

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
        if level is not Level.PASS and pose.picture is PictureState.DARK:
            fix = NOBODY[PictureState.DARK]
        return Gate("confidence", level, fix)

    def _roll(self, roll_deg: float, surely_rolled: bool) -> Gate:
        if surely_rolled:
            return Gate("roll", Level.BLOCK, Message("gate.roll.tilted"))
        if math.isnan(roll_deg) or abs(roll_deg) <= self._gates.roll_pass_deg:
            return Gate("roll", Level.PASS)
        level = Level.DEGRADE if abs(roll_deg) <= self._gates.roll_known_deg else Level.BLOCK
        return Gate("roll", level, Message("gate.roll.tilted"))

    def _body_size(self, pose: Pose) -> Gate:
        height = stature_px(pose.keypoints_px, self._gates.trunk_share)
        share = height / pose.size_px[1]
        if share >= self._gates.body_height_pass:
            return Gate("body_size", Level.PASS)
        if share >= self._gates.body_height_degrade or height >= self._gates.body_height_px:
            return Gate("body_size", Level.DEGRADE, Message("gate.body_size.closer"))
        return Gate("body_size", Level.BLOCK, Message("gate.body_size.too_small"))

    def _frame_rate(self, time_s: float, lasts_s: float | None) -> Gate:
        if self._last_s is not None:
            step_s = time_s - self._last_s if lasts_s is None else lasts_s
            if step_s > self._steps.span_s and self._steps.median() <= self._steps.span_s:
                self._steps.clear()  # a stream that was quick enough has paused: its camera was pulled out
            else:
                self._steps.add(time_s, step_s)
        self._last_s = time_s
        if self._photo or len(self._steps) == 0:
            return Gate("frame_rate", Level.PASS)
        rate = 1.0 / self._steps.median()
        # A clock of whole milliseconds makes 20 frames a second read 19.99.
        slow = Message("gate.frame_rate.slow")
        levels = self._gates.frame_rate_pass, self._gates.frame_rate_degrade
        return Gate("frame_rate", *_level(rate * 1.02, *levels, slow))


class ViewGate:
    """Whether the camera stands so that the body can be judged: closed only where it surely does not, for a while.

    Parameters
    ----------
    gates
        Thresholds.
    photo
        A single picture: nothing is waited for, and no level has been there before.
    """

    def __init__(self, gates: Gates, photo: bool = False) -> None:
        self._gates = gates
        self._wait_s = 0.0 if photo else gates.view_block_s
        self._level: Level | None = None
        self._beyond_since_s: float | None = None

    def step(self, view: ViewEstimate, time_s: float) -> Gate:
        """Judge one estimate; times rise from call to call."""
        if math.isnan(view.off_side_deg):
            self._level, self._beyond_since_s = None, None
            return Gate("view", Level.BLOCK, TURN)
        if self._is_beyond(view):
            if self._beyond_since_s is None:
                # Where nothing better has been there before there is nothing to bridge.
                self._beyond_since_s = -math.inf if self._level is None else time_s
        else:
            self._beyond_since_s = None
        if self._beyond_since_s is not None and time_s - self._beyond_since_s >= self._wait_s - 1e-6:
            self._level = Level.BLOCK
            return Gate("view", Level.BLOCK, TURN)
        size, spare = abs(view.off_side_deg), self._gates.view_hysteresis_deg
        # A level is left only past its edge by the hysteresis.
        edge = self._gates.view_pass_deg + {None: 0.0, Level.PASS: spare}.get(self._level, -spare)
        self._level = Level.PASS if size <= edge else Level.DEGRADE
        # Nobody who may well stand side-on is asked to turn.
        surely_off = size - self._gates.view_sure_sds * view.sd_deg > self._gates.view_pass_deg
        return Gate("view", self._level, TURN if self._level is Level.DEGRADE and surely_off else None)

    def _is_beyond(self, view: ViewEstimate) -> bool:
        limits, size = self._gates, abs(view.off_side_deg)
        spare = limits.view_hysteresis_deg if self._level is Level.BLOCK else 0.0
        sure_deg = size - limits.view_sure_sds * view.sd_deg
        return size > limits.view_block_deg - spare and not sure_deg <= limits.view_judged_deg - spare


def _picture(state: PictureState) -> Gate:
    """Refuse a picture that stands still: nobody knows what the person does meanwhile."""
    if state is PictureState.STILL:
        return Gate("picture", Level.BLOCK, Message("gate.picture.still"))
    return Gate("picture", Level.PASS)


def _level(value: float, passes: float, degrades: float, fix: Message) -> tuple[Level, Message | None]:
    """Level of a value of which more is better, with its advice where it does not pass."""
    if value >= passes:
        return Level.PASS, None
    return (Level.DEGRADE if value >= degrades else Level.BLOCK), fix
