"""Films of the third domain: ``python -m lab.third_films --out DIR --blender ENVIRONMENT/bin/python``.

Cloth simulated on the moving body and physically based light, with bodies, flesh, clothes, rooms and cameras that
nothing is trained on. Each film begins with two tucks and has its truth beside it, as those of `lab.range_trials`
have. A film that is there is left alone, and an unfinished one goes on with the picture at which it stopped.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from lab.bodies import topology
from lab.third.film import Work, write_film
from lab.third.people import FIRST_SEED


def main(
    out: Annotated[Path, typer.Option(help="Folder for the films; made where it is missing.")],
    blender: Annotated[Path, typer.Option(help="Python of the environment that has bpy.")],
    films: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    first_seed: Annotated[int, typer.Option(min=0, help="Of the first film.")] = FIRST_SEED,
    fps: Annotated[float, typer.Option(min=1, help="Pictures a second.")] = 10.0,
    samples: Annotated[int, typer.Option(min=1, help="Light paths a pixel, before the noise is taken out.")] = 6,
    threads: Annotated[int, typer.Option(min=1, help="Of the drawing.")] = 1,
    size: Annotated[tuple[int, int], typer.Option(help="Width and height, pixels.")] = (512, 384),
    pictures: Annotated[int | None, typer.Option(min=1, help="Only so many of each film, to look at.")] = None,
) -> None:
    """Draw films with simulated cloth and physically based light, with their truth."""
    topology()  # a missing body package is reported here, not after a minute
    out.mkdir(parents=True, exist_ok=True)
    work = Work(blender, fps, samples, threads, size)
    for done, seed in enumerate(range(first_seed, first_seed + films), 1):
        start = time.monotonic()
        try:
            name = write_film(seed, out, work, pictures)
        except RuntimeError as error:  # the others do not wait for one that fails
            typer.echo(f"{done}/{films} seed {seed}: {error}", err=True)
            continue
        typer.echo(f"{done}/{films} {name} {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    typer.run(main)
