"""Every text that the pages ask for stands in the catalogue, in every language."""

import re

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import PLOTTED
from formcheck.messages.catalogue import languages
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


@pytest.mark.parametrize("language", languages())
def test_every_angle_and_fault_that_the_pages_can_show_has_its_texts(language):
    texts = page_texts(Settings(), language)["texts"]
    wanted = {f"quantity.{name}.short" for name in PLOTTED}
    wanted |= {f"fault.{kind}.name" for kind in FaultKind}
    assert wanted - texts.keys() == set()
