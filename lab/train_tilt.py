"""Train the tilt network: ``python -m lab.train_tilt --examples DIR --out models`` (needs torch and onnx).

`DIR` holds what `lab.tilt_examples` wrote, all four splits, kneeling and standing. ``--start`` goes on from a
``pelvis.pt`` (which the command writes every 250 batches, so it may be broken off) or from the ONNX files of a folder.
Beside the likelihood of each change, the order of a person's stills counts: arched < neutral < tucked, by how much they
differ, because that is what the own range judges by. The sd that the network tells is scaled afterwards, so that
two thirds of the errors lie within one even on flesh that deforms in a way never trained on: real flesh is such. That
one number is all that is taken from the second way.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from torch import Tensor, nn

from formcheck.lunge.pelvis.crop import SIZE_PX
from formcheck.lunge.pelvis.learned import COMPARER, ENCODER
from lab.tilt_accuracy import KEYPOINTS_ALONE
from lab.tilt_augment import spoil
from lab.tilt_examples import MARGIN_PX, Examples, read_examples
from lab.tilt_figures import figures, leaks, moved_from_neutral
from lab.tilt_net import BODY, FEATURES, Comparer, Encoder
from lab.tilt_restore import renormalise, restore
from lab.tilt_score import keypoint_weights
from lab.tilt_sessions import STILLS
from lab.tilt_wide import POSTURES

FRAMES = 12
"""Frames drawn from a session at a time."""
WEIGHTS = {"quiet": 4.0, "chest": 2.0}
"""How much oftener sessions are learned from in which the pelvis alone moves (that is how a patient tucks), or the
chest alone (that is what fools)."""
ORDER_WEIGHT, LEAST_SHARE = 0.5, 0.8
"""Of the ranking loss; the share of its true size by which a difference between two stills must be told."""
CHECKPOINT = "pelvis.pt"


@dataclass
class Networks:
    """The two halves, trained together."""

    encoder: Encoder
    comparer: Comparer

    def parameters(self) -> Iterator[nn.Parameter]:
        """All weights."""
        yield from self.encoder.parameters()
        yield from self.comparer.parameters()

    def modules(self) -> tuple[nn.Module, nn.Module]:
        """Both halves."""
        return self.encoder, self.comparer


def uncertain_loss(told: Tensor, log_variance: Tensor, true: Tensor) -> Tensor:
    """Gaussian log-likelihood, weighted so that what is hard still counts (Seitzer 2022, beta = 0.5)."""
    bounded = log_variance.clamp(-2, 6)
    variance = bounded.exp()
    return (((true - told) ** 2 / variance + bounded) * variance.detach() ** 0.5).mean()


def order_loss(told: Tensor, true: Tensor) -> Tensor:
    """How far the differences between stills of a person fall short, in order and in size.

    Parameters
    ----------
    told, true
        Shape (sessions, frames), degrees.
    """
    said, known = (each[:, :, None] - each[:, None, :] for each in (told, true))
    short = nn.functional.relu(LEAST_SHARE * known.abs() - said * known.sign())
    apart = (known.abs() > 2).float()
    return (nn.functional.smooth_l1_loss(short, torch.zeros_like(short), beta=3.0, reduction="none") * apart).sum() / (
        apart.sum() + 1
    )


def session_loss(networks: Networks, crops: Tensor, body: Tensor, tilt: Tensor, rng: torch.Generator) -> Tensor:
    """Compare every frame of a batch with a reference of its own session, three ways.

    The reference is the mean of two frames: once the neutral ones, twice any. Those two are not compared with
    themselves, or the network learns to be sure of no change where little is to be seen of one, as under loose cloth.
    """
    sessions = len(tilt)
    features, absolute = networks.encoder(crops, body)
    features = features.reshape(sessions, FRAMES, -1)
    absolute = absolute.reshape(sessions, FRAMES)
    loss = 0.1 * nn.functional.smooth_l1_loss(absolute, tilt, beta=3.0)
    picks = [torch.zeros(sessions, dtype=torch.long)]
    picks += [torch.randint(0, FRAMES - 1, (sessions,), generator=rng) for _ in range(2)]
    rows, columns = torch.arange(sessions), torch.arange(FRAMES)
    for pick in picks:
        others = ((columns != pick[:, None]) & (columns != pick[:, None] + 1)).flatten()
        before = (features[rows, pick] + features[rows, pick + 1]) / 2
        true = tilt - ((tilt[rows, pick] + tilt[rows, pick + 1]) / 2)[:, None]
        told, log_variance = networks.comparer(
            before[:, None].expand_as(features).flatten(0, 1), features.flatten(0, 1)
        )
        loss = loss + ORDER_WEIGHT * order_loss(told.reshape(sessions, FRAMES), true) / 3
        told, log_variance = told[others], log_variance[others]
        flat = true.flatten()[others]
        loss = loss + uncertain_loss(told, log_variance, flat) / 3
        apart = absolute - ((absolute[rows, pick] + absolute[rows, pick + 1]) / 2)[:, None]
        loss = loss + 0.5 * nn.functional.smooth_l1_loss(told, flat, beta=3.0) / 3
        loss = loss + 0.5 * nn.functional.smooth_l1_loss(apart.flatten()[others], flat, beta=3.0) / 3
    return loss


def spread_of(log_variance: Tensor) -> np.ndarray:
    """Return the standard deviation, degrees, not yet scaled."""
    return np.asarray(torch.exp(log_variance.clamp(-2, 6) / 2).numpy())


def compare_all(networks: Networks, examples: Examples) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compare every frame with the mean of the neutral frames of its session.

    Returns
    -------
    told, sd, true
        Degrees, shape (sessions, frames): the frames that are not neutral, then NaN.
    """
    for module in networks.modules():
        module.eval()
    rng = torch.Generator()
    told: list[np.ndarray] = []
    sd: list[np.ndarray] = []
    true: list[np.ndarray] = []
    with torch.no_grad():
        for i in range(len(examples)):
            crops, body = spoil(*examples.tensors(i), 1, MARGIN_PX, rng, warp=False)
            features, _ = networks.encoder(crops, body)
            neutral = examples.neutral[i]
            before = features[neutral].mean(0, keepdim=True).expand_as(features)
            change, log_variance = networks.comparer(before, features)
            tilt = examples.tilt[i] - examples.tilt[i][neutral].mean()
            for stack, values in ((told, change.numpy()), (sd, spread_of(log_variance)), (true, tilt)):
                row = np.full(STILLS, np.nan)
                row[: (~neutral).sum()] = values[~neutral]
                stack.append(row)
    stacked = [np.array(each) for each in (told, sd, true)]
    return stacked[0], stacked[1], stacked[2]


