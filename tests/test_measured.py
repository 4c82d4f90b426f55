"""The measured errors: the same figures in the laboratory's tables, the settings and the reports."""

from pathlib import Path

import pytest

from formcheck.measured import limb_errors, tilt_errors
from formcheck.settings import Settings

LAB = Path(__file__).parents[1] / "lab"


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
        (tilt_errors().other_flesh, "a second way of deforming, never trained on"),
        (tilt_errors().new_bodies, "new bodies, tight and ordinary clothes"),
    ],
)
def test_the_tilts_errors_are_those_of_its_table(e, clips):
    row = next(row for row in rows("TILT.md") if row[0] == clips)
    assert row[1] == str(e.clips)
    assert [row[3], row[5], row[6]] == [f"{e.mean_deg:.1f}°", f"{e.bias_deg:+.1f}°", f"{e.within_95_deg:.1f}°"]
    assert [row[10], row[12]] == [f"{e.right_way:.1%}", f"{e.keypoints_alone_deg:.1f}°"]


def test_a_change_is_judged_by_the_measured_errors():
    errors = Settings().errors
    for angle, e in limb_errors().errors.items():
        assert getattr(errors, angle) == e.within_95_deg
