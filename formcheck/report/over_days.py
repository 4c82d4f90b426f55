"""What the charts over days share: the line of a side, and how they are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formcheck.messages.catalogue import Catalogue
from formcheck.records import Side

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_GRID = "rgba(0,0,0,0.06)"
_COLOURS: dict[Side, str] = {"left": "#12314f", "right": "#b3541e"}


def side_line(side: Side, words: Catalogue, *, mark_px: int = 8) -> dict[str, Any]:
    """Return the look of the line of a side: the sides differ by dashes and marks as well as by colour."""
    left = side == "left"
    return {
        "mode": "lines+markers",
        "name": words.of(f"knee.{side}"),
        "line": {"color": _COLOURS[side], "dash": "solid" if left else "dash"},
        "marker": {"size": mark_px, "symbol": "circle" if left else "square"},
    }


def lay_out(
    figure: Figure, words: Catalogue, *, height: int, margin: tuple[int, int, int, int], legend_y: float, days: int = 6
) -> None:
    """Give a chart its axes of days, its grid, its letters and its legend.

    Parameters
    ----------
    figure
        What is drawn already.
    words
        The language: how a day is written.
    height
        Of the whole chart, pixels.
    margin
        Left, right, top and bottom, pixels.
    legend_y
        Where the legend stands, in heights of what is drawn in.
    days
        How many days are written below it at most.
    """
    figure.update_xaxes(tickformat=words.of("format.date"), gridcolor=_GRID, nticks=days)
    figure.update_yaxes(gridcolor=_GRID, zeroline=False)
    figure.update_layout(
        height=height,
        margin=dict(zip("lrtb", margin, strict=True)),
        legend={"orientation": "h", "y": legend_y, "yanchor": "bottom"},
        plot_bgcolor="white",
        font={"family": "system-ui, sans-serif", "size": 13},
    )
