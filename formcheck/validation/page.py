"""A validation on one page, with the table of agreement and its plots; the pairs as CSV, all figures as JSON."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck import __version__
from formcheck.messages.catalogue import DEFAULT, Catalogue, catalogue
from formcheck.messages.message import Message, message
from formcheck.report.environment import environment, figure_html, plotly
from formcheck.results.folder import whole_folder
from formcheck.system.outputs import write_text
from formcheck.validation.agreement import Agreement, Estimate, MeasuredPair, Share, ShareAgreement
from formcheck.validation.validate import ValidationResult

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FILES = frozenset({"agreement.html", "agreement.json", "pairs.csv"})
_DOT, _LINE = "#12314f", "#b3261e"


def write_validation(found: ValidationResult, folder: Path, model: str, force: bool, language: str = DEFAULT) -> Path:
    """Write a folder of results, which appears whole or not at all.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OutputError
        It exists already, or cannot be written.
    """
    with whole_folder(folder, force=force, ours=FILES) as part:
        _write_pairs(part / "pairs.csv", found.pairs)
        write_text(part / "agreement.json", json.dumps(_known(_record(found, model)), indent=2) + "\n")
        write_text(part / "agreement.html", _page(found, model, catalogue(language)))
    return folder / "agreement.html"


def lines(agreed: Agreement, clear_deg: float, words: Catalogue) -> list[tuple[str, str, str]]:
    """Return the table: what, the figure, its 95 % confidence interval."""
    a = agreed

    def line(name: str, figure: str, interval: str = "") -> tuple[str, str, str]:
        return words.of(f"agreement.{name}", clear=clear_deg), figure, interval

    def interval(estimate: Estimate, write: Callable[[float, Catalogue], str] | None = None) -> str:
        if math.isnan(estimate.low):
            return ""
        low, high = ((write or _degrees)(edge, words) for edge in (estimate.low, estimate.high))
        return words.of("agreement.interval", low=low, high=high)

    return [
        line("people", f"{a.persons}; {_of(a.told, words)}"),
        line("bias", _degrees(a.bias.value, words), interval(a.bias)),
        line("sd", _size(a.sd_deg, words)),
        line("lower", _degrees(a.lower.value, words), interval(a.lower)),
        line("upper", _degrees(a.upper.value, words), interval(a.upper)),
        line("mean_error", _size(a.mean_error_deg, words)),
        line("icc", _plain(a.icc.value, words), interval(a.icc, _plain)),
        line("scale", _plain(a.scale.value, words), interval(a.scale, _plain)),
        line("direction", _of(a.direction, words)),
        line("words", _of(a.words, words)),
        line("one_sd", _of(a.within_one_sd, words)),
        line("two_sds", _of(a.within_two_sds, words)),
        *([] if a.shares is None else _share_lines(a.shares, words)),
    ]


def _share_lines(shares: ShareAgreement, words: Catalogue) -> list[tuple[str, str, str]]:
    """Return the lines of the shares of the own tuck."""

    def interval(estimate: Estimate) -> str:
        if math.isnan(estimate.low):
            return ""
        low, high = (_signed(edge, words) for edge in (estimate.low, estimate.high))
        return words.of("agreement.interval", low=low, high=high)

    return [
        (words.of("agreement.share_people"), f"{shares.persons}; {_of(shares.told, words)}", ""),
        (words.of("agreement.share_bias"), _signed(shares.bias.value, words), interval(shares.bias)),
        (words.of("agreement.share_sd"), _plain(shares.sd, words), ""),
        (words.of("agreement.share_lower"), _signed(shares.lower.value, words), interval(shares.lower)),
        (words.of("agreement.share_upper"), _signed(shares.upper.value, words), interval(shares.upper)),
        (words.of("agreement.share_mean_error"), _plain(shares.mean_error, words), ""),
        (words.of("agreement.share_tucks"), _of(shares.tucks, words), ""),
        (words.of("agreement.share_words"), _of(shares.words, words), ""),
    ]


def plots(pairs: tuple[MeasuredPair, ...], agreed: Agreement, words: Catalogue) -> Figure:
    """Draw formcheck over the reference, and Bland and Altman's plot."""
    from plotly.subplots import make_subplots

    told = [pair for pair in pairs if pair.told]
    titles = (
        f"<b>{words.of('agreement.plot_reference')}</b>",
        f"<b>{words.of('agreement.plot_difference')}</b> (Bland-Altman)",
    )
    figure = make_subplots(rows=1, cols=2, subplot_titles=titles, horizontal_spacing=0.12)
    where = [f"{p.person}: {p.video}, {p.start_s:.0f}-{p.end_s:.0f} s" for p in told]
    reference, change = [p.reference_deg for p in told], [p.told_deg for p in told]
    means, differences = [(p.told_deg + p.reference_deg) / 2 for p in told], [p.difference_deg for p in told]
    for col, (x, y) in enumerate(((reference, change), (means, differences)), start=1):
        figure.add_scatter(
            x=_rounded(x),
            y=_rounded(y),
            text=where,
            mode="markers",
            marker={"color": _DOT, "size": 8, "opacity": 0.65},
            hovertemplate="%{x:.1f}°, %{y:.1f}°<br>%{text}<extra></extra>",
            row=1,
            col=col,
        )
    ends = [min(*reference, *change) - 1, max(*reference, *change) + 1]
    figure.add_scatter(x=ends, y=ends, mode="lines", line={"color": "grey", "dash": "dot"}, hoverinfo="skip")
    end = max(means) + 0.12 * (max(means) - min(means) + 1)  # the bars stand side by side where they overlap
    for name, estimate, dash, symbol, aside in (
        ("plot_bias", agreed.bias, "solid", "square", 0.0),
        ("plot_upper", agreed.upper, "dash", "triangle-up", 0.4),
        ("plot_lower", agreed.lower, "dash", "triangle-down", 0.4),
    ):
        if math.isnan(estimate.value):
            continue
        if math.isfinite(estimate.low):
            figure.add_scatter(
                x=[end + aside],
                y=[estimate.value],
                error_y={
                    "array": [estimate.high - estimate.value],
                    "arrayminus": [estimate.value - estimate.low],
                    "thickness": 1.5,
                },
                mode="markers",
                marker={"color": _LINE, "symbol": symbol, "size": 7},
                hoverinfo="skip",
                row=1,
                col=2,
            )
        figure.add_hline(estimate.value, line={"color": _LINE, "dash": dash, "width": 1.5}, row=1, col=2)
        figure.add_annotation(
            text=words.of(f"agreement.{name}", angle=_degrees(estimate.value, words)),
            **{"x": 0, "xref": "x2 domain", "xanchor": "left", "y": estimate.value, "yref": "y2", "yanchor": "bottom"},
            **{"showarrow": False, "font": {"size": 12, "color": _LINE}},
        )
    figure.update_xaxes(ticksuffix="°", gridcolor="rgba(0,0,0,0.06)", zeroline=True, zerolinecolor="rgba(0,0,0,0.2)")
    figure.update_yaxes(ticksuffix="°", gridcolor="rgba(0,0,0,0.06)", zeroline=True, zerolinecolor="rgba(0,0,0,0.2)")
    figure.update_xaxes(title_text=words.of("agreement.axis_reference"), row=1, col=1)
    figure.update_yaxes(title_text="formcheck", row=1, col=1)
    figure.update_xaxes(title_text=words.of("agreement.axis_mean"), row=1, col=2)
    figure.update_yaxes(title_text=words.of("agreement.axis_difference"), row=1, col=2)
    figure.update_layout(
        height=440,
        margin={"l": 60, "r": 20, "t": 50, "b": 50},
        showlegend=False,
        plot_bgcolor="white",
        font={"family": "system-ui, sans-serif", "size": 13},
    )
    return figure


