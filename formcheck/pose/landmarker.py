"""MediaPipe's PoseLandmarker behind a small interface: a frame goes in, the frame with its pose comes out."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.boxes import (
    Box,
    Keypoints,
    area,
    box_of,
    choose,
    distinct,
    from_the_left,
    overlap,
    same_body,
    same_trunk,
)
from formcheck.pose.camera_roll import RollMemory
from formcheck.pose.estimator import Mode, OpenEstimator, shipped_network
from formcheck.pose.estimator import see_all as seen_all
from formcheck.pose.leg_check import LegCheck
from formcheck.pose.network import Network, Person
from formcheck.pose.photo import see_steadily, with_first_look
from formcheck.pose.picture_state import PictureMonitor
from formcheck.pose.rivals import Rivals, who_kneels_instead
from formcheck.pose.second_look import Suspects, Window, too_near
from formcheck.pose.weights import find_model
from formcheck.records import Frame, PictureState, Pose
from formcheck.settings import Picture
from formcheck.video.scaling import shrunk


@dataclass(frozen=True, eq=False)
class _Ready:
    """A frame that is ready to be looked at: its number, the picture for the network, and what is wrong with it."""

    index: int
    picture: NDArray[np.uint8]
    state: PictureState


class PoseLandmarker:
    """Finds the body in pictures, and keeps to one person.

    Parameters
    ----------
    model
        ``lite``, ``full``, ``heavy`` or the path of a Pose Landmarker bundle.
    mode
        ``video`` follows one person through the frames of one source; ``photo`` looks at each picture for itself, and
        several times (`formcheck.pose.photo`).
    picture
        How large a picture the network is given, and how people are told apart; None for the defaults.
    person
        Which person to follow: counted from the left, 1 first, where at least that many people are first seen together.
        Until then, and where None, the largest.

    Raises
    ------
    ModelError
        The model is missing, damaged, or MediaPipe cannot load it.

    Notes
    -----
    A network that follows one person does not see the others, and one that follows two is half as slow again (29 ms a
    frame against 18 ms, one person in the picture, two cores), because it goes on looking for the second. So a second
    network counts the people once in a while (29 ms a second, one frame in thirty), and whenever someone new is
    followed: then it also decides which person.
    """

    def __init__(
        self,
        model: str | Path = "full",
        mode: Mode = "video",
        picture: Picture | None = None,
        person: int | None = None,
    ) -> None:
        self.network = shipped_network()
        self._model = path = find_model(model)
        self._picture = picture or Picture()
        self._roll = RollMemory(self._picture.camera_roll)
        self._monitor = PictureMonitor(self._picture.check)
        self._state = PictureState.FINE
        self._ready: deque[_Ready] = deque()
        self._person = person
        self._chosen = False
        self._followed: Box | None = None
        self._followed_s = -np.inf
        self._following = False
        self._counted_s = -np.inf
        self._suspects = Suspects()
        self._legs = LegCheck()
        self._window: Window | None = None
        self._too_near = False
        self._there_s = self._searched_s = -np.inf
        self._counts: deque[int] = deque([1], maxlen=2)  # one check that misses somebody behind another is bridged
        self._rivals = Rivals(self._picture.same_person)
        with ExitStack() as opened:
            photo = mode == "photo"
            people = max(2, person or 0)
            self._everyone = Network(path, False, people, confidence=self._picture.person_confidence, masks=photo)
            opened.callback(self._everyone.close)
            self._follower: Network | None = None
            if not photo:
                self._follower = Network(path, video=True)
                opened.callback(self._follower.close)
                self._beside = opened.enter_context(ThreadPoolExecutor(1, "formcheck-everyone"))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the networks. Safe to call twice."""
        self._opened.close()

    @property
    def found_person(self) -> bool:
        """Whether the person asked for has been there so far; the first from the left may have been alone."""
        return self._chosen or self._person in (None, 1)

    def prepare(self, frame: Frame) -> None:
        """Do what needs no network before a frame is looked at; see `PoseEstimator.prepare`."""
        self._ready.append(self._prepared(frame))

    def see(self, frame: Frame) -> Frame:
        """Look at one frame.

        Parameters
        ----------
        frame
            With its image. In video mode the frames of one source, in order.

        Returns
        -------
        Frame
            With its pose: keypoints in pixels of `frame.image`, the mask at the size the network saw.
        """
        ready = self._ready.popleft() if self._ready and self._ready[0].index == frame.index else self._prepared(frame)
        picture, self._state = ready.picture, ready.state
        if self._follower is None:  # each photo for itself
            self._window, self._suspects, self._there_s, self._searched_s = None, Suspects(), -np.inf, -np.inf
        self._suspects.step(picture, frame.time_s)
        person, people = self._look(self._part(frame, picture), frame.time_s)
        if person is not None:
            self._there_s, self._too_near = frame.time_s, False
        elif self._window is not None:
            if frame.time_s - self._there_s > self._picture.people_every_s:
                self._look_at(None)
        elif self._may_be_small(frame.time_s):
            person, people = self._look_closer(frame, picture)
        if person is not None and self._window is not None:
            person = self._window.in_whole(person, self._part(frame, picture), picture)
        return self._with_pose(frame, picture, person, people)

    def see_all(self, frames: Iterable[Frame], every: int = 1) -> Generator[Frame]:
        """Find the body in all frames of one source.

        Parameters
        ----------
        frames
            With their images, in order.
        every
            How many frames to go on from one look to the next; those between get their pose from both.

        Yields
        ------
        Frame
            With its pose; without a mask between two looks.
        """
        yield from seen_all(self, frames, every, self._picture)

    def _look(self, picture: NDArray[np.uint8], time_s: float) -> tuple[Person | None, int]:
        """Look at a picture, or the part of it that is looked at; return the person to judge and how many there are."""
        if self._follower is None:
            return self._see_photo(picture)
        due = self._following and time_s - self._counted_s >= self._picture.people_every_s
        everyone = self._beside.submit(self._everyone.look, picture) if due else None
        try:
            found = self._follower.look(picture, time_s)
        finally:
            fresh = everyone.result() if everyone else None
        return self._follow(self._follower, picture, found, fresh, time_s)

    def _may_be_small(self, time_s: float) -> bool:
        """Tell whether it is time to look closer: nobody is named or was lost a moment ago."""
        limits = self._picture
        searched, lost = time_s - self._searched_s, time_s - self._there_s
        return self._person is None and searched >= limits.people_every_s and lost > limits.wait_for_person_s

    def _look_closer(self, frame: Frame, picture: NDArray[np.uint8]) -> tuple[Person | None, int]:
        """Look for somebody in the parts of a picture in which nobody was found, now and then."""
        self._searched_s, self._too_near = frame.time_s, False
        if self._state in (PictureState.BLACK, PictureState.BLANK):
            return None, 0
        for part in self._suspects.parts(picture):
            self._window = part
            cut = self._part(frame, picture)
            found = self._everyone.look(cut)
            if not found:
                continue
            largest = max(found, key=lambda person: area(box_of(person.keypoints_px)))
            self._look_at(part.around(largest.keypoints_px, (cut.shape[1], cut.shape[0])))
            seen = self._look(self._part(frame, picture), frame.time_s)
            if seen[0] is not None:
                self._there_s = frame.time_s
                return seen
        self._look_at(None)
        self._too_near = too_near(picture, self._everyone.look)
        return None, 0

    def _look_at(self, part: Window | None) -> None:
        """Look at a part of the pictures from now on, or at all of them: whoever was followed is found again."""
        self._window, self._followed, self._following = part, None, False

    def _part(self, frame: Frame, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return what is looked at: all of the small picture, or a part of the large one."""
        assert frame.image is not None  # _small has looked at it
        return picture if self._window is None else self._scaled(self._window.cut(frame.image))

    def _prepared(self, frame: Frame) -> _Ready:
        picture = self._small(frame)
        return _Ready(frame.index, picture, self._monitor.step(picture, frame.time_s))

    def _small(self, frame: Frame) -> NDArray[np.uint8]:
        """Return the picture as the network is given it."""
        if frame.image is None:
            raise ValueError("a frame without its picture cannot be looked at")
        return self._scaled(frame.image)

    def _scaled(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        rows, columns = image.shape[:2]
        lines = min(rows, self._picture.inference_lines)
        small = shrunk(image, (max(1, round(columns * lines / rows)), lines))
        return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), dtype=np.uint8)

    def _with_pose(self, frame: Frame, picture: NDArray[np.uint8], person: Person | None, people: int) -> Frame:
        self._roll.step(picture, person.mask if person else None, frame.time_s)  # its lines are not the room's
        assert frame.image is not None  # _small has looked at it
        state = self._state
        if person is None and self._too_near and state is PictureState.FINE:
            state = PictureState.TOO_NEAR
        roll_deg, rivals = self._roll.roll_deg, self._rivals.count
        return frame.with_pose(_pose(person, people, rivals, picture, frame.image, roll_deg, state))

    def _see_photo(self, picture: NDArray[np.uint8]) -> tuple[Person | None, int]:
        candidates = self._everyone.look(picture)
        if not candidates:
            return None, 0
        bodies = [candidate.keypoints_px for candidate in candidates]
        people = len(distinct(bodies, self._picture.same_person))
        wanted = self._whom(bodies)
        if wanted is None:
            return None, 0
        if self._person is None:
            instead = who_kneels_instead(bodies, wanted, self._picture.same_person)
            wanted = wanted if instead is None else instead
        self._rivals.forget()
        self._rivals.step(bodies, wanted)
        alone = picture if people == 1 else _only(picture, box_of(bodies[wanted]))
        followed = see_steadily(alone, self._model, self._picture.photo_estimates)
        first = candidates[wanted]
        return with_first_look(followed, first) if followed is not None else first, people

    def _follow(
        self,
        network: Network,
        picture: NDArray[np.uint8],
        found: list[Person],
        fresh: list[Person] | None,
        time_s: float,
    ) -> tuple[Person | None, int]:
        """Follow one person; count the people now and then, and decide which to follow when someone new is found.

        Where the people were due to be counted, they have been found afresh already.
        """
        if not found:
            self._following = False
            return None, 0
        person: Person | None = found[0]
        box = box_of(found[0].keypoints_px)
        gone = time_s - self._followed_s > self._picture.wait_for_person_s
        if gone and not self._chosen:
            self._followed = None
            self._rivals.forget()
        elsewhere = self._followed is not None and overlap(box, self._followed) <= self._picture.same_person
        someone_new = elsewhere or not self._following
        counts = someone_new or time_s - self._counted_s >= self._picture.people_every_s
        if someone_new:
            self._legs.forget()
        if fresh is None:
            fresh = self._everyone.look(picture) if counts or self._legs.doubts(found[0], time_s) else []
        if counts:
            person = self._look_round(fresh, time_s, found[0], someone_new)
            if person is not None and person is not found[0]:
                _turn(network, _only(picture, box_of(person.keypoints_px)), time_s)
        if person is None:
            return None, 0
        if person is found[0]:
            person = self._legs.choose(person, self._same(person, fresh), time_s)
        self._following = True
        self._followed, self._followed_s = box_of(person.keypoints_px), time_s
        return person, max(self._counts)

    def _same(self, person: Person, fresh: list[Person]) -> Person | None:
        """Return the person as a fresh look at the same picture has found them; None where it has not."""
        bodies = [other.keypoints_px for other in fresh]
        same = [row for row, body in enumerate(bodies) if same_trunk(body, person.keypoints_px)]
        return fresh[same[0]] if same else None

    def _look_round(self, fresh: list[Person], time_s: float, person: Person, someone_new: bool) -> Person | None:
        """Count the people of a fresh look, and return the one to follow: the one given, or another.

        None where only others are there and the person followed was chosen, or lost a moment ago.
        """
        same = self._picture.same_person
        candidates = [person, *fresh]
        bodies = [candidate.keypoints_px for candidate in candidates]
        self._counted_s = time_s
        self._counts.append(len(distinct(bodies, same)))
        wanted: int | None = 0
        if someone_new or not (self._chosen or self._person is None):
            wanted = self._whom(bodies)
        elif self._person is None:
            wanted = self._rivals.whom(bodies)
        if wanted is None:
            return None
        if wanted:
            self._legs.forget()
        self._rivals.step(bodies, wanted)
        return person if same_body(bodies[wanted], bodies[0], same) else candidates[wanted]

    def _whom(self, bodies: list[Keypoints]) -> int | None:
        """Return which of these people to follow; None where the one followed is not among them."""
        boxes = [box_of(body) for body in bodies]
        near = choose(boxes, self._followed)
        lost = self._followed is not None and overlap(boxes[near], self._followed) == 0
        if self._person is not None and (lost or not self._chosen):
            named = from_the_left(bodies, self._person, self._picture.same_person)
            if named is not None:
                self._chosen = True
                return named
        return None if lost else near


def _turn(network: Network, alone: NDArray[np.uint8], time_s: float) -> None:
    """Turn the eye of a network to somebody else, in whose picture nobody else is."""
    for _ in range(2):  # the first makes it lose the wrong person, the second find the right one
        network.look(alone, time_s)


def _only(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Return the picture with everything but a person's surroundings in grey."""
    margin = (box[2:] - box[:2]) * 0.15
    left, top = np.maximum(box[:2] - margin, 0).astype(int)
    right, bottom = np.ceil(box[2:] + margin).astype(int)
    alone = np.full_like(picture, 128)
    alone[top:bottom, left:right] = picture[top:bottom, left:right]
    return alone


def _pose(
    person: Person | None,
    people: int,
    rivals: int,
    picture: NDArray[np.uint8],
    image: NDArray[np.uint8],
    roll_deg: float,
    state: PictureState,
) -> Pose:
    rows, columns = image.shape[:2]
    if person is None:
        return Pose.nobody((columns, rows), state)
    return Pose(
        size_px=(columns, rows),
        keypoints_px=person.keypoints_px * (columns / picture.shape[1], rows / picture.shape[0]),
        visibility=person.visibility,
        presence=person.presence,
        world_m=person.world_m,
        people=people,
        rivals=rivals,
        mask=person.mask,
        roll_deg=roll_deg,
        network=shipped_network(),
        picture=state,
    )


def mediapipe(model: str | Path) -> OpenEstimator:
    """Return what opens MediaPipe with a bundle: ``lite``, ``full``, ``heavy`` or the path of one."""
    return lambda mode, picture, person: PoseLandmarker(model, mode, picture, person)
