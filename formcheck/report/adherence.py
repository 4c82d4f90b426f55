"""Practice at home against its plan: a sentence, a table week by week, and a chart with the visits in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from formcheck.lunge.legs import SIDES
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message, message
from formcheck.report.over_days import lay_out, side_line
from formcheck.results.home.adherence import WeekOfPlan
from formcheck.results.practice import PracticeDone
from formcheck.results.visit import Visit

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from rich.table import Table

_DONE, _GOING_ON, _PLANNED, _VISIT = "#17605c", "#9cc4bc", "#15302f", "#6b4fa0"
_BEFORE, _AFTER = "#b3261e", "#d98c1f"
_MIDDLE_MS = 4 * 24 * 3600 * 1000
"""The bar of a week stands over its first days, so that it does not lie over the next one's."""


@dataclass(frozen=True)
class WeekRow:
    """One week, in words."""

    week: str
    days: str
    tucked: str
    pain: str
    enough: bool


def adherence_sentence(weeks: Sequence[WeekOfPlan]) -> Message | None:
    """Tell on how many of the days that were planned was practised; None where there is no plan yet."""
    if not weeks:
        return None
    over = [week for week in weeks if week.over]
    if not over:
        return message("adherence.so_far", done=weeks[-1].practised, planned=weeks[-1].planned)
    # A week with more days than were asked for does not make up for one with fewer.
    done, planned = sum(min(week.practised, week.planned) for week in over), sum(week.planned for week in over)
    return message(
        "adherence.one_week" if len(over) == 1 else "adherence.weeks", done=done, planned=planned, n=len(over)
    )


def week_rows(weeks: Sequence[WeekOfPlan], words: Catalogue) -> list[WeekRow]:
    """Write the weeks for a table."""
    return [
        WeekRow(
            week=words.date(datetime.combine(week.first, time())),
            days=words.of(
                "adherence.of" if week.over else "adherence.of_so_far", done=week.practised, planned=week.planned
            ),
            tucked="–" if week.tucked_s is None else words.number(week.tucked_s, "seconds"),
            pain=f"{_score(week.pain_before, words)} → {_score(week.pain_after, words)}",
            enough=week.practised >= week.planned,
        )
        for week in weeks
    ]


def terminal_weeks(weeks: Sequence[WeekOfPlan], words: Catalogue) -> Table:
    """Return the table of the weeks for the terminal."""
    from rich.table import Table

    table = Table(title=words.of("adherence.title"), title_justify="left", title_style="bold")
    for name in ("week", "days", "tucked", "pain"):
        table.add_column(words.of(f"adherence.{name}"), justify="left" if name == "week" else "right")
    for row in week_rows(weeks, words):
        table.add_row(row.week, row.days, row.tucked, row.pain)
    return table


def adherence_chart(
    weeks: Sequence[WeekOfPlan], practices: Sequence[PracticeDone], visits: Sequence[Visit], words: Catalogue
) -> Figure:
    """Draw days a week against those planned, seconds tucked and pain, over the same time, with the visits as lines."""
    from plotly.subplots import make_subplots

    titles = [f"<b>{words.of(f'adherence.{name}')}</b>" for name in ("days_chart", "tucked_chart", "pain_chart")]
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, subplot_titles=titles, vertical_spacing=0.1)
    starts = [datetime.combine(week.first, time()) for week in weeks]
    figure.add_bar(
        x=starts,
        y=[week.practised for week in weeks],
        width=_MIDDLE_MS,
        offset=0,
        name=words.of("adherence.practised"),
        marker_color=[_DONE if week.over else _GOING_ON for week in weeks],
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=[*starts, datetime.combine(weeks[-1].last, time()) + timedelta(days=1)],
        y=[*(week.planned for week in weeks), weeks[-1].planned],
        mode="lines",
        line={"color": _PLANNED, "dash": "dot", "shape": "hv"},
        name=words.of("adherence.planned"),
        row=1,
        col=1,
    )
    for side in SIDES:
        best = [
            (done.started_at, max(seen))
            for done in practices
            if (seen := [p.tucked_s for p in done.parts if p.side == side and p.unseen_s <= p.good_s / 2])
        ]
        figure.add_scatter(
            x=[when for when, _ in best],
            y=[seconds for _, seconds in best],
            **side_line(side, words),
            row=2,
            col=1,
        )
    for name, colour in (("pain_before", _BEFORE), ("pain_after", _AFTER)):
        known = [(done.started_at, getattr(done, name)) for done in practices if getattr(done, name) is not None]
        figure.add_scatter(
            x=[when for when, _ in known],
            y=[score for _, score in known],
            mode="lines+markers",
            name=words.of(f"adherence.{name}"),
            line={"color": colour, "dash": "solid" if name == "pain_before" else "dot"},
            row=3,
            col=1,
        )
    for visit in visits:
        figure.add_vline(x=visit.time.timestamp() * 1000, line={"color": _VISIT, "width": 1.5, "dash": "dash"})
    if visits:
        figure.add_scatter(
            x=[None], y=[None], mode="lines", name=words.of("adherence.visit"), line={"color": _VISIT, "dash": "dash"}
        )
    figure.update_yaxes(rangemode="tozero")
    figure.update_yaxes(range=[0, 7.4], dtick=1, row=1, col=1)
    figure.update_yaxes(ticksuffix=" s", row=2, col=1)
    figure.update_yaxes(range=[-0.3, 10.3], dtick=2, row=3, col=1)
    figure.update_annotations(font={"size": 14})
    lay_out(figure, words, height=620, margin=(50, 20, 90, 40), legend_y=1.08)
    return figure


def _score(value: float | None, words: Catalogue) -> str:
    return "–" if value is None else words.number(value, "g")
