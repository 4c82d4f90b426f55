"""`report.pdf`: the report of one review on two sheets of A4, with the data and the words of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from formcheck.messages.catalogue import Catalogue, catalogue
from formcheck.messages.names import fault_name
from formcheck.report.contents import Contents, contents
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
from formcheck.report.environment import known, signed
from formcheck.report.key_frames import KeyFrame
from formcheck.report.pdf.charts import Chart, Mark, Span, draw_charts
from formcheck.report.pdf.sheets import Cell, Picture, Sheets
from formcheck.report.table_rows import AngleRow
from formcheck.results.events import Event
from formcheck.results.series import TILT_SD, TUCK_SHARE, Series, kept
from formcheck.results.summary import FaultSummary, HoldSummary, Summary

_MOST_PAGES = 2
_SCALES = (1.0, 0.94, 0.88, 0.82)
"""Sizes that are tried in turn until the report fits its sheets."""
_MOST_POINTS = 900
_MOST_NAMED = 3
_LEAST_CHART_MM, _MOST_CHART_MM = 17.0, 42.0
_MOST_GAPS = 6
_FEW_PICTURES = 4
_SIGNS = {"fault": "red", "best": "green"}


def write_review_pdf(path: Path | str, summary: Summary, series: Series, key_frames: Iterable[KeyFrame]) -> None:
    """Write the report of one review as PDF, in the language of the review.

    Parameters
    ----------
    path
        The file, ``report.pdf``.
    summary
        What was found.
    series
        The angles over time.
    key_frames
        The pictures to show.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    words = catalogue(summary.language)
    shown = contents(summary, series, key_frames, words)
    for scale in _SCALES:
        sheets = _drawn(shown, series, words, scale)
        if sheets.pages <= _MOST_PAGES:
            break
    sheets.write(path)


def _drawn(shown: Contents, series: Series, words: Catalogue, scale: float) -> Sheets:
    summary = shown.summary
    sheets = Sheets(
        words.of("report.title", file=summary.patient or summary.file.name),
        words.language,
        foot=f"{summary.patient or summary.file.name} · formcheck {summary.program.formcheck}",
        scale=scale,
        made=summary.reviewed_at,
    )
    sheets.title(words.of("report.title", file=summary.file.name), f"formcheck {summary.program.formcheck}")
    sheets.banner(shown.verdict, shown.state)
    if shown.corrected:
        without = words.of("report.without", verdict=shown.uncorrected) if shown.uncorrected else ""
        sheets.text(f"{words.of('report.corrected')} {', '.join(shown.corrected)}. {without}".strip())
    if summary.note:
        sheets.text(f"{words.of('report.note')} {summary.note}")
    sheets.facts(shown.facts)
    if shown.photo:
        _photo(sheets, shown, words)
    else:
        _video(sheets, shown, series, words)
    _left_and_right(sheets, shown, words)
    _standing(sheets, shown, words)
    _not_judged(sheets, shown, words)
    sheets.heading(words.of("report.how"))
    sheets.text(" ".join(shown.methods), size=7.4)
    sheets.signature([words.of(f"report.{name}") for name in ("remarks", "reviewed_by", "signature")])
    sheets.rule()
    sheets.text(shown.disclaimer, size=7.4, bold=True, soft=True)
    sheets.text(" ".join(shown.stop_rules), size=7.0, soft=True)
    sheets.text(shown.about, size=7.0, soft=True)
    return sheets


def _photo(sheets: Sheets, shown: Contents, words: Catalogue) -> None:
    for picture in shown.pictures[:1]:
        caption = words.text(picture.caption) if picture.caption else ""
        sheets.pictures([Picture(picture.jpeg, caption=caption)], across=1, tall_mm=125.0)
    if shown.picture_angles:
        sheets.heading(words.of("report.angles"))
        head = [words.of(f"report.{name}") for name in ("angle", "here", "target")]
        sheets.table(head, [(row.name, _value(row), row.target) for row in shown.picture_angles])


