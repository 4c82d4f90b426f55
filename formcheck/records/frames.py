"""A picture of a recording or a camera, and the body that a pose network found in it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import KEYPOINT_COUNT


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
    view_map
        How they show where the camera stands, as `lab/fit_view.py` writes it (JSON); empty where that is not known.
    """

    name: str
    joint_map: str = field(default="", repr=False)
    view_map: str = field(default="", repr=False)


class PictureState(StrEnum):
    """What is wrong with a picture itself, whoever may be in it."""

    FINE = "fine"
    BLACK = "black"
    DARK = "dark"
    """Something may be seen in it, but nothing well."""
    BLANK = "blank"
    """Of one colour, or noise: a card of a virtual camera, something before the lens."""
    STILL = "still"
    """The same as for some seconds: the camera has stalled, or it is a photo."""
    TOO_NEAR = "near"
    """Somebody fills it whose head lies outside of it: no network finds them."""


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
    rivals
        How many of the others may kneel on one knee, too, as far as is known; None where it was not looked at: all.
    mask
        Probability that a pixel belongs to a person, shape (rows, columns), 0-1, possibly smaller than the picture;
        None where it was not asked for or nobody was found.
    roll_deg
        Roll of the camera, degrees; positive where an upright line's foot lies to the right of its head. NaN where the
        picture does not show it.
    network
        Which network it is from; None for the one that ships with formcheck.
    picture
        What is wrong with the picture itself.
    interpolated
        Whether no network looked at this picture: it lies between two looks.
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
    picture: PictureState = PictureState.FINE
    interpolated: bool = False
    rivals: int | None = None

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
    def nobody(cls, size_px: tuple[int, int], picture: PictureState = PictureState.FINE) -> Pose:
        """Return the pose of a picture in which nobody was found."""
        return cls(
            size_px=size_px,
            keypoints_px=np.full((KEYPOINT_COUNT, 2), np.nan),
            visibility=np.zeros(KEYPOINT_COUNT),
            presence=np.zeros(KEYPOINT_COUNT),
            world_m=np.full((KEYPOINT_COUNT, 3), np.nan),
            people=0,
            picture=picture,
        )


class Waiting(Protocol):
    """A picture as it lies in its file: its colours are converted when somebody asks for them."""

    nbytes: int
    """How much memory it takes."""

    def image(self) -> NDArray[np.uint8]:
        """Return the picture as `Frame.image` has it."""


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
    lasts_s
        How long each picture of the source lasts, seconds, where not every one of them is judged; None where each is.
    waiting
        The picture as it lies in its file, from which `image` can be had; None where there is no such thing.
    """

    index: int
    time_s: float
    image: NDArray[np.uint8] | None = field(default=None, repr=False)
    pose: Pose | None = None
    lasts_s: float | None = None
    waiting: Waiting | None = field(default=None, repr=False)

    def opened(self) -> Frame:
        """Return this frame with its picture, where it has one."""
        if self.waiting is None or self.image is not None:
            return self
        return dataclasses.replace(self, image=self.waiting.image())

    def closed(self) -> Frame:
        """Return this frame, for a while, without its picture where that can be had again: it takes half the memory."""
        return self if self.waiting is None else dataclasses.replace(self, image=None)

    def with_pose(self, pose: Pose) -> Frame:
        """Return this frame with its pose."""
        return dataclasses.replace(self, pose=pose)
