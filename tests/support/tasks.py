"""Tasks for a worker process, which imports them by name."""

import os
import time
from contextlib import suppress
from pathlib import Path


def report(task, progress):
    """Report once and give back the task with the number of the process."""
    progress(1, 2)
    return task, os.getpid()


def die(task, progress):
    """Die over the task as a process does that is killed; do any other."""
    if task == "deadly":
        os._exit(9)
    return task


def work_for_ever(task, progress):
    """Never end; leave a file while at work, and remove it where there is time to clear up."""
    mark = Path(task)
    try:
        mark.touch()
        while True:
            progress(1, None)
            time.sleep(0.01)
    finally:
        with suppress(OSError):
            mark.unlink()
