"""Corrections as they are typed: times, sides and spans of time, read strictly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections, Span, Turn
from formcheck.messages.message import message
from formcheck.records import Side

_SPAN = re.compile(r"\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*-\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*")

_NONE = "none"


def read_span(text: str, option: str) -> Span:
    """Read a span of time such as ``2.0-4.0`` or ``2,0-4,0``, seconds.

    Raises
    ------
    FormcheckError
        It is none.
    """
    found = _SPAN.fullmatch(text)
    start_s, end_s = (float(part.replace(",", ".")) for part in found.groups()) if found else (0.0, 0.0)
    if not start_s < end_s:
        raise FormcheckError(message("error.typed.span", option=option, text=text))
    return start_s, end_s


def read_side(text: str | None, option: str) -> Side | None:
    """Read ``left`` or ``right``.

    Raises
    ------
    FormcheckError
        It is neither.
    """
    if text is None:
        return None
    if text.lower() == "left":
        return "left"
    if text.lower() == "right":
        return "right"
    raise FormcheckError(message("error.typed.side", option=option, text=text))


def read_spans(texts: Sequence[str], option: str) -> tuple[Span, ...]:
    """Read spans of time, in the order of time.

    Raises
    ------
    FormcheckError
        One is none, or two of them overlap or touch.
    """
    spans = sorted(read_span(text, option) for text in texts)
    for before, after in pairwise(spans):
        if not before[1] < after[0]:
            typed = (f"{start_s:g}-{end_s:g}" for start_s, end_s in (before, after))
            raise FormcheckError(
                message("error.typed.spans_meet", option=option, before=next(typed), after=next(typed))
            )
    return tuple(spans)


def read_turn(degrees: int | None, option: str) -> Turn | None:
    """Read by how much the picture is turned clockwise.

    Raises
    ------
    FormcheckError
        It is no quarter turn.
    """
    if degrees not in (None, 90, 180, 270):
        raise FormcheckError(message("error.typed.turn", option=option, degrees=degrees))
    return cast(Turn | None, degrees)


def corrections_of(
    rear_side: str | None = None,
    facing: str | None = None,
    baselines: Sequence[str] = (),
    holds: Sequence[str] = (),
    start_s: float | None = None,
    end_s: float | None = None,
    person: int | None = None,
    ranges: Sequence[str] = (),
    rotate_deg: int | None = None,
    stream: int | None = None,
    mirrored: bool = False,
    speed: float | None = None,
) -> Corrections:
    """Read the corrections as they are given on the command line.

    Raises
    ------
    FormcheckError
        One of them cannot be.
    """
    if end_s is not None and end_s <= (start_s or 0.0):
        raise FormcheckError(message("error.typed.end_before_start", end_s=end_s, start_s=start_s or 0.0))
    no_range = [text.strip().lower() for text in ranges] == [_NONE]
    if not no_range and any(text.strip().lower() == _NONE for text in ranges):
        raise FormcheckError(message("error.typed.range_and_none"))
    return Corrections(
        rear_side=read_side(rear_side, "--rear-side"),
        facing=read_side(facing, "--facing"),
        person=person,
        rotate_deg=read_turn(rotate_deg, "--rotate"),
        stream=stream,
        mirrored=mirrored,
        speed=speed,
        baselines_s=read_spans(baselines, "--baseline"),
        holds_s=read_spans(holds, "--hold"),
        ranges_s=() if no_range else read_spans(ranges, "--range"),
        no_range=no_range,
        start_s=start_s,
        end_s=end_s,
    )
