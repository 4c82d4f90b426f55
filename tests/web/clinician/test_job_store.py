"""The job store: videos come, are reviewed, corrected, kept or not; without a network."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from formcheck.archive.store import Archive
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.messages.message import message
from formcheck.results.stored import StoredReview
from formcheck.review.processes import FileToReview, Outcome, ReviewProcess
from formcheck.review.rejudge import Rejudged, judged_then
from formcheck.review.run import Options
from formcheck.settings import ReviewPage, Settings
from formcheck.system.failures import EXIT_BAD_INPUT
from formcheck.system.worker_processes import Cancelled
from formcheck.web.clinician import job as listed
from formcheck.web.clinician import queue as queue
from formcheck.web.clinician.job_store import JobStore, JobStoreError, NoVideoError, scratch_folder
from tests.support import stored as results
from tests.support.waiting import until


class Quick:
    """Takes the worker's place: writes results at once, or fails, or waits to be broken off."""

    given: ClassVar[list[Options]] = []

    def review(self, task, options, progress, cancelled):
        progress(200, 400)
        content = task.file.read_bytes()
        if content == b"broken" or options.corrections.person == 4:
            return Outcome(task, EXIT_BAD_INPUT, message("error.video.empty", path=str(task.file)))
        if content == b"endless":
            cancelled.wait()
            raise Cancelled
        Quick.given.append(options)
        stored = results.store(task.folder)
        summary = stored.summary.model_copy(
            update={
                "settings": options.settings.judging,
                "corrections": options.corrections,
                "note": options.note,
                "pictures": options.pictures,
                "language": options.language,
                "patient": options.patient,
                "visited_on": options.visited_on,
                "uncorrected_verdict": "raw",
            }
        )
        (task.folder / "summary.json").write_text(summary.to_json(), encoding="utf-8")
        (task.folder / "report.html").write_text("<!--note--><!--/note-->", encoding="utf-8")
        return Outcome(task, 0, "")

    def stop(self):
        pass


class AtOnce:
    """Judges again without poses: nothing but the corrections changes."""

    made = 0
    meanwhile = staticmethod(lambda: None)
    """Happens on another thread while what is held of a video is looked at, before it judges."""

    def __init__(self, stored, settings):
        self._stored, self._settings = stored, settings
        AtOnce.made += 1

    @property
    def stored(self):
        AtOnce.meanwhile()
        return self._stored

    def judge(self, corrections):
        if corrections.baselines_s and corrections.baselines_s[0][0] > 30:
            raise FormcheckError(message("error.review.neutral", start_s=1.0, end_s=2.0))
        judged = judged_then(self._stored)
        return Rejudged(
            judged.summary.model_copy(update={"corrections": corrections, "settings": self._settings}), judged.series
        )


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "ReviewProcess", Quick)
    monkeypatch.setattr(listed, "Rejudger", AtOnce)
    monkeypatch.setattr(AtOnce, "meanwhile", lambda: None)
    Quick.given, AtOnce.made = [], 0
    settings = Settings(review_page=ReviewPage(videos=3, largest_video_mb=1, note_letters=20, spare_mb=0))
    with JobStore(settings, "full", tmp_path / "kept", tmp_path / "archive.sqlite") as jobs:
        yield jobs


def drop(jobs, content=b"video", name="left knee.mp4"):
    job = jobs.admit(name, len(content))
    job.file.write_bytes(content)
    jobs.arrived(job)
    return job


def settle(job, *states):
    until(lambda: job.state in (states or ("judged", "failed")), f"for {states}")
    return job


def test_a_video_is_judged_and_nothing_is_kept_unless_saved(jobs, tmp_path):
    job = settle(drop(jobs))
    assert (job.state, job.up_to_date, job.done) == ("judged", True, 200)
    scratch = job.folder.parent
    jobs.__exit__()
    assert not scratch.exists()
    assert not (tmp_path / "kept").exists()


def test_what_judging_anew_needs_is_read_once_a_video_and_kept_of_the_last_one_only(jobs):
    one, other = (settle(drop(jobs, name=name)) for name in ("a.mp4", "b.mp4"))
    jobs.get_ready(one.number)
    for start_s in (1.0, 2.0):
        jobs.correct(one.number, Corrections(baselines_s=((start_s, 4.0),)))
    assert (AtOnce.made, one.rejudger is None) == (1, False)
    jobs.correct(other.number, Corrections(baselines_s=((1.0, 4.0),)))
    assert (AtOnce.made, one.rejudger, other.rejudger is None) == (2, None, False)


