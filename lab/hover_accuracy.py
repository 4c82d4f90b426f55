"""How well a resting rear knee is told from one in the air: ``python -m lab.hover_accuracy --examples DIR``.

The pictures of the test people of `lab.hover_examples`, judged as single pictures by the keypoints alone and with the
head; ``--hovering`` adds the whole films of `lab.hover_films`, ``--photos`` real photographs (a folder with their
``labels.json``: `name`, `posture`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import cv2
import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.knee.head import LearnedKnee
from formcheck.lunge.legs import Stance
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Frame, Pose
from formcheck.settings import JudgingSettings
from lab.hover_examples import Look, look_at, read_looks
from lab.hover_films import films_in, table_of

HEADING = """# How well a resting rear knee is told from one in the air

Written by `python -m lab.hover_accuracy`; the head is described in [its card](../models/KNEE.md).

## Drawn people whom the head never learned from, single pictures

"Judged" is taken for half-kneeling, with every gate, as a photo is: by one look. The keypoints alone refuse a knee that
is as high as on a cushion unless the foot lies on its back; the head refuses what it is sure hovers, and accepts what
it is sure rests.

"""
FILMS_HEADING = """

## Whole films of drawn people whom the head never learned from

Ten pictures a second of 480x360, seven seconds each, judged as a recording. A lowered knee that moves is not judged by
either: half-kneeling is believed only once it has stood for 1.5 s.