def train(
    networks: Networks,
    examples: Examples,
    check: Examples,
    steps: int,
    sessions: int,
    rate: float,
    seed: int,
    out: Path | None = None,
) -> Networks:
    """Train; return the running mean of the weights, which is kept in a folder meanwhile, if one is given."""
    rng, numbers = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
    best = copy.deepcopy(networks)
    learned = [each for each in networks.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.1)
    weights = np.array([WEIGHTS.get(truth[0]["course"], 1.0) for truth in examples.truth])
    start = time.monotonic()
    for step in range(steps):
        for module in networks.modules():
            module.train()
        if not next(networks.encoder.look.parameters()).requires_grad:
            networks.encoder.look.eval()
        chosen = numbers.choice(len(examples), sessions, replace=False, p=weights / weights.sum())
        raw, points, tilt = examples.batch(chosen, FRAMES, numbers)
        crops, body = spoil(raw, points, sessions, MARGIN_PX, rng)
        loss = session_loss(networks, crops, body, tilt, rng)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learned, 5.0)
        optimiser.step()
        schedule.step()
        _follow(best, networks, min(0.996, (step + 1) / (step + 10)))
        if (step + 1) % 250 == 0:
            score = scores_of(check, *compare_all(best, check))
            if out is not None:
                save(best, out)
            spent = time.monotonic() - start
            print(f"{step + 1} {spent:.0f} s loss {loss:.2f}", {k: round(v, 3) for k, v in score.items()}, flush=True)
    for module in best.modules():
        module.eval()
    return best


def save(networks: Networks, out: Path) -> None:
    """Keep the weights in a folder, to go on from."""
    torch.save([module.state_dict() for module in networks.modules()], out / CHECKPOINT)


def load(networks: Networks, start: Path, examples: Examples) -> None:
    """Go on from a ``pelvis.pt``, or from the ONNX files of a folder."""
    if start.is_file():
        for module, weights in zip(networks.modules(), torch.load(start, weights_only=True), strict=True):
            module.load_state_dict(weights)
        return
    for module, name in zip(networks.modules(), (ENCODER, COMPARER), strict=True):
        restore(module, start / name)
    numbers, rng = np.random.default_rng(0), torch.Generator().manual_seed(0)
    chosen = numbers.choice(len(examples), min(16, len(examples)), replace=False)
    raw, points, _ = examples.batch(chosen, FRAMES, numbers)
    crops, body = spoil(raw, points, len(chosen), MARGIN_PX, rng)

    def run() -> None:
        features, _ = networks.encoder(crops, body)
        networks.comparer(features.roll(1, 0), features)

    for module in networks.modules():
        renormalise(module, run)


def scores_of(examples: Examples, told: np.ndarray, sd: np.ndarray, true: np.ndarray) -> dict[str, float]:
    """Scores of what `compare_all` gives: errors, order, and what leaks in from chest, trunk and thigh."""
    moved = moved_from_neutral(examples.truth, told.shape[1])
    return figures(told, sd, true) | leaks(told, true, moved)


def _follow(mean: Networks, now: Networks, keep: float) -> None:
    with torch.no_grad():
        for slow, fast in zip(mean.modules(), now.modules(), strict=True):
            for kept, value in zip(slow.state_dict().values(), fast.state_dict().values(), strict=True):
                if value.dtype.is_floating_point:
                    kept.mul_(keep).add_(value, alpha=1 - keep)
                else:
                    kept.copy_(value)


