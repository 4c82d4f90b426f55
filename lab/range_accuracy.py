"""What is told in films that begin with the own range: ``python -m lab.range_accuracy --films DIR``.

Every film of `lab.range_trials` or `lab.third_films` in the folder is reviewed as ``formcheck review`` does, and judged
three times: by the range that is marked where it truly is, by the one that is found, and without any. The words of the
hold are compared with the truth. The reviews are kept in ``answers/`` beside the films and used again.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.lunge.corrections import Corrections
from formcheck.results.stored import StoredReview
from formcheck.review.rejudge_folder import rejudge_folder
from formcheck.review.run import Options, review_file
from lab.range_trials import FALSE_RANGES

MODES = ("marked", "found", "none")
"""The own range is given, is looked for, or is taken for not shown."""
WAYS = {"test": "first way", "other_flesh": "second way", "third": "third domain"}
SETTLED_S = 1.0
"""Of the hold, the first moments belong to the way into it and to the time that a word takes."""
LOST_WITHIN_S = 2.5
NEUTRAL_DEG, NEUTRAL_SHARE = 1.0, 0.15
NEAR_DEG, FAR_DEG = 15.0, 25.0
_TABLES = ("angles.csv", "summary.json", "poses.npz")

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Held:
    """What was told in the hold of one film.

    Attributes
    ----------
    name, kind, split
        Of the film.
    view_deg
        True view, degrees off the side.
    own_deg
        The own tuck, as it truly was, degrees.
    times_s, tuck_deg, words
        In each frame of the hold: when, true tuck from the neutral (posterior +), and the word.
    counts
        Whether the range counts.
    """

    name: str
    kind: str
    split: str
    view_deg: float
    own_deg: float
    times_s: Array
    tuck_deg: Array
    words: NDArray[np.str_]
    counts: bool

    @property
    def held_deg(self) -> float:
        """Median true tuck of the hold; of a tuck that is lost, while it lasts."""
        return float(np.quantile(self.tuck_deg, 0.9) if self.kind == "lost" else np.median(self.tuck_deg))

    def told(self, word: str) -> bool:
        """Whether a word was told in most of the hold."""
        return bool(np.mean(self.words == word) >= 0.5)


def answered(clip: Path, answers: Path, mode: str) -> Path:
    """Return the folder with the tables of a film, reviewed where they are not there."""
    truth = json.loads(clip.with_name(f"{clip.stem}.truth.json").read_text(encoding="utf-8"))
    given = Corrections(no_range=True) if mode == "none" else Corrections()
    if mode == "marked":
        swings = truth["about"]["swings_s"]
        given = Corrections(ranges_s=((swings[0][2] - 1.0, swings[-1][2]),))
    folder = answers / mode / clip.stem
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=answers) as place:
        whole, kept = Path(place) / "whole", Path(place) / "kept"
        if mode == "found":
            review_file(clip, whole, Options(video=False))
        else:
            rejudge_folder(StoredReview.open(answered(clip, answers, "found")), whole, given, video=False)
        kept.mkdir()
        for name in _TABLES:
            shutil.move(whole / name, kept / name)
        kept.rename(folder)
    return folder


def held(truth: dict[str, Any], rows: Sequence[dict[str, str]], summary: dict[str, Any]) -> Held:
    """Compare the hold of a film with its truth.

    Parameters
    ----------
    truth
        Of the film.
    rows, summary
        What formcheck wrote: ``angles.csv`` and ``summary.json``.
    """
    about = truth["about"]
    at, tilt = np.array(truth["time_s"], float), np.array(truth["angles_deg"]["pelvic_tilt_deg"], float)
    swings = about["swings_s"]

    def median_of(kind: str) -> float:
        spans = [(start_s, end_s) for name, start_s, end_s in swings if name == kind]
        return float(np.median(np.concatenate([tilt[(at >= a) & (at <= b)] for a, b in spans])))

    neutral = median_of("neutral")
    times = np.array([float(row["time_s"]) for row in rows])
    hold = (times >= about["hold_s"][0] + SETTLED_S) & (times <= about["hold_s"][1])
    ranges = [side["own_range"] for side in summary["sides"] if side["own_range"]]
    return Held(
        name=truth["name"],
        kind=about["kind"],
        split=about["split"],
        view_deg=float(truth["azimuth_deg"]),
        own_deg=neutral - median_of("tuck"),
        times_s=times[hold],
        tuck_deg=neutral - np.interp(times[hold], at, tilt),
        words=np.array([row["pelvis_statement"] for row, there in zip(rows, hold, strict=True) if there]),
        counts=any(own["counts"] for own in ranges),
    )


def table(films: Sequence[Held], mode: str) -> list[str]:
    """Return the figures of one mode, a column for each way of deforming."""
    columns = {name: [f for f in films if f.split == split] for split, name in WAYS.items()}
    columns = {name: found for name, found in columns.items() if found}
    title = {"marked": "own range marked", "found": "own range found", "none": "no range"}[mode]
    lines = [f"| {title} | " + " | ".join(columns) + " |", "|---" * (1 + len(columns)) + "|"]
    for what, figure in _figures(mode).items():
        lines.append(f"| {what} | " + " | ".join(figure(found) for found in columns.values()) + " |")
    return lines


def _figures(mode: str) -> dict[str, Callable[[Sequence[Held]], str]]:
    def near(f: Held) -> bool:
        return abs(f.view_deg) <= NEAR_DEG

    def tuck(f: Held) -> bool:
        of_own = f.held_deg >= 0.64 * f.own_deg or mode == "none"  # the own tuck is itself shown at 85-100 %
        return f.kind.startswith("tuck") and of_own and f.held_deg >= 3.5

    def share(right: Callable[[Held], bool], chosen: Callable[[Held], bool]) -> Callable[[Sequence[Held]], str]:
        return lambda films: _share([right(f) for f in films if chosen(f)])

    def told(word: str, chosen: Callable[[Held], bool]) -> Callable[[Sequence[Held]], str]:
        return share(lambda f: f.told(word), chosen)

    def counts(f: Held) -> bool:
        return f.counts

    def arch(f: Held) -> bool:
        return f.kind == "arch"

    if mode == "none":
        return {
            "tucks of 6° or more told": told("tucked", lambda f: tuck(f) and f.held_deg >= 6),
            "tucks of 3.5-6° told": told("tucked", lambda f: tuck(f) and f.held_deg < 6),
            "arches of 8° or more told": told("arching", lambda f: arch(f) and f.held_deg <= -8),
            "arches under 8° told": told("arching", lambda f: arch(f) and f.held_deg > -8),
            **_wrong(),
        }
    return {
        "tucks told, views to 15°": told("tucked", lambda f: tuck(f) and near(f)),
        "tucks told, views of 15-25°": told("tucked", lambda f: tuck(f) and not near(f)),
        "arches told, views to 15°": told("arching", lambda f: arch(f) and near(f)),
        "arches told, views of 15-25°": told("arching", lambda f: arch(f) and not near(f)),
        "tuck lost in time": share(_lost_in_time, _can_lose),
        "range counts that was shown, views to 15°": share(counts, lambda f: near(f) and f.kind not in FALSE_RANGES),
        "range counts that was shown with something else": share(counts, lambda f: f.kind in FALSE_RANGES),
        **_wrong(),
    }


def _wrong() -> dict[str, Callable[[Sequence[Held]], str]]:
    def frames(films: Sequence[Held], wrong: Callable[[Held], tuple[NDArray[np.bool_], NDArray[np.bool_]]]) -> str:
        pairs = [wrong(f) for f in films if abs(f.view_deg) <= FAR_DEG]
        called, asked = (int(sum(np.sum(pair[k]) for pair in pairs)) for k in (0, 1))
        return f"{called / asked:.1%} of {asked}" if asked else "–"

    def neutral(f: Held) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        still = np.abs(f.tuck_deg) <= max(NEUTRAL_DEG, NEUTRAL_SHARE * f.own_deg)
        settled = still & (f.times_s >= _still_from(f, still))
        return settled & np.isin(f.words, ("tucked", "arching")), settled

    def opposite(f: Held) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        tucked, arched = f.tuck_deg > 2, f.tuck_deg < -2
        return (tucked & (f.words == "arching")) | (arched & (f.words == "tucked")), tucked | arched

    def silent(f: Held) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        return f.words == "", np.ones(len(f.words), bool)

    return {
        "neutral called tucked or arching, frames": lambda films: frames(films, neutral),
        "opposite word, frames": lambda films: frames(films, opposite),
        "silent, frames": lambda films: frames(films, silent),
    }


def _still_from(film: Held, still: NDArray[np.bool_]) -> float:
    """Return from when the neutral has lasted long enough that the word of before may no longer stand."""
    first = film.times_s[still].min() if still.any() else np.inf
    return float(first if film.kind != "lost" else first + LOST_WITHIN_S)


def _can_lose(film: Held) -> bool:
    """Return whether the tuck was told before it was lost."""
    return film.kind == "lost" and bool(np.any(film.words == "tucked"))


def _lost_in_time(film: Held) -> bool:
    fallen = film.times_s[film.tuck_deg <= 0.25 * film.own_deg]
    said = film.times_s[film.words == "tuck lost"]
    return bool(len(fallen) and len(said) and said.min() <= fallen.min() + LOST_WITHIN_S)


def _share(flags: Sequence[bool]) -> str:
    return f"{np.mean(flags):.0%} of {len(flags)}" if flags else "–"


def main(
    films: Annotated[Path, typer.Option(help="Films with their truth; the reviews go to answers/ in it.")],
    out: Annotated[Path | None, typer.Option(help="Write the tables into this file, too.")] = None,
) -> None:
    """Score films that begin with the own range, through the whole program."""
    clips = [file.with_name(file.name.replace(".truth.json", ".mp4")) for file in sorted(films.glob("*.truth.json"))]
    seeds = ", ".join(re.sub(r"(_[a-z]+)+$", "", clip.stem) for clip in clips)
    lines = ["# What is told by the own range", ""]
    lines += [f"{len(clips)} films; words in most of the hold, {SETTLED_S:g} s after it began. Seeds: {seeds}.", ""]
    for mode in MODES:
        found = []
        for clip in clips:
            folder = answered(clip, films / "answers", mode)
            truth = json.loads(clip.with_name(f"{clip.stem}.truth.json").read_text(encoding="utf-8"))
            with (folder / "angles.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            found.append(held(truth, rows, json.loads((folder / "summary.json").read_text(encoding="utf-8"))))
            f = found[-1]
            words = {str(word): f"{np.mean(f.words == word):.0%}" for word in np.unique(f.words)}
            typer.echo(f"{mode:6} {f.name:34} {f.view_deg:+5.0f}° own {f.own_deg:.1f}° {f.counts} {words}", err=True)
        lines += [*table(found, mode), ""]
    text = "\n".join(lines)
    typer.echo(text)
    if out is not None:
        out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
