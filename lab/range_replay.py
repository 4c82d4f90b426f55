"""The own range on stored readings: ``python -m lab.range_replay --films DIR``.

Takes the readings of reviews (`angles.csv`) of the films of `lab.range_trials`, with the times of the swings from their
truth, and reports for each film the range, the words of the hold by the shares, and those that the program said; and
where the range is found by itself.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.lunge.pelvis.found_range import LIMBS, find_range
from formcheck.lunge.pelvis.own_range import Posture, own_range
from formcheck.lunge.pelvis.statement import ShareJudge
from formcheck.records import OwnRange
from formcheck.settings import Settings

SETTLE_S = 0.3
"""Of each posture, the first moments belong to the way into it."""


@dataclass(frozen=True, eq=False)
class Replay:
    """One film.

    Attributes
    ----------
    name, kind
        Of the film.
    view_deg
        True view, degrees off the side.
    own
        The range.
    words, said
        In each frame of the hold: by the shares, and by the program as it was.
    true_share
        True tuck by the own true tuck, in each frame of the hold.
    shown_s, found_s
        From when to when the range is shown, and where it is found by itself; None where it is not.
    """

    name: str
    kind: str
    view_deg: float
    own: OwnRange
    words: list[str]
    said: list[str]
    true_share: NDArray[np.float64]
    shown_s: tuple[float, float]
    found_s: tuple[float, float] | None


def replay(truth_file: Path, angles_file: Path, settings: Settings | None = None) -> Replay:
    """Judge the hold of one film by the range it begins with."""
    pelvis = (settings or Settings()).pelvis
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    about = truth["about"]
    with angles_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    times, tucks, trunks, *limbs = (
        np.array([float(row[name] or "nan") for row in rows]) for name in ("time_s", "tuck_deg", "trunk_deg", *LIMBS)
    )
    after = slice(int(np.argmax(np.isfinite(tucks))), None)
    within_s = pelvis.own_range.found_within_s
    soon = times[after] <= times[after][0] + within_s
    found_s = find_range(
        times[after][soon],
        tucks[after][soon],
        trunks[after][soon],
        np.array([limb[after][soon] for limb in limbs]),
        pelvis.own_range,
    )

    def within(start_s: float, end_s: float) -> NDArray[np.bool_]:
        return (times >= start_s) & (times <= end_s)

    postures = []
    for kind, start_s, end_s in about["swings_s"]:
        inside = within(start_s + SETTLE_S, end_s)
        trunk = float(np.nanmedian(trunks[inside])) if np.isfinite(trunks[inside]).any() else float("nan")
        postures.append(Posture(kind, times[inside], tucks[inside], trunk))
    own = own_range(postures, pelvis.own_range)
    judge = ShareJudge(own, pelvis) if own.counts else None
    hold = within(about["swings_s"][-1][2], about["hold_s"][1])
    words = [judge.step(t, k).statement if judge else "" for t, k in zip(times[hold], tucks[hold], strict=True)]
    kept = times[hold] >= about["hold_s"][0] + 1.0
    tilt = np.interp(times, truth["time_s"], truth["angles_deg"]["pelvic_tilt_deg"])
    neutral = float(np.median(tilt[times < 2.5]))
    full = [float(np.median(tilt[within(a, b)])) for kind, a, b in about["swings_s"] if kind == "tuck"]
    true = (neutral - tilt[hold][kept]) / max(neutral - float(np.median(full)), 0.1)
    said = (
        [rows[i]["pelvis_statement"] for i in np.flatnonzero(hold)]
        if "pelvis_statement" in rows[0]
        else [""] * len(words)
    )
    return Replay(
        name=truth["name"],
        kind=about["kind"],
        view_deg=truth["camera"]["azimuth_deg"],
        own=own,
        words=[w for w, k in zip(words, kept, strict=True) if k],
        said=[w for w, k in zip(said, kept, strict=True) if k],
        true_share=true,
        shown_s=(about["swings_s"][0][1], about["swings_s"][-1][2]),
        found_s=found_s,
    )


def main(
    films: Annotated[Path, typer.Option(help="Films with their truth; answers/ beside them holds the reviews.")],
) -> None:
    """Print a line for each film."""
    for truth_file in sorted(films.glob("*.truth.json")):
        name = truth_file.name.removesuffix(".truth.json")
        angles = films / "answers" / name / "angles.csv"
        if not angles.exists():
            continue
        r = replay(truth_file, angles)
        counted = {word: f"{np.mean([w == word for w in r.words]):.0%}" for word in dict.fromkeys(r.words)}
        before = {word: f"{np.mean([w == word for w in r.said]):.0%}" for word in dict.fromkeys(r.said)}
        typer.echo(f"{name:34} {r.view_deg:+5.0f}° {_shown(r.own)}")
        found = "not found" if r.found_s is None else f"found at {r.found_s[0]:.1f}-{r.found_s[1]:.1f} s"
        typer.echo(f"      shown at {r.shown_s[0]:.1f}-{r.shown_s[1]:.1f} s, {found}")
        typer.echo(f"      true share {np.median(r.true_share):+.2f}, by the range {counted}, before {before}")


def _shown(own: OwnRange) -> str:
    why = "" if own.reason is None else f", does not count: {own.reason.code}"
    return (
        f"tuck {own.tuck_deg:.1f}° arch {own.arch_deg:.1f}° d {own.range_d:.1f} "
        f"scatter {own.scatter:.2f} drift {own.drift_deg:+.1f}°{why}"
    )


if __name__ == "__main__":
    typer.run(main)
