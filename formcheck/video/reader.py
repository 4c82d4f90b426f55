"""Video files and photos in: every picture upright, with square pixels and the time it was taken."""

from __future__ import annotations

import logging
import math
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import av.logging
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from formcheck.messages.message import Message, message
from formcheck.records import Frame
from formcheck.system.failures import out_of_memory, wall
from formcheck.system.log import log_failure
from formcheck.system.native_output import silenced
from formcheck.video.animation import animation, is_animation
from formcheck.video.conversion import WaitingPicture, converted
from formcheck.video.frame_clock import FrameClock
from formcheck.video.opening import VideoError, head_of, open_container
from formcheck.video.orientation import Orientation
from formcheck.video.photo import JPEG_XL, is_heif, is_photo, read_photo
from formcheck.video.photo_size import claimed_pixels
from formcheck.video.streams import moving_streams, readable, recorded_speed

_LOG = logging.getLogger(__name__)

av.logging.set_level(None)  # what FFmpeg has to say about a file becomes a VideoError or a note


ENDS_EARLY_S = 0.5
"""A video that ends this long (and a twentieth of its length) before it says is called truncated, seconds."""

_USUAL_FPS = 30.0
"""Taken for a file that does not say how many pictures a second it has."""

LARGEST_PIXELS = 100_000_000
"""No photo may claim more pixels: decoded it takes 300 MB, and as much again where it is turned upright."""
_SMALLEST_PX, _LONGEST_SHAPE = 8, 20
"""Nobody is in a strip or a speck: a shorter side of so few pixels, or a longer one of so many times the shorter."""
LARGEST_FILM_PIXELS = 40_000_000
"""No film may have larger pictures: 8K has 33 million, and a decoder keeps several of them."""
_MANY_PIXELS = 10_000_000
"""Larger pictures, beyond 4K, are decoded one at a time: each thread would keep its own."""


def open_source(
    path: str | Path,
    max_lines: int = 1080,
    stream: int | None = None,
    rotate_deg: int = 0,
    mirrored: bool = False,
    speed: float | None = None,
) -> VideoSource:
    """Open a video file or a photo; what it is is told from its content, not from its name.

    Parameters
    ----------
    path
        The file.
    max_lines
        Pictures with a longer SHORT side than this are scaled down to it while they are decoded. A 4K picture shows
        the pose network nothing more, and would cost four times the time and memory at every step after it.
    stream
        Which of several videos in the file, the first 1; by default the one the file itself marks, else the largest.
    rotate_deg
        By how much to turn every picture clockwise, beyond what the file says itself: 0, 90, 180, 270.
    mirrored
        The recording shows a mirror image, as the front cameras of phones make it: it is turned back.
    speed
        How many times faster than the file plays it was in truth: 8 for 240 pictures a second that play at 30. None for
        what the file says of it.

    Raises
    ------
    VideoError
        It is missing, empty, not a video or photo, has no such stream, or holds no picture that can be decoded.
    """
    return VideoSource(Path(path), max_lines, stream, rotate_deg, mirrored, speed)


