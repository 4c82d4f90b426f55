"""The table of angles: everything that belongs to a line is there."""

import pytest

from formcheck.error_figures import limb_errors
from formcheck.lunge.quantities import BANDED, LIMBS, PLOTTED, QUANTITIES, TABLE, quantity
from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import catalogue, languages
from formcheck.settings import Bands, Settings


def test_every_banded_angle_has_its_edges_in_the_settings_and_no_other():
    assert set(BANDED) == set(Bands.model_fields)


def test_whatever_is_shown_has_a_target():
    assert set(PLOTTED) == set(targets(Settings()))


def test_errors_are_known_of_angles_that_are_there():
    assert set(limb_errors().errors) <= set(QUANTITIES)


@pytest.mark.parametrize("tag", languages())
def test_every_angle_has_its_words(tag):
    known = catalogue(tag).sentences
    wanted = {f"quantity.{name}.{what}" for name in QUANTITIES for what in ("name", "meaning")}
    wanted |= {f"quantity.{name}.short" for name in PLOTTED}
    wanted |= {f"quantity.{line.name}.label" for line in TABLE if line.arc or (line.neutral_of and line.limbs)}
    assert {code for code in known if code.startswith("quantity.")} == wanted


def test_what_a_line_refers_to_is_there():
    for line in TABLE:
        assert set(line.limbs) <= set(LIMBS)
        assert len(line.points) in (0, 2, 3)
        assert not line.neutral_of or quantity(line.neutral_of)
        assert line.banded or not line.limbs  # a limb is drawn in the colour of a band
