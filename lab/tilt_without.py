"""What the pelvis networks live on: ``python -m lab.tilt_without DIR models``.

`DIR` holds what `lab.tilt_examples` wrote. The same networks look at the same stills, but at less of each crop: with
the detail of a smaller one, or with the picture, the mask or the body points of the person's first still in place of
each still's own, so that nothing can be learned from how they change. What costs nothing is not used.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.lunge.pelvis.learned import LearnedTilt
from lab.tilt_examples import Examples, read_examples
from lab.tilt_figures import figures
from lab.tilt_stills import SPLITS, compared
from lab.tilt_wide import Posture

Crops = NDArray[np.uint8]
Body = NDArray[np.float32]
Less = Callable[[Crops, Body], tuple[Crops, Body]]

PICTURE, MASK = slice(0, 3), slice(3, 4)


def blunted(crops: Crops, factor: float) -> Crops:
    """Return crops that show no more than some that are smaller by a factor."""
    size = crops.shape[-1]
    small = round(size / factor)
    planes = [
        cv2.resize(
            cv2.resize(plane, (small, small), interpolation=cv2.INTER_AREA), (size, size), interpolation=cv2.INTER_CUBIC
        )
        for plane in crops.reshape(-1, size, size)
    ]
    return np.asarray(planes, np.uint8).reshape(crops.shape)


def held(crops: Crops, planes: slice) -> Crops:
    """Return crops of which some planes are those of the first still throughout."""
    changed = crops.copy()
    changed[:, planes] = crops[:1, planes]
    return changed


WAYS: dict[str, Less] = {
    "all": lambda crops, body: (crops, body),
    "detail of a crop of half the width": lambda crops, body: (blunted(crops, 2), body),
    "of a quarter": lambda crops, body: (blunted(crops, 4), body),
    "of an eighth": lambda crops, body: (blunted(crops, 8), body),
    "picture held": lambda crops, body: (held(crops, PICTURE), body),
    "mask held": lambda crops, body: (held(crops, MASK), body),
    "body points held": lambda crops, body: (crops, np.repeat(body[:1], len(body), axis=0)),
}


def taken_away(examples: Examples, less: Less) -> Examples:
    """Return the same sessions with less to see."""
    pairs = [less(crops, body) for crops, body in zip(examples.crops, examples.body, strict=True)]
    return dataclasses.replace(examples, crops=[crops for crops, _ in pairs], body=[body for _, body in pairs])


def main(
    examples: Annotated[Path, typer.Argument(help="Folder of `lab.tilt_examples`.")],
    networks: Annotated[Path, typer.Argument(help="Folder of networks.")],
    posture: Annotated[str, typer.Option(help="kneeling or standing.")] = "kneeling",
) -> None:
    """Print a table: mean error and share of pairs in the right order, of each split and way."""
    cv2.setNumThreads(1)
    loaded = LearnedTilt(networks)
    kind: Posture = "standing" if posture == "standing" else "kneeling"
    found = {split: unseen for split in SPLITS if len(unseen := read_examples(examples, split, kind))}
    typer.echo("| seen | " + " | ".join(f"{split} ({len(found[split])})" for split in found) + " |")
    typer.echo("|---" * (1 + len(found)) + "|")
    for way, less in WAYS.items():
        scores = [figures(*compared(loaded, taken_away(unseen, less))) for unseen in found.values()]
        cells = (f"{each['mae_deg']:.2f}°, {each['order_right']:.0%}" for each in scores)
        typer.echo(f"| {way} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    typer.run(main)
