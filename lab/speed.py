"""How fast formcheck is: ``python -m lab.speed`` prints tables in Markdown.

Everything runs as processes of their own, from start to end, one after the other; the plain MediaPipe loop and the
review take turns, so that a busy moment of the computer strikes both. A column tells how busy others kept the cores:
with much more than a tenth the figures say little. ``--short`` takes some four minutes of a quiet computer.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from formcheck.pose.weights import find_model
from formcheck.settings import Picture
from lab.long_clip import FPS, write_long_clip
from lab.runs import Run, run

SAMPLE = Path(__file__).parents[1] / "samples" / "good_far_leg.mp4"
SIZES = {720: (1280, 720), 1080: (1920, 1080)}
LONG_MINUTES = 20
HEAD = """# Speed

Written by `python -m lab.speed --into lab/SPEED.md` on {cores} cores. Whole processes from start to end, start and
report included, one after the other in turn; what others kept of the cores busy meanwhile stands beside.
"""
PARTS = ("throughput", "judging", "live", "memory", "start")

WHICH_RATIO = (
    "Where others are busy the ratio of the processor times is the one to trust. Goals on an idle computer: 3.0 times "
    "the plain loop with everything on and 4 times without video, with 0.45 of its processor time."
)

FIRST_FRAME = """
import sys, time
from pathlib import Path
from formcheck.review.run import review_file
def judged(done, total):
    print(time.time() - float(sys.argv[3]), flush=True)
    raise KeyboardInterrupt
try:
    review_file(Path(sys.argv[1]), Path(sys.argv[2]), progress=judged)
except KeyboardInterrupt:
    pass
