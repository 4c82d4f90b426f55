"""One picture of somebody who stands side-on: five points, four angles, the facing and the view, or why not.

Of each pair of keypoints the near one counts for more: it is the one the network sees, while a small share of the far
one takes out what a view off the pure side does to near and far points. The points are those of the network, which
puts the ear and the hip elsewhere than an anatomist would: what they are good for is a change within a person.

Frame of reference: pixels of the un-mirrored picture, y down; angles in degrees, + ahead, the way the person faces.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import inclination_deg
from formcheck.keypoints import ANKLES, EARS, HEELS, HIPS, KNEES, SHOULDERS, TOES, Keypoint, trunk_length_px
from formcheck.messages.message import Message, message
from formcheck.records import Pose, Side

QUANTITIES = ("head_deg", "trunk_deg", "hips_deg", "knee_deg")
MARKED = ("pelvic_tilt_deg", "cva_deg")
"""Quantities that only stickers show: those on the ASIS and PSIS, and on the seventh neck vertebra and the tragus."""
POINTS = ("ear", "shoulder", "hip", "knee", "ankle")
"""Rows of `Standing.points_px`."""

NEAR_SHARE = 2 / 3
"""How much the near one of two keypoints counts. On nine labelled photographs within 20 degrees of the side the trunk
is off by 2.1 degrees at 0.5, 1.8 at 0.75 and 1.7 at 1, the hips by 1.7, 2.1 and 2.6; on 60 drawn pairs the errors of a
change hardly depend on it."""


@dataclass(frozen=True)
class Limits:
    """Where standing side-on ends.

    Attributes
    ----------
    view_deg
        Farthest view off the side; refused where the estimate lies beyond it by more than one sd of its own.
    lying_deg, leaning_deg, hips_deg
        Lean of the trunk from which somebody lies, and is hinged; lean of the line ankle-hip that no stander reaches.
        Real people who lean back against a rope reach 25 and 15 degrees.
    bent_knee_deg
        Knee from which it counts as bent: soft knees reach 157 degrees in the photographs.
    kneeling_height, sitting_height
        Height of a knee over the feet, in that of the hips: about 0.5 standing, 0.1 kneeling, 1 sitting.
    stride, lifted
        Distance of the ankles along the floor, and in height, leg lengths: feet a hip's width apart show as 0.1 from
        20 degrees off the side, and a camera over the head shows the far foot 0.15 higher.
    least_visible
        Visibility under which a near point is not believed where it lies at the picture's edge.
    edge
        How near to the edge a point counts as being there, picture heights.
    head
        So far below the upper edge the ear lies at least where the head is in the picture, trunk lengths: the network
        squeezes a head that is cut off at the chin into the picture. Of people who are whole it lies at 0.36 and more.
    roll_believed_deg
        Roll of the camera by the lines of the room that is believed as it is; beyond it only where the body leans the
        same way: racks slant.
    """

    view_deg: float = 20.0
    lying_deg: float = 60.0
    leaning_deg: float = 30.0
    hips_deg: float = 20.0
    bent_knee_deg: float = 150.0
    kneeling_height: float = 0.35
    sitting_height: float = 0.72
    stride: float = 0.24
    lifted: float = 0.2
    least_visible: float = 0.5
    edge: float = 0.005
    head: float = 0.18
    roll_believed_deg: float = 3.0


LIMITS = Limits()

VIEW_SD_DEG = 7.0
"""Standard deviation of the view up to some 30 degrees: on 66 labelled photographs of standing people, whose labels are
good to 7 degrees themselves, it is off by 11 with those who turn the chest, and by 7 with those who do not."""
_VIEW_GAIN = 0.4
"""Share of each of two turns, of shoulders and hips in the network's own space, that makes the view: the fit to those
photographs; the network sees hips turned by some 8 degrees that are not."""


_SPREAD = 1.05
"""How far apart both shoulders and both hips lie, together, from the front, in trunk lengths: 0.7 and 0.35 [A]. On 800
drawn pictures and 22 photographs within 15 degrees the spread stays below what 27 degrees would give; of a drawn person
seen from 37 degrees, whom the network's depth put at 20, it does not."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Somebody who stands, in one picture.

    Attributes
    ----------
    points_px
        Shape (5, 2): see `POINTS`.
    facing
        Which way the person faces in the picture.
    view_off_side_deg, view_sd_deg
        How far the camera stands ahead of the side, behind -, and its sd.
    roll_deg
        Roll of the camera as `Pose.roll_deg`, where it is believed; NaN otherwise.
    size_px
        Width and height of the picture.
    marks_px
        Stickers that were found, pixels, by their names: ``asis`` and ``psis``, ``c7`` and ``tragus``.
    """

    points_px: NDArray[np.float64]
    facing: Side
    view_off_side_deg: float
    view_sd_deg: float
    roll_deg: float
    size_px: tuple[int, int]
    marks_px: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def height_px(self) -> float:
        """From the ankle to the ear, pixels: the size of the person in the picture."""
        return float(self.points_px[4, 1] - self.points_px[0, 1])

    @property
    def angles_deg(self) -> Mapping[str, float]:
        """The quantities with the camera's roll taken out, where it is known."""
        return angles_deg(self.points_px, self.facing, 0.0 if math.isnan(self.roll_deg) else self.roll_deg)


