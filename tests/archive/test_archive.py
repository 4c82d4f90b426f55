"""Visits kept, compared, handed out and erased."""

import json
import math
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from formcheck.archive.backup import back_up
from formcheck.archive.practice_history import History, as_csv, read_practices
from formcheck.archive.store import Archive, ArchiveError, check_code, keep_visit
from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.legs import SIDES
from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import message
from formcheck.report.practices import in_messages, practice_summary
from formcheck.report.progress import side_changes, write_page
from formcheck.results.change import compare
from formcheck.results.home.signed import sign
from formcheck.results.practice import Felt, PartDone, PracticeDone, PracticeKept
from formcheck.results.stored import StoredReview
from formcheck.results.visit import FAULTS, LONGEST_HOLD, Visit, visit_of
from formcheck.settings import Settings, SettingsError
from tests.support import stored as made
from tests.support.clips import pictures, write_clip
from tests.support.plans import plan


def visit(day=1, sha256="ab", **sides: Any) -> Visit:
    """A visit; sides by name, each with its measures by their names without the unit."""
    return Visit(sha256, datetime(2026, 3, day, tzinfo=UTC), "Held.", "good", "0.1.0", "full.task", cast(Any, sides))


def practised(day, felt: Felt = "yes", good_s=20.0):
    """A practice session of one set on each side."""
    parts = [PartDone(side=side, target_s=30, good_s=good_s, felt=felt) for side in SIDES]
    return PracticeDone(started_at=datetime(2026, 3, day, 18, tzinfo=UTC), parts=parts)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deep" / "archive.sqlite"


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


# --- measures -----------------------------------------------------------------------------------------------------


def test_a_visit_is_the_medians_since_the_neutral_its_hold_and_its_faults(tmp_path):
    found = visit_of(made.store(tmp_path / "clip", recorded_at=datetime(2026, 3, 1, 9, 30)))
    assert found.time == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    (right,) = found.sides.values()
    assert list(found.sides) == ["right"]
    assert right[LONGEST_HOLD] == pytest.approx(33, abs=0.5)
    assert right[FAULTS] == 1
    assert right["rear_thigh_deg"] == pytest.approx(4, abs=0.5)
    assert "tuck_deg" not in right  # not measured is not there, never 0


# --- changes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "before", "after", "word"),
    [
        ("trunk_deg", 20, 12, "better"),  # nearer to at most 10
        ("trunk_deg", 12, 20, "worse"),
        ("trunk_deg", 12, 15, "unclear"),  # 3.7 · √2 = 5.2
        ("trunk_deg", -4, 6, "changed"),  # on the target both times
        ("front_knee_deg", 75, 90, "better"),
        ("front_knee_deg", 75, 83, "unclear"),  # 6.3 · √2 = 8.9
        ("lunge_deg", 14, 2, "better"),
        (LONGEST_HOLD, 10, 20, "better"),
        (LONGEST_HOLD, 20, 10, "worse"),
        (LONGEST_HOLD, 20, 21, "unclear"),
        (FAULTS, 3, 1, ""),  # a count has no error to compare it with
    ],
)
def test_the_word_for_a_change(measure, before, after, word):
    assert compare({measure: before}, {measure: after}, measure).word == word


def test_the_tuck_is_compared_by_the_uncertainty_of_both_visits():
    sure, unsure = {"tuck_sd_deg": 1.0}, {"tuck_sd_deg": 3.0}
    change = compare({"tuck_deg": 0, **sure}, {"tuck_deg": 5, **sure}, "tuck_deg")
    assert (round(change.smallest, 2), change.word) == (2.77, "better")
    assert compare({"tuck_deg": 0, **unsure}, {"tuck_deg": 5, **unsure}, "tuck_deg").word == "unclear"
    assert compare({"tuck_deg": 0}, {"tuck_deg": 5}, "tuck_deg").word == ""


def extended(*degrees, sd=3.0):
    """The hip extension of some visits."""
    return [{"hip_extension_deg": value, "hip_extension_sd_deg": sd} for value in degrees]


