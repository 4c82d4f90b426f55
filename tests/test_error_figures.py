"""The measured errors: the same figures in the laboratory's tables, the settings, the reports and the documentation."""

import math
from pathlib import Path

import pytest

from formcheck.error_figures import limb_errors, tilt_errors
from formcheck.results.symmetry import smallest_difference
from tests.support.docs import docs_script

measured = docs_script("measured")
ROOT = Path(__file__).parents[1]
LAB = ROOT / "lab"
OTHER_FLESH = "a second way of deforming, never trained on"
NEW_BODIES = "new bodies, tight and ordinary clothes"


def rows(table):
    lines = (LAB / table).read_text(encoding="utf-8").splitlines()
    return [[cell.strip(" *`") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize("angle", list(limb_errors().errors))
def test_the_limbs_errors_are_those_of_the_accuracy_table(angle):
    row = next(row for row in rows("ACCURACY.md") if row[:2] == [angle, "formcheck"])
    e = limb_errors().errors[angle]
    assert row[2:5] == [f"{e.mean_deg:.1f}°", f"{e.bias_deg:+.1f}°", f"{e.within_95_deg:.1f}°"]


def test_the_clips_are_those_within_the_goals_in_which_somebody_half_kneels():
    near, far = (int(row[1]) for row in rows("ACCURACY.md") if row[0] in ("near leg kneels", "far leg kneels"))
    assert limb_errors().clips == near + far


@pytest.mark.parametrize(
    ("e", "clips"),
    [
        (tilt_errors().other_flesh, OTHER_FLESH),
        (tilt_errors().new_bodies, NEW_BODIES),
    ],
)
def test_the_tilts_errors_are_those_of_its_table(e, clips):
    row = next(row for row in rows("TILT.md") if row[0] == clips)
    assert row[1] == str(e.clips)
    assert [row[3], row[5], row[6]] == [f"{e.mean_deg:.1f}°", f"{e.bias_deg:+.1f}°", f"{e.within_95_deg:.1f}°"]
    assert [row[10], row[12]] == [f"{e.right_way:.1%}", f"{e.keypoints_alone_deg:.1f}°"]


def test_a_change_is_judged_by_the_measured_errors():
    for angle, e in limb_errors().errors.items():
        assert smallest_difference(angle) == pytest.approx(math.sqrt(2) * e.within_95_deg)


@pytest.mark.parametrize("page", measured.PAGES)
def test_the_figures_of_a_text_are_the_measured_ones(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert "<!-- figures: " in text or "<!-- measured: " in text
    assert measured.fresh(text) == text, f"{page} is out of date: run python docs/measured.py"


def test_a_figure_is_written_where_its_name_says_and_no_other_number_is_touched():
    knee = f"{limb_errors().errors['front_knee_deg'].mean_deg:.1f}"
    text = "In 3 of 4 ways<!-- figures: - front_knee.mean --> at 15° it errs by 99.9°<!-- end -->, or 7."
    assert measured.fresh(text) == text.replace("99.9", knee)


def test_a_text_with_a_number_too_many_is_refused():
    with pytest.raises(ValueError, match="1 figures are named and 2 numbers"):
        measured.fresh("It errs<!-- figures: clips --> by 1° or 2°<!-- end -->.")
