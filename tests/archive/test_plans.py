"""Plans and the archive: made from what was entered, and the practice that comes back added once."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from formcheck.archive.home_plans import today
from formcheck.archive.plans import make_plan, take_in, weeks_at_home
from formcheck.archive.practice_history import History
from formcheck.archive.store import Archive
from formcheck.cli import app
from formcheck.results.home.plan import PlanTarget
from formcheck.results.home.signed import PlanError, read_plan
from tests.support import weeks
from tests.support.plans import came_back, plan, practised

GOALS = """
[bands.lunge_deg]
green = [-inf, 9]
yellow = [-inf, 14]
hysteresis_deg = 2
dwell_s = 1
"""
WANTED = plan().model_dump(mode="json", exclude={"id", "made_at", "targets"})


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive.sqlite"


@pytest.fixture
def made(file):
    with Archive(file) as archive:
        return make_plan(archive, WANTED)


def run(*arguments):
    return CliRunner().invoke(app, ["archive", *map(str, arguments), "--language", "en"])


def practices(made, *days):
    begins = made.plan.valid_from
    return [practised(begins + timedelta(days=day), plan=made.plan.id) for day in days]


def given(made, *days):
    return came_back(*practices(made, *days), plan=made.plan.id)


def test_a_plan_is_signed_kept_and_carries_the_targets_of_the_patient(file):
    with Archive(file) as archive:
        archive.set_goals(
            "P017", "[bands.lunge_deg]\ngreen = [-inf, 9]\nyellow = [-inf, 14]\nhysteresis_deg = 2\ndwell_s = 1"
        )
        made = make_plan(archive, WANTED)
        assert made.plan.targets == {"lunge_deg": PlanTarget(green=(None, 9), yellow=(None, 14))}
        assert [signed.plan for signed in archive.plans("P017")] == [made.plan]
        assert read_plan(made.as_text()).key == make_plan(archive, WANTED).key


@pytest.mark.parametrize("wrong", [{"hold_s": 0}, {"patient": ""}, {"note": "x" * 300}, {"valid_until": "soon"}])
def test_what_makes_no_sense_is_told_and_not_kept(file, wrong):
    with Archive(file) as archive:
        with pytest.raises((PlanError, Exception)) as refused:
            make_plan(archive, WANTED | wrong)
        assert hasattr(refused.value, "message")
        assert archive.patients() == {}


def test_what_comes_back_is_added_once_from_file_and_code(file, made, tmp_path):
    back, later = given(made, 0, 1), given(made, 0, 1, 3)
    (tmp_path / "back.json").write_text(back.as_file(), encoding="utf-8")
    (tmp_path / "code.txt").write_text(later.latest_as_text()[0], encoding="utf-8")
    assert "P017: 2 practice sessions added" in run("add-practice", tmp_path / "back.json", "--archive", file).stdout
    assert "P017: 0 practice sessions added" in run("add-practice", tmp_path / "back.json", "--archive", file).stdout
    assert "P017: 1 practice session added" in run("add-practice", tmp_path / "code.txt", "--archive", file).stdout
    with Archive(file) as archive:
        assert len(archive.practices("P017")) == 3
        assert [entry.what for entry in archive.audit("P017")].count("practice") == 3


def test_a_plan_that_is_not_known_here_is_named(file):
    with Archive(file) as archive:
        sentences = [message.code for message in take_in(archive, came_back())]
    assert sentences == ["plan.returned.returned", "plan.returned.unknown"]


@pytest.mark.parametrize("text", ["", "hello", '{"formcheck_practice": 1'])
def test_a_file_of_something_else_is_one_sentence_and_bad_input(file, tmp_path, text):
    (tmp_path / "back.json").write_text(text, encoding="utf-8")
    done = run("add-practice", tmp_path / "back.json", "--archive", file)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert not file.exists()


def test_progress_tells_days_practised_of_days_planned(file, made, tmp_path):
    with Archive(file) as archive:
        take_in(archive, given(made, 0, 1, 3))
        [first, *_] = weeks_at_home(archive, "P017")
    assert (first.practised, first.planned) == (3, 4)
    assert first.first == today() - timedelta(days=7)
    page = tmp_path / "page.html"
    told = CliRunner().invoke(app, ["progress", "P017", "--archive", str(file), "--out", str(page), "--language", "en"])
    assert "Practised on 3 of 4 days planned" in told.stdout
    text = page.read_text(encoding="utf-8")
    assert "Practised on 3 of 4 days planned" in text
    assert "3 of 4" in text


def test_posture_checks_are_taken_over_once_and_again_when_their_after_has_come(file, made):
    pair = weeks.checks(6, 4)
    before = pair[0].model_copy(update={"occasions": pair[0].occasions[:1]})
    with Archive(file) as archive:
        told = take_in(archive, given(made, 1).model_copy(update={"postures": [before]}))
        assert str(told[1]) == "P017: 1 posture check added."
        assert len(take_in(archive, given(made, 1).model_copy(update={"postures": [before]}))) == 1
        take_in(archive, given(made, 1).model_copy(update={"postures": pair}))
        take_in(archive, given(made, 1).model_copy(update={"postures": [before]}))
        assert archive.postures("P017") == pair


def test_a_history_with_posture_checks_alone_goes_into_the_archive(file, tmp_path):
    history = History(tmp_path / "practice.sqlite3")
    for check in weeks.checks(6, 4):
        history.keep_posture(check)
    done = run("practice", "P017", "--history", history.path, "--consent", "--archive", file)
    assert done.exit_code == 0, done.output
    assert "2 posture checks added" in done.output
    with Archive(file) as archive:
        assert archive.postures("P017") == weeks.checks(6, 4)