def test_from_three_visits_on_the_own_scatter_says_what_change_of_hip_extension_counts():
    two, steady, unsteady = extended(8, 13), extended(8, 9, 10, 11, 12, 13), extended(8, 16, 6, 17, 7, 13)
    stated = compare(two[0], two[-1], "hip_extension_deg", among=two)
    assert (round(stated.smallest, 2), stated.word) == (8.32, "unclear")  # 1.96 · √2 · 3
    own = compare(steady[0], steady[-1], "hip_extension_deg", among=steady)
    assert own.smallest < 5.7, "who hardly varies need not change as much"
    more = compare(unsteady[0], unsteady[-1], "hip_extension_deg", among=unsteady)
    assert more.smallest > stated.smallest


def test_a_slow_change_of_the_hip_extension_is_not_taken_for_scatter():
    rising = extended(2, 5, 8, 11, 14, 17)
    assert compare(rising[0], rising[-1], "hip_extension_deg", among=rising).word == "changed"


def test_two_chosen_visits_are_compared_by_the_scatter_of_all():
    visits = [visit(day, str(day), left=own) for day, own in enumerate(extended(8, 9, 8, 9, 8, 9), start=1)]
    (of_two,) = side_changes([visits[0], visits[-1]], Settings())
    (of_all,) = side_changes([visits[0], visits[-1]], Settings(), visits)
    assert of_all.changes[0].smallest < of_two.changes[0].smallest


def test_nothing_is_said_of_what_one_visit_does_not_know():
    change = compare({}, {"trunk_deg": 30}, "trunk_deg")
    assert math.isnan(change.before)
    assert change.word == ""


def test_each_side_is_compared_with_itself_alone():
    visits = [visit(1, left={FAULTS: 3}), visit(2, right={FAULTS: 2}), visit(3, left={FAULTS: 1})]
    (left,) = side_changes(visits, Settings())
    assert (left.side, left.before.time.day, left.after.time.day) == ("left", 1, 3)


# --- the file -----------------------------------------------------------------------------------------------------


def test_visits_come_back_as_they_were_in_the_order_of_time(file):
    late, early = visit(9, "b", left={"trunk_deg": 3.0}), visit(2, "a", right={FAULTS: 1.0})
    with Archive(file) as archive:
        archive.add("P017", late)
        archive.add("P017", early)
    with Archive(file) as archive:
        assert archive.visits("P017") == [early, late]
        assert archive.patients() == {"P017": (2, 0)}


def test_the_same_video_takes_its_own_place(file):
    with Archive(file) as archive:
        archive.add("P1", visit(left={FAULTS: 3}))
        archive.add("P1", visit(left={FAULTS: 1}))
        archive.add("P2", visit(left={FAULTS: 2}))
        assert archive.patients() == {"P1": (1, 0), "P2": (1, 0)}
        assert archive.visits("P1")[0].sides["left"][FAULTS] == 1


@pytest.mark.parametrize("name", ["Anna", "Anna Muster", "", "a/1", "1" * 40, "P1; --"])
def test_a_name_is_no_code(name):
    with pytest.raises(FormcheckError, match="never a name"):
        check_code(name)


def test_erasing_leaves_no_byte_of_a_patient_and_all_of_the_others(file):
    with Archive(file) as archive:
        for number in range(50):
            archive.add("GONE77", visit(sha256=f"secret{number}", left={FAULTS: 1}))
        archive.set_goals("GONE77", "# secret\n[phases]\nhold_target_s = 20")
        archive.add_practices("GONE77", [practised(1, felt="pain")], datetime(2026, 3, 2, tzinfo=UTC))
        archive.add("P2", visit(left={FAULTS: 2}))
        archive.erase("GONE77")
    files = [path.read_bytes() for path in file.parent.iterdir()]
    assert not any(word in data for data in files for word in (b"GONE77", b"secret", b"pain", b'started_at"'))
    with Archive(file) as archive:
        assert archive.patients() == {"P2": (1, 0)}
        with pytest.raises(ArchiveError, match="no patient GONE77"):
            archive.erase("GONE77")


