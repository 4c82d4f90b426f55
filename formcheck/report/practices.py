"""Practice sessions of a patient: put into few numbers, one or two sentences and a chart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from formcheck.lunge.legs import SIDES
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message, message
from formcheck.records import Side
from formcheck.report.over_days import lay_out, side_line
from formcheck.results.pain import not_better
from formcheck.results.practice import PracticeDone

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_PAIN = "#b3261e"


@dataclass(frozen=True)
class PracticeSummary:
    """All practice sessions in a few numbers.

    Attributes
    ----------
    sessions
        How many.
    first, last
        When.
    a_week
        Sessions a week between the two; NaN where they span less than a week.
    with_pain
        When there was pain.
    felt
        How often the stretch was felt, of the times the person was asked and answered.
    asked
        How often that was.
    pain
        First and last number of pain before and after practising, 0-10, where any were given.
    not_better
        The numbers before practising have not become less over weeks.
    """

    sessions: int
    first: datetime
    last: datetime
    a_week: float
    with_pain: tuple[datetime, ...]
    felt: int
    asked: int
    pain: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    not_better: bool = False


def practice_summary(practices: Sequence[PracticeDone]) -> PracticeSummary | None:
    """Sum up the sessions of a patient, the earliest first; None where there are none."""
    if not practices:
        return None
    first, last = practices[0].started_at, practices[-1].started_at
    weeks = (last - first).total_seconds() / (7 * 24 * 3600)
    answers = [part.felt for done in practices for part in done.parts if part.felt]
    return PracticeSummary(
        sessions=len(practices),
        first=first,
        last=last,
        a_week=(len(practices) - 1) / weeks if weeks >= 1 else math.nan,
        with_pain=tuple(done.started_at for done in practices if done.with_pain),
        felt=answers.count("yes"),
        asked=len(answers),
        pain={
            name: (numbers[0], numbers[-1])
            for name in ("pain_before", "pain_after")
            if (numbers := [number for done in practices if (number := getattr(done, name)) is not None])
        },
        not_better=not_better(practices),
    )


def in_messages(facts: PracticeSummary | None, words: Catalogue) -> list[Message]:
    """Tell the sessions in one or two sentences, with days as the language writes them; none where there are none."""
    if facts is None:
        return []
    first, last = words.date(facts.first), words.date(facts.last)
    if facts.sessions == 1:
        sentences = [message("practice.one", first=first)]
    elif math.isnan(facts.a_week):
        sentences = [message("practice.many", count=facts.sessions, first=first, last=last)]
    else:
        sentences = [message("practice.many_a_week", count=facts.sessions, first=first, last=last, a_week=facts.a_week)]
    if facts.asked:
        sentences.append(message("practice.felt", felt=facts.felt, asked=facts.asked))
    if facts.with_pain:
        days = sorted({time.date(): words.date(time) for time in facts.with_pain}.items())
        sentences.append(message("practice.pain", days=tuple(day for _, day in days)))
    for name, (earliest, latest) in facts.pain.items():
        sentences.append(message(f"practice.{name}", first=earliest, last=latest))
    if facts.not_better:
        sentences.append(message("practice.not_better"))
    return sentences


def has_own_tuck(practices: Sequence[PracticeDone]) -> bool:
    """Whether the own full tuck of a side was read in two sessions, so that there is something to see over time."""
    return any(len(_own_tucks(practices, side)) > 1 for side in SIDES)


def own_tuck_chart(practices: Sequence[PracticeDone], words: Catalogue) -> Figure:
    """Draw the own full tuck of each side over the sessions, as it was read: a line where it was read twice."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for side in SIDES:
        read = _own_tucks(practices, side)
        if len(read) > 1:
            figure.add_scatter(
                x=[time for time, _ in read],
                y=[deg for _, deg in read],
                **side_line(side, words),
                hovertemplate="%{x|" + words.of("format.date_time") + "}: %{y:.1f}°<extra></extra>",
            )
    figure.update_yaxes(ticksuffix="°")
    _lay_out(figure, words)
    return figure


def _own_tucks(practices: Sequence[PracticeDone], side: Side) -> list[tuple[datetime, float]]:
    """Return when and how large the own tuck of a side was read: the last time in each session."""
    found = {}
    for done in practices:
        for part in done.parts:
            if part.side == side and part.own_tuck_deg is not None:
                found[done.started_at] = part.own_tuck_deg
    return sorted(found.items())


def practice_chart(practices: Sequence[PracticeDone], words: Catalogue) -> Figure:
    """Draw the seconds in good form of each session and side, its best set, and where it hurt."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for side in SIDES:
        best = [
            (done.started_at, max(parts, key=lambda part: part.good_s))
            for done in practices
            if (parts := [part for part in done.parts if part.side == side])
        ]
        figure.add_scatter(
            x=[time for time, _ in best],
            y=[part.good_s for _, part in best],
            **side_line(side, words),
            hovertemplate="%{x|" + words.of("format.date_time") + "}: %{y:.0f} s<extra></extra>",
        )
        pain = [(time, part.good_s) for time, part in best if part.felt == "pain"]
        if pain:
            figure.add_scatter(
                x=[time for time, _ in pain],
                y=[good_s for _, good_s in pain],
                mode="markers",
                name=words.of(f"practice.pain_{side}"),
                marker={"size": 15, "symbol": "x-thin", "line": {"width": 3, "color": _PAIN}},
                hovertemplate=words.of("practice.pain_here") + "<extra></extra>",
            )
    targets = [part.target_s for done in practices for part in done.parts]
    if targets:
        figure.add_hline(
            y=targets[-1], line={"color": "#1a935e", "dash": "dot"}, annotation_text=words.of("practice.target")
        )
    figure.update_yaxes(ticksuffix=" s")
    _lay_out(figure, words)
    return figure


def _lay_out(figure: Figure, words: Catalogue) -> None:
    lay_out(figure, words, height=280, margin=(50, 60, 40, 40), legend_y=1.02)
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(showlegend=True)
