"""A disk that takes no more: one sentence with a way to go on, and nothing half-written.

Played by the limit that the system sets on the size of a file, which fails in the same place as a full disk does.
"""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

import formcheck
from formcheck.records import Frame, Pose
from formcheck.results.poses import NAME as POSES
from formcheck.results.poses import Recorder
from tests.support import clips, stored
from tests.support.commands import everything

STANDING = clips.SAMPLES / "standing"
pytest.importorskip("resource", reason="Windows sets no such limits")


def limited(*arguments: object, size_bytes: int = 3000, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command whose files may not grow beyond a size."""
    import resource

    env = os.environ | {"PYTHONPATH": str(Path(formcheck.__file__).parents[1]), "HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "formcheck", *map(str, arguments)],
        env={key: value for key, value in env.items() if not key.startswith("XDG_")},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes)),
    )


def test_a_review_says_that_there_is_no_room_and_where_else_to_write(tmp_path):
    photo, out = tmp_path / "p.jpg", tmp_path / "out"
    cv2.imwrite(str(photo), clips.pictures(count=1)[0])
    came = limited("review", photo, "--out", out, home=tmp_path / "home")
    assert came.returncode == 2 and came.stdout == ""
    says = f"There is no room left to write {out / 'p'}"
    assert came.stderr.startswith(says) and "--out" in came.stderr and came.stderr.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("command", ["export", "compare", "archive"])
def test_so_do_the_other_commands_that_write(tmp_path, command):
    results = stored.store(tmp_path / "clip").folder
    before = everything(tmp_path)
    arguments = {
        "export": ("export", results, "--to", "json"),
        "compare": ("compare", results, results, "--out", tmp_path / "page.html"),
        "archive": ("archive", "add", "P1", results, "--archive", tmp_path / "archive.sqlite"),
    }[command]
    came = limited(*arguments, home=tmp_path / "home")
    assert came.returncode == 2
    assert came.stderr.count("\n") == 1 and "Traceback" not in came.stderr
    assert "no room left" in came.stderr or "free some room" in came.stderr
    left = [name for name in everything(tmp_path) if name not in before and not name.startswith("home")]
    assert [name for name in left if not name.startswith("archive.sqlite")] == []


def test_so_does_what_is_judged_again(tmp_path):
    results = stored.store(tmp_path / "clip").folder
    recorder, nowhere = Recorder(), np.full((33, 3), np.nan)
    recorder.add(Frame(0, 0.0, pose=Pose((640, 480), np.full((33, 2), 100.0), np.ones(33), np.ones(33), nowhere)))
    recorder.write(results / POSES)
    how = ("--out", tmp_path / "again", "--rear-side", "left", "--no-video")
    came = limited("rejudge", results, *how, home=tmp_path / "home")
    assert (came.returncode, came.stdout, came.stderr.count("\n")) == (2, "", 1)
    assert came.stderr.startswith(f"There is no room left to write {tmp_path / 'again' / 'clip'}")
    assert "--out" in came.stderr
    assert not (tmp_path / "again").exists()


def test_a_posture_check_is_told_all_the_same(tmp_path):
    pictures = ("--before", STANDING / "before_1.jpg", "--after", STANDING / "after_1.jpg")
    came = limited("posture", *pictures, "--out", tmp_path / "posture", home=tmp_path / "home")
    assert (came.returncode, came.stderr.count("\n")) == (2, 1)
    assert came.stderr.startswith(f"There is no room left to write {tmp_path / 'posture'}")
    assert "--out" in came.stderr
    assert "Hips" in came.stdout  # what was measured is not lost
    assert not (tmp_path / "posture").exists()
