"""The page of a posture check: the pictures, and what changed with its uncertainty, in words that judge nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.catalogue import Catalogue, catalogue
from formcheck.messages.message import Message, message
from formcheck.posture.occasion import Comparison, Occasion
from formcheck.posture.standing import MARKED, QUANTITIES
from formcheck.report.environment import environment
from formcheck.report.posture_pictures import pictures_of
from formcheck.results.posture import CSV_NAME, JSON_NAME, PostureSummary, PostureValue
from formcheck.system.outputs import write_text

HTML_NAME, PDF_NAME = "posture.html", "posture.pdf"
FILES = frozenset({HTML_NAME, PDF_NAME, JSON_NAME, CSV_NAME})


@dataclass(frozen=True)
class Row:
    """One quantity in the table.

    Attributes
    ----------
    name, note
        What it is called, and what it is.
    values
        Of each occasion with its uncertainty.
    change, least
        What changed, and from where on a change counts; empty where there is one occasion.
    counts
        Whether it does.
    sentence
        What is said of the change; None where there is one occasion.
    """

    name: str
    note: str
    values: tuple[str, ...]
    change: str
    least: str
    counts: bool
    sentence: Message | None


def rows_of(summary: PostureSummary, words: Catalogue) -> list[Row]:
    """Return the table."""
    rows = []
    for name in (*QUANTITIES, *MARKED):
        known: list[PostureValue | None] = [getattr(occasion, name) for occasion in summary.occasions]
        values = [value for value in known if value is not None]
        if len(values) < len(known):
            continue
        change = getattr(summary.change, name) if summary.change else None
        rows.append(
            Row(
                name=words.of(f"posture.name.{name}"),
                note=words.of(f"posture.meaning.{name}"),
                values=tuple(
                    words.of("posture.value", value=value.mean, scatter=value.scatter, n=value.n) for value in values
                ),
                change=words.of("posture.by", sign="+" if change.value > 0 else "", value=change.value)
                if change
                else "",
                least=words.of("posture.by", sign="", value=change.least) if change else "",
                counts=bool(change and change.counts),
                sentence=change.sentence_message if change else None,
            )
        )
    return rows


def facts_of(summary: PostureSummary) -> list[Message]:
    """Return what is to be known of how it was taken."""
    first = summary.occasions[0]
    facts = [
        message(
            "posture.taken",
            tries=", ".join(str(len(occasion.tries)) for occasion in summary.occasions),
            view=max(abs(occasion.view_off_side_deg) for occasion in summary.occasions),
            facing=message(f"side.{first.facing}"),
        )
    ]
    rolls = [occasion.camera_roll_deg for occasion in summary.occasions]
    known = [roll for roll in rolls if roll is not None]
    facts.append(message("posture.roll_known", roll=max(map(abs, known))) if known else message("posture.roll_unknown"))
    if any(getattr(first, name) is not None for name in MARKED):
        facts.append(message("posture.stickers"))
    return [*facts, *summary.note_messages]


def legend_of(summary: PostureSummary) -> str:
    """Return the code of what the lines in the pictures are: thin ones are there only where there are several tries."""
    return "posture.legend" if _several(summary) else "posture.legend_one"


def closing_of(summary: PostureSummary) -> tuple[str, ...]:
    """Return the codes of what stands below everything: what it does not say, and what the numbers are."""
    counts = ("posture.how_counts",) if _several(summary) else ("posture.how_one",)
    return ("posture.no_verdict", *counts, "posture.no_cva")


def _several(summary: PostureSummary) -> bool:
    return any(len(occasion.tries) > 1 for occasion in summary.occasions)


def write_page(
    path: Path,
    summary: PostureSummary,
    found: Occasion | Comparison,
    images: Sequence[Sequence[NDArray[np.uint8]]],
    language: str,
) -> None:
    """Write the page.

    Parameters
    ----------
    path
        The file.
    summary, found
        What was measured.
    images
        For each occasion the picture of each try.
    language
        Of the page.
    """
    words = catalogue(language)
    single, both = pictures_of(found, images)
    page = environment(words).get_template("posture.html.j2")
    names = ["before", "after"] if both else ["once"]
    write_text(
        path,
        page.render(
            summary=summary,
            rows=rows_of(summary, words),
            facts=facts_of(summary),
            legend=legend_of(summary),
            closing=closing_of(summary),
            pictures=list(zip(names, single, strict=True)),
            both=both,
        ),
    )
