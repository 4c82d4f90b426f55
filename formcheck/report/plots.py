"""The plots of the report: every judged angle over time, with its bands, the faults and the holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.messages.catalogue import Catalogue, catalogue
from formcheck.messages.names import fault_name
from formcheck.report.curves import (
    LEAST_ROOM_DEG,
    LEAST_ROOM_SHARE,
    axis_range,
    curve_meaning,
    curve_name,
    shown_curves,
    together,
    zones,
)
from formcheck.report.environment import separators
from formcheck.results.series import TILT_SD, TUCK_SHARE, Curve, Series, kept, thinned
from formcheck.results.summary import FaultSummary, Summary
from formcheck.settings import BandLimits

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_MOST_POINTS = 3000
_MOST_NAMED = 4
"""Of the faults in one plot only the worst are named there: the names of more would cover each other."""
_LATE = 0.65
"""From this share of the recording on, the name of a fault stands before its cross."""
_ROW_PX = 128
_LETTER_PX = 7
"""Width of a letter of a band's name, rather too much."""
_ZONES = {"green": "rgba(26,147,94,0.17)", "yellow": "rgba(240,180,0,0.17)", "red": "rgba(205,45,45,0.12)"}
_GRID = "rgba(0,0,0,0.06)"
_UNSURE = "rgba(60,70,80,0.22)"
_LINE, _FAULT, _HOLD = "#12314f", "#b3261e", "#3572b0"


@dataclass(frozen=True)
class _Marks:
    """What is laid over and under the plots, and written beside them.

    Plotly is given all of it at once: added one by one it checks everything that is there already each time, which
    took most of the time of a report.
    """

    rows: int
    shapes: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)

    def band(self, row: int, y0: float, y1: float, **style: object) -> None:
        """Lay a band over the width of a plot."""
        x, y = f"x{_number(row)} domain", f"y{_number(row)}"
        self.shapes.append({"type": "rect", "x0": 0, "x1": 1, "xref": x, "y0": y0, "y1": y1, "yref": y, **style})

    def span(self, row: int, x0: float, x1: float, **style: object) -> None:
        """Lay a span of time over the height of a plot."""
        x, y = f"x{_number(row)}", f"y{_number(row)} domain"
        self.shapes.append({"type": "rect", "x0": x0, "x1": x1, "xref": x, "y0": 0, "y1": 1, "yref": y, **style})

    def write(self, row: int, text: str, *, beside: bool = False, of_height: bool = False, **where: object) -> None:
        """Write words in a plot; `beside` and `of_height`: x and y are shares of its width and height."""
        x, y = f"x{_number(row)}" + " domain" * beside, f"y{_number(row)}" + " domain" * of_height
        self.words.append({"text": text, "showarrow": False, "xref": x, "yref": y, **where})

    def put_on(self, figure: Figure) -> None:
        """Give all of it to the figure."""
        titles = [each.to_plotly_json() for each in figure.layout.annotations]
        figure.update_layout(overwrite=True, shapes=self.shapes, annotations=[*titles, *self.words])


def _number(row: int) -> str:
    """Return how Plotly numbers the axes of a row."""
    return "" if row == 1 else str(row)


def plots(summary: Summary, series: Series, words: Catalogue | None = None) -> Figure | None:
    """Draw every judged angle over time.

    Parameters
    ----------
    summary
        Tells the bands, faults, holds and baselines.
    series
        The angles.
    words
        The language; that of the review where None.

    Returns
    -------
    Figure or None
        None where no angle was measured. The trace of a curve carries its angle's name in ``meta``.
    """
    words = words or catalogue(summary.language)
    bands = shown_curves(summary, series)
    if not bands:
        return None
    known = list(bands)
    curves = {name: thinned(series.curve(name), _MOST_POINTS) for name in known}
    # Plotly takes a third of a second to import, so only a report does.
    from plotly.subplots import make_subplots

    titles = [f"<b>{words.text(curve_name(q))}</b> <i>({words.text(curve_meaning(q, summary))})</i>" for q in known]
    figure = make_subplots(
        rows=len(known), cols=1, shared_xaxes=True, vertical_spacing=0.24 / len(known), subplot_titles=titles
    )
    marks = _Marks(len(known))
    for row, quantity in enumerate(known, start=1):
        limits, curve = bands[quantity], curves[quantity]
        axis = axis_range(curve, limits, least_room=LEAST_ROOM_SHARE if quantity == TUCK_SHARE else LEAST_ROOM_DEG)
        if quantity == "tuck_deg":
            _draw_uncertainty(figure, row, series)
        _draw_curve(figure, row, quantity, curve, words)
        # Plotly leaves out what is laid under a plot that is still empty, so the bands come after the curve.
        _draw_bands(marks, row, limits, axis, words)
        spans = together([fault for fault in summary.faults if fault.quantity == quantity])
        named = sorted(spans, key=lambda faults: -(faults[0].past_target_deg or 0.0))[:_MOST_NAMED]
        for faults in spans:
            _mark_faults(figure, marks, row, faults, limits, float(curve[0][-1]), words if faults in named else None)
        figure.update_yaxes(
            range=axis,
            row=row,
            col=1,
            zeroline=False,
            ticksuffix="" if quantity == TUCK_SHARE else "°",
            gridcolor=_GRID,
            fixedrange=True,
        )
    for number, hold in enumerate(summary.holds, start=1):
        _mark_span(marks, hold.start_s, hold.end_s, words.of("plot.hold", number=number), at_top=True)
    for side in summary.sides:
        for neutral in side.baselines:
            _mark_span(marks, neutral.start_s, neutral.end_s, words.of("plot.neutral"), at_top=False)
    for start_s, end_s in summary.corrections.ranges_s or summary.found_ranges_s:
        _mark_span(marks, start_s, end_s, words.of("plot.range"), at_top=True)
    marks.put_on(figure)
    figure.update_annotations(font={"size": 12, "color": "#3c4650"})
    for annotation in figure.layout.annotations[: len(known)]:
        annotation.update(x=0, xanchor="left", font={"size": 14, "color": "#1c2430"})
    figure.update_xaxes(gridcolor=_GRID, zeroline=False)
    figure.update_xaxes(title_text=words.of("plot.seconds"), row=len(known), col=1)
    figure.update_layout(
        height=_ROW_PX * len(known) + 66,
        margin={"l": 46, "r": _margin_px(words), "t": 30, "b": 40},
        showlegend=False,
        paper_bgcolor="white",
        plot_bgcolor="white",
        font={"family": "system-ui, sans-serif", "size": 13},
        hovermode="x",
        hoverdistance=-1,
        separators=separators(words),
    )
    return figure


