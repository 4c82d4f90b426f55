"""Processes beside this one that do one task after another: one that dies takes its task along, and nothing else."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, Self, TypeVar

from formcheck.system.log import start_log

Task = TypeVar("Task")
Result = TypeVar("Result")

Progress = Callable[[int, int | None], object]
"""Called now and then with how much is done and how much there is, where that is known."""

_REPORT_EVERY_S = 0.2
"""A process reports no more often than this: the pipe and its reader would only be kept busy."""
_LISTEN_S = 0.1
"""So soon a task that nobody wants any more is broken off."""
_PATIENCE_S = 10.0
"""So long a process may take to clear up before it is ended by force."""
_SPAWN = get_context("spawn")  # forking after threads have started is not safe


class Cancelled(Exception):  # noqa: N818  # nothing has gone wrong
    """Nobody wants the result any more."""


class ProcessDiedError(Exception):
    """The process is gone without a result: killed, out of memory, or broken in a library."""


class WorkerProcess(Generic[Task, Result]):
    """A process that does one task after another, started when there is something to do.

    Not to be used by two threads at once. A context manager: leaving it ends the process.

    Parameters
    ----------
    work
        Does one task, in the process: a function of a module, given the task and where to report to. It turns its own
        failures into results: one that is raised ends the process.
    most_tasks
        After this many the process is replaced, so that nothing a library keeps can pile up; None: never.
    interruptible
        Whether Ctrl-C at the terminal interrupts the work, and a task that is cancelled is interrupted likewise, so
        that it clears up what it had begun. Otherwise Ctrl-C is for the program that started the process, and a task
        that is cancelled ends with the process, at once.
    """

    def __init__(
        self, work: Callable[[Task, Progress], Result], *, most_tasks: int | None = None, interruptible: bool = False
    ) -> None:
        self._work = work
        self._most_tasks = most_tasks
        self._interruptible = interruptible
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._tasks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def do(self, task: Task, progress: Progress, cancelled: threading.Event) -> Result:
        """Have one task done.

        Parameters
        ----------
        task
            What; it is pickled, as is the result.
        progress
            Told now and then how far it is.
        cancelled
            Set it to break off.

        Raises
        ------
        Cancelled
            It has been broken off.
        ProcessDiedError
            The process died over it; another is started for the next one.
        """
        try:
            pipe = self._connected()
            pipe.send(task)
            while not cancelled.is_set():
                if pipe.poll(_LISTEN_S):
                    done, news = pipe.recv()
                    if done:
                        result: Result = news
                        return result
                    progress(*news)
        except (EOFError, OSError) as error:
            self._end(interrupt=False)
            raise ProcessDiedError from error
        except BaseException:
            self._end(interrupt=self._interruptible)
            raise
        self._end(interrupt=self._interruptible)
        raise Cancelled

    def stop(self) -> None:
        """End the process, which has nothing to do; another is started when needed."""
        self._end(interrupt=False, patient=self._interruptible)

    def _connected(self) -> Connection:
        if self._most_tasks is not None and self._tasks >= self._most_tasks:
            self.stop()
        if self._pipe is None:
            self._pipe, far_end = _SPAWN.Pipe()
            arguments = (far_end, self._work, self._interruptible)
            self._process = _SPAWN.Process(target=_serve, args=arguments, name="formcheck-worker", daemon=True)
            self._process.start()
            far_end.close()  # only the process holds it now, so that its death is noticed
            self._tasks = 0
        self._tasks += 1
        return self._pipe

    def _end(self, *, interrupt: bool, patient: bool = False) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is None or pipe is None:
            return
        if interrupt and os.name != "nt" and process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGINT)
        pipe.close()  # a process that waits for its next task ends
        if interrupt or patient:
            process.join(_PATIENCE_S)
        if process.is_alive():
            process.terminate()
        process.join()


def _serve(pipe: Connection, work: Callable[[Task, Progress], Result], interruptible: bool) -> None:
    """Do the tasks that come through the pipe, until its other end is gone."""
    signal.signal(signal.SIGINT, _interrupt_once if interruptible else signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the process that has started this one ends it in order
    start_log()
    with suppress(KeyboardInterrupt, EOFError, BrokenPipeError):
        while True:
            task: Task = pipe.recv()
            result = work(task, _reporter(pipe))
            release_memory()
            pipe.send((True, result))


def _reporter(pipe: Connection) -> Progress:
    reported_s = 0.0

    def progress(done: int, total: int | None) -> None:
        nonlocal reported_s
        if time.monotonic() - reported_s >= _REPORT_EVERY_S:
            reported_s = time.monotonic()
            pipe.send((False, (done, total)))

    return progress


def _interrupt_once(_signal: int, _frame: object) -> None:
    """Let Ctrl-C, from the terminal or from `WorkerProcess`, break off the work but not the clearing up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def release_memory() -> None:
    """Release freed memory to the system, where the C library (glibc) can be asked to; elsewhere nothing is done.

    The review of a video, or a practice, frees hundreds of megabytes in pieces of every size, which glibc keeps for
    later, separately for each thread: a process that reviews one video after another grows by tens of megabytes each
    time, though it has nothing more in use.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
