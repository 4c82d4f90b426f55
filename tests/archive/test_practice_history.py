import csv
import io
import json
import sqlite3
import stat
from contextlib import closing

import pytest
from pydantic import ValidationError

from formcheck.archive.practice_history import History, HistoryError, as_csv, from_csv, read_practices
from formcheck.results.practice import PracticeDone, PracticeSent
from tests.support.weeks import checks, sessions

DONE = {
    "started_at": "2026-03-04T10:00:00Z",
    "rest_s": 300,
    "hurt": True,
    "pain_before": 4,
    "pain_after": 0,
    "plan": "0a1b2c3d",
    "parts": [
        {
            "side": "right",
            "target_s": 30,
            "good_s": 30,
            "felt": "yes",
            "fault_s": {"over_lunging": 4.5},
            "held_s": 34.5,
            "tucked_s": 28,
            "unseen_s": 2,
            "lost_s": [12.5, 20],
            "own_tuck_deg": 6.4,
            "hip_extension_deg": 14.5,
            "hip_extension_sd_deg": 3.1,
        },
        {"side": "left", "target_s": 30, "good_s": 21.5},
    ],
}


FIRST_VERSION = """
CREATE TABLE practice (id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, rest_s REAL NOT NULL, ball_s REAL NOT NULL);
CREATE TABLE part (
    practice INTEGER NOT NULL REFERENCES practice(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, side TEXT NOT NULL, target_s REAL NOT NULL, good_s REAL NOT NULL, felt TEXT NOT NULL,
    PRIMARY KEY (practice, number)
);
CREATE TABLE fault (
    practice INTEGER NOT NULL, part INTEGER NOT NULL, kind TEXT NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (practice, part, kind),
    FOREIGN KEY (practice, part) REFERENCES part(practice, number) ON DELETE CASCADE
);
INSERT INTO practice VALUES (1, '2026-02-01T10:00:00+00:00', 0, 0);
INSERT INTO part VALUES (1, 0, 'left', 30, 22, 'yes');
"""


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "folder" / "practice.sqlite3")


def test_what_is_kept_comes_back_whole(history):
    number = history.keep(PracticeDone.model_validate(DONE))
    [kept] = history.all()
    assert kept.id == number
    assert PracticeDone.model_validate(kept.model_dump(exclude={"id"})) == PracticeDone.model_validate(DONE)


def test_pain_said_after_it_was_kept_is_added(history):
    number = history.keep(PracticeDone.model_validate(DONE))
    history.rate(number, 7)
    assert [(kept.pain_before, kept.pain_after) for kept in history.all()] == [(4, 7)]


def test_the_table_gives_back_all_of_it(history):
    history.keep(PracticeDone.model_validate(DONE))
    history.keep(PracticeDone.model_validate({"started_at": "2026-03-05T10:00:00Z", "ball_s": 60, "pain_before": 10}))
    assert from_csv(as_csv(history.all())) == [PracticeDone(**k.model_dump(exclude={"id"})) for k in history.all()]


def test_a_history_of_the_first_version_is_read_unchanged_and_grows_with_the_next_practice(history):
    history.path.parent.mkdir()
    with closing(sqlite3.connect(history.path)) as db, db:
        db.executescript(FIRST_VERSION)
        db.execute("PRAGMA user_version = 1")
    before = history.path.read_bytes()
    [kept] = history.all()
    assert (kept.hurt, kept.pain_before, kept.parts[0].good_s, kept.parts[0].tucked_s) == (False, None, 22.0, 0.0)
    assert history.path.read_bytes() == before
    history.keep(PracticeDone.model_validate(DONE))
    assert [done.pain_before for done in history.all()] == [None, 4]


def test_reading_or_deleting_what_is_not_there_makes_no_file(history):
    assert history.all() == []
    history.delete()
    history.delete(3)
    assert not history.path.parent.exists()


def test_it_is_for_the_users_eyes_only(history):
    history.keep(PracticeDone.model_validate(DONE))
    assert stat.S_IMODE(history.path.stat().st_mode) == 0o600


def test_one_practice_goes_and_the_others_stay(history):
    first, second = (history.keep(PracticeDone.model_validate(DONE)) for _ in range(2))
    history.delete(first)
    assert [kept.id for kept in history.all()] == [second]
    assert len(history.all()[0].parts) == 2


def test_deleting_everything_leaves_no_file(history):
    history.keep(PracticeDone.model_validate(DONE))
    history.delete()
    assert list(history.path.parent.iterdir()) == []