@pytest.mark.parametrize("kind", ["text", "other", "newer"])
def test_a_file_that_is_no_archive_is_refused_and_left_as_it_is(tmp_path, kind):
    path = tmp_path / "archive.sqlite"
    if kind == "text":
        path.write_text("Dear doctor, " * 200)
    else:
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE mine (a)")
            database.execute(f"PRAGMA user_version = {9 if kind == 'newer' else 0}")
        database.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="no archive of this version"):
        Archive(path)
    assert path.read_bytes() == before


def test_an_archive_of_the_first_version_is_read_and_grows(file):
    with Archive(file) as archive:
        archive.add("P1", visit(left={FAULTS: 2}))
    with sqlite3.connect(file) as database:
        database.executescript("DROP TABLE goals; DROP TABLE practices; PRAGMA user_version = 1")
    database.close()
    with Archive(file) as archive:
        assert archive.goals("P1") is None
        archive.set_goals("P1", "")
        assert archive.patients() == {"P1": (1, 0)}


# --- goals --------------------------------------------------------------------------------------------------------


def test_a_patient_has_the_usual_targets_until_others_are_kept_and_again_once_they_are_removed(file):
    with Archive(file) as archive:
        archive.set_goals("P1", "[phases]\nhold_target_s = 20\n")
        assert archive.settings("P1").phases.hold_target_s == 20
        assert archive.settings("P2") == Settings()
        archive.set_goals("P1", None)
        assert archive.settings("P1") == Settings()


def test_goals_that_cannot_be_used_are_refused_and_the_old_ones_stay(file):
    with Archive(file) as archive:
        archive.set_goals("P1", "[phases]\nhold_target_s = 20\n")
        with pytest.raises(SettingsError, match="Unknown setting 'phases"):
            archive.set_goals("P1", "[phases]\nhold = 20\n")
        assert archive.settings("P1").phases.hold_target_s == 20


def test_progress_is_judged_by_the_goals_of_the_patient(tmp_path, file):
    goals = tmp_path / "p1.toml"
    goals.write_text("[bands.trunk_deg]\ngreen = [0, 4]\n")
    assert run("archive", "goals", "P1", goals, "--archive", file).exit_code == 0
    assert run("archive", "goals", "P1", "--archive", file).stdout == goals.read_text()
    with Archive(file) as archive:
        for day in (1, 9):
            archive.add("P1", visit(day, str(day), left={"trunk_deg": 3.0 * day}))
    told = run("progress", "P1", "--archive", file)
    assert told.exit_code == 0, told.output
    assert "0° to 4°" in told.stdout
    assert run("archive", "goals", "P1", "--remove", "--archive", file).exit_code == 0
    assert "0° to 4°" not in run("progress", "P1", "--archive", file).stdout


# --- practice -----------------------------------------------------------------------------------------------------


@pytest.fixture
def history(tmp_path):
    kept = History(tmp_path / "practice.sqlite3")
    for day, felt in ((2, "yes"), (5, "pain"), (16, "no")):
        kept.keep(practised(day, cast(Felt, felt), good_s=10.0 + day))
    return kept


def test_practice_is_kept_only_with_consent_and_each_session_once(history, file):
    import_it = ("archive", "practice", "P1", "--history", history.path, "--archive", file)
    asked = run(*import_it)
    assert (asked.exit_code, file.exists()) == (1, False)
    assert "Has the patient P1 agreed" in asked.stdout
    for added in (3, 0):
        told = run(*import_it, "--consent")
        assert told.exit_code == 0, told.output
        assert f"P1: {added} practice sessions added." in told.stdout
    assert run("archive", "list", "--archive", file).stdout == "P1  0 visits, 3 practice sessions\n"


