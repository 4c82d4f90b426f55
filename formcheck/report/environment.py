"""How the pages are filled: one Jinja environment for all of them, which speaks one language."""

from __future__ import annotations

import base64
import gzip
import json
import math
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message, Parameter
from formcheck.report.stored_pictures import picture_facts

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LOCALE = "page"
"""What the language of a page is called where Plotly is told of it; `report.js` says the same."""
_MARK = "\ue000{}\ue001"
"""Stands for a piece of HTML while the text around it is escaped: private characters, which no text holds."""


def environment(words: Catalogue) -> Environment:
    """Return what fills the templates of this package.

    A template says ``t(code, name=value)`` for a text and ``rich(code, name=html)`` for one with HTML in its places;
    the filter ``text`` writes a message, ``number`` a number (``angle | number("degrees")``), ``date`` a day.

    Parameters
    ----------
    words
        The language.
    """
    made = Environment(
        loader=PackageLoader("formcheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "language": words.language,
        "t": words.of,
        "rich": lambda code, **parts: rich(words, code, **parts),
    }
    made.filters |= {
        "text": words.text,
        "text_of": lambda said: text_of(words, said),
        "number": words.number,
        "known": lambda value, form: known(words, value, form),
        "signed": lambda angle_deg: signed(words, angle_deg),
        "date": words.date,
        "data_uri": _data_uri,
        "facts_of": picture_facts,
        "css": _css,
    }
    return made


def rich(words: Catalogue, code: str, **parts: Parameter | Markup) -> Markup:
    """Return the text of a code for HTML; parts that are HTML stay as they are, all else is escaped.

    Parameters
    ----------
    words
        The language.
    code
        The text.
    parts
        What is filled in, by name.
    """
    html = [part for part in parts.values() if isinstance(part, Markup)]
    marks = {name: _MARK.format(html.index(part)) for name, part in parts.items() if isinstance(part, Markup)}
    text = str(escape(words.text(Message(code, {**parts, **marks}))))
    for number, part in enumerate(html):
        text = text.replace(_MARK.format(number), part)
    return Markup(text)  # escaped above


def text_of(words: Catalogue, said: Message | str | None) -> str:
    """Write a message; a text stays as it is, and nothing is an empty text."""
    return words.text(said) if isinstance(said, Message) else said or ""


def known(words: Catalogue, value: float, form: str) -> str:
    """Write a number; a dash where it is not known."""
    return words.number(value, form) if math.isfinite(value) else "–"


def signed(words: Catalogue, angle_deg: float) -> str:
    """Write a difference with its sign; nothing where it is not known."""
    if math.isnan(angle_deg):
        return ""
    return ("+" if round(angle_deg) > 0 else "") + words.number(angle_deg, "degrees")


def plotly(words: Catalogue) -> Markup:
    """Return the code of Plotly for a page, with the words of its buttons; the figures come after it."""
    buttons = {
        "Zoom": "zoom",
        "Pan": "pan",
        "Reset axes": "reset",
        "Download plot as a PNG": "download",
        "Preparing image - this may take a few seconds": "preparing",
    }
    translated = {its: words.of(f"plot.{ours}") for its, ours in buttons.items()}
    locale = {"moduleType": "locale", "name": _LOCALE, "dictionary": translated, "format": {}}
    registered = json.dumps(locale).replace("<", r"\u003c")
    scripts = (basic_plotly(), f"Plotly.register({registered});")
    return Markup("".join(f"<script>{script}</script>" for script in scripts))  # nothing of a person


def basic_plotly() -> str:
    """Return the bundle of Plotly that draws lines and bars: a quarter of the whole one, which each page would hold.

    It is the npm package plotly.js-basic-dist-min as published, packed; its licence lies beside it.
    """
    packed = resources.files("formcheck.report").joinpath("plotly", "plotly-basic.min.js.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8")


def figure_html(figure: Figure, words: Catalogue) -> Markup:
    """Write a figure for a page that holds `plotly`, with numbers and buttons in its language."""
    figure.update_layout(separators=separators(words))
    config = {"displaylogo": False, "responsive": True, "modeBarButtons": [["toImage"]], "locale": _LOCALE}
    drawn = figure.to_html(full_html=False, include_plotlyjs=False, include_mathjax=False, config=config)
    return Markup(drawn)  # Plotly writes it


def separators(words: Catalogue) -> str:
    """Return the decimal mark as Plotly takes it; thousands are not parted."""
    return f"{words.of('format.decimal')} "


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _css(text: str) -> str:
    """Write words so that they may stand between quotes in a style sheet."""
    return "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in text)
