"""Video files made on the spot: the sample clip in other dresses, and files that are broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = SAMPLES / "good_right_knee.mp4"

Picture = NDArray[Any]


def pictures(path: Path = GOOD, start: int = 0, count: int | None = None) -> list[Picture]:
    """Decode pictures of a clip, BGR."""
    with av.open(str(path)) as container:
        wanted = islice(container.decode(video=0), start, None if count is None else start + count)
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in wanted]


def write_clip(
    path: Path,
    images: Sequence[Picture],
    *,
    fps: float = 24,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    times_s: Iterable[float] | None = None,
    rotation_deg: int = 0,
) -> Path:
    """Write pictures as a video; with `times_s` at uneven times, with `rotation_deg` marked to be turned when shown."""
    base = Fraction(1, 90_000)
    times: Iterator[float] = iter(times_s) if times_s is not None else (n / fps for n in range(1 << 30))
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1001))
        stream.pix_fmt = pix_fmt
        stream.codec_context.time_base = base
        for index, image in enumerate(images):
            if index == 0:
                stream.height, stream.width = image.shape[:2]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
            frame.pts, frame.time_base = round(next(times) / base), base
            container.mux(stream.encode(frame))
        if images:
            container.mux(stream.encode(None))
        else:
            stream.height, stream.width = 480, 640
            container.start_encoding()
    if rotation_deg:
        _turn(path, rotation_deg)
    return path


def _turn(path: Path, rotation_deg: int) -> None:
    """Write the rotation into the track header of an MP4, as a phone does."""
    one, zero = 1 << 16, 0
    a, b, c, d = {90: (zero, one, -one, zero), 180: (-one, zero, zero, -one), 270: (zero, -one, one, zero)}[
        rotation_deg
    ]
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40  # version 0: the 3 x 3 matrix begins 40 bytes into the box
    for place, value in ((0, a), (4, b), (12, c), (16, d)):
        data[at + place : at + place + 4] = value.to_bytes(4, "big", signed=True)
    path.write_bytes(bytes(data))


def write_sound(path: Path) -> Path:
    """Write one second of silence: a file with sound and no picture."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 44100), np.float32), format="fltp", layout="mono")
        frame.rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def each(change: Callable[[Picture], Picture], images: Iterable[Picture]) -> list[Picture]:
    """Change every picture."""
    return [change(image) for image in images]
