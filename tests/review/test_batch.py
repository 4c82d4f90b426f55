"""Many videos: what is found, what is passed over, what survives a file or a process that fails."""

import csv
import hashlib
import json
import multiprocessing
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.report.overview import COLUMNS, write_overview
from formcheck.results import folder
from formcheck.results.folder import whole_folder
from formcheck.results.summary import HipExtensionSummary
from formcheck.review import batch
from formcheck.review.batch import find_files, judged_already
from formcheck.review.processes import FileToReview, Outcome, RunningReview, review_all
from formcheck.review.run import Options
from formcheck.settings import Settings
from tests.support import stored as made
from tests.support.clips import pictures, write_clip


def everything(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


# --- which files --------------------------------------------------------------------------------------------------


def test_videos_at_any_depth_keep_their_place_and_the_rest_is_passed_over(tmp_path):
    touch(tmp_path, "anna/left.mp4", "anna/left.MOV", "ben/2/x.jpg", "ben/notes.txt", ".trash/gone.mp4", "ben/._x.mp4")
    touch(tmp_path, "old/summary.json", "old/annotated.mp4", "out/clip/annotated.mp4")
    out = tmp_path / "out"
    found = {job.file.relative_to(tmp_path).as_posix(): job.folder for job in find_files([tmp_path], out)}
    assert found == {
        "anna/left.MOV": out / "anna" / "left",
        "anna/left.mp4": out / "anna" / "left-2",
        "ben/2/x.jpg": out / "ben" / "2" / "x",
    }


def test_a_link_to_a_parent_folder_brings_each_real_file_once(tmp_path):
    touch(tmp_path, "anna/left.mp4", "ben/right.mp4")
    (tmp_path / "anna" / "up").symlink_to(tmp_path)
    (tmp_path / "anna" / "again.mp4").symlink_to(tmp_path / "anna" / "left.mp4")
    left_out: list = []
    found = find_files([tmp_path], tmp_path / "out", left_out)
    assert [job.file.relative_to(tmp_path).as_posix() for job in found] == ["anna/left.mp4", "ben/right.mp4"]
    assert {path.name for path, why in left_out if why.code == "left_out.again"} == {"up", "again.mp4"}


def test_what_lies_elsewhere_is_found_through_a_link(tmp_path):
    touch(tmp_path, "here/a.mp4", "elsewhere/b.mp4")
    (tmp_path / "here" / "more").symlink_to(tmp_path / "elsewhere")
    found = find_files([tmp_path / "here"], tmp_path / "out")
    assert [job.file.name for job in found] == ["a.mp4", "b.mp4"]


def test_every_file_that_is_left_out_has_its_reason(tmp_path):
    touch(tmp_path, "a.mp4", "notes.txt", ".hidden.mp4", "old/summary.json")
    (tmp_path / "gone.mp4").symlink_to(tmp_path / "nowhere.mp4")
    left_out: list = []
    find_files([tmp_path], tmp_path / "out", left_out)
    assert {path.name: why.code for path, why in left_out} == {
        "notes.txt": "left_out.no_video",
        "old": "left_out.results",
        "gone.mp4": "left_out.leads_nowhere",
    }


def test_videos_in_50_000_folders_are_not_gone_through_once_for_each_folder(monkeypatch):
    """One pass over the files, however many folders they lie in."""
    compared = 0

    class Seen(type(Path())):  # type: ignore[misc]
        def __eq__(self, other):
            nonlocal compared
            compared += 1
            return super().__eq__(other)

        __hash__ = Path.__hash__

    class Video(type(Path())):  # type: ignore[misc]
        @property
        def parent(self):
            return Seen(super().parent)

    found = [Video(f"videos/{number}/left.mp4") for number in range(50_000)]
    monkeypatch.setattr(batch, "_videos", lambda *_: found)
    monkeypatch.setattr(Path, "is_dir", lambda _: True)
    jobs = find_files([Path("videos")], Path("out"))
    assert len({job.folder for job in jobs}) == 50_000
    assert compared <= 50 * len(found)


def test_a_folder_without_videos_is_refused(tmp_path):
    with pytest.raises(FormcheckError, match="no video or photo"):
        find_files([tmp_path], tmp_path / "out")


# --- what is judged already ---------------------------------------------------------------------------------------


@pytest.fixture
def judged(tmp_path):
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"a video")
    sha = hashlib.sha256(b"a video").hexdigest()
    return FileToReview(clip, made.store(tmp_path / "out" / "clip", sha256=sha).folder)


