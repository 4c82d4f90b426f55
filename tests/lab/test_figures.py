"""The drawings of the documentation."""

from pathlib import Path

import pytest

from lab.figures import FIGURES

DRAWN = Path(__file__).parents[2] / "docs" / "figures"


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_of_the_documentation_is_the_one_that_the_laboratory_draws(name):
    assert (DRAWN / f"{name}.svg").read_text(encoding="utf-8") == FIGURES[name]().svg()
