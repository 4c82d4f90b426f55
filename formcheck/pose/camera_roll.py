"""How far the camera is rolled, read off the upright lines of the room: door frames, corners, furniture.

Upright lines of a room meet in one point of the picture, far above or below where the camera looks up or down. Near
the middle of the picture their common direction is the camera's roll; off the middle they fan out evenly. So every
roll and fan is weighed by how well the nearly upright lines of the picture agree with it, and by how usual it is: most
cameras stand nearly level. The answer is the mean of what that leaves possible, and it counts where it is narrow.

Lines that stand close together are one thing: a door frame that leans has ten lines that agree, and is one witness
all the same, who may be wrong. What makes the roll sure is how far apart those stand who agree.

On 300 rooms of the laboratory (roll sd 2.2°, view to 28° off the side, field of view 28-60°) it is found in 76 %, to
0.26° on average, and leaves 0.61° on average over all rooms where not knowing it leaves 1.73°. Looking for the one
pair that most line length agrees with, as formcheck did until 0.1.0, found it in 54 %, to 0.20°, was wrong by up to
4.6° and left 0.93°. Before, what was left of the roll was the largest part of the error of shin, thigh and trunk.

Up to 15° are found: in the first pictures of 42 films of the trial renderer, turned by 13° and cut to what is left, in
23 of 100, to 0.5° (52 of 100 as they are, to 0.4°). On 124 photographs, most of them of gyms, eleven are given more
than 3°, nearly all by slanted racks: so whoever judges asks the body, too (`formcheck.lunge.roll`).

The fan would give the camera's pitch, to half a degree. Levelling it as well is not worth its while: on the clips of
`lab.fit_joints` left out even the true pitch changes the mean error of the front knee by 0.0°, of the front shin and
the rear thigh by 0.1°. The joint map reads most of it off the feet and the knee on the floor.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.settings import CameraRoll

_FANS = np.linspace(-0.4, 0.4, 41)
_ROLLS_DEG = np.linspace(-18, 18, 361)
_FAN_SD = 0.12
"""Spread of the fan: cameras look up to some 10 degrees down."""
_ANY_ROLL = 0.07
"""Share of cameras that lean anyhow."""
_LEANS = 0.3
"""Share of lines that are not upright in the room."""
_SLOPES = 0.4
"""Width of the range of slopes that such lines have."""
_ONE_THING = 0.05
"""Lines within this distance from each other, picture heights, count as one witness."""
_UNIT, _MOST = 0.12, 2.0
"""Line length that counts as one piece of evidence, picture heights, and how many pieces one witness may bring."""


def camera_roll_deg(image: NDArray[np.uint8], person: NDArray[np.float32] | None, settings: CameraRoll) -> float:
    """Measure the roll of the camera in one picture.

    Parameters
    ----------
    image
        Shape (rows, columns, 3), uint8; the order of the colours does not matter.
    person
        Mask of the person, 0-1, any size, whose limbs are not lines of the room; None where there is none.
    settings
        How sure it must be.

    Returns
    -------
    float
        Degrees; positive where an upright line's foot lies to the right of its head in the picture, that is where the
        camera is rolled clockwise. NaN where too few lines agree.
    """
    slope, x, length = _upright_lines(image, person, settings)
    if len(slope) == 0:
        return float("nan")
    roll_deg, fan, sd_deg = _weighed(slope, x, length, settings)
    agree = np.abs(slope - fan * x - np.tan(np.radians(roll_deg))) < 3 * settings.tolerance
    known = (
        sd_deg <= settings.largest_sd_deg
        and length[agree].sum() >= settings.least_support
        and _spread(x[agree], length[agree]) >= settings.least_spread
    )
    return roll_deg if known else float("nan")


def _weighed(
    slope: NDArray[np.float64], x: NDArray[np.float64], length: NDArray[np.float64], settings: CameraRoll
) -> tuple[float, float, float]:
    """Return the mean roll (degrees), the mean fan at that roll, and the standard deviation of the roll (degrees)."""
    usual = np.exp(-0.5 * (_ROLLS_DEG / settings.usual_deg) ** 2) / settings.usual_deg
    weight = np.log((1 - _ANY_ROLL) * usual + _ANY_ROLL * np.sqrt(2 * np.pi) / np.ptp(_ROLLS_DEG))
    weight = weight - 0.5 * (_FANS[:, None] / _FAN_SD) ** 2
    off = slope - _FANS[:, None, None] * x - np.tan(np.radians(_ROLLS_DEG))[:, None]
    blur = settings.tolerance * np.maximum(1.0, 0.1 / length)  # short lines are rougher
    upright = (1 - _LEANS) * np.exp(-0.5 * (off / blur) ** 2) / (np.sqrt(2 * np.pi) * blur)
    thing = np.round(x / _ONE_THING).astype(int)
    for each in np.unique(thing):
        own = thing == each
        share = length[own] / length[own].sum()
        agrees = np.log(upright[..., own] @ share + _LEANS / _SLOPES)
        weight = weight + agrees * min(length[own].sum() / _UNIT, _MOST)
    chance = np.exp(weight - weight.max())
    chance /= chance.sum()
    of_roll = chance.sum(axis=0)
    mean = float(of_roll @ _ROLLS_DEG)
    sd = float(np.sqrt(of_roll @ (_ROLLS_DEG - mean) ** 2))
    return mean, float(chance.sum(axis=1) @ _FANS), sd


def _spread(x: NDArray[np.float64], length: NDArray[np.float64]) -> float:
    """How far apart lines stand: length times squared distance from their middle, picture heights cubed."""
    return float((length * (x - np.average(x, weights=length)) ** 2).sum()) if length.sum() > 0 else 0.0


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
