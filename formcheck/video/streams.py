"""Which of several videos in a file is the one to watch: no cover picture, and no slide show in front of a film."""

from __future__ import annotations

import math
import re

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

MOVING_FPS = 5.0
"""Fewer pictures a second are a cover, a title card or a slide show: no camera films so slowly."""


def moving_streams(container: InputContainer) -> list[VideoStream]:
    """List the videos that somebody can have filmed, the one to take first.

    The one that the container marks as its default comes first, then the larger and the longer ones. Pictures attached
    to a file and streams of a single picture are none; where there is nothing else, they are listed after all.

    Parameters
    ----------
    container
        An open file.
    """
    streams = readable(container)
    moving = [stream for stream in streams if _moves(stream, container)]
    return sorted(moving or streams, key=lambda stream: _rank(stream, container))


def readable(container: InputContainer) -> list[VideoStream]:
    """List the videos of a file whose codec is known; of the others nothing can be asked."""
    return [stream for stream in container.streams.video if stream.codec_context is not None]


def recorded_speed(container: InputContainer, stream: VideoStream) -> float:
    """Return how many times faster than a video plays it was in truth, as its phone has noted; 1 where it has not.

    A phone that bakes slow motion into a file writes how many pictures a second it took; one that keeps the true times
    writes the same, and then the file plays as many.

    Parameters
    ----------
    container, stream
        An open file and the video in it.
    """
    playing = float(stream.average_rate or stream.guessed_rate or 0)
    for key, value in {**container.metadata, **stream.metadata}.items():
        if not _CAPTURE_RATE.search(key):
            continue
        try:
            speed = float(value) / playing
        except (ValueError, ZeroDivisionError):
            continue
        if math.isfinite(speed) and _SLOWEST < speed < _FASTEST and not _AS_PLAYED[0] < speed < _AS_PLAYED[1]:
            return round(speed, 3)
    return 1.0


_CAPTURE_RATE = re.compile(r"capture[._ -]?(fps|frame[._ -]?rate)$", re.IGNORECASE)
"""``com.android.capture.fps`` and what other makers call it."""
_SLOWEST, _FASTEST = 0.001, 100.0
_AS_PLAYED = (0.67, 1.5)
"""So near to the rate at which it plays it is no slow motion: phones vary their rate with the light."""


def _rank(stream: VideoStream, container: InputContainer) -> tuple[bool, bool, int, float]:
    attached = bool(stream.disposition & Disposition.attached_pic)
    default = bool(stream.disposition & Disposition.default)
    return attached, not default, -stream.width * stream.height, -_duration_s(stream, container)


def _moves(stream: VideoStream, container: InputContainer) -> bool:
    if stream.disposition & (Disposition.attached_pic | Disposition.still_image):
        return False
    rate = stream.average_rate or stream.guessed_rate
    frames = stream.frames or round(_duration_s(stream, container) * float(rate or 0)) or 2
    return frames > 1 and (rate is None or float(rate) >= MOVING_FPS)


def _duration_s(stream: VideoStream, container: InputContainer) -> float:
    """How long a stream lasts, seconds: by itself, by its tag (Matroska), or as long as the file."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    tag = re.fullmatch(r"(\d+):(\d+):([\d.]+)", stream.metadata.get("DURATION", ""))
    if tag:
        hours, minutes, seconds = (float(part) for part in tag.groups())
        return 3600 * hours + 60 * minutes + seconds
    return container.duration / av.time_base if container.duration else 0.0