def _page(found: ValidationResult, model: str, words: Catalogue) -> str:
    settings = found.settings
    return (
        environment(words)
        .get_template("agreement.html.j2")
        .render(
            found=found,
            by=found.reference,
            table=lines(found.agreement, settings.clear_deg, words),
            settings=settings,
            now=datetime.now(),
            program=__version__,
            model=model,
            videos=len({pair.video for pair in found.pairs}),
            neutrals=_neutrals(found.pairs),
            plotly=plotly(words),
            plots=figure_html(plots(found.pairs, found.agreement, words), words),
        )
    )


def _neutrals(pairs: tuple[MeasuredPair, ...]) -> list[tuple[str, Message]]:
    """List when each neutral was, with its video, in the order of the videos."""
    spans = dict.fromkeys((pair.video, pair.neutral_start_s, pair.neutral_end_s) for pair in pairs)
    return [
        (video, message("report.span", start=start_s, end=end_s))
        for video, start_s, end_s in spans
        if math.isfinite(start_s)
    ]


def _write_pairs(path: Path, pairs: tuple[MeasuredPair, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in dataclasses.fields(MeasuredPair)])
        for pair in pairs:
            cells = dataclasses.astuple(pair)
            writer.writerow(["" if _unknown(c) else round(c, 3) if isinstance(c, float) else c for c in cells])


def _record(found: ValidationResult, model: str) -> dict[str, Any]:
    return {
        "formcheck": __version__,
        "model": model,
        "reference": found.reference,
        "agreement": dataclasses.asdict(found.agreement),
        "settings": found.settings.model_dump(),
        "left_out": [{"video": video, "reason": str(reason)} for video, reason in found.left_out],
    }


def _known(value: Any) -> Any:
    """Put null where nothing is known: JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return None if _unknown(value) else value


def _unknown(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _rounded(values: list[float]) -> list[float]:
    return [round(value, 2) for value in values]


def _degrees(value: float, words: Catalogue) -> str:
    return "–" if math.isnan(value) else words.number(value, "+.1f") + "°"


def _size(value: float, words: Catalogue) -> str:
    return "–" if math.isnan(value) else words.number(value, ".1f") + "°"


def _plain(value: float, words: Catalogue) -> str:
    return "–" if math.isnan(value) else words.number(value, ".2f")


def _signed(value: float, words: Catalogue) -> str:
    return "–" if math.isnan(value) else words.number(value, "+.2f")


def _of(share: Share, words: Catalogue) -> str:
    if not share.of:
        return words.of("agreement.no_share")
    return words.of("agreement.share", count=share.count, whole=share.of, share=share.share)
