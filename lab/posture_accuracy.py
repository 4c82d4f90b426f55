"""How well the posture check measures: ``python -m lab.posture_accuracy --out DIR`` writes `lab/POSTURE.md`.

Drawn pairs of people and clothes that nothing was fitted on, before and after; other postures, which must be refused;
and, where they are given, labelled photographs of real people. What the pose network found is kept in the folder and
used again, so the command can be broken off and called again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from formcheck.keypoints import ANKLES, EARS, HIPS, KNEES, SHOULDERS
from formcheck.messages.message import Message
from formcheck.posture.occasion import CAMERA_SD_DEG, COUNTS_SDS, NETWORK_DEG, PostureRefusedError, compare
from formcheck.posture.standing import (
    LIMITS,
    QUANTITIES,
    VIEW_SD_DEG,
    angles_deg,
    read_standing,
    view_off_side_deg,
)
from formcheck.posture.tries import Try
from lab import plain
from lab.posture_constants import constants_table, drawn_errors, photo_errors
from lab.posture_map import drawn_rows, map_table, photo_rows
from lab.posture_poses import Labelled, drawn, photographs
from lab.posture_sessions import OTHERS, SEEDS, TRIES, film_other, film_pair, film_views

REPORT = Path(__file__).with_name("POSTURE.md")
CHANGE_GOALS = {"head_deg": 0.8, "trunk_deg": 0.3, "hips_deg": 0.2, "knee_deg": 0.6}
ABSOLUTE_GOALS = {"head_deg": None, "trunk_deg": 1.2, "hips_deg": 0.8, "knee_deg": 1.5}
REAL_GOALS = {"head_deg": None, "trunk_deg": 2.0, "hips_deg": 2.0, "knee_deg": 4.5}
NEAR_DEG, WHOLE_DEG = 15.0, 20.0
_TURNED_SEED = 100
"""So far from the first seed of the pairs the people lie who are drawn from many views."""


@dataclass(frozen=True)
class Pair:
    """One drawn pair that was measured; degrees by quantity.

    Attributes
    ----------
    camera
        Error of the change, against what these very tries truly were.
    absolute
        Error of the mean before.
    habit
        Error of the change against that of the habit.
    sd
        What was stated of it.
    counts
        Whether it was called a change.
    same
        Whether nothing changed.
    """

    camera: Mapping[str, float]
    absolute: Mapping[str, float]
    habit: Mapping[str, float]
    sd: Mapping[str, float]
    counts: Mapping[str, bool]
    same: bool


def measured(stills: Sequence[Labelled]) -> Pair | str:
    """Measure a pair; the reason where it was refused."""
    tries = []
    for pose, _ in stills:
        reading = read_standing(pose)
        if isinstance(reading, Message):
            return reading.code
        tries.append(Try(reading))
    try:
        compared = compare(tries[:TRIES], tries[TRIES:])
    except PostureRefusedError as error:
        return error.message.code
    truth = [each for _, each in stills]
    camera, absolute, habit = {}, {}, {}
    for q in QUANTITIES:
        old, new = (np.mean([t["angles"][q] for t in part]) for part in (truth[:TRIES], truth[TRIES:]))
        change = compared.changes[q].value
        camera[q] = float(change - (new - old))
        absolute[q] = float(compared.before.values[q].mean - old)
        habit[q] = float(change - (truth[-1]["habit"][q] - truth[0]["habit"][q]))
    changes = compared.changes
    return Pair(
        camera,
        absolute,
        habit,
        {q: changes[q].sd for q in QUANTITIES},
        {q: changes[q].counts for q in QUANTITIES},
        bool(truth[0]["same"]),
    )


def pairs_table(found: Sequence[Pair | str], fitted: Sequence[Pair | str]) -> str:
    """Write the drawn pairs: those of the test, and what those of the fit say of the camera's error."""
    pairs = [each for each in found if isinstance(each, Pair)]
    refused = Counter(each for each in found if isinstance(each, str))
    rows = [
        "| quantity | change, mean error | goal | its sd | value, mean error (bias) | goal | within the stated |",
        "|---|---|---|---|---|---|---|",
    ]
    for q in QUANTITIES:
        camera, absolute = (np.array([getattr(p, name)[q] for p in pairs]) for name in ("camera", "absolute"))
        inside = np.mean([abs(p.habit[q]) <= COUNTS_SDS * p.sd[q] for p in pairs])
        rows.append(
            f"| `{q}` | {np.abs(camera).mean():.2f} | {CHANGE_GOALS[q]} | {camera.std():.2f} "
            f"| {np.abs(absolute).mean():.1f} ({absolute.mean():+.1f}) | {ABSOLUTE_GOALS[q] or '–'} | {inside:.0%} |"
        )
    all_inside = np.mean([abs(p.habit[q]) <= COUNTS_SDS * p.sd[q] for p in pairs for q in QUANTITIES])
    same = [p for p in pairs if p.same]
    false = [p.counts[q] for p in same for q in QUANTITIES]
    quiet = sum(not any(p.counts.values()) for p in same)
    known = [each for each in fitted if isinstance(each, Pair)]
    sds = ", ".join(
        f"`{q}` {np.std([p.camera[q] for p in known]) / np.sqrt(2):.2f} (used: {CAMERA_SD_DEG[q]})" for q in QUANTITIES
    )
    return "\n".join(
        [
            *rows,
            "",
            f"{len(pairs)} pairs measured, {sum(refused.values())} refused{_reasons(refused)}. "
            f"Of all changes {all_inside:.0%} lie within what was stated (goal 93-97 %).",
            f"Where nothing changed ({len(same)} pairs, {len(false)} quantities) {1 - np.mean(false or [False]):.0%} "
            f"were not called changed (goal 95 %); in {quiet} pairs nothing at all was.",
            "",
            f"The camera's sd of one occasion, from {len(known)} pairs of other seeds: {sds}.",
        ]
    )


