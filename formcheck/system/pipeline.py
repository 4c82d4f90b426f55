"""Work ahead and behind: threads with bounded queues, so that reading, looking, judging and writing overlap.

Order is kept and nothing is dropped, so the results are the same as without threads.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Generator, Iterable
from types import TracebackType
from typing import Generic, Self, TypeVar

import cv2

Item = TypeVar("Item")

_END = object()


def ahead(items: Iterable[Item], depth: int = 4) -> Generator[Item]:
    """Iterate over `items` on a thread of its own that stays at most `depth` items ahead.

    An exception of `items` is raised here, after the items that came before it. Leaving the loop early stops
    the thread before this generator is closed.
    """
    waiting: queue.Queue[object] = queue.Queue(maxsize=depth)
    stop = threading.Event()
    failure: list[BaseException] = []

    def put(item: object) -> bool:
        while not stop.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(item, timeout=0.1)
                return True
        return False

    def read() -> None:
        try:
            for item in items:
                if not put(item):
                    return
        except BaseException as error:  # handed to the consumer, whatever it is
            failure.append(error)
        put(_END)

    thread = threading.Thread(target=read, name="formcheck-ahead", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not _END:
            yield item  # type: ignore[misc]
    finally:
        stop.set()
        thread.join()
    if failure:
        raise failure[0]


@contextlib.contextmanager
def one_thread_each() -> Generator[None]:
    """Keep OpenCV to the thread that calls it: where several call it, its own threads are only in their way."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


class Behind(Generic[Item]):
    """Call a function for one item after the other on a thread of its own, at most `depth` items behind.

    A context manager: leaving it waits for the work left; leaving it by an exception drops that work. An exception
    of the function is raised by the next call or on leaving.

    Examples
    --------
    >>> seen = []
    >>> with Behind(seen.append) as later:
    ...     later(1)
    ...     later(2)
    >>> seen
    [1, 2]
    """

    def __init__(self, work: Callable[[Item], object], depth: int = 4) -> None:
        self._work = work
        self._waiting: queue.Queue[object] = queue.Queue(maxsize=depth)
        self._failure: BaseException | None = None
        self._dropped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="formcheck-behind", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __call__(self, item: Item) -> None:
        """Hand over one item; waits while `depth` items are waiting."""
        self._raise_failure()
        self._waiting.put(item)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._dropped.set()
        self._waiting.put(_END)
        self._thread.join()
        if kind is None:
            self._raise_failure()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        # After a failure the queue is still emptied, so that nobody waits for ever on a full one.
        while (item := self._waiting.get()) is not _END:
            if self._failure is not None or self._dropped.is_set():
                continue
            try:
                self._work(item)  # type: ignore[arg-type]
            except BaseException as error:  # raised on the other thread, whatever it is
                self._failure = error
