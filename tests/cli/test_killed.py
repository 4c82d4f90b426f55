"""`formcheck review FOLDER` killed in the middle, as by a power cut: the same command goes on where it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import formcheck
from formcheck.results.stored import StoredReview
from tests.support.clips import pictures, write_clip

FRAMES = 48
PATIENCE_S = 300.0


def review(videos, out):
    """Start the command in a session of its own, so that all its processes can be killed at once."""
    command = [sys.executable, "-m", "formcheck", "review", str(videos), "--out", str(out), "--jobs", "1", "--no-video"]
    env = os.environ | {"PYTHONPATH": str(Path(formcheck.__file__).parents[1])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, env=env)


def until(holds, process):
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_after_kill_9_of_everything_the_same_command_goes_on(tmp_path):
    videos, out = tmp_path / "videos", tmp_path / "out"
    videos.mkdir()
    clip = write_clip(videos / "a.mp4", pictures(count=FRAMES))
    (videos / "b.mp4").write_bytes(clip.read_bytes())
    first = review(videos, out)
    until(lambda: (out / "a").exists() and list(out.glob(".b.*.part/*.csv.*.part")), first)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    there = sorted(path.name for path in out.iterdir())
    assert [name for name in there if not name.startswith(".")] == ["a"]
    assert StoredReview.open(out / "a").summary.file.frames == FRAMES  # what was finished is whole
    assert len(there) == 2  # and what was not is hidden
    finished = (out / "a" / "summary.json").stat().st_mtime_ns
    second = review(videos, out)
    said, _ = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 0, said
    assert said.count("judged already") == 1
    assert (out / "a" / "summary.json").stat().st_mtime_ns == finished
    assert StoredReview.open(out / "b").summary.file.frames == FRAMES
    assert sorted(path.name for path in out.iterdir()) == ["a", "b", "index.html", "summary.csv"]
