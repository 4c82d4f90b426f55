"""What the README and the pages beside it say, against what the program does."""

import re
from pathlib import Path

from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.doctor import DEBIAN_LIBRARIES
from formcheck.lunge.assessment import FaultKind
from formcheck.review.folder import RESULT_FILES
from formcheck.review.tables import ANGLES_COLUMNS
from formcheck.settings import Bands

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REVIEW = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
NUMBERS = (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")
LONGEST = 150
"""Lines of the README: what each of its readers needs first, and where the rest is."""


def test_the_readme_is_short():
    assert len(README.splitlines()) <= LONGEST


def test_every_column_and_every_fault_is_explained():
    named = set(re.findall(r"`([a-z_]+)`", REVIEW))
    assert {*ANGLES_COLUMNS, *(kind.value for kind in FaultKind)} <= named


def test_the_columns_stand_in_their_order():
    table = REVIEW[REVIEW.index("Columns of `angles.csv`") :]
    places = [table.index(f"`{column}`") for column in ANGLES_COLUMNS]
    assert places == sorted(places)


def test_every_result_file_is_explained():
    assert [name for name in RESULT_FILES if f"`{name}`" not in REVIEW + FORMATS] == []


def test_the_table_of_quantities_has_the_edges_of_the_settings():
    for name, limits in ((n, getattr(Bands(), n)) for n in Bands.model_fields):
        [row] = re.findall(rf"^\| `{name}` \| [^|]*[a-z][^|]* \|(.*)\|$", NUMBERS, flags=re.MULTILINE)[:1]
        told = {float(number.replace("−", "-")) for number in re.findall(r"[−-]?\d+", row)}
        edges = {edge for edge in (*limits.green, *limits.yellow) if abs(edge) < 1000}
        assert {abs(edge) for edge in edges} == {abs(number) for number in told}, name


def test_the_debian_line_has_every_library_the_doctor_asks_for():
    [line] = re.findall(r"^sudo apt-get install (.*)$", README, flags=re.MULTILINE)
    assert set(DEBIAN_LIBRARIES.split()) <= set(line.split())


def test_every_command_is_named():
    told = CliRunner().invoke(app, ["--help"]).stdout
    for command in ("review", "rejudge", "practice", "live", "demo", "settings", "doctor"):
        assert command in told
        assert f"`formcheck {command}" in README


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
