"""What stands around the code: who made it, under which licence, in which version, and what checks it."""

import re
import tomllib
from pathlib import Path

import yaml

import formcheck

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASED = re.findall(r"^## (\d+\.\d+\.\d+)$", CHANGELOG, re.MULTILINE)


def test_every_licence_that_is_named_is_there_and_travels_with_the_package():
    named = PROJECT["project"]["license-files"]
    assert all((ROOT / file).is_file() for file in named)
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "formcheck").rglob("LICENSE*")} <= set(named)


def test_the_citation_names_the_last_version_that_was_released():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == RELEASED[0]
    assert cited["license"] == PROJECT["project"]["license"]


def test_a_version_that_is_not_released_has_its_section_of_the_changelog():
    version = re.match(r"\d+\.\d+\.\d+", formcheck.__version__)
    assert version is not None
    assert re.search(rf"^## {re.escape(version[0])}( |$)", CHANGELOG, re.MULTILINE)


def test_linux_runs_everything_and_the_other_systems_the_fast_tests_on_every_python():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))["jobs"]
    assert {"run": ".ci/run"} in jobs["linux"]["steps"]
    matrix = jobs["fast"]["strategy"]["matrix"]
    classifiers = " ".join(PROJECT["project"]["classifiers"])
    assert matrix["python"] == re.findall(r"Python :: (3\.\d+)", classifiers)
    assert {system.split("-")[0] for system in matrix["os"]} == {"macos", "windows"}
    assert {"run": "python -m pytest -m fast"} in jobs["fast"]["steps"]


def test_every_command_of_the_readme_that_makes_an_environment_is_run_before_a_change_lands():
    commands = re.findall(r"^python3 -m venv .* (\S+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    steps = re.findall(r"readme_command (\S+)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert len(commands) == len(steps) > 2
    assert all(sum(command.endswith(step) for command in commands) == 1 for step in steps)


WITHOUT_HOLES = {
    "av": (17, 1),  # FFmpeg 8.1: CVE-2026-40962
    "cryptography": (50,),  # CVE-2026-69247
    "fpdf2": (2, 8, 9),  # CVE-2026-114609, CVE-2026-114610
    "h11": (0, 16),  # CVE-2025-43859
    "jinja2": (3, 1, 6),  # CVE-2025-27516
    "pillow": (12, 3),  # CVE-2026-59197 to 59200, CVE-2026-55798
    "starlette": (1, 3, 1),  # CVE-2026-48710, PYSEC-2026-248
}
"""The first versions without a hole that is known, of what reads what strangers send."""


def test_the_lowest_versions_are_those_without_known_holes_and_none_is_left_open():
    lowest = dict(re.split(r">=", wanted, maxsplit=1) for wanted in PROJECT["project"]["dependencies"])
    assert all(re.fullmatch(r"[\d.]+", version) for version in lowest.values())
    for name, first in WITHOUT_HOLES.items():
        assert tuple(map(int, lowest[name].split("."))) >= first, name