def angles_deg(points_px: NDArray[np.float64], facing: Side, roll_deg: float) -> dict[str, float]:
    """Return the quantities of the specification.

    Parameters
    ----------
    points_px
        Shape (5, 2): see `POINTS`.
    facing
        Which way the person faces in the picture.
    roll_deg
        Of the camera, positive where an upright line's foot lies to the right of its head; it is taken out.
    """
    forward = 1.0 if facing == "right" else -1.0
    ear, shoulder, hip, knee, ankle = points_px.tolist()

    def lean(a: list[float], b: list[float]) -> float:
        return inclination_deg(a, b, forward) + forward * roll_deg

    return {
        "head_deg": lean(shoulder, ear),
        "trunk_deg": lean(hip, shoulder),
        "hips_deg": lean(ankle, hip),
        "knee_deg": 180.0 + lean(knee, hip) - lean(ankle, knee),
    }


def marked_deg(standing: Standing, roll_deg: float) -> dict[str, float]:
    """Return what the stickers show of `MARKED`; what they do not is left out.

    The pelvic tilt is the line ASIS-PSIS against the horizontal, front end down +; the craniovertebral angle the line
    from the seventh neck vertebra to the tragus against it, more is more upright. A camera off the side sees both
    points closer together than they are; that is taken out.

    Parameters
    ----------
    standing
        With its stickers.
    roll_deg
        As in `angles_deg`.
    """
    forward = 1.0 if standing.facing == "right" else -1.0
    seen = math.cos(math.radians(min(abs(standing.view_off_side_deg), LIMITS.view_deg)))

    def rise(back: str, front: str) -> float:
        (x, y), (front_x, front_y) = standing.marks_px[back], standing.marks_px[front]
        turn = math.radians(-forward * roll_deg)
        ahead, up = forward * (front_x - x), y - front_y
        ahead, up = ahead * math.cos(turn) - up * math.sin(turn), ahead * math.sin(turn) + up * math.cos(turn)
        return math.degrees(math.atan2(up, ahead / seen))

    found = {}
    if {"asis", "psis"} <= standing.marks_px.keys():
        found["pelvic_tilt_deg"] = -rise("psis", "asis")
    if {"c7", "tragus"} <= standing.marks_px.keys():
        found["cva_deg"] = rise("c7", "tragus")
    return found


def read_standing(pose: Pose, facing: Side | None = None, limits: Limits = LIMITS) -> Standing | Message:
    """Read one picture.

    Parameters
    ----------
    pose
        What the network found.
    facing
        Which way the person faces, where somebody knows better than the picture.
    limits
        Where standing side-on ends.

    Returns
    -------
    Standing or Message
        The message says why the person is not measured.
    """
    if pose.people == 0:
        return message("posture.refused.nobody")
    if pose.people > 1:
        return message("posture.refused.people")
    seen: Side = facing or facing_of(pose.keypoints_px)
    points = body_points(pose.keypoints_px, seen)
    if np.isnan(points).any():
        return message("posture.refused.hidden")
    refused = _why_not_whole(pose, seen, limits) or _why_not_standing(pose.keypoints_px, points, seen, limits)
    if refused is not None:
        return refused
    view = view_off_side_deg(pose)
    sd = VIEW_SD_DEG * max(1.0, abs(view) / 30.0)
    spread = spread_view_deg(pose.keypoints_px)
    if max(abs(view) - sd, spread - VIEW_SD_DEG) > limits.view_deg:
        return message("posture.refused.view", degrees=max(abs(view), spread))
    return Standing(points, seen, view, sd, believed_roll_deg(pose.roll_deg, points, limits), pose.size_px)


def facing_of(keypoints_px: NDArray[np.float64]) -> Side:
    """Which way somebody upright faces: by the nose ahead of the ears, and the toes ahead of the heels."""
    trunk = trunk_length_px(keypoints_px)
    x = keypoints_px[:, 0] / (trunk or math.nan)
    witnesses = (x[Keypoint.NOSE] - x[EARS].mean(), *(x[TOES] - x[HEELS]) / 2)
    votes = sum(min(max(float(witness) / 0.15, -1.0), 1.0) for witness in witnesses)
    return "right" if votes >= 0 else "left"


