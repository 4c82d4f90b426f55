"""Corrections as they are typed: what cannot be is refused in one sentence that names the option."""

import pytest

from formcheck.cli.corrections import corrections_of, read_span
from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections


@pytest.mark.parametrize("text", ["", "5", "5-", "9-4", "4-4", "-1-4", "a-b", "1-2-3"])
def test_a_span_that_is_none_is_one_sentence(text):
    with pytest.raises(FormcheckError, match=r"--hold takes two times"):
        read_span(text, "--hold")


@pytest.mark.parametrize("text", ["2.0-4.0", " 2 - 4 ", "2-4.", "2,0-4,0"])
def test_a_span_is_read(text):
    assert read_span(text, "--baseline") == (2.0, 4.0)


def test_sides_and_times_that_cannot_be_are_one_sentence():
    with pytest.raises(FormcheckError, match="left or right"):
        corrections_of(rear_side="up")
    with pytest.raises(FormcheckError, match="not after"):
        corrections_of(start_s=5.0, end_s=4.0)
    with pytest.raises(FormcheckError, match=r"--hold 2-5\.5 runs into --hold 5-9"):
        corrections_of(holds=["5-9", "2-5.5"])


def test_what_is_typed_is_what_is_corrected():
    assert corrections_of() == Corrections()
    assert corrections_of("Left", None, ["2-4"], [], None, 9.0, 2) == Corrections(
        rear_side="left", baselines_s=((2.0, 4.0),), end_s=9.0, person=2
    )


def test_that_no_own_range_is_shown_can_be_typed_but_not_beside_one():
    assert corrections_of(ranges=["None"]) == Corrections(no_range=True)
    with pytest.raises(FormcheckError, match="--range none says that no own range is shown"):
        corrections_of(ranges=["2-9", "none"])
