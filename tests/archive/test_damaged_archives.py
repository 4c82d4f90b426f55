"""Archives and histories that are locked, full, read-only or damaged: each in its own words, and nothing lost."""

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from formcheck.archive import database as databases
from formcheck.archive.practice_history import History, HistoryError
from formcheck.archive.store import Archive, ArchiveError
from formcheck.cli import app
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import message
from formcheck.results.practice import PartDone, PracticeDone
from formcheck.results.visit import Visit
from tests.support.mutations import damaged_bytes, odd_cell

MUTATIONS = 60


def visit(day):
    sides = {"left": {"trunk_deg": 3.5 * day, "longest_hold_s": 20.0, "faults": 1.0}}
    verdict = message("as_written.text", text="Held.")
    time = datetime(2026, 3, day, 9, 30, tzinfo=UTC)
    return Visit(f"ab{day}", time, "Held.", "good", "0.2.0", "full.task", sides, verdict)  # type: ignore[arg-type]


def practised(day):
    parts = [PartDone(side="left", target_s=30, good_s=20, felt="yes", fault_s={FaultKind.ARCHING: 3.5})]
    return PracticeDone(started_at=datetime(2026, 3, day, 18, tzinfo=UTC), rest_s=30, parts=parts)


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "archive.sqlite"
    with Archive(file) as archive:
        for code in ("P1", "P2"):
            for day in (1, 8, 15):
                archive.add(code, visit(day))
            archive.set_goals(code, "[phases]\nhold_target_s = 20\n")
            archive.add_practices(code, [practised(day) for day in (2, 3)], datetime(2026, 3, 20, tzinfo=UTC))
    return file


@pytest.fixture
def history(tmp_path):
    history = History(tmp_path / "practice.sqlite3")
    for day in (2, 5, 16):
        history.keep(practised(day))
    return history


@pytest.fixture
def no_patience(monkeypatch):
    monkeypatch.setattr(databases, "PATIENCE_S", 0.05)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


class NoVacuum:
    """A database on a disk with no room for a second one, which VACUUM needs."""

    def __init__(self, database):
        self._database = database

    def execute(self, statement, *values):
        if statement == "VACUUM":
            raise sqlite3.OperationalError("database or disk is full")
        return self._database.execute(statement, *values)

    def __enter__(self):
        return self._database.__enter__()

    def __exit__(self, *raised):
        return self._database.__exit__(*raised)


def change(file, statement, *values):
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(statement, values)


# --- told apart ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [("list",), ("export", "P1"), ("erase", "P1", "--yes"), ("goals", "P1", "--remove")]
)
def test_a_locked_archive_is_called_locked_and_is_as_it_was(file, no_patience, command):
    before = file.read_bytes()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        told = run("archive", *command, "--archive", file)
    assert (told.exit_code, told.stderr.count("\n")) == (2, 1)
    assert "in use by another program" in told.stderr
    assert file.read_bytes() == before


def test_an_archive_on_a_full_disk_is_called_full(file):
    with Archive(file) as archive:
        [pages] = archive._database.execute("PRAGMA page_count").fetchone()
        archive._database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ArchiveError, match="is full: free some room"):
            for number in range(2000):
                archive.add(f"N{number}", visit(1))


def test_an_archive_that_may_not_be_written_is_called_so_and_can_be_read(file):
    with Archive(file) as archive:
        archive._database.execute("PRAGMA query_only = ON")
        with pytest.raises(ArchiveError, match="can be read, but not written"):
            archive.add("P1", visit(20))
        with pytest.raises(ArchiveError, match="can be read, but not written"):
            archive.erase("P1")
        assert len(archive.visits("P1")) == 3


def test_a_patient_is_erased_also_where_the_file_cannot_be_made_smaller(file, monkeypatch):
    with Archive(file) as archive, closing(sqlite3.connect(file)) as database:
        with monkeypatch.context() as full:
            full.setattr(archive, "_database", NoVacuum(archive._database))
            archive.erase("P1")
        assert archive.patients() == {"P2": (3, 2)}
        assert database.execute("SELECT count(*) FROM visits").fetchone() == (3,)


def test_reading_leaves_no_file_and_no_change_behind(file, tmp_path):
    missing = tmp_path / "nowhere" / "archive.sqlite"
    assert run("archive", "list", "--archive", missing).exit_code == 0
    assert not missing.parent.exists()
    change(file, "PRAGMA user_version = 1")
    change(file, "DROP TABLE practices")
    before = file.read_bytes()
    for command in (("list",), ("goals", "P1"), ("export", "P1")):
        assert run("archive", *command, "--archive", file).exit_code == 0
    assert run("progress", "P1", "--archive", file).exit_code == 0
    assert file.read_bytes() == before