def test_practice_comes_from_the_database_or_from_what_the_page_exports(history, tmp_path):
    table = tmp_path / "formcheck-history.csv"
    table.write_text(as_csv(history.all()), encoding="utf-8")
    from_file = [PracticeDone(**done.model_dump(exclude={"id"})) for done in read_practices(history.path)]
    assert read_practices(table) == from_file
    faulty = PracticeKept(id=1, started_at=datetime(2026, 3, 1, tzinfo=UTC), rest_s=60, ball_s=0)
    faulty.parts.append(PartDone(side="left", target_s=30, good_s=2, fault_s={FaultKind.ARCHING: 3.5}))
    table.write_text(as_csv([faulty]), encoding="utf-8")
    [back] = read_practices(table)
    assert back.parts == faulty.parts


@pytest.mark.parametrize("kind", ["missing", "text", "other"])
def test_what_is_no_history_is_refused_and_left_as_it_is(tmp_path, file, kind):
    path = tmp_path / "history"
    if kind == "text":
        path.write_text("Dear diary")
    if kind == "other":
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE mine (a)")
        database.close()
    before = path.read_bytes() if path.exists() else None
    told = run("archive", "practice", "P1", "--history", path, "--consent", "--archive", file)
    assert (told.exit_code, told.stderr.count("\n"), file.exists()) == (2, 1, False)
    assert (path.read_bytes() if path.exists() else None) == before


def test_practice_is_summed_up_with_the_days_of_pain(history):
    told = in_messages(practice_summary(history.all()), catalogue("en"))
    assert " ".join(map(str, told)) == (
        "3 practice sessions, 2026-03-02 to 2026-03-16, 1.0 a week. The stretch was felt 2 of 6 times. "
        "Pain was told on 2026-03-05."
    )


def test_goals_and_practice_are_handed_out_too_and_shown(history, tmp_path, file):
    with Archive(file) as archive:
        archive.set_goals("P1", "[phases]\nhold_target_s = 20\n")
        archive.add_practices("P1", history.all(), datetime(2026, 3, 20, tzinfo=UTC))
    data = json.loads(run("archive", "export", "P1", "--archive", file).stdout)
    assert data["goals"].startswith("[phases]")
    assert [done["consent_at"] for done in data["practices"]] == ["2026-03-20T00:00:00+00:00"] * 3
    told = run("progress", "P1", "--archive", file, "--out", tmp_path / "page.html")
    assert told.exit_code == 0, told.output
    assert "Pain was told on 2026-03-05." in " ".join(told.stdout.split())
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Practice at home" in page
    assert "Over the visits" not in page


# --- the commands -------------------------------------------------------------------------------------------------


def test_from_results_to_progress_and_away(tmp_path, file):
    for day in (1, 8):
        made.store(tmp_path / "results" / f"visit{day}", sha256=f"{day}", recorded_at=datetime(2026, 3, day))
    kept = run("archive", "add", "P017", tmp_path / "results", "--archive", file)
    assert kept.exit_code == 0, kept.output
    assert run("archive", "list", "--archive", file).stdout == "P017  2 visits\n"
    page = tmp_path / "progress.html"
    told = run("progress", "P017", "--archive", file, "--out", page)
    assert told.exit_code == 0, told.output
    assert "Right knee down" in told.stdout
    assert {"no", "clear", "change"} <= set(told.stdout.split())
    assert "Progress of P017" in page.read_text(encoding="utf-8")
    data = json.loads(run("archive", "export", "P017", "--archive", file).stdout)
    assert (data["code"], len(data["visits"])) == ("P017", 2)
    assert "clip.mp4" not in json.dumps(data)  # a file's name may be a person's
    assert run("archive", "erase", "P017", "--archive", file).exit_code == 1  # asked, and nobody said yes
    assert run("archive", "erase", "P017", "--yes", "--archive", file).exit_code == 0
    gone = run("progress", "P017", "--archive", file)
    assert (gone.exit_code, gone.stderr.count("\n")) == (2, 1)