def others_table(stills: Sequence[Labelled]) -> str:
    """Write how often other postures and pictures were refused, and with which reasons."""
    rows = ["| what is drawn | refused | why |", "|---|---|---|"]
    total = refused = 0
    for kind in OTHERS:
        readings = [read_standing(pose) for pose, truth in stills if truth["kind"] == kind]
        why = Counter(reading.code for reading in readings if isinstance(reading, Message))
        total, refused = total + len(readings), refused + sum(why.values())
        rows.append(f"| {kind} | {sum(why.values())} of {len(readings)} | {_reasons(why).strip(' ()')} |")
    rows += ["", f"Refused: {refused} of {total} (goal 99 %)."]
    return "\n".join(rows)


def turned_table(stills: Sequence[Labelled]) -> str:
    """Write how many of those who stand are refused for their view, by the view."""
    rows = [
        "| view | drawn | refused for it | by the depth alone | refused for another reason |",
        "|---|---|---|---|---|",
    ]
    for name, least, most in (("10-15°", 0, 20), ("28-35°", 20, 35), ("35-45°", 35, 90)):
        poses = [pose for pose, truth in stills if least <= truth["view_off_side_deg"] < most]
        why = Counter(reading.code for pose in poses if isinstance(reading := read_standing(pose), Message))
        turned = why.pop("posture.refused.view", 0)
        deep = sum(abs(view_off_side_deg(pose)) - VIEW_SD_DEG > LIMITS.view_deg for pose in poses)
        rows.append(f"| {name} | {len(poses)} | {turned} | {deep} | {sum(why.values())}{_reasons(why)} |")
    return "\n".join(rows)


