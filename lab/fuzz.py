"""Damaged files by the thousand: ``python -m lab.fuzz [TRIES [KIND]]`` prints the table of `lab/FUZZ.md`.

Videos in eight containers, photos, settings, archives, histories and stored reviews are damaged by fixed seeds, so that
a failure comes again. As designed is: read, judged or refused with one sentence and exit code 2. The seeds of whole
reviews are fewer, because each runs the pose network.
"""

from __future__ import annotations

import random
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from typer.testing import CliRunner

from formcheck.archive.practice_history import History
from formcheck.archive.store import Archive
from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.records import Frame, Pose
from formcheck.results.poses import NAME as POSES
from formcheck.results.poses import Recorder, StoredPoses
from formcheck.results.practice import PartDone, PracticeDone
from formcheck.results.stored import StoredReview
from formcheck.results.visit import visit_of
from formcheck.settings import load_settings
from formcheck.video.reader import open_source
from lab.fuzz_stored import STORED
from lab.fuzz_use import ROWS, Try
from tests.support.clips import pictures, write_clip
from tests.support.mutations import damaged_bytes, odd_cell
from tests.support.stored import store

COMMANDS = ("list", "export P1", "goals P1", "erase P1 --yes")
CONTAINERS = {
    "mp4": "libx264",
    "mov": "libx264",
    "mkv": "libx264",
    "avi": "mpeg4",
    "mts": "libx264",
    "mpg": "mpeg2video",
    "webm": "libvpx-vp9",
    "flv": "libx264",
}
PHOTOS = ("jpg", "png", "webp", "tiff", "bmp", "ppm")
HANG_S = 300
"""Seconds by the clock: the table is made at the lowest priority beside other work."""
WHOLE_REVIEWS = 25
"""One whole review for so many other tries."""


class Hang(BaseException):
    """A try that takes too long; no wall catches it."""


@dataclass
class Row:
    """What came of one kind of file."""

    tries: int = 0
    as_designed: int = 0
    hangs: int = 0
    half_written: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


