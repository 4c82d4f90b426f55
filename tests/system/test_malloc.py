"""Memory that was freed goes back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

HELD = """
import os
from pathlib import Path
from formcheck.system.malloc import release_memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

pieces = [bytes(60_000) for _ in range(2000)]
last = pieces[-1]  # above all the others, so that they are not given back by themselves
del pieces
before = held()
release_memory()
print(before - held())
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells so simply what a process holds")
def test_what_was_freed_is_handed_back():
    done = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 50
