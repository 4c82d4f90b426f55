"""The archive is kept safe: backups and the way back, an audit trail, for its owner's eyes alone, any two visits."""

import getpass
import os
import sqlite3
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from formcheck.archive.backup import back_up, restore
from formcheck.archive.choice import merged_by_day, two_visits
from formcheck.archive.encryption import is_encrypted
from formcheck.archive.store import Archive, ArchiveError
from formcheck.cli import app
from formcheck.errors import FormcheckError, OutputError
from formcheck.results.visit import LONGEST_HOLD, Visit


def visit(day=1, sha256="ab", hour=12, **sides: Any) -> Visit:
    time = datetime(2026, 3, day, hour, tzinfo=UTC)
    return Visit(sha256, time, "Held.", "good", "0.1.0", "full.task", cast(Any, sides))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "archive.sqlite"
    with Archive(path) as archive:
        archive.add("P1", visit())
        archive.set_goals("P1", "")
        archive.add("P2", visit(2, "cd"))
    return path


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_backup_is_the_archive_of_its_moment_and_comes_back_as_it_was(file, tmp_path):
    copy = tmp_path / "copy.sqlite"
    assert back_up(file, copy) == 2
    with Archive(file) as archive:
        archive.erase("P1")
        archive.add("P3", visit(3, "ef"))
    assert restore(copy, file) == 2
    with Archive(file) as archive:
        assert list(archive.patients()) == ["P1", "P2"]
        assert archive.visits("P1") == [visit()]


def test_a_backup_comes_back_where_there_is_no_archive_yet(file, tmp_path):
    back_up(file, tmp_path / "copy.sqlite")
    assert restore(tmp_path / "copy.sqlite", tmp_path / "new" / "archive.sqlite") == 2


def test_a_backup_does_not_replace_a_file_unless_asked(file, tmp_path):
    copy = tmp_path / "copy.sqlite"
    copy.write_text("mine")
    with pytest.raises(OutputError):
        back_up(file, copy)
    assert copy.read_text() == "mine"
    assert back_up(file, copy, force=True) == 2


