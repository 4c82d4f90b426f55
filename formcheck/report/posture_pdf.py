"""The posture check on one A4 sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.catalogue import catalogue
from formcheck.posture.occasion import Comparison, Occasion
from formcheck.report.pdf.sheets import Picture, Sheets
from formcheck.report.posture_page import PDF_NAME, closing_of, facts_of, rows_of
from formcheck.report.posture_pictures import pictures_of
from formcheck.results.posture import PostureSummary

__all__ = ["PDF_NAME", "write_pdf"]


def write_pdf(
    path: Path,
    summary: PostureSummary,
    found: Occasion | Comparison,
    images: Sequence[Sequence[NDArray[np.uint8]]],
    language: str,
) -> None:
    """Write the sheet; parameters as in `formcheck.report.posture_page.write_page`."""
    words = catalogue(language)
    sheets = Sheets(words.of("posture.title"), words.language, foot=summary.patient, made=summary.measured_at)
    sheets.title(words.of("posture.title"), words.date(summary.measured_at), size=14)
    if summary.sentence_message:
        sheets.banner(words.text(summary.sentence_message), "", size=12)
        sheets.space(2)
    single, both = pictures_of(found, images)
    names = ["before", "after", "both"] if both else ["once"]
    shown = [*single, both] if both else single
    sheets.pictures(
        [Picture(jpeg, words.of(f"posture.picture.{name}")) for name, jpeg in zip(names, shown, strict=True)],
        across=3,
        tall_mm=95,
    )
    rows = rows_of(summary, words)
    heads = [words.of("posture.quantity"), *(words.of(f"posture.picture.{name}") for name in names if name != "both")]
    if both:
        heads += [words.of("posture.changed"), words.of("posture.counts_from")]
        sheets.table(heads, [[row.name, *row.values, row.change, row.least] for row in rows])
        sheets.space(2)
        sheets.items([words.text(row.sentence) for row in rows if row.sentence], size=9.5)
    else:
        sheets.table(heads, [[row.name, *row.values] for row in rows])
    sheets.space(2)
    for fact in facts_of(summary):
        sheets.text(words.text(fact), size=8, soft=True)
    for code in closing_of(summary):
        sheets.text(words.of(code), size=8, soft=True)
    sheets.write(path)
