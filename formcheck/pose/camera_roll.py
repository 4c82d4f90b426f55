"""How far the camera is rolled, read off the upright lines of the room: door frames, corners, furniture.

Upright lines of a room meet in one point of the picture, far above or below where the camera looks up or down. Near
the middle of the picture their common direction is the camera's roll; off the middle they fan out evenly. So a roll
and a fan are sought that most of the length of the picture's nearly upright lines agrees on.

Lines in one place do not tell roll and fan apart, however long they are: what makes the roll sure is how far apart the
lines stand that agree. On 412 rooms of `lab.dataset` (roll sd 1.2°, camera 7° down with sd 7°) it is found in 47 %, to
0.15° on average and 0.6° in 97 of 100, never off by 2°; in 110 of the trial renderer in 68 %, to 0.17° and 0.6°. Asking
for more line length instead (0.9 picture heights), whatever the spread, finds it in 42 % and 55 %, one in a hundred off
by more than 2°; asking for less (0.4, spread 0.01) finds it in 60 % and 83 %, one in 250 so far off.

The fan would give the camera's pitch, to half a degree. Levelling it as well is not worth its while: on the clips of
`lab.fit_joints` left out even the true pitch changes the mean error of the front knee by 0.0°, of the front shin and
the rear thigh by 0.1°. The joint map reads most of it off the feet and the knee on the floor.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.settings import CameraRoll

_FANS = np.linspace(-0.35, 0.35, 29)
_ROLLS = np.linspace(-0.1, 0.1, 161)


def camera_roll_deg(image: NDArray[np.uint8], person: NDArray[np.float32] | None, settings: CameraRoll) -> float:
    """Measure the roll of the camera in one picture.

    Parameters
    ----------
    image
        Shape (rows, columns, 3), uint8; the order of the colours does not matter.
    person
        Mask of the person, 0-1, any size, whose limbs are not lines of the room; None where there is none.
    settings
        How much line length must agree.

    Returns
    -------
    float
        Degrees; positive where an upright line's foot lies to the right of its head in the picture, that is where the
        camera is rolled clockwise. NaN where too few lines agree.
    """
    slope, x, length = _upright_lines(image, person, settings)
    if len(slope) == 0:
        return float("nan")
    # How much line length lies very near to each (fan, roll).
    off = slope[None, None, :] - _FANS[:, None, None] * x - _ROLLS[None, :, None]
    support = (length * np.exp(-0.5 * (off / settings.tolerance) ** 2)).sum(axis=2)
    # Where several explain the lines about alike, the smallest is taken: most cameras stand nearly level.
    unlikely = 0.15 * np.abs(_FANS)[:, None] + np.abs(_ROLLS)
    fan, roll = np.unravel_index(np.argmax(support - unlikely), support.shape)
    if support[fan, roll] < settings.least_support:
        return float("nan")
    fits = np.abs(off[fan, roll]) < 2 * settings.tolerance
    return _roll_deg_of(slope[fits], x[fits], length[fits], settings.least_spread)


def _roll_deg_of(
    slope: NDArray[np.float64], x: NDArray[np.float64], length: NDArray[np.float64], least_spread: float
) -> float:
    """Fit slope = roll + fan x to lines that agree; NaN where all stand in one place and cannot tell the two apart.

    Ten lines of one door frame agree with every fan, and with every roll: it is the lines elsewhere that decide.
    """
    middle = np.average(x, weights=length)
    spread = (length * (x - middle) ** 2).sum()
    if spread < least_spread:
        return float("nan")
    mean_slope = np.average(slope, weights=length)
    fan = (length * (x - middle) * (slope - mean_slope)).sum() / spread
    return float(np.degrees(np.arctan(mean_slope - fan * middle)))


def _upright_lines(
    image: NDArray[np.uint8], person: NDArray[np.float32] | None, settings: CameraRoll
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Find nearly upright lines: slope (x per y), place from the middle and length, both in picture heights."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if grey.shape[0] > settings.lines:
        grey = cv2.resize(grey, None, fx=settings.lines / grey.shape[0], fy=settings.lines / grey.shape[0])
    rows, columns = grey.shape
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if found is None:
        return (np.zeros(0),) * 3
    ends = np.asarray(found, dtype=float).reshape(-1, 4)
    dx, dy = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    length = np.hypot(dx, dy) / rows
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    upright = (np.abs(dx) < settings.steepest * np.abs(dy)) & (length > settings.shortest)
    if person is not None:
        scale = (person.shape[1] / columns, person.shape[0] / rows)
        at = np.clip((middle * scale).astype(int), 0, (person.shape[1] - 1, person.shape[0] - 1))
        near = cv2.dilate((person > 0.5).astype(np.uint8), np.ones((9, 9), np.uint8))
        upright &= near[at[:, 1], at[:, 0]] == 0
    keep = upright & (dy != 0)
    return dx[keep] / dy[keep], (middle[keep, 0] - columns / 2) / rows, length[keep]


class RollMemory:
    """The camera's roll over a source: measured now and then, the median of what was found.

    Parameters
    ----------
    settings
        How often, and how much line length must agree.
    """

    def __init__(self, settings: CameraRoll) -> None:
        self._settings = settings
        self._found: list[float] = []
        self._looked_s = -np.inf
        self.roll_deg = float("nan")
        """The roll known so far, degrees; NaN where none was found."""

    def step(self, image: NDArray[np.uint8], person: NDArray[np.float32] | None, time_s: float) -> None:
        """Take one frame."""
        if time_s - self._looked_s >= self._settings.every_s:
            self._looked_s = time_s
            roll = camera_roll_deg(image, person, self._settings)
            if not np.isnan(roll):
                self._found = [*self._found, roll][-self._settings.remembered :]
                self.roll_deg = float(np.median(self._found))