def real_table(found: Sequence[Labelled], labels: Path) -> str:
    """Write the labelled photographs beside what a single look of the plain network gives."""
    errors: dict[str, list[float]] = {q: [] for q in QUANTITIES}
    levelled: dict[str, list[float]] = {q: [] for q in QUANTITIES}
    bare: dict[str, list[float]] = {q: [] for q in QUANTITIES}
    facing, lines = [], []
    for pose, label in found:
        reading = read_standing(pose)
        off = label["view_off_side_deg"]
        if isinstance(reading, Message):
            lines.append(f"| {label['name']} | {off}° | {_word(reading.code)} | | | | |")
            continue
        facing.append(reading.facing == label["facing"])
        raw = angles_deg(reading.points_px, reading.facing, 0.0)
        forward = 1 if label["facing"] == "right" else -1
        upright = label["vertical_at_person_deg"] * forward
        shown = []
        plainly = _plain(labels.parent / label["name"], label["facing"])
        for q in QUANTITIES:
            if label[q] is None:
                shown.append("–")
                continue
            error = raw[q] + NETWORK_DEG.get(q, 0.0) - label[q]
            shown.append(f"{error:+.1f}")
            if off <= WHOLE_DEG:
                errors[q].append(error)
                true = label[q] - (0.0 if q == "knee_deg" else upright)
                levelled[q].append(reading.angles_deg[q] + NETWORK_DEG.get(q, 0.0) - true)
                bare[q].append(plainly[q] - label[q])
        lines.append(f"| {label['name']} | {off}° | {reading.view_off_side_deg:+.0f}° | {' | '.join(shown)} |")
    table = ["| quantity | mean difference (bias) | goal | levelled | plain network |", "|---|---|---|---|---|"]
    for q in QUANTITIES:
        e = np.array(errors[q])
        table.append(
            f"| `{q}` | {np.abs(e).mean():.1f} ({e.mean():+.1f}) | {REAL_GOALS[q] or '–'} "
            f"| {np.abs(levelled[q]).mean():.1f} | {np.abs(bare[q]).mean():.1f} |"
        )
    head = "| photograph | view | found or refused | head | trunk | hips | knee |"
    return "\n".join(
        [
            f"{len(errors['trunk_deg'])} photographs within {WHOLE_DEG:.0f}° that are measured; facing right in "
            f"{sum(facing)} of {len(facing)}.",
            "",
            *table,
            "",
            head,
            "|---|---|---|---|---|---|---|",
            *lines,
        ]
    )


def views_table(found: Sequence[Labelled]) -> str:
    """Write what becomes of photographs of people in all postures."""
    rows = ["| photographs | measured | refused |", "|---|---|---|"]
    groups: dict[str, list[tuple[Message | Any, Mapping[str, Any]]]] = {}
    for pose, label in found:
        off = label["view_off_side_deg"]
        stands = label["posture"] == "standing" and label["people"] == 1
        bent = any(word in label["notes"] for word in ("hinge", "squat", "crouch", "stagger", "lunge"))
        if not stands:
            name = "another posture, or two people"
        elif bent:
            name = "upright on both feet, but bent, or the feet apart"
        elif off <= NEAR_DEG:
            name = "standing, up to 15°"
        elif off <= 25:
            name = "standing, 20-25°"
        else:
            name = "standing, 30° and more"
        groups.setdefault(name, []).append((read_standing(pose), label))
    for name, readings in sorted(groups.items()):
        why = Counter(reading.code for reading, _ in readings if isinstance(reading, Message))
        rows.append(f"| {name} | {len(readings) - sum(why.values())} | {sum(why.values())}{_reasons(why)} |")
    return "\n".join(rows)


def _plain(photo: Path, facing: str) -> dict[str, float]:
    """Return what one look of the plain network gives of the near side."""
    keypoints, near = plain.look(photo), 1 if facing == "right" else 0
    points = keypoints[[int(pair[near]) for pair in (EARS, SHOULDERS, HIPS, KNEES, ANKLES)]]
    return angles_deg(points, "right" if facing == "right" else "left", 0.0)


def _word(code: str) -> str:
    return code.removeprefix("posture.refused.").replace("_", " ")


def _reasons(why: Mapping[str, int]) -> str:
    said = ", ".join(f"{_word(code)} {count}" for code, count in sorted(why.items(), key=lambda item: -item[1]))
    return f" ({said})" if said else ""


