"""The job store: the videos that were dropped into the page, and all that the clinician may ask of them.

Everything lies in a temporary folder that goes with the program; only `JobStore.save` keeps anything.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from formcheck.archive.plans import weeks_at_home
from formcheck.archive.store import Archive, check_code
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.messages.catalogue import DEFAULT
from formcheck.messages.message import message
from formcheck.report.progress import write_page
from formcheck.results.exports.formats import check_formats
from formcheck.results.folder import lives
from formcheck.results.stored import StoredReview
from formcheck.results.visit import visit_of
from formcheck.settings import Settings
from formcheck.system.outputs import is_full, output_error
from formcheck.video.privacy import Pictures
from formcheck.web.clinician.export import keep, pack
from formcheck.web.clinician.goals import settings_of
from formcheck.web.clinician.job import Job
from formcheck.web.clinician.queue import ReviewQueue

_PREFIX = "formcheck-review-"
_NAME_LETTERS = 80


class JobStoreError(FormcheckError):
    """What is asked for cannot be done now; the message says why."""


class NoVideoError(JobStoreError):
    """There is no such video, or no longer."""


class JobStore:
    """Keeps the videos and has them reviewed, one after another.

    A context manager: leaving it removes everything that was not saved. The list of videos has a lock that is held
    for moments only; each video has one of its own, which may be held as long as judging or packing it takes. Whoever
    holds the first never waits for the second.

    Parameters
    ----------
    settings
        Every threshold.
    model
        The pose model.
    keep_in
        Folder in which the results are kept that the clinician saves.
    archive_file
        The archive of visits; None for that of the user.
    """

    def __init__(self, settings: Settings, model: str, keep_in: Path, archive_file: Path | None = None) -> None:
        self.archive_file = archive_file
        self.settings = settings
        self.keep_in = keep_in
        self._listed: dict[str, Job] = {}
        self._list_lock = threading.Lock()
        self._save_lock = threading.Lock()
        self._queue = ReviewQueue(model)
        self._scratch: TemporaryDirectory[str] | None = None

    def __enter__(self) -> JobStore:
        self._scratch = scratch_folder()
        self._queue.start()
        return self

    def __exit__(self, *error: object) -> None:
        with self._list_lock:
            for job in self._listed.values():
                job.cancelled.set()
            self._listed.clear()
        self._queue.stop()
        if self._scratch is not None:
            self._scratch.cleanup()

    def listed(self) -> list[Job]:
        """Every video, in the order they came."""
        with self._list_lock:
            return list(self._listed.values())

    def job(self, number: str) -> Job:
        """Return a video. Raises NoVideoError."""
        with self._list_lock:
            try:
                return self._listed[number]
            except KeyError as error:
                raise NoVideoError(message("error.job.gone")) from error

    def admit(self, name: str, size_bytes: int, language: str = DEFAULT) -> Job:
        """Make room for a video that is about to arrive; write it to its `file` and call `arrived`, or `remove`.

        Raises
        ------
        JobStoreError
            There is no room for it.
        """
        assert self._scratch is not None
        limits = self.settings.review_page
        if size_bytes == 0:
            raise JobStoreError(message("error.job.empty", name=name))
        if size_bytes > limits.largest_video_mb * 1_000_000:
            raise JobStoreError(message("error.job.too_large", name=name, mb=limits.largest_video_mb))
        if shutil.disk_usage(self._scratch.name).free < 2 * size_bytes + limits.spare_mb * 1_000_000:
            raise JobStoreError(message("error.job.no_room", name=name))
        with self._list_lock:
            if len(self._listed) >= limits.videos:
                raise JobStoreError(message("error.job.too_many", videos=limits.videos))
            number = secrets.token_hex(8)
            folder = Path(self._scratch.name) / number
            folder.mkdir()
            self._listed[number] = job = Job(
                number, folder, folder / _safe(name), settings=self.settings.judging, language=language
            )
        return job

    def arrived(self, job: Job) -> None:
        """Note that the file of a video is complete: its turn will come."""
        with job.lock:
            if not job.cancelled.is_set():
                self._queue.line_up(job)

    def remove(self, number: str) -> None:
        """Forget a video and everything about it that was not saved; breaks off its review. Raises NoVideoError."""
        job = self.job(number)
        job.cancelled.set()
        with self._list_lock:
            self._listed.pop(number, None)
        if job.state != "looking":  # else the queue removes the folder once it has broken off
            shutil.rmtree(job.folder, ignore_errors=True)

    def correct(self, number: str, corrections: Corrections) -> Job:
        """Judge a video with other corrections, at once; with another person, as soon as they have been looked at.

        Raises
        ------
        FormcheckError
            The video does not bear them out; nothing is changed then.
        """
        job = self.job(number)
        with job.lock:
            if job.looked is None or job.state != "judged":
                raise JobStoreError(message("error.job.not_judged"))
            if corrections.observed != job.looked.summary.corrections.observed:
                job.want(corrections)
                self._queue.line_up(job)
                return job
            self._release_others(job)
            judged = job.judge(corrections)
            job.correct(corrections, judged)
        return job

    def get_ready(self, number: str) -> None:
        """Do beforehand what takes longest when this video is judged again, where it can be done."""
        with suppress(FormcheckError):  # whoever then corrects it is told
            job = self.job(number)
            if job.state == "judged":
                self._release_others(job)
                job.get_ready()

    def _release_others(self, job: Job) -> None:
        """Keep at hand what judging this one again needs, and no other: it takes some 30 MB a minute of video."""
        for other in self.listed():
            if other is not job:
                other.release()

    def draw(self, number: str, language: str = DEFAULT) -> Job:
        """Have video and report made again, with the corrections in force, in a language, the person as wanted."""
        job = self.job(number)
        with job.lock:
            job.speak(language)
            if job.state == "judged" and not job.up_to_date:
                self._queue.line_up(job)
            return job

    def write(self, number: str, note: str) -> Job:
        """Take a note. Raises JobStoreError where it is too long."""
        most = self.settings.review_page.note_letters
        if len(note) > most:
            raise JobStoreError(message("error.job.note", most=most))
        job = self.job(number)
        with job.lock:
            job.write(note)
            return job

    def show(self, number: str, pictures: Pictures) -> Job:
        """Say how the person is to be shown; `draw` does it."""
        job = self.job(number)
        with job.lock:
            job.show(pictures)
            return job

    def visit(self, number: str, patient: str, visited_on: date | None) -> Job:
        """Say whose visit it is, and of which day; it is judged by that patient's own targets, where they have some.

        Raises
        ------
        FormcheckError
            That is no code, or the archive cannot be read.
        """
        code = check_code(patient) if patient else ""
        job = self.job(number)
        settings = settings_of(code, self.archive_file, self.settings.judging)
        with job.lock:
            job.visit(code, visited_on)
            self._release_others(job)
            job.judge_by(settings)
            return job

    def goals_changed(self, code: str) -> None:
        """Judge the videos of a patient by the targets that are kept now. Raises FormcheckError."""
        settings = settings_of(code, self.archive_file, self.settings.judging)
        for job in self.listed():
            with job.lock:
                if job.patient == code:
                    self._release_others(job)
                    job.judge_by(settings)

    def archive(self, number: str) -> Job:
        """Keep the numbers of a video in the archive, as a visit of its patient.

        Raises
        ------
        FormcheckError
            They are not there yet, nobody has entered a patient, or the archive cannot be written.
        """
        job = self.job(number)
        with job.lock:
            drawn = self._complete(job)
            if not job.patient:
                raise JobStoreError(message("error.job.no_patient"))
            with Archive(self.archive_file) as archive:
                archive.add(job.patient, visit_of(drawn))
            return job

    def progress(self, code: str, language: str) -> str:
        """Return the page of how a patient comes on, from the archive. Raises FormcheckError."""
        with Archive(self.archive_file) as archive, TemporaryDirectory() as folder:
            file = Path(folder) / "progress.html"
            visits, practices, postures = archive.visits(code), archive.practices(code), archive.postures(code)
            title, weeks = message("progress.of_patient", code=code), weeks_at_home(archive, code)
            write_page(file, title, visits, archive.settings(code), practices, language, postures, weeks)
            return file.read_text(encoding="utf-8")

    def save(self, number: str) -> Path:
        """Keep the results; return where.

        Raises
        ------
        FormcheckError
            They are not there yet, or cannot be written.
        """
        job = self.job(number)
        with job.lock:
            drawn = self._complete(job)
            with self._save_lock:  # two videos of one name are not to choose the same folder
                folder = keep(drawn, self.keep_in, job.file.stem)
            job.note_saved(folder)
            return folder

    def report(self, number: str) -> Path:
        """Return the folder with the report as it would be kept. Raises JobStoreError where it is not ready."""
        job = self.job(number)
        with job.lock:
            return self._complete(job).folder

    def pack(self, number: str, formats: Sequence[str], height_m: float | None = None) -> Path:
        """Put the results, and exports of them, into a ZIP file in a new folder of its own; return where it is.

        Whoever has sent the file removes that folder.

        Raises
        ------
        FormcheckError
            They are not there yet, a format does not exist, or the file cannot be written.
        """
        job = self.job(number)
        names = check_formats(formats, height_m)
        with job.lock:
            results = self._complete(job)
            folder = Path(mkdtemp(prefix="download-", dir=job.folder))
            try:
                return pack(results, folder, job.file.stem, names, height_m)
            except OSError as error:
                shutil.rmtree(folder, ignore_errors=True)
                raise no_room_or(error, job.file.name) from error
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise

    def _complete(self, job: Job) -> StoredReview:
        """Return the results that show the corrections in force, with the note; the caller holds its lock."""
        if job.drawn is None or job.state != "judged" or not job.up_to_date:
            raise JobStoreError(message("error.job.not_ready"))
        return job.drawn_with_note()


def no_room_or(error: OSError, name: str) -> FormcheckError:
    """Put what the disk has refused into one sentence: there is no room for a video's files, or what else it was."""
    if is_full(error):
        return JobStoreError(message("error.job.no_room", name=name))
    return output_error(Path(error.filename or tempfile.gettempdir()), error)


def _safe(name: str) -> str:
    """Make a name of a file out of what the browser calls it."""
    kept = re.sub(r"[^\w .()+-]", "_", Path(name.replace("\\", "/")).name).strip(" .")
    stem, suffix = Path(kept).stem[:_NAME_LETTERS], Path(kept).suffix[:10]
    return (stem or "video") + suffix


def scratch_folder() -> TemporaryDirectory[str]:
    """Make a folder that only this user may read, and remove those of programs that have died."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = left.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not lives(int(pid)) and left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
    return TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)