def test_corrections_are_judged_at_once_and_drawn_when_wanted(jobs):
    job = settle(drop(jobs))
    jobs.correct(job.number, Corrections(baselines_s=((2.0, 4.0),)))
    assert (job.state, job.up_to_date) == ("judged", False)
    with pytest.raises(JobStoreError, match="not ready"):
        jobs.save(job.number)
    jobs.draw(job.number)
    until(lambda: job.up_to_date)
    assert [options.corrections.baselines_s for options in Quick.given] == [(), ((2.0, 4.0),)]
    jobs.correct(job.number, Corrections())
    assert not job.up_to_date


def test_a_video_is_judged_and_drawn_by_the_targets_of_its_patient_and_not_by_those_of_another(jobs, tmp_path):
    jobs.archive_file = tmp_path / "archive.sqlite"
    with Archive(jobs.archive_file) as archive:
        archive.set_goals("P1", "[phases]\nhold_target_s = 12\n")
    job = settle(drop(jobs))
    usual = job.judged.summary.settings
    jobs.visit(job.number, "P1", None)
    assert (job.judged.summary.settings.phases.hold_target_s, job.up_to_date) == (12, False)
    jobs.draw(job.number)
    until(lambda: job.up_to_date)
    assert Quick.given[-1].settings.phases.hold_target_s == 12
    jobs.visit(job.number, "P2", None)
    assert job.judged.summary.settings == usual
    with Archive(jobs.archive_file) as archive:
        archive.set_goals("P2", "[phases]\nhold_target_s = 15\n")
    jobs.goals_changed("P2")
    assert job.judged.summary.settings.phases.hold_target_s == 15


def test_what_is_drawn_again_is_not_looked_for_again_unless_the_leg_is_another(jobs):
    """Else saving takes as long as the review did, longer than the film itself."""
    job = settle(drop(jobs))
    looked = job.looked.folder
    jobs.correct(job.number, Corrections(holds_s=((2.0, 4.0),)))
    jobs.draw(job.number)
    until(lambda: job.up_to_date)
    jobs.correct(job.number, Corrections(rear_side="left"))
    jobs.draw(job.number)
    until(lambda: job.up_to_date)
    assert [options.earlier for options in Quick.given] == [None, looked, None]


def test_the_visit_goes_into_the_results_and_the_archive_by_the_day_entered(jobs, tmp_path):
    job = settle(drop(jobs))
    with pytest.raises(FormcheckError, match="code"):
        jobs.visit(job.number, "Maria", None)
    with pytest.raises(JobStoreError, match="code"):
        jobs.archive(job.number)
    jobs.visit(job.number, "P017", date(2024, 3, 5))
    with pytest.raises(JobStoreError, match="not ready"):
        jobs.save(job.number)
    jobs.draw(job.number)
    until(lambda: job.up_to_date)
    summary = StoredReview.open(jobs.save(job.number)).summary
    assert (summary.patient, summary.visited_on) == ("P017", date(2024, 3, 5))
    jobs.archive(job.number)
    with Archive(tmp_path / "archive.sqlite") as archive:
        assert [visit.time.date() for visit in archive.visits("P017")] == [date(2024, 3, 5)]
    assert "2024" in jobs.progress("P017", "en")


def test_corrections_that_do_not_hold_change_nothing(jobs):
    job = settle(drop(jobs))
    with pytest.raises(FormcheckError, match="half-kneeling"):
        jobs.correct(job.number, Corrections(baselines_s=((31.0, 32.0),)))
    assert job.wanted == Corrections()
    assert job.up_to_date


def test_another_person_is_looked_at_anew_and_the_other_corrections_stay_if_they_hold(jobs):
    job = settle(drop(jobs))
    jobs.correct(job.number, Corrections(person=2, rear_side="left"))
    assert settle(job).state == "judged", job.trouble
    assert Quick.given[-1].corrections == Corrections(person=2)
    assert (job.wanted, job.up_to_date) == (Corrections(person=2, rear_side="left"), False)
    jobs.correct(job.number, Corrections(person=1, baselines_s=((31.0, 32.0),)))
    assert settle(job).state == "judged", job.trouble
    assert job.wanted == Corrections(person=1)
    assert "half-kneeling" in str(job.trouble)


def test_report_and_video_are_made_in_the_language_of_the_page(jobs):
    job = settle(drop(jobs))
    assert job.up_to_date
    jobs.save(job.number)
    jobs.draw(job.number)
    assert job.saved is not None
    jobs.draw(job.number, "es")
    assert job.saved is None  # what was kept is in the other language
    settle(job)
    assert job.up_to_date
    assert Quick.given[-1].language == "es"
    assert job.drawn.summary.language == "es"


