"""The desk: the videos that were dropped into the page, each with what was found in it and what was corrected.

Everything lies in a temporary folder that goes with the program; only `Desk.save` keeps anything.
"""

from __future__ import annotations

import queue
import re
import secrets
import shutil
import threading
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from formcheck.clinic.scratch import scratch_folder
from formcheck.clinic.worker import Cancelled, Task, Worker
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.review.again import JudgedAgain, judge_again, judged_then
from formcheck.review.export.formats import check_formats, export
from formcheck.review.folder import whole_folder
from formcheck.review.note import write_note
from formcheck.review.review import Options
from formcheck.review.stored import StoredReview
from formcheck.settings import Settings
from formcheck.video.privacy import Pictures

State = Literal["arriving", "waiting", "looking", "judged", "failed"]

_NAME_LETTERS = 80


class DeskError(FormcheckError):
    """What is asked for cannot be done now; the message says why."""


class NoVideoError(DeskError):
    """There is no such video on the desk, or no longer."""


@dataclass(eq=False)
class Case:
    """One video on the desk.

    Attributes
    ----------
    number
        Its number on the desk, unguessable.
    folder
        A folder of its own, with the video and the results.
    file
        The video.
    state
        ``arriving``, ``waiting`` for its turn, being ``looking``ed at, ``judged``, ``failed``.
    done, total
        Frames reviewed, and how many there are where that is known.
    trouble
        What went wrong last, one sentence; empty where nothing did.
    wanted
        The corrections in force.
    note
        What the clinician wrote.
    pictures
        How the person is to be shown in the report and the video.
    looked
        The review that everything is judged anew from.
    drawn
        The review whose video and report there are.
    judged
        What is found with the corrections in force.
    saved
        Where it has been kept, as it is now.
    """

    number: str
    folder: Path
    file: Path
    state: State = "arriving"
    done: int = 0
    total: int | None = None
    trouble: str = ""
    wanted: Corrections = field(default_factory=Corrections)
    note: str = ""
    pictures: Pictures = "as filmed"
    looked: StoredReview | None = None
    drawn: StoredReview | None = None
    judged: JudgedAgain | None = None
    saved: Path | None = None
    rounds: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def up_to_date(self) -> bool:
        """Whether video and report show the corrections in force, and the person as wanted."""
        if self.drawn is None:
            return False
        summary = self.drawn.summary
        return (summary.corrections, summary.pictures) == (self.wanted, self.pictures)


