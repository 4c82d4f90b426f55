"""Folders that results cannot go into, or that hold some already; several files at once."""

import csv
import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from formcheck.system.log import FOLDER_VARIABLE
from tests.support import clips
from tests.support.commands import everything, refused, review


def test_existing_results_stay_without_force(tmp_path, out, enough):
    clip = clips.write_clip(tmp_path / "clip.mp4", enough)
    (out / "clip").mkdir(parents=True)
    (out / "clip" / "angles.csv").write_text("old")
    refused(review(clip, "--out", out), "--force")
    assert (out / "clip" / "angles.csv").read_text() == "old"
    assert review(clip, "--out", out, "--force").exit_code == 0
    assert (out / "clip" / "angles.csv").read_text().startswith("frame,")


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that even root cannot write into")
def test_a_folder_without_leave_to_write(tmp_path, few):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    refused(review(clip, "--out", "/sys/formcheck-results"), "Not allowed")


def test_a_read_only_folder(tmp_path, out, few, monkeypatch):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])

    def refuse(self, *_args, **_kwargs):
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    refused(review(clip, "--out", out), "Not allowed")
    assert everything(tmp_path) == ["clip.mp4"]


def test_a_full_disk(tmp_path, few):
    """A disk with room for a little: the kernel refuses to write any file past 5 kB, as a full disk does."""
    log = tmp_path.with_name("log") / "formcheck.log"
    log.parent.mkdir()
    log.write_text("It cannot grow either.\n" * 300, encoding="utf-8")
    clip = clips.write_clip(tmp_path / "clip.mp4", few)
    told = subprocess.run(
        [sys.executable, "-m", "formcheck", "review", str(clip), "--out", str(tmp_path / "results")],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {FOLDER_VARIABLE: str(log.parent)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
    )
    assert told.returncode == 2, told.stderr
    assert "no room" in told.stderr
    assert told.stderr.count("\n") == 1
    assert everything(tmp_path) == ["clip.mp4"]


def test_one_bad_file_does_not_stop_the_rest_and_decides_the_exit_code(tmp_path, out, enough):
    room = clips.write_clip(tmp_path / "room.mp4", [np.full((480, 640, 3), 128, np.uint8)] * 3)
    clip = clips.write_clip(tmp_path / "clip.mp4", enough)
    told = review(room, tmp_path / "nowhere.mp4", clip, "--out", out, "--no-video")
    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1
    assert sorted(p.name for p in out.iterdir()) == ["clip", "room"]
    told = review(room, clip, "--out", out, "--no-video", "--force")
    assert told.exit_code == 3


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path, out, enough):
    (tmp_path / "monday").mkdir()
    (tmp_path / "friday").mkdir()
    monday = clips.write_clip(tmp_path / "monday" / "left.mp4", enough[:51])
    friday = clips.write_clip(tmp_path / "friday" / "left.mp4", enough)
    assert review(monday, friday, "--out", out, "--no-video").exit_code == 0
    rows = [len((out / name / "angles.csv").read_text().splitlines()) - 1 for name in ("left", "left-2")]
    assert rows == [51, 52]


@pytest.mark.skipif(sys.platform != "linux", reason="other disks take no such names")
def test_odd_names_cost_no_file_its_review_and_the_overview_lists_them_all(tmp_path, out, few):
    folder = tmp_path / "films"
    folder.mkdir()
    clip = clips.write_clip(tmp_path / "clip.mp4", few).read_bytes()
    for name in (b"\xe9t\xe9.mp4", b"=1+1.mp4", b"index.html.mp4", b"red\x1b[31m.mp4", b"plain.mp4"):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_bytes(clip)
    told = review(folder, "--out", out, "--no-video", "--no-pdf", "--jobs", 1)
    assert told.exit_code == 3, told.output  # a moment each
    assert "itself failed" not in told.output and "\x1b" not in told.output
    with (out / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row["folder"] for row in csv.DictReader(file)}
    assert set(rows) == {"\ufffdt\ufffd.mp4", "'=1+1.mp4", "index.html.mp4", "red\ufffd[31m.mp4", "plain.mp4"}
    assert not [cell for row in rows.items() for cell in row if cell.startswith("=")]
    assert all((out / where.removeprefix("'") / "summary.json").exists() for where in rows.values())
    assert (out / "index.html").is_file()