class VideoSource:
    """The frames of one video file or photo. Iterating it a second time reads it again from its start.

    Attributes
    ----------
    path
        The file.
    is_photo
        True for a photo, or any file of one picture: one frame at time 0.
    stream, streams
        Which video of the file is read, the first 1, and how many there are.
    size_px
        Width and height of the frames delivered, pixels.
    scale
        Size of the frames delivered over the size of the (upright, square-pixel) original, at most 1.
    rotation_deg
        By how much the stored picture was turned clockwise: 0, 90, 180, 270.
    fps
        Average frames per second; NaN for a photo or where the file does not say.
    duration_s
        Seconds; None where the file does not say.
    frame_count
        How many frames to expect, for a progress bar; None where the file does not say.
    speed
        How many times faster than the file plays it was in truth; all times are those of the truth.
    recorded_at
        When the file says it was recorded; None where it does not.
    truncated
        True once reading has found that the end of the file is missing or broken.
    untimed
        True once reading has found that the file does not say when its pictures were taken.
    damaged
        How many broken pieces reading has skipped so far.
    """

    def __init__(
        self,
        path: Path,
        max_lines: int = 1080,
        stream: int | None = None,
        rotate_deg: int = 0,
        mirrored: bool = False,
        speed: float | None = None,
    ) -> None:
        self.path = path
        self._wanted_stream = stream
        self._turn = Orientation.turned(rotate_deg)
        self._mirrored, self._wanted_speed = mirrored, speed
        self.speed = speed or 1.0
        self.stream = self.streams = 1
        self.truncated = self.untimed = False
        self.damaged = 0
        self._max_lines = max_lines
        self.fps = math.nan
        self.duration_s: float | None = None
        self._promised_s: float | None = None
        self.frame_count: int | None = 1
        self.recorded_at: datetime | None = None
        self.rotation_deg = self._turn.rotation_deg
        self.scale = 1.0
        self.size_px = (0, 0)
        head = head_of(path)
        self.is_photo = is_photo(head)
        if is_heif(head):
            raise VideoError(message("error.video.heic", path=str(path)))
        if head.startswith(JPEG_XL):
            raise VideoError(message("error.video.jpeg_xl", path=str(path)))
        self._read = self._photo if self.is_photo else self._video
        if self.is_photo and is_animation(path):
            self.is_photo, self._read = False, self._animation
        with wall(VideoError(message("error.video.not_video", path=str(path)))):
            if self._read == self._video:
                self._read_properties()
            with closing(self._read()) as frames:
                first, second = next(frames, None), next(frames, None)
        if first is None or first.image is None:
            raise VideoError(message("error.video.no_picture", path=str(path)))
        if second is None and not self.truncated and not self.damaged:
            self.is_photo, self.fps, self.duration_s, self.frame_count = True, math.nan, None, 1
        self.truncated, self.untimed, self.damaged = False, False, 0
        self.size_px = (first.image.shape[1], first.image.shape[0])
        if min(self.size_px) < _SMALLEST_PX or max(self.size_px) > _LONGEST_SHAPE * min(self.size_px):
            raise VideoError(message("error.video.shape", path=str(path), size=self._size()))

    def __iter__(self) -> Iterator[Frame]:
        return self._read()

    def again(self) -> VideoSource:
        """Open the same file the same way, so that reading it once more counts no damage twice."""
        return VideoSource(
            self.path,
            self._max_lines,
            self._wanted_stream,
            self._turn.rotation_deg,
            self._mirrored,
            self._wanted_speed,
        )

    @property
    def notes(self) -> list[Message]:
        """What reading has found wrong with the file so far, one sentence each."""
        notes = []
        if self.damaged:
            notes.append(message("note.damaged", pieces=self.damaged, name=self.path.name))
        if self.truncated:
            notes.append(message("note.ends_early", name=self.path.name))
        if self.speed != 1 and self._wanted_speed is None:
            notes.append(message("note.speed", name=self.path.name, speed=self.speed))
        if self.untimed:
            notes.append(message("note.untimed", name=self.path.name, rate=self.fps if self.fps > 0 else _USUAL_FPS))
        if self.streams > 1:
            notes.append(
                message("note.stream", name=self.path.name, count=self.streams, stream=self.stream, size=self._size())
            )
        return notes

    def _size(self) -> str:
        return f"{self.size_px[0]} x {self.size_px[1]}"

    def _animation(self) -> Generator[Frame]:
        damaged = VideoError(message("error.video.photo_damaged", path=str(self.path)))
        self._refuse_too_large(claimed_pixels(self.path), 1, LARGEST_FILM_PIXELS)
        pictures, index = animation(self.path), 0
        while True:
            try:
                with wall(damaged), silenced():
                    time_s, image = next(pictures, (None, None))
            except VideoError:
                if index == 0:
                    raise
                self.truncated = True
                return
            if time_s is None or image is None:
                return
            if index == 1 and not self.fps > 0:
                self.fps = self.speed / time_s
            yield Frame(index, time_s / self.speed, self._scaled(self._upright(image)))
            index += 1

    def _photo(self) -> Generator[Frame]:
        damaged = VideoError(message("error.video.photo_damaged", path=str(self.path)))
        with wall(damaged):
            self._refuse_too_large(claimed_pixels(self.path), 1, LARGEST_PIXELS)
            image = read_photo(self.path)
        if image is None:
            raise damaged
        yield Frame(0, 0.0, self._scaled(self._upright(image)))

    def _scaled(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        self.scale = min(1.0, self._max_lines / min(image.shape[:2]))
        size = (max(1, round(image.shape[1] * self.scale)), max(1, round(image.shape[0] * self.scale)))
        if self.scale < 1:
            image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        return image

    def waiting(self) -> Generator[Frame]:
        """Read the frames, with their pictures as they lie in the file where that can be: see `Frame.waiting`."""
        return self._video(waits=True) if self._read == self._video else self._read()

    def _video(self, waits: bool = False) -> Generator[Frame]:
        with open_container(self.path) as container:
            stream = self._video_stream(container)
            stream.thread_type = "SLICE" if stream.width * stream.height > _MANY_PIXELS else "AUTO"
            step_s = 1 / self.fps if self.fps > 0 else 1 / _USUAL_FPS
            clock = FrameClock(step_s)
            time_s = 0.0
            orientation = Orientation()

            def finish(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
                return self._upright(orientation.apply(image))

            index, size_px, first = 0, (0, 0), ("", 0, 0)
            transfer = int(stream.codec_context.color_trc)
            for frame in self._decoded(container, stream):
                self._refuse_too_large(frame.width, frame.height)
                try:
                    if index == 0:  # once its side data are looked at, a frame lives until garbage is collected
                        orientation = _orientation(frame)
                        self.rotation_deg = (orientation.rotation_deg + self._turn.rotation_deg) % 360
                    stamp_s = frame.time
                    kind = (frame.format.name, frame.width, frame.height)
                    image = waiting = None
                    if waits and index and kind == first:  # one such picture has been converted, so all can be
                        waiting = WaitingPicture(frame, size_px, transfer, finish)
                    else:
                        image = self._fitted(finish(self._image(frame, stream)))
                    if index == 0:
                        first, size_px = kind, self._target_px(frame, stream)
                except MemoryError:
                    raise
                except Exception as error:  # a converter refuses odd colours: only this picture is lost
                    _raise_if_no_memory(error)
                    log_failure(_LOG, error)
                    self.damaged += 1
                    continue
                self.untimed = self.untimed or stamp_s is None
                time_s = clock.time_s(None if stamp_s is None else stamp_s / self.speed)
                yield Frame(index, time_s, image, waiting=waiting)
                index += 1
            if self._promised_s and time_s + step_s < self._promised_s - max(ENDS_EARLY_S, self._promised_s / 20):
                self.truncated = True

    def _video_stream(self, container: InputContainer) -> VideoStream:
        """Return the video to read, and note which of how many it is."""
        streams = moving_streams(container)
        if not streams:
            raise VideoError(message("error.video.no_pictures", path=str(self.path), kinds=_kinds(container)))
        listed = readable(container)
        self.streams = len(streams)
        if self._wanted_stream is None:
            chosen = streams[0]
        elif self._wanted_stream <= len(listed):
            chosen = listed[self._wanted_stream - 1]
        else:
            raise VideoError(
                message("error.video.no_stream", path=str(self.path), stream=self._wanted_stream, count=len(listed))
            )
        self.stream = listed.index(chosen) + 1
        self._refuse_too_large(chosen.width, chosen.height)
        return chosen

    def _refuse_too_large(self, width: int, height: int, most: int = LARGEST_FILM_PIXELS) -> None:
        if width * height > most:
            megapixels = most // 1_000_000
            raise VideoError(message("error.video.too_large", path=str(self.path), megapixels=megapixels))

    def _decoded(self, container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
        """Decode packet by packet, so that a broken one costs only its own pictures."""
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets, None)
            except MemoryError:
                raise
            except Exception as error:
                _raise_if_no_memory(error)
                log_failure(_LOG, error)
                self.truncated = True
                return
            if packet is None:
                return
            try:
                yield from packet.decode()
            except (av.FFmpegError, OSError, ValueError) as error:
                _raise_if_no_memory(error)
                if isinstance(error, BlockingIOError) and not stream.codec_context.is_open:
                    raise MemoryError from error  # the threads of the decoder found no room for their stacks
                log_failure(_LOG, error)
                self.damaged += 1

    def _upright(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Turn a picture as somebody has said."""
        image = self._turn.apply(image)
        return np.ascontiguousarray(image[:, ::-1]) if self._mirrored else image

    def _image(self, frame: VideoFrame, stream: VideoStream) -> NDArray[np.uint8]:
        """Return the picture with square pixels, BGR, at most `max_lines` on its short side."""
        return converted(frame, self._target_px(frame, stream), int(stream.codec_context.color_trc))

    def _target_px(self, frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
        """Return width and height of the picture with square pixels, at most `max_lines` on its short side."""
        aspect = float(stream.sample_aspect_ratio or 1)
        if not 0.1 < aspect < 10:  # no camera writes such pixels: a broken header
            aspect = 1.0
        width = frame.width * aspect
        self.scale = min(1.0, self._max_lines / min(width, frame.height))
        return max(1, round(width * self.scale)), max(1, round(frame.height * self.scale))

    def _fitted(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Fit a picture into the size of the first, with black bars: some recorders change their size midway."""
        rows, columns = image.shape[:2]
        width, height = self.size_px if any(self.size_px) else (columns, rows)
        if (columns, rows) == (width, height):
            return image
        scale = min(width / columns, height / rows)
        size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        fitted = np.zeros((height, width, 3), dtype=np.uint8)
        fitted[: small.shape[0], : small.shape[1]] = small
        return fitted

    def _read_properties(self) -> None:
        with open_container(self.path) as container:
            stream = self._video_stream(container)
            rate = stream.average_rate or stream.guessed_rate
            self.fps = float(rate) if rate else math.nan
            if self._wanted_speed is None:
                self.speed = recorded_speed(container, stream)
            if stream.duration and stream.time_base:
                self._promised_s = self.duration_s = float(stream.duration * stream.time_base)
            elif container.duration:
                self.duration_s = container.duration / av.time_base
                if len(container.streams) == 1:  # else it may be the sound that lasts so long
                    self._promised_s = self.duration_s
            # Everything is told in the times of the filming.
            self.fps *= self.speed
            self.duration_s = None if self.duration_s is None else self.duration_s / self.speed
            self._promised_s = None if self._promised_s is None else self._promised_s / self.speed
            self.frame_count = stream.frames or None
            if self.frame_count is None and self.duration_s and self.fps > 0:
                self.frame_count = round(self.duration_s * self.fps)
            self.recorded_at = _recorded_at(container)


def _raise_if_no_memory(error: Exception) -> None:
    """Tell a computer that has no memory left from a damaged file: FFmpeg says both in the same way."""
    if out_of_memory(error):
        raise MemoryError from error


def _kinds(container: InputContainer) -> tuple[str | Message, ...]:
    """Name what there is in place of pictures, as FFmpeg calls it: ``audio``."""
    return tuple(sorted({stream.type for stream in container.streams})) or (message("error.video.nothing"),)


def _orientation(frame: VideoFrame) -> Orientation:
    matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    return Orientation() if matrix is None else Orientation.from_display_matrix(bytes(matrix))


def _recorded_at(container: InputContainer) -> datetime | None:
    for key in ("com.apple.quicktime.creationdate", "creation_time", "date"):
        with suppress(KeyError, ValueError):
            return datetime.fromisoformat(container.metadata[key])
    return None
