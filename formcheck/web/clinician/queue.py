"""The clerk: has the videos on the desk reviewed, one after another."""

from __future__ import annotations

import queue
import shutil
import threading
from contextlib import suppress

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.results.stored import StoredReview
from formcheck.review.run import Options
from formcheck.settings import Settings
from formcheck.web.clinician.job import Case
from formcheck.web.clinician.worker import Cancelled, Task, Worker


class Clerk:
    """A thread that reviews what is lined up, and clears away what nobody wants any more.

    Parameters
    ----------
    settings
        Every threshold.
    model
        The pose model.
    lock
        Held by whoever changes a case.
    """

    def __init__(self, settings: Settings, model: str, lock: threading.RLock) -> None:
        self._settings = settings
        self._model = model
        self._lock = lock
        self._waiting: queue.SimpleQueue[Case | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work."""
        self._thread = threading.Thread(target=self._review_all, name="formcheck-clerk", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, once what is being reviewed is done or broken off."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def line_up(self, case: Case) -> None:
        """Have a video reviewed in its turn; the caller holds the lock."""
        case.state, case.done, case.total, case.trouble = "waiting", 0, None, ""
        self._waiting.put(case)

    def _review_all(self) -> None:
        worker = Worker()
        try:
            while (case := self._waiting.get()) is not None:
                if not case.cancelled.is_set():
                    with suppress(Cancelled):
                        self._review(worker, case)
                if case.cancelled.is_set():
                    shutil.rmtree(case.folder, ignore_errors=True)
        finally:
            worker.stop()

    def _review(self, worker: Worker, case: Case) -> None:
        """Review one video: the first time, for another person, or to have the corrections drawn."""
        with self._lock:
            case.state = "looking"
            case.rounds += 1
            new_look = case.looked is None or case.looked.summary.corrections.person != case.wanted.person
            given = Corrections(person=case.wanted.person) if new_look else case.wanted
            folder = case.folder / f"results-{case.rounds}"
        options = Options(self._settings, self._model, corrections=given, note=case.note, pictures=case.pictures)

        def progress(done: int, total: int | None) -> None:
            case.done, case.total = done, total

        why = worker.review(Task(case.file, folder, options), progress, case.cancelled)
        with self._lock:
            try:
                if why:
                    raise FormcheckError(why)
                case.take(StoredReview.open(folder), new_look)
            except FormcheckError as error:
                case.trouble = str(error).replace(str(case.file), case.file.name)
            if case.judged is not None:  # where it failed, what was found before still stands
                case.wanted = case.judged.summary.corrections
            case.state = "failed" if case.judged is None else "judged"
