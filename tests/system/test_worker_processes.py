"""Processes that do one task after another, and memory that goes back to the system."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from formcheck.system.worker_processes import Cancelled, ProcessDiedError, WorkerProcess
from tests.support.tasks import die, report, work_for_ever

HELD = """
import os
from pathlib import Path
from formcheck.system.worker_processes import release_memory

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


@pytest.fixture
def wanted():
    return threading.Event()


def test_a_task_is_done_in_another_process_which_reports_and_is_kept_for_the_next(wanted):
    reported = []
    with WorkerProcess(report) as worker:
        first, second = (worker.do(task, lambda *news: reported.append(news), wanted) for task in ("a", "b"))
    assert [first[0], second[0]] == ["a", "b"]
    assert first[1] == second[1] != os.getpid()
    assert (1, 2) in reported


def test_a_process_is_replaced_after_its_last_task(wanted):
    with WorkerProcess(report, most_tasks=1) as worker:
        first, second = (worker.do(task, print, wanted) for task in "ab")
    assert first[1] != second[1]


def test_a_process_that_dies_takes_its_task_along_and_no_other(wanted):
    with WorkerProcess(die) as worker:
        with pytest.raises(ProcessDiedError):
            worker.do("deadly", print, wanted)
        assert worker.do("harmless", print, wanted) == "harmless"


@pytest.mark.parametrize(
    "interruptible",
    [pytest.param(True, marks=pytest.mark.skipif(os.name == "nt", reason="nothing interrupts a process there")), False],
)
def test_a_task_that_is_cancelled_ends_and_clears_up_where_it_may_be_interrupted(interruptible, tmp_path, wanted):
    mark = tmp_path / "mark"

    def cancel(_done, _total):
        wanted.set()

    with WorkerProcess(work_for_ever, interruptible=interruptible) as worker, pytest.raises(Cancelled):
        worker.do(str(mark), cancel, wanted)
    assert mark.exists() is not interruptible