def test_what_is_no_backup_or_damaged_leaves_the_archive_as_it_was(file, tmp_path):
    before = file.read_bytes()
    (tmp_path / "text").write_text("no database " * 100)
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(before[: len(before) // 2])
    for wrong in (tmp_path / "text", cut, tmp_path / "none"):
        with pytest.raises(ArchiveError):
            restore(wrong, file)
    assert file.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_archive_and_backup_are_for_their_owner_alone(file, tmp_path):
    back_up(file, tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)  # made by an earlier version
    with Archive(file) as archive:
        archive.add("P4", visit(4, "gh"))
    assert file.stat().st_mode & 0o777 == 0o600


def test_every_change_is_in_the_audit_trail_with_its_time_and_account(file):
    with Archive(file) as archive:
        trail = archive.audit()
        assert [(entry.what, entry.code) for entry in trail] == [("visit", "P1"), ("goals", "P1"), ("visit", "P2")]
        assert {entry.account for entry in trail} == {getpass.getuser()}
        assert all(datetime.fromisoformat(entry.time).tzinfo for entry in trail)
        assert [entry.code for entry in archive.audit("P2")] == ["P2"]


def test_who_was_erased_is_not_in_the_audit_trail_any_more_but_that_somebody_was(file):
    with Archive(file) as archive:
        archive.erase("P1")
        assert [(entry.what, entry.code) for entry in archive.audit()] == [("visit", "P2"), ("erase", "")]
    assert b"P1" not in file.read_bytes()


def test_an_archive_without_an_audit_trail_gets_one_with_the_next_that_is_kept(file):
    database = sqlite3.connect(file)
    database.executescript("DROP TABLE audit; PRAGMA user_version = 2")
    database.close()
    with Archive(file) as archive:
        assert archive.audit() == []
        archive.add("P1", visit(5, "ij"))
        assert [entry.what for entry in archive.audit()] == ["visit"]


SECRET = "correct horse battery"


def test_an_encrypted_backup_tells_nothing_and_comes_back_with_its_passphrase_alone(file, tmp_path):
    copy = tmp_path / "copy.fcb"
    assert back_up(file, copy, passphrase=SECRET) == 2
    content = copy.read_bytes()
    assert is_encrypted(copy) and not is_encrypted(file)
    assert not any(word in content for word in (b"Held.", b"SQLite", b"visits", b"2026-03"))
    assert os.name == "nt" or copy.stat().st_mode & 0o777 == 0o600
    assert set(tmp_path.iterdir()) == {file, copy}  # nothing lies about in plain
    before = file.read_bytes()
    with pytest.raises(ArchiveError, match="passphrase is another one"):
        restore(copy, file, "correct horse batter")
    assert file.read_bytes() == before
    assert restore(copy, tmp_path / "new" / "archive.sqlite", SECRET) == 2
    with Archive(tmp_path / "new" / "archive.sqlite") as archive:
        assert archive.visits("P1") == [visit()]
    with Archive(file) as archive:
        archive.erase("P1")
    restore(copy, file, SECRET)
    with Archive(file) as archive:
        assert archive.visits("P1") == [visit()]


@pytest.mark.parametrize("change", [0.1, 0.5, -1])
def test_an_encrypted_backup_that_was_changed_is_found_out(file, tmp_path, change):
    copy = tmp_path / "copy.fcb"
    back_up(file, copy, passphrase=SECRET)
    content = bytearray(copy.read_bytes())
    place = int(change * len(content)) if change > 0 else -1
    content[place] ^= 1
    copy.write_bytes(content)
    with pytest.raises(ArchiveError, match="changed"):
        restore(copy, file, SECRET)
    copy.write_bytes(content[:40])
    with pytest.raises(ArchiveError, match="changed"):
        restore(copy, file, SECRET)


def test_a_passphrase_that_is_soon_guessed_is_refused_before_anything_is_written(file, tmp_path):
    with pytest.raises(FormcheckError, match="at least 10"):
        back_up(file, tmp_path / "copy.fcb", passphrase="horse")
    assert list(tmp_path.iterdir()) == [file]


def test_the_command_asks_twice_for_the_passphrase_and_takes_it_from_the_environment(file, tmp_path, monkeypatch):
    copy = tmp_path / "copy.fcb"
    arguments = ["archive", "backup", str(copy), "--encrypt", "--archive", str(file)]
    told = CliRunner().invoke(app, arguments, input=f"{SECRET}\n{SECRET}\n")
    assert (told.exit_code, SECRET in told.output) == (0, False)
    assert CliRunner().invoke(app, [*arguments, "--force"], input=f"{SECRET}\nanother one\n").exit_code == 1
    back = ["archive", "restore", str(copy), "--yes", "--archive", str(file)]
    assert CliRunner().invoke(app, back, input=f"{SECRET}\n").exit_code == 0
    monkeypatch.setenv("FORMCHECK_PASSPHRASE", "another passphrase")
    refused = run(*back)
    assert (refused.exit_code, "changed" in refused.stderr) == (2, True)
    monkeypatch.setenv("FORMCHECK_PASSPHRASE", SECRET)
    assert run(*back).exit_code == 0


def test_any_two_visits_are_compared():
    visits = [visit(day, str(day)) for day in (1, 2, 3)]
    assert two_visits(visits, "3,1") == [visits[0], visits[2]]
    assert two_visits(visits, "2;3") == visits[1:]
    for wrong in ("1", "1,1", "0,2", "1,4", "a,b"):
        with pytest.raises(FormcheckError):
            two_visits(visits, wrong)


def test_two_films_of_a_day_are_one_visit_with_the_better_hold_of_each_side():
    films = [
        visit(1, "a", 9, right={LONGEST_HOLD: 20.0, "lunge_deg": 1.0}),
        visit(1, "b", 10, left={LONGEST_HOLD: 30.0}, right={LONGEST_HOLD: 5.0, "lunge_deg": 9.0}),
        visit(8, "c", 10, left={LONGEST_HOLD: 12.0}),
    ]
    first, second = merged_by_day(films)
    assert first.sides == {"right": films[0].sides["right"], "left": films[1].sides["left"]}
    assert second == films[2]


def test_the_commands_lead_there_and_back(file, tmp_path):
    copy = tmp_path / "copy.sqlite"
    assert run("archive", "backup", copy, "--archive", file).exit_code == 0
    assert run("archive", "erase", "P1", "--yes", "--archive", file).exit_code == 0
    assert run("archive", "restore", copy, "--yes", "--archive", file).exit_code == 0
    log = run("archive", "log", "--archive", file, "--language", "es").output
    assert "P1  visita guardada" in log and "restaurado desde una copia" in log
    assert run("archive", "backup", copy, "--archive", tmp_path / "none").exit_code == 2
    with Archive(file) as archive:
        archive.add("P1", visit(9, "zz"))
    assert run("progress", "P1", "--visits", "1,2", "--archive", file).exit_code == 0
    assert run("progress", "P1", "--visits", "1,7", "--archive", file).exit_code == 2
