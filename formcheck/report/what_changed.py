"""What changed over the weeks, as lines of a table: for the page of progress and for the sheet of paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formcheck.messages.catalogue import Catalogue
from formcheck.posture.occasion import MOVED_SD_DEG
from formcheck.posture.standing import QUANTITIES
from formcheck.report.over_days import lay_out
from formcheck.results.posture import KeptPosture
from formcheck.results.what_changed import WhatChanged

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_TOO_SMALL = 0.05
"""What is written as 0.0 has no sign."""
_COLOURS = ("#1e78d6", "#c77600")
"""Of before and after, as on the page of a check."""


@dataclass(frozen=True)
class ChangedRow:
    """One line of the table, in words.

    Attributes
    ----------
    name, first, last, change, smallest
        What it is called, its values, what changed, and from how much on that counts.
    counts
        Whether it does.
    word
        The same in words.
    """

    name: str
    first: str
    last: str
    change: str
    smallest: str
    counts: bool
    word: str


def rows_of(changes: Sequence[WhatChanged], words: Catalogue) -> list[ChangedRow]:
    """Return the table."""
    rows = []
    for change in changes:
        side = f", {words.of(f'side.{change.side}')}" if change.side else ""
        sign = "" if abs(change.value) < _TOO_SMALL else "+" if change.value > 0 else "−"
        known = math.isfinite(change.smallest)
        rows.append(
            ChangedRow(
                name=words.text(change.name) + side,
                first=_value(change.first, change, words),
                last=_value(change.last, change, words),
                change=sign + _value(abs(change.value), change, words),
                smallest=_value(change.smallest, change, words) if known else "–",
                counts=change.counts,
                word=words.of(f"changed.{'counts' if change.counts else 'unclear' if known else 'unknown'}"),
            )
        )
    return rows


def _value(value: float, change: WhatChanged, words: Catalogue) -> str:
    if change.unit == "points":
        return words.of("changed.points", value=value)
    if change.measure in QUANTITIES:
        return words.of("posture.by", sign="", value=value)
    return words.number(value, change.unit)


def posture_meanings(words: Catalogue) -> str:
    """Say in one line what each quantity is."""
    return " · ".join(f"{words.of(f'posture.name.{q}')}: {words.of(f'posture.meaning.{q}')}" for q in QUANTITIES)


def posture_chart(postures: Sequence[KeptPosture], words: Catalogue) -> Figure:
    """Draw how the person stood at each check, before and after stretching, with bars of what means nothing."""
    from plotly.subplots import make_subplots

    titles = [f"<b>{words.of(f'posture.name.{name}')}</b>" for name in QUANTITIES]
    figure = make_subplots(rows=2, cols=2, subplot_titles=titles, vertical_spacing=0.18, horizontal_spacing=0.08)
    for place, name in enumerate(QUANTITIES):
        for when, (code, colour) in enumerate(zip(("before", "after"), _COLOURS, strict=True)):
            known = [
                (check.measured_at, check.occasions[when][name])
                for check in postures
                if len(check.occasions) > when and name in check.occasions[when]
            ]
            if not known:
                continue
            # Where the bars of two checks leave each other the change counts, the camera being set up again for each.
            half = [1.96 * math.hypot(value.sd, MOVED_SD_DEG / math.sqrt(2)) / math.sqrt(2) for _, value in known]
            figure.add_scatter(
                x=[time for time, _ in known],
                y=[value.mean for _, value in known],
                error_y={"type": "data", "array": half, "thickness": 1},
                mode="lines+markers" if when == 0 else "markers",
                name=words.of(f"posture.picture.{code}"),
                legendgroup=code,
                showlegend=place == 0,
                line={"color": colour},
                marker={"size": 9, "symbol": "circle" if when == 0 else "square"},
                row=place // 2 + 1,
                col=place % 2 + 1,
            )
    figure.update_annotations(font={"size": 13})
    figure.update_xaxes(tickangle=0)
    figure.update_yaxes(ticksuffix="°")
    lay_out(figure, words, height=560, margin=(46, 20, 76, 40), legend_y=1.08, days=2)
    return figure
