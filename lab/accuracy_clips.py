"""Renders the trials and has each clip answered by formcheck and by the plain loop; what is there is used again.

In the folder of the clips: ``<name>.mp4`` and ``<name>.truth.json``; in `plain/` what plain MediaPipe saw; in
`formcheck-<key>/` what formcheck wrote, where the key changes with its code and its model. So a benchmark that was
broken off goes on where it was, and after a change of formcheck only formcheck runs again.
"""

from __future__ import annotations

import functools
import hashlib
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import formcheck
from formcheck.lunge.pelvis.learned import COMPARER, ENCODER
from formcheck.review.run import Options, review_file
from formcheck.system.bundled import bundled_file
from lab import plain
from lab.clips import write_clip
from lab.estimators import estimator_of, fingerprint, short_name
from lab.render import Renderer
from lab.trials import Trial, scene_of

SIZE_PX = (640, 480)
FPS = 12.0
PROCESSES = 2
TABLES = ("angles.csv", "keypoints.csv", "summary.json", "poses.npz")
JUDGING = (
    *("pose", "lunge", "coaching", "filters.py", "geometry.py", "settings", "pipeline.py"),
    *("video/reader.py", "review/tables.py", "review/review.py"),
)
"""Parts of formcheck that its answers depend on."""
SOURCES = (".py", ".json")

T = TypeVar("T")


@dataclass(frozen=True)
class Answered:
    """Where a clip, its truth and both answers are or will be."""

    clip: Path
    truth: Path
    formcheck: Path
    plain: Path


def in_parallel(work: Callable[[T], object], items: Iterable[T], say: Callable[[str], None], what: str) -> None:
    """Do something with every item in two processes, and tell how far it is."""
    todo = list(items)
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        for done, _ in enumerate(pool.imap_unordered(work, todo), start=1):
            say(f"{what}: {done} of {len(todo)}")


@functools.cache
def _renderer() -> Renderer:
    """One for each process: a graphics context cannot be shared."""
    return Renderer(SIZE_PX)


def render(trial: Trial, folder: Path) -> None:
    """Render one trial unless it is there."""
    if not (folder / f"{trial.name}.truth.json").exists():
        write_clip(scene_of(trial), folder, _renderer(), FPS, trial.seed, metres=True)


def answers_of(clip: Path, answers: Path, model: str) -> Answered:
    """Return where everything about a clip belongs, for formcheck as it is now.

    Parameters
    ----------
    clip
        The video, its truth beside it.
    answers
        Folder for the answers.
    model
        Name of the pose model, or its file.
    """
    return Answered(
        clip=clip,
        truth=clip.with_name(f"{clip.stem}.truth.json"),
        formcheck=answers / f"formcheck-{_key(model)}" / clip.stem,
        plain=answers / f"plain-{short_name(model)}" / f"{clip.stem}.npz",
    )


def answer(wanted: Answered, model: str) -> None:
    """Let formcheck and the plain loop see one clip, unless they have."""
    if not wanted.formcheck.exists():
        review(wanted.clip, wanted.formcheck, model)
    if not wanted.plain.exists():
        plain.watch(wanted.clip, wanted.plain, model)


def review(clip: Path, folder: Path, model: str) -> None:
    """Review as ``formcheck review --no-video`` does, and keep the tables in a new folder; the report is large."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        review_file(
            clip, Path(place) / "all", Options(model=model, video=False, pdf=False, estimator=estimator_of(model))
        )
        (Path(place) / "kept").mkdir()
        for name in TABLES:
            shutil.move(Path(place) / "all" / name, Path(place) / "kept" / name)
        (Path(place) / "kept").rename(folder)


@functools.cache
def _key(model: str) -> str:
    """Return a short name of the version of formcheck at work."""
    package = Path(formcheck.__file__).parent
    parts = [package / part for part in JUDGING]
    files = [file for part in parts for file in ([part] if part.is_file() else part.rglob("*"))]
    sources = sorted(file for file in files if file.suffix in SOURCES)
    seen = hashlib.sha256(fingerprint(model))
    for name in (ENCODER, COMPARER):
        seen.update(bundled_file("models", name).read_bytes())
    for file in sources:
        seen.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    return seen.hexdigest()[:12]
