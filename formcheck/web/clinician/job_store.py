"""The desk: the videos that were dropped into the page, and all that the clinician may ask of them.

Everything lies in a temporary folder that goes with the program; only `Desk.save` keeps anything.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.report.note import write_note
from formcheck.results.exports.formats import check_formats
from formcheck.results.stored import StoredReview
from formcheck.settings import Settings
from formcheck.video.privacy import Pictures
from formcheck.web.clinician.export import keep, pack
from formcheck.web.clinician.job import Case
from formcheck.web.clinician.queue import Clerk
from formcheck.web.clinician.temporary_folder import scratch_folder

_NAME_LETTERS = 80


class DeskError(FormcheckError):
    """What is asked for cannot be done now; the message says why."""


class NoVideoError(DeskError):
    """There is no such video on the desk, or no longer."""


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
        self._cases: dict[str, Case] = {}
        self._lock = threading.RLock()
        self._clerk = Clerk(settings, model, self._lock)
        self._scratch: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Desk:
        self._scratch = scratch_folder()
        self._clerk.start()
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:
            for case in self._cases.values():
                case.cancelled.set()
            self._cases.clear()
        self._clerk.stop()
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
                self._clerk.line_up(case)

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
                self._clerk.line_up(case)
            return case
        self._keep_at_hand(case)
        judged = case.judge(corrections)
        with self._lock:
            case.wanted, case.judged, case.saved, case.trouble = corrections, judged, None, ""
        return case

    def get_ready(self, number: str) -> None:
        """Do beforehand what judging this video anew takes longest, where it can be done."""
        with suppress(FormcheckError):  # whoever then corrects it is told
            case = self.case(number)
            if case.state == "judged":
                self._keep_at_hand(case)
                case.get_ready()

    def _keep_at_hand(self, case: Case) -> None:
        """Let the others go: what judging one anew needs takes some 30 MB a minute."""
        for other in self.cases():
            if other is not case:
                other.again = None

    def draw(self, number: str) -> Case:
        """Have video and report made anew, with the corrections in force, and the person shown as wanted."""
        with self._lock:
            case = self.case(number)
            if case.state == "judged" and not case.up_to_date:
                self._clerk.line_up(case)
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
        case.saved = keep(drawn, self.keep_in, case.file.stem)
        return case.saved

    def report(self, number: str) -> Path:
        """Return the folder with the report as it would be kept. Raises DeskError where it is not ready."""
        return self._complete(self.case(number)).folder

    def pack(self, number: str, formats: Sequence[str], height_m: float | None = None) -> Path:
        """Put the results, and exports of them, into a ZIP file; return where it is.

        Raises
        ------
        FormcheckError
            They are not there yet, a format does not exist, or the file cannot be written.
        """
        case = self.case(number)
        names = check_formats(formats, height_m)
        return pack(self._complete(case), case.folder, case.file.stem, names, height_m)

    def _complete(self, case: Case) -> StoredReview:
        """Return the results that show the corrections in force, with the note."""
        with self._lock:
            if case.drawn is None or case.state != "judged" or not case.up_to_date:
                raise DeskError("The report is not ready yet.")
            if case.drawn.summary.note != case.note:
                case.drawn = write_note(case.drawn.folder, case.note)
            return case.drawn


def _safe(name: str) -> str:
    """Make a name of a file out of what the browser calls it."""
    kept = re.sub(r"[^\w .()+-]", "_", Path(name.replace("\\", "/")).name).strip(" .")
    stem, suffix = Path(kept).stem[:_NAME_LETTERS], Path(kept).suffix[:10]
    return (stem or "video") + suffix