class _Told(nn.Module):
    """The comparer with its sd in degrees, scaled."""

    def __init__(self, comparer: Comparer, scale: float) -> None:
        super().__init__()
        self.comparer, self.scale = comparer, scale

    def forward(self, before: Tensor, now: Tensor) -> tuple[Tensor, Tensor]:
        change, log_variance = self.comparer(before, now)
        return change, self.scale * torch.exp(log_variance.clamp(-2, 6) / 2)


def export(networks: Networks, sd_scale: float, out: Path) -> None:
    """Write both networks as ONNX, one frame at a time."""
    crops, body, features = torch.zeros(1, 4, SIZE_PX, SIZE_PX), torch.zeros(1, BODY), torch.zeros(1, FEATURES)
    torch.onnx.export(
        networks.encoder.eval(), (crops, body), str(out / ENCODER), dynamo=False, opset_version=13,
        input_names=["crops", "body"], output_names=["features", "tilt_deg"],
    )  # fmt: skip
    torch.onnx.export(
        _Told(networks.comparer, sd_scale).eval(), (features, features), str(out / COMPARER), dynamo=False,
        opset_version=13, input_names=["before", "now"], output_names=["change_deg", "sd_deg"],
    )  # fmt: skip


def sd_scale_of(told: np.ndarray, sd: np.ndarray, true: np.ndarray) -> float:
    """By how much to multiply the sd so that 68 % of the errors lie within it."""
    return float(np.nanquantile(np.abs(told - true) / sd, 0.6827))


def keypoints_alone(examples: Examples) -> np.ndarray:
    """Fit what keypoints alone tell of the same sessions, as a peer."""
    before, now, tilt = [], [], []
    for body, true, neutral in zip(examples.body, examples.tilt, examples.neutral, strict=True):
        before.append(np.repeat(body[neutral].mean(0, keepdims=True), (~neutral).sum(), axis=0))
        now.append(body[~neutral])
        tilt.append(true[~neutral] - true[neutral].mean())
    joined = [np.concatenate(each).astype(float) for each in (before, now, tilt)]
    return keypoint_weights(joined[0], joined[1], joined[2])


def main(
    examples: Annotated[Path, typer.Option(help="Folder of `lab.tilt_examples`.")],
    out: Annotated[Path, typer.Option(help="Folder for the networks.")],
    channels: Annotated[int, typer.Option(help="4: picture and mask; 1: mask alone.")] = 4,
    steps: Annotated[int, typer.Option(help="Batches.")] = 5000,
    sessions: Annotated[int, typer.Option(help="Sessions in a batch, 12 frames each.")] = 4,
    most: Annotated[int, typer.Option(help="Use no more training sessions than this.")] = 1_000_000,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 2e-3,
    start: Annotated[Path | None, typer.Option(help="A pelvis.pt, or a folder of networks, to go on from.")] = None,
    frozen: Annotated[bool, typer.Option(help="Leave what looks at the picture as it is; learn the rest.")] = False,
    leaning: Annotated[bool, typer.Option(help="Learn from the sessions of deep leans too.")] = False,
    threads: Annotated[int, typer.Option(help="Of torch.")] = 2,
) -> None:
    """Train, scale the sd, export, and print the scores."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    training, validation = read_examples(examples, "train"), read_examples(examples, "validation")
    training.keep(most)
    if leaning:
        training.extend(read_examples(examples, "train_leaning"))
    training.extend(read_examples(examples, "train", "standing"))
    typer.echo(f"{len(training)} sessions to train on, {len(validation)} to check with")
    networks = Networks(Encoder(channels), Comparer())
    if start is not None:
        load(networks, start, training)
    networks.encoder.look.requires_grad_(not frozen)
    out.mkdir(parents=True, exist_ok=True)
    networks = train(networks, training, validation, steps, sessions, rate, seed, out)
    save(networks, out)
    if start is None:
        np.save(KEYPOINTS_ALONE, keypoints_alone(training))
    conclude(networks, examples, out, {"sessions": len(training), "steps": steps})


def conclude(networks: Networks, examples: Path, out: Path, about: dict[str, int]) -> None:
    """Scale the sd, export both networks, and write and print their scores."""
    unseen = {
        f"{split}_{posture}": found
        for split in ("validation", "test", "other_flesh")
        for posture in POSTURES
        if len(found := read_examples(examples, split, posture))
    }
    compared = {name: compare_all(networks, found) for name, found in unseen.items()}
    on = [f"{split}_kneeling" for split in ("validation", "other_flesh")]
    scale = max(sd_scale_of(*compared[name]) for name in on if name in compared)
    export(networks, scale, out)
    scores: dict[str, object] = {"sd_scale": scale, **about}
    for name, (told, sd, true) in compared.items():
        scores[name] = scores_of(unseen[name], told, sd * scale, true)
    (out / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    typer.echo(json.dumps(scores, indent=1))


if __name__ == "__main__":
    typer.run(main)
