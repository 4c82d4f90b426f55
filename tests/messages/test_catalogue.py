"""The languages: none lacks a text, and whatever may be said can be said in each."""

import re
import tomllib
from pathlib import Path

import pytest

from formcheck.messages.catalogue import FOLDER, catalogue, languages

PACKAGE = FOLDER.parent
OTHERS = [tag for tag in languages() if tag != "en"]
PLACE = re.compile(r"\{(\w+)[^}]*\}")


def test_english_and_spanish_are_there():
    assert {"en", "es"} <= set(languages())


def own(tag: str) -> set[str]:
    """Codes that a language has itself, without what it takes from English."""

    def codes(tables, prefix=""):
        for key, value in tables.items():
            yield from [prefix + key] if isinstance(value, str) else codes(value, f"{prefix}{key}.")

    return set(codes(tomllib.loads((FOLDER / f"{tag}.toml").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("tag", OTHERS)
def test_no_text_is_missing_or_left_over(tag):
    assert own(tag) == own("en")


@pytest.mark.parametrize("tag", OTHERS)
def test_the_same_values_are_filled_in(tag):
    for code, text in catalogue("en").sentences.items():
        assert set(PLACE.findall(catalogue(tag).sentences[code])) == set(PLACE.findall(text)), code


@pytest.mark.parametrize("tag", languages())
def test_no_cue_is_longer_than_seven_words(tag):
    for code, cue in catalogue(tag).sentences.items():
        if code.startswith("cue."):
            assert len(cue.split()) <= 7, cue


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