def _margin_px(words: Catalogue) -> int:
    """Return the room that the names of the bands need beside the plots, pixels."""
    return 8 + _LETTER_PX * max(len(words.of(f"band.{band}")) for band in _ZONES)


def _draw_curve(figure: Figure, row: int, quantity: str, curve: Curve, words: Catalogue) -> None:
    figure.add_scatter(
        x=np.round(curve[0], 4).tolist(),  # lists: Plotly packs arrays so that only it can read them
        y=np.round(curve[1], 2).tolist(),
        meta=quantity,
        mode="lines",
        line={"color": _LINE, "width": 1.8},
        hovertemplate="%{x:.2f} s: %{y:"
        + (".2f}" if quantity == TUCK_SHARE else ".1f}°")
        + f"<extra>{words.text(curve_name(quantity))}</extra>",
        row=row,
        col=1,
    )


def _draw_uncertainty(figure: Figure, row: int, series: Series) -> None:
    """Shade one and two standard deviations around the tuck."""
    times, tuck = series.curve("tuck_deg")
    keep = kept(tuck, _MOST_POINTS)
    times, tuck, sd = times[keep], tuck[keep], series.curve(TILT_SD)[1][keep]
    known = np.flatnonzero(np.isfinite(tuck) & np.isfinite(sd))
    runs = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)
    for sds, name in ((2, "±2 sd"), (1, "±1 sd")):
        # There and back again for every stretch without a gap, with a break between them.
        there = [np.concatenate([times[run], times[run][::-1], [np.nan]]) for run in runs]
        back = [np.concatenate([(tuck + sds * sd)[run], (tuck - sds * sd)[run][::-1], [np.nan]]) for run in runs]
        figure.add_scatter(
            x=np.round(np.concatenate(there), 3),
            y=np.round(np.concatenate(back), 2),
            name=name,
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=_UNSURE,
            hoverinfo="skip",
            row=row,
            col=1,
        )


def _draw_bands(marks: _Marks, row: int, limits: BandLimits, axis: tuple[float, float], words: Catalogue) -> None:
    """Shade the bands and write their names beside them where there is room."""
    for y0, y1, band in zones(limits, axis):
        marks.band(row, y0, y1, fillcolor=_ZONES[band], line={"width": 0}, layer="below")
        if y1 - y0 > 0.14 * (axis[1] - axis[0]):
            marks.write(row, words.of(f"band.{band}"), beside=True, x=1.005, xanchor="left", y=(y0 + y1) / 2)


def _mark_faults(
    figure: Figure,
    marks: _Marks,
    row: int,
    faults: list[FaultSummary],
    limits: BandLimits,
    last_s: float,
    words: Catalogue | None,
) -> None:
    """Frame the time of faults that go together, put a cross at their worst and name it where there are words."""
    fault = faults[0]
    end_s = fault.end_s if fault.end_s is not None else last_s
    marks.span(
        row,
        fault.start_s,
        max(end_s, fault.found_s),
        line={"color": _FAULT, "width": 1.2, "dash": "dot"},
        fillcolor="rgba(179,38,30,0.08)",
        layer="below",
    )
    if fault.worst_s is None or fault.worst_deg is None:
        return
    names = tuple(fault_name(fault.words) for fault in faults)
    above = fault.worst_deg > limits.green[1]
    figure.add_scatter(
        x=[fault.worst_s],
        y=[fault.worst_deg],
        mode="markers+text" if words else "markers",
        marker={"symbol": "x", "size": 9, "color": _FAULT},
        text=[f" {words.of('plot.fault', faults=names, angle=fault.worst_deg)} " if words else ""],
        textposition=f"{'bottom' if above else 'top'} {'left' if fault.worst_s > _LATE * last_s else 'right'}",
        textfont={"color": _FAULT, "size": 12},
        customdata=[fault.worst_s],
        hovertemplate="<extra></extra>",
        cliponaxis=False,
        row=row,
        col=1,
    )


def _mark_span(marks: _Marks, start_s: float, end_s: float, name: str, at_top: bool) -> None:
    """Frame a span of time in every plot, with its name in the first."""
    for row in range(1, marks.rows + 1):
        marks.span(row, start_s, end_s, line={"color": _HOLD, "width": 1}, layer="above")
    at: dict[str, Any] = {"y": 1, "yanchor": "top"} if at_top else {"y": 0, "yanchor": "bottom"}
    marks.write(1, name, of_height=True, x=start_s, xanchor="left", **at)
