"""What is said of the tuck of real people in photographs: ``python -m lab.tilt_real FIRST.jpg THEN.jpg ...``.

No true tilt is known there; what can be seen is whether the estimate is steady on somebody who keeps still, and whether
its direction, or its silence, agrees with the eye. Each picture after the first follows the first in a clip of its own
(as if filmed by hand: noise, small shifts, changing light), as do the first itself and all of them mirrored.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import cv2
import numpy as np
import typer
from numpy.typing import NDArray

import formcheck
from formcheck.video.writer import AnnotatedVideoWriter, fit, output_size

FPS, STILL_S, THEN_S = 12.0, 4.0, 6.0
SETTLED_S = 2.0
"""So long after the change the estimate has settled."""
NOISE, SHIFT_PX, LIGHT = 2.5, 0.6, 0.03
LINES = 480

Image = NDArray[np.uint8]


def write_pair(first: Image, then: Image, path: Path, seed: int = 0) -> None:
    """Write a clip of two pictures, each as if it was filmed for some seconds."""
    rng = np.random.default_rng(seed)
    size = output_size((first.shape[1], first.shape[0]), LINES)
    with AnnotatedVideoWriter(path, size, FPS) as video:
        for k in range(round((STILL_S + THEN_S) * FPS)):
            image = fit(first if k < STILL_S * FPS else then, size)
            moved = np.array([[1, 0, rng.normal(0, SHIFT_PX)], [0, 1, rng.normal(0, SHIFT_PX)]])
            shaken = cv2.warpAffine(image, moved, size, borderMode=cv2.BORDER_REPLICATE).astype(float)
            seen = shaken * (1 + rng.normal(0, LIGHT)) + rng.normal(0, NOISE, image.shape)
            video.write(np.clip(seen, 0, 255).astype(np.uint8), k / FPS)


def told(clip: Path) -> str:
    """Review a clip and say what came of its second part: change, sd, spread over the frames, words."""
    frames = formcheck.review_video(clip).frames
    late = frames[frames["time_s"] >= STILL_S + SETTLED_S]
    change = -late["tuck_deg"].dropna()
    if not len(change):
        reasons = Counter(late["pelvis_reason"].fillna("").astype(str))
        return f"nothing told: {reasons.most_common(1)[0][0]}"
    words = ", ".join(f"{word or 'nothing'} {count}" for word, count in Counter(late["pelvis_statement"]).most_common())
    return (
        f"{change.median():+.1f}° with sd {late['pelvic_tilt_sd_deg'].median():.1f}°, "
        f"spread {change.std():.2f}°; words: {words}"
    )


def main(
    pictures: Annotated[list[Path], typer.Argument(help="Pictures of one person, the neutral one first.")],
) -> None:
    """Print what is told of each picture after the first, anterior +."""
    images = []
    for path in pictures:
        image = cv2.imread(str(path))
        if image is None:
            raise typer.BadParameter(f"{path} is no picture that can be read")
        images.append(np.asarray(image, np.uint8))
    with TemporaryDirectory() as folder:
        for path, image in zip(pictures, images, strict=True):
            for mirrored in (False, True):
                step = -1 if mirrored else 1
                clip = Path(folder) / "pair.mp4"
                write_pair(images[0][:, ::step], image[:, ::step], clip)
                name = f"{pictures[0].stem} -> {path.stem}{' mirrored' if mirrored else ''}"
                typer.echo(f"{name}: {told(clip)}")


if __name__ == "__main__":
    typer.run(main)
