"""How fast a folder of videos is reviewed: ``python -m lab.many_speed`` prints tables in Markdown.

The plain MediaPipe loop on one file and the review of a folder take turns in one run, so that a busy moment of the
computer strikes both; the ratios are what counts. The defaults are small: for figures to keep, nothing else running,
``--seconds 60 --rounds 3 --short 200``.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from formcheck.pose.weights import find_model
from formcheck.settings import Picture
from lab.long_clip import FPS, write_long_clip, write_short_clip
from lab.runs import Run, run
from lab.speed import SAMPLE, SIZES

GOAL = 0.85
"""Of the cores times the frames a second of the plain loop."""
PARTS = ("throughput", "leak")


SHORT_S = 2.5
"""A short file, seconds: formcheck judges nothing shorter than two."""


def throughput(place: Path, lines: int, seconds: float, rounds: int, jobs: Sequence[int]) -> str:
    """Frames per second of a folder with two files a core, for several numbers of jobs, beside the plain loop."""
    cores = os.cpu_count() or 1
    videos = place / "videos"
    videos.mkdir()
    first = write_long_clip(videos / "0.mp4", SAMPLE, SIZES[lines], seconds)
    for number in range(1, 2 * cores):
        shutil.copyfile(first, videos / f"{number}.mp4")
    plain_command = [sys.executable, "-m", "lab.plain_loop", str(first), str(find_model("full"))]
    plain_command.append(str(Picture().inference_lines))
    plain: list[Run] = []
    reviews: dict[int, list[Run]] = {number: [] for number in jobs}
    for _ in range(rounds):
        plain.append(run(plain_command))
        for number in jobs:
            reviews[number].append(run(_review(videos, place / f"out{number}", number)))
            _say(f"plain {plain[-1].wall_s:.1f} s, {number} jobs {reviews[number][-1].wall_s:.1f} s")
    frames = int(plain[0].output)
    loop_fps = frames / statistics.median(each.wall_s for each in plain)
    rows = ["| jobs | frames a second | of cores × plain loop | CPU a frame | others busy |", "|---|---|---|---|---|"]
    for number, runs in reviews.items():
        fps = 2 * cores * frames / statistics.median(each.wall_s for each in runs)
        cpu_ms = 1000 * statistics.median(each.cpu_s for each in runs) / (2 * cores * frames)
        others = statistics.median(each.others for each in runs)
        share = fps / (cores * loop_fps)
        rows.append(f"| {number} | {fps:.1f} | **{share:.2f}** | {cpu_ms:.1f} ms | {others:.0%} |")
    plain_cpu_ms = 1000 * statistics.median(each.cpu_s for each in plain) / frames
    told = f"{2 * cores} files of {lines} lines, {seconds:g} s each, {cores} cores, {rounds} rounds, medians. "
    told += (
        f"Plain loop: {loop_fps:.1f} frames a second, {plain_cpu_ms:.1f} ms of processor time a frame. Goal: ≥ {GOAL}."
    )
    return "\n".join([*rows, "", told])


def leak(place: Path, short: int) -> str:
    """Memory of one job over many short files: its peak early and late."""
    videos = place / "short"
    videos.mkdir()
    first = write_short_clip(videos / "0000.mp4", SAMPLE, SIZES[720], round(SHORT_S * FPS))
    for number in range(1, short):
        shutil.copyfile(first, videos / f"{number:04}.mp4")
    done = run(_review(videos, place / "short-out", 1), whole_family=True)
    thirds = np.array_split([megabytes for _, megabytes in done.memory], 3)
    peaks = ", ".join(f"{third.max():.0f}" for third in thirds)
    growth = (np.median(thirds[2]) - np.median(thirds[1])) / (short / 3)
    told = (
        f"{short} files of {SHORT_S:g} s, one job, {done.wall_s / short:.1f} s a file. Memory of command and process: "
    )
    return f"{told}peaks of **{peaks} MB** in the three thirds of the time, {growth:+.2f} MB a file in the last two."


def _review(videos: Path, out: Path, jobs: int) -> list[str]:
    command = [sys.executable, "-m", "formcheck", "review", str(videos), "--out", str(out), "--jobs", str(jobs)]
    return [*command, "--force"]


def _say(text: str) -> None:
    typer.echo(text, err=True)


def main(
    part: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(PARTS)}; may be given again.")] = None,
    lines: Annotated[int, typer.Option(help="720 or 1080.")] = 720,
    seconds: Annotated[float, typer.Option(help="Length of each file for the throughput.")] = 5,
    rounds: Annotated[int, typer.Option(help="Rounds of the throughput.")] = 1,
    jobs: Annotated[
        list[int] | None, typer.Option(help="Numbers of jobs to compare.  [default: 1 and the cores]")
    ] = None,
    short: Annotated[int, typer.Option(help="How many short files for the memory.")] = 6,
) -> None:
    """Measure the speed and the memory of a folder of videos and print them."""
    place = Path(tempfile.mkdtemp(prefix="formcheck-many-"))
    numbers = jobs or sorted({1, os.cpu_count() or 1})
    work = {
        "throughput": lambda: throughput(place, lines, seconds, rounds, numbers),
        "leak": lambda: leak(place, short),
    }
    try:
        for name in part or PARTS:
            typer.echo(f"\n### {name.capitalize()}\n\n{work[name]()}")
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    typer.run(main)