def _video(sheets: Sheets, shown: Contents, series: Series, words: Catalogue) -> None:
    pictures = sorted(shown.printed.pictures, key=lambda picture: (picture.start_s, picture.time_s))
    if pictures:
        sheets.heading(words.of("report.side_by_side"))
        few = len(pictures) <= _FEW_PICTURES
        sheets.pictures(
            [_picture(picture, shown, words) for picture in pictures],
            across=_FEW_PICTURES if few else 5,
            tall_mm=34.0 if few else 27.0,
        )
    charts = _charts(shown.summary, series, words)
    if charts:
        sheets.heading(words.of("report.over_time"))
        sheets.legend(
            words.of("report.shaded"), [(band, words.of(f"band.{band}")) for band in ("green", "yellow", "red")]
        )
        sheets.text(f"{words.of('report.legend_fault')} {words.of('report.legend_hold')}", size=7.4, soft=True)
        room = min(sheets.left_mm, _MOST_CHART_MM * len(charts) + 7.0)
        if room < _LEAST_CHART_MM * len(charts):
            sheets.new_page()
            room = min(sheets.left_mm, _MOST_CHART_MM * len(charts) + 7.0)
        times = series.times_s
        draw_charts(sheets, charts, (float(times[0]), float(times[-1])), below=words.of("plot.seconds"), tall_mm=room)
    if shown.printed.events:
        _moments(sheets, shown, words)
    if shown.printed.holds:
        sheets.heading(words.of("report.hold_title" if len(shown.holds) == 1 else "report.holds_title"))
        for hold, rows in shown.holds:
            if hold in shown.printed.holds:
                _hold(sheets, hold, rows, words)
        _more(sheets, len(shown.holds) - len(shown.printed.holds), words)


def _picture(picture: KeyFrame, shown: Contents, words: Catalogue) -> Picture:
    parts = []
    if len(shown.summary.sides) > 1 and picture.rear_side:
        parts.append(words.of(f"knee.{picture.rear_side}") + ".")
    if picture.caption is not None:
        fault = picture.kind == "fault"
        parts.append(words.of("report.at_worst", worst=picture.caption) if fault else words.text(picture.caption))
    parts.append(words.number(picture.time_s, "clock") + ".")
    return Picture(picture.jpeg, words.text(picture.title), " ".join(parts), _SIGNS.get(picture.kind, ""))


def _charts(summary: Summary, series: Series, words: Catalogue) -> list[Chart]:
    charts = []
    for place, (name, limits) in enumerate(shown_curves(summary, series).items()):
        times, values = series.curve(name)
        keep = kept(values, _MOST_POINTS)
        curve = times[keep], values[keep]
        share = name == TUCK_SHARE
        axis = axis_range(curve, limits, LEAST_ROOM_SHARE if share else LEAST_ROOM_DEG)
        spans = _spans(summary, words, named=place == 0)
        marks: list[Mark] = []
        faults = together([fault for fault in summary.faults if fault.quantity == name])
        worst_first = sorted(faults, key=lambda same: -(same[0].past_target_deg or 0.0))
        for same in worst_first:
            fault = same[0]
            end_s = fault.end_s if fault.end_s is not None else float(times[-1])
            spans.append(Span(fault.start_s, max(end_s, fault.found_s), fault=True))
            if fault.worst_s is not None and fault.worst_deg is not None:
                named = len(marks) < _MOST_NAMED
                marks.append(Mark(fault.worst_s, fault.worst_deg, _fault_words(same, words) if named else ""))
        charts.append(
            Chart(
                words.text(curve_name(name)),
                words.text(curve_meaning(name, summary)),
                curve,
                axis,
                zones(limits, axis),
                spans,
                marks,
                series.curve(TILT_SD)[1][keep] if name == "tuck_deg" else None,
                "" if share else "°",
            )
        )
    return charts


def _fault_words(faults: Sequence[FaultSummary], words: Catalogue) -> str:
    names = tuple(fault_name(fault.words) for fault in faults)
    return words.of("plot.fault", faults=names, angle=faults[0].worst_deg or 0.0)


def _spans(summary: Summary, words: Catalogue, *, named: bool) -> list[Span]:
    """Return the holds, the neutrals and the own range, named in the first chart alone."""
    spans = [
        Span(hold.start_s, hold.end_s, words.of("plot.hold", number=number) if named else "")
        for number, hold in enumerate(summary.holds, start=1)
    ]
    for side in summary.sides:
        spans += [
            Span(own.start_s, own.end_s, words.of("plot.neutral") if named else "", low=True) for own in side.baselines
        ]
    for start_s, end_s in summary.corrections.ranges_s or summary.found_ranges_s:
        spans.append(Span(start_s, end_s, words.of("plot.range") if named else ""))
    return spans