def test_the_table_has_a_line_for_each_part_and_one_for_a_practice_without(history):
    history.keep(PracticeDone.model_validate(DONE))
    history.keep(PracticeDone.model_validate({"started_at": "2026-03-05T10:00:00Z", "ball_s": 60}))
    rows = list(csv.DictReader(io.StringIO(as_csv(history.all()))))
    assert [(r["side"], r["good_s"], r["over_lunging_s"], r["ball_s"]) for r in rows] == [
        ("right", "30.0", "4.5", "0.0"),
        ("left", "21.5", "0.0", "0.0"),
        ("", "", "", "60.0"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Jane"},
        {"pain_before": 11},
        {"pain_after": -1},
        {"pain_before": 2.5},
        {"started_at": "2026-03-04T10:00:00"},
        {"rest_s": float("nan")},
        {"parts": DONE["parts"] * 9},  # type: ignore[operator]
        {"parts": [{"side": "both", "target_s": 30, "good_s": 30}]},
        {"parts": [{"side": "left", "target_s": 30, "good_s": 30, "felt": "my name is"}]},
        {"parts": [{"side": "left", "target_s": 30, "good_s": 30, "fault_s": {"anything": 1}}]},
    ],
)
def test_nothing_but_numbers_and_known_words_is_kept(change):
    with pytest.raises(ValidationError):
        PracticeSent.model_validate(DONE | change)


def test_a_broken_file_is_told_in_one_sentence(history):
    history.path.parent.mkdir()
    history.path.write_bytes(b"no database" * 100)
    with pytest.raises(HistoryError, match="make its folder writable"):
        history.all()


def test_the_record_is_json(history):
    history.keep(PracticeDone.model_validate(DONE))
    assert json.loads(history.all()[0].model_dump_json())["parts"][0]["fault_s"] == {"over_lunging": 4.5}


def test_a_table_that_went_through_a_spreadsheet_with_commas_in_numbers_is_read(tmp_path, history):
    history.keep(PracticeDone.model_validate(DONE))
    comma = as_csv(list(history.all())).replace(",", ";").replace(".", ",")
    (tmp_path / "saved.csv").write_text(comma, encoding="utf-8")
    [done] = read_practices(tmp_path / "saved.csv")
    assert [part.good_s for part in done.parts] == [30.0, 21.5]
    assert done.parts[0].fault_s == {"over_lunging": 4.5}


def test_a_file_with_the_practices_of_several_people_is_not_taken_for_one_patients(tmp_path):
    history = History(tmp_path / "practice.sqlite3")
    history.keep(PracticeDone.model_validate(DONE), "a")
    assert len(read_practices(history.path)) == 1
    history.keep(PracticeDone.model_validate(DONE), "b")
    with pytest.raises(HistoryError, match="the practices of 2 people"):
        read_practices(history.path)


def test_the_last_who_deletes_their_practices_takes_the_file_along(tmp_path):
    history = History(tmp_path / "practice.sqlite3")
    for person in ("", "a"):
        history.keep(PracticeDone.model_validate(DONE), person)
    history.delete(person="")
    assert history.path.exists()
    assert (len(history.all("")), len(history.all("a")), len(history.all())) == (0, 1, 1)
    history.delete(person="a")
    assert not history.path.exists()


def test_a_posture_check_comes_back_whole_and_one_with_its_after_takes_the_place_of_its_before(history):
    alone, pair = checks(6, 4)
    first = history.keep_posture(alone)
    second = history.keep_posture(pair, instead=first)
    [kept] = history.postures()
    assert kept.id == second
    assert kept.occasions == pair.occasions


def test_a_history_of_the_first_version_takes_posture_checks_and_loses_nothing(history):
    history.path.parent.mkdir()
    with closing(sqlite3.connect(history.path)) as db, db:
        db.executescript(FIRST_VERSION)
        db.execute("PRAGMA user_version = 1")
    assert history.postures() == []
    history.keep_posture(checks(6)[0])
    [old] = history.all()
    assert (old.parts[0].good_s, old.parts[0].hip_extension_deg) == (22.0, None)
    assert len(history.postures()) == 1


def test_nobody_reads_deletes_or_replaces_the_posture_checks_of_another_device(history):
    one, other = (history.keep_posture(check, person) for check, person in zip(checks(6, 4), ("a1", "b2"), strict=True))
    history.delete_posture(one, "b2")
    history.keep_posture(checks(2)[0], "b2", instead=one)
    assert [check.id for check in history.postures("a1")] == [one]
    assert other in {check.id for check in history.postures("b2")}
    history.delete(None, "a1")
    assert history.postures("a1") == []
    assert len(history.postures("b2")) == 2


def test_who_deletes_everything_deletes_the_posture_checks_and_leaves_those_of_others(history):
    history.keep(sessions(20)[0], "a1")
    history.keep_posture(checks(6)[0], "b2")
    assert history.people() == {"a1", "b2"}
    history.delete(None, "a1")
    assert history.all() == []
    history.delete(None, "b2")
    assert not history.path.exists(), "the last one takes the file along"


def test_a_damaged_posture_check_costs_no_other(history):
    for check in checks(6, 4):
        history.keep_posture(check)
    with closing(sqlite3.connect(history.path)) as db, db:
        db.execute("UPDATE posture SET posture = '{' WHERE id = 1")
    assert [check.id for check in history.postures()] == [2]
