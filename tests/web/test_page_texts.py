"""Every text that the pages ask for stands in the catalogue, in every language."""

import re

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import PLOTTED
from formcheck.messages.catalogue import FOLDER, languages
from formcheck.settings import Settings
from formcheck.web.app import STATIC
from formcheck.web.page_texts import page_texts

PACKAGE = FOLDER.parent
KEY = re.compile(r"""\bt\((?:[^()`"]*\? )?(?:"([\w.]+)"|`([^`]+)`)(?: : "([\w.]+)")?""")
NAMED_GATE = re.compile(r'Gate\("(\w+)"')
GATES = PACKAGE / "lunge"
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


@pytest.mark.parametrize("language", languages())
def test_every_condition_that_is_ticked_off_has_a_name(language):
    texts = page_texts(Settings(), language)["texts"]
    gates = {name for file in GATES.rglob("*.py") for name in NAMED_GATE.findall(file.read_text(encoding="utf-8"))}
    assert len(gates) > 5
    assert {f"gate.{name}" for name in gates} - texts.keys() == set()


@pytest.mark.parametrize("language", languages())
def test_what_is_true_on_another_device_takes_the_place_of_what_is_true_here(language):
    here, there = page_texts(Settings(), language), page_texts(Settings(), language, "kitchen", clinician=False)
    assert (here["computer"], there["computer"], here["clinician"], there["clinician"]) == ("", "kitchen", True, False)
    for key in ("welcome.private", "camera.private", "history.private", "routine.keep", "app.lost"):
        assert "kitchen" in there["texts"][key]
        assert "kitchen" not in here["texts"][key]
    assert not [text for text in there["texts"].values() if "{computer}" in text]
    of_others = {key for key in here["texts"] if key.endswith("_far")}
    assert {key.removesuffix("_far") for key in of_others} <= here["texts"].keys()