def _moments(sheets: Sheets, shown: Contents, words: Catalogue) -> None:
    sheets.heading(words.of("report.moments"))
    head = [words.of(f"report.{name}") for name in ("moment", "from", "to", "worst", "outside")]
    sheets.table(head, [_moment(event, words) for event in shown.printed.events], (3.2, 1, 1, 3, 1.4))
    _more(sheets, len(shown.events) - len(shown.printed.events), words)


def _moment(event: Event, words: Catalogue) -> list[str | Cell]:
    end = words.of("report.end") if event.end_s is None else words.number(event.end_s, "clock")
    return [
        Cell(words.text(event.name), sign=event.band.value if event.band else ""),
        words.number(event.start_s, "clock"),
        end,
        words.text(event.worst) if event.worst is not None else "–",
        words.number(event.past_deg, "degrees") if event.past_deg else "–",
    ]


def _hold(sheets: Sheets, hold: HoldSummary, rows: Sequence[AngleRow], words: Catalogue) -> None:
    complete = "report.in_good_form_complete" if hold.complete else "report.in_good_form"
    span = words.of("report.span", start=hold.start_s, end=hold.end_s)
    good = f"{words.number(hold.good_s, 'seconds')} {words.of(complete, target=hold.target_s)}"
    sheets.need(30 * sheets.scale)
    sheets.text(f"{words.of(f'knee.{hold.rear_side}')}  ·  {span}  ·  {good}", bold=True)
    head = [words.of(f"report.{name}") for name in ("angle", "median", "most_of_time", "target", "time_in_bands")]
    sheets.table(
        head,
        [
            (
                row.name,
                _value(row),
                row.spread or "–",
                row.target,
                " · ".join(str(share) for _, share in row.shares) + (" %" if row.shares else ""),
            )
            for row in rows
        ],
        (2.6, 1.6, 1.8, 1.6, 2.2),
    )


def _value(row: AngleRow) -> Cell:
    return Cell(row.value, bold=True, sign=row.band.value if row.band else "")


def _left_and_right(sheets: Sheets, shown: Contents, words: Catalogue) -> None:
    if shown.photo or not shown.summary.judged:
        return
    sheets.heading(words.of("report.left_right"))
    if not shown.sides:
        sheets.text(shown.one_side)
        return
    head = [
        words.of("report.in_holds"),
        words.of("knee.left"),
        words.of("knee.right"),
        words.of("report.difference"),
        "",
    ]
    rows = [
        (
            words.text(row.name),
            Cell(known(words, row.left, row.unit), bold=True),
            Cell(known(words, row.right, row.unit), bold=True),
            signed(words, row.difference),
            Cell(words.of(f"report.{row.word}") if row.word else "", bold=row.word == "clear"),
        )
        for row in shown.sides
    ]
    sheets.table(head, rows, (2.6, 1.5, 1.5, 1.2, 1.8))


def _standing(sheets: Sheets, shown: Contents, words: Catalogue) -> None:
    """Write how the person stood before and after the stretch, where that is filmed."""
    stood = shown.summary.standing
    if stood is None:
        return
    sheets.heading(words.of("posture.title"))
    if stood.sentence_message is not None:
        sheets.text(words.text(stood.sentence_message))
    head = [words.of("posture.quantity"), *shown.standing]
    head += [words.of("posture.changed"), words.of("posture.counts_from")] if stood.changes else []
    sheets.table(head, [[name, *values] for name, _, *values in shown.stood_rows])


def _not_judged(sheets: Sheets, shown: Contents, words: Catalogue) -> None:
    sheets.heading(words.of("report.not_judged"))
    said = []
    for gap, what, why in shown.gaps[:_MOST_GAPS]:
        when = words.of("report.share_between", share=gap.share, start=gap.from_s, end=gap.to_s)
        said.append(f"{what}: {why}" if shown.photo else f"{what}, {when}: {why}")
    for gate, fix in shown.with_care:
        share = "" if shown.photo else f", {words.of('report.share_of_time', share=gate.degraded_share)}"
        said.append(f"{words.of('report.with_care')}{share}: {fix}")
    said += shown.notes
    if said:
        sheets.items(said)
    else:
        sheets.text(words.of("report.picture_judged" if shown.photo else "report.all_judged"))


def _more(sheets: Sheets, count: int, words: Catalogue) -> None:
    if count > 0:
        sheets.text(words.of("report.more", count=count), size=7.4, soft=True)
