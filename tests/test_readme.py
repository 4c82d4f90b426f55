"""What the README and the pages beside it say, against what the program does."""

import math
import re
from pathlib import Path

import typer

from formcheck.cli import app
from formcheck.cli.doctor import DEBIAN_LIBRARIES
from formcheck.lunge.faults import FaultKind
from formcheck.results.folder import RESULT_FILES
from formcheck.results.tables import ANGLES_COLUMNS
from formcheck.settings import Bands
from tests.support.docs import docs_script

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REVIEW = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
NUMBERS = (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")
MAP = (ROOT / "docs" / "code.md").read_text(encoding="utf-8")
LONGEST = 150
"""Lines of the README: what each of its readers needs first, and where the rest is."""


def test_the_readme_is_short():
    assert len(README.splitlines()) <= LONGEST


def test_every_column_and_every_fault_is_explained():
    named = set(re.findall(r"`([a-z_]+)`", REVIEW))
    assert set(ANGLES_COLUMNS) <= named
    assert {f"`{kind}`" for kind in FaultKind} <= set(re.findall(r"^\| (`[a-z_]+`) \|", NUMBERS, re.MULTILINE))


def test_the_columns_stand_in_their_order():
    table = REVIEW[REVIEW.index("Columns of `angles.csv`") :]
    places = [table.index(f"`{column}`") for column in ANGLES_COLUMNS]
    assert places == sorted(places)


def test_every_result_file_is_explained():
    assert [name for name in RESULT_FILES if f"`{name}`" not in REVIEW + FORMATS] == []


def test_the_tables_of_angles_and_faults_are_those_of_the_program():
    tables = docs_script("tables")
    for page in tables.PAGES:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        assert "<!-- table: " in text
        assert tables.fresh(text) == text, f"{page} is out of date: run python docs/tables.py"


def test_the_table_of_quantities_has_the_edges_of_the_settings_with_their_signs():
    for name, limits in ((n, getattr(Bands(), n)) for n in Bands.model_fields):
        [row] = re.findall(rf"^\| `{name}` \| [^|]*[a-z][^|]* \|(.*)\|$", NUMBERS, flags=re.MULTILINE)[:1]
        written = [float(number.replace("−", "-")) for number in re.findall(r"−?\d+", row)]
        assert written == [edge for edge in (*limits.green, *limits.yellow) if math.isfinite(edge)], name


def test_the_debian_line_has_every_library_the_doctor_asks_for():
    [line] = re.findall(r"^sudo apt-get install (.*)$", README, flags=re.MULTILINE)
    assert set(DEBIAN_LIBRARIES.split()) <= set(line.split())


def command_lines() -> list[str]:
    """Find every command line of formcheck in the texts, whole or without its first word."""
    found = []
    for page in [ROOT / "README.md", ROOT / "lab" / "README.md", *(ROOT / "docs").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        spans = [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", text)]
        for line in [*spans, *(line.strip() for line in text.splitlines())]:
            words = line.removeprefix("formcheck ").split(" ")
            if (line.startswith("formcheck ") and words[0] in COMMANDS) or (words[0] in COMMANDS and "--" in line):
                found.append(" ".join(words))
    return found


COMMANDS = dict(typer.main.get_group(app).commands)


def test_every_command_is_named():
    assert [name for name in COMMANDS if f"`formcheck {name}" not in README] == []


def test_every_option_in_the_texts_is_there():
    lines = command_lines()
    assert len(lines) > 30
    unknown = []
    for line in lines:
        first, *words = line.split()
        command = COMMANDS[first]
        if hasattr(command, "commands"):
            command = command.commands[words[0]]
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        unknown += [f"{line}: {word}" for word in re.findall(r"(?<!\S)--[a-z-]+", line) if word not in options]
    assert unknown == []


def test_every_module_of_the_laboratory_that_the_texts_run_is_there():
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("lab/*.md"), *ROOT.glob("models/*.md")]
    named = {found for page in pages for found in re.findall(r"python3? -m lab\.(\w+)", page.read_text("utf-8"))}
    assert len(named) > 10
    assert [name for name in named if not (ROOT / "lab" / f"{name}.py").exists()] == []


def test_every_file_of_the_map_of_the_code_is_there():
    """A bare name after a path lies beside it: `lunge/pelvis/monitor.py`: `tracker.py` …"""
    missing, number = [], 0
    for row in (row for row in MAP.splitlines() if row.startswith("| ")):
        beside = [ROOT / "formcheck", ROOT]
        for place in re.findall(r"`([a-z_/]+(?:\.py|/))`", row):
            found = next((top / place for top in beside if (top / place).exists()), None)
            number += 1
            if found is None:
                missing.append(place)
            elif "/" in place:
                beside.append(found if found.is_dir() else found.parent)
    assert number > 25
    assert missing == []


def test_every_class_on_the_map_of_the_code_is_there():
    named = set(re.findall(r"`([A-Z][a-z]+[A-Za-z]*)(?:\.\w+)?(?:\(|`)", MAP))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "formcheck").rglob("*.py"))
    assert len(named) > 5
    assert [name for name in named if f"class {name}" not in code] == []


def test_every_folder_of_the_package_is_on_the_map():
    folders = [place.parent.name for place in (ROOT / "formcheck").glob("*/__init__.py")]
    assert [name for name in folders if f"`{name}/`" not in MAP] == []


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
