"""How fast formcheck is: ``python -m lab.speed`` prints tables in Markdown.

Everything runs as processes of their own, from start to end, one after the other; the plain MediaPipe loop and the
review take turns, so that a busy moment of the computer strikes both. A column tells how busy others kept the cores:
with much more than a tenth the figures say little.
"""

from __future__ import annotations

import json
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
PARTS = ("throughput", "judging", "live", "memory", "start")

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
    """Review and plain loop in turn on one long file: frames per second of whole processes, and their ratio."""
    rows = ["| file | plain loop | review, all on | ratio | CPU a frame, plain / review | others busy |"]
    rows.append("|---|---|---|---|---|---|")
    for height in lines:
        clip = write_long_clip(place / f"{height}.mp4", SAMPLE, SIZES[height], seconds)
        plain_command = [sys.executable, "-m", "lab.plain_loop", str(clip), str(find_model("full"))]
        plain_command.append(str(Picture().inference_lines))
        plain, review = [], []
        for _ in range(rounds):
            plain.append(run(plain_command))
            review.append(run(review_command(clip, place / "out")))
            _say(f"{height} lines: plain {plain[-1].wall_s:.1f} s, review {review[-1].wall_s:.1f} s")
        frames = int(plain[0].output)
        speeds = [frames / statistics.median(each.wall_s for each in runs) for runs in (plain, review)]
        cpu_ms = [1000 * statistics.median(each.cpu_s for each in runs) / frames for runs in (plain, review)]
        rows.append(
            f"| {height} lines, {frames / FPS:.0f} s | {speeds[0]:.1f} fps | {speeds[1]:.1f} fps | "
            f"**{speeds[1] / speeds[0]:.2f}** | {cpu_ms[0]:.1f} / {cpu_ms[1]:.1f} ms | {_others(plain + review)} |"
        )
        clip.unlink()
    return "\n".join([*rows, "", f"{rounds} rounds, medians. Goal: ratio ≥ 1.3 on two cores."])


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
) -> None:
    """Measure the speed and print it."""
    place = Path(tempfile.mkdtemp(prefix="formcheck-speed-"))
    work = {
        "throughput": lambda: throughput(place, lines or list(SIZES), seconds, rounds),
        "judging": lambda: judging(place),
        "live": lambda: live(live_seconds),
        "memory": lambda: memory(place, minutes),
        "start": lambda: start(place),
    }
    try:
        for name in part or PARTS:
            typer.echo(f"\n### {name.capitalize()}\n\n{work[name]()}")
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    typer.run(main)
