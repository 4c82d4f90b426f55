"""Which tests run, and what all of them need: an English terminal, and data and log away from whoever runs them.

A plain ``pytest`` leaves out what needs a browser, the laboratory or minutes, and says so at its end. Whatever is asked
for by path, ``-m`` or ``-k`` runs, and ``pytest --whole`` runs everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from formcheck.system.log import FOLDER_VARIABLE
from tests.support.chromium import need_chromium

TESTS = Path(__file__).parent
LAB = TESTS / "lab"
LEFT_OUT = ("browser", "lab", "slow")
"""Markers of the tests that a plain run leaves out."""
FAST_ROOMS = ("archive", "coaching", "lunge", "messages", "posture", "results", "settings", "validation")
"""Rooms whose tests open no video and start no process, unless they are marked otherwise or named below."""
NOT_SO_FAST = ("test_archive.py", "test_learned.py", "test_validate.py")
"""Files in these rooms that do."""

# How long an example takes says how busy the computer is.
hypothesis.settings.register_profile(
    "formcheck", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("formcheck")


@pytest.fixture(autouse=True, scope="session")
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LC_ALL", "C.UTF-8")
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        environment.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("log")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs everything."""
    parser.addoption("--whole", action="store_true", help="run the browser's, the laboratory's and the slow tests, too")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the laboratory alone in a plain run: its packages may not be installed."""
    return True if collection_path == LAB and _is_plain(config) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests by their rooms; in a plain run keep those that a newcomer can run in a few minutes."""
    for item in items:
        room = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        if room == "lab":
            item.add_marker("lab")
        elif (
            room in FAST_ROOMS and item.path.name not in NOT_SO_FAST and not any(map(item.get_closest_marker, LEFT_OUT))
        ):
            item.add_marker("fast")
    if _is_plain(config):
        left_out = [item for item in items if any(map(item.get_closest_marker, LEFT_OUT))]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser's test where there is no browser, but never where formcheck is checked before it lands."""
    if item.get_closest_marker("browser"):
        need_chromium()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what a plain run has left out, and how to run it."""
    if _is_plain(config):
        terminalreporter.write_line(
            f"Left out: the tests marked {', '.join(LEFT_OUT)}. `pytest --whole` runs everything (see CONTRIBUTING.md)."
        )


def _is_plain(config: pytest.Config) -> bool:
    option = config.option
    return not (option.whole or option.markexpr or option.keyword or option.file_or_dir)
