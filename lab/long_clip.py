"""Videos of any size and length for the speed benchmarks: a sample, enlarged, again and again or only its start."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

FPS = 30
NOISE_SD = 4.0
"""Noise of a good webcam, grey levels: a picture without any is decoded and encoded too cheaply."""


def write_long_clip(path: Path, sample: Path, size_px: tuple[int, int], seconds: float) -> Path:
    """Write a sample as an H.264 video of any size and length, 30 frames a second.

    Parameters
    ----------
    path
        The ``.mp4`` file to make.
    sample
        The clip to repeat.
    size_px
        Width and height; the sample is enlarged to fill it and cut.
    seconds
        At least so long; the sample is never cut short.
    """
    once = path.with_suffix(".once.mp4")
    _write_once(once, sample, size_px)
    _repeat(once, path, seconds)
    once.unlink()
    return path


def write_short_clip(path: Path, sample: Path, size_px: tuple[int, int], frames: int) -> Path:
    """Write the first frames of a sample as an H.264 video of any size, 30 frames a second."""
    _write_once(path, sample, size_px, frames)
    return path


def _write_once(path: Path, sample: Path, size_px: tuple[int, int], most: int | None = None) -> None:
    noise = np.random.default_rng(0).normal(0, NOISE_SD, (8, size_px[1], size_px[0], 1))
    with av.open(str(sample)) as source, av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        if not isinstance(stream, VideoStream):
            raise TypeError("libx264 does not encode video")
        stream.width, stream.height = size_px
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "22", "bf": "0"}
        for index, picture in enumerate(islice(source.decode(video=0), most)):
            plain = np.asarray(picture.to_ndarray(format="bgr24"), dtype=np.uint8)
            noisy = _filling(plain, size_px) + noise[index % len(noise)]
            frame = av.VideoFrame.from_ndarray(np.clip(noisy, 0, 255).astype(np.uint8), format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _repeat(once: Path, path: Path, seconds: float) -> None:
    """Copy the packets again and again, each time later: the encoder has worked only once."""
    with av.open(str(path), "w") as container:
        stream, start, written_s = None, 0, 0.0
        while written_s < seconds:
            with av.open(str(once)) as source:
                given = source.streams.video[0]
                stream = stream or container.add_stream_from_template(given)
                tick_s = given.time_base or Fraction(1, FPS)
                stream.time_base = tick_s
                for packet in source.demux(given):
                    if packet.pts is None or packet.dts is None:
                        continue
                    end = packet.pts + (packet.duration or 0)
                    packet.pts, packet.dts, packet.stream = packet.pts + start, packet.dts + start, stream
                    container.mux(packet)
                start += end
                written_s = float(start * tick_s)


def _filling(picture: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    width, height = size_px
    scale = max(width / picture.shape[1], height / picture.shape[0])
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    left, top = (large.shape[1] - width) // 2, (large.shape[0] - height) // 2
    return np.asarray(large[top : top + height, left : left + width], dtype=np.uint8)
