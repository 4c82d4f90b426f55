"""A temporary folder that is gone after the program, also after one that was killed: the next start clears up."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from tempfile import TemporaryDirectory

from formcheck.results.folder import lives

_PREFIX = "formcheck-review-"


def scratch_folder() -> TemporaryDirectory[str]:
    """Make a folder that only this user may read, and remove those of programs that have died."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = left.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not lives(int(pid)) and left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
    return TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)
