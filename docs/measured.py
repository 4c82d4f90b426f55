"""The measured figures of the texts: ``python docs/measured.py`` writes them into README, pages and model card.

Two kinds of comments, each closed by ``<!-- end -->``, say what is measured; a test compares.

- ``<!-- figures: NAME NAME - NAME -->`` before prose: its numbers in their order, a hyphen for one not measured.
- ``<!-- measured: NAME -->`` before a table that is made here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from formcheck.error_figures import TiltError, limb_errors, tilt_errors

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/numbers.md", "docs/progress.md", "models/PELVIS.md")
CLIPS = {
    "other_flesh": "a second way of deforming, never trained on",
    "new_bodies": "new bodies, tight and ordinary clothes",
    "loose_tops": "new bodies, really loose tops",
}
"""Rows of the tables of the tilt, by the names used here."""
_PROSE = re.compile(r"(<!-- figures: ([^>]*?) -->)(.*?)(?=<!-- end -->)", re.DOTALL)
_TABLE = re.compile(r"(<!-- measured: (\w+) -->\n\n).*?(?=<!-- end -->)", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.])[+-]?\d+(?:\.\d+)?")


def fresh(text: str) -> str:
    """Return a text with every measured figure written again.

    Raises
    ------
    ValueError
        A comment names another number of figures than the prose after it has numbers.
    """
    known = figures()

    def prose(found: re.Match[str]) -> str:
        names, numbers = found[2].split(), _NUMBER.findall(found[3])
        if len(names) != len(numbers):
            raise ValueError(f"{len(names)} figures are named and {len(numbers)} numbers are there: {found[0]}")
        values = iter(number if name == "-" else known[name] for name, number in zip(names, numbers, strict=True))
        return found[1] + _NUMBER.sub(lambda _: next(values), found[3])

    return _TABLE.sub(lambda found: found[1] + TABLES[found[2]](), _PROSE.sub(prose, text))


def figures() -> dict[str, str]:
    """Return every figure that prose may name, without its unit."""
    limbs, tilt = limb_errors().errors, tilt_errors()
    found, scripted = row("ACCURACY.md", "scripted faults found in time")[2].split(" of ")
    wrong = row("ACCURACY.md", "legs wrong")
    belt = row("TILT_MARKERS.md", "belt")
    change = math.sqrt(2)  # two visits, each with its own error
    return {
        "clips": str(limb_errors().clips),
        "faults.found": found,
        "faults.scripted": scripted,
        "legs_wrong": _digits(wrong[2]),
        "legs_wrong.plain": _digits(wrong[3]),
        "recognised": _digits(row("ACCURACY.md", "half-kneeling recognised")[2]),
        "belt.mean": f"{float(_digits(belt[2])):.1f}",
        "belt.people": belt[1].split()[0],
        **{f"{name.removesuffix('_deg')}.mean": f"{e.mean_deg:.1f}" for name, e in limbs.items()},
        **{f"{name.removesuffix('_deg')}.change": f"{change * e.within_95_deg:.0f}" for name, e in limbs.items()},
        **dict(_of_tilt("other_flesh", tilt.other_flesh)),
        **dict(_of_tilt("new_bodies", tilt.new_bodies)),
    }


def limbs_table() -> str:
    """Return how far each angle of legs and trunk errs, beside a plain loop."""
    rows = ["| quantity | mean error | bias | 95 % within | plain MediaPipe |", "|---|---|---|---|---|"]
    for name, e in limb_errors().errors.items():
        plain = next(cells for cells in _rows("ACCURACY.md") if cells[:2] == [name, "plain"])[2]
        cells = [f"`{name}`", f"{e.mean_deg:.1f}°", f"{e.bias_deg:+.1f}°", f"{e.within_95_deg:.1f}°", plain]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n\n"


def networks_table() -> str:
    """Return how far the pelvis networks err, the figure to trust first."""
    heads = ["clips", "n", "mean error", "still for 1 s", "R²", "right way at ≥ 5°", "within 1 / 2 sd"]
    heads += ["tucks ≥ 6° recognised", "arches ≥ 8° recognised", "wrong words", "keypoints alone"]
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name, clips in CLIPS.items():
        errors, words = row("TILT.md", clips), row("TILT.md", clips, 1)
        first = name == "other_flesh"
        cells = [
            "**second way of deforming**" if first else clips,
            errors[1],
            f"**{errors[3]}**" if first else errors[3],
        ]
        cells += [
            errors[7],
            errors[4],
            _spaced(errors[10]),
            "{} / {} %".format(*errors[8].replace("%", "").split(" / ")),
        ]
        cells += [_of(words[1]), _of(words[2]), _spaced(words[3].split(" of ")[0]), errors[12]]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n\n"


TABLES: dict[str, Callable[[], str]] = {"limbs": limbs_table, "networks": networks_table}


def row(table: str, name: str, part: int = 0) -> list[str]:
    """Return the cells of the row so called: of the first of a file's tables, or of the part after it."""
    return [cells for cells in _rows(table) if cells[0] == name][part]


def _rows(table: str) -> list[list[str]]:
    lines = (ROOT / "lab" / table).read_text(encoding="utf-8").splitlines()
    return [[cell.strip(" *`") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def _of_tilt(name: str, e: TiltError) -> Iterator[tuple[str, str]]:
    words = row("TILT.md", CLIPS[name], 1)
    yield f"{name}.mean", f"{e.mean_deg:.1f}"
    yield f"{name}.keypoints", f"{e.keypoints_alone_deg:.1f}"
    yield f"{name}.right_way", f"{100 * e.right_way:.1f}"
    for cell, what in enumerate(("tucks", "arches", "wrong"), 1):
        yield f"{name}.{what}", _digits(words[cell].split(" of ")[0])


def _digits(cell: str) -> str:
    return cell.strip(" %°")


def _of(cell: str) -> str:
    """Make a share a count: "55% of 11" is 6 of 11."""
    share, whole = cell.split("% of ")
    return f"{round(float(share) * int(whole) / 100)} of {whole}"


def _spaced(share: str) -> str:
    return share.replace("%", " %")


if __name__ == "__main__":
    for name in PAGES:
        page = ROOT / name
        page.write_text(fresh(page.read_text(encoding="utf-8")), encoding="utf-8")