def test_the_face_is_blurred_before_anything_is_kept_where_that_is_wanted(jobs):
    job = settle(drop(jobs))
    jobs.show(job.number, "face blurred")
    with pytest.raises(JobStoreError, match="not ready"):
        jobs.save(job.number)
    jobs.draw(job.number)
    until(lambda: job.up_to_date)
    assert StoredReview.open(jobs.save(job.number)).summary.pictures == "face blurred"
    jobs.correct(job.number, Corrections(rear_side="left"))
    jobs.draw(job.number)
    until(lambda: job.up_to_date)
    assert Quick.given[-1].pictures == "face blurred"


def test_where_the_person_is_not_there_what_was_found_before_stands(jobs):
    job = settle(drop(jobs))
    jobs.correct(job.number, Corrections(rear_side="left"))
    jobs.correct(job.number, Corrections(person=4))
    assert settle(job).state == "judged", job.trouble
    assert job.wanted == Corrections(rear_side="left")
    assert "is empty" in str(job.trouble)
    jobs.correct(job.number, Corrections())
    assert (job.trouble, job.up_to_date) == (None, True)


def test_what_is_saved_holds_the_note_and_never_replaces_anything(jobs, tmp_path):
    job = settle(drop(jobs))
    jobs.write(job.number, "3 < 4")
    assert jobs.save(job.number) == tmp_path / "kept" / "left knee"
    jobs.write(job.number, "5 < 6")
    assert job.saved is None
    assert jobs.save(job.number) == tmp_path / "kept" / "left knee-2"
    notes = [StoredReview.open(folder).summary.note for folder in sorted((tmp_path / "kept").iterdir())]
    assert notes == ["3 < 4", "5 < 6"]
    assert "5 &lt; 6" in (tmp_path / "kept" / "left knee-2" / "report.html").read_text(encoding="utf-8")
    with pytest.raises(JobStoreError, match="longer than 20 letters"):
        jobs.write(job.number, "x" * 21)


def test_the_packed_results_hold_the_exports_asked_for(jobs):
    job = settle(drop(jobs))
    with zipfile.ZipFile(jobs.pack(job.number, ["json", "kinovea"])) as packed:
        names = {Path(name).name for name in packed.namelist()}
    assert {"summary.json", "angles.csv", "report.html", "review.json", "kinovea.csv"} <= names
    with pytest.raises(FormcheckError, match="no format called"):
        jobs.pack(job.number, ["docx"])
    jobs.write(job.number, "later")
    with zipfile.ZipFile(jobs.pack(job.number, [])) as packed:
        assert "review.json" not in {Path(name).name for name in packed.namelist()}
        assert b"later" in packed.read("left knee/summary.json")


def test_a_file_that_cannot_be_read_is_told_by_its_name_and_does_not_stop_the_next(jobs):
    broken, fine = drop(jobs, b"broken", "notes.mp4"), drop(jobs)
    assert (settle(broken).state, str(broken.trouble)) == ("failed", "notes.mp4 is empty.")
    assert settle(fine).state == "judged"


def test_a_review_that_is_broken_off_leaves_nothing_and_lets_the_next_one_on(jobs):
    endless, waiting = drop(jobs, b"endless"), drop(jobs)
    settle(endless, "looking")
    jobs.remove(endless.number)
    assert settle(waiting).state == "judged"
    until(lambda: not endless.folder.exists())
    with pytest.raises(NoVideoError):
        jobs.job(endless.number)


def test_a_video_that_is_removed_is_gone(jobs):
    job = settle(drop(jobs))
    jobs.remove(job.number)
    assert not job.folder.exists()
    assert jobs.listed() == []


@pytest.mark.parametrize(
    ("size", "words"), [(0, "is empty"), (1_000_001, "larger than 1 MB"), (1 << 62, "larger than 1 MB")]
)
def test_what_cannot_be_taken_is_refused_before_it_comes(jobs, size, words):
    with pytest.raises(JobStoreError, match=words):
        jobs.admit("clip.mp4", size)
    assert jobs.listed() == []