@contextmanager
def _limited() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(HANG_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _command(*arguments: str) -> str:
    """Run a command; return what was wrong with how it ended, or nothing."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exit_code not in (0, 2, 3):
        return f"exit {result.exit_code}: {(result.stderr or repr(result.exception))[:120]}"
    if "Traceback" in result.stderr or result.stderr.count("\n") > 1:
        return f"said {result.stderr[:160]!r}"
    return ""


def _read(use: Callable[[], object]) -> str:
    try:
        use()
    except FormcheckError:
        return ""
    return ""


def _frames(path: Path) -> object:
    return [frame.index for frame in open_source(path)]


def _stored(folder: Path) -> object:
    review = StoredReview.open(folder)
    review.series()
    return list(StoredPoses.open(folder)) if (folder / "poses.npz").exists() else None


def _kinds(here: Path, only: str) -> Iterator[tuple[str, Path, list[Callable[[], str]]]]:
    """Make one sound file of each kind with this in its name, and say how each is used."""
    images = [np.asarray(cv2.resize(image, (160, 120)), np.uint8) for image in pictures(count=16)]
    for ending, codec in CONTAINERS.items():
        if only not in f"film.{ending}":
            continue
        path = _film(here / f"film.{ending}", images, codec)
        yield f"film.{ending}", path, [lambda path=path: _read(lambda: _frames(path))]  # type: ignore[misc]
    for ending in PHOTOS:
        path = here / f"photo.{ending}"
        cv2.imwrite(str(path), np.asarray(images[0]))
        yield f"photo.{ending}", path, [lambda path=path: _read(lambda: _frames(path))]  # type: ignore[misc]
    review = store(here / "clip")
    _poses().write(review.folder / POSES)
    archive, history, settings = here / "archive.sqlite", here / "practice.sqlite3", here / "own.toml"
    settings.write_text("[phases]\nhold_target_s = 20\n[bands.trunk_deg]\ngreen = [-5, 10]\n", encoding="utf-8")
    yield "settings", settings, [lambda: _read(lambda: load_settings(settings))]
    time = visit_of(review).time
    practice = PracticeDone(started_at=time, parts=[PartDone(side="left", target_s=30, good_s=20)])
    with Archive(archive) as opened:
        opened.add("P1", visit_of(review))
        opened.set_goals("P1", "[phases]\nhold_target_s = 20\n")
        opened.add_practices("P1", [practice], time)
    History(history).keep(practice)
    yield (
        "archive",
        archive,
        [lambda c=c: _command("archive", *c.split(), "--archive", str(archive)) for c in COMMANDS],  # type: ignore[misc]
    )
    adding = ("archive", "practice", "P1", "--history", str(history), "--consent")
    yield "history", history, [lambda: _command(*adding, "--archive", str(here / "other.sqlite"))]
    for file in sorted(review.folder.iterdir()):
        if file.suffix in (".json", ".csv", ".npz"):
            yield file.name, file, [lambda: _read(lambda: _stored(review.folder))]
    if only not in "review":
        return
    whole = write_clip(here / "whole.mp4", pictures(count=48), fps=24)
    yield (
        "review",
        whole,
        [lambda: _command("review", str(whole), "--out", str(here / "out"), "--force", "--no-video", "--no-pdf")],
    )


def _poses() -> Recorder:
    recorder, nowhere = Recorder(), np.full((33, 3), np.nan)
    for index in range(20):
        pose = Pose((640, 480), np.full((33, 2), 100.0 + index), np.ones(33), np.ones(33), nowhere)
        recorder.add(Frame(index, index / 30, pose=pose))
    return recorder


def _film(path: Path, images: list[NDArray[np.uint8]], codec: str) -> Path:
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=25)
        stream.pix_fmt, stream.height, stream.width = "yuv420p", *images[0].shape[:2]
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def _tried(file: Path, uses: list[Callable[[], str]], tries: int, out: Path) -> Row:
    row, whole = Row(tries), file.read_bytes()
    for seed in range(tries):
        file.write_bytes(whole)
        random_ = random.Random(seed)
        if file.suffix.startswith(".sqlite") and seed % 2:
            odd_cell(file, random_)
        else:
            file.write_bytes(damaged_bytes(whole, random_))
        try:
            with _limited():
                wrong = uses[seed // 2 % len(uses)]()
        except Hang:
            wrong, row.hangs = "hangs", row.hangs + 1
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"[:160]
        row.half_written += sum(1 for part in out.rglob("*.part")) if out.exists() else 0
        row.as_designed += not wrong
        row.wrong.update([f"seed {seed}: {wrong}"] if wrong else [])
    file.write_bytes(whole)
    return row


def fuzz(tries: int, only: str = "") -> Iterator[tuple[str, Row]]:
    """Damage each kind of file so often; give what came of each."""
    with TemporaryDirectory(prefix="formcheck-fuzz-") as folder:
        here = Path(folder)
        for kind, file, uses in _kinds(here, only):
            if only in kind:
                of_kind = max(tries // (WHOLE_REVIEWS if kind == "review" else 1), 1)
                yield kind, _tried(file, uses, of_kind, here / "out")
        for kind, tries_of in {**STORED, **ROWS}.items():
            if only in kind:
                place = here / kind.replace(" ", "-")
                place.mkdir()
                with closing(tries_of(place)) as made:
                    yield kind, _used(next(made), tries)


def _used(use: Try, tries: int) -> Row:
    row = Row(tries)
    for seed in range(tries):
        try:
            with _limited():
                wrong = use(random.Random(seed))
        except Hang:
            wrong, row.hangs = "hangs", row.hangs + 1
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"[:160]
        row.half_written += " left " in wrong
        row.as_designed += not wrong
        row.wrong.update([f"seed {seed}: {wrong}"] if wrong else [])
    return row


def main(tries: int = 1000, only: str = "") -> None:
    """Print the table, or that part of it whose kinds have a word in their name."""
    typed = " ".join(["python -m lab.fuzz", str(tries), *([repr(only)] if only else [])])
    print(f"# Damaged files\n\n`{typed}`: seeds 0 to {tries - 1} of each kind.\n")
    print("| kind | tried | as designed | hangs | half-written |\n|---|---|---|---|---|")
    wrong: list[str] = []
    for kind, row in fuzz(tries, only):
        print(f"| {kind} | {row.tries} | {row.as_designed} | {row.hangs} | {row.half_written} |", flush=True)
        wrong += [f"- {kind}, {what}" for what in list(row.wrong)[:5]]
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nPeak memory of the process: {memory_mb} MB.")
    print(*wrong, sep="\n")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["1000"])[0]), *sys.argv[2:])
