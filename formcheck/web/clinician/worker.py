"""A process beside the server that reviews one video after another: a file that kills it takes nothing else along."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from formcheck.messages.message import Message, message
from formcheck.review.run import Options
from formcheck.system.failures import failure
from formcheck.system.log import log_failure, start_log
from formcheck.system.malloc import release_memory

_LOG = logging.getLogger(__name__)

_SPAWN = get_context("spawn")  # forking a server that has threads is not safe
_TOLD_EVERY_S = 0.2
_LISTEN_S = 0.1

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True)
class Task:
    """One video to review, the folder of results to make of it, and how."""

    file: Path
    folder: Path
    options: Options


class Cancelled(Exception):  # noqa: N818  # nothing has gone wrong
    """Nobody wants the review any more."""


class Worker:
    """Reviews videos in a process of its own, which is started when there is something to do.

    Not to be used by two threads at once.
    """

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def review(self, task: Task, progress: Progress, cancelled: threading.Event) -> Message | None:
        """Review one video.

        Parameters
        ----------
        task
            What.
        progress
            Told now and then how many frames are done, and how many there are.
        cancelled
            Set it to break off.

        Returns
        -------
        Message or None
            Why it failed; None where it did not.

        Raises
        ------
        Cancelled
            It has been broken off.
        """
        try:
            pipe = self._connected()
            pipe.send(task)
            while True:
                if cancelled.is_set():
                    raise Cancelled
                if pipe.poll(_LISTEN_S):
                    news = pipe.recv()
                    if news is None or isinstance(news, Message):
                        return news
                    progress(*news)
        except (EOFError, OSError) as error:
            log_failure(_LOG, error)
            self.stop()
            return message("error.review.process_died", path=task.file.name)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the process; another is started when needed."""
        if self._process is not None and self._pipe is not None:
            self._process.terminate()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None

    def _connected(self) -> Connection:
        if self._pipe is None:
            self._pipe, far_end = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=_work, args=(far_end,), name="formcheck-review", daemon=True)
            self._process.start()
            far_end.close()  # only the process holds it now, so that its death is seen
        return self._pipe


def _work(pipe: Connection) -> None:
    """Review what comes through the pipe, until its other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    start_log()
    with suppress(EOFError, BrokenPipeError):
        from formcheck.review.run import review_file

        while True:
            task: Task = pipe.recv()
            told_s = 0.0

            def progress(done: int, total: int | None) -> None:
                nonlocal told_s
                if time.monotonic() - told_s >= _TOLD_EVERY_S:
                    told_s = time.monotonic()
                    pipe.send((done, total))

            why = None
            try:
                review_file(task.file, task.folder, task.options, progress)
            except BrokenPipeError:
                raise
            except Exception as error:
                why = failure(error)[1]
            release_memory()
            pipe.send(why)
