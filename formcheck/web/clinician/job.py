"""One video of the clinician's page, with what was found in it and what was corrected."""

from __future__ import annotations

import logging
import shutil
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.observer import Observation
from formcheck.messages.catalogue import DEFAULT
from formcheck.messages.message import Message
from formcheck.records import Frame
from formcheck.report.note import write_note
from formcheck.results.stored import StoredReview
from formcheck.review.rejudge import Rejudged, Rejudger, judged_then
from formcheck.settings import JudgingSettings
from formcheck.system.log import log_failure
from formcheck.video.privacy import Pictures

_LOG = logging.getLogger(__name__)

State = Literal["arriving", "waiting", "looking", "judged", "failed"]


@dataclass(eq=False)
class Job:
    """One video of the job store.

    Attributes
    ----------
    number
        Its number, unguessable.
    folder
        A folder of its own, with the video and the results.
    file
        The video.
    state
        ``arriving``, ``waiting`` for its turn, being ``looking``ed at, ``judged``, ``failed``.
    done, total
        Frames reviewed, and how many there are where that is known.
    trouble
        What went wrong last; None where nothing did.
    wanted
        The corrections in force.
    note
        What the clinician wrote.
    pictures
        How the person is to be shown in the report and the video.
    patient, visited_on
        Whose visit it is, a code or empty; the day of the visit, None where nobody has entered it.
    settings
        What it is judged by: the page's settings, or those of its patient.
    language
        Of the report and the video: that of the page when it was last asked for.
    looked
        The review that everything is judged again from.
    drawn
        The review whose video and report there are.
    judged
        What is found with the corrections in force.
    saved
        Where it has been kept, as it is now.
    rejudger
        What judges it again; None where that was not asked for lately.
    rounds
        How many reviews of it were begun.
    cancelled
        Set once nobody wants it any more.
    lock
        Held by whoever changes this video or judges it, and by nobody who asks about another one.
    """

    number: str
    folder: Path
    file: Path
    state: State = "arriving"
    done: int = 0
    total: int | None = None
    trouble: Message | None = None
    wanted: Corrections = field(default_factory=Corrections)
    note: str = ""
    pictures: Pictures = "as filmed"
    patient: str = ""
    visited_on: date | None = None
    settings: JudgingSettings = field(default_factory=JudgingSettings)
    language: str = DEFAULT
    looked: StoredReview | None = None
    drawn: StoredReview | None = None
    judged: Rejudged | None = None
    saved: Path | None = None
    rejudger: Rejudger | None = None
    rounds: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def up_to_date(self) -> bool:
        """Whether video and report show the corrections in force, the person as wanted, in the language wanted."""
        if self.drawn is None:
            return False
        s = self.drawn.summary
        drawn = s.corrections, s.pictures, s.language, s.patient, s.visited_on, s.settings
        wanted = self.wanted, self.pictures, self.language, self.patient, self.visited_on, self.settings
        return drawn == wanted

    def judge(self, corrections: Corrections) -> Rejudged:
        """Return what is found with corrections, from what was observed when it was reviewed; nothing is changed.

        Raises
        ------
        FormcheckError
            The video does not bear them out.
        """
        with self.lock:
            assert self.looked is not None
            drawn = None if self.drawn is None else self.drawn.summary
            if (
                self.drawn is not None
                and drawn is not None
                and (drawn.corrections, drawn.settings)
                == (
                    corrections,
                    self.settings,
                )
            ):
                return judged_then(self.drawn)  # with all that was observed when it was drawn
            return self._ready_rejudger(self.looked).judge(corrections)

    def joints(self, time_s: float) -> tuple[Frame, Observation] | None:
        """Return the frame nearest to a time and what is observed in it, with the corrections in force."""
        with self.lock:
            return None if self.looked is None else self._ready_rejudger(self.looked).joints(self.wanted, time_s)

    def get_ready(self) -> None:
        """Have at hand what judging again needs, and what is found with the corrections in force."""
        with self.lock:
            held = self.rejudger
            if self.looked is not None and (held is None or held.stored is not self.looked):
                self._ready_rejudger(self.looked).judge(self.wanted)

    def release(self) -> None:
        """Let go of what judging again needs; may be called while another thread judges with it."""
        self.rejudger = None

    def _ready_rejudger(self, looked: StoredReview) -> Rejudger:
        """Return what judges this review again. Whoever has it keeps it, even when `release` is called meanwhile."""
        rejudger = self.rejudger
        if rejudger is None or rejudger.stored is not looked:
            self.rejudger = rejudger = Rejudger(looked, self.settings)
        return rejudger

    def wait(self) -> None:
        """Wait for its turn to be reviewed; the caller holds `lock`, as for all that changes it below."""
        self.state, self.done, self.total, self.trouble = "waiting", 0, None, None

    def begin_review(self) -> tuple[Path, Corrections, Path | None]:
        """Return the folder of results to make, the corrections to review it with, and the results to draw again.

        It is observed without corrections the first time and for another person; else they are to be drawn, from what
        was observed then. Only where side or facing are others is the pelvis observed again.
        """
        self.state = "looking"
        self.rounds += 1
        another = self.looked is None or self.looked.summary.corrections.observed != self.wanted.observed
        given = self.wanted.observed if another else self.wanted
        earlier = None
        if self.looked is not None and not another and given.legs == self.looked.summary.corrections.legs:
            earlier = self.looked.folder
        return self.folder / f"results-{self.rounds}", given, earlier

    def note_progress(self, done: int, total: int | None) -> None:
        """Note how far its review is; without the lock, since nothing depends on it."""
        self.done, self.total = done, total

    def end_review(self, folder: Path, why: Message | None) -> None:
        """Take what the review has found, or why it failed: what was found before then still stands."""
        try:
            if why is None:
                self._take(StoredReview.open(folder))
        except FormcheckError as error:
            log_failure(_LOG, error)
            why = error.message
        if why is not None:
            self.trouble = why.replacing(str(self.file), self.file.name)
        if self.judged is not None:
            self.wanted = self.judged.summary.corrections
        self.state = "failed" if self.judged is None else "judged"

    def want(self, corrections: Corrections) -> None:
        """Want corrections that need another review."""
        self.wanted, self.saved = corrections, None

    def correct(self, corrections: Corrections, judged: Rejudged) -> None:
        """Take corrections with what is found with them."""
        self.wanted, self.judged, self.saved, self.trouble = corrections, judged, None, None

    def write(self, note: str) -> None:
        """Take what the clinician wrote."""
        if self.note != note:
            self.note, self.saved = note, None

    def show(self, pictures: Pictures) -> None:
        """Take how the person is to be shown."""
        if self.pictures != pictures:
            self.pictures, self.saved = pictures, None

    def visit(self, patient: str, visited_on: date | None) -> None:
        """Take whose visit it is, and of which day."""
        if (self.patient, self.visited_on) != (patient, visited_on):
            self.patient, self.visited_on, self.saved = patient, visited_on, None

    def judge_by(self, settings: JudgingSettings) -> None:
        """Judge it by other settings, at once where it was observed before."""
        if settings == self.settings:
            return
        self.settings, self.saved = settings, None
        self.release()
        if self.judged is not None:
            self.judged = self.judge(self.wanted)

    def speak(self, language: str) -> None:
        """Take the language of the report and the video."""
        if self.language != language:
            self.language, self.saved = language, None

    def note_saved(self, folder: Path) -> None:
        """Note where it has been kept, as it is now."""
        self.saved = folder

    def drawn_with_note(self) -> StoredReview:
        """Return the review whose video and report there are, with what the clinician wrote in it."""
        assert self.drawn is not None
        if self.drawn.summary.note != self.note:
            self.drawn = write_note(self.drawn.folder, self.note)
        return self.drawn

    def _take(self, found: StoredReview) -> None:
        """Take what a review has found, and judge it with the corrections that are wanted by now.

        Raises
        ------
        FormcheckError
            The video does not bear these out; it is then judged as the review found it.
        """
        given = found.summary.corrections
        observed = self.looked.summary.corrections.observed if self.looked is not None else None
        another = self.looked is None or observed != given.observed
        if another or (given.start_s, given.end_s) == (None, None):
            self.looked = found  # it also holds how the pelvis was estimated with the corrected side and facing
        self.drawn = found
        assert self.looked is not None
        for old in self.folder.glob("results-*"):
            if old not in (self.looked.folder, found.folder):
                shutil.rmtree(old, ignore_errors=True)
        try:
            self.judged = self.judge(self.wanted)
        except FormcheckError:  # what was right for one person is not for another
            self.judged = judged_then(found)
            raise
