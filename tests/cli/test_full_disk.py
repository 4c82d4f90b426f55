"""A disk that takes no more: one sentence with a way to go on, and nothing half-written.

Played by the limit that the system sets on the size of a file, which fails in the same place as a full disk does.
"""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

import formcheck
from tests.support import clips, stored
from tests.support.commands import everything

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
