"""Processes that review one file after another. One that dies takes down the file it was at, and nothing else."""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.messages.message import Message, message
from formcheck.results.storage import at_hand, put_back
from formcheck.system.failures import EXIT_BROKEN, EXIT_NOT_JUDGED, failure
from formcheck.system.log import log_failure, start_log
from formcheck.system.malloc import release_memory

_LOG = logging.getLogger(__name__)

if TYPE_CHECKING:
    from formcheck.review.loop import Progress
    from formcheck.review.run import Options

FILES_A_PROCESS = 40
"""A process is replaced after so many files, so that nothing a library keeps can pile up."""

_TOLD_EVERY_S = 0.2
_PATIENCE_S = 10.0
_SPAWN = get_context("spawn")  # forking after threads have started is not safe


@dataclass(frozen=True)
class FileToReview:
    """One file to review, and the folder of results to make of it."""

    file: Path
    folder: Path


@dataclass(frozen=True)
class RunningReview:
    """How far a file is: frames done and, where known, how many there are."""

    job: FileToReview
    done: int
    total: int | None


@dataclass(frozen=True)
class Outcome:
    """What came of a file.

    Attributes
    ----------
    job
        Which file.
    code
        Exit code: 0 judged, 3 nothing could be judged, 2 or 1 failed.
    words
        The verdict, or why it failed, one sentence.
    skipped
        Whether it had been judged before, in the same way.
    """

    job: FileToReview
    code: int
    words: Message | str
    skipped: bool = False


def judge(job: FileToReview, options: Options, progress: Progress | None = None) -> Outcome:
    """Review one file in this process; a failure is told, not raised."""
    from formcheck.review.run import review_file  # here: a process that only hands out work need not load it

    try:
        with put_back(job.folder, force=options.force) as folder, at_hand(job.file) as file:
            reviewed = review_file(file, folder, options, progress)
    except Exception as error:
        return Outcome(job, *failure(error))
    return Outcome(job, 0 if reviewed.judged else EXIT_NOT_JUDGED, reviewed.verdict_message or reviewed.verdict)


def review_all(jobs: Sequence[FileToReview], options: Options, processes: int) -> Generator[RunningReview | Outcome]:
    """Review many files at once.

    Parameters
    ----------
    jobs
        The files.
    options
        How.
    processes
        How many at once, at least 1.

    Yields
    ------
    RunningReview or Outcome
        News as they come, with exactly one `Outcome` for each file. Leaving the loop early stops all processes; each
        clears up what it had begun.
    """
    waiting: queue.SimpleQueue[FileToReview] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    news: queue.SimpleQueue[RunningReview | Outcome] = queue.SimpleQueue()
    crew = [_Foreman(waiting, news, options) for _ in range(min(processes, len(jobs)))]
    for foreman in crew:
        foreman.start()
    try:
        left = len(jobs)
        while left:
            item = news.get()
            left -= isinstance(item, Outcome)
            yield item
    except BaseException:
        for foreman in crew:
            foreman.stop()
        raise
    finally:
        for foreman in crew:
            foreman.join()


class _Foreman(threading.Thread):
    """Keeps one process at work, and starts another where it dies."""

    def __init__(
        self,
        waiting: queue.SimpleQueue[FileToReview],
        news: queue.SimpleQueue[RunningReview | Outcome],
        options: Options,
    ) -> None:
        super().__init__(name="formcheck-foreman", daemon=True)
        self._waiting, self._news, self._options = waiting, news, options
        self._stopped = threading.Event()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._files = 0

    def run(self) -> None:
        """Hand out files until none is left."""
        while not self._stopped.is_set():
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                break
            self._news.put(self._judge(job))
        self._dismiss()

    def stop(self) -> None:
        """Break off: the process is interrupted as by Ctrl-C."""
        self._stopped.set()
        process = self._process
        if process is not None and process.pid is not None and process.is_alive():
            if os.name == "nt":
                process.terminate()
            else:
                os.kill(process.pid, signal.SIGINT)

    def _judge(self, job: FileToReview) -> Outcome:
        try:
            pipe = self._worker()
            pipe.send(job)
            while True:
                item = pipe.recv()
                if isinstance(item, Outcome):
                    return item
                self._news.put(item)
        except (EOFError, OSError) as error:
            log_failure(_LOG, error)
            self._dismiss()
            return Outcome(job, EXIT_BROKEN, message("error.review.process_died", path=str(job.file)))

    def _worker(self) -> Connection:
        if self._pipe is None or self._files >= FILES_A_PROCESS:
            self._dismiss()
            self._pipe, far_end = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=_work, args=(far_end, self._options), daemon=True)
            self._process.start()
            far_end.close()  # only the process holds it now, so that its death is seen
            self._files = 0
        self._files += 1
        return self._pipe

    def _dismiss(self) -> None:
        if self._pipe is None or self._process is None:
            return
        with suppress(OSError):
            self._pipe.send(None)
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._pipe.close()
        self._pipe = self._process = None


def _work(pipe: Connection, options: Options) -> None:
    """Review the files that come through the pipe; where its other end is gone, nobody waits for them any more."""
    signal.signal(signal.SIGINT, _interrupt_once)
    start_log()
    with suppress(KeyboardInterrupt, EOFError, BrokenPipeError):
        while (job := pipe.recv()) is not None:
            told_s = 0.0

            def progress(done: int, total: int | None, job: FileToReview = job) -> None:
                nonlocal told_s
                if time.monotonic() - told_s >= _TOLD_EVERY_S:
                    told_s = time.monotonic()
                    pipe.send(RunningReview(job, done, total))

            outcome = judge(job, options, progress)
            release_memory()
            pipe.send(outcome)


def _interrupt_once(_signal: int, _frame: object) -> None:
    """Let Ctrl-C, which comes from the terminal and from the foreman, break off the work but not the clearing up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
