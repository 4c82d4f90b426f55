"""`formcheck practice PLAN`: whose plan leads is said in a sentence, and what cannot lead is refused in one."""

import json
from datetime import timedelta

import cv2
import pytest
from typer.testing import CliRunner

from formcheck.archive import home_plans
from formcheck.archive.home_plans import HomePlans, today
from formcheck.cli import app
from formcheck.results.home.signed import new_key
from formcheck.web import serve
from tests.support.plans import code_picture, signed


@pytest.fixture
def served(tmp_path, monkeypatch):
    """Where the plans lie, and how often a page was served."""
    served = []
    monkeypatch.setattr(home_plans, "plans_file", lambda: tmp_path / "plans.json")
    monkeypatch.setattr(serve, "serve", lambda *_, **named: served.append(named))
    return served


def practise(*arguments):
    return CliRunner().invoke(app, ["practice", "--no-browser", *map(str, arguments)])


def write(folder, text, name="plan.json"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["file", "picture"])
def test_a_plan_leads_from_its_file_and_from_a_picture_of_its_code(served, tmp_path, kind):
    path = write(tmp_path, signed().as_file())
    if kind == "picture":
        path = tmp_path / "code.png"
        cv2.imwrite(str(path), code_picture(signed().as_text()))
    done = practise(path, "--language", "es")
    assert done.exit_code == 0
    assert "Plan de P017, hecho por Clinic North" in done.stderr
    assert len(served) == 1
    assert HomePlans(tmp_path / "plans.json").in_force() == signed()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "no plan of formcheck"),
        ("", "no plan of formcheck"),
        (signed().as_file()[:400], "damaged or changed"),
        (signed().as_file().replace("Clinic North", "Clinic South"), "damaged or changed"),
        (json.dumps(json.loads(signed().as_file()) | {"formcheck_plan": 2}), "later version"),
        (signed(valid_until=today() - timedelta(days=1)).as_file(), "ended on"),
    ],
    ids=["nonsense", "empty", "cut off", "changed", "newer", "out of date"],
)
def test_what_cannot_lead_is_one_sentence_and_bad_input(served, tmp_path, text, words):
    done = practise(write(tmp_path, text))
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert served == []


def test_no_such_file_and_a_folder_are_bad_input_too(served, tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        done = practise(path)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)


def test_another_clinic_is_asked_about_by_naming_the_option(served, tmp_path):
    practise(write(tmp_path, signed().as_file()))
    other = write(tmp_path, signed(new_key()).as_file(), "other.json")
    refused = practise(other)
    assert refused.exit_code == 2
    assert "--new-clinic" in refused.stderr
    assert practise(other, "--new-clinic").exit_code == 0
    assert len(served) == 2


def test_one_that_begins_later_is_kept_and_the_ordinary_practice_opens(served, tmp_path):
    done = practise(write(tmp_path, signed(valid_from=today() + timedelta(days=2)).as_file()))
    assert done.exit_code == 0
    assert "begins on" in done.stderr
    assert len(served) == 1


def test_for_other_devices_the_plan_is_taken_on_the_page(served, tmp_path):
    done = practise(write(tmp_path, signed().as_file()), "--host", "example.org")
    assert (done.exit_code, served) == (2, [])
