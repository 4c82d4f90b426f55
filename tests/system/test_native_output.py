from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.system.native_output import silenced


def test_what_is_written_past_python_is_hushed_and_comes_back(capfd):
    with silenced():
        os.write(2, b"chatter\n")
    os.write(2, b"wanted\n")
    assert capfd.readouterr().err == "wanted\n"


def test_what_python_wrote_before_is_not_lost(capfd):
    print("before", file=sys.stderr, end="")
    with silenced():
        pass
    assert capfd.readouterr().err == "before"


def test_an_error_passes_and_the_output_comes_back(capfd):
    with pytest.raises(ZeroDivisionError), silenced(), silenced():
        _ = 1 / 0
    os.write(2, b"wanted")
    assert capfd.readouterr().err == "wanted"


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="this system does not list open files")
def test_no_file_stays_open():
    def open_files() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    before = open_files()
    for _ in range(5):
        with silenced():
            pass
    assert open_files() == before


def test_what_python_writes_itself_still_comes_out():
    program = """
import os, sys
from formcheck.system.native_output import silenced
with silenced(), silenced():
    os.write(2, b"chatter ")
    print("ours", end=" ", file=sys.stderr)
print("after", end="", file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == "ours after"
