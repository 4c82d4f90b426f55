"""How far the tilt read off stickers is off: ``python -m lab.markers_benchmark --sessions 24``.

People of `lab.tilt_sessions` with stickers kneel still for two seconds, tuck and arch; at the end one sticker is gone.
Every picture goes through the pose network, as a webcam gives it, and on to `Markers`. Each picture is drawn without
stickers too: that tells which stickers can be seen at all, and whether anything is read where there are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.filters import OneEuro
from formcheck.lunge.pelvis.markers import Markers
from formcheck.lunge.pelvis.reading import Reading
from formcheck.lunge.stance import StanceMemory, trunk_length_px
from formcheck.pose.body import Frame
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.settings import Settings
from lab.clips import camera_of, frame_truth
from lab.garments import Dresser
from lab.posing import pose
from lab.scenes import KneelingAct, Move, Scene, Sway
from lab.tilt_sessions import draw_session, renderer_of
from lab.truth import FrameTruth

STILL_S, SECONDS, GONE_S = 2.0, 7.2, 6.2
SIZES_PX = ((640, 480), (960, 720), (640, 480), (960, 720), (640, 480), (1440, 1080))
FIRST_SEED = 500_000
WIDEST_DEG = 15.0
"""The pelvis is judged up to this view."""
VISIBLE = 0.5
"""A sticker can be seen where so much of the area it had at first is in the picture."""
POINTS = ("asis", "psis")

Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Look:
    """One picture: what is true, what was read, and what was read off the same picture without stickers."""

    truth: FrameTruth
    areas_px: tuple[int, int]
    gone: bool
    answer: Reading | str
    unmarked: Reading | str


def scene_of(seed: int) -> Scene:
    """Draw a person with stickers, hands on the thigh as asked for, who tucks and arches."""
    session, rng = draw_session(seed, "test", "stickers"), np.random.default_rng((seed, 9))
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
    unmarked = Dresser(scene.body, replace(scene.outfit, stickers=None))
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


def watch(seed: int, fps: float) -> list[Look]:
    """Let the pose network and `Markers` see a session."""
    scene, settings = scene_of(seed), Settings()
    sources, filters = (Markers(settings.markers), Markers(settings.markers)), settings.filters
    stances, smooth = StanceMemory(filters.vote_s), OneEuro(filters.min_cutoff_hz, filters.beta, filters.gap_s)
    looks = []
    with PoseLandmarker() as landmarker:
        film = pictures(scene, SIZES_PX[seed % len(SIZES_PX)], fps, POINTS[seed % 2])
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


@dataclass(frozen=True, eq=False)
class Score:
    """What came of one session; errors and sds of the change, degrees, one for each frame read.

    Attributes
    ----------
    seen, read
        Frames in which both stickers can be seen, and those of them with a reading.
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
    first = np.maximum(np.median([look.areas_px for look in looks if look.truth.time_s < STILL_S], axis=0), 6)
    seen = [look for look in looks if not look.gone and np.all(np.array(look.areas_px) >= VISIBLE * first)]
    read = [look for look in looks if isinstance(look.answer, Reading) and not look.gone]
    still = [look for look in read if look.truth.time_s < STILL_S]
    errors, sds, true = [], [], []
    if still:
        markers = Markers()
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
        sum(isinstance(look.answer, str) for look in gone),
        sum(isinstance(look.unmarked, Reading) for look in looks),
    )


def main(
    sessions: Annotated[int, typer.Option(min=1, help="How many.")] = 24,
    first_seed: Annotated[int, typer.Option(help="Another one gives other people, clothes and rooms.")] = FIRST_SEED,
    fps: Annotated[float, typer.Option(min=1, help="Frames per second.")] = 6.0,
) -> None:
    """Measure what stickers give, session by session and all together."""
    scores = []
    for seed in range(first_seed, first_seed + sessions):
        one = score(watch(seed, fps))
        scores.append(one)
        mae = f"{np.abs(one.errors_deg).mean():.2f}" if len(one.errors_deg) else "–"
        typer.echo(
            f"{seed}  MAE {mae}°  read {one.read} of {one.seen} seen  lost told {one.told} of {one.gone}  "
            f"invented {one.invented}"
        )
    errors, sds, true = (np.concatenate([getattr(s, n) for s in scores]) for n in ("errors_deg", "sds_deg", "true_deg"))
    if not len(errors):
        typer.echo("Nothing was read.")
        return
    clear = np.abs(true) >= 3
    seen, read = sum(s.seen for s in scores), sum(s.read for s in scores)
    means = [np.abs(s.errors_deg).mean() for s in scores if len(s.errors_deg)]
    typer.echo(
        f"\nsessions read: {len(means)} of {sessions}; change MAE {np.abs(errors).mean():.2f}° "
        f"(sessions' median {np.median(means):.2f}°, worst {max(means):.2f}°), 95 % within "
        f"{np.percentile(np.abs(errors), 95):.2f}°\n"
        f"frames read where both stickers show: {read} of {seen}\n"
        f"inside one sd {np.mean(np.abs(errors) < sds):.0%}, two {np.mean(np.abs(errors) < 2 * sds):.0%}\n"
        f"direction right at 3° and more: {np.mean(np.sign(true + errors)[clear] == np.sign(true)[clear]):.1%}\n"
        f"a lost sticker told: {sum(s.told for s in scores)} of {sum(s.gone for s in scores)} frames\n"
        f"readings where there were no stickers: {sum(s.invented for s in scores)}"
    )


if __name__ == "__main__":
    typer.run(main)
