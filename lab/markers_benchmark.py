"""How far the tilt read off stickers is off: ``python -m lab.markers_benchmark --sessions 24``.

People of `lab.tilt_sessions` with stickers, or a belt, kneel still for two seconds, tuck and arch; at the end one
sticker, or the front half of the belt, is gone. Every picture goes through the pose network, as a webcam gives it, and
on to `Stickers`. Each picture is drawn without stickers too: that tells which stickers can be seen at all, and whether
anything is read where there are none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.filters import OneEuro
from formcheck.keypoints import trunk_length_px
from formcheck.lunge.legs import StanceMemory
from formcheck.lunge.pelvis.blobs import HUES_DEG, hue_apart_deg
from formcheck.lunge.pelvis.reading import Reading
from formcheck.lunge.pelvis.stickers import Stickers
from formcheck.messages.message import Message
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Frame
from formcheck.settings import Settings, with_marker_colour
from lab.clips import camera_of, frame_truth
from lab.garments import Dresser
from lab.posing import pose
from lab.scenes import KneelingAct, Move, Scene, Sway
from lab.tilt_sessions import draw_session, renderer_of
from lab.truth import FrameTruth
from lab.wardrobe import Marks

STILL_S, SECONDS, GONE_S = 2.0, 7.2, 6.2
SIZES_PX = ((640, 480), (960, 720), (640, 480), (960, 720), (640, 480), (1440, 1080))
FIRST_SEED = 500_000
WIDEST_DEG = 15.0
"""The pelvis is judged up to this view."""
FROM_S, SEEN_PX = 1.0, 12
"""Frames count from when stickers are to be believed, where both take so many pixels."""
REPORT = Path(__file__).parent / "TILT_MARKERS.md"
POINTS = ("asis", "psis")

Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Look:
    """One picture: what is true, what was read, and what was read off the same picture without stickers."""

    truth: FrameTruth
    areas_px: tuple[int, int]
    gone: bool
    answer: Reading | Message | None
    unmarked: Reading | Message | None


def scene_of(seed: int, marks: Marks = "stickers") -> Scene:
    """Draw a person with stickers or a belt, hands on the thigh as asked for, who tucks and arches."""
    session, rng = draw_session(seed, "test", marks), np.random.default_rng((seed, 9))
    scene, kneel = session.scene, session.kneels[session.neutral.index(True)]
    start = replace(kneel, tilt_deg=0.0, belly=0.0, squeeze=0.0, arms="thigh")
    moves = (
        Move(STILL_S, 0.9, {"tilt_deg": float(rng.uniform(-10, -5)), "trunk_deg": float(rng.uniform(-3, 9))}),
        Move(STILL_S + 2.0, 1.0, {"tilt_deg": float(rng.uniform(5, 11)), "trunk_deg": float(rng.uniform(-3, 9))}),
    )
    act = KneelingAct(start, moves, (), Sway(int(rng.integers(1_000_000)), STILL_S), (0.0, STILL_S))
    view = replace(
        scene.view, azimuth_deg=float(rng.uniform(-WIDEST_DEG, WIDEST_DEG)), roll_deg=float(rng.normal(0, 1))
    )
    return replace(scene, seconds=SECONDS, act=act, view=view)


def pictures(
    scene: Scene, size_px: tuple[int, int], fps: float, gone: str
) -> Iterator[tuple[Image, Image, FrameTruth, tuple[int, int]]]:
    """Render with and without stickers; from `GONE_S` on the one named is missing.

    Yields
    ------
    marked, unmarked
        Pictures as the webcam gives them.
    truth
        Of the frame.
    areas_px
        How many pixels each of `POINTS` takes in the picture.
    """
    renderer, camera = renderer_of(size_px), camera_of(scene, size_px)
    marked = Dresser(scene.body, scene.outfit)
    unmarked = Dresser(scene.body, replace(scene.outfit, stickers=None, belt=None))
    for k in range(round(scene.seconds * fps)):
        posed = pose(scene.body, scene.act.placement(scene.body, k / fps))
        truth = frame_truth(scene, camera, posed, k / fps)
        both = [renderer.picture(scene.room, camera, [dress.dress(posed)]) for dress in (marked, unmarked)]
        if scene.facing == "left":
            both = [np.ascontiguousarray(image[:, ::-1]) for image in both]
        differs = np.abs(both[0].astype(int) - both[1]).max(axis=2) > 12
        places = np.array([truth.joints_px[f"{scene.facing}_{point}"] for point in POINTS])
        rows, columns = np.nonzero(differs)
        nearest = np.argmin(np.hypot(*(np.stack([columns, rows])[:, :, None] - places.T[:, None, :])), axis=1)
        if k / fps >= GONE_S:
            lost = nearest == POINTS.index(gone)
            both[0][rows[lost], columns[lost]] = both[1][rows[lost], columns[lost]]
        areas = int((nearest == 0).sum()), int((nearest == 1).sum())
        spoilt = [scene.view.webcam.spoil(image, np.random.default_rng((k, 3))) for image in both]
        yield spoilt[0], spoilt[1], truth, areas


def watch(film: Iterable[tuple[Image, Image, FrameTruth, tuple[int, int]]], settings: Settings) -> list[Look]:
    """Let the pose network and `Stickers` see what `pictures` gives."""
    sources, filters = (Stickers(settings.markers), Stickers(settings.markers)), settings.filters
    stances, smooth = StanceMemory(filters.vote_s), OneEuro(filters.min_cutoff_hz, filters.beta, filters.gap_s)
    looks = []
    with PoseLandmarker() as landmarker:
        for k, (marked, unmarked, truth, areas) in enumerate(film):
            frame = landmarker.see(Frame(k, truth.time_s, marked))
            assert frame.pose is not None
            stance = stances.step(frame.pose.keypoints_px, frame.pose.visibility, truth.time_s)
            trunk = trunk_length_px(stance.keypoints_px)
            points = smooth.step(stance.keypoints_px, truth.time_s, trunk if trunk > 0 else 1.0)
            frames = (frame, replace(frame, image=unmarked))
            answer, bare = (source.look(f, points, stance) for source, f in zip(sources, frames, strict=True))
            looks.append(Look(truth, areas, truth.time_s >= GONE_S, answer, bare))
    return looks


def settings_for(scene: Scene) -> Settings:
    """Return what the person would ask for: a belt is only looked for in the colour named."""
    belt = scene.outfit.belt
    if belt is None:
        return Settings()
    lab = cv2.cvtColor(np.array([[belt]], np.float32), cv2.COLOR_RGB2LAB)[0, 0]
    hue_deg = math.degrees(math.atan2(lab[2], lab[1]))
    return with_marker_colour(Settings(), min(HUES_DEG, key=lambda name: hue_apart_deg(HUES_DEG[name], hue_deg)))


@dataclass(frozen=True, eq=False)
class Score:
    """What came of one session; errors and sds of the change, degrees, one for each frame read.

    Attributes
    ----------
    seen, read
        Frames that count, see `FROM_S`, and those of them with a reading.
    gone, told
        Frames in which one is gone, and those of them without a reading after both had been read.
    invented
        Readings off the pictures without stickers.
    """

    errors_deg: NDArray[np.float64]
    sds_deg: NDArray[np.float64]
    true_deg: NDArray[np.float64]
    seen: int
    read: int
    gone: int
    told: int
    invented: int


def score(looks: list[Look]) -> Score:
    """Compare with the truth; the baseline is the median over the still kneel."""
    seen = [k for k in looks if not k.gone and k.truth.time_s >= FROM_S - 1e-6 and min(k.areas_px) >= SEEN_PX]
    read = [look for look in looks if isinstance(look.answer, Reading) and not look.gone]
    still = [look for look in read if look.truth.time_s < STILL_S]
    errors, sds, true = [], [], []
    if still:
        markers = Stickers()
        baseline = markers.merge([look.answer for look in still if isinstance(look.answer, Reading)])
        neutral = np.median([look.truth.angles_deg["pelvic_tilt_deg"] for look in looks if look.truth.time_s < STILL_S])
        for look in read:
            assert isinstance(look.answer, Reading)
            change, truth = markers.change(baseline, look.answer), look.truth.angles_deg["pelvic_tilt_deg"] - neutral
            errors.append(change.tilt_deg - truth)
            sds.append(change.sd_deg)
            true.append(truth)
    gone = [look for look in looks if look.gone] if read else []
    return Score(
        np.array(errors),
        np.array(sds),
        np.array(true),
        len(seen),
        sum(isinstance(look.answer, Reading) for look in seen),
        len(gone),
        sum(isinstance(look.answer, Message) for look in gone),
        sum(isinstance(look.unmarked, Reading) for look in looks),
    )


def line(name: str, scores: Sequence[Score]) -> str:
    """Return one line of the table of `HEADS`."""
    errors, sds = (np.concatenate([getattr(s, n) for s in scores]) for n in ("errors_deg", "sds_deg"))
    seen, read, gone, told, invented = (
        sum(getattr(s, n) for s in scores) for n in ("seen", "read", "gone", "told", "invented")
    )
    means = [float(np.abs(s.errors_deg).mean()) for s in scores if len(s.errors_deg)]
    if not means:
        return f"| {name} | 0 of {len(scores)} | – | – | – | – | – | {read} of {seen} | – | {invented} |"
    return (
        f"| {name} | {len(means)} of {len(scores)} | **{np.abs(errors).mean():.2f}°** | {errors.mean():+.2f}° | "
        f"{np.quantile(np.abs(errors), 0.95):.1f}° | {max(means):.1f}° | "
        f"{np.mean(np.abs(errors) <= sds):.0%} / {np.mean(np.abs(errors) <= 2 * sds):.0%} | "
        f"{read} of {seen} ({read / max(seen, 1):.0%}) | {told} of {gone} | {invented} |"
    )


def report(first_seed: int, fps: float, lines: Sequence[str]) -> str:
    """Write the page."""
    return "\n".join(
        [
            "# How far the tilt read off stickers is off",
            "",
            f"Drawn people, clothes and rooms of the test ranges, first seed {first_seed}, {fps:g} frames a second: "
            "two seconds still, a tuck of 5-10°, an arch of 5-11°, the trunk leaning either way; the camera up to "
            f"{WIDEST_DEG:g}° off the side. Stickers of 15-30 mm of a random bright colour, found without being told "
            f"which; of a belt the colour was named. Frames count from {FROM_S:g} s on where both stickers take "
            f"{SEEN_PX} pixels. Made by `python -m lab.markers_benchmark`.",
            "",
            *HEADS,
            *lines,
            "",
            "Change: of the tilt from the still kneel, against that of the pelvis bone. Read: frames with a reading of "
            "those that count. Lost told: frames without a reading after one sticker was taken away. Invented: "
            "readings off the same pictures without stickers.",
            "",
        ]
    )


HEADS = (
    "| worn | sessions | change MAE | bias | 95 % | worst session | within 1 / 2 sd | read | lost told | invented |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def main(
    sessions: Annotated[int, typer.Option(min=1, help="With stickers.")] = 24,
    belts: Annotated[int, typer.Option(min=0, help="With a belt.")] = 6,
    first_seed: Annotated[int, typer.Option(help="Another one gives other people, clothes and rooms.")] = FIRST_SEED,
    fps: Annotated[float, typer.Option(min=1, help="Frames per second.")] = 6.0,
    out: Annotated[Path, typer.Option(help="The report.")] = REPORT,
) -> None:
    """Measure what stickers and belts give, and write the table."""
    worn: dict[Marks, int] = {"stickers": sessions, "belt": belts}
    lines = []
    for marks, count in worn.items():
        scores = []
        for seed in range(first_seed, first_seed + count):
            scene = scene_of(seed, marks)
            film = pictures(scene, SIZES_PX[seed % len(SIZES_PX)], fps, POINTS[seed % 2])
            scores.append(score(watch(film, settings_for(scene))))
            typer.echo(line(f"{marks} {seed}", scores[-1:]))
        if scores:
            lines.append(line(marks, scores))
    text = report(first_seed, fps, lines)
    out.write_text(text, encoding="utf-8")
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
