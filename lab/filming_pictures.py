"""The pictures of how to film, right and wrong: ``python -m lab.filming_pictures`` draws them into `docs/filming/`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from lab.camera import Webcam
from lab.clips import film
from lab.render import Renderer
from lab.samples import scene_of
from lab.scenes import KneelingAct, Scene, View

FOLDER = Path(__file__).parents[1] / "docs" / "filming"
SIZE_PX = (560, 420)
CUT = (slice(0, 294), slice(84, 476))
"""What is left of a picture of somebody who is too near: rows and columns."""

CLEAR = Webcam(blur_px=0.5, noise=0.8)
VIEWS = {
    "good": View(webcam=CLEAR),
    "turned": View(azimuth_deg=42, webcam=CLEAR),
    "tilted": View(roll_deg=9, share=0.7, webcam=CLEAR),
    "far": View(share=0.3, webcam=CLEAR),
    "dark": View(webcam=Webcam(blur_px=0.8, noise=7, gain=0.22)),
}
OWN_RANGE: dict[str, dict[str, float]] = {
    "own_neutral": {},
    "own_tuck": {"tilt_deg": -9.0},
    "own_arch": {"tilt_deg": 10.0},
    "own_chest": {"kyphosis_deg": 20.0, "trunk_deg": 8.0},
}
"""How to show the own range, and how not: what is added to the neutral position."""
NEARER = 2
TRUNK = (slice(170, 590), slice(300, 860))
"""The trunk and the thighs in a picture that is so many times larger: rows and columns."""
GREEN, RED, WHITE = (94, 147, 26), (40, 47, 198), (255, 255, 255)


def pictures() -> dict[str, NDArray[np.uint8]]:
    """Draw every picture, by its name."""
    scene, renderer = scene_of("good_right_knee"), Renderer(SIZE_PX)
    drawn = {name: _first(replace(scene, view=view), renderer) for name, view in VIEWS.items()}
    near = np.asarray(cv2.resize(drawn["good"][CUT], SIZE_PX, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    signs = {name: signed(image, good=name == "good") for name, image in {**drawn, "cut_off": near}.items()}
    return signs | {name: signed(image, good=name != "own_chest") for name, image in own_range_pictures().items()}


def own_range_pictures() -> dict[str, NDArray[np.uint8]]:
    """Draw how the own range is shown, from near."""
    scene, renderer = scene_of("range_then_arched"), Renderer((NEARER * SIZE_PX[0], NEARER * SIZE_PX[1]))
    start = cast("KneelingAct", scene.act).start
    drawn = {}
    for name, change in OWN_RANGE.items():
        kneel = replace(start, **{angle: getattr(start, angle) + by for angle, by in change.items()})
        drawn[name] = _first(replace(scene, act=KneelingAct(kneel), view=View(webcam=CLEAR)), renderer)[TRUNK].copy()
    return drawn


def signed(image: NDArray[np.uint8], good: bool) -> NDArray[np.uint8]:
    """Return the picture with a tick or a cross in its corner."""
    signed = image.copy()
    middle = np.array((44, 44))
    cv2.circle(signed, middle.tolist(), 28, GREEN if good else RED, -1, cv2.LINE_AA)
    strokes = [[(-13, 1), (-4, 11), (14, -10)]] if good else [[(-10, -10), (10, 10)], [(-10, 10), (10, -10)]]
    for stroke in strokes:
        cv2.polylines(signed, [middle + np.array(stroke)], False, WHITE, 6, cv2.LINE_AA)
    return signed


def _first(scene: Scene, renderer: Renderer) -> NDArray[np.uint8]:
    return next(film(scene, renderer)).image


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, image in pictures().items():
        cv2.imwrite(str(FOLDER / f"{name}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 80])