def main(
    out: Annotated[Path, typer.Option(help="Folder for what the network found; what is there is used again.")],
    pairs: Annotated[int, typer.Option(min=1, help="Drawn pairs of the test, and as many of the fit.")] = 30,
    seed: Annotated[int, typer.Option(help="First seed of the test: another one is another set of people.")] = SEEDS[
        "test"
    ][0],
    others: Annotated[int, typer.Option(min=0, help="People drawn in every other posture: every fourth one.")] = 8,
    views_drawn: Annotated[int, typer.Option(min=0, help="People drawn from four views each.")] = 12,
    standing: Annotated[Path | None, typer.Option(help="Labelled photographs of standing people, JSON.")] = None,
    views: Annotated[Path | None, typer.Option(help="Labelled photographs of people from many sides, JSON.")] = None,
    report: Annotated[Path, typer.Option(help="The report.")] = REPORT,
) -> None:
    """Draw, look, measure and write the report."""
    firsts = {"fit": SEEDS["fit"][0], "test": seed}

    def drawn_pairs(which: str) -> list[list[Labelled]]:
        first = firsts[which]
        return [drawn(film_pair, s, out / f"pair_{s}.npz") for s in range(first, first + pairs)]

    people = {which: drawn_pairs(which) for which in SEEDS}
    test, fit = ([measured(stills) for stills in people[which]] for which in ("test", "fit"))
    first = firsts["test"]
    stills = [
        still for s in range(first, first + 4 * others, 4) for still in drawn(film_other, s, out / f"other_{s}.npz")
    ]
    first = seed + _TURNED_SEED
    turned = [
        still for s in range(first, first + views_drawn) for still in drawn(film_views, s, out / f"views_{s}.npz")
    ]
    parts = [
        "# How well the posture check measures",
        "One camera, three tries before and three after, as `formcheck posture` sees photos; degrees. Written by "
        "`python -m lab.posture_accuracy`.",
        "## Drawn pairs",
        "People, flesh and clothes that nothing was fitted on, views up to 15° off the side, camera roll sd 1°, "
        f"pictures of 480 x 640. Seeds from {seed}. The change of a pair is compared with what these very tries were, "
        "its stated uncertainty with the change of the habit behind them.",
        pairs_table(test, fit),
        "## Other postures, drawn",
        others_table(stills),
        "## Views, drawn",
        f"Standing people of other seeds, from {seed + _TURNED_SEED}. What lies within 7°, the view's sd, of 20° may "
        "be refused or measured. The spread of shoulders and hips is asked since the network's depth let some pass.",
        turned_table(turned),
    ]
    if standing is not None:
        parts += [
            "## Photographs of real people who stand",
            "Labelled by eye, near side; labels good to some 6° (head), 3° (trunk), 2.5° (hips) and 6° (knee). Not "
            "corrected for the camera's roll, as the labels are not; beside it levelled, both.",
            real_table(photographs(standing, out / "standing.npz"), standing),
            "## A constant for each quantity",
            "The error of a value is mostly the same from person to person, but not the same in drawn people and in "
            "photographs: a constant that brings drawn trunks and hips nearer to the truth takes real ones away. "
            "Mean error without → with it; it is taken only where it helps both, and the tables above have it.",
            constants_table(
                drawn_errors(people["fit"]),
                drawn_errors(people["test"]),
                photo_errors(photographs(standing, out / "standing.npz"), WHOLE_DEG),
            ),
            "## A map of the points",
            "Nothing is taken out of the knee here. In drawn people one cause makes most of the errors: the "
            "network places the hip some 4 % of a trunk length ahead of the joint. In photographs it lies, by "
            "eye, behind it. So what helps the one harms the other: moving the hip back, and a map from the "
            "keypoints and the view to the errors, fitted on drawn people. Faded out where a body is unlike "
            "those, it acts on drawn people alone, for all photographs are unlike them, or makes photographs "
            "worse. None of it is taken. Mean errors:",
            map_table(
                drawn_rows(people["fit"]),
                drawn_rows(people["test"]),
                photo_rows(photographs(standing, out / "standing.npz"), WHOLE_DEG),
            ),
        ]
    if views is not None:
        parts += [
            "## Photographs of people in all postures",
            "Of the standing ones up to 15° that are refused, two stand in a stride and one throws with bent knees.",
            views_table(photographs(views, out / "views.npz")),
        ]
    report.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    typer.echo(report.read_text(encoding="utf-8"))


if __name__ == "__main__":
    typer.run(main)
