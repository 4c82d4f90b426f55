"""Curves over time on paper, as lines: they stay sharp at any size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.report.pdf.sheets import Sheets
from formcheck.report.pdf.typesetting import INK, INSIDE_MM, MARGIN_MM, SOFT
from formcheck.results.series import Curve

_ZONES = {"green": (216, 238, 229), "yellow": (253, 243, 212), "red": (248, 226, 224)}
_CURVE, _FAULT, _HOLD, _UNSURE = (18, 49, 79), (179, 38, 30), (53, 114, 176), (190, 196, 203)
_LEFT_MM, _TITLE_MM = 9.0, 4.2
_LATE = 0.62
"""From this share of the time on, a name stands before its cross."""
_STEPS_S = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
_MOST_STEPS = 13


@dataclass(frozen=True)
class Span:
    """A time that is framed.

    Attributes
    ----------
    start, end
        On the axis of times.
    name
        In words; empty for none.
    fault
        Whether it is a fault (dotted and red), else a hold or a neutral.
    low
        Whether its name stands at the bottom, so that neighbours do not cover each other.
    """

    start: float
    end: float
    name: str = ""
    fault: bool = False
    low: bool = False


@dataclass(frozen=True)
class Mark:
    """A point of a curve that is named.

    Attributes
    ----------
    time, value
        Where.
    name
        In words; empty for a cross alone.
    """

    time: float
    value: float
    name: str = ""


@dataclass(frozen=True, eq=False)
class Chart:
    """One curve with all that is drawn behind and over it.

    Attributes
    ----------
    name, meaning
        What it is called, and what its sign means.
    curve
        Times and values, NaN where it is not known.
    axis
        Least and largest value shown.
    zones
        From where to where, and ``green``, ``yellow`` or ``red``.
    spans, marks
        Times that are framed, points that are named.
    sd
        Standard deviation of each value, shaded to one and two of it; None where it is not known.
    unit
        Stands behind the numbers of the axis.
    """

    name: str
    meaning: str
    curve: Curve
    axis: tuple[float, float]
    zones: Sequence[tuple[float, float, str]] = ()
    spans: Sequence[Span] = ()
    marks: Sequence[Mark] = ()
    sd: NDArray[np.float64] | None = field(default=None)
    unit: str = "°"


def draw_charts(
    sheets: Sheets, charts: Sequence[Chart], times: tuple[float, float], *, below: str = "", tall_mm: float = 0.0
) -> None:
    """Draw charts one below the other over the same times.

    Parameters
    ----------
    sheets
        Where to.
    charts
        What is drawn, from above.
    times
        The first and the last time.
    below
        What the axis of times is called.
    tall_mm
        Height of all together; 0: what is left of the page.
    """
    if not charts:
        return
    whole = (tall_mm or sheets.left_mm) - 7.0
    tall = whole / len(charts)
    box = _Box(sheets, times)
    for chart in charts:
        box.draw(chart, tall - _TITLE_MM - 1.6)
    box.time_axis(below)


class _Box:
    """Draws charts in turn, each at the place where the sheet is."""

    def __init__(self, sheets: Sheets, times: tuple[float, float]) -> None:
        self._sheets, self._pdf = sheets, sheets.pdf
        self._from, self._to = times[0], max(times[1], times[0] + 1e-6)
        self._x, self._wide = MARGIN_MM + _LEFT_MM, INSIDE_MM - _LEFT_MM
        self._y = self._tall = 0.0
        self._low, self._high = 0.0, 1.0

    def draw(self, chart: Chart, tall: float) -> None:
        """Draw one chart and go on below it."""
        sheets, pdf = self._sheets, self._pdf
        top = pdf.get_y()
        sheets.font(7.8, bold=True)
        sheets.put(chart.name, self._x, top + 3.0)
        after = self._x + pdf.get_string_width(sheets.clean(chart.name)) + 1.6
        sheets.font(7.0, colour=SOFT)
        sheets.put(chart.meaning, after, top + 3.0, most=self._x + self._wide - after)
        self._y, self._tall = top + _TITLE_MM, tall
        self._low, self._high = chart.axis
        for low, high, band in chart.zones:
            pdf.set_fill_color(*_ZONES[band])
            pdf.rect(self._x, self._v(high), self._wide, self._v(low) - self._v(high), style="F")
        if chart.sd is not None:
            self._unsure(chart)
        for span in chart.spans:
            self._span(span)
        self._value_axis(chart.unit)
        pdf.set_draw_color(*_CURVE)
        pdf.set_line_width(0.32)
        for run in _runs(np.isfinite(chart.curve[1])):
            points = [(self._t(chart.curve[0][i]), self._v(chart.curve[1][i])) for i in run]
            if len(points) > 1:
                pdf.polyline(points)
        taken: list[tuple[float, float]] = []
        for mark in chart.marks:
            self._mark(mark, taken)
        pdf.set_xy(MARGIN_MM, self._y + tall + 1.6)

    def time_axis(self, name: str) -> None:
        """Write the times below the last chart."""
        sheets, pdf = self._sheets, self._pdf
        y = self._y + self._tall
        step = next((s for s in _STEPS_S if (self._to - self._from) / s <= _MOST_STEPS), _STEPS_S[-1])
        sheets.font(6.6, colour=SOFT)
        pdf.set_draw_color(*SOFT)
        pdf.set_line_width(0.15)
        tick = math.ceil(self._from / step - 1e-9) * step
        ends = 0.0
        while tick <= self._to + 1e-9:
            x = self._t(tick)
            pdf.line(x, y, x, y + 0.8)
            text = f"{tick:g}"
            sheets.put(text, x - pdf.get_string_width(text) / 2, y + 3.4)
            ends = x + pdf.get_string_width(text)
            tick += step
        edge = self._x + self._wide
        wide = pdf.get_string_width(sheets.clean(name))
        line = y + (3.4 if edge - wide > ends + 1 else 6.0)
        sheets.put(name, edge, line, end=True)
        pdf.set_xy(MARGIN_MM, y + 7.0)

    def _value_axis(self, unit: str) -> None:
        span = self._high - self._low
        step = next(s for s in (0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 1e9) if span / s <= max(2.0, self._tall / 4.5))
        self._sheets.font(6.4, colour=SOFT)
        self._pdf.set_draw_color(255, 255, 255)
        self._pdf.set_line_width(0.15)
        value = math.ceil(self._low / step) * step
        while value <= self._high:
            y = self._v(value)
            if step < 1e9:
                self._pdf.line(self._x, y, self._x + self._wide, y)
                self._sheets.put(f"{value:g}{unit}".replace("-", "−"), self._x - 1.0, y + 0.8, end=True)
            value += step

    def _span(self, span: Span) -> None:
        pdf = self._pdf
        x0, x1 = self._t(max(span.start, self._from)), self._t(min(span.end, self._to))
        pdf.set_draw_color(*(_FAULT if span.fault else _HOLD))
        pdf.set_line_width(0.25)
        if span.fault:
            pdf.set_dash_pattern(dash=0.7, gap=0.7)
        pdf.rect(x0, self._y, max(x1 - x0, 0.3), self._tall, style="D")
        pdf.set_dash_pattern()
        if span.name:
            self._sheets.font(6.6, colour=_HOLD)
            self._sheets.put(span.name, x0 + 0.7, self._y + (self._tall - 1.0 if span.low else 2.9))

    def _unsure(self, chart: Chart) -> None:
        pdf, (times, values), sd = self._pdf, chart.curve, chart.sd
        assert sd is not None
        for sds, shade in ((2, tuple((c + 255) // 2 for c in _UNSURE)), (1, _UNSURE)):
            pdf.set_fill_color(*shade)
            for run in _runs(np.isfinite(values) & np.isfinite(sd)):
                if len(run) < 2:
                    continue
                there = [(self._t(times[i]), self._v(values[i] + sds * sd[i])) for i in run]
                back = [(self._t(times[i]), self._v(values[i] - sds * sd[i])) for i in reversed(run)]
                pdf.polygon(there + back, style="F")

    def _mark(self, mark: Mark, taken: list[tuple[float, float]]) -> None:
        sheets, pdf = self._sheets, self._pdf
        x, y, arm = self._t(mark.time), self._v(mark.value), 0.9
        pdf.set_draw_color(*_FAULT)
        pdf.set_line_width(0.45)
        pdf.line(x - arm, y - arm, x + arm, y + arm)
        pdf.line(x - arm, y + arm, x + arm, y - arm)
        if not mark.name:
            return
        sheets.font(6.8, colour=_FAULT)
        wide = pdf.get_string_width(sheets.clean(mark.name))
        late = x > self._x + _LATE * self._wide
        left = x - 1.6 - wide if late else x + 1.6
        above = y > self._y + self._tall / 2
        base = min(max(y + (-1.6 if above else 3.8), self._y + 2.6), self._y + self._tall - 0.8)
        if any(left < end and left + wide > start for start, end in taken):
            return  # two names over each other could be read by nobody; the list of moments has both
        taken.append((left, left + wide))
        sheets.put(mark.name, left, base)
        sheets.font(7.0, colour=INK)

    def _t(self, time: float) -> float:
        return float(self._x + self._wide * (time - self._from) / (self._to - self._from))

    def _v(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return float(self._y + self._tall * (1 - min(max(share, 0.0), 1.0)))


def _runs(known: NDArray[np.bool_]) -> list[list[int]]:
    """Return the stretches without a gap, as places."""
    places = np.flatnonzero(known)
    if not len(places):
        return []
    return [run.tolist() for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)]
