"""The desk: videos come, are reviewed, corrected, kept or not; without a network."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.results.stored import StoredReview
from formcheck.review.rejudge import JudgedAgain, judged_then
from formcheck.review.run import Options
from formcheck.settings import ReviewPage, Settings
from formcheck.web.clinician import job as cases
from formcheck.web.clinician import queue as clerk
from formcheck.web.clinician.job_store import Desk, DeskError, NoVideoError
from formcheck.web.clinician.temporary_folder import scratch_folder
from formcheck.web.clinician.worker import Cancelled, Task, Worker
from tests.support import stored as results


class Quick:
    """Takes the worker's place: writes results at once, or fails, or waits to be broken off."""

    given: ClassVar[list[Options]] = []

    def review(self, task, progress, cancelled):
        progress(200, 400)
        content = task.file.read_bytes()
        if content == b"broken" or task.options.corrections.person == 4:
            return f"{task.file} is not a video."
        if content == b"endless":
            cancelled.wait()
            raise Cancelled
        Quick.given.append(task.options)
        stored = results.store(task.folder)
        summary = stored.summary.model_copy(
            update={
                "corrections": task.options.corrections,
                "note": task.options.note,
                "pictures": task.options.pictures,
                "uncorrected_verdict": "raw",
            }
        )
        (task.folder / "summary.json").write_text(summary.to_json(), encoding="utf-8")
        (task.folder / "report.html").write_text("<!--note--><!--/note-->", encoding="utf-8")
        return ""

    def stop(self):
        pass


class AtOnce:
    """Judges anew without poses: nothing but the corrections changes."""

    made = 0

    def __init__(self, stored):
        self.stored = stored
        AtOnce.made += 1

    def judge(self, corrections):
        if corrections.baselines_s and corrections.baselines_s[0][0] > 30:
            raise FormcheckError("Nobody is seen half-kneeling there.")
        judged = judged_then(self.stored)
        return JudgedAgain(judged.summary.model_copy(update={"corrections": corrections}), judged.series)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(clerk, "Worker", Quick)
    monkeypatch.setattr(cases, "Again", AtOnce)
    Quick.given, AtOnce.made = [], 0
    settings = Settings(review_page=ReviewPage(videos=3, largest_video_mb=1, note_letters=20, spare_mb=0))
    with Desk(settings, "full", tmp_path / "kept") as desk:
        yield desk


def drop(desk, content=b"video", name="left knee.mp4"):
    case = desk.admit(name, len(content))
    case.file.write_bytes(content)
    desk.arrived(case)
    return case


def settle(case, *states):
    until(lambda: case.state in (states or ("judged", "failed")))
    return case


def until(what):
    while not what():
        time.sleep(0.01)


def test_a_video_is_judged_and_nothing_is_kept_unless_saved(desk, tmp_path):
    case = settle(drop(desk))
    assert (case.state, case.up_to_date, case.done) == ("judged", True, 200)
    scratch = case.folder.parent
    desk.__exit__()
    assert not scratch.exists()
    assert not (tmp_path / "kept").exists()


def test_what_judging_anew_needs_is_read_once_a_video_and_kept_of_the_last_one_only(desk):
    one, other = (settle(drop(desk, name=name)) for name in ("a.mp4", "b.mp4"))
    desk.get_ready(one.number)
    for start_s in (1.0, 2.0):
        desk.correct(one.number, Corrections(baselines_s=((start_s, 4.0),)))
    assert (AtOnce.made, one.again is None) == (1, False)
    desk.correct(other.number, Corrections(baselines_s=((1.0, 4.0),)))
    assert (AtOnce.made, one.again, other.again is None) == (2, None, False)


def test_corrections_are_judged_at_once_and_drawn_when_wanted(desk):
    case = settle(drop(desk))
    desk.correct(case.number, Corrections(baselines_s=((2.0, 4.0),)))
    assert (case.state, case.up_to_date) == ("judged", False)
    with pytest.raises(DeskError, match="not ready"):
        desk.save(case.number)
    desk.draw(case.number)
    until(lambda: case.up_to_date)
    assert [options.corrections.baselines_s for options in Quick.given] == [(), ((2.0, 4.0),)]
    desk.correct(case.number, Corrections())
    assert not case.up_to_date


def test_corrections_that_do_not_hold_change_nothing(desk):
    case = settle(drop(desk))
    with pytest.raises(FormcheckError, match="half-kneeling"):
        desk.correct(case.number, Corrections(baselines_s=((31.0, 32.0),)))
    assert case.wanted == Corrections()
    assert case.up_to_date


def test_another_person_is_looked_at_anew_and_the_other_corrections_stay_if_they_hold(desk):
    case = settle(drop(desk))
    desk.correct(case.number, Corrections(person=2, rear_side="left"))
    until(lambda: case.state == "judged")
    assert Quick.given[-1].corrections == Corrections(person=2)
    assert (case.wanted, case.up_to_date) == (Corrections(person=2, rear_side="left"), False)
    desk.correct(case.number, Corrections(person=1, baselines_s=((31.0, 32.0),)))
    until(lambda: case.state == "judged")
    assert case.wanted == Corrections(person=1)
    assert "half-kneeling" in case.trouble