def test_nobody_else_on_the_computer_may_read_an_archive_or_a_history(file, history):
    assert [path.stat().st_mode & 0o077 for path in (file, history.path)] == [0, 0]


def test_another_programs_file_with_our_number_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "archive.sqlite"
    change(path, "CREATE TABLE mine (a)")
    change(path, "PRAGMA user_version = 2")
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="no archive of this version"):
        Archive(path)
    assert path.read_bytes() == before


def test_a_locked_history_is_called_locked(history, no_patience):
    with closing(sqlite3.connect(history.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="in use by another program"):
            history.all()


# --- one damaged row ----------------------------------------------------------------------------------------------


def test_one_damaged_visit_keeps_nobody_from_being_shown_handed_out_and_erased(file):
    change(file, "UPDATE visits SET visit = ? WHERE code = 'P1' AND sha256 = 'ab8'", '{"trunk": 1')
    told = run("progress", "P1", "--archive", file)
    assert (told.exit_code, told.stderr) == (0, "Of P1, damaged and so left out: 1.\n")
    told = run("archive", "export", "P1", "--archive", file)
    assert (told.exit_code, told.stderr) == (0, "Of P1, damaged and so left out: 1.\n")
    data = json.loads(told.stdout)
    assert (len(data["visits"]), data["damaged"]) == (2, ['{"trunk": 1'])
    assert run("archive", "erase", "P1", "--yes", "--archive", file).exit_code == 0
    assert run("archive", "list", "--archive", file).stdout == "P2  3 visits, 2 practice sessions\n"
    assert b'"trunk": 1' not in file.read_bytes()


def test_one_damaged_practice_does_not_hide_the_others(history):
    change(history.path, "UPDATE part SET side = 'up' WHERE practice = 2")
    assert [practice.id for practice in history.all()] == [1, 3]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59+14:00"])
def test_a_time_no_clock_has_shown_is_a_damaged_row(history, file, time):
    change(history.path, "UPDATE practice SET started_at = ? WHERE id = 2", time)
    told = run("archive", "practice", "P3", "--history", history.path, "--consent", "--archive", file)
    assert (told.exit_code, told.stderr) == (0, "Of P3, damaged and so left out: 1.\n")
    assert "2 practice sessions added" in told.stdout


# --- anything -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["bytes", "cells"])
def test_no_damage_to_an_archive_is_more_than_a_sentence(file, tmp_path, how, monkeypatch):
    monkeypatch.setenv("FORMCHECK_LOG_DIR", str(tmp_path / "log"))
    whole = file.read_bytes()
    for seed in range(MUTATIONS):
        random_ = random.Random(seed)
        for command in (("list",), ("export", "P1"), ("goals", "P1"), ("erase", "P1", "--yes")):
            file.write_bytes(whole if how == "cells" else damaged_bytes(whole, random.Random(seed)))
            if how == "cells":
                odd_cell(file, random.Random(seed))
            told = run("archive", *command, "--archive", file)
            assert told.exit_code in (0, 2), (seed, command, told.output)
            assert told.stderr.count("\n") <= 1, (seed, command, told.stderr)
            assert "itself failed" not in told.stderr, (seed, command, told.stderr)
        if random_.random() < 0.2:  # the charts of a page take longest
            told = run("progress", "P2", "--archive", file)
            assert told.exit_code in (0, 2), (seed, told.output)


@pytest.mark.parametrize("how", ["bytes", "cells"])
def test_no_damage_to_a_history_is_more_than_a_sentence(history, file, how):
    whole = history.path.read_bytes()
    for seed in range(MUTATIONS):
        history.path.write_bytes(whole if how == "cells" else damaged_bytes(whole, random.Random(seed)))
        if how == "cells":
            odd_cell(history.path, random.Random(seed))
        try:
            assert all(practice.id is not None for practice in history.all())
        except HistoryError as error:
            assert "\n" not in str(error)
        told = run("archive", "practice", "P1", "--history", history.path, "--consent", "--archive", file)
        assert told.exit_code in (0, 2), (seed, told.output)
        assert told.stderr.count("\n") <= 1, (seed, told.stderr)