def test_a_full_disk_and_a_full_desk_are_told(jobs, monkeypatch):
    for _ in range(3):
        drop(jobs)
    with pytest.raises(JobStoreError, match="3 videos here already"):
        jobs.admit("clip.mp4", 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(JobStoreError, match="no room left"):
        jobs.admit("clip.mp4", 5)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\left.MOV", "left.MOV"),
        ("a/b/<script>.mp4", "_script_.mp4"),
        ("...", "video"),
        ("x" * 300 + ".mp4", "x" * 80 + ".mp4"),
        ("rodilla izq. (2).mp4", "rodilla izq. (2).mp4"),
    ],
)
def test_a_name_leads_nowhere(jobs, name, kept):
    job = jobs.admit(name, 5)
    assert job.file == job.folder / kept


def test_the_folder_of_a_program_that_was_killed_is_cleared_up_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    died = subprocess.Popen([sys.executable, "-c", ""])
    died.wait()
    for name in (f"formcheck-review-{died.pid}-a", f"formcheck-review-{os.getppid()}-b", "formcheck-review-x", "other"):
        (tmp_path / name).mkdir()
    with scratch_folder() as ours:
        assert Path(ours).stat().st_mode & 0o077 == 0
        left = {path.name for path in tmp_path.iterdir()} - {Path(ours).name}
    assert left == {f"formcheck-review-{os.getppid()}-b", "formcheck-review-x", "other"}


def test_the_process_that_reviews_tells_what_went_wrong_and_can_be_broken_off(tmp_path):
    process = ReviewProcess()
    text = tmp_path / "text.mp4"
    text.write_text("no video\n" * 100)
    task = FileToReview(text, tmp_path / "out")
    outcome = process.review(task, Options(), print, threading.Event())
    assert "is not a video" in str(outcome.failure)
    broken_off = threading.Event()
    broken_off.set()
    with pytest.raises(Cancelled):
        process.review(task, Options(), print, broken_off)
    process.stop()


def on_a_thread(do):
    """Do something on another thread and wait until it is done; one that waits for ever fails the test."""
    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "it waits for something that this test holds"


def test_a_video_still_judges_when_another_one_is_opened_at_that_very_moment(jobs):
    one, other = (settle(drop(jobs, name=name)) for name in ("a.mp4", "b.mp4"))
    jobs.correct(one.number, Corrections(baselines_s=((1.0, 4.0),)))

    def open_the_other():
        AtOnce.meanwhile = staticmethod(lambda: None)
        on_a_thread(lambda: jobs.get_ready(other.number))

    AtOnce.meanwhile = staticmethod(open_the_other)
    judged = jobs.correct(one.number, Corrections(baselines_s=((2.0, 4.0),)))
    assert judged.judged.summary.corrections.baselines_s == ((2.0, 4.0),)


def test_a_slow_judgement_of_one_video_blocks_no_other(jobs, monkeypatch):
    slow, other = (settle(drop(jobs, name=name)) for name in ("a.mp4", "b.mp4"))
    judging, go_on = threading.Event(), threading.Event()

    def judge(self, corrections):
        judging.set()
        assert go_on.wait(30)
        return judged_then(self._stored)

    monkeypatch.setattr(AtOnce, "judge", judge)
    jobs.correct(slow.number, Corrections(person=2, rear_side="left"))  # looked at again, then judged by the queue
    assert judging.wait(30)
    try:
        on_a_thread(jobs.listed)
        on_a_thread(lambda: jobs.write(other.number, "meanwhile"))
        on_a_thread(lambda: jobs.remove(other.number))
    finally:
        go_on.set()
    assert settle(slow).state == "judged"


def test_two_downloads_of_a_video_at_once_hold_what_each_asked_for(jobs):
    job = settle(drop(jobs))
    first = jobs.pack(job.number, ["json"])
    second = jobs.pack(job.number, ["kinovea"])  # while the first one is still being sent
    names = [{Path(name).name for name in zipfile.ZipFile(packed).namelist()} for packed in (first, second)]
    assert ["review.json" in found for found in names] == [True, False]
    assert ["kinovea.csv" in found for found in names] == [False, True]


def test_two_videos_of_one_name_are_saved_at_once_into_a_folder_each(jobs, tmp_path, monkeypatch):
    pair = [settle(drop(jobs)) for _ in range(2)]
    both = threading.Barrier(2)
    copy = shutil.copytree

    def copy_beside_the_other(*given, **named):
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return copy(*given, **named)

    monkeypatch.setattr(shutil, "copytree", copy_beside_the_other)
    saving = [threading.Thread(target=jobs.save, args=(job.number,)) for job in pair]
    for thread in saving:
        thread.start()
    for thread in saving:
        thread.join(30)
    assert sorted(folder.name for folder in (tmp_path / "kept").iterdir()) == ["left knee", "left knee-2"]
    assert {job.saved.name for job in pair} == {"left knee", "left knee-2"}
