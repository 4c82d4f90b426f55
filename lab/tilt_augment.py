"""Spoiling crops on purpose, so that the tilt network does not lean on what only drawn people show; torch.

What belongs to the person and the room (build, light, colours) is changed alike in all frames of a session; what
belongs to a moment (where the keypoints land, folds, noise) in each frame anew.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from formcheck.lunge.pelvis.crop import MID_HIP, SIZE_PX, SPAN

TURN_DEG, SCALE, SHIFT = 1.5, 0.025, 0.015
"""How far the keypoints' noise turns, scales and shifts (in trunk lengths) a crop, standard deviations."""

BUILD, FOLDS = 0.03, 0.004
"""How far outlines are bent, for all frames of a session and for one, standard deviation in trunk lengths."""


def spoil(
    crops: Tensor, body: Tensor, sessions: int, margin_px: int, rng: torch.Generator, warp: bool = True
) -> tuple[Tensor, Tensor]:
    """Return changed crops and body points.

    Parameters
    ----------
    crops
        Shape (n, 4, size + 2 margins, ...), 0-255: blue, green, red, mask; the frames of one session side by side.
    body
        Shape (n, 30), see `formcheck.lunge.pelvis.crop`.
    sessions
        How many sessions the n frames are of.
    margin_px
        Margin of the crops, lost here.
    rng
        Where the randomness comes from.
    warp
        False leaves everything in its place and only cuts the margins off.

    Returns
    -------
    crops, body
        Shapes (n, 4, size, size), -1 to 1, and (n, 30). The trunk's line in `body` turns with the crop, because the
        tilt in the picture stays what it was.
    """
    n, frames = len(crops), len(crops) // sessions
    turn = torch.randn(n, generator=rng) * math.radians(TURN_DEG) * warp
    scale = 1 + torch.randn(n, generator=rng) * SCALE * warp
    shift = torch.randn(n, 2, generator=rng) * SHIFT * warp
    centre = torch.tensor(MID_HIP) * 2 - 1
    rotation = torch.stack([turn.cos(), -turn.sin(), turn.sin(), turn.cos()], 1).reshape(n, 2, 2)
    size = (torch.arange(SIZE_PX) + 0.5) * 2 / SIZE_PX - 1
    y, x = torch.meshgrid(size, size, indexing="ij")
    grid = torch.stack([x, y], 2) - centre  # from mid-hip, 1 = half a crop
    grid = torch.einsum("nij,abj->nabi", rotation / scale[:, None, None], grid) + centre
    grid = grid + (shift * 2 / SPAN)[:, None, None]
    if warp:
        build = _bends((sessions, 5), rng).repeat_interleave(frames, dim=0) * BUILD
        grid = grid + (build + _bends((n, 7), rng) * FOLDS) * (2 / SPAN)
    outer = SIZE_PX / (SIZE_PX + 2 * margin_px)
    cut = functional.grid_sample(crops.float() / 255, grid * outer, padding_mode="border", align_corners=False)
    points = body.clone()
    at = points[:, :26].reshape(n, 13, 2)
    back = torch.einsum("nji,nkj->nki", rotation, at - shift[:, None]) * scale[:, None, None]
    if warp:
        back = back + torch.randn(n, 13, 2, generator=rng) * 0.01
    points[:, :26] = back.reshape(n, 26)
    points[:, 29] -= torch.rad2deg(turn) / 10
    if warp:
        cut = _recolour(cut, sessions, rng)
    return cut * 2 - 1, points


def _bends(shape: tuple[int, int], rng: torch.Generator) -> Tensor:
    """Smooth random displacements of unit size, shape (n, size, size, 2)."""
    n, knots = shape
    coarse = torch.randn(n, 2, knots, knots, generator=rng)
    smooth = functional.interpolate(coarse, size=(SIZE_PX, SIZE_PX), mode="bicubic", align_corners=True)
    return smooth.permute(0, 2, 3, 1)


def _recolour(crops: Tensor, sessions: int, rng: torch.Generator) -> Tensor:
    n = len(crops)
    frames = n // sessions

    def per_session(*size: int) -> Tensor:
        return torch.randn(sessions, *size, generator=rng).repeat_interleave(frames, dim=0)

    def per_frame(*size: int) -> Tensor:
        return torch.randn(n, *size, generator=rng)

    picture, mask = crops[:, :3].clamp(0, 1), crops[:, 3:]
    picture = picture ** torch.exp(per_session(1, 1, 1) * 0.3 + per_frame(1, 1, 1) * 0.05)
    picture = picture * torch.exp(per_session(3, 1, 1) * 0.15 + per_session(1, 1, 1) * 0.2 + per_frame(1, 1, 1) * 0.03)
    grey = (per_session(1, 1, 1) > 0.8).float()
    picture = grey * picture.mean(1, keepdim=True) + (1 - grey) * picture
    picture = picture + per_frame(3, SIZE_PX, SIZE_PX) * 0.04 * torch.rand(n, 1, 1, 1, generator=rng)
    # How wide the network draws a person's edge differs from room to room; where it errs, from moment to moment.
    smudges = functional.interpolate(per_frame(1, 8, 8), size=(SIZE_PX, SIZE_PX), mode="bilinear", align_corners=False)
    edge = per_session(1, 1, 1) * 0.08 + per_frame(1, 1, 1) * 0.03
    mask = (mask - 0.5) * torch.exp(per_session(1, 1, 1) * 0.3) + 0.5 + edge
    mask = mask + smudges * 0.12 * torch.rand(n, 1, 1, 1, generator=rng)
    spoiled = torch.cat([picture, mask], 1).clamp(0, 1)
    for frame in torch.nonzero(torch.rand(n, generator=rng) < 0.2)[:, 0]:
        wide, high = (int(v) for v in 4 + torch.rand(2, generator=rng) * 18)
        left, top = (int(v) for v in torch.rand(2, generator=rng) * (SIZE_PX - 22))
        spoiled[frame, :3, top : top + high, left : left + wide] = torch.rand(3, 1, 1, generator=rng)
        if torch.rand(1, generator=rng) < 0.25:
            spoiled[frame, 3, top : top + high, left : left + wide] = float(torch.rand(1, generator=rng) < 0.5)
    return spoiled
