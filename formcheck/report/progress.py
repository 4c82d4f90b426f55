"""Tables for the terminal and a page with charts: two visits compared, or the progress of one patient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.lunge.legs import SIDES
from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import DEFAULT, Catalogue, catalogue
from formcheck.messages.message import Message
from formcheck.messages.names import quality_name, target_name
from formcheck.records import Side
from formcheck.report.adherence import adherence_chart, adherence_sentence, week_rows
from formcheck.report.environment import environment, figure_html, plotly
from formcheck.report.over_days import lay_out, side_line
from formcheck.report.practices import has_own_tuck, in_messages, own_tuck_chart, practice_chart, practice_summary
from formcheck.report.what_changed import posture_chart, posture_meanings, rows_of
from formcheck.results.change import Change, compare
from formcheck.results.home.adherence import WeekOfPlan
from formcheck.results.posture import KeptPosture
from formcheck.results.practice import PracticeDone
from formcheck.results.summary import stored_message
from formcheck.results.visit import LONGEST_HOLD, SHOWN, Visit, measure_meaning, measure_name
from formcheck.results.what_changed import in_short, what_changed
from formcheck.settings import JudgingSettings
from formcheck.system.outputs import write_text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from rich.table import Table

_GREEN = "rgba(26,147,94,0.15)"


@dataclass(frozen=True)
class SideChanges:
    """The first visit with one knee down against the last."""

    side: Side
    before: Visit
    after: Visit
    changes: tuple[Change, ...]


def side_changes(visits: Sequence[Visit], settings: JudgingSettings, among: Sequence[Visit] = ()) -> list[SideChanges]:
    """Compare for each side its first visit with its last; a side seen only once has nothing to compare with.

    How much the person varies from visit to visit is taken from those in `among`, where there are more of them.
    """
    found = []
    for side in SIDES:
        with_side = [visit for visit in visits if side in visit.sides]
        if len(with_side) >= 2:
            first, last = with_side[0], with_side[-1]
            others = [visit.sides[side] for visit in among or visits if side in visit.sides]
            changes = (compare(first.sides[side], last.sides[side], measure, settings, others) for measure in SHOWN)
            known = tuple(c for c in changes if not (math.isnan(c.before) and math.isnan(c.after)))
            found.append(SideChanges(side, first, last, known))
    return found


def number(value: float, measure: str, words: Catalogue) -> str:
    """Write a value for reading; a dash where it is not known."""
    if math.isnan(value):
        return "–"
    if measure.endswith("_deg"):
        return words.number(value, "degrees")
    return words.number(value, "seconds") if measure.endswith("_s") else f"{value:.0f}"


def target(measure: str, settings: JudgingSettings, words: Catalogue) -> str:
    """Write the target of a measure; empty where it has none."""
    if measure == LONGEST_HOLD:
        return words.number(settings.phases.hold_target_s, "seconds")
    limits = targets(settings).get(measure)
    return words.text(target_name(*limits.green)) if limits else ""


def terminal_table(compared: SideChanges, settings: JudgingSettings, words: Catalogue) -> Table:
    """Return the table of one side for the terminal."""
    from rich.table import Table

    table = Table(title=words.of(f"knee.{compared.side}"), title_justify="left", title_style="bold")
    days = (words.date(visit.time) for visit in (compared.before, compared.after))
    for head in ("", *days, words.of("progress.clear_from_short")):
        table.add_column(head, justify="left" if not head else "right")
    table.add_column("")
    table.add_column(words.of("progress.target").lower())
    for c in compared.changes:
        values = (number(value, c.measure, words) for value in (c.before, c.after, c.smallest))
        word = words.of(f"progress.{c.word}") if c.word else ""
        table.add_row(words.text(measure_name(c.measure)), *values, word, target(c.measure, settings, words))
    return table


def write_page(
    path: Path,
    title: Message,
    visits: Sequence[Visit],
    settings: JudgingSettings,
    practices: Sequence[PracticeDone] = (),
    language: str = DEFAULT,
    postures: Sequence[KeptPosture] = (),
    weeks: Sequence[WeekOfPlan] = (),
) -> None:
    """Write the page: what changed, tables of each side, charts of the visits, the practice, posture, all visits.

    With `weeks`, those of the plans for home, it says how much of them was practised.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    words = catalogue(language)
    filled = environment(words)
    filled.globals |= {
        "amount": lambda value, measure: number(value, measure, words),
        "target": lambda measure: target(measure, settings, words),
        "measure_name": measure_name,
    }
    changes = what_changed(visits, practices, postures) if practices or postures else []
    page = filled.get_template("progress.html.j2").render(
        title=title,
        visits=[
            (visit, stored_message(visit.verdict, visit.verdict_message), quality_name(visit.view)) for visit in visits
        ],
        compared=side_changes(visits, settings),
        plotly=plotly(words) if visits or practices or postures or weeks else "",
        changed=rows_of(changes, words),
        changed_in_short=in_short(changes),
        posture_meanings=posture_meanings(words),
        posture_chart=figure_html(posture_chart(postures, words), words) if postures else "",
        charts=figure_html(charts(visits, settings, words), words) if visits else "",
        practised=[words.text(sentence) for sentence in in_messages(practice_summary(practices), words)],
        practice_chart=figure_html(practice_chart(practices, words), words) if practices else "",
        adherence=adherence_sentence(weeks),
        weeks=week_rows(weeks, words),
        adherence_chart=figure_html(adherence_chart(weeks, practices, visits, words), words) if weeks else "",
        own_tuck_chart=figure_html(own_tuck_chart(practices, words), words) if has_own_tuck(practices) else "",
    )
    write_text(path, page)


