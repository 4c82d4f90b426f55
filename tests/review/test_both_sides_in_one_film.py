"""One film of both sides, cut together: each side has its own neutral and its own hold."""

import numpy as np
import pytest

from formcheck.results.summary import Summary
from formcheck.review.run import Options, review_file
from tests.support.clips import GOOD, SAMPLES, pictures, write_clip

RATE = 12.0
"""Every second picture of the samples."""


@pytest.mark.slow
@pytest.mark.parametrize("room_s", [3.0, 0.0], ids=["an_empty_room", "missing_frames"])
def test_between_the_sides_nobody_holds(tmp_path, room_s):
    right = pictures(GOOD, count=132)[::2]
    left = pictures(SAMPLES / "good_left_knee.mp4", count=132)[::2]
    room = [np.full_like(right[0], 175)] * round(room_s * RATE)
    left_from_s = len(right) / RATE + 3.0
    times = [*(np.arange(len(right) + len(room)) / RATE), *(left_from_s + np.arange(len(left)) / RATE)]
    film = write_clip(tmp_path / "both.mp4", [*right, *room, *left], fps=RATE, times_s=times)
    review_file(film, tmp_path / "out", Options(video=False))
    summary = Summary.from_json((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert [hold.rear_side for hold in summary.holds] == ["right", "left"]
    assert summary.holds[0].end_s == pytest.approx(len(right) / RATE, abs=0.2)
    assert all(hold.good_s == pytest.approx(hold.end_s - hold.start_s, abs=0.2) for hold in summary.holds)
    assert [(side.rear_side, side.facing) for side in summary.sides] == [("right", "right"), ("left", "left")]
    own = summary.sides[1].baseline
    assert own is not None
    assert own.start_s >= left_from_s - 0.1