def test_the_same_file_model_and_settings_are_not_judged_again(judged):
    verdict = judged_already(judged, Options(video=False), made.PROGRAM)
    assert str(verdict).startswith("Right knee down")
    assert judged_already(judged, Options(video=False, language="es"), made.PROGRAM) is None


def test_a_limit_of_the_pages_or_of_a_validation_does_not_have_everything_judged_again(tmp_path):
    """What no result depends on is no reason: only what changes a result is kept, and compared."""
    (tmp_path / "videos").mkdir()
    write_clip(tmp_path / "videos" / "clip.mp4", pictures(count=2))
    limits = tmp_path / "limits.toml"
    limits.write_text("[review_page]\nlargest_video_mb = 7\n[practice]\npatients = 1\n[validation]\nresamples = 200\n")
    bands = tmp_path / "bands.toml"
    bands.write_text("[bands.trunk_deg]\ngreen = [-4, 9]\n")

    def reviewed(*options):
        command = ["review", tmp_path / "videos", "--out", tmp_path / "out", "--no-video", "--jobs", 1, *options]
        return CliRunner().invoke(app, list(map(str, command)))

    assert "judged already" not in reviewed().output
    told = reviewed("--settings", limits)
    assert told.exit_code == 0, told.output
    assert "judged already" in told.output
    assert "exists already" in reviewed("--settings", bands).output
    kept = json.loads((tmp_path / "out" / "clip" / "summary.json").read_text(encoding="utf-8"))["settings"]
    assert kept.keys() >= {"bands", "gates", "privacy"}
    assert not kept.keys() & {"review_page", "practice", "validation", "errors"}


@pytest.mark.parametrize("change", ["file", "settings", "model", "video", "pictures", "corrections", "damage"])
def test_anything_else_is_judged_again(judged, change):
    options, program = Options(video=change == "video"), made.PROGRAM
    if change == "file":
        judged.file.write_bytes(b"another video")
    if change == "settings":
        options = Options(Settings.model_validate({"phases": {"hold_target_s": 20}}), video=False)
    if change == "pictures":
        options = Options(video=False, pictures="face blurred")
    if change == "corrections":
        options = Options(video=False, corrections=Corrections(rear_side="left"))
    if change == "model":
        program = program.model_copy(update={"model_sha256": "other"})
    if change == "damage":
        (judged.folder / "summary.json").write_text("{")
    assert judged_already(judged, options, program) is None


# --- the overview -------------------------------------------------------------------------------------------------


def test_the_overview_lists_every_review_and_what_failed(tmp_path):
    made.store(tmp_path / "anna" / "left <1>", name="left <1>.mp4")
    made.store(tmp_path / ".ben.part", name="unfinished.mp4")
    page = write_overview(tmp_path, [(tmp_path / "torn.mp4", "torn.mp4 is damaged.")]).read_text(encoding="utf-8")
    assert 'href="anna/left%20%3C1%3E/report.html"' in page
    assert "left &lt;1&gt;.mp4" in page
    assert "torn.mp4 is damaged." in page
    assert "unfinished" not in page
    assert "http" not in page.replace("http-equiv", "")
    with (tmp_path / "summary.csv").open(encoding="utf-8", newline="") as file:
        review, failed = csv.DictReader(file)
    assert tuple(review) == COLUMNS
    assert (review["folder"], review["faults"], review["fault_kinds"]) == ("anna/left <1>", "1", "over_lunging")
    assert (review["complete_holds"], review["rear_sides"]) == ("1", "right")
    assert (failed["file"], failed["failed"]) == ("torn.mp4", "torn.mp4 is damaged.")


