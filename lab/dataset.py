"""Renders many random clips with their truth, for fitting and benchmarks.

``python -m lab.dataset --out DIR --seed-range 0:1000 --clips 200``: one clip for each of the first 200 seeds of the
range, in two processes. A clip that is already there is left alone, so a broken-off run can be taken up again.
"""

from __future__ import annotations

import functools
import json
import multiprocessing
import time
from pathlib import Path
from typing import Annotated, cast

import typer

from lab.bodies import topology
from lab.clips import write_clip
from lab.draws import NEGATIVES, SEEDS, Split, draw_scene
from lab.render import Renderer

PROCESSES = 2


def seeds_of(seed_range: str, clips: int) -> range:
    """Return the seeds of a run.

    Parameters
    ----------
    seed_range
        ``A:B``, B not included.
    clips
        How many.

    Raises
    ------
    ValueError
        The range is not written so, or has fewer seeds than clips are asked for.
    """
    first, _, last = seed_range.partition(":")
    if not (first.isdigit() and last.isdigit()):
        raise ValueError(f"a seed range is written A:B, not {seed_range!r}")
    if int(last) - int(first) < clips:
        raise ValueError(f"the range {seed_range} has fewer than {clips} seeds")
    return range(int(first), int(first) + clips)


@functools.cache
def _renderer(size_px: tuple[int, int]) -> Renderer:
    """One for each process: a graphics context cannot be shared."""
    return Renderer(size_px)


def render_clip(
    seed: int, out: Path, split: Split, kind: str | None, seconds: float, fps: float, size_px: tuple[int, int]
) -> str:
    """Render one clip unless it is there.

    Returns
    -------
    str
        Its name.
    """
    scene = draw_scene(seed, split, seconds, kind)
    if not (out / f"{scene.name}.truth.json").exists():
        write_clip(scene, out, _renderer(size_px), fps, seed, metres=True)
    return scene.name


def main(
    out: Annotated[Path, typer.Option(help="Folder for the clips; made where it is missing.")],
    seed_range: Annotated[str, typer.Option(help="Seeds A:B, B not included.")] = "0:1000",
    clips: Annotated[int, typer.Option(min=1, help="How many clips.")] = 100,
    split: Annotated[str, typer.Option(help="train or test: they share no body, garment or room.")] = "train",
    kind: Annotated[str | None, typer.Option(help="Only this: kneeling or " + ", ".join(NEGATIVES) + ".")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="Length of a clip.")] = 4.0,
    fps: Annotated[float, typer.Option(min=1, help="Frames per second.")] = 12.0,
    size: Annotated[tuple[int, int], typer.Option(help="Width and height, pixels.")] = (640, 480),
) -> None:
    """Render random clips with their truth."""
    try:
        seeds = seeds_of(seed_range, clips)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if split not in SEEDS or kind not in (None, "kneeling", *NEGATIVES):
        raise typer.BadParameter("no such split or kind; see --help")
    topology()  # a missing body package is said here, not by each process
    out.mkdir(parents=True, exist_ok=True)
    work = functools.partial(
        render_clip, out=out, split=cast(Split, split), kind=kind, seconds=seconds, fps=fps, size_px=size
    )
    start, names = time.monotonic(), []
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        for name in pool.imap(work, seeds):
            names.append(name)
            passed = time.monotonic() - start
            typer.echo(f"{len(names)}/{clips} {name}  {len(names) * seconds * fps / passed:.1f} frames/s")
    index = {"split": split, "seconds": seconds, "fps": fps, "size_px": list(size), "clips": names}
    (out / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
