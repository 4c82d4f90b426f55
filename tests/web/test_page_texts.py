"""Every text that the pages ask for stands in the catalogue, in every language."""

import re

import pytest

from formcheck.messages.catalogue import catalogue, languages
from formcheck.settings import Settings
from formcheck.web.app import STATIC
from formcheck.web.page_texts import page_texts

KEY = re.compile(r"""\bt\((?:[^()`"]*\? )?(?:"([\w.]+)"|`([^`]+)`)(?: : "([\w.]+)")?""")
IN_PAGE = re.compile(r'data-t(?:-label)?="([^"]+)"')


def asked_for():
    """Every key, as a pattern where a part of it is filled in, with the file that asks for it."""
    found = set()
    for file in STATIC.rglob("*.js"):
        for groups in KEY.findall(file.read_text(encoding="utf-8")):
            found |= {(file.name, key) for key in groups if "." in key}
    for file in STATIC.rglob("*.html"):
        found |= {(file.name, key) for key in IN_PAGE.findall(file.read_text(encoding="utf-8"))}
    return sorted(found)


@pytest.mark.parametrize("language", languages())
def test_every_text_of_the_pages_is_there(language):
    texts = page_texts(Settings(), language)["texts"]
    asked = asked_for()
    assert len(asked) > 150
    missing = []
    for file, key in asked:
        pattern = re.sub(r"\\\$\\\{.*?\\\}", r"\\w+", re.escape(key))
        if not any(re.fullmatch(pattern, known) for known in texts):
            missing.append(f"{file}: {key}")
    assert missing == []


def test_the_pages_show_every_angle_and_fault_by_its_own_text():
    texts = page_texts(Settings(), "en")["texts"]
    assert {"quantity.trunk_deg.short", "fault.over_lunging.name", "fault.over_lunging.word"} <= set(texts)
    assert catalogue("en").page == texts