def body_points(keypoints_px: NDArray[np.float64], facing: Side) -> NDArray[np.float64]:
    """Return the points of `POINTS`, shape (5, 2), of keypoints of shape (33, 2)."""
    near = 1 if facing == "right" else 0
    pairs = np.array([EARS, SHOULDERS, HIPS, KNEES, ANKLES])
    points: NDArray[np.float64] = (
        NEAR_SHARE * keypoints_px[pairs[:, near]] + (1 - NEAR_SHARE) * keypoints_px[pairs[:, 1 - near]]
    )
    return points


def view_off_side_deg(pose: Pose) -> float:
    """How far the camera stands ahead of the person's side, behind -, degrees; 0 where the network knows no depth."""

    def turn(pair: NDArray[np.int_]) -> float:
        aside, _, depth = pose.world_m[pair[0]] - pose.world_m[pair[1]]
        return math.degrees(math.atan2(aside, abs(depth)))

    view = _VIEW_GAIN * (turn(SHOULDERS) + turn(HIPS))
    return 0.0 if math.isnan(view) else view


def spread_view_deg(keypoints_px: NDArray[np.float64]) -> float:
    """How far off the side somebody stands by how far apart shoulders and hips lie in the picture, degrees.

    It needs no depth, and so stands in where the network takes a turned body for one in profile.
    """
    x = keypoints_px[:, 0]
    apart = float(abs(np.diff(x[SHOULDERS])[0]) + abs(np.diff(x[HIPS])[0])) / trunk_length_px(keypoints_px)
    return math.degrees(math.asin(min(apart / _SPREAD, 1.0)))


def believed_roll_deg(roll_deg: float, points_px: NDArray[np.float64], limits: Limits = LIMITS) -> float:
    """Return the roll of the camera by the room, or NaN where it is not known or the body speaks against it."""
    if math.isnan(roll_deg) or abs(roll_deg) <= limits.roll_believed_deg:
        return roll_deg
    (x, y), (foot_x, foot_y) = points_px[1], points_px[4]
    body_deg = math.degrees(math.atan2(foot_x - x, foot_y - y))
    return roll_deg if abs(body_deg - roll_deg) <= limits.roll_believed_deg else math.nan


def _why_not_whole(pose: Pose, facing: Side, limits: Limits) -> Message | None:
    """Say that head or feet are cut off."""
    near = 1 if facing == "right" else 0
    _, height = pose.size_px
    edge = limits.edge * height
    y, visible = pose.keypoints_px[:, 1], pose.visibility
    head = max(edge, limits.head * trunk_length_px(pose.keypoints_px))
    if y[EARS[near]] < head or y[Keypoint.NOSE] < edge:
        return message("posture.refused.head_cut")
    ankle, sole = ANKLES[near], (HEELS[near], TOES[near])
    beyond = y[ankle] > height - edge
    doubtful = max(y[row] for row in sole) > height + edge and visible[ankle] < limits.least_visible
    return message("posture.refused.feet_cut") if beyond or doubtful else None


def _why_not_standing(
    keypoints_px: NDArray[np.float64], points: NDArray[np.float64], facing: Side, limits: Limits
) -> Message | None:
    """Say which other posture it is."""
    angles = angles_deg(points, facing, 0.0)
    if abs(angles["trunk_deg"]) > limits.lying_deg:
        lying = abs(angles["hips_deg"]) > limits.lying_deg
        return message("posture.refused.lying" if lying else "posture.refused.hinged")
    y = keypoints_px[:, 1]
    floor = max(y[ANKLES].max(), y[HEELS].max(), y[TOES].max())
    up = floor - y[HIPS].mean()
    if not up > 0:
        return message("posture.refused.lying")
    knees = (floor - y[KNEES]) / up
    if knees.min() < limits.kneeling_height:
        return message("posture.refused.kneeling")
    legs = np.linalg.norm(keypoints_px[HIPS] - keypoints_px[KNEES], axis=1)
    legs = legs + np.linalg.norm(keypoints_px[KNEES] - keypoints_px[ANKLES], axis=1)
    leg = float(legs.max())
    apart = np.abs(np.diff(keypoints_px[ANKLES], axis=0))[0] / leg
    if apart[0] > limits.stride:
        return message("posture.refused.stride")
    if knees.max() > limits.sitting_height:
        return message("posture.refused.sitting")
    if apart[1] > limits.lifted:
        return message("posture.refused.one_foot")
    if angles["knee_deg"] < limits.bent_knee_deg:
        return message("posture.refused.knees_bent")
    if abs(angles["trunk_deg"]) > limits.leaning_deg or abs(angles["hips_deg"]) > limits.hips_deg:
        return message("posture.refused.hinged")
    return None
