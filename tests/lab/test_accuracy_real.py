"""The table of labelled pictures, from errors made by hand."""

import math

from lab.accuracy_real import QUANTITIES, Picture, written


def picture(name, told, bare, kneeling=True):
    return Picture(name, kneeling, dict.fromkeys(QUANTITIES, told), dict.fromkeys(QUANTITIES, bare))


def test_means_are_of_the_sizes_of_errors_where_both_answered():
    text = written([picture("a", 2.0, -6.0), picture("b", -4.0, 2.0), picture("c", math.nan, 50.0, kneeling=False)])
    assert "| a | yes | +2.0° (-6.0°) |" in text
    assert "| c | no | – (+50.0°) |" in text
    assert "| mean error where both answered | | 3.0° (4.0°) |" in text


def test_where_formcheck_refused_everything_there_is_no_mean():
    assert "| mean error where both answered | | – |" in written([picture("c", math.nan, 50.0)])
