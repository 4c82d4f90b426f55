"""`PoseEstimator`: what formcheck needs of a pose network, whichever it is. MediaPipe is the one that ships.

Another network is one class with these methods and a function that opens it, given to `formcheck.review_video`. It may
know fewer keypoints than the 33 of `Keypoint`; what was fitted to the keypoints of one network (how far they lie from
the joint centres, the networks of the pelvis) is never used with those of another.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from functools import cache
from importlib import resources
from types import TracebackType
from typing import Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import KEYPOINT_COUNT, Keypoint
from formcheck.pose.interpolation import batched, interpolated
from formcheck.records import Frame, Pose, PoseNetwork
from formcheck.settings import Picture

Mode = Literal["video", "photo"]
"""One person followed through the frames of one source, or each picture for itself."""


class PoseEstimator(Protocol):
    """Finds the body in pictures, and keeps to one person. A context manager that frees what it holds.

    A class that names it as its base has to write only `network` and `see`.
    """

    network: PoseNetwork
    """Which network it is, and how far its keypoints lie from the joint centres."""

    def see(self, frame: Frame) -> Frame:
        """Return a frame, which has its image, with its pose: frames of one source in order in video mode."""
        ...

    def prepare(self, frame: Frame) -> None:
        """Do what can be done before a frame is looked at, on another thread than the one that looks.

        Called for frames of one source in order, those that will be looked at next; a frame that was not prepared is
        looked at all the same.
        """
        return

    @property
    def found_person(self) -> bool:
        """Whether the person asked for has been there so far."""
        return True

    def close(self) -> None:
        """Free what it holds. Safe to call twice."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


OpenEstimator = Callable[[Mode, Picture, int | None], PoseEstimator]
"""Opens an estimator: the mode, how pictures are looked at, and the person to follow from the left, or None."""


@cache
def shipped_network() -> PoseNetwork:
    """Return what is known of the network that ships with formcheck.

    Both maps were fitted on the bundle ``full``; ``lite`` and ``heavy`` name and place the same keypoints.
    """
    names = ("mediapipe_joints.json", "mediapipe_view.json")
    maps = [resources.files("formcheck.pose").joinpath(name).read_text(encoding="utf-8") for name in names]
    return PoseNetwork("mediapipe", *maps)


@cache
def network_of_0_1_0() -> PoseNetwork:
    """Return the same network with the map of formcheck 0.1.0, whose reviews do not keep theirs.

    A review is judged again by what its keypoints were measured with then.
    """
    text = resources.files("formcheck.pose").joinpath("mediapipe_joints_0_1_0.json").read_text(encoding="utf-8")
    return PoseNetwork("mediapipe", text)


def prepared(estimator: PoseEstimator, frames: Iterable[Frame], every: int) -> Generator[Frame]:
    """Pass on the frames of one source, those that `see_all` will look at with their pictures and prepared.

    Parameters
    ----------
    estimator
        Will look at them.
    frames
        In order.
    every
        See `see_all`.
    """
    for passed, frame in enumerate(frames):
        if passed % every:
            yield frame
        else:
            opened = frame.opened()
            estimator.prepare(opened)
            yield opened


def see_all(estimator: PoseEstimator, frames: Iterable[Frame], every: int, picture: Picture) -> Generator[Frame]:
    """Find the body in all frames of one source.

    Parameters
    ----------
    estimator
        Looks at some of the frames.
    frames
        With their images, in order.
    every
        How many frames to go on from one look to the next; those between get their pose from both.
    picture
        How far somebody may move between two looks.

    Yields
    ------
    Frame
        With its pose; without a mask between two looks.
    """
    looked_at = ([*unseen, estimator.see(frame.opened())] for *unseen, frame in batched(frames, every))
    yield from interpolated(looked_at, picture.farthest_between_estimates)


def named_pose(
    network: PoseNetwork,
    size_px: tuple[int, int],
    keypoints: Mapping[Keypoint, tuple[float, float, float]],
    *,
    mask: NDArray[np.float32] | None = None,
    people: int = 1,
    roll_deg: float = float("nan"),
) -> Pose:
    """Make a pose of the keypoints that a network knows, by name.

    Parameters
    ----------
    network
        Which one it is.
    size_px
        Width and height of the picture, pixels.
    keypoints
        x and y in pixels of the picture, and the visibility, 0-1. Those that are not named are not known.
    mask, people, roll_deg
        See `Pose`.
    """
    points, visibility = np.full((KEYPOINT_COUNT, 2), np.nan), np.zeros(KEYPOINT_COUNT)
    for keypoint, (x, y, visible) in keypoints.items():
        points[keypoint], visibility[keypoint] = (x, y), visible
    return Pose(
        size_px=size_px,
        keypoints_px=points,
        visibility=visibility,
        presence=visibility.copy(),
        world_m=np.full((KEYPOINT_COUNT, 3), np.nan),
        people=people,
        mask=mask,
        roll_deg=roll_deg,
        network=network,
    )
