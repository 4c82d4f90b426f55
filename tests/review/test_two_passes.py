"""Judging by a range while the recording is still read: no frame is lost, and what comes to light later counts, too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from formcheck.records import Frame
from formcheck.review.loop import FoundRanges
from formcheck.review.two_passes import GoingOn, judge_by_own_range

COUNT = 30
NONE = FoundRanges()
FOUND = FoundRanges(corrected_s=((0.2, 0.9),))
MORE = FoundRanges(corrected_s=((0.2, 0.9), (2.0, 2.5)))
PICTURE = np.zeros((4, 4, 3), np.uint8)


def recording():
    return (Frame(index, index / 10, PICTURE) for index in range(COUNT))


class Written:
    """What is written: the numbers of the frames, and by which judge."""

    def __init__(self):
        self.frames = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def add(self, frame, by):
        assert frame.image is not None
        self.frames.append((frame.index, by))


class Judge:
    """Passes frames on some frames late, as judging does that waits for what comes next."""

    uncorrected = None

    def __init__(self, name, at_the_end=NONE, sure_from=None, awaited_until=COUNT, late=4):
        self.name, self.at_the_end, self.late = name, at_the_end, late
        self.sure_from, self.awaited_until = sure_from, awaited_until
        self.found_early = self.found_surely = False
        self.range_awaited = awaited_until > 0
        self.found = FoundRanges()
        self.taken = []

    def frames(self, frames, progress=None, total=None):
        held = []
        for frame in frames:
            self.taken.append(frame.index)
            if self.sure_from is not None and frame.index >= self.sure_from:
                self.found_early = self.found_surely = True
                self.found = FOUND
            self.range_awaited = frame.index < self.awaited_until
            held.append(frame)
            if len(held) > self.late:
                yield held.pop(0), self.name
        self.found = self.at_the_end
        for frame in held:
            yield frame, self.name


def judged(first, draws=True, frames=recording):
    """Judge a recording; return what was written each time, and which judge came of it."""
    written, again = [], []

    def results() -> Any:
        written.append(Written())
        return written[-1]

    def judge(name):
        def made(found: FoundRanges) -> Any:
            again.append(Judge(f"{name} {len(found.corrected_s)}"))
            return again[-1]

        return made

    how = GoingOn(recording, judge("at once"), draws)
    done = judge_by_own_range(results, frames(), first, recording, judge("afterwards"), going_on=how)
    return SimpleNamespace(written=[each.frames for each in written], done=done, again=again)


@pytest.mark.parametrize("draws", [False, True])
def test_every_frame_is_written_once_by_the_range_with_its_picture(draws):
    first = Judge("first", FOUND, sure_from=12)
    found = judged(first, draws)
    assert found.written[-1] == [(index, "at once 1") for index in range(COUNT)]
    assert found.done.judging is found.again[0]
    assert found.done.seen.frames == COUNT
    assert found.done.seen.last_s == pytest.approx((COUNT - 1) / 10)
    assert first.taken == list(range(COUNT))
    assert len(found.again) == 1


def test_what_was_drawn_before_the_range_was_found_is_no_part_of_the_results():
    found = judged(Judge("first", FOUND, sure_from=12), draws=True)
    assert found.written[0] == []


def test_a_range_that_comes_to_light_later_is_judged_by_from_the_beginning():
    found = judged(Judge("first", MORE, sure_from=12))
    assert found.written[-1] == [(index, "afterwards 2") for index in range(COUNT)]


def test_a_range_that_nobody_waited_for_any_more_is_judged_by_afterwards():
    found = judged(Judge("first", FOUND, sure_from=12, awaited_until=5))
    assert found.written[-1] == [(index, "afterwards 1") for index in range(COUNT)]
    assert len(found.again) == 1


def test_a_recording_without_a_range_is_judged_once():
    found = judged(Judge("first"))
    assert found.written == [[(index, "first") for index in range(COUNT)]]
    assert not found.again


def test_a_reader_that_fails_while_the_rest_is_read_is_heard():
    def broken():
        for frame in recording():
            if frame.index == 20:
                raise OSError("unreadable")
            yield frame

    with pytest.raises(OSError, match="unreadable"):
        judged(Judge("first", FOUND, sure_from=12), frames=broken)