def test_the_overview_tells_the_hip_extension_of_each_side_with_its_uncertainty(tmp_path):
    review = made.store(tmp_path / "anna")
    found = HipExtensionSummary(hip_extension_deg=11.6, sd_deg=2.4, start_s=20.0)
    [right] = review.summary.sides
    summary = review.summary.model_copy(update={"sides": [right.model_copy(update={"hip_extension": found})]})
    (review.folder / "summary.json").write_text(summary.to_json(), encoding="utf-8")
    write_overview(tmp_path)
    with (tmp_path / "summary.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["right_hip_extension_deg"], row["right_hip_extension_sd_deg"]) == ("11.6", "2.4")
    assert row["left_hip_extension_deg"] == ""


@pytest.mark.parametrize("recorded_at", [None, datetime(2026, 3, 1, 9, 30, tzinfo=UTC)])
def test_the_overview_as_parquet_has_types_and_units(tmp_path, recorded_at):
    parquet = pytest.importorskip("pyarrow.parquet")
    made.store(tmp_path / "anna" / "left", recorded_at=recorded_at)
    made.store(tmp_path / "ben")
    page = write_overview(tmp_path, [(tmp_path / "torn.mp4", "torn.mp4 is damaged.")], parquet=True)
    assert 'href="summary.parquet"' in page.read_text(encoding="utf-8")
    table = parquet.read_table(tmp_path / "summary.parquet")
    assert tuple(table.column_names) == COLUMNS
    assert table.schema.field("longest_good_s").metadata[b"unit"] == b"s"
    review, _, failed = table.to_pylist()
    assert (review["folder"], review["judged"], review["faults"]) == ("anna/left", True, 1)
    assert review["recorded_at"] == recorded_at
    assert (failed["judged"], failed["faults"], failed["failed"]) == (False, None, "torn.mp4 is damaged.")


def test_exporting_a_folder_of_reviews_as_parquet_writes_the_overview_too(tmp_path):
    pytest.importorskip("pyarrow")
    made.store(tmp_path / "left")
    told = CliRunner().invoke(app, ["export", str(tmp_path), "--to", "parquet"])
    assert told.exit_code == 0, told.output
    assert everything(tmp_path)[-1] == "summary.parquet"


# --- the work -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", pictures(count=60))


def test_a_folder_is_reviewed_a_bad_file_told_and_done_work_not_repeated(clip, tmp_path):
    videos, out = tmp_path / "videos", tmp_path / "out"
    for name in ("a/one.mp4", "b/two.mp4"):
        touch(videos, name)
        (videos / name).write_bytes(clip.read_bytes())
    (videos / "a" / "torn.mp4").write_bytes(clip.read_bytes()[:500])
    arguments = ["review", str(videos), "--out", str(out), "--jobs", "2", "--no-video", "--export", "kinovea"]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 2, told.output
    assert told.stderr.count("\n") == 1
    assert "torn.mp4" in told.stderr
    assert {"a/one/report.html", "b/two/kinovea.csv", "index.html", "summary.csv"} <= set(everything(out))
    assert not [name for name in everything(out) if ".part" in name or "torn" in name]
    before = (out / "a" / "one" / "summary.json").stat().st_mtime_ns
    (videos / "a" / "torn.mp4").unlink()
    again = CliRunner().invoke(app, arguments)
    assert (again.exit_code, again.stdout.count("judged already")) == (0, 2)
    assert (out / "a" / "one" / "summary.json").stat().st_mtime_ns == before


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_process_that_is_killed_takes_only_its_own_file_down(clip, tmp_path):
    jobs = [FileToReview(clip, tmp_path / name) for name in ("first", "second")]
    outcomes: dict[str, Outcome] = {}
    killed: list[FileToReview] = []
    for news in review_all(jobs, Options(video=False), processes=1):
        if isinstance(news, RunningReview) and not killed:
            [worker] = multiprocessing.active_children()
            os.kill(worker.pid or 0, signal.SIGKILL)
            killed.append(news.job)
        if isinstance(news, Outcome):
            outcomes[news.job.folder.name] = news
    assert "died" in str(outcomes["first"].words)
    assert (outcomes["first"].code, outcomes["second"].code) == (1, 0)
    assert not (tmp_path / "first").exists()
    assert [name for name in everything(tmp_path) if name.startswith(".first")]
    with whole_folder(tmp_path / "first"):  # the next try clears up after the one that died
        pass
    assert not [name for name in everything(tmp_path) if name.startswith(".first")]


def test_breaking_off_leaves_nothing_half_written_and_no_process(clip, tmp_path):
    news = review_all([FileToReview(clip, tmp_path / name) for name in "abc"], Options(video=False), processes=2)
    assert isinstance(next(news), RunningReview)
    news.close()
    assert everything(tmp_path) == []
    assert multiprocessing.active_children() == []


def test_what_was_being_replaced_when_the_power_went_is_put_back(tmp_path):
    dead = 2**22 + 1  # above the largest process number
    old = tmp_path / f".clip.{folder._HOST}-{dead}.old"
    old.mkdir()
    (old / "angles.csv").write_text("kept")
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "clip", force=True):
        raise RuntimeError
    assert everything(tmp_path) == ["clip", "clip/angles.csv"]
