"""Damaged archives, histories and stored poses by the hundred: ``python -m lab.fuzz [TRIES]`` prints a table.

Of each kind it says how many were tried and how many ended as designed: judged, read or refused with one sentence and
exit code 2. The seeds are fixed, so that a failure comes again.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

from formcheck.archive.practice_history import History
from formcheck.archive.store import Archive
from formcheck.cli import app
from formcheck.results.poses import StoredPoses
from formcheck.results.practice import PartDone, PracticeDone
from formcheck.results.stored import StoredReview, StoredReviewError
from formcheck.results.visit import visit_of
from tests.support.mutations import damaged_bytes, odd_cell
from tests.support.stored import store

COMMANDS = ("list", "export P1", "goals P1", "erase P1 --yes")


def _as_designed(*arguments: str) -> bool:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code in (0, 2) and result.stderr.count("\n") <= 2  # what was left out, and why


def _read(folder: Path) -> bool:
    try:
        review = StoredReview.open(folder)
        review.series()
        if (folder / "poses.npz").exists():
            list(StoredPoses.open(folder))
    except StoredReviewError:
        return True
    return True


def main(tries: int = 200) -> None:
    """Print the table."""
    with TemporaryDirectory(prefix="formcheck-fuzz-") as here:
        review = store(Path(here) / "clip")
        archive, history = Path(here) / "archive.sqlite", Path(here) / "practice.sqlite3"
        time = visit_of(review).time
        practice = PracticeDone(started_at=time, parts=[PartDone(side="left", target_s=30, good_s=20)])
        with Archive(archive) as opened:
            opened.add("P1", visit_of(review))
            opened.set_goals("P1", "[phases]\nhold_target_s = 20\n")
            opened.add_practices("P1", [practice], time)
        History(history).keep(practice)
        adding = ("archive", "practice", "P1", "--history", str(history), "--consent")
        kinds: dict[str, tuple[Path, list[Callable[[], bool]]]] = {
            "archive": (
                archive,
                [lambda c=c: _as_designed("archive", *c.split(), "--archive", str(archive)) for c in COMMANDS],  # type: ignore[misc]
            ),
            "history": (history, [lambda: _as_designed(*adding, "--archive", str(archive.with_name("other.sqlite")))]),
        }
        for file in sorted(review.folder.iterdir()):
            if file.suffix in (".json", ".csv", ".npz"):
                kinds[file.name] = (file, [lambda: _read(review.folder)])
        for kind, (file, uses) in kinds.items():
            whole = file.with_name(file.name + ".whole")
            shutil.copyfile(file, whole)
            fine = 0
            for seed in range(tries):
                shutil.copyfile(whole, file)
                if file.suffix.startswith(".sqlite") and seed % 2:
                    odd_cell(file, random.Random(seed))
                else:
                    file.write_bytes(damaged_bytes(whole.read_bytes(), random.Random(seed)))
                try:
                    fine += uses[seed // 2 % len(uses)]()
                except Exception as error:  # what it looks for
                    print(f"{kind}, seed {seed}: {type(error).__name__}")
            shutil.move(whole, file)
            print(f"{kind:20} {tries:6} / {fine}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
