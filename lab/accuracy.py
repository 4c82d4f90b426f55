"""How far formcheck is off, beside plain MediaPipe: ``python -m lab.accuracy --clips DIR``.

Renders the test set (`lab.trials`), reviews every clip as ``formcheck review`` does, runs a plain MediaPipe loop beside
it, and writes one report, and its figures into formcheck (`formcheck.error_figures`). Everything is kept in the folder
and used again; `--there` scores what lies there, and the report says how many clips of the set that is, and from which
views; `--samples` scores the committed samples instead, and `--real` labelled pictures of real people.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

import typer

from formcheck.error_figures import LIMBS, write_figures
from lab import samples
from lab.accuracy_clips import FPS, SIZE_PX, answer, answers_of, in_parallel, render
from lab.accuracy_real import real_table
from lab.accuracy_table import limb_figures, table
from lab.bodies import topology
from lab.clip_score import ClipScore, score_clip
from lab.estimators import short_name
from lab.trials import FIRST_SEED, Trial, trials

REPORT = Path(__file__).parent / "ACCURACY.md"
QUICK = 0.15


def score_folder(clips: list[Path], answers: Path, model: str) -> list[ClipScore]:
    """Have the clips answered and score them.

    Parameters
    ----------
    clips
        Videos with their truth beside them.
    answers
        Folder for the answers.
    model
        Pose model.
    """
    wanted = [answers_of(clip, answers, model) for clip in clips]
    in_parallel(functools.partial(answer, model=model), wanted, _say, "answered")
    return [score_clip(answered) for answered in wanted]


def rendered(wanted: list[Trial], clips: Path) -> list[Trial]:
    """Return those of some trials whose clip and truth are in the folder, in their order."""
    return [trial for trial in wanted if (clips / f"{trial.name}.truth.json").exists()]


def _share(found: list[Trial], wanted: list[Trial]) -> str:
    """Say how many clips there are, and where not all of them, from which views."""
    if len(found) == len(wanted):
        return f"{len(found)} clips"
    widest = max((abs(trial.azimuth_deg) for trial in found if trial.azimuth_deg is not None), default=0.0)
    return f"{len(found)} of the {len(wanted)} clips (scripted kneels up to {widest:g}° off the side)"


def _say(text: str) -> None:
    typer.echo(text, err=True)


def main(
    clips: Annotated[Path, typer.Option(help="Folder for clips and answers; what is there is used again.")],
    quick: Annotated[bool, typer.Option(help="A seventh of the clips: ten minutes.")] = False,
    there: Annotated[
        bool, typer.Option("--there", help="Render none: score the clips that are in the folder.")
    ] = False,
    only_samples: Annotated[bool, typer.Option("--samples", help="Score the clips of samples/ instead.")] = False,
    first_seed: Annotated[
        list[int], typer.Option(help="Another one gives other people, clothes, rooms and moves; may be given again.")
    ] = [FIRST_SEED],  # noqa: B006 - typer copies it
    note: Annotated[str, typer.Option(help="A sentence on the clips, for the head of the report.")] = "",
    real: Annotated[
        Path | None, typer.Option(metavar="LABELS.json", help="Score labelled pictures instead; print only.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="Pose model: lite, full, heavy, its file, or another network: module:function.")
    ] = "full",
    out: Annotated[
        Path, typer.Option(help="The report; in its own place it takes the figures of settings and reports along.")
    ] = REPORT,
) -> None:
    """Measure formcheck's accuracy beside plain MediaPipe."""
    clips.mkdir(parents=True, exist_ok=True)
    if real is not None:
        typer.echo(real_table(real, clips / "answers", model))
        return
    if only_samples:
        about = "The clips of `samples/`: few, and known while formcheck was made. A check, not a benchmark."
        files = sorted(samples.FOLDER.glob("*.mp4"))
    else:
        wanted = [trial for seed in first_seed for trial in trials(seed, QUICK if quick else 1.0)]
        if not there:
            topology()  # a missing body package is said here, not by each process
            in_parallel(functools.partial(render, folder=clips), wanted, _say, "rendered")
        found = rendered(wanted, clips)
        files = [clips / f"{trial.name}.mp4" for trial in found]
        about = (
            f"{_share(found, wanted)} of {SIZE_PX[0]}x{SIZE_PX[1]} at {FPS:g} frames a second, "
            f"model {short_name(model)}, first seed {' and '.join(map(str, first_seed))}; bodies, garments and rooms "
            f"that no fit has seen. {note}"
        ).rstrip()
    scores = score_folder(files, clips / "answers", model)
    report = table(scores, about)
    out.write_text(report, encoding="utf-8")
    if out == REPORT:
        write_figures(LIMBS, limb_figures(scores, short_name(model)))
    typer.echo(report)


if __name__ == "__main__":
    typer.run(main)
