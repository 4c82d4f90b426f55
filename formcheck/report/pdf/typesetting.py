"""`TypesetPages`: A4 pages with a foot, their letters, and how a line and a paragraph are set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from formcheck.overlay.drawing import FONTS
from formcheck.system.outputs import whole_file

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
MARGIN_MM, TOP_MM, FOOT_MM = 13.0, 11.0, 14.0
INSIDE_MM = WIDTH_MM - 2 * MARGIN_MM
INK, SOFT, LINE, WASH = (28, 36, 48), (85, 96, 109), (205, 211, 218), (244, 246, 248)

_FONT = "Inter"
_MM_PER_POINT = 25.4 / 72
_LEADING = 1.35
"""From line to line, in sizes of the letter."""


class TypesetPages:
    """Pages on which a place is reached from the top.

    Parameters
    ----------
    title
        What the file is called where it is listed.
    language
        Tag of its language, for who has it read aloud.
    foot
        Stands at the foot of every page, beside the number of the page.
    scale
        Size of all letters and distances: a little under 1 where more has to fit.
    made
        When it was made, as the file says; None for now.
    """

    def __init__(
        self, title: str, language: str, *, foot: str = "", scale: float = 1.0, made: datetime | None = None
    ) -> None:
        self.scale = scale
        self.pdf = _Pages(self._foot)
        self._foot_text = foot
        pdf = self.pdf
        pdf.set_title(title)
        pdf.set_lang(language)
        pdf.set_creator("formcheck")
        if made is not None:
            pdf.set_creation_date(made)
        for style, weight in (("", "regular"), ("B", "bold")):
            pdf.add_font(_FONT, style, FONTS / f"inter-latin-{weight}.ttf")
        self._letters = _letters()
        pdf.set_margins(MARGIN_MM, TOP_MM, MARGIN_MM)
        pdf.set_auto_page_break(True, FOOT_MM)
        pdf.add_page()

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return int(self.pdf.page_no())

    @property
    def left_mm(self) -> float:
        """Height that is left on this page."""
        return float(HEIGHT_MM - FOOT_MM - self.pdf.get_y())

    def new_page(self) -> None:
        """Begin another page."""
        self.pdf.add_page()

    def space(self, mm: float) -> None:
        """Leave a gap."""
        self.pdf.ln(mm * self.scale)

    def need(self, mm: float) -> None:
        """Begin another page where less than this height is left."""
        if self.left_mm < mm:
            self.new_page()

    def rule(self) -> None:
        """Draw a thin line across."""
        self.space(1.0)
        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.2)
        y = self.pdf.get_y()
        self.pdf.line(MARGIN_MM, y, WIDTH_MM - MARGIN_MM, y)
        self.space(1.0)

    def write(self, path: Path | str) -> None:
        """Write the file: whole or not at all.

        Raises
        ------
        OutputError
            It cannot be written.
        """
        with whole_file(path) as part:
            part.write_bytes(bytes(self.pdf.output()))

    def font(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        """Choose the letters of what is written next."""
        self.pdf.set_font(_FONT, "B" if bold else "", size * self.scale)
        self.pdf.set_text_color(*colour)

    def clean(self, text: str) -> str:
        """Return a text with a mark in the place of every letter that the typeface lacks."""
        return "".join(c if c in "\n\t" or ord(c) in self._letters else "?" for c in text)

    def put(self, text: str, x: float, y: float, *, end: bool = False, most: float = 0.0) -> None:
        """Write a short text with its baseline at a point, or ending there; cut where it is too wide."""
        text = self.clean(text)
        while most and len(text) > 1 and self.pdf.get_string_width(text) > most:
            text = text[:-2] + "…"
        self.pdf.text(x - (self.pdf.get_string_width(text) if end else 0.0), y, text)

    def height(self, size: float) -> float:
        """Return the height of a line of letters of this size, points."""
        return size * self.scale * _MM_PER_POINT * _LEADING

    def line(self, text: str) -> None:
        """Write a text that is one line."""
        high = float(self.pdf.font_size) * _LEADING
        self.pdf.cell(0, high, self.clean(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def paragraph(self, text: str, wide: float) -> None:
        """Write a text on as many lines as it needs within a width."""
        high = float(self.pdf.font_size) * _LEADING
        self.pdf.multi_cell(wide, high, self.clean(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def lines(self, text: str, wide: float) -> int:
        """Return how many lines a text needs within a width."""
        lines = self.pdf.multi_cell(wide, 1, self.clean(text), align="L", dry_run=True, output="LINES")
        assert isinstance(lines, list)
        return len(lines)

    def _foot(self) -> None:
        pdf = self.pdf
        self.font(7.4 / self.scale, colour=SOFT)
        pdf.set_xy(MARGIN_MM, HEIGHT_MM - 9)
        self.put(self._foot_text, MARGIN_MM, HEIGHT_MM - 6.5, most=INSIDE_MM - 20)
        pdf.set_xy(MARGIN_MM, HEIGHT_MM - 9)
        pdf.cell(INSIDE_MM, 3.6, f"{pdf.page_no()} / {{nb}}", align="R")


@cache
def _letters() -> frozenset[int]:
    """Return every letter of the typeface."""
    with TTFont(FONTS / "inter-latin-regular.ttf") as typeface:
        return frozenset(typeface.getBestCmap())


class _Pages(FPDF):
    """A document that says at the end of each page what stands at its foot."""

    def __init__(self, foot: Callable[[], None]) -> None:
        super().__init__(format="A4", unit="mm")
        self.c_margin = 0.0  # a cell begins where its text does
        self._foot = foot

    def footer(self) -> None:
        """Write the foot of a page."""
        self._foot()
