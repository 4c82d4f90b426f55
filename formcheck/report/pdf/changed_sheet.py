"""What changed over the weeks on one page: in words for the patient, in numbers for the clinic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import Message
from formcheck.report.pdf.sheets import Cell, Sheets
from formcheck.report.pdf.typesetting import INK, INSIDE_MM, LINE, MARGIN_MM, SOFT
from formcheck.report.what_changed import rows_of
from formcheck.results.what_changed import WhatChanged, in_short

_ACROSS, _TALL_MM, _GAP_MM = 3, 21.0, 5.0
"""Little charts on a line, the height of each, and what lies between."""
_DOT_MM = 1.5


def write_sheet(path: Path | str, title: Message, changes: Sequence[WhatChanged], language: str) -> None:
    """Write the sheet.

    Parameters
    ----------
    path
        The file.
    title
        Whom it is about.
    changes
        See `formcheck.results.what_changed.what_changed`.
    language
        Of the sheet.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    words = catalogue(language)
    times = [time for change in changes for time, _ in change.points]
    days = words.of("changed.since", first=words.date(min(times)), last=words.date(max(times))) if times else ""
    sheets = Sheets(words.of("changed.title"), words.language, foot=words.text(title))
    sheets.title(words.of("changed.title"), days, size=16)
    said = [words.text(sentence) for sentence in in_short(changes)]
    if len(said) == 1:
        sheets.banner(said[0], "", size=14)
    else:
        sheets.items(said, size=12)
    sheets.space(2)
    if changes:
        heads = [words.of(f"changed.{name}") for name in ("measure", "first", "last", "by", "counts_from")]
        rows: list[list[str | Cell]] = [
            [row.name, row.first, row.last, Cell(row.change, bold=row.counts), row.smallest, row.word]
            for row in rows_of(changes, words)
        ]
        sheets.table([*heads, ""], rows, widths=(3.4, 1, 1, 1, 1.2, 1.4), size=9)
        sheets.space(2)
        _draw(sheets, changes, [row.name for row in rows_of(changes, words)])
    for code in ("changed.to_know", *(["changed.posture_now"] if _with_posture(changes) else [])):
        sheets.text(words.of(code), size=8, soft=True)
    sheets.text(words.of("safety.not_a_device"), size=8, soft=True)
    sheets.write(path)


def _with_posture(changes: Sequence[WhatChanged]) -> bool:
    return any(change.name.code.startswith("posture.") for change in changes)


def _draw(sheets: Sheets, changes: Sequence[WhatChanged], names: Sequence[str]) -> None:
    """Draw each measure over the same days: dots with what means nothing to either side."""
    times = [time for change in changes for time, _ in change.points]
    first, last = min(times), max(times)
    wide = (INSIDE_MM - _GAP_MM * (_ACROSS - 1)) / _ACROSS
    for start in range(0, len(changes), _ACROSS):
        sheets.need(_TALL_MM + 7)
        top = sheets.pdf.get_y()
        for place, change in enumerate(changes[start : start + _ACROSS]):
            x = MARGIN_MM + place * (wide + _GAP_MM)
            sheets.font(7.4, colour=SOFT)
            sheets.put(names[start + place], x, top + 3, most=wide)
            _chart(sheets, change, (first, last), (x, top + 4.5, wide, _TALL_MM - 3))
        sheets.pdf.set_xy(MARGIN_MM, top + _TALL_MM + 5)


def _chart(
    sheets: Sheets, change: WhatChanged, days: tuple[datetime, datetime], box: tuple[float, float, float, float]
) -> None:
    pdf, (x, y, wide, tall) = sheets.pdf, box
    half = change.smallest / 2 if math.isfinite(change.smallest) else 0.0
    values = [value for _, value in change.points]
    low, high = min(values) - max(half, 0.5), max(values) + max(half, 0.5)
    span_s = max((days[1] - days[0]).total_seconds(), 1.0)
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.2)
    pdf.rect(x, y, wide, tall)
    placed = [
        (
            x + 3 + (wide - 6) * (time - days[0]).total_seconds() / span_s,
            y + tall * (high - value) / (high - low),
            tall * half / (high - low),
        )
        for time, value in change.points
    ]
    for at, level, bar in placed:
        pdf.line(at, level - bar, at, level + bar)
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.35)
    for (x0, y0, _), (x1, y1, _) in pairwise(placed):
        pdf.line(x0, y0, x1, y1)
    pdf.set_fill_color(*INK)
    for at, level, _ in placed:
        pdf.ellipse(at - _DOT_MM / 2, level - _DOT_MM / 2, _DOT_MM, _DOT_MM, style="F")
