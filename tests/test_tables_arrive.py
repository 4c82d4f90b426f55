"""A new angle and a new fault: written into the tables and the catalogue alone, they arrive everywhere."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.results.tables import ANGLES_COLUMNS
from tests.support import made_up

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Where the changed copy of formcheck lies."""
    folder = tmp_path_factory.mktemp("copy")
    made_up.make_copy(folder)
    return folder


@pytest.fixture(scope="module")
def reviewed(copy, tmp_path_factory):
    """The results of its review, and what the page is given."""
    out = tmp_path_factory.mktemp("results")
    path = os.pathsep.join((str(copy), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.support.made_up", str(out)],
        env=os.environ | {"PYTHONPATH": path},
        cwd=copy,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def test_the_new_columns_follow_the_ones_whose_order_is_promised(reviewed):
    with (reviewed[0] / "angles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == (*ANGLES_COLUMNS, "rear_shin_deg", "rear_shin_band")
    assert float(rows[100]["rear_shin_deg"]) == pytest.approx(90, abs=1)
    assert {row["rear_shin_band"] for row in rows} >= {"green", "red"}
    assert any("rear_shin_up" in row["faults"] for row in rows)


def test_the_summary_names_the_fault_and_its_worst_value(reviewed):
    summary = json.loads((reviewed[0] / "summary.json").read_text(encoding="utf-8"))
    [fault] = [each for each in summary["faults"] if each["kind"] == "rear_shin_up"]
    assert (fault["name"], fault["quantity"]) == ("Rear shin lifted", "rear_shin_deg")
    assert fault["worst_deg"] == pytest.approx(113, abs=1)
    assert fault["past_target_deg"] == pytest.approx(15, abs=1)
    assert "lifted the rear shin once (rear shin 113°)" in summary["verdict"]
    assert "rear_shin_deg" in summary["holds"][0]["shares"]


def test_the_report_has_its_plot_its_row_and_its_key_frame(reviewed):
    report = (reviewed[0] / "report.html").read_text(encoding="utf-8")
    assert '"meta":"rear_shin_deg"' in report
    assert "is level)" in report
    assert report.count("Rear shin lifted") > 2
    assert "82° to 98°" in report


def test_the_page_colours_its_limb_and_has_its_words_in_the_other_language(reviewed):
    given = reviewed[1]
    assert given["faults"] == ["rear_shin_up"]
    assert given["limb"] == "red"
    assert given["texts"]["fault.rear_shin_up.word"] == "Tibia al suelo"
    assert given["texts"]["quantity.rear_shin_deg.short"] == "Tibia"


def test_another_programs_table_has_it(reviewed):
    names = (reviewed[0] / "angles.mot").read_text(encoding="utf-8").split("endheader\n")[1].splitlines()[0].split("\t")
    assert names[-1] == "rear_shin"


def test_the_documentation_and_the_schema_are_made_with_it(reviewed):
    documented = reviewed[1]["documented"]
    assert "| `rear_shin_deg` | rear shin against the vertical, 90° is level | 82…98 | under 75, over 105 |" in (
        documented["angles"].splitlines()
    )
    assert '| `rear_shin_up` | Rear shin lifted | `rear_shin_deg` above | "Lay your rear foot down." |' in (
        documented["faults"].splitlines()
    )
    assert "`rear_shin_deg`, `rear_shin_band`" in documented["added"]
    assert reviewed[1]["schema"][-1] == "rear_shin_up"
