"""Has the videos of the job store reviewed, one after another."""

from __future__ import annotations

import queue
import shutil
import threading
from contextlib import suppress

from formcheck.review.processes import FileToReview, ReviewProcess
from formcheck.review.run import Options
from formcheck.system.worker_processes import Cancelled
from formcheck.web.clinician.job import Job


class ReviewQueue:
    """A thread that reviews what is lined up, and removes what nobody wants any more.

    Parameters
    ----------
    model
        The pose model.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work."""
        self._thread = threading.Thread(target=self._review_all, name="formcheck-review-queue", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, once what is being reviewed is done or broken off."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def line_up(self, job: Job) -> None:
        """Have a video reviewed in its turn; the caller holds its lock."""
        job.wait()
        self._waiting.put(job)

    def _review_all(self) -> None:
        process = ReviewProcess()
        try:
            while (job := self._waiting.get()) is not None:
                if not job.cancelled.is_set():
                    with suppress(Cancelled):
                        self._review(process, job)
                if job.cancelled.is_set():
                    shutil.rmtree(job.folder, ignore_errors=True)
        finally:
            process.stop()

    def _review(self, process: ReviewProcess, job: Job) -> None:
        """Review one video: the first time, for another person, or to have the corrections drawn."""
        with job.lock:
            folder, given, earlier = job.begin_review()
        options = Options(
            job.settings,
            self._model,
            corrections=given,
            note=job.note,
            pictures=job.pictures,
            patient=job.patient,
            visited_on=job.visited_on,
            language=job.language,
            earlier=earlier,
        )
        outcome = process.review(FileToReview(job.file, folder), options, job.note_progress, job.cancelled)
        with job.lock:
            job.end_review(folder, outcome.failure)
