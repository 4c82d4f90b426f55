"""Many files reviewed at once, in processes of which one that dies takes its file along and nothing else."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.messages.message import Message, message
from formcheck.results.storage import at_hand, put_back
from formcheck.system.failures import EXIT_BAD_INPUT, EXIT_BROKEN, EXIT_NOT_JUDGED, failure
from formcheck.system.log import log_failure
from formcheck.system.worker_processes import Cancelled, ProcessDiedError, Progress, WorkerProcess

_LOG = logging.getLogger(__name__)

if TYPE_CHECKING:
    from formcheck.review.run import Options

FILES_A_PROCESS = 40
"""A process is replaced after this many files, so that nothing a library keeps can pile up."""


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

    @property
    def failure(self) -> Message | None:
        """Why the review failed; None where it did not, also where nothing could be judged."""
        failed = self.code in (EXIT_BROKEN, EXIT_BAD_INPUT)
        return self.words if failed and isinstance(self.words, Message) else None


def judge(job: FileToReview, options: Options, progress: Progress | None = None) -> Outcome:
    """Review one file in this process; a failure is told, not raised."""
    # Here: a process that only hands out work need not load them.
    from formcheck.review.rejudge_folder import rejudge_for_page
    from formcheck.review.run import review_file

    try:
        with put_back(job.folder, force=options.force) as folder, at_hand(job.file) as file:
            reviewed = (rejudge_for_page if options.earlier else review_file)(file, folder, options, progress)
    except Exception as error:
        return Outcome(job, *failure(error))
    return Outcome(job, 0 if reviewed.judged else EXIT_NOT_JUDGED, reviewed.verdict_message or reviewed.verdict)


class ReviewProcess:
    """A process that reviews one file after another, for the terminal and for the server alike.

    Parameters
    ----------
    interruptible
        See `WorkerProcess`.
    """

    def __init__(self, *, interruptible: bool = False) -> None:
        self._worker = WorkerProcess(_judge_task, most_tasks=FILES_A_PROCESS, interruptible=interruptible)

    def review(self, job: FileToReview, options: Options, progress: Progress, cancelled: threading.Event) -> Outcome:
        """Review one file. Raises `Cancelled` where that was broken off."""
        try:
            return self._worker.do((job, options), progress, cancelled)
        except ProcessDiedError as error:
            log_failure(_LOG, error)
            return Outcome(job, EXIT_BROKEN, message("error.review.process_died", path=str(job.file)))

    def stop(self) -> None:
        """End the process, which has nothing to do; another is started when needed."""
        self._worker.stop()


def _judge_task(task: tuple[FileToReview, Options], progress: Progress) -> Outcome:
    return judge(*task, progress)


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
    """Keeps one process at work until no file is left."""

    def __init__(
        self,
        waiting: queue.SimpleQueue[FileToReview],
        news: queue.SimpleQueue[RunningReview | Outcome],
        options: Options,
    ) -> None:
        super().__init__(name="formcheck-foreman", daemon=True)
        self._waiting, self._news, self._options = waiting, news, options
        self._stopped = threading.Event()

    def run(self) -> None:
        """Hand out files until none is left."""
        process = ReviewProcess(interruptible=True)
        with suppress(Cancelled, queue.Empty):
            while not self._stopped.is_set():
                job = self._waiting.get_nowait()
                self._news.put(process.review(job, self._options, self._reporter(job), self._stopped))
        process.stop()

    def stop(self) -> None:
        """Break off: the process is interrupted as by Ctrl-C, so that it clears up what it had begun."""
        self._stopped.set()

    def _reporter(self, job: FileToReview) -> Progress:
        return lambda done, total: self._news.put(RunningReview(job, done, total))