class Desk:
    """Keeps the videos and has them reviewed, one after another.

    A context manager: leaving it removes everything that was not saved.

    Parameters
    ----------
    settings
        Every threshold.
    model
        The pose model.
    keep_in
        Folder in which the results are kept that the clinician saves.
    """

    def __init__(self, settings: Settings, model: str, keep_in: Path) -> None:
        self.settings = settings
        self.keep_in = keep_in
        self._model = model
        self._cases: dict[str, Case] = {}
        self._lock = threading.RLock()
        self._waiting: queue.SimpleQueue[Case | None] = queue.SimpleQueue()
        self._scratch: TemporaryDirectory[str] | None = None
        self._clerk: threading.Thread | None = None

    def __enter__(self) -> Desk:
        self._scratch = scratch_folder()
        self._clerk = threading.Thread(target=self._review_all, name="formcheck-clerk", daemon=True)
        self._clerk.start()
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:
            for case in self._cases.values():
                case.cancelled.set()
            self._cases.clear()
        self._waiting.put(None)
        if self._clerk is not None:
            self._clerk.join()
        if self._scratch is not None:
            self._scratch.cleanup()

    def cases(self) -> list[Case]:
        """Every video, in the order they came."""
        with self._lock:
            return list(self._cases.values())

    def case(self, number: str) -> Case:
        """Return a video. Raises NoVideoError."""
        with self._lock:
            try:
                return self._cases[number]
            except KeyError as error:
                raise NoVideoError("This video is not here any more: drop it in again.") from error

    def admit(self, name: str, size_bytes: int) -> Case:
        """Make room for a video that is about to arrive; write it to its `file` and call `arrived`, or `remove`.

        Raises
        ------
        DeskError
            There is no room for it.
        """
        assert self._scratch is not None
        limits = self.settings.review_page
        if size_bytes == 0:
            raise DeskError(f"{name} is empty.")
        if size_bytes > limits.largest_video_mb * 1_000_000:
            raise DeskError(f"{name} is larger than {limits.largest_video_mb} MB: use formcheck review for it.")
        if shutil.disk_usage(self._scratch.name).free < 2 * size_bytes + limits.spare_mb * 1_000_000:
            raise DeskError(f"There is no room left on this computer for {name}: free some.")
        with self._lock:
            if len(self._cases) >= limits.videos:
                raise DeskError(f"There are {limits.videos} videos here already: remove some first.")
            number = secrets.token_hex(8)
            folder = Path(self._scratch.name) / number
            folder.mkdir()
            self._cases[number] = case = Case(number, folder, folder / _safe(name))
        return case

    def arrived(self, case: Case) -> None:
        """Note that the file of a video is complete: its turn will come."""
        with self._lock:
            if case.number in self._cases:
                self._line_up(case)

    def remove(self, number: str) -> None:
        """Forget a video and everything about it that was not saved; breaks off its review."""
        with self._lock:
            case = self.case(number)
            case.cancelled.set()
            del self._cases[number]
            working = case.state == "looking"
        if not working:  # else the clerk clears up
            shutil.rmtree(case.folder, ignore_errors=True)

    def correct(self, number: str, corrections: Corrections) -> Case:
        """Judge a video with other corrections, at once; with another person, as soon as they have been looked at.

        Raises
        ------
        FormcheckError
            The video does not bear them out; nothing is changed then.
        """
        case = self.case(number)
        looked = case.looked
        if looked is None or case.state != "judged":
            raise DeskError("This video has not been looked at yet.")
        if corrections.person != looked.summary.corrections.person:
            with self._lock:
                case.wanted, case.saved = corrections, None
                self._line_up(case)
            return case
        drawn = case.drawn
        if drawn is not None and drawn.summary.corrections == corrections:
            judged = judged_then(drawn)  # with all that was seen when it was drawn
        else:
            judged = judge_again(looked, corrections)
        with self._lock:
            case.wanted, case.judged, case.saved, case.trouble = corrections, judged, None, ""
        return case

    def draw(self, number: str) -> Case:
        """Have video and report made anew, with the corrections in force, and the person shown as wanted."""
        with self._lock:
            case = self.case(number)
            if case.state == "judged" and not case.up_to_date:
                self._line_up(case)
            return case

    def write(self, number: str, note: str) -> Case:
        """Take a note. Raises DeskError where it is too long."""
        most = self.settings.review_page.note_letters
        if len(note) > most:
            raise DeskError(f"The note is longer than {most} letters: shorten it.")
        with self._lock:
            case = self.case(number)
            if case.note != note:
                case.note, case.saved = note, None
            return case

    def show(self, number: str, pictures: Pictures) -> Case:
        """Say how the person is to be shown; `draw` does it."""
        with self._lock:
            case = self.case(number)
            if case.pictures != pictures:
                case.pictures, case.saved = pictures, None
            return case

    def save(self, number: str) -> Path:
        """Keep the results; return where.

        Raises
        ------
        FormcheckError
            They are not there yet, or cannot be written.
        """
        case = self.case(number)
        drawn = self._complete(case)
        target = self.keep_in / case.file.stem
        again = 2
        while target.exists():
            target, again = self.keep_in / f"{case.file.stem}-{again}", again + 1
        with whole_folder(target) as part:
            shutil.copytree(drawn.folder, part, dirs_exist_ok=True)
        case.saved = target
        return target

    def pack(self, number: str, formats: Sequence[str], height_m: float | None = None) -> Path:
        """Put the results, and exports of them, into a ZIP file; return where it is.

        Raises
        ------
        FormcheckError
            They are not there yet, a format does not exist, or the file cannot be written.
        """
        case = self.case(number)
        names = check_formats(formats, height_m)
        drawn = self._complete(case)
        folder = case.folder / "export"
        packed = case.folder / "results.zip"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        files = [*drawn.folder.iterdir(), *export(drawn, names, folder, height_m)]
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(files, key=lambda file: file.name):
                packing = zipfile.ZIP_STORED if file.suffix in (".mp4", ".npz", ".jpg") else None
                archive.write(file, f"{case.file.stem}/{file.name}", packing)
        return packed

    def _complete(self, case: Case) -> StoredReview:
        """Return the results that show the corrections in force, with the note."""
        with self._lock:
            if case.drawn is None or case.state != "judged" or not case.up_to_date:
                raise DeskError("The report is not ready yet.")
            if case.drawn.summary.note != case.note:
                case.drawn = write_note(case.drawn.folder, case.note)
            return case.drawn

    def _line_up(self, case: Case) -> None:
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
        options = Options(self.settings, self._model, corrections=given, note=case.note, pictures=case.pictures)

        def progress(done: int, total: int | None) -> None:
            case.done, case.total = done, total

        why = worker.review(Task(case.file, folder, options), progress, case.cancelled)
        with self._lock:
            try:
                if why:
                    raise FormcheckError(why)
                self._take(case, StoredReview.open(folder), new_look)
            except FormcheckError as error:
                case.trouble = str(error).replace(str(case.file), case.file.name)
            if case.judged is not None:  # where it failed, what was found before still stands
                case.wanted = case.judged.summary.corrections
            case.state = "failed" if case.judged is None else "judged"

    def _take(self, case: Case, found: StoredReview, new_look: bool) -> None:
        """Take what a review has found, and judge it with the corrections that are wanted by now."""
        given = found.summary.corrections
        if new_look or (given.start_s, given.end_s) == (None, None):
            case.looked = found  # it also knows how the pelvis looks with the corrected side and facing
        case.drawn = found
        assert case.looked is not None
        for old in case.folder.glob("results-*"):
            if old not in (case.looked.folder, found.folder):
                shutil.rmtree(old, ignore_errors=True)
        if case.wanted == given:
            case.judged = judged_then(found)
            return
        try:
            case.judged = judge_again(case.looked, case.wanted)
        except FormcheckError:  # what was right for one person is not for another
            case.judged = judged_then(found)
            raise


def _safe(name: str) -> str:
    """Make a name of a file out of what the browser calls it."""
    kept = re.sub(r"[^\w .()+-]", "_", Path(name.replace("\\", "/")).name).strip(" .")
    stem, suffix = Path(kept).stem[:_NAME_LETTERS], Path(kept).suffix[:10]
    return (stem or "video") + suffix
