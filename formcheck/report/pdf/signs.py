"""The signs of the report on paper: each has a shape of its own, so that they differ in black and white, too."""

from __future__ import annotations

from fpdf import FPDF

SIGNS = {
    "green": (26, 147, 94),
    "yellow": (229, 168, 0),
    "red": (198, 47, 40),
    "tuck_not_observed": (47, 109, 176),
    "none": (107, 118, 131),
}
"""Every sign with its colour: the bands, and what a verdict may be besides."""

_WHITE, _INK = (255, 255, 255), (28, 36, 48)
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "green": (((5.5, 10.3), (8.7, 13.5), (14.5, 7.1)),),
    "yellow": (((10, 7), (10, 12.4)), ((10, 14), (10, 16.2))),
    "red": (((6, 6), (14, 14)), ((14, 6), (6, 14))),
    "tuck_not_observed": (
        ((7.2, 7.6), (7.9, 5.8), (10, 4.9), (12.2, 5.8), (12.8, 7.8), (11.4, 10.3), (10, 12.4)),
        ((10, 14), (10, 16)),
    ),
    "none": (((5.5, 10), (14.5, 10)),),
}
"""The lines within each sign, of a square of 20 by 20."""


def draw_sign(pdf: FPDF, sign: str, x: float, y: float, side: float) -> None:
    """Draw a sign into a square; nothing where there is no such sign.

    Parameters
    ----------
    pdf
        Where to.
    sign
        A name of `SIGNS`.
    x, y, side
        The upper left corner of the square and its side, millimetres.
    """
    colour = SIGNS.get(sign)
    if colour is None:
        return
    unit = side / 20
    pdf.set_fill_color(*colour)
    if sign == "yellow":
        corners = ((10, 1.2), (19.6, 18.4), (0.4, 18.4))
        pdf.polygon([(x + a * unit, y + b * unit) for a, b in corners], style="F")
    elif sign == "red":
        pdf.rect(x + unit, y + unit, 18 * unit, 18 * unit, style="F")
    else:
        pdf.ellipse(x + 0.5 * unit, y + 0.5 * unit, 19 * unit, 19 * unit, style="F")
    pdf.set_draw_color(*(_INK if sign == "yellow" else _WHITE))
    pdf.set_line_width(2.3 * unit)
    for line in _STROKES[sign]:
        pdf.polyline([(x + a * unit, y + b * unit) for a, b in line])
