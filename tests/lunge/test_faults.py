"""The table of faults: everything that belongs to a line is there."""

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import BANDED
from formcheck.messages.catalogue import catalogue, languages
from formcheck.records.judgement import FOOT_CLOSE

MOST_WORDS = 7


def test_every_banded_angle_shows_a_fault_and_no_other_does():
    shown = {quantity for kind in FaultKind for quantity in kind.quantities}
    assert shown == {*BANDED, "tuck_deg"}


@pytest.mark.parametrize("tag", languages())
def test_every_fault_has_its_words(tag):
    known = catalogue(tag).sentences
    for kind in FaultKind:
        words = ("name", "word", "did", "hardest", "tip") if kind.of_form else ("name", "word")
        assert [what for what in words if f"fault.{kind}.{what}" not in known] == [], kind


@pytest.mark.parametrize("tag", languages())
def test_every_fault_of_form_has_a_cue_of_at_most_seven_words(tag):
    for kind in FaultKind:
        assert bool(kind.cue) == kind.of_form
        if kind.cue:
            assert len(catalogue(tag).sentences[kind.cue].split()) <= MOST_WORDS


@pytest.mark.parametrize("tag", languages())
def test_no_words_of_a_fault_are_left_over(tag):
    named = {code.split(".")[1] for code in catalogue(tag).sentences if code.startswith("fault.")}
    assert named == {*FaultKind, FOOT_CLOSE}  # the other name of an over-lunge that comes from the foot
