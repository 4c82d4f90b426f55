"""The timeline of a report: the curves and the moments as the page's script takes them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from formcheck.messages.catalogue import Catalogue
from formcheck.report.plots import plots
from formcheck.results.events import Event
from formcheck.results.series import Series
from formcheck.results.summary import Summary

_USUAL_RATE = 30.0


def timeline(summary: Summary, series: Series, listed: Sequence[Event], words: Catalogue) -> str:
    """Return the timeline as JSON that may stand in a page; empty where no angle was measured.

    Parameters
    ----------
    summary, series
        What was found.
    listed
        The moments that can be gone to.
    words
        The language of the page.

    Returns
    -------
    str
        ``figure``: the plots for Plotly; ``start_s``, ``end_s``: times of the first and the last frame, the first being
        where the annotated video begins; ``frame_s``: from one frame to the next; ``stops``: times of the moments;
        ``decimal``: the decimal mark.
    """
    figure = plots(summary, series, words)
    if figure is None:
        return ""
    times = series.times_s
    given = {
        "figure": json.loads(str(figure.to_json())),
        "start_s": float(times[0]),
        "end_s": float(times[-1]),
        "frame_s": 1 / (summary.file.frame_rate or _USUAL_RATE),
        "stops": sorted({moment.go_s for moment in listed}),
        "decimal": words.of("format.decimal"),
    }
    return json.dumps(given, separators=(",", ":")).replace("<", "\\u003c")
