"""Folders that may only be read, as on a disc: what is there is used, and what is made goes elsewhere.

Played by a mount that may only be read, which also holds for the account that may do everything.
"""

import shlex
import shutil
import subprocess
import sys

import numpy as np
import pytest

from formcheck.records import Frame, Pose
from formcheck.results.poses import NAME as POSES
from formcheck.results.poses import Recorder
from tests.support import stored
from tests.support.clips import SAMPLES
from tests.support.commands import everything

ALONE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec")


def locked(folder, *arguments):
    """Run a command while a folder may only be read."""
    lock = f"mount --bind {folder} {folder}; mount -o remount,ro,bind {folder}; "
    typed = shlex.join([sys.executable, "-m", "formcheck", *map(str, arguments)])
    return subprocess.run([*ALONE, lock + typed], capture_output=True, text=True, check=False)


def _may_mount(folder):
    if shutil.which("unshare") is None:
        return False
    tried = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}"
    return subprocess.run([*ALONE, tried], capture_output=True, check=False).returncode == 0


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Results whose folder may only be read from then on."""
    folder = stored.store(tmp_path / "disc" / "clip").folder
    recorder, nowhere = Recorder(), np.full((33, 3), np.nan)
    for index in range(4):
        pose = Pose((640, 480), np.full((33, 2), 100.0), np.ones(33), np.ones(33), nowhere)
        recorder.add(Frame(index, index / 30, pose=pose))
    recorder.write(folder / POSES)
    if not _may_mount(tmp_path / "disc"):
        pytest.skip("this system lets nobody mount anything")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return folder


def one_sentence(done, *words):
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done
    assert all(word in done.stderr for word in words), done.stderr


def test_an_export_says_where_else_to_write_and_writes_there(results, tmp_path):
    disc, before = results.parent, everything(results.parent)
    one_sentence(
        locked(disc, "export", results, "--to", "json"), "Not allowed to write", "choose another folder (--out)"
    )
    done = locked(disc, "export", results, "--to", "json", "--to", "csv", "--out", tmp_path / "own")
    assert (done.returncode, done.stderr) == (0, "")
    assert {"clip/review.json", "clip/angles_units.csv"} <= set(everything(tmp_path / "own"))
    one_sentence(locked(disc, "export", results, "--to", "json", "--out", disc / "own"), str(disc / "own"), "--out")
    assert everything(disc) == before


def test_a_review_is_judged_again_elsewhere(results, tmp_path):
    disc, before = results.parent, everything(results.parent)
    how = ("--no-video", "--no-pdf", "--rear-side", "left")
    one_sentence(locked(disc, "rejudge", results, "--out", disc / "again", *how), str(disc / "again"), "--out")
    done = locked(disc, "rejudge", results, "--out", tmp_path / "own", *how)
    assert (done.returncode, done.stderr) == (3, "")
    assert (tmp_path / "own" / "clip" / "report.html").exists()
    assert everything(disc) == before


def test_a_posture_check_is_told_and_says_where_else_to_write(results):
    disc, standing = results.parent, SAMPLES / "standing"
    pictures = ("--before", standing / "before_1.jpg", "--after", standing / "after_1.jpg")
    done = locked(disc, "posture", *pictures, "--out", disc / "posture")
    one_sentence(done, "Not allowed to write", str(disc / "posture"), "--out")
    assert "Hips" in done.stdout  # what was measured is not lost


def test_summaries_of_several_are_exported_elsewhere(results, tmp_path):
    pytest.importorskip("pyarrow")
    done = locked(results.parent, "export", results.parent, "--to", "parquet", "--out", tmp_path / "own")
    assert (done.returncode, done.stderr) == (0, "")
    assert {"summary.parquet", "clip/angles.parquet"} <= set(everything(tmp_path / "own"))
