from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from formcheck.video.hdr import HLG, PQ, hlg_nits, pq_nits, pq_signal
from formcheck.video.reader import open_source
from tests.support.clips import Picture, pictures, write_clip

TO_BT_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])


def hlg_signal(nits: Picture) -> Picture:
    codes = np.linspace(0, 1, 4096)
    return np.interp(nits, hlg_nits(codes), codes)


def write_hdr(path: Path, nits: list[Picture], transfer: int) -> Path:
    """Write pictures of light (rows, columns, red-green-blue of BT.2020) as a phone does: HEVC of 10 bits."""
    encode = pq_signal if transfer == PQ else hlg_signal
    name = "smpte2084" if transfer == PQ else "arib-std-b67"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx265", rate=24)
        stream.pix_fmt, stream.height, stream.width = "yuv420p10le", *nits[0].shape[:2]
        stream.options = {
            "crf": "12",
            "preset": "ultrafast",
            "x265-params": f"colorprim=bt2020:transfer={name}:colormatrix=bt2020nc:log-level=none",
        }
        stream.codec_context.color_trc, stream.codec_context.colorspace = transfer, 9
        stream.codec_context.color_primaries, stream.codec_context.color_range = 9, 1
        for picture in nits:
            codes = np.round(encode(picture) * 65535).astype(np.uint16)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(codes), format="rgb48le")
            frame = frame.reformat(format="yuv420p10le", dst_colorspace=9, dst_color_range=1)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def grey(nits: float) -> Picture:
    return np.full((64, 96, 3), nits)


def shown(path: Path) -> list[Picture]:
    return [np.asarray(frame.image, float) for frame in open_source(path)]


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_a_film_of_high_dynamic_range_looks_like_one_of_the_usual(tmp_path, transfer):
    usual = pictures(count=4)
    light = [203 * ((picture[..., ::-1] / 255) ** 2.4) @ TO_BT_2020.T for picture in usual]
    for came, meant in zip(shown(write_hdr(tmp_path / "phone.mp4", light, transfer)), usual, strict=True):
        assert np.abs(came - meant).mean() < 10
        assert abs(came.mean() - meant.mean()) < 8


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_what_is_brighter_than_white_still_parts_from_it_and_grey_stays_grey(tmp_path, transfer):
    clip = write_hdr(tmp_path / "greys.mp4", [grey(nits) for nits in (1, 26, 80, 203, 400, 950)], transfer)
    values = [picture.mean() for picture in shown(clip)]
    assert all(brighter - darker > 3 for darker, brighter in pairwise(values))
    assert values[1] == pytest.approx(255 * (26 / 203) ** (1 / 2.4), abs=4)  # darker than the knee: as it is
    assert 215 < values[3] < 250 < values[5]
    assert all(np.ptp(picture.mean(axis=(0, 1))) < 3 for picture in shown(clip))


def test_light_and_signal_are_those_of_the_standards():
    assert pq_nits(np.array([0.0, 0.5, 0.58, 0.75, 1.0])) == pytest.approx([0, 92.2, 202, 983, 10_000], rel=0.01)
    assert hlg_nits(np.array([0.0, 0.5, 0.75, 1.0])) == pytest.approx([0, 50.7, 203, 1000], rel=0.01)


def test_a_film_of_the_usual_range_is_left_as_it_is(tmp_path):
    clip = write_clip(tmp_path / "usual.mp4", [np.full((64, 96, 3), level, np.uint8) for level in (30, 120, 230)])
    assert [picture.mean() for picture in shown(clip)] == pytest.approx([30, 120, 230], abs=3)
