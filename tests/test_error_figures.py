"""The measured errors: the same figures in the laboratory's tables, the settings, the reports and the documentation."""

import math
import re
from pathlib import Path

import pytest

from formcheck.error_figures import limb_errors, tilt_errors
from formcheck.results.symmetry import smallest_difference

ROOT = Path(__file__).parents[1]
LAB = ROOT / "lab"
OTHER_FLESH = "a second way of deforming, never trained on"
NEW_BODIES = "new bodies, tight and ordinary clothes"
NUMBER = r"[+-]?\d+(?:\.\d+)?"


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


def said(page: str, words: str) -> None:
    """Check that a page says a sentence with just these figures; name the words to change where it has others."""
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    found = re.search(NUMBER.join(map(re.escape, re.split(NUMBER, words))), text)
    assert found, f"{page} has no sentence such as: {words}"
    assert found[0] == words, f"in {page} change\n    {found[0]}\nto\n    {words}"


def row(table: str, name: str, part: int = 0) -> list[str]:
    """Return the cells of the row so called: of the first of a table, or of the part after it."""
    return [cells for cells in rows(table) if cells[0] == name][part]


@pytest.mark.parametrize("angle", list(limb_errors().errors))
def test_the_documentation_tells_the_limbs_errors(angle):
    e = limb_errors().errors[angle]
    plain = next(cells for cells in rows("ACCURACY.md") if cells[:2] == [angle, "plain"])[2]
    cells = [f"`{angle}`", f"{e.mean_deg:.1f}°", f"{e.bias_deg:+.1f}°", f"{e.within_95_deg:.1f}°", plain]
    said("docs/numbers.md", f"| {' | '.join(cells)} |")


def test_the_documentation_tells_the_figures_of_the_accuracy_table():
    clips = (LAB / "ACCURACY.md").read_text(encoding="utf-8").splitlines()[2].split()[0]
    found, scripted = row("ACCURACY.md", "scripted faults found in time")[2].split(" of ")
    wrong, plain_wrong = row("ACCURACY.md", "legs wrong")[2:4]
    said("docs/numbers.md", f"the true angles of {clips} freshly drawn clips")
    said("docs/numbers.md", f"Of {scripted} scripted faults of legs and trunk {found} were found")
    said("docs/numbers.md", f"for each other in {wrong} of frames (plain MediaPipe {plain_wrong})")
    recognised = row("ACCURACY.md", "half-kneeling recognised")[2]
    said("docs/numbers.md", f"half-kneeling was recognised in {recognised} of its frames")


def test_the_readme_tells_the_measured_errors():
    knee, shin, thigh, trunk = (
        f"{limb_errors().errors[f'{angle}_deg'].mean_deg:.1f}°"
        for angle in ("front_knee", "front_shin", "rear_thigh", "trunk")
    )
    said("README.md", f"the front knee by {knee} on average, the front shin by {shin}, the rear thigh by {thigh}")
    said("README.md", f", the trunk by {trunk}.")
    t = tilt_errors()
    said("README.md", f"by {t.other_flesh.mean_deg:.1f}° on flesh never trained on")
    said("README.md", f"and {t.new_bodies.mean_deg:.1f}° on new bodies")


def test_the_documentation_tells_the_tilts_errors():
    page, o, n = "docs/numbers.md", tilt_errors().other_flesh, tilt_errors().new_bodies
    words = [row("TILT.md", name, 1) for name in (OTHER_FLESH, NEW_BODIES)]
    told, arches, wrong = ([spaced(cells[k].split(" of ")[0]) for cells in words] for k in (1, 2, 3))
    said(page, f"The outline errs by {o.mean_deg:.1f}° on drawn bodies whose flesh")
    said(page, f"and by {n.mean_deg:.1f}° on new bodies in tight and ordinary clothes")
    said(page, f"(keypoints alone: {o.keypoints_alone_deg:.1f}° and {n.keypoints_alone_deg:.1f}°;")
    ways = " and ".join(spaced(f"{e.right_way:.1%}") for e in (o, n))
    said(page, f"Of changes of 5° and more {ways} have the right direction")
    said(page, f"and {wrong[0]} and {wrong[1]} of its words are wrong")
    said(page, f"it tells {told[0]} and {told[1]} of tucks of 6° and more")
    said(page, f"{arches[0]} and {arches[1]} of arches of 8° and more")


@pytest.mark.parametrize(
    ("clips", "name"),
    [
        ("**second way of deforming**", OTHER_FLESH),
        (NEW_BODIES, NEW_BODIES),
        ("new bodies, really loose tops", "new bodies, really loose tops"),
    ],
)
def test_the_card_of_the_networks_tells_the_tilts_errors(clips, name):
    errors, words = row("TILT.md", name), row("TILT.md", name, 1)
    mean = f"**{errors[3]}**" if clips.startswith("**") else errors[3]
    inside = "{} / {} %".format(*errors[8].replace("%", "").split(" / "))
    tucks, arches = (of(cell) for cell in words[1:3])
    wrong = spaced(words[3].split(" of ")[0])
    cells = [clips, errors[1], mean, errors[7], errors[4], spaced(errors[10]), inside, tucks, arches, wrong, errors[12]]
    said("models/PELVIS.md", f"| {' | '.join(cells)} |")


def test_the_documentation_tells_the_error_of_a_belt():
    _, sessions, mean, *_ = row("TILT_MARKERS.md", "belt")
    said("docs/numbers.md", f"errs by {float(mean.strip('°')):.1f}° ({sessions.split()[0]} people)")


def test_the_documentation_tells_what_counts_as_a_change():
    knee, trunk = (
        math.sqrt(2) * limb_errors().errors[angle].within_95_deg for angle in ("front_knee_deg", "trunk_deg")
    )
    said("docs/progress.md", f"({knee:.0f}° at the front knee, {trunk:.0f}° at the trunk)")


def of(cell: str) -> str:
    """Make a share a count: "55% of 11" is 6 of 11."""
    share, whole = cell.split("% of ")
    return f"{round(float(share) * int(whole) / 100)} of {whole}"


def spaced(share: str) -> str:
    """Set the sign of per cent off, as the texts do."""
    return share.replace("%", " %")
