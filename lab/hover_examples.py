"""What the head for the rear knee learns from: ``python -m lab.hover_examples --out DIR --sessions 400``.

Sessions of `lab.hovering` go through formcheck's own pose network, so that the head is fitted on keypoints as they are,
errors included. A session becomes a small file of pictures, keypoints and truth, of which crops are cut afterwards;
what is there already is kept, so the command can be broken off and called again.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import cv2
import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.lunge.legs import Stance, StanceMemory
from formcheck.pose.network import Network
from formcheck.pose.weights import find_model
from formcheck.settings import Picture
from formcheck.video.scaling import shrunk
from lab.bodies import topology
from lab.hovering import HoverSplit, draw_hover, film_hover

ORDER: tuple[HoverSplit, ...] = ("train",) * 6 + ("validation", "test")
"""Splits of the sessions, in turn."""


@dataclass(frozen=True, eq=False)
class Look:
    """One drawn picture and what the pose network makes of it.

    Attributes
    ----------
    image
        Shape (rows, columns, 3), uint8, BGR, as large as the pose network sees it.
    mask
        Shape (rows, columns), float32, 0-1: the person.
    keypoints_px, visibility
        Shapes (33, 2) and (33,), of this picture.
    truth
        See `lab.hovering.film_hover`.
    """

    image: NDArray[np.uint8]
    mask: NDArray[np.float32]
    keypoints_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    truth: dict[str, Any]

    def stance(self) -> Stance:
        """Return which leg is which."""
        return StanceMemory(1.0).step(self.keypoints_px, self.visibility, 0.0)


@functools.cache
def _network() -> Network:
    return Network(find_model("full"), video=False)


def look_at(image: NDArray[np.uint8], truth: dict[str, Any]) -> Look | None:
    """Let the pose network look at a picture; None where it finds nobody."""
    rows, columns = image.shape[:2]
    lines = min(rows, Picture().inference_lines)
    small = shrunk(image, (round(columns * lines / rows), lines))
    people = _network().look(np.ascontiguousarray(small[:, :, ::-1]))
    if not people or people[0].mask is None:
        return None
    return Look(small, people[0].mask, people[0].keypoints_px, people[0].visibility, truth | {"scale": lines / rows})


def write_session(seed: int, split: HoverSplit, out: Path) -> int:
    """Render a session and write what the network sees of it; return of how many pictures."""
    path = out / f"{split}_{seed:06d}.npz"
    if path.exists():
        return 0
    arrays: dict[str, NDArray[np.generic]] = {}
    truths: list[dict[str, Any]] = []
    for image, truth in film_hover(draw_hover(seed, split)):
        look = look_at(image, truth)
        if look is None:
            continue
        k = len(truths)
        arrays[f"image{k}"] = cv2.imencode(".jpg", look.image, [cv2.IMWRITE_JPEG_QUALITY, 96])[1]
        arrays[f"mask{k}"] = cv2.imencode(".png", np.asarray(look.mask * 255, np.uint8))[1]
        arrays[f"points{k}"] = look.keypoints_px
        arrays[f"visibility{k}"] = look.visibility
        truths.append(look.truth)
    arrays["truth"] = np.array(json.dumps(truths))
    part = path.with_suffix(".part.npz")
    np.savez(part, **arrays)  # type: ignore[arg-type]
    part.replace(path)
    return len(truths)


def read_looks(folder: Path, split: str) -> Iterator[Look]:
    """Read the pictures of one split."""
    for path in sorted(folder.glob(f"{split}_[0-9]*.npz")):
        if ".part" in path.name:
            continue
        with np.load(path) as file:
            for k, truth in enumerate(json.loads(str(file["truth"]))):
                image = cv2.imdecode(file[f"image{k}"], cv2.IMREAD_COLOR)
                mask = cv2.imdecode(file[f"mask{k}"], cv2.IMREAD_GRAYSCALE)
                yield Look(
                    np.asarray(image, np.uint8),
                    np.asarray(mask, np.float32) / np.float32(255),
                    file[f"points{k}"],
                    file[f"visibility{k}"],
                    truth,
                )


def main(
    out: Annotated[Path, typer.Option(help="Folder for the examples; made where it is missing.")],
    sessions: Annotated[int, typer.Option(min=1, help="How many sessions of all splits together.")] = 400,
    first_seed: Annotated[int, typer.Option(help="Seed of the first.")] = 0,
) -> None:
    """Render sessions and write what the network sees of them."""
    topology()  # a missing body package is said at once
    out.mkdir(parents=True, exist_ok=True)
    start, pictures = time.monotonic(), 0
    for done, seed in enumerate(range(first_seed, first_seed + sessions), start=1):
        pictures += write_session(seed, ORDER[seed % len(ORDER)], out)
        if done % 20 == 0:
            typer.echo(f"{done}/{sessions}  {pictures / (time.monotonic() - start):.1f} pictures/s")


if __name__ == "__main__":
    typer.run(main)