"""
OF_A_FILM = (0.15, 0.45, 0.8)
"""Which pictures of a film, as shares of its length."""
ROWS: tuple[tuple[str, Callable[[Look], bool]], ...] = (
    ("on the floor, foot on its back", lambda k: _rests(k, 0) and k.truth["heel_up_deg"] > 120),
    ("on the floor, toes tucked", lambda k: _rests(k, 0) and k.truth["heel_up_deg"] < 120),
    ("on a cushion of 5 cm", lambda k: _rests(k, 5)),
    ("on a cushion of 10 cm", lambda k: _rests(k, 10)),
    ("on a cushion of 12 cm", lambda k: _rests(k, 12)),
    ("all that rest", lambda k: k.truth["height_m"] == 0),
    ("of these 15-30° off the side", lambda k: k.truth["height_m"] == 0 and abs(k.truth["azimuth_deg"]) > 15),
    ("2 cm in the air", lambda k: _up(k, 2)),
    ("5 cm in the air", lambda k: _up(k, 5)),
    ("10 cm in the air", lambda k: _up(k, 10)),
    ("20 cm in the air", lambda k: _up(k, 20)),
    ("all from 5 cm on", lambda k: k.truth["height_m"] > 0.04),
    ("of these 15-30° off the side", lambda k: k.truth["height_m"] > 0.04 and abs(k.truth["azimuth_deg"]) > 15),
)


@dataclass(frozen=True)
class Answer:
    """What is told of one picture.

    Attributes
    ----------
    alone, judged
        Whether it is taken for half-kneeling by the keypoints alone, and with the head.
    log_odds
        What the head says where it is asked.
    """

    alone: bool
    judged: bool
    log_odds: float


class _Asked:
    """Remembers what the head says and lets it change nothing."""

    name: Literal["rear_knee"] = "rear_knee"

    def __init__(self, head: LearnedKnee) -> None:
        self._head = head
        self.told = math.nan

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> None:
        """Ask the head."""
        told = self._head.look(frame, keypoints_px, stance)
        self.told = math.nan if told is None else told


def answer_to(frame: Frame, head: LearnedKnee, settings: JudgingSettings) -> Answer:
    """Judge one picture as a photo."""
    asked = _Asked(head)
    alone, judged = (
        LungeChecker(settings, photo=True, sources=(source,)).step(frame).measurement.half_kneeling is True
        for source in (asked, head)
    )
    return Answer(alone, judged, asked.told)


def frame_of(look: Look) -> Frame:
    """Return a drawn picture with what the pose network makes of it."""
    rows, columns = look.image.shape[:2]
    nowhere = np.full((33, 3), np.nan)
    pose = Pose((columns, rows), look.keypoints_px, look.visibility, look.visibility, nowhere, people=1, roll_deg=0.0)
    return Frame(0, 0.0, look.image, pose)


def drawn_table(looks: Sequence[Look], answers: Sequence[Answer]) -> str:
    """Write what is judged of each kind of drawn picture, by the keypoints and with the head."""
    lines = [
        "| the rear knee | pictures | judged by the keypoints alone | of these the head refuses "
        "| of the others it accepts | judged |",
        "|---|---|---|---|---|---|",
    ]
    for name, wanted in ROWS:
        some = [answer for look, answer in zip(looks, answers, strict=True) if wanted(look)]
        if not some:
            continue
        columns = [
            _share([a.alone for a in some]),
            _share([not a.judged for a in some if a.alone]),
            _share([a.judged for a in some if not a.alone]),
            _share([a.judged for a in some]),
        ]
        lines.append(f"| {name} | {len(some)} | " + " | ".join(columns) + " |")
    return "\n".join(lines)


def film_looks(folder: Path) -> Iterator[Look]:
    """Look at a few pictures of each drawn film of a folder in which somebody half-kneels all the time."""
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        film = cv2.VideoCapture(str(path.with_name(path.name.replace(".truth.json", ".mp4"))))
        if not all(truth.get("half_kneeling", [truth.get("rear_side")])):
            continue
        for share in OF_A_FILM:
            film.set(cv2.CAP_PROP_POS_FRAMES, int(share * len(truth["time_s"])))
            taken, image = film.read()
            look = look_at(np.asarray(image, np.uint8), {"film": truth["name"], "height_m": 0.0}) if taken else None
            if look is not None:
                yield look


def film_row(folder: Path, head: LearnedKnee, settings: JudgingSettings) -> str:
    """Write how the films of a folder are judged, in which every knee rests."""
    answers = [answer_to(frame_of(look), head, settings) for look in film_looks(folder)]
    limits = settings.half_kneeling
    film_edge = math.log(limits.knee_in_air / (1 - limits.knee_in_air))
    asked = [answer.log_odds for answer in answers if answer.alone and math.isfinite(answer.log_odds)]
    return (
        f"`{folder.name}`: {len(answers)} pictures, judged by the keypoints alone {_share([a.alone for a in answers])}"
        f"; of these the head would refuse {_share([odds > film_edge for odds in asked])} by one look at films' edge, "
        f"of which several are taken; highest log-odds {max(asked, default=math.nan):+.1f}"
    )


def photo_table(photos: Path, head: LearnedKnee, settings: JudgingSettings) -> str:
    """Write which real photographs are judged, by the keypoints and with the head."""
    lines = [
        "| photograph | labelled | judged by the keypoints | with the head | log-odds of the knee in the air |",
        "|---|---|---|---|---|",
    ]
    labels = json.loads((photos / "labels.json").read_text(encoding="utf-8"))
    for label in labels:
        if label.get("posture") not in ("half_kneeling", "lunge_knee_off") and not label.get("kneeling"):
            continue
        name = str(label["name"]).removesuffix(".jpg") + ".jpg"
        image = cv2.imread(str(photos / name))
        with PoseLandmarker(mode="photo") as landmarker:
            answer = answer_to(landmarker.see(Frame(0, 0.0, np.asarray(image, np.uint8))), head, settings)
        told = f"{answer.log_odds:+.1f}" if math.isfinite(answer.log_odds) else "not asked"
        words = ["yes" if each else "no" for each in (answer.alone, answer.judged)]
        lines.append(f"| {name} | {label.get('posture', 'half_kneeling')} | {words[0]} | {words[1]} | {told} |")
    return "\n".join(lines)


def _rests(look: Look, cushion_cm: int) -> bool:
    return look.truth["height_m"] == 0 and round(100 * look.truth["cushion_m"]) == cushion_cm


def _up(look: Look, height_cm: int) -> bool:
    return bool(round(100 * look.truth["height_m"]) == height_cm)


def _share(yes: Sequence[bool]) -> str:
    return f"{sum(yes)} of {len(yes)}, {100 * sum(yes) / len(yes):.0f} %" if yes else "–"


def main(
    examples: Annotated[Path, typer.Option(help="Folder of `lab.hover_examples`.")],
    networks: Annotated[
        Path | None, typer.Option(help="Folder of the head; the one that comes with formcheck.")
    ] = None,
    photos: Annotated[
        list[Path] | None, typer.Option(help="Folders of real photographs with their labels.json.")
    ] = None,
    films: Annotated[list[Path] | None, typer.Option(help="Folders of drawn films in which people half-kneel.")] = None,
    hovering: Annotated[Path | None, typer.Option(help="Folder of the films of `lab.hover_films`.")] = None,
    split: Annotated[str, typer.Option(help="Which people.")] = "test",
    into: Annotated[Path | None, typer.Option(help="Write the page, too.")] = None,
) -> None:
    """Judge the pictures and print the table."""
    head, settings = LearnedKnee(networks), JudgingSettings()
    looks = list(read_looks(examples, split))
    answers = [answer_to(frame_of(look), head, settings) for look in looks]
    page = HEADING + drawn_table(looks, answers)
    if hovering is not None:
        page += FILMS_HEADING + table_of(films_in(hovering), hovering / "answers", head)
    page += "\n\n## Drawn films in which every knee rests" if films else ""
    for folder in films or ():
        page += "\n\n" + film_row(folder, head, settings)
    for folder in photos or ():
        page += "\n\n## Photographs of real people\n\n" + photo_table(folder, head, settings)
    typer.echo(page)
    if into is not None:
        into.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