def test_the_face_is_blurred_before_anything_is_kept_where_that_is_wanted(desk):
    case = settle(drop(desk))
    desk.show(case.number, "face blurred")
    with pytest.raises(DeskError, match="not ready"):
        desk.save(case.number)
    desk.draw(case.number)
    until(lambda: case.up_to_date)
    assert StoredReview.open(desk.save(case.number)).summary.pictures == "face blurred"
    desk.correct(case.number, Corrections(rear_side="left"))
    desk.draw(case.number)
    until(lambda: case.up_to_date)
    assert Quick.given[-1].pictures == "face blurred"


def test_where_the_person_is_not_there_what_was_found_before_stands(desk):
    case = settle(drop(desk))
    desk.correct(case.number, Corrections(rear_side="left"))
    desk.correct(case.number, Corrections(person=4))
    until(lambda: case.state == "judged")
    assert case.wanted == Corrections(rear_side="left")
    assert "is not a video" in case.trouble
    desk.correct(case.number, Corrections())
    assert (case.trouble, case.up_to_date) == ("", True)


def test_what_is_saved_holds_the_note_and_never_replaces_anything(desk, tmp_path):
    case = settle(drop(desk))
    desk.write(case.number, "3 < 4")
    assert desk.save(case.number) == tmp_path / "kept" / "left knee"
    desk.write(case.number, "5 < 6")
    assert case.saved is None
    assert desk.save(case.number) == tmp_path / "kept" / "left knee-2"
    notes = [StoredReview.open(folder).summary.note for folder in sorted((tmp_path / "kept").iterdir())]
    assert notes == ["3 < 4", "5 < 6"]
    assert "5 &lt; 6" in (tmp_path / "kept" / "left knee-2" / "report.html").read_text(encoding="utf-8")
    with pytest.raises(DeskError, match="longer than 20 letters"):
        desk.write(case.number, "x" * 21)


def test_the_packed_results_hold_the_exports_asked_for(desk):
    case = settle(drop(desk))
    with zipfile.ZipFile(desk.pack(case.number, ["json", "kinovea"])) as packed:
        names = {Path(name).name for name in packed.namelist()}
    assert {"summary.json", "angles.csv", "report.html", "review.json", "kinovea.csv"} <= names
    with pytest.raises(FormcheckError, match="no format called"):
        desk.pack(case.number, ["docx"])
    desk.write(case.number, "later")
    with zipfile.ZipFile(desk.pack(case.number, [])) as packed:
        assert "review.json" not in {Path(name).name for name in packed.namelist()}
        assert b"later" in packed.read("left knee/summary.json")


def test_a_file_that_cannot_be_read_is_told_by_its_name_and_does_not_stop_the_next(desk):
    broken, fine = drop(desk, b"broken", "notes.mp4"), drop(desk)
    assert (settle(broken).state, broken.trouble) == ("failed", "notes.mp4 is not a video.")
    assert settle(fine).state == "judged"


def test_a_review_that_is_broken_off_leaves_nothing_and_lets_the_next_one_on(desk):
    endless, waiting = drop(desk, b"endless"), drop(desk)
    settle(endless, "looking")
    desk.remove(endless.number)
    assert settle(waiting).state == "judged"
    until(lambda: not endless.folder.exists())
    with pytest.raises(NoVideoError):
        desk.case(endless.number)


def test_a_video_that_is_removed_is_gone(desk):
    case = settle(drop(desk))
    desk.remove(case.number)
    assert not case.folder.exists()
    assert desk.cases() == []


@pytest.mark.parametrize(
    ("size", "words"), [(0, "is empty"), (1_000_001, "larger than 1 MB"), (1 << 62, "larger than 1 MB")]
)
def test_what_cannot_be_taken_is_refused_before_it_comes(desk, size, words):
    with pytest.raises(DeskError, match=words):
        desk.admit("clip.mp4", size)
    assert desk.cases() == []


def test_a_full_disk_and_a_full_desk_are_told(desk, monkeypatch):
    for _ in range(3):
        drop(desk)
    with pytest.raises(DeskError, match="3 videos here already"):
        desk.admit("clip.mp4", 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(DeskError, match="no room left"):
        desk.admit("clip.mp4", 5)


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
def test_a_name_leads_nowhere(desk, name, kept):
    case = desk.admit(name, 5)
    assert case.file == case.folder / kept


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
    worker = Worker()
    text = tmp_path / "text.mp4"
    text.write_text("no video\n" * 100)
    why = worker.review(Task(text, tmp_path / "out", Options()), print, threading.Event())
    assert "is not a video" in why
    broken_off = threading.Event()
    broken_off.set()
    with pytest.raises(Cancelled):
        worker.review(Task(text, tmp_path / "out", Options()), print, broken_off)
    worker.stop()
