"""What the tilt network learns from: ``python -m lab.tilt_examples --out DIR --sessions 1800 --split train``.

Sessions of `lab.tilt_sessions` go through formcheck's own pose network and its own crop, so that the network is fitted
on keypoints and masks as they are, errors included. A session becomes a small file; what is there already is kept, so
the command can be broken off and called again.
"""

from __future__ import annotations

import functools
import json
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from numpy.typing import NDArray

from formcheck.lunge.legs import StanceMemory
from formcheck.lunge.pelvis.crop import PelvisCrop, pelvis_crop
from formcheck.pose.network import Network
from formcheck.pose.weights import find_model
from formcheck.settings import Picture
from formcheck.video.scaling import shrunk
from lab.bodies import topology
from lab.tilt_sessions import TILT_SPLITS, TiltSplit, film_session
from lab.tilt_wide import POSTURES, Posture, draw_wide

MARGIN_PX = 8
"""Margin of the crops, so that they can be shifted afterwards."""

LEAST_FRAMES = 9
"""A session of which fewer frames were seen is left out."""


@functools.cache
def _network() -> Network:
    return Network(find_model("full"), video=False)


def crop_of(image: NDArray[np.uint8], truth: dict[str, Any]) -> PelvisCrop | None:
    """Return the crop of one still as formcheck sees it; None where it does not see the person, or facing wrongly."""
    lines = Picture().inference_lines
    rows, columns = image.shape[:2]
    small = shrunk(image, (round(columns * min(rows, lines) / rows), min(rows, lines)))
    people = _network().look(np.ascontiguousarray(small[:, :, ::-1]))
    if not people or people[0].mask is None:
        return None
    keypoints_px = people[0].keypoints_px * (columns / small.shape[1], rows / small.shape[0])
    stance = StanceMemory(1.0).step(keypoints_px, people[0].visibility, 0.0)
    if stance.facing != truth["facing"]:
        return None
    return pelvis_crop(image, people[0].mask, stance.keypoints_px, stance, MARGIN_PX)


def _prefix(split: str, posture: str) -> str:
    return f"{split}_" if posture == "kneeling" else f"{split}_{posture}_"


def write_session(
    seed: int, split: TiltSplit, out: Path, posture: Posture = "kneeling", suits: Path | None = None
) -> int:
    """Render a session and write its examples; return how many frames it has."""
    path = out / f"{_prefix(split, posture)}{seed:06d}.npz"
    if path.exists():
        return 0
    seen = [(crop_of(image, truth), truth) for image, truth in film_session(draw_wide(seed, split, posture, suits))]
    kept = [(crop, truth) for crop, truth in seen if crop is not None]
    kept.sort(key=lambda pair: not pair[1]["neutral"])  # the neutral ones first
    arrays: dict[str, NDArray[np.generic]] = {}
    if kept:
        arrays["crops"] = np.stack([np.dstack([c.picture, c.mask]).transpose(2, 0, 1) for c, _ in kept])
        arrays["body"] = np.stack([c.body for c, _ in kept])
        arrays["tilt"] = np.array([t["tilt_deg"] for _, t in kept], np.float32)
        arrays["neutral"] = np.array([t["neutral"] for _, t in kept])
    arrays["truth"] = np.array(json.dumps([t for _, t in kept]))
    part = path.with_suffix(".part.npz")
    np.savez(part, **arrays)  # type: ignore[arg-type]
    part.replace(path)
    return len(seen)


