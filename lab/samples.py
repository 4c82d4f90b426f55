"""Makes the sample clips again: ``python -m lab.samples`` writes everything in `samples/` but its README.

``python -m lab.samples arch_and_tuck`` writes the one clip that only the tests need, into `tests/pictures/`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import av
import cv2
import numpy as np

from formcheck.video.reader import open_source
from lab.bodies import Shape, build_body
from lab.camera import Webcam
from lab.clips import write_clip
from lab.kneeling import Kneel, foot_for
from lab.outfits import CLOTHS, HAIRS, SKINS, Outfit
from lab.render import Renderer
from lab.rooms import random_room
from lab.scenes import KneelingAct, Move, Scene, Sway, View

FOLDER = Path(__file__).parent.parent / "samples"
TESTS = FOLDER.parent / "tests" / "pictures"
FPS = 24.0
STILL_S = 2.0
TURN_S, SHOWN_S, REST_S = 0.9, 1.6, 1.4
"""Of the own range: the way into a posture and out of it, the posture, and the neutral between two."""
Steps = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Sample:
    """One clip: who, where, and what happens after two still seconds.

    `course` gets the neutral position and a function that finds the front foot's place for an angle, and returns the
    moves and the steps of the front foot. Before it comes the own range, where `swings` names the postures to be shown:
    each its kind (``tuck``, ``arch``) and how far the pelvis turns, degrees. `picture_s` is the time of the second
    picture on the contact sheet; `sway` the seed of the sway, the place in the list where None.
    """

    shape: Shape
    outfit: Outfit
    room: int
    course: Callable[[Callable[..., float]], tuple[list[Move], Steps]]
    seconds: float = 9.0
    rear_side: str = "right"
    facing: str = "right"
    shin_deg: float = -3.0
    thigh_deg: float = 3.0
    view: View = field(default_factory=View)
    size_px: tuple[int, int] = (640, 480)
    swings: tuple[tuple[str, float], ...] = ()
    picture_s: float = 5.8
    sway: int | None = None

    @property
    def range_s(self) -> tuple[float, float] | None:
        """From when to when the own range is shown, with the still kneel before it."""
        if not self.swings:
            return None
        return 0.5, round(STILL_S + len(self.swings) * (2 * TURN_S + SHOWN_S + REST_S), 3)


def _shown(sample: Sample) -> tuple[list[Move], list[tuple[str, float, float]]]:
    """Return the moves of the own range, and from when to when each posture is held, as in `lab.range_trials`."""
    moves, held, now = [], [("neutral", 0.5, STILL_S)], STILL_S
    for kind, size_deg in sample.swings:
        moves.append(Move(now, TURN_S, {"tilt_deg": -size_deg if kind == "tuck" else size_deg}))
        moves.append(Move(now + TURN_S + SHOWN_S, TURN_S, {"tilt_deg": 0.0}))
        held.append((kind, now + TURN_S, now + TURN_S + SHOWN_S))
        held.append(("neutral", now + 2 * TURN_S + SHOWN_S, now + 2 * TURN_S + SHOWN_S + REST_S))
        now = held[-1][2]
    held = [(kind, round(start_s, 3), round(end_s, 3)) for kind, start_s, end_s in held]
    return moves, held


def _tuck(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    return [Move(2.1, 1.1, {"tilt_deg": -7.0, "rear_thigh_deg": 4.0, "trunk_deg": 1.5})], ()


def _lunge(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    out = Move(2.2, 1.2, {"rear_thigh_deg": 20.0, "tilt_deg": 2.0, "trunk_deg": 3.0})
    back = Move(7.4, 1.2, {"rear_thigh_deg": 3.0, "tilt_deg": 0.0, "trunk_deg": 1.0})
    return [out, back], ()


def _lean(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    out = Move(2.3, 1.1, {"trunk_deg": 28.0, "tilt_deg": 2.0, "head_pitch_deg": 8.0})
    return [out, Move(7.4, 1.2, {"trunk_deg": 1.0, "tilt_deg": 0.0, "head_pitch_deg": 2.0})], ()


def _arch(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    out = Move(2.2, 1.0, {"tilt_deg": 11.0, "rear_thigh_deg": 5.0, "trunk_deg": 0.0})
    return [out, Move(7.4, 1.1, {"tilt_deg": 0.0, "rear_thigh_deg": 3.0, "trunk_deg": 1.0})], ()


def _lose_tuck(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    return [Move(2.1, 1.1, {"tilt_deg": -8.0, "rear_thigh_deg": 4.0}), Move(6.0, 1.2, {"tilt_deg": 0.5})], ()


def _arch_and_tuck(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    return [Move(2.1, 1.1, {"tilt_deg": 9.0}), Move(3.8, 1.4, {"tilt_deg": -8.0})], ()


def _hold_tuck(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    return [Move(23.0, 1.0, {"tilt_deg": -5.0, "rear_thigh_deg": 4.0, "trunk_deg": 1.5})], ()


def _hold_arch(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    return [Move(13.0, 1.0, {"tilt_deg": 8.5, "rear_thigh_deg": 5.0, "trunk_deg": 0.0})], ()


def _step_out(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    home, out = find(front_shin_deg=-3.0), find(front_knee_deg=128.0)
    moves = [
        Move(2.1, 0.9, {"trunk_deg": 3.0}),
        Move(2.2, 1.0, {"foot_ahead_m": out}),
        Move(7.4, 1.0, {"foot_ahead_m": home, "trunk_deg": 1.0}),
    ]
    return moves, ((2.2, 1.0), (7.4, 1.0))


def _step_in(find: Callable[..., float]) -> tuple[list[Move], Steps]:
    home, out = find(front_shin_deg=-3.0), find(front_shin_deg=22.0)
    moves = [Move(2.2, 0.9, {"foot_ahead_m": out}), Move(7.4, 0.9, {"foot_ahead_m": home})]
    return moves, ((2.2, 0.9), (7.4, 0.9))


def _wear(top: str, bottom: str, top_colour: int, bottom_colour: int, skin: int, hair: int, **more: object) -> Outfit:
    return Outfit(
        top=top,  # type: ignore[arg-type]
        bottom=bottom,  # type: ignore[arg-type]
        top_colours=(CLOTHS[top_colour], CLOTHS[1]),
        bottom_colours=(CLOTHS[bottom_colour], CLOTHS[5]),
        skin=SKINS[skin],
        hair=HAIRS[hair],
        wrinkle=0.35,
        **more,  # type: ignore[arg-type]
    )


WOMAN = Shape(female=0.95, age_years=32, weight=0.45, stature_m=1.67, cup=0.4, heritage=(1, 1, 3))
MAN = Shape(female=0.05, age_years=38, weight=0.5, muscle=0.6, stature_m=1.79, heritage=(3, 1, 1))
OLD_WOMAN = Shape(female=0.95, age_years=66, weight=0.62, stature_m=1.62, heritage=(1, 3, 1))
OLD_MAN = Shape(female=0.05, age_years=70, weight=0.6, muscle=0.4, stature_m=1.74, heritage=(0.5, 0.5, 3))
YOUNG_MAN = Shape(female=0.05, age_years=26, weight=0.35, muscle=0.55, stature_m=1.84, heritage=(1, 2, 1))
YOUNG_WOMAN = Shape(female=0.95, age_years=27, weight=0.4, muscle=0.6, stature_m=1.72, cup=0.4, heritage=(3, 1, 0.5))

SAMPLES: dict[str, Sample] = {
    "good_right_knee": Sample(
        WOMAN, _wear("tank", "leggings", 4, 0, 1, 1), 11, _tuck, size_px=(960, 720), view=View(azimuth_deg=2)
    ),
    "good_left_knee": Sample(
        OLD_MAN, _wear("tee", "shorts", 2, 8, 1, 4), 12, _tuck, facing="left", view=View(azimuth_deg=-3, height_m=0.7)
    ),
    "good_far_leg": Sample(
        YOUNG_WOMAN, _wear("tee", "bike", 6, 0, 4, 0), 13, _tuck, rear_side="left", size_px=(848, 480)
    ),
    "good_loose_clothes": Sample(
        MAN,
        _wear("tee", "leggings", 5, 8, 4, 2, loose_top=0.9, loose_bottom=0.7, hem_m=0.10),
        14,
        _tuck,
        view=View(azimuth_deg=4, height_m=0.9),
    ),
    "over_lunge": Sample(MAN, _wear("tee", "leggings", 1, 2, 5, 2), 15, _lunge, shin_deg=-6.0),
    "trunk_lean": Sample(
        OLD_WOMAN, _wear("long", "leggings", 7, 0, 2, 5), 16, _lean, facing="left", view=View(azimuth_deg=3)
    ),
    "arched": Sample(WOMAN, _wear("tank", "bike", 3, 8, 0, 3), 17, _arch, size_px=(800, 600)),
    "tucked_then_lost": Sample(
        YOUNG_MAN, _wear("tank", "shorts", 0, 5, 3, 0), 18, _lose_tuck, seconds=10.0, view=View(height_m=0.65)
    ),
    "foot_too_far": Sample(
        YOUNG_MAN, _wear("tee", "leggings", 3, 0, 2, 2), 19, _step_out, facing="left", rear_side="left"
    ),
    "knee_ahead": Sample(OLD_MAN, _wear("tee", "bike", 9, 8, 0, 4), 20, _step_in),
    "camera_20_off": Sample(
        YOUNG_WOMAN, _wear("tank", "leggings", 8, 7, 3, 2), 21, _lunge, shin_deg=-6.0, view=View(azimuth_deg=20)
    ),
    "range_then_tucked": Sample(
        OLD_WOMAN,
        _wear("tee", "leggings", 2, 0, 3, 1),
        22,
        _hold_tuck,
        seconds=28.0,
        view=View(azimuth_deg=4),
        swings=(("arch", 8.0), ("tuck", 6.0)) * 2,
        picture_s=27.0,
    ),
    "range_then_arched": Sample(
        YOUNG_MAN,
        _wear("tank", "bike", 4, 8, 1, 3),
        23,
        _hold_arch,
        seconds=18.0,
        facing="left",
        view=View(azimuth_deg=-3),
        swings=(("tuck", 6.0),) * 2,
        picture_s=16.5,
    ),
}

FOR_TESTS: dict[str, Sample] = {
    "arch_and_tuck": replace(SAMPLES["tucked_then_lost"], course=_arch_and_tuck, seconds=6.0, sway=11),
}


def scene_of(name: str) -> Scene:
    """Return the scene of a sample."""
    known = SAMPLES | FOR_TESTS
    sample = known[name]
    seed = list(known).index(name) if sample.sway is None else sample.sway
    body = build_body(sample.shape)
    neutral = Kneel(
        rear_side=sample.rear_side, rear_thigh_deg=sample.thigh_deg, trunk_deg=1.0, tilt_deg=0.0, head_pitch_deg=2.0
    )
    neutral = replace(neutral, foot_ahead_m=foot_for(body, neutral, front_shin_deg=sample.shin_deg))
    moves, steps = sample.course(lambda **angle: foot_for(body, neutral, **angle))
    swings, held = _shown(sample)
    return Scene(
        name=name,
        seconds=sample.seconds,
        body=body,
        outfit=sample.outfit,
        room=random_room(np.random.default_rng(sample.room)),
        act=KneelingAct(neutral, (*swings, *moves), steps, Sway(seed, STILL_S), (0.0, STILL_S)),
        view=replace(sample.view, webcam=Webcam(blur_px=0.6, noise=0.8)),
        facing=sample.facing,
        about={"room_seed": sample.room, "sway_seed": seed} | ({"swings_s": held} if sample.swings else {}),
        range_s=sample.range_s,
    )


def squeeze(clip: Path) -> None:
    """Write a clip again with the encoder's time rather than the repository's room: a third of the bytes.

    What is drawn live is encoded in a hurry; these clips come with the package.
    """
    smaller = clip.with_suffix(".smaller.mp4")
    with av.open(str(clip)) as before, av.open(str(smaller), "w", options={"movflags": "+faststart"}) as after:
        old = before.streams.video[0]
        new = after.add_stream("libx264", rate=old.average_rate, options={"preset": "veryslow", "crf": "27"})
        new.width, new.height, new.pix_fmt = old.width, old.height, "yuv420p"
        new.time_base = old.time_base
        for frame in before.decode(old):
            after.mux(new.encode(frame))
        after.mux(new.encode(None))
    smaller.replace(clip)


def contact_sheet(names: list[str], folder: Path, tile_px: tuple[int, int] = (232, 174)) -> None:
    """Write `contact_sheet.jpg`: of each clip the still kneel and what it comes to, two clips a row."""
    cells = []
    for name in names:
        pictures = []
        for frame in open_source(folder / f"{name}.mp4"):
            if frame.image is not None and round(frame.time_s * FPS) in (
                round(FPS),
                round(SAMPLES[name].picture_s * FPS),
            ):
                pictures.append(_fitted(frame.image, tile_px))
        cell = np.hstack(pictures)
        cv2.putText(cell, name, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (20, 20, 20), 3, cv2.LINE_AA)
        cv2.putText(cell, name, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1, cv2.LINE_AA)
        cells.append(cell)
    if len(cells) % 2:
        cells.append(np.full_like(cells[0], 255))
    rows = [np.hstack(cells[i : i + 2]) for i in range(0, len(cells), 2)]
    cv2.imwrite(str(folder / "contact_sheet.jpg"), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 82])


def _fitted(image: np.ndarray, size_px: tuple[int, int]) -> np.ndarray:
    """Scale to the tile's height and cut the sides."""
    width, height = size_px
    scaled = cv2.resize(image, (round(image.shape[1] * height / image.shape[0]), height), interpolation=cv2.INTER_AREA)
    left = (scaled.shape[1] - width) // 2
    return scaled[:, left : left + width]


def main(names: list[str]) -> None:
    """Render the named samples, or all."""
    for name in names or list(SAMPLES):
        sample, folder = (FOR_TESTS[name], TESTS) if name in FOR_TESTS else (SAMPLES[name], FOLDER)
        truth = write_clip(scene_of(name), folder, Renderer(sample.size_px), FPS)
        squeeze(folder / f"{name}.mp4")
        kilobytes = (folder / f"{name}.mp4").stat().st_size // 1000
        print(f"{name}: {kilobytes} kB", *(f"{f.kind} {f.start_s:.2f}-{f.end_s:.2f}" for f in truth.faults()))
    contact_sheet(list(SAMPLES), FOLDER)


if __name__ == "__main__":
    main(sys.argv[1:])
