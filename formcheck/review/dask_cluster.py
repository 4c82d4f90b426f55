"""Many videos on a cluster of computers, through a Dask scheduler that is there already.

Each file is one task. A task that was at work on a computer that died is given to another; what had been finished is
not judged again, and what had not is cleared up. Videos and results lie where every worker reaches them: on a shared
disk, under the same path, or at a URL.
"""

from __future__ import annotations

import logging
import queue
import re
import socket
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.pose.weights import find_model
from formcheck.results.folder import clear_unfinished
from formcheck.results.provenance import program_provenance
from formcheck.results.storage import on_disk
from formcheck.results.summary import ProgramProvenance
from formcheck.review.batch import judged_already
from formcheck.review.processes import FileToReview, Outcome, RunningReview, judge
from formcheck.system.extras import library
from formcheck.system.failures import EXIT_BAD_INPUT, EXIT_BROKEN, failure
from formcheck.system.log import log_failure, start_log

_LOG = logging.getLogger(__name__)

if TYPE_CHECKING:
    from formcheck.review.run import Options

_ADDRESS = re.compile(r"(?:(?P<scheme>tcp|tls|ws|wss|ucx)://)?(?P<host>[^/\s]+):(?P<port>\d{1,5})/?|inproc://.+")
CONNECT_S = 20.0
"""So long the scheduler has to answer."""

WORKERS_S = 120.0
"""So long all workers may be gone before the wait is given up."""

_TOPIC = "formcheck"
_TOLD_EVERY_S = 1.0
_LOOK_EVERY_S = 1.0


def review_on_cluster(
    jobs: Sequence[FileToReview], options: Options, address: str, *, without_workers_s: float = WORKERS_S
) -> Generator[RunningReview | Outcome]:
    """Review files on the workers of a Dask cluster; what is judged already in the same way is passed over.

    Parameters
    ----------
    jobs
        The files, see `formcheck.review.batch.find_files`.
    options
        How. A model named by its path must lie there for every worker.
    address
        Of the scheduler, such as ``tcp://host:8786``.
    without_workers_s
        So long all workers may be gone, seconds.

    Yields
    ------
    RunningReview or Outcome
        News as they come, with exactly one `Outcome` for each file. Leaving the loop early takes back what has not
        begun; what has is finished by its worker.

    Raises
    ------
    FormcheckError
        Dask is not installed, the scheduler does not answer or goes away, or there are no workers.
    """
    distributed = library("distributed", "cluster")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here, in one sentence
    program = program_provenance(find_model(options.model))
    _check_address(address)
    try:
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise FormcheckError(message("error.cluster.no_scheduler", address=address)) from error
    with client:
        news: queue.SimpleQueue[RunningReview | Outcome | None] = queue.SimpleQueue()
        client.subscribe_topic(_TOPIC, lambda event: news.put(RunningReview(jobs[event[1][0]], *event[1][1:])))
        futures = []
        for number, job in enumerate(jobs):
            future = client.submit(_judge, number, _for_all(job), options, program, pure=False)
            future.add_done_callback(lambda done, job=job: news.put(_outcome(job, done)))
            futures.append(future)
        try:
            yield from _listen(client, news, len(jobs), address, without_workers_s)
        finally:
            with suppress(Exception):  # the scheduler may be gone
                client.cancel(futures)
    for folder in (job.folder for job in jobs if on_disk(job.folder)):
        clear_unfinished(folder)


def _check_address(address: str) -> None:
    """Refuse an address that nobody can be at, before Dask tries for long and complains about its own clearing up."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise FormcheckError(message("error.cluster.address", address=address))
    if found["host"] is not None and found["scheme"] in (None, "tcp", "tls"):
        try:
            socket.create_connection((found["host"].strip("[]"), int(found["port"])), timeout=CONNECT_S).close()
        except (OSError, OverflowError, UnicodeError) as error:
            raise FormcheckError(message("error.cluster.no_scheduler", address=address)) from error


def _listen(
    client: Any, news: queue.SimpleQueue[RunningReview | Outcome | None], left: int, address: str, patience_s: float
) -> Generator[RunningReview | Outcome]:
    """Pass on the news until every file has its outcome; give up where nobody is left who could bring any."""
    seen_s = time.monotonic()
    while left:
        try:
            item = news.get(timeout=_LOOK_EVERY_S)
        except queue.Empty:
            gone, item = client.status != "running", None
        else:
            gone = item is None
        if gone:
            raise FormcheckError(message("error.cluster.gone", address=address))
        if item is not None:
            left -= isinstance(item, Outcome)
            yield item
        elif client.scheduler_info()["workers"]:
            seen_s = time.monotonic()
        elif time.monotonic() - seen_s > patience_s:
            raise FormcheckError(message("error.cluster.no_worker", address=address))


def _for_all(job: FileToReview) -> FileToReview:
    """Return a job as every computer understands it: a path from here counts from the root."""
    file, folder = (path.resolve() if on_disk(path) else path for path in (job.file, job.folder))
    return replace(job, file=file, folder=folder)


def _judge(number: int, job: FileToReview, options: Options, program: ProgramProvenance) -> Outcome:
    """Review one file on a worker."""
    from distributed import get_worker

    start_log()
    worker = get_worker()
    here = program_provenance(find_model(options.model))
    if here != program:
        differ = ", ".join(name for name, value in here if value != getattr(program, name))
        why = message("error.cluster.other_program", address=worker.address, differ=differ)
        return Outcome(job, EXIT_BAD_INPUT, why)
    verdict = None if options.force else judged_already(job, options, program)
    if verdict is None:
        told_s = 0.0

        def progress(done: int, total: int | None) -> None:
            nonlocal told_s
            if time.monotonic() - told_s >= _TOLD_EVERY_S:
                told_s = time.monotonic()
                worker.log_event(_TOPIC, (number, done, total))

        outcome = judge(job, options, progress)
        # A worker that was only thought dead may have finished the same file meanwhile.
        verdict = judged_already(job, options, program) if outcome.code == EXIT_BAD_INPUT else None
        if verdict is None:
            return outcome
    return Outcome(job, 0, verdict, skipped=True)


def _outcome(job: FileToReview, done: Any) -> Outcome | None:
    """Tell what came of a task that has ended; None where its scheduler has forgotten it."""
    if done.status == "finished":
        outcome: Outcome = replace(done.result(), job=job)
        return outcome
    if done.status != "error":
        return None
    error = done.exception()
    if type(error).__name__ == "KilledWorker":
        log_failure(_LOG, error)
        return Outcome(job, EXIT_BROKEN, message("error.cluster.workers_died", path=str(job.file)))
    return Outcome(job, *failure(error))
