"""`posture.json` and `posture.csv`: what one posture check found, for programs. The schema is versioned.

Angles are degrees with the signs of the measurement specification: + is ahead, the way the person faces. `null` means
not known. A sentence stands there twice, as in `summary.json`: in English, and as a code.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import ConfigDict, Field

from formcheck.messages.message import Message
from formcheck.posture.occasion import ABSOLUTE_SD_DEG, Change, Comparison, Occasion, Value
from formcheck.posture.standing import MARKED, POINTS, QUANTITIES
from formcheck.posture.tries import Try
from formcheck.records import Side
from formcheck.results.summary import ProgramProvenance, SummaryPart
from formcheck.system.outputs import whole_file, write_text

SCHEMA_VERSION = 1
JSON_NAME, CSV_NAME = "posture.json", "posture.csv"


class PostureValue(SummaryPart):
    """One quantity of one occasion."""

    mean: float = Field(description="mean of the tries")
    sd: float = Field(description="of the mean, for comparing it with another occasion: own scatter and camera")
    n: int = Field(description="how many tries")
    scatter: float = Field(description="how much the person varies from try to try")
    absolute_sd: float = Field(description="of the mean, for comparing it with another instrument")
    tries: list[float] = Field(description="value of each try")


class PostureTry(SummaryPart):
    """Where one try comes from."""

    file: str = Field(description="name without folders")
    sha256: str = Field(description="checksum of the file")
    start_s: float | None = Field(description="when it began in a film")
    end_s: float | None
    points_px: dict[str, tuple[float, float]] = Field(description="ear, shoulder, hip, knee, ankle and stickers")
    size_px: tuple[int, int] = Field(description="width and height of the picture")


class PostureOccasion(SummaryPart):
    """How somebody stood on one occasion."""

    head_deg: PostureValue = Field(description="lean of the line shoulder-ear; not the craniovertebral angle")
    trunk_deg: PostureValue = Field(description="lean of the line hip-shoulder")
    hips_deg: PostureValue = Field(description="lean of the line ankle-hip; + hips ahead of the ankles")
    knee_deg: PostureValue = Field(description="hip-knee-ankle; 180 straight, more is bent backward")
    pelvic_tilt_deg: PostureValue | None = Field(
        default=None, description="with stickers: ASIS-PSIS against the horizontal, anterior +; a description, no fault"
    )
    cva_deg: PostureValue | None = Field(
        default=None, description="with stickers: seventh neck vertebra to tragus against the horizontal"
    )
    view_off_side_deg: float = Field(description="how far the camera stood ahead of the side, behind -")
    facing: Side = Field(description="which way the person faces in the picture")
    camera_roll_deg: float | None = Field(description="roll of the camera that was taken out")
    tries: list[PostureTry]


class PostureChange(SummaryPart):
    """What became of one quantity."""

    value: float = Field(description="after less before")
    sd: float = Field(description="of the value")
    least: float = Field(description="from here on a change counts: 1.96 sd")
    counts: bool
    sentence: str
    sentence_message: Message


class PostureChanges(SummaryPart):
    """What became of each quantity."""

    head_deg: PostureChange
    trunk_deg: PostureChange
    hips_deg: PostureChange
    knee_deg: PostureChange
    pelvic_tilt_deg: PostureChange | None = Field(default=None, description="where stickers show it both times")
    cva_deg: PostureChange | None = Field(default=None, description="likewise")


class PostureSummary(SummaryPart):
    """The whole of `posture.json`."""

    schema_version: int = SCHEMA_VERSION
    occasions: list[PostureOccasion] = Field(description="one, or before and after")
    change: PostureChanges | None = Field(description="null where there is one occasion")
    sentence: str = Field(description="what changed, in one sentence; empty where there is one occasion")
    sentence_message: Message | None
    notes: list[str] = Field(description="what is to be known of how it was taken, one sentence each")
    note_messages: list[Message]
    patient: str = Field(default="", description="code of the patient")
    measured_at: datetime
    program: ProgramProvenance

    def to_json(self) -> str:
        """Return the text of `posture.json`."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def read(cls, folder: Path) -> PostureSummary:
        """Read the `posture.json` of a folder."""
        return cls.model_validate_json((folder / JSON_NAME).read_text(encoding="utf-8"))


class KeptValue(SummaryPart):
    """One quantity of one occasion in the archive, or in the person's own history."""

    model_config = ConfigDict(extra="ignore")

    mean: float
    sd: float
    n: int


