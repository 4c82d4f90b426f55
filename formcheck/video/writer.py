"""Annotated video out: H.264 that browsers play and can jump in, with the times of the source."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray

from formcheck.errors import OutputError
from formcheck.settings.picture import AnnotatedVideo
from formcheck.system.outputs import output_error, whole_file
from formcheck.video.scaling import shrunk

TIME_BASE = Fraction(1, 90_000)
MAX_LINES = 1080


def video_codec() -> str:
    """Name of the encoder in use: ``libx264``, or ``mpeg4`` where this PyAV lacks it (browsers do not play that)."""
    return "libx264" if "libx264" in av.codecs_available else "mpeg4"


def output_size(size_px: tuple[int, int], max_lines: int = MAX_LINES) -> tuple[int, int]:
    """Size of the video written for pictures of a size.

    Parameters
    ----------
    size_px
        Width and height of the source, pixels.
    max_lines
        The shorter side is scaled down to this.

    Returns
    -------
    tuple of int
        Width and height, both even as yuv420p needs them: an odd column or row is cut off.
    """
    scale = min(1.0, max_lines / min(size_px))
    width, height = (max(2, int(side * scale + 1e-9) // 2 * 2) for side in size_px)
    return width, height


def fit(image: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Bring a picture to a size of `output_size`: cut an odd edge, scale anything more."""
    height, width = image.shape[:2]
    if 0 <= width - size_px[0] <= 1 and 0 <= height - size_px[1] <= 1:
        return image[: size_px[1], : size_px[0]]
    return shrunk(image, size_px)


class AnnotatedVideoWriter:
    """Writes pictures with their times into an MP4 file; the file appears when it is complete.

    A context manager: leaving it in order completes the file, an exception (Ctrl-C too) leaves none.

    Parameters
    ----------
    path
        The ``.mp4`` file.
    size_px
        Width and height of the source pictures; see `output_size` for what is written.
    frame_rate
        Usual frames per second of the source: a hint for the encoder. The times come with the frames.
    settings
        How it is encoded; its `lines` do not count here.

    Raises
    ------
    OutputError
        The file cannot be written.

    Examples
    --------
    >>> with AnnotatedVideoWriter("annotated.mp4", (640, 480)) as video:  # doctest: +SKIP
    ...     for frame, assessment in checked:
    ...         video.write(overlay.draw(frame.image, assessment), frame.time_s)
    """

    def __init__(
        self,
        path: Path | str,
        size_px: tuple[int, int],
        frame_rate: float = 30.0,
        settings: AnnotatedVideo | None = None,
    ) -> None:
        self._settings = settings or AnnotatedVideo()
        self.path = Path(path)
        self.size_px = output_size(size_px)
        self._frame_rate = Fraction(frame_rate).limit_denominator(1001) if frame_rate > 0 else Fraction(30)
        # x264 copies each picture before it returns, so that one place for all of them does.
        self._copies = video_codec() == "libx264"
        self._planes = np.empty((self.size_px[1] * 3 // 2, self.size_px[0]), np.uint8)
        self._first_s: float | None = None
        self._last_pts = -1
        self._files = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as files:
            part = files.enter_context(whole_file(self.path))
            # A file that cannot be made is told apart from one that cannot be encoded before FFmpeg sees either.
            part.touch()
            self._container = av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"})
            files.push(self._close)
            self._stream = self._add_stream()
            self._files = files.pop_all()
        return self

    def _add_stream(self) -> VideoStream:
        codec = video_codec()
        stream = self._container.add_stream(codec, rate=self._frame_rate)
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{codec} does not encode video")
        stream.width, stream.height = self.size_px
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = stream.time_base = TIME_BASE
        # Colours are written as BT.601 and said to be: players guess where nothing is said, each in its own way.
        stream.codec_context.colorspace = Colorspace.ITU601
        stream.codec_context.color_range = ColorRange.MPEG
        stream.codec_context.color_primaries = ColorPrimaries.BT709
        stream.codec_context.color_trc = ColorTrc.BT709
        # A whole picture every second: a browser that jumps to a moment decodes from the one before it.
        stream.codec_context.gop_size = max(1, round(self._frame_rate))
        stream.codec_context.thread_count = 1  # the encoder has a thread of the review's; more only cost
        # The default looks like "veryfast" at 22 in a third of its time, for some 1.5 Mbit/s instead of 0.7.
        x264: dict[str, object] = {"preset": self._settings.preset, "crf": f"{self._settings.quality:g}"}
        stream.options = x264 if codec == "libx264" else {"q:v": "4"}
        return stream

    def write(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Add one picture.

        Parameters
        ----------
        image
            Shape (rows, columns, 3), uint8, BGR; brought to `size_px` where it has another size.
        time_s
            When it is shown, seconds from the start of the source; must rise. The first picture is shown at 0,
            because players do not agree on what a video is that begins later.

        Raises
        ------
        OutputError
            The file cannot be written any further.
        """
        # OpenCV turns colours five times as fast as FFmpeg, but knows BT.601 alone.
        cv2.cvtColor(fit(image, self.size_px), cv2.COLOR_BGR2YUV_I420, dst=self._planes)
        planes = self._planes if self._copies else self._planes.copy()
        frame = av.VideoFrame.from_numpy_buffer(planes, format="yuv420p")
        frame.time_base = TIME_BASE
        if self._first_s is None:
            self._first_s = time_s
        frame.pts = self._last_pts = max(round((time_s - self._first_s) / TIME_BASE), self._last_pts + 1)
        try:
            self._container.mux(self._stream.encode(frame))
        except FFmpegError as error:
            raise self._failed(error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._files.__exit__(kind, error, trace)

    def _close(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the encoder finish where all went well, and close the file in any case."""
        try:
            if kind is None:
                self._container.mux(self._stream.encode(None))
            self._container.close()
        except FFmpegError as failure:
            if kind is None:
                raise self._failed(failure) from failure

    def _failed(self, error: FFmpegError) -> OutputError:
        return output_error(self.path, OSError(error.errno, error.strerror))
