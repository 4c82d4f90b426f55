"""The speed benchmark measures what it says; how fast anything is stays out of the tests."""

import json
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from lab.live_latency import PacedFile
from lab.long_clip import FPS, write_long_clip, write_short_clip
from lab.runs import Run, run
from tests.support.clips import GOOD, pictures, write_clip


@pytest.fixture
def short(tmp_path) -> Path:
    return write_clip(tmp_path / "short.mp4", pictures(GOOD, count=10))


def test_a_long_clip_has_its_size_and_an_even_pace_over_the_seams(short, tmp_path):
    path = write_long_clip(tmp_path / "long.mp4", short, (320, 180), 1.5)
    with av.open(str(path)) as video:
        frames = list(video.decode(video=0))
    assert len(frames) == 50 and {(frame.width, frame.height) for frame in frames} == {(320, 180)}
    assert np.diff([float(frame.time or 0) for frame in frames]) == pytest.approx(1 / FPS, abs=1e-3)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["long.mp4", "short.mp4"]


def test_a_run_tells_time_memory_and_what_was_printed():
    program = "import time; block = bytearray(200_000_000); time.sleep(0.6); print('done')"
    done = run([sys.executable, "-c", program], every_s=0.1)
    assert done.output.strip() == "done"
    assert done.wall_s >= 0.6 and done.cpu_s > 0
    assert done.peak_mb == pytest.approx(210, abs=30)


def test_a_short_clip_is_the_start_of_the_sample(short, tmp_path):
    path = write_short_clip(tmp_path / "start.mp4", short, (320, 180), 4)
    with av.open(str(path)) as video:
        assert len(list(video.decode(video=0))) == 4


def test_the_memory_of_the_processes_a_run_starts_can_be_counted_too():
    inner = "import time; block = bytearray(200_000_000); time.sleep(0.6)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    assert run([sys.executable, "-c", outer], every_s=0.1).peak_mb < 100
    assert run([sys.executable, "-c", outer], every_s=0.1, whole_family=True).peak_mb > 200


def test_growth_is_that_of_the_late_part():
    filling = [(float(s), 10.0 * s) for s in range(30)]
    leaking = [(float(s), 300 + s / 60) for s in range(30, 100)]
    done = Run(100.0, 1.0, 0.0, filling + leaking, "")
    assert done.growth_mb_per_minute() == pytest.approx(1.0, abs=0.01)
    assert np.isnan(Run(100.0, 1.0, 0.0, filling, "").growth_mb_per_minute())


def test_the_paced_file_is_a_webcam_that_never_runs_out(short):
    webcam = PacedFile(short)
    seen = [webcam.read() for _ in range(13)]
    assert all(good and image.shape == (720, 960, 3) for good, image in seen)
    steps = np.diff(webcam.taken_s)
    assert len(webcam.taken_s) == 13 and steps.min() >= 0 and np.sum(steps) >= 0.3


@pytest.mark.parametrize("program", ["judging_time", "live_latency"])
def test_a_part_of_the_benchmark_prints_its_figures(program, short):
    more = ["2"] if program == "live_latency" else []
    figures = json.loads(run([sys.executable, "-m", f"lab.{program}", str(short), *more]).output)
    assert all(value > 0 for name, value in figures.items() if name != "cue_worst")


def test_the_plain_loop_sees_every_frame(short):
    from formcheck.pose.weights import find_model

    assert int(run([sys.executable, "-m", "lab.plain_loop", str(short), str(find_model("full")), "480"]).output) == 10