"""


def review_command(clip: Path, out: Path) -> list[str]:
    """Return the command that reviews a clip with everything on."""
    return [sys.executable, "-m", "formcheck", "review", str(clip), "--out", str(out), "--force"]


def throughput(place: Path, lines: Sequence[int], seconds: float, rounds: int) -> str:
    """Plain loop, review and review without video in turn on one long file: whole processes, and their ratios."""
    rows = ["| file | | frames a second | beside the plain loop | processor time a frame | of the plain loop's |"]
    rows.append("|---|---|---|---|---|---|")
    busy: list[Run] = []
    for height in lines:
        clip = write_long_clip(place / f"{height}.mp4", SAMPLE, SIZES[height], seconds)
        plain = [sys.executable, "-m", "lab.plain_loop", str(clip), str(find_model("full"))]
        review = review_command(clip, place / "out")
        commands = {
            "plain loop": [*plain, str(Picture().inference_lines)],
            "review, all on": review,
            "review, no video": [*review, "--no-video"],
        }
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                runs[name].append(run(command))
            _say(f"{height} lines: " + ", ".join(f"{name} {done[-1].wall_s:.1f} s" for name, done in runs.items()))
        frames = int(runs["plain loop"][0].output)
        wall_s = {name: statistics.median(each.wall_s for each in done) for name, done in runs.items()}
        cpu_s = {name: statistics.median(each.cpu_s for each in done) for name, done in runs.items()}
        for name in commands:
            rows.append(
                f"| {height} lines, {frames / FPS:.0f} s | {name} | {frames / wall_s[name]:.1f} | "
                f"**{wall_s['plain loop'] / wall_s[name]:.2f} times** | {1000 * cpu_s[name] / frames:.1f} ms | "
                f"**{cpu_s[name] / cpu_s['plain loop']:.2f}** |"
            )
        busy += [each for done in runs.values() for each in done]
        clip.unlink()
    return "\n".join(
        [*rows, "", f"{rounds} rounds, medians; others kept {_others(busy)} of the cores busy. {WHICH_RATIO}"]
    )


def judging(place: Path) -> str:
    """Time of a frame on the judging path that is not inference."""
    clip = write_long_clip(place / "judging.mp4", SAMPLE, SIZES[720], 20)
    times = json.loads(run([sys.executable, "-m", "lab.judging_time", str(clip)]).output)
    return (
        f"Outside inference, a frame of 720 lines costs **{times['outside']:.1f} ms** of processor time on the judging "
        f"path (goal ≤ 3 ms): {times['see']:.1f} ms around the network, {times['judge']:.1f} ms to measure and judge."
    )


def live(seconds: float) -> str:
    """From the picture to the assessment with a file paced as a webcam, 640x480, 30 frames a second."""
    sample = SAMPLE.with_name("over_lunge.mp4")
    done = run([sys.executable, "-m", "lab.live_latency", str(sample), str(seconds)])
    ms = json.loads(done.output)
    return "\n".join(
        [
            "| picture to assessment, p50 | p95 | drawn, p95 | worst cue | first half / second half, p50 | judged |",
            "|---|---|---|---|---|---|",
            f"| {ms['judged_p50']:.0f} ms | **{ms['judged_p95']:.0f} ms** | {ms['shown_p95']:.0f} ms | "
            f"{ms['cue_worst']:.0f} ms | {ms['first_half_p50']:.0f} / {ms['second_half_p50']:.0f} ms | "
            f"{ms['share_judged']:.0%} of the frames |",
            "",
            f"{seconds:.0f} s; others kept {_others([done])} of the cores busy. Goal: p95 ≤ 80 ms, and no growth.",
        ]
    )


def memory(place: Path, minutes: float) -> str:
    """Resident memory of a review over a long 1080p file, and where its slope would lead in twenty minutes."""
    clip = write_long_clip(place / "memory.mp4", SAMPLE, SIZES[1080], minutes * 60)
    done = run(review_command(clip, place / "out"))
    clip.unlink()
    slope = done.growth_mb_per_minute() * (done.wall_s / 60) / minutes  # a minute of the file, not of the clock
    expected = done.peak_mb + max(0.0, slope) * max(0.0, LONG_MINUTES - minutes)
    return (
        f"Reviewing {minutes:g} minutes of 1080 lines: peak **{done.peak_mb:.0f} MB**, {slope:+.1f} MB a minute of the "
        f"file after the first third; {LONG_MINUTES} minutes would end at {expected:.0f} MB (goal ≤ 800 MB, flat)."
    )


def start(place: Path, rounds: int = 5) -> str:
    """Time to the help, and to the first judged frame of a review."""
    helps = [run([sys.executable, "-m", "formcheck", "--help"]).wall_s for _ in range(rounds)]
    firsts = []
    for _ in range(rounds):
        command = [sys.executable, "-c", FIRST_FRAME, str(SAMPLE), str(place / "first"), str(time.time())]
        firsts.append(float(run(command).output))
    return (
        f"`formcheck --help`: **{statistics.median(helps):.2f} s** (goal ≤ 0.5 s); first judged frame of a review: "
        f"**{statistics.median(firsts):.1f} s** (goal ≤ 3 s). Medians of {rounds}."
    )


def _others(runs: Sequence[Run]) -> str:
    return f"{statistics.median(each.others for each in runs):.0%}"


def _say(text: str) -> None:
    typer.echo(text, err=True)


def main(
    part: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(PARTS)}; may be given again.")] = None,
    lines: Annotated[list[int] | None, typer.Option(help="720 or 1080; may be given again.")] = None,
    seconds: Annotated[float, typer.Option(help="Length of the file for the throughput.")] = 120,
    rounds: Annotated[int, typer.Option(help="Rounds of the throughput.")] = 3,
    minutes: Annotated[float, typer.Option(help="Length of the file for the memory.")] = LONG_MINUTES,
    live_seconds: Annotated[float, typer.Option(help="How long to practise.")] = 60,
    short: Annotated[
        bool,
        typer.Option("--short", help="One round of 50 s of 720 lines, 2 minutes of memory, 20 s of practice."),
    ] = False,
    into: Annotated[Path | None, typer.Option(help="Write the tables into this file, too: lab/SPEED.md.")] = None,
) -> None:
    """Measure the speed and print it."""
    if short:
        lines, seconds, rounds, minutes, live_seconds = lines or [720], 50, 1, 2, 20
    written = [HEAD.format(cores=os.cpu_count())]
    place = Path(tempfile.mkdtemp(prefix="formcheck-speed-"))
    work = {
        "throughput": lambda: throughput(place, lines or list(SIZES), seconds, rounds),
        "judging": lambda: judging(place),
        "live": lambda: live(live_seconds),
        "memory": lambda: memory(place, minutes),
        "start": lambda: start(place, 2 if short else 5),
    }
    try:
        for name in part or PARTS:
            written.append(f"## {name.capitalize()}\n\n{work[name]()}\n")
            typer.echo(f"\n{written[-1]}")
    finally:
        shutil.rmtree(place)
    if into is not None:
        into.write_text("\n".join(written), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
