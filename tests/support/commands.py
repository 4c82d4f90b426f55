"""Commands as a person types them, and what is to be seen of them."""

import csv
from pathlib import Path

from typer.testing import CliRunner, Result

from formcheck.cli import app


def review(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments)])


def live(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["live", "--headless", "--no-sound", *map(str, arguments)])


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def refused(told: Result, *words: str, code: int = 2) -> None:
    """Check that one sentence with these words was said on stderr, with no traceback, and nothing on stdout."""
    assert told.exit_code == code, told.output
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1, told.stderr
    assert told.stderr.rstrip().endswith((".", "?"))
    assert "Traceback" not in told.output
    for word in words:
        assert word in told.stderr


def reviewed(told: Result, folder: Path, code: int = 0) -> list[dict[str, str]]:
    """Check that the review went through; return the rows of its angles.csv."""
    assert told.exit_code == code, told.output
    assert "Traceback" not in told.output
    with (folder / "angles.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def knee(rows: list[dict[str, str]]) -> float:
    """Front knee angle of the last frame: the network needs a few frames to settle."""
    return float(rows[-1]["front_knee_deg"])
