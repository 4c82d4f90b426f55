"""The benchmark of a folder of videos prints what it says; how fast anything is stays out of the tests."""

import os
import re

import pytest

from lab import many_speed
from lab.many_speed import leak, throughput
from tests.support.clips import GOOD, pictures, write_clip


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """A little over two seconds in place of a sample, on one core: what is shorter is not judged."""
    sample = write_clip(tmp_path / "sample.mp4", pictures(GOOD, count=75))
    monkeypatch.setattr(many_speed, "SAMPLE", sample)
    monkeypatch.setattr(many_speed, "SIZES", {720: (640, 480)})
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


def test_the_folder_is_compared_with_the_plain_loop(tmp_path):
    told = throughput(tmp_path, 720, seconds=2, rounds=1, jobs=[1])
    assert re.search(r"^\| 1 \| [\d.]+ \| \*\*[\d.]+\*\* \| [\d.]+ ms \|", told, re.MULTILINE)
    assert "2 files of 720 lines" in told


def test_memory_is_told_over_many_files(tmp_path):
    told = leak(tmp_path, short=2)
    peaks = [int(peak) for peak in re.findall(r"\*\*(\d+), (\d+), (\d+) MB\*\*", told)[0]]
    assert all(50 < peak < 5000 for peak in peaks)
