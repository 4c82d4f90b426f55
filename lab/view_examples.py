"""What the view map learns from: ``python -m lab.view_examples --out DIR --people 700``.

Stills of `lab.view_stills` go through formcheck's own pose network, each as a picture of its own, so that the map is
fitted on keypoints as they are, errors included. A person becomes a small file; what is there already is kept, so the
command can be broken off and called again. `lab.fit_view` gathers them.
"""

from __future__ import annotations

import functools
import json
import time
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.lunge.legs import Stance, StanceMemory
from formcheck.pose.network import Network
from formcheck.pose.weights import find_model
from formcheck.settings import Picture
from formcheck.video.scaling import shrunk
from lab.bodies import topology
from lab.view_stills import VIEW_SPLITS, ViewSplit, draw_view_session, film_views


@functools.cache
def _network() -> Network:
    return Network(find_model("full"), video=False)


def stance_in(image: NDArray[np.uint8]) -> Stance | None:
    """Look for the one person of a picture, shape (rows, columns, 3), BGR, as formcheck does."""
    lines = Picture().inference_lines
    rows, columns = image.shape[:2]
    small = shrunk(image, (round(columns * min(rows, lines) / rows), min(rows, lines)))
    people = _network().look(np.ascontiguousarray(small[:, :, ::-1]))
    if not people:
        return None
    person = people[0].scaled(np.array([columns / small.shape[1], rows / small.shape[0]]))
    return StanceMemory(1.0).step(person.keypoints_px, person.visibility, 0.0)


def true_for(truth: dict[str, Any], facing: str) -> float:
    """Return the true view for who takes the person to face a way: taken wrongly, the camera is beyond the front."""
    deg = float(truth["camera_ahead_deg"])
    return deg if facing == truth["facing"] else float(np.copysign(180 - abs(deg), deg))


def write_person(seed: int, split: ViewSplit, out: Path) -> int:
    """Render a person and write their examples; return how many there are."""
    path = out / f"{split}_{seed:06d}.npz"
    if path.exists():
        return 0
    stances, truths = [], []
    for image, truth in film_views(draw_view_session(seed, split)):
        stance = stance_in(image)
        if stance is not None and stance.facing is not None:
            stances.append(stance)
            truths.append(truth)
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        keypoints_px=np.array([s.keypoints_px for s in stances], np.float32).reshape(-1, 33, 2),
        facing=np.array([s.facing for s in stances], str),
        rear_side=np.array([s.rear_side for s in stances], str),
        truth=np.array(json.dumps(truths)),
    )
    part.replace(path)
    return len(truths)


def main(
    out: Annotated[Path, typer.Option(help="Folder for the examples; made where it is missing.")],
    people: Annotated[int, typer.Option(min=1, help="How many people.")] = 100,
    first_seed: Annotated[int, typer.Option(help="Seed of the first.")] = 0,
    split: Annotated[str, typer.Option(help="One of " + ", ".join(VIEW_SPLITS) + ".")] = "train",
) -> None:
    """Render people and write what the network sees of them."""
    if split not in VIEW_SPLITS:
        raise typer.BadParameter("no such split; see --help")
    topology()  # a missing body package is said first
    out.mkdir(parents=True, exist_ok=True)
    start, stills = time.monotonic(), 0
    for done, seed in enumerate(range(first_seed, first_seed + people), start=1):
        stills += write_person(seed, split, out)
        if done % 20 == 0:
            typer.echo(f"{done}/{people}  {stills / (time.monotonic() - start):.1f} stills/s")


if __name__ == "__main__":
    typer.run(main)
