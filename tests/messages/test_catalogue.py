"""The languages: none lacks a text, every code that is used is there, and no room keeps a sentence of its own."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from formcheck.coaching.cues import CUES, SAID_ALOUD
from formcheck.desktop.live import KeyRequest
from formcheck.lunge.pelvis.monitor import ASKED
from formcheck.messages.catalogue import FOLDER, catalogue, languages
from formcheck.messages.message import message
from formcheck.records import Statement
from formcheck.results.summary import Quality
from formcheck.settings import Settings
from formcheck.video.privacy import Pictures

PACKAGE = FOLDER.parent
TAGS = list(languages())
OTHERS = [tag for tag in TAGS if tag != "en"]

ROOMS = sorted({file.relative_to(PACKAGE).parts[0] for file in PACKAGE.rglob("*.py")})
"""Folders and files of the package: none has a sentence of its own, the words of each are in the catalogue.

Help texts and docstrings of the commands are English alone: `--help` describes the program to whoever installs it.
"""

OTHER_WORDS = {
    "__init__.py": "names of the public classes, and what Python says of one that is not there",
    "report/environment.py": "words of Plotly that are replaced",
    "results/exports/kva.py": "names of styles in another program's file",
    "results/exports/opensim.py": "the head of another program's file",
    "results/poses.py": "reasons as files of 0.1.0 have them",
    "review/deprecated.py": "a warning for programmers",
    "system/launcher.py": "files that start programs, as each system has them",
    "web/clinician/content_security_policy.py": "a header for the browser",
    "web/page_types.py": "source code for the page",
}
"""Files with words that nobody reads as a sentence of formcheck, and what these are."""

FOR_PROGRAMMERS = ("ValueError", "TypeError", "AssertionError", "RuntimeError")
"""What is raised where the code itself is wrong. No person who uses formcheck is to read it."""

FIXED_VALUES = {*get_args(Statement), *get_args(Pictures), *get_args(Quality), *KeyRequest}
"""Words that are stored and compared as they stand; what they are called in a language is a text of the catalogue."""

_OF_MACHINES = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA) |sudo apt-get install| -m pip install|system-ui"
    r"|(\w{2,5} )*(webp|flv)$|attachment; |# formcheck settings|<p class=|<Review of "
)
"""Queries, commands, fonts, endings of files, headers, markup; and the head of the settings file, whose comments are
the descriptions of the settings."""

_SEVERAL_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}")


def texts_of(tag: str) -> dict[str, str]:
    """Every text of one language's own file by its code."""

    def flat(table: dict, prefix: str = "") -> Iterator[tuple[str, str]]:
        for key, value in table.items():
            yield from flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]

    return dict(flat(tomllib.loads((FOLDER / f"{tag}.toml").read_text(encoding="utf-8"))))


def places_of(text: str) -> set[str]:
    """Names of the parameters that a text needs."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module of the package, parsed."""
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}


def name_of(call: ast.expr | None) -> str:
    """Name of what is called; empty where it is not a plain name."""
    return call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""


def codes() -> Iterator[tuple[Path, ast.expr]]:
    """The code of every message that is made in the package."""
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node) in ("Message", "message") and node.args:
                yield file, node.args[0]


def is_not_for_people(node: ast.AST) -> bool:
    """Whether it is raised for programmers or logged for them, or describes a field in a schema."""
    return (
        (isinstance(node, ast.Raise) and name_of(node.exc) in FOR_PROGRAMMERS)
        or (isinstance(node, ast.Call) and ast.unparse(node.func).lower().startswith("_log."))
        or (isinstance(node, ast.keyword) and node.arg in ("description", "help"))
        or isinstance(node, ast.Assert)
    )


