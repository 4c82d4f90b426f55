"""A kneeling stick body whose hands do something."""

import dataclasses

import numpy as np

from formcheck.keypoints import Keypoint
from tests.support.bodies import kneeling_points, pose_of

TRUNK_PX = 1.2 * 230
SIDES = ("LEFT", "RIGHT")


def shoulder_and_hip(facing="right"):
    points = kneeling_points(facing=facing)
    return points[Keypoint.RIGHT_SHOULDER], points[Keypoint.RIGHT_HIP], points[Keypoint.RIGHT_EAR]


def with_arm(pose, side, elbow, wrist):
    """The pose with one arm elsewhere."""
    points = pose.keypoints_px.copy()
    points[Keypoint[f"{side}_ELBOW"]] = elbow
    for part in ("WRIST", "PINKY", "INDEX", "THUMB"):
        points[Keypoint[f"{side}_{part}"]] = wrist
    return dataclasses.replace(pose, keypoints_px=points)


def arms(what, sides=("RIGHT",), facing="right"):
    """A kneeling body whose hands do something."""
    shoulder, hip, ear = shoulder_and_hip(facing)
    forward = 1.0 if facing == "right" else -1.0
    places = {
        "above": ([20, -0.5 * TRUNK_PX], [30, -1.15 * TRUNK_PX]),
        "out": ([0.5 * TRUNK_PX, 0], [0.98 * TRUNK_PX, -10]),
        "chest": ([0.2 * TRUNK_PX, 0.4 * TRUNK_PX], [0.25 * TRUNK_PX, 0.2 * TRUNK_PX]),
        "hanging": ([0, 0.55 * TRUNK_PX], [5, 1.05 * TRUNK_PX]),
    }
    pose = pose_of(kneeling_points(facing=facing))
    for side in sides:
        if what in places:
            elbow, wrist = (shoulder + np.array([forward * x, y]) for x, y in places[what])
        elif what == "head":
            elbow, wrist = shoulder + np.array([forward * 0.4 * TRUNK_PX, -20]), ear + np.array([12.0, 8.0])
        else:
            elbow, wrist = hip + np.array([-forward * 0.35 * TRUNK_PX, -0.4 * TRUNK_PX]), hip + np.array([10.0, -25.0])
        pose = with_arm(pose, side, elbow, wrist)
    return pose


REST = pose_of(kneeling_points())
