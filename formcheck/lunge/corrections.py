"""`Corrections`: what somebody who has watched the video knows better."""

from __future__ import annotations

import re
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from formcheck.errors import FormcheckError
from formcheck.lunge.assessment import Side

Span = tuple[float, float]

_SPAN = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*-\s*(\d+(?:\.\d*)?|\.\d+)\s*")


class Corrections(BaseModel):
    """What is taken for given; None is left to the picture. Times are seconds of the source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rear_side: Side | None = Field(default=None, description="which knee is down, the person's own side")
    facing: Side | None = Field(default=None, description="which way the person faces in the picture")
    baseline_s: Span | None = Field(default=None, description="from when to when the person kneels in their neutral")
    hold_s: Span | None = Field(default=None, description="from when to when the one hold lasts")
    start_s: float | None = Field(default=None, ge=0, description="nothing before this is looked at")
    end_s: float | None = Field(default=None, gt=0, description="nothing after this is looked at")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        whole = (self.start_s or 0.0, self.end_s) if self.end_s is not None else None
        for span in (self.baseline_s, self.hold_s, whole):
            if span is not None and not span[0] < span[1]:
                raise ValueError(f"{span[0]:g}-{span[1]:g} ends before it begins")
        return self

    def __bool__(self) -> bool:
        return self != Corrections()

    def in_words(self) -> list[str]:
        """Say each correction, such as ``left knee down``."""
        said = [
            (self.rear_side, f"{self.rear_side} knee down"),
            (self.facing, f"facing {self.facing}"),
            (self.baseline_s, f"neutral from {_span(self.baseline_s)}"),
            (self.hold_s, f"hold from {_span(self.hold_s)}"),
            (self.start_s, f"looked at from {self.start_s or 0:g} s"),
            (self.end_s, f"looked at up to {self.end_s or 0:g} s"),
        ]
        return [words for value, words in said if value is not None]


def read_span(text: str | None, option: str) -> Span | None:
    """Read a span of time such as ``2.0-4.0``, seconds.

    Raises
    ------
    FormcheckError
        It is none.
    """
    if text is None:
        return None
    found = _SPAN.fullmatch(text)
    if found is None or not float(found[1]) < float(found[2]):
        raise FormcheckError(f"{option} takes two times in seconds, the earlier first, such as 2.0-4.0, not '{text}'.")
    return float(found[1]), float(found[2])


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
    raise FormcheckError(f"{option} takes left or right, not '{text}'.")


def corrections_of(
    rear_side: str | None,
    facing: str | None,
    baseline: str | None,
    hold: str | None,
    start_s: float | None,
    end_s: float | None,
) -> Corrections:
    """Read the corrections as they are given on the command line.

    Raises
    ------
    FormcheckError
        One of them cannot be.
    """
    if end_s is not None and end_s <= (start_s or 0.0):
        raise FormcheckError(f"--end {end_s:g} is not after --start {start_s or 0:g}: choose other times.")
    return Corrections(
        rear_side=read_side(rear_side, "--rear-side"),
        facing=read_side(facing, "--facing"),
        baseline_s=read_span(baseline, "--baseline"),
        hold_s=read_span(hold, "--hold"),
        start_s=start_s,
        end_s=end_s,
    )


def _span(span: Span | None) -> str:
    return f"{span[0]:g} to {span[1]:g} s" if span else ""