def not_for_people(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, and whatever else no person who uses formcheck reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif is_not_for_people(node):
            yield from ast.walk(node)


def sentences_in(room: str) -> list[str]:
    """Every string of a room that a person could take for a sentence, or a part of one."""
    place = PACKAGE / room
    found = []
    for file, tree in trees().items():
        if file.relative_to(PACKAGE).as_posix() in OTHER_WORDS:
            continue
        if file == place or place in file.parents:
            known = {id(node) for node in not_for_people(tree)}
            found += [
                f"{file.relative_to(PACKAGE)}:{node.lineno}: {node.value}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known
                if _SEVERAL_WORDS.search(node.value) and node.value not in FIXED_VALUES
                if not _OF_MACHINES.match(node.value)
            ]
    return found


def test_english_spanish_and_portuguese_are_there():
    assert {"en", "es", "pt"} <= set(TAGS)


@pytest.mark.parametrize("tag", OTHERS)
def test_no_text_is_missing_or_left_over(tag):
    assert texts_of(tag).keys() == texts_of("en").keys()


@pytest.mark.parametrize("tag", OTHERS)
def test_the_same_values_are_filled_in(tag):
    theirs = texts_of(tag)
    assert {code: places_of(text) for code, text in texts_of("en").items()} == {
        code: places_of(text) for code, text in theirs.items()
    }


def test_every_code_that_is_used_has_a_text():
    known = texts_of("en").keys()
    written = {(file.name, code.value) for file, code in codes() if isinstance(code, ast.Constant)}
    assert len(written) > 60
    assert [(file, code) for file, code in sorted(written) if code not in known] == []


def test_every_code_that_is_put_together_begins_like_one_that_has_a_text():
    starts = {
        code.values[0].value
        for _, code in codes()
        if isinstance(code, ast.JoinedStr) and code.values
        if isinstance(code.values[0], ast.Constant)
    }
    assert "phase." in starts
    assert [start for start in starts if not any(code.startswith(str(start)) for code in texts_of("en"))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_is_left_in_the_code(room):
    assert (PACKAGE / room).exists()
    assert sentences_in(room) == []


def test_a_sentence_in_the_code_would_be_found(monkeypatch):
    source = 'raise FormcheckError("This cannot be done.")\nraise ValueError("programmers read this")\n'
    monkeypatch.setitem(trees(), PACKAGE / "cli" / "made_up.py", ast.parse(source))
    assert [found.rpartition(": ")[2] for found in sentences_in("cli")] == ["This cannot be done."]


def test_what_is_exempt_is_there():
    assert [file for file in OTHER_WORDS if not (PACKAGE / file).is_file()] == []


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_that_is_said_while_somebody_moves_is_longer_than_seven_words(tag):
    words = catalogue(tag)
    aloud = {code for code in words.sentences if code.startswith(("cue.", "own_range."))} | SAID_ALOUD
    aloud |= {cue.code for cue in (*CUES.values(), *ASKED.values())}
    still = message("ask.still", seconds=Settings().phases.baseline_s)
    said = [words.text(still), *(words.text(message(code)) for code in aloud)]
    assert len(said) > 15
    assert [text for text in said if len(text.split()) > 7] == []


@pytest.mark.parametrize(
    ("tag", "seconds", "text"),
    [
        ("en", 2.0, "Kneel still for two seconds, relaxed."),
        ("en", 1, "Kneel still for one second, relaxed."),
        ("en", 2.5, "Kneel still for 2.5 seconds, relaxed."),
        ("es", 3.0, "No se mueva tres segundos, sin tensión."),
        ("es", 12.0, "No se mueva 12 segundos, sin tensión."),
        ("pt", 2.0, "Fique dois segundos sem se mexer, relaxado."),
    ],
)
def test_a_time_that_is_said_aloud_is_the_one_of_the_settings(tag, seconds, text):
    assert catalogue(tag).text(message("ask.still", seconds=seconds)) == text


def test_an_unknown_language_is_english_and_no_path_leads_out():
    for tag in ("xx", "../en", "../../settings"):
        assert catalogue(tag).language == "en"
