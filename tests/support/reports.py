"""Reports with everything in them, made of hand-made assessments: both sides, holds, faults, and their video."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.faults import FaultKind
from formcheck.records import Assessment, Baseline, Fault, Hold, Side
from formcheck.report.key_frames import KeyFrames
from formcheck.report.page import write_report
from formcheck.results.series import Series
from formcheck.results.summary import Summary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.settings import Settings
from formcheck.video.writer import AnnotatedVideoWriter
from tests.support import factories, stored

RATE = 10.0
SIDE_S = 42.0


def both_sides(rounds: int = 1) -> Iterator[Assessment]:
    """The right side, then the left one, so many times."""
    for number in range(2 * rounds):
        side: Side = "left" if number % 2 else "right"
        for a in factories.session():
            if a.time_s < SIDE_S:
                yield _moved(a, number * SIDE_S, side)


def _moved(a: Assessment, by_s: float, side: Side) -> Assessment:
    """The same assessment later, with the other knee down."""
    measurement = a.measurement
    if measurement.rear_side is not None:
        measurement = dataclasses.replace(measurement, rear_side=side, facing=side)
    return dataclasses.replace(
        a,
        frame_index=a.frame_index + round(by_s * RATE),
        time_s=a.time_s + by_s,
        measurement=measurement,
        hold=_hold(a.hold, by_s, side),
        ended_hold=_hold(a.ended_hold, by_s, side),
        baseline=_neutral(a.baseline, by_s, side),
        faults=tuple(_fault(fault, by_s) for fault in a.faults),
        ended_faults=tuple(_fault(fault, by_s) for fault in a.ended_faults),
    )


def _hold(hold: Hold | None, by_s: float, side: Side) -> Hold | None:
    if hold is None:
        return None
    end_s = None if hold.end_s is None else hold.end_s + by_s
    return dataclasses.replace(hold, start_s=hold.start_s + by_s, end_s=end_s, rear_side=side)


def _neutral(own: Baseline | None, by_s: float, side: Side) -> Baseline | None:
    if own is None:
        return None
    return dataclasses.replace(own, start_s=own.start_s + by_s, end_s=own.end_s + by_s, rear_side=side)


def _fault(fault: Fault, by_s: float) -> Fault:
    end_s = None if fault.end_s is None else fault.end_s + by_s
    moved = dataclasses.replace(fault, start_s=fault.start_s + by_s, found_s=fault.found_s + by_s, end_s=end_s)
    return dataclasses.replace(moved, worst_s=fault.worst_s + by_s)


def picture(time_s: float) -> NDArray[np.uint8]:
    """A picture that shows its time as a bar and in figures."""
    image = np.full((240, 320, 3), 60, np.uint8)
    image[200:220, : int(time_s * 4) % 320] = (80, 200, 80)
    cv2.putText(image, f"{time_s:.1f}", (70, 130), cv2.FONT_HERSHEY_SIMPLEX, 2, (255, 255, 255), 4)
    return image


def make(
    folder: Path,
    *,
    rounds: int = 1,
    more_faults: int = 0,
    video: bool = True,
    patient: str = "P017",
    language: str = "en",
) -> Summary:
    """Write a report, and its video unless it shall have none.

    Parameters
    ----------
    folder
        Where to.
    rounds
        How many holds on each side.
    more_faults
        So many faults besides, one after another.
    video
        Whether there is an annotated video.
    patient
        Code of the patient.
    language
        Of the report.
    """
    settings = Settings()
    builder, series, pictures = (
        SummaryBuilder(settings, patient=patient, language=language),
        Series(),
        KeyFrames(settings),
    )
    last_s = 0.0
    for a in both_sides(rounds):
        builder.add(a)
        series.add(a)
        pictures.add(a, partial(picture, a.time_s))
        last_s = a.time_s
    if video:
        with AnnotatedVideoWriter(folder / "annotated.mp4", (320, 240), RATE) as written:
            for index in range(round(last_s * RATE) + 1):
                written.write(picture(index / RATE), index / RATE)
    times = [5 + 3.0 * n for n in range(more_faults)]
    kind = FaultKind.TRUNK_LEAN
    faults = tuple(Fault(kind, t, t + 1, t + 2, "trunk_deg", 20 + t / 10, round(t * RATE), t) for t in times)
    builder.finish(faults)
    summary = builder.build(stored.file_facts(duration_s=last_s), stored.PROGRAM)
    write_report(folder / "report.html", summary, series, pictures, "annotated.mp4" if video else "")
    return summary
