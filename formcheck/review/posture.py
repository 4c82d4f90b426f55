"""Photographs and films of somebody who stands to a posture check: for programs, and for the command."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import DEFAULT
from formcheck.messages.language import check_language
from formcheck.messages.message import Message, message
from formcheck.pose.estimator import OpenEstimator, see_all
from formcheck.pose.landmarker import mediapipe
from formcheck.pose.weights import find_model
from formcheck.posture.occasion import Comparison, Occasion, PostureRefusedError, compare, occasion_of
from formcheck.posture.standing import Standing, read_standing
from formcheck.posture.tries import StillParts, Try
from formcheck.records import Frame, Side
from formcheck.report.posture_page import FILES, write_page
from formcheck.report.posture_pdf import PDF_NAME, write_pdf
from formcheck.results.folder import whole_folder
from formcheck.results.posture import CSV_NAME, JSON_NAME, PostureSummary, posture_summary, write_csv, write_json
from formcheck.results.provenance import program_provenance, sha256_of
from formcheck.review.posture_markers import read_marks
from formcheck.settings import JudgingSettings, MarkerColour, Picture, Privacy, with_marker_colour
from formcheck.system.pipeline import one_thread_each
from formcheck.video.privacy import Pictures, Veil
from formcheck.video.reader import open_source

Paths = Path | str | Sequence[Path | str]


@dataclass(frozen=True, eq=False)
class FoundTry:
    """One try with what it was found in.

    Attributes
    ----------
    measured
        The try.
    image
        Its picture, shape (rows, columns, 3), uint8, BGR, with nothing hidden that may be seen.
    file
        Name and checksum of the file.
    """

    measured: Try
    image: NDArray[np.uint8] = field(repr=False)
    file: tuple[str, str]


@dataclass(frozen=True, eq=False)
class PostureCheck:
    """What a posture check found.

    Attributes
    ----------
    summary
        Everything that `posture.json` says.
    found
        The same with its points: one occasion, or two compared.
    pictures
        For each occasion the picture of each try.
    language
        Of the page.
    """

    summary: PostureSummary
    found: Occasion | Comparison
    pictures: tuple[tuple[NDArray[np.uint8], ...], ...] = field(repr=False)
    language: str = DEFAULT

    def save(self, folder: Path | str, *, force: bool = False, pdf: bool = True) -> Path:
        """Write `posture.json`, `posture.csv`, `posture.html` and `posture.pdf` into a folder, and return it.

        Raises
        ------
        OutputError
            It exists already, or cannot be written.
        """
        with whole_folder(Path(folder), force=force, ours=FILES) as part:
            write_json(self.summary, part / JSON_NAME)
            write_csv(self.summary, part / CSV_NAME)
            write_page(part / "posture.html", self.summary, self.found, self.pictures, self.language)
            if pdf:
                write_pdf(part / PDF_NAME, self.summary, self.found, self.pictures, self.language)
        return Path(folder)


def measure_posture(
    files: Paths = (),
    *,
    before: Paths = (),
    after: Paths = (),
    model: str = "full",
    estimator: OpenEstimator | None = None,
    facing: Side | None = None,
    markers: MarkerColour = "none",
    pictures: Pictures = "as filmed",
    patient: str = "",
    language: str = DEFAULT,
) -> PostureCheck:
    """Measure how somebody stands, seen from the side, and what changed.

    Parameters
    ----------
    files
        Photographs of tries, or films of some, of one occasion.
    before, after
        In place of them those of two occasions, which are compared.
    model
        ``lite``, ``full``, ``heavy`` or the path of a model.
    estimator
        Opens another pose network than MediaPipe's; then `model` does not count.
    facing
        Which way the person faces in the picture, where the picture does not show it.
    markers
        Colour of stickers on the ASIS and PSIS, the seventh neck vertebra and the tragus, whichever of the two pairs
        there are; ``auto`` for any colour. They show the pelvic tilt and the craniovertebral angle.
    pictures
        How the person is shown on the page: ``as filmed``, ``face blurred``, or ``none``: only the lines.
    patient
        Code of the patient, for the page.
    language
        Of the page.

    Raises
    ------
    PostureRefusedError
        The person cannot be measured standing, or the occasions cannot be compared; one sentence says why.
    FormcheckError
        A file or the model cannot be used.

    Examples
    --------
    >>> import formcheck
    >>> check = formcheck.measure_posture(before="before.jpg", after="after.jpg")  # doctest: +SKIP
    >>> check.summary.change.hips_deg.value  # doctest: +SKIP
    -2.1
    """
    language = check_language(language)
    markers = with_marker_colour(JudgingSettings(), markers).markers.colour
    groups = [_paths(files)] if files else [_paths(before), _paths(after)]
    if files and (before or after):
        raise FormcheckError(message("error.posture.both"))
    if not all(groups):
        raise FormcheckError(message("error.posture.one_missing"))
    path = None if estimator is not None else find_model(model)
    opened = estimator or mediapipe(model)
    with one_thread_each():
        occasions = [
            [found for file in group for found in tries_in(file, opened, facing, pictures, markers)] for group in groups
        ]
        name = _network_name(opened) if path is None else ""
    tries = [[found.measured for found in each] for each in occasions]
    result = compare(*tries) if len(tries) == 2 else occasion_of(tries[0])
    summary = posture_summary(
        result,
        [[found.file for found in each] for each in occasions],
        patient=patient,
        measured_at=datetime.now(UTC).replace(microsecond=0),
        program=program_provenance(path or name),
        notes=_without_stickers(result) if markers != "none" else (),
    )
    shown = tuple(tuple(found.image for found in each) for each in occasions)
    return PostureCheck(summary, result, shown, language)


def tries_in(
    path: Path,
    open_estimator: OpenEstimator,
    facing: Side | None = None,
    pictures: Pictures = "as filmed",
    markers: MarkerColour = "none",
) -> list[FoundTry]:
    """Find the tries of one file: a photograph is one, a film has as many as it has still parts.

    Raises
    ------
    PostureRefusedError
        There is none; one sentence says why.
    FormcheckError
        The file cannot be read.
    """
    source = open_source(path)
    picture, file = Picture(), (path.name, sha256_of(path))
    if source.is_photo:
        with open_estimator("photo", picture, None) as estimator:
            [frame] = [estimator.see(each) for each in source]
        reading = _reading(frame, facing)
        if isinstance(reading, Message):
            raise PostureRefusedError(message("posture.refused.file", file=path.name, why=reading))
        return [FoundTry(Try(_marked(frame, reading, markers)), _shown(frame, pictures), file)]
    parts, tries = StillParts(), []
    every = max(1, round(source.fps / picture.estimates_fps)) if math.isfinite(source.fps) else 1
    with open_estimator("video", picture, None) as estimator:
        with closing(see_all(estimator, iter(source), every, picture)) as frames:
            for frame in frames:
                ended = parts.step(_reading(frame, facing), frame.time_s)
                tries += [ended] if ended else []
        last = parts.finish()
        tries += [last] if last else []
    if not tries:
        raise PostureRefusedError(message("posture.refused.file", file=path.name, why=why_none(parts)))
    wanted = {each.at_s for each in tries}
    found = {each.at_s: each for each in tries}
    images: dict[float, NDArray[np.uint8]] = {}
    looks = pictures != "as filmed" or markers != "none"
    with open_estimator("photo", picture, None) as estimator:
        for frame in source.again():
            if frame.time_s in wanted:
                seen, own = estimator.see(frame) if looks else frame, found[frame.time_s]
                found[frame.time_s] = replace(own, standing=_marked(seen, own.standing, markers))
                images[frame.time_s] = _shown(seen, pictures)
    return [FoundTry(each, images[each.at_s], file) for each in found.values()]


def why_none(parts: StillParts) -> Message:
    """Say why a film has no try: what was wrong with most of its pictures, or that nobody stood still."""
    count, most = max(parts.refusals.values(), default=(0, message("posture.refused.not_still")), key=lambda r: r[0])
    return most if count > parts.read else message("posture.refused.not_still")


def _reading(frame: Frame, facing: Side | None) -> Standing | Message:
    return read_standing(frame.pose, facing) if frame.pose else message("posture.refused.nobody")


def _marked(frame: Frame, standing: Standing, markers: MarkerColour) -> Standing:
    """Return what was read with the stickers that are found, where they are looked for."""
    return standing if markers == "none" else replace(standing, marks_px=read_marks(frame, standing, markers))


def _without_stickers(found: Occasion | Comparison) -> tuple[Message, ...]:
    """Say which stickers were looked for and not found in every try."""
    occasions = (found.before, found.after) if isinstance(found, Comparison) else (found,)
    marks = [each.standing.marks_px for occasion in occasions for each in occasion.tries]
    if not any(marks):
        return (message("posture.note.no_stickers"),)
    pairs = {"asis": "posture.note.no_pelvic_tilt", "c7": "posture.note.no_cva"}
    return tuple(message(code) for name, code in pairs.items() if 0 < sum(name in each for each in marks) < len(marks))


def _shown(frame: Frame, pictures: Pictures) -> NDArray[np.uint8]:
    assert frame.image is not None
    veil = Veil(pictures, Privacy())
    veil.see(frame)
    return veil.draw(frame.image)


def _network_name(opened: OpenEstimator) -> str:
    with opened("photo", Picture(), None) as estimator:
        return estimator.network.name


def _paths(files: Paths) -> list[Path]:
    each: Iterable[Path | str] = [files] if isinstance(files, (str, Path)) else files
    return [Path(file) for file in each]
