"""The languages: none lacks a text, and whatever may be said can be said in each."""

import ast
import re
from pathlib import Path

import pytest

from formcheck.messages.catalogue import FOLDER, catalogue, languages

PACKAGE = FOLDER.parent
OTHERS = [tag for tag in languages() if tag != "en"]
SHOWN_ELSEWHERE = ("Exercise coaching for", "Stop at sharp", "Stop if pain", "Ask a professional")
"""The safety texts of the plain window: the page has its own."""


def sentences() -> set[str]:
    """Find every whole sentence in the code that measures and coaches."""
    found: set[str] = set()
    for file in [
        *(PACKAGE / "lunge").rglob("*.py"),
        *(PACKAGE / "coaching").rglob("*.py"),
        PACKAGE / "web/patient/answer.py",
    ]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
            if re.fullmatch(r"[A-Z]\S* .*[.?!]", node.value) and not node.value.startswith(SHOWN_ELSEWHERE)
        }
    return found


def test_english_and_spanish_are_there():
    assert {"en", "es"} <= set(languages())


@pytest.mark.parametrize("tag", OTHERS)
def test_no_text_of_the_page_is_missing_or_left_over(tag):
    assert catalogue(tag).page.keys() == catalogue("en").page.keys()


@pytest.mark.parametrize("tag", OTHERS)
def test_the_same_values_are_filled_in(tag):
    for key, text in catalogue("en").page.items():
        assert set(re.findall(r"\{\w+\}", catalogue(tag).page[key])) == set(re.findall(r"\{\w+\}", text)), key


@pytest.mark.parametrize("tag", OTHERS)
def test_whatever_may_be_said_can_be_said(tag):
    assert sentences() - catalogue(tag).said.keys() == set()


@pytest.mark.parametrize("tag", OTHERS)
def test_no_cue_is_longer_than_seven_words(tag):
    for english, said in catalogue(tag).said.items():
        if len(english.split()) <= 7:
            assert len(said.split()) <= 7, said


def test_the_page_asks_for_no_text_that_is_not_there():
    static = Path(PACKAGE / "web/static")
    known = catalogue("en").page
    asked = set(
        re.findall(r'data-t(?:-label)?="([\w.]+)"', (static / "patient/index.html").read_text(encoding="utf-8"))
    )
    for file in static.rglob("*.js"):
        asked |= set(re.findall(r'\bt\("([\w.]+)"', file.read_text(encoding="utf-8")))
    assert asked - known.keys() == set()


def test_an_unknown_language_is_english_and_no_path_leads_out():
    for tag in ("xx", "../en", "../../settings"):
        assert catalogue(tag).language == "en"