@dataclass
class Examples:
    """Sessions in memory.

    Attributes
    ----------
    crops
        For each session shape (frames, 4, size, size), uint8.
    body
        For each session shape (frames, 30).
    tilt
        For each session shape (frames,), degrees, anterior +.
    neutral
        For each session shape (frames,): the neutral frames come first.
    truth
        For each session the truth of its frames.
    """

    crops: list[NDArray[np.uint8]]
    body: list[NDArray[np.float32]]
    tilt: list[NDArray[np.float32]]
    neutral: list[NDArray[np.bool_]]
    truth: list[list[dict[str, Any]]]

    def __len__(self) -> int:
        """How many sessions."""
        return len(self.crops)

    def keep(self, most: int) -> None:
        """Forget all sessions but the first so many."""
        for column in (self.crops, self.body, self.tilt, self.neutral, self.truth):
            del column[most:]

    def pick(self, wanted: Sequence[bool]) -> None:
        """Forget all sessions but those wanted."""
        for column in (self.crops, self.body, self.tilt, self.neutral, self.truth):
            for row in reversed([row for row, keep in enumerate(wanted) if not keep]):
                del column[row]

    def extend(self, others: Examples) -> None:
        """Take the sessions of others in."""
        for name in ("crops", "body", "tilt", "neutral", "truth"):
            getattr(self, name).extend(getattr(others, name))

    def tensors(self, session: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return crops and body points of one session."""
        return torch.from_numpy(self.crops[session]), torch.from_numpy(self.body[session])

    def batch(
        self, sessions: NDArray[np.int64], frames: int, rng: np.random.Generator
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return frames of some sessions side by side, two neutral ones first, and their tilt (sessions, frames)."""
        crops, body, tilt = [], [], []
        for session in sessions:
            neutral = rng.permutation(np.flatnonzero(self.neutral[session]))[:2]
            others = np.setdiff1d(np.arange(len(self.tilt[session])), neutral)
            rows = np.concatenate([neutral, rng.choice(others, frames - 2, replace=len(others) < frames - 2)])
            crops.append(self.crops[session][rows])
            body.append(self.body[session][rows])
            tilt.append(self.tilt[session][rows])
        return (
            torch.from_numpy(np.concatenate(crops)),
            torch.from_numpy(np.concatenate(body)),
            torch.from_numpy(np.stack(tilt)),
        )


def read_examples(folder: Path, split: str, posture: Posture = "kneeling") -> Examples:
    """Read the sessions of one split; those of too few frames, or fewer than two neutral ones, are left out."""
    examples = Examples([], [], [], [], [])
    for path in sorted(folder.glob(f"{_prefix(split, posture)}[0-9]*.npz")):
        if ".part" in path.name:
            continue
        with np.load(path) as file:
            if "tilt" not in file or len(file["tilt"]) < LEAST_FRAMES or file["neutral"].sum() < 2:
                continue
            for name in ("crops", "body", "tilt", "neutral"):
                getattr(examples, name).append(file[name])
            examples.truth.append(json.loads(str(file["truth"])))
    return examples


def main(
    out: Annotated[Path, typer.Option(help="Folder for the examples; made where it is missing.")],
    sessions: Annotated[int, typer.Option(min=1, help="How many sessions.")] = 100,
    first_seed: Annotated[int, typer.Option(help="Seed of the first.")] = 0,
    split: Annotated[str, typer.Option(help="One of " + ", ".join(TILT_SPLITS) + ".")] = "train",
    posture: Annotated[str, typer.Option(help="One of " + ", ".join(POSTURES) + ".")] = "kneeling",
    suits: Annotated[Path | None, typer.Option(help="Folder of real cuts of clothes, see lab/suits.py.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="How many at once.")] = 2,
) -> None:
    """Render sessions and write what the network sees of them."""
    if split not in TILT_SPLITS or posture not in POSTURES:
        raise typer.BadParameter("no such split or posture; see --help")
    topology()  # a missing body package is said here, not by each process
    out.mkdir(parents=True, exist_ok=True)
    work = functools.partial(write_session, split=split, out=out, posture=posture, suits=suits)
    start, frames = time.monotonic(), 0
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        seeds = range(first_seed, first_seed + sessions)
        for done, count in enumerate(pool.imap_unordered(work, seeds), start=1):
            frames += count
            if done % 20 == 0:
                typer.echo(f"{done}/{sessions}  {frames / (time.monotonic() - start):.1f} frames/s")


if __name__ == "__main__":
    typer.run(main)