def test_two_folders_of_results_are_compared(tmp_path):
    first, second = (made.store(tmp_path / name).folder for name in "ab")
    told = run("compare", first, second)
    assert told.exit_code == 0, told.output
    assert "Longest" in told.stdout
    assert run("compare", first, tmp_path / "nowhere").exit_code == 2


def test_the_page_holds_all_it_shows(tmp_path):
    visits = [visit(day, str(day), left={"trunk_deg": 20.0 - day, FAULTS: 1.0}) for day in (1, 5, 12)]
    write_page(tmp_path / "page.html", message("progress.of_patient", code="<P1>"), visits, Settings())
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Progress of &lt;P1&gt;" in page
    assert 'class="better"' in page
    assert "<script src" not in page


def test_a_review_of_a_patient_uses_their_goals_and_is_kept(tmp_path, file):
    goals = tmp_path / "p1.toml"
    goals.write_text("[phases]\nhold_target_s = 20\n")
    assert run("archive", "goals", "P1", goals, "--archive", file).exit_code == 0
    clip = write_clip(tmp_path / "clip.mp4", pictures(count=52))
    out = tmp_path / "out"
    told = run("review", clip, "--out", out, "--no-video", "--patient", "P1", "--archive", file)
    assert told.exit_code == 0, told.output
    assert StoredReview.open(out / "clip").summary.settings.phases.hold_target_s == 20
    with Archive(file) as archive:
        assert archive.patients() == {"P1": (1, 0)}
    assert run("review", clip, "--out", out, "--patient", "Anna", "--archive", file).exit_code == 2


def test_a_review_that_could_judge_nothing_is_no_visit(tmp_path, file):
    review = made.store(tmp_path / "clip")
    summary = review.summary.model_copy(update={"judged": False})
    (review.folder / "summary.json").write_text(summary.to_json(), encoding="utf-8")
    keep_visit("P1", file, review.folder)
    with Archive(file) as archive:
        assert archive.patients() == {}


# --- plans for home -----------------------------------------------------------------------------------------------


def test_plans_are_signed_with_one_key_that_a_backup_takes_along(file, tmp_path):
    with Archive(file) as archive:
        key = archive.clinic_key()
        archive.add_plan(sign(plan(), key))
        archive.add_plan(sign(plan(id="99999999", hold_s=40), key))
    back_up(file, tmp_path / "backup.sqlite")
    with Archive(tmp_path / "backup.sqlite") as backup:
        assert backup.clinic_key() == key
        assert [signed.plan.hold_s for signed in backup.plans("P017")] == [30, 40]


def test_a_patient_who_is_erased_takes_the_plans_along_and_the_export_has_them_without_the_key(file):
    with Archive(file) as archive:
        key = archive.clinic_key()
        archive.add_plan(sign(plan(), key))
        handed_out = archive.export("P017")
        assert [made["hold_s"] for made in json.loads(handed_out)["plans"]] == [30]
        assert key.hex() not in handed_out
        archive.erase("P017")
        assert archive.plans("P017") == []
    assert b"Clinic North" not in file.read_bytes()


def test_an_archive_without_plans_is_read_and_gets_them_with_the_next_that_is_kept(file):
    with Archive(file) as archive:
        archive.add("P017", visit(left={"trunk_deg": 3.0}))
    with closing(sqlite3.connect(file)) as database:
        database.executescript("DROP TABLE plans; DROP TABLE clinic; PRAGMA user_version = 4")
    with Archive(file) as archive:
        assert archive.plans("P017") == []
        archive.add_plan(sign(plan(), archive.clinic_key()))
        assert len(archive.plans("P017")) == 1


def test_a_plan_that_was_damaged_in_the_archive_is_left_out_and_counted(file):
    with Archive(file) as archive:
        archive.add_plan(sign(plan(), archive.clinic_key()))
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE plans SET plan = replace(plan, '30', '60')")
    with Archive(file) as archive:
        assert archive.plans("P017") == []
        assert archive.left_out == 1
