"""`Sheets`: A4 pages of headings, texts, facts, pictures, tables and charts. It knows nothing of the exercise.

Every report on paper is drawn by it, so that all look alike. The text can be searched and copied, and what is drawn is
drawn as lines. A sheet is filled from the top; what no longer fits goes to the next one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from formcheck.report.pdf.signs import SIGNS, draw_sign
from formcheck.report.pdf.typesetting import INK, INSIDE_MM, LINE, MARGIN_MM, SOFT, WASH, WIDTH_MM, TypesetPages


@dataclass(frozen=True)
class Picture:
    """One picture with its words.

    Attributes
    ----------
    jpeg
        The picture, JPEG.
    title, caption
        In words; empty for none.
    sign
        A name of `formcheck.report.pdf.signs.SIGNS`; empty for none.
    """

    jpeg: bytes
    title: str = ""
    caption: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    text
        In words.
    bold
        Whether it is what the line is about.
    sign
        A name of `formcheck.report.pdf.signs.SIGNS`; empty for none.
    """

    text: str
    bold: bool = False
    sign: str = ""


class Sheets(TypesetPages):
    """Pages that are filled from the top. The parameters are those of `TypesetPages`.

    Examples
    --------
    >>> sheets = Sheets("Review", "en", foot="P-17")
    >>> sheets.title("Review of P-17")
    >>> sheets.facts([("Recorded", "3 May 2026"), ("Length", "0:42.0")])
    >>> sheets.table(("Angle", "Median"), [("Front knee", Cell("92°", bold=True))])
    >>> sheets.pages
    1
    """

    def title(self, text: str, beside: str = "", *, size: float = 9.5) -> None:
        """Write the line at the top, with something small at its right end."""
        self.font(8.5, colour=SOFT)
        width = self.pdf.get_string_width(self.clean(beside))
        y = self.pdf.get_y()
        self.pdf.set_x(WIDTH_MM - MARGIN_MM - width)
        self.line(beside)
        self.pdf.set_xy(MARGIN_MM, y)
        self.font(size, bold=True)
        self.paragraph(text, INSIDE_MM - width - 4)
        self.space(1.5)

    def heading(self, text: str, *, size: float = 10.5) -> None:
        """Write the heading of a part; it never stands alone at the end of a page."""
        self.need(22 * self.scale)
        self.space(0.21 * size)
        self.font(size, bold=True)
        self.line(text)
        self.space(0.8)

    def text(self, text: str, *, size: float = 8.2, bold: bool = False, soft: bool = False) -> None:
        """Write a paragraph."""
        if not text:
            return
        self.font(size, bold=bold, colour=SOFT if soft else INK)
        self.paragraph(text, INSIDE_MM)
        self.space(0.6)

    def items(self, texts: Sequence[str], *, size: float = 8.2, soft: bool = False) -> None:
        """Write a list with a dot before each."""
        for text in texts:
            self.font(size, colour=SOFT if soft else INK)
            y = self.pdf.get_y()
            if self.left_mm < 2 * self.height(size):
                self.new_page()
                y = self.pdf.get_y()
            self.pdf.set_fill_color(*SOFT)
            dot = 0.9 * self.scale
            self.pdf.ellipse(MARGIN_MM + 0.6, y + self.height(size) / 2 - dot / 2, dot, dot, style="F")
            self.pdf.set_x(MARGIN_MM + 3.6 * self.scale)
            self.paragraph(text, INSIDE_MM - 3.6 * self.scale)
            self.space(0.4)

    def banner(self, text: str, sign: str, *, size: float = 12.0) -> None:
        """Write the most important sentence in a frame, with its sign before it."""
        side, pad = (6.5 if sign else 0.0) * self.scale, 2.6 * self.scale
        self.font(size, bold=True)
        wide = INSIDE_MM - side - 4 * pad
        lines = self.lines(text, wide)
        tall = max(lines * self.height(size), side) + 2 * pad
        self.need(tall)
        x, y = MARGIN_MM, self.pdf.get_y()
        self.pdf.set_fill_color(*WASH)
        self.pdf.rect(x, y, INSIDE_MM, tall, style="F")
        self.pdf.set_fill_color(*SIGNS.get(sign, SOFT))
        self.pdf.rect(x, y, 1.6 * self.scale, tall, style="F")
        draw_sign(self.pdf, sign, x + 1.6 * self.scale + pad, y + pad, side)
        self.pdf.set_xy(x + side + 3 * pad, y + pad + max(0.0, side - lines * self.height(size)) / 2)
        self.font(size, bold=True)
        self.paragraph(text, wide)
        self.pdf.set_xy(x, y + tall)
        self.space(1.6)

    def legend(self, text: str, signs: Sequence[tuple[str, str]], *, size: float = 7.4) -> None:
        """Write what signs mean: each with its word, on one line."""
        pdf, high = self.pdf, self.height(size)
        self.font(size, colour=SOFT)
        pdf.write(high, self.clean(f"{text} "))
        for sign, word in signs:
            draw_sign(pdf, sign, pdf.get_x() + 0.8, pdf.get_y() + 0.12 * high, 0.76 * high)
            pdf.set_x(pdf.get_x() + 1.4 + high)
            pdf.write(high, self.clean(word))
        pdf.ln(high)

    def facts(self, facts: Sequence[tuple[str, str]], *, size: float = 8.0) -> None:
        """Write names and values one after the other, as many on a line as fit."""
        pdf, high = self.pdf, self.height(size)
        x = MARGIN_MM
        for number, (name, value) in enumerate(facts):
            pieces = [(word, False) for word in f"{name}:".split()] + [(word, True) for word in value.split()]
            pieces += [("·", False)] if number < len(facts) - 1 else []
            for word, bold in pieces:
                self.font(size, bold=bold, colour=INK if bold else SOFT)
                text = self.clean(word)
                wide = pdf.get_string_width(text)
                if x > MARGIN_MM and x + wide > WIDTH_MM - MARGIN_MM:
                    pdf.ln(high)
                    x = MARGIN_MM
                pdf.set_x(x)
                pdf.cell(wide, high, text)
                x += wide + pdf.get_string_width(" ")
        pdf.ln(high)
        self.space(0.6)

    def pictures(self, pictures: Sequence[Picture], *, across: int = 5, tall_mm: float = 27.0) -> None:
        """Lay pictures in rows, each with its words below."""
        gap, tall = 2.0, tall_mm * self.scale
        wide = (INSIDE_MM - gap * (across - 1)) / across
        for start in range(0, len(pictures), across):
            row = pictures[start : start + across]
            words = max(self._caption_height(picture, wide) for picture in row)
            self.need(tall + words + 2)
            y = self.pdf.get_y()
            for place, picture in enumerate(row):
                x = MARGIN_MM + place * (wide + gap)
                self.picture(picture.jpeg, x, y, wide, tall)
                self._caption(picture, x, y + tall + 0.8, wide)
            self.pdf.set_xy(MARGIN_MM, y + tall + words + 2)

    def picture(self, jpeg: bytes, x: float, y: float, wide: float, tall: float) -> None:
        """Fit a picture into a dark frame."""
        pdf = self.pdf
        pdf.set_fill_color(16, 20, 24)
        pdf.rect(x, y, wide, tall, style="F")
        with Image.open(io.BytesIO(jpeg)) as opened:
            across, down = opened.size
        scale = min(wide / across, tall / down)
        w, h = across * scale, down * scale
        pdf.image(io.BytesIO(jpeg), x + (wide - w) / 2, y + (tall - h) / 2, w, h)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str | Cell]],
        widths: Sequence[float] = (),
        *,
        size: float = 8.0,
        x: float = MARGIN_MM,
        wide: float = INSIDE_MM,
    ) -> None:
        """Write a table; a row is never cut by the end of a page, and the head stands again on the next.

        Parameters
        ----------
        head
            Names of the columns.
        rows
            Their cells.
        widths
            Width of each column against the others; alike where empty.
        size
            Of the letters, points.
        x, wide
            Where it begins and how wide it is, millimetres.
        """
        shares = list(widths) or [1.0] * len(head)
        columns = [wide * share / sum(shares) for share in shares]
        self._row([Cell(name) for name in head], columns, x, 0.92 * size, SOFT, rule=False)
        for row in rows:
            cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row]
            if self.left_mm < self._row_height(cells, columns, size):
                self.new_page()
                self._row([Cell(name) for name in head], columns, x, 0.92 * size, SOFT, rule=False)
            self._row(cells, columns, x, size, INK, rule=True)
        self.space(1.0)

    def signature(self, names: Sequence[str]) -> None:
        """Draw lines to write on, each with what belongs there."""
        gap = 6.0
        wide = (INSIDE_MM - gap * (len(names) - 1)) / len(names)
        self.need(16 * self.scale)
        self.space(9)
        y = self.pdf.get_y()
        self.pdf.set_draw_color(*SOFT)
        self.pdf.set_line_width(0.25)
        self.font(7.4, colour=SOFT)
        for place, name in enumerate(names):
            x = MARGIN_MM + place * (wide + gap)
            self.pdf.line(x, y, x + wide, y)
            self.pdf.set_xy(x, y + 0.6)
            self.pdf.cell(wide, self.height(7.4), self.clean(name))
        self.pdf.set_xy(MARGIN_MM, y + 0.6 + self.height(7.4))
        self.space(1.0)

    def _row_height(self, cells: Sequence[Cell], columns: Sequence[float], size: float) -> float:
        lines = 1
        for cell, wide in zip(cells, columns, strict=True):
            self.font(size, bold=cell.bold)
            lines = max(lines, self.lines(cell.text, self._inside(cell, wide, size)))
        return lines * self.height(size) + 0.9 * self.scale

    def _inside(self, cell: Cell, wide: float, size: float) -> float:
        return wide - 2.0 - (self.height(size) if cell.sign else 0.0)

    def _row(
        self,
        cells: Sequence[Cell],
        columns: Sequence[float],
        x: float,
        size: float,
        colour: tuple[int, int, int],
        *,
        rule: bool,
    ) -> None:
        tall, y = self._row_height(cells, columns, size), self.pdf.get_y()
        if rule:
            self.pdf.set_draw_color(*LINE)
            self.pdf.set_line_width(0.2)
            self.pdf.line(x, y, x + sum(columns), y)
        left = x
        for cell, wide in zip(cells, columns, strict=True):
            high = self.height(size)
            at = left
            if cell.sign:
                draw_sign(self.pdf, cell.sign, left, y + 0.45 * self.scale + 0.12 * high, 0.76 * high)
                at += high
            self.pdf.set_xy(at, y + 0.45 * self.scale)
            self.font(size, bold=cell.bold, colour=colour)
            self.paragraph(cell.text, self._inside(cell, wide, size))
            left += wide
        self.pdf.set_xy(MARGIN_MM, y + tall)

    def _caption_height(self, picture: Picture, wide: float) -> float:
        tall = 0.0
        for text, size, bold in ((picture.title, 8.0, True), (picture.caption, 7.2, False)):
            if text:
                self.font(size, bold=bold)
                room = wide - (self.height(size) if bold and picture.sign else 0.0)
                tall += self.lines(text, room) * self.height(size)
        return tall

    def _caption(self, picture: Picture, x: float, y: float, wide: float) -> None:
        self.pdf.set_xy(x, y)
        for text, size, bold in ((picture.title, 8.0, True), (picture.caption, 7.2, False)):
            if not text:
                continue
            at, indent = self.pdf.get_y(), 0.0
            if bold and picture.sign:
                indent = self.height(size)
                draw_sign(self.pdf, picture.sign, x, at + 0.1 * indent, 0.74 * indent)
            self.font(size, bold=bold, colour=INK if bold else SOFT)
            self.pdf.set_xy(x + indent, at)
            self.paragraph(text, wide - indent)
