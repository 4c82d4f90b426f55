"""The language of the terminal: the one asked for, that of the computer, or English."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from formcheck.archive.store import Archive
from formcheck.cli import app
from formcheck.cli.advice import OPTIONS, with_advice
from formcheck.errors import OutputError
from formcheck.messages.catalogue import catalogue, languages
from formcheck.messages.language import language_of_computer
from formcheck.messages.message import message
from formcheck.results.folder import refuse_existing
from formcheck.system.log import log_file
from tests.support.commands import refused, review

COMMANDS = [
    "review",
    "rejudge",
    "live",
    "practice",
    "demo",
    "export",
    "settings",
    "doctor",
    "validate",
    "compare",
    "posture",
]
ARCHIVE = ["add", "list", "goals", "practice", "export", "erase"]


@pytest.mark.parametrize("command", [*([name] for name in [*COMMANDS, "progress"]), *(["archive", n] for n in ARCHIVE)])
def test_every_command_takes_a_language(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert "--language" in CliRunner().invoke(app, [*command, "--help"]).output


def known_languages():
    return str(message("language.unknown", language="klingon", known=tuple(languages()))).rpartition(": ")[2]


def test_a_language_that_there_is_not_is_refused_with_those_there_are(tmp_path):
    refused(review(tmp_path / "clip.mp4", "--out", tmp_path, "--language", "klingon"), "klingon", known_languages())


def test_a_failure_is_told_in_the_language_asked_for(monkeypatch):
    def broken(_path):
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr("formcheck.settings.load_settings", broken)
    told = CliRunner().invoke(app, ["settings", "--language", "es"])
    assert told.exit_code == 1
    assert told.stderr.startswith("Ha fallado el propio formcheck (ZeroDivisionError: nobody thought of this)")


def test_one_command_does_not_leave_its_language_to_the_next(monkeypatch):
    CliRunner().invoke(app, ["settings", "--language", "es"])
    refused(CliRunner().invoke(app, ["settings", "--settings", "nowhere.toml"]), "Cannot read")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LC_ALL": "es", "LANG": "en_GB.UTF-8"}, "es"),
        ({"LC_MESSAGES": "en_GB.UTF-8", "LANG": "es_ES.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "es_ES@euro"}, "es"),
        ({"LANG": "xx_XX.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "es_ES.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_computer_says_which_language_it_speaks(environment, language):
    assert language_of_computer(environment) == language


def test_a_terminal_speaks_the_language_of_its_computer(monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    code = (
        "import formcheck.settings as s\n"
        "s.load_settings = lambda path: 1 / 0\n"
        "from formcheck.cli import app\n"
        "app(['settings'])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert told.stderr.startswith("Ha fallado")


def test_what_to_type_is_added_at_the_terminal_and_nowhere_else(tmp_path):
    (tmp_path / "clip").mkdir()
    with pytest.raises(OutputError) as caught:
        refuse_existing(tmp_path / "clip", force=False)
    assert str(caught.value).endswith("exists already: have it replaced, or choose another folder.")
    refused(review(tmp_path / "no.mp4", "--out", tmp_path, "--markers", "mauve"), "pink (--markers).")


def test_no_option_is_named_that_the_command_does_not_take():
    exists = message("error.output.exists", path="x")
    words = catalogue("en")
    assert with_advice(exists, words, {"--out", "--force"}).endswith("another folder (--force, --out).")
    assert with_advice(exists, words, {"--out"}).endswith("another folder (--out).")
    assert with_advice(exists, words, ()).endswith("another folder.")


@pytest.mark.parametrize(
    "code", [*OPTIONS, *(c[7:] for c in catalogue("en").sentences if c.startswith("advice.error"))]
)
def test_all_advice_is_on_an_error_that_there_is_and_that_names_no_option_itself(code):
    for language in languages():
        assert code in catalogue(language).sentences
        assert "--" not in catalogue(language).sentences[code]


def test_nothing_but_the_terminal_names_an_option():
    of_the_terminal = (
        "advice.",
        "doctor.",
        "error.typed.",
        "terminal.",
    )  # what is typed wrongly is named as it was typed
    for language in languages():
        for code, sentence in catalogue(language).sentences.items():
            assert "--" not in sentence or code.startswith(of_the_terminal), code


def test_the_doctor_speaks_spanish_too_and_says_where_the_log_is():
    english, spanish = (CliRunner().invoke(app, ["doctor", "--language", tag]) for tag in ("en", "es"))
    assert (english.exit_code, spanish.exit_code) == (0, 0), spanish.output
    assert str(log_file()) in english.stdout and str(log_file()) in spanish.stdout
    assert "modelo de postura" in spanish.stdout
    for sentence in ("OpenCV loads them", "to fix", "can be heard", "NOTE"):
        assert sentence not in spanish.stdout


@pytest.mark.parametrize(
    ("language", "answer", "erased"), [("en", "y", 1), ("en", "s", 0), ("es", "sí", 1), ("es", "", 0)]
)
def test_a_question_takes_a_yes_in_its_own_language_only(tmp_path, language, answer, erased):
    file = tmp_path / "archive.sqlite"
    with Archive(file) as archive:
        archive.set_goals("P1", "[phases]\nhold_target_s = 20\n")
    arguments = ["archive", "erase", "P1", "--archive", str(file), "--language", language]
    done = CliRunner().invoke(app, arguments, input=f"{answer}\n")
    assert done.exit_code == 1 - erased
    with Archive(file) as archive:
        assert len(archive.patients()) == 1 - erased


def test_the_lines_of_a_command_are_in_the_language_asked_for(tmp_path):
    file = tmp_path / "archive.sqlite"
    with Archive(file) as archive:
        archive.set_goals("P1", "[phases]\nhold_target_s = 20\n")
    told = CliRunner().invoke(app, ["archive", "list", "--archive", str(file), "--language", "es"])
    assert told.stdout == "P1  0 visitas\n"
    refusal = CliRunner().invoke(app, ["progress", "P2", "--archive", str(file), "--language", "es"])
    assert refusal.stderr == (
        f"No hay un paciente P2 en {file}: use el código de alguien que esté en él "
        "(«formcheck archive list» muestra quiénes están).\n"
    )
