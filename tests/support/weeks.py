"""Weeks of one person: reviews, sessions at home and posture checks, in numbers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from formcheck.results.posture import KeptPosture, KeptValue
from formcheck.results.practice import PartDone, PracticeDone
from formcheck.results.visit import Visit

START = datetime(2026, 3, 1, 18, tzinfo=UTC)


def sessions(*seconds: float, pain: Sequence[int] | None = None, unseen: float = 0.0) -> list[PracticeDone]:
    """Sessions at home every second day, the left knee down alone."""
    return [
        PracticeDone(
            started_at=START + timedelta(days=2 * number),
            parts=[PartDone(side="left", target_s=30, good_s=good, held_s=30, tucked_s=good / 2, unseen_s=unseen)],
            pain_before=None if pain is None else pain[number],
        )
        for number, good in enumerate(seconds)
    ]


def checks(*hips: float) -> list[KeptPosture]:
    """Posture checks every second week; the trunk always the same."""
    return [
        KeptPosture(
            measured_at=START + timedelta(days=14 * number),
            program="0.2.0",
            occasions=[
                {"hips_deg": KeptValue(mean=value, sd=0.6, n=3), "trunk_deg": KeptValue(mean=1.0, sd=0.6, n=3)},
                {"hips_deg": KeptValue(mean=value - 9, sd=0.6, n=3), "trunk_deg": KeptValue(mean=1.0, sd=0.6, n=3)},
            ],
        )
        for number, value in enumerate(hips)
    ]


def visits(*left: Mapping[str, float]) -> list[Visit]:
    """Reviews of the left knee down, one a week, with what each measured."""
    return [
        Visit(str(number), START + timedelta(days=7 * number), "Held.", "good", "0.2.0", "full.task", {"left": own})
        for number, own in enumerate(left)
    ]
