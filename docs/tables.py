"""The tables of the documentation that follow from the tables of angles and faults: ``python docs/tables.py``.

A page keeps its table between two comments, so that it is whole where the repository is read; a test compares.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import TABLE, Quantity
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.settings import BandLimits, Settings

DOCS = Path(__file__).resolve().parent
PAGES = ("numbers.md", "review.md")
_WORDS = catalogue(DEFAULT).sentences
_BLOCK = re.compile(r"(<!-- table: (\w+) -->\n\n).*?(<!-- end -->)", re.DOTALL)


def fresh(page: str) -> str:
    """Return the text of a page with every table made again."""
    return _BLOCK.sub(lambda found: found[1] + BLOCKS[found[2]]() + found[3], page)


def angles() -> str:
    """Return what every angle means, with its target."""
    settings = Settings()
    order = {name: place for place, name in enumerate(type(settings.bands).model_fields)}
    rows = ["| quantity | meaning | target | fault |", "|---|---|---|---|"]
    for line in sorted(TABLE, key=lambda line: order.get(line.name, len(order))):
        target, fault = _edges(line, settings)
        rows.append(f"| `{line.name}` | {_meaning(line)} | {target} | {fault} |")
    return "\n".join(rows) + "\n\n"


def faults() -> str:
    """Return every fault, the most important first, with what shows it and what is said."""
    rows = ["| fault | name | shown by | what is said |", "|---|---|---|---|"]
    for kind in FaultKind:
        shown = [f"`{name}` {side}" for side, names in (("below", kind.below), ("above", kind.above)) for name in names]
        said = f'"{_WORDS[kind.cue]}"' if kind.cue else "what is missing"
        by = ", ".join(shown) or {"view": "a gate that blocks"}.get(kind, "another shape")
        rows.append(f"| `{kind}` | {_WORDS[f'fault.{kind}.name']} | {by} | {said} |")
    return "\n".join(rows) + "\n\n"


def added() -> str:
    """Return the columns of angles that came after the order of the columns was promised; nothing where none did."""
    names = [
        f"`{column}`" for line in TABLE if line.added for column in (line.name, line.band_column)[: 1 + line.banded]
    ]
    return (
        f"Then, added later: {', '.join(names)}, [what they measure](numbers.md) and their bands.\n\n" if names else ""
    )


BLOCKS: dict[str, Callable[[], str]] = {"angles": angles, "faults": faults, "added": added}


def _meaning(line: Quantity) -> str:
    name = _WORDS[f"quantity.{line.neutral_of or line.name}.name"].lower()
    how = {3: f"angle of the {name}", 2: f"{name} against the vertical"}.get(len(line.points), name)
    if line.neutral_of:
        how += " against your own neutral"
    see = "; see [the tuck](#the-tuck)" if line.of_pelvis and line.rank else ""
    return f"{how}, {_WORDS[f'quantity.{line.name}.meaning']}{see}"


def _edges(line: Quantity, settings: Settings) -> tuple[str, str]:
    if line.banded:
        limits: BandLimits = getattr(settings.bands, line.name)
        (green_low, green_high), (low, high) = limits.green, limits.yellow
        target = f"up to {_plain(green_high)}" if math.isinf(green_low) else f"{_plain(green_low)}…{_plain(green_high)}"
        outside = [f"under {_plain(low)}"] * math.isfinite(low) + [f"over {_plain(high)}"] * math.isfinite(high)
        return target, ", ".join(outside)
    if line.of_pelvis and line.rank:
        tuck = settings.pelvis.markers
        return (
            f"from {_plain(tuck.tucked_deg)}",
            f"lost: under {_plain(tuck.lost_deg)}; arching: under {_plain(tuck.arched_deg)}",
        )
    return "–", "–"


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", "−")


if __name__ == "__main__":
    for name in PAGES:
        page = DOCS / name
        page.write_text(fresh(page.read_text(encoding="utf-8")), encoding="utf-8")