class KeptPosture(SummaryPart):
    """A posture check that is kept: numbers alone, no picture, no point, no name of a file."""

    model_config = ConfigDict(extra="ignore")

    measured_at: datetime
    program: str = Field(description="version of formcheck")
    after_practice: bool = Field(default=False, description="one occasion that is of after a practice, alone")
    occasions: list[dict[str, KeptValue]] = Field(description="the quantities of one, or of before and after")


def kept_posture(summary: PostureSummary) -> KeptPosture:
    """Take out of a posture check what the archive keeps."""
    occasions = [
        {
            name: KeptValue.model_validate(getattr(occasion, name).model_dump(include=set(KeptValue.model_fields)))
            for name in (*QUANTITIES, *MARKED)
            if getattr(occasion, name) is not None
        }
        for occasion in summary.occasions
    ]
    return KeptPosture(measured_at=summary.measured_at, program=summary.program.formcheck, occasions=occasions)


def posture_summary(
    found: Occasion | Comparison,
    files: Sequence[Sequence[tuple[str, str]]],
    *,
    patient: str,
    measured_at: datetime,
    program: ProgramProvenance,
    notes: Sequence[Message] = (),
) -> PostureSummary:
    """Write down what was found.

    Parameters
    ----------
    found
        One occasion, or two compared.
    files
        For each occasion the name and the checksum of the file of each try.
    patient, measured_at, program
        See `PostureSummary`.
    notes
        What more is to be known of how it was taken.
    """
    occasions = (found.before, found.after) if isinstance(found, Comparison) else (found,)
    changes = sentence = None
    told = tuple(notes)
    if isinstance(found, Comparison):
        changes = PostureChanges(**{name: _change(change) for name, change in found.changes.items()})
        sentence, told = found.sentence, (*found.notes, *told)
    return PostureSummary(
        occasions=[_occasion(occasion, own) for occasion, own in zip(occasions, files, strict=True)],
        change=changes,
        sentence=str(sentence) if sentence else "",
        sentence_message=sentence,
        notes=[str(note) for note in told],
        note_messages=list(told),
        patient=patient,
        measured_at=measured_at,
        program=program,
    )


def write_csv(summary: PostureSummary, path: Path) -> None:
    """Write one row an occasion and quantity, and one a change."""
    names = ["before", "after"] if len(summary.occasions) == 2 else ["occasion"]
    with whole_file(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["occasion", "quantity", "value", "sd", "n", "scatter", "counts"])
        for name, occasion in zip(names, summary.occasions, strict=True):
            for quantity in (*QUANTITIES, *MARKED):
                value: PostureValue | None = getattr(occasion, quantity)
                if value is None:
                    continue
                writer.writerow([name, quantity, value.mean, value.sd, value.n, value.scatter, ""])
        if summary.change is not None:
            for quantity in (*QUANTITIES, *MARKED):
                change: PostureChange | None = getattr(summary.change, quantity)
                if change is None:
                    continue
                counts = "yes" if change.counts else "no"
                writer.writerow(["change", quantity, change.value, change.sd, "", "", counts])


def write_json(summary: PostureSummary, path: Path) -> None:
    """Write `posture.json`."""
    write_text(path, summary.to_json())


def _occasion(occasion: Occasion, files: Sequence[tuple[str, str]]) -> PostureOccasion:
    values = {name: _value(name, value) for name, value in occasion.values.items()}
    return PostureOccasion(
        **values,
        view_off_side_deg=round(occasion.view_off_side_deg, 1),
        facing=occasion.facing,
        camera_roll_deg=_known(occasion.roll_deg),
        tries=[_try(each, *file) for each, file in zip(occasion.tries, files, strict=True)],
    )


def _value(name: str, value: Value) -> PostureValue:
    return PostureValue(
        mean=round(value.mean, 2),
        sd=round(value.sd, 2),
        n=value.n,
        scatter=round(value.scatter, 2),
        absolute_sd=round(math.hypot(value.sd, ABSOLUTE_SD_DEG[name]), 2),
        tries=[round(each, 2) for each in value.tries],
    )


def _try(each: Try, name: str, sha256: str) -> PostureTry:
    points = dict(zip(POINTS, each.standing.points_px.tolist(), strict=True)) | dict(each.standing.marks_px)
    return PostureTry(
        file=name,
        sha256=sha256,
        start_s=_known(each.start_s),
        end_s=_known(each.end_s),
        points_px={name: (round(x, 1), round(y, 1)) for name, (x, y) in points.items()},
        size_px=each.standing.size_px,
    )


def _change(change: Change) -> PostureChange:
    return PostureChange(
        value=round(change.value, 2),
        sd=round(change.sd, 2),
        least=round(change.least, 2),
        counts=change.counts,
        sentence=str(change.sentence),
        sentence_message=change.sentence,
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 2)