def charts(visits: Sequence[Visit], settings: JudgingSettings, words: Catalogue) -> Figure:
    """Draw each measure that is known over the visits: a line for each side, with bars of what means nothing."""
    from plotly.subplots import make_subplots

    known = [m for m in SHOWN if any(m in side for visit in visits for side in visit.sides.values())]
    titles = [f"<b>{words.text(measure_name(m))}</b> <i>({words.text(measure_meaning(m))})</i>" for m in known]
    rows = math.ceil(len(known) / 2) or 1
    figure = make_subplots(
        rows=rows, cols=2, subplot_titles=titles, vertical_spacing=0.28 / rows, horizontal_spacing=0.08
    )
    for place, measure in enumerate(known):
        row, col = place // 2 + 1, place % 2 + 1
        for side in SIDES:
            points = [(v, v.sides[side]) for v in visits if side in v.sides and measure in v.sides[side]]
            if not points:
                continue
            # Half the width of what is called no clear change: where the bars of two visits leave each other it is one.
            others = [visit.sides[side] for visit in visits if side in visit.sides]
            errors = [compare(own, own, measure, settings, others).smallest / 2 for _, own in points]
            figure.add_scatter(
                x=[visit.time for visit, _ in points],
                y=[own[measure] for _, own in points],
                error_y={"type": "data", "array": [0 if math.isnan(e) else e for e in errors], "thickness": 1},
                legendgroup=side,
                showlegend=place == 0,
                **side_line(side, words, mark_px=9),
                row=row,
                col=col,
            )
        limits = targets(settings).get(measure)
        if limits:
            low, high = (edge if math.isfinite(edge) else None for edge in limits.green)
            low_y, high_y = -60 if low is None else low, 60 if high is None else high
            figure.add_hrect(y0=low_y, y1=high_y, fillcolor=_GREEN, line_width=0, layer="below", row=row, col=col)
            values = [own[measure] for v in visits for own in v.sides.values() if measure in own]
            edges = [edge for edge in (*limits.green, *limits.yellow) if math.isfinite(edge)]
            figure.update_yaxes(
                range=[min(*values, *edges) - 5, max(*values, *edges) + 5], ticksuffix="°", row=row, col=col
            )
        else:
            figure.update_yaxes(rangemode="tozero", row=row, col=col)
    figure.update_annotations(font={"size": 14})
    figure.update_xaxes(tickangle=0)
    lay_out(figure, words, height=240 * rows + 90, margin=(46, 20, 76, 40), legend_y=1 + 0.16 / rows, days=4)
    return figure
