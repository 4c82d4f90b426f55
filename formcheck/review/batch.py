"""Many videos: which are there, which are judged already, and an overview of all."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Generator, Sequence
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.pose.weights import find_model
from formcheck.report.pdf.both import REPORT, write_stored_pdfs
from formcheck.results.folder import folder_names
from formcheck.results.provenance import program_provenance
from formcheck.results.storage import on_disk
from formcheck.results.stored import StoredReview, StoredReviewError
from formcheck.results.summary import ProgramProvenance, stored_message
from formcheck.review.processes import FileToReview, Outcome, RunningReview, review_all
from formcheck.review.run import Options
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)
_VIDEO_NAMES = "mp4 m4v mov avi mkv webm mts m2ts mpg mpeg wmv 3gp ogv flv"
_PHOTO_NAMES = "jpg jpeg png bmp tif tiff webp"
VIDEOS = frozenset(f".{name}" for name in _VIDEO_NAMES.split())
SUFFIXES = VIDEOS | frozenset(f".{name}" for name in _PHOTO_NAMES.split())
"""What is taken for a video or photo in a folder. A file that is named is read whatever it is called."""


def find_files(
    paths: Sequence[Path], out: Path, left_out: list[tuple[Path, Message]] | None = None
) -> list[FileToReview]:
    """List the files to review: those named, and in a folder every video and photo at any depth.

    Results keep the place their video had in its folder. Links are followed, and each real file is listed once. Hidden
    files are passed over.

    Parameters
    ----------
    paths
        Files and folders.
    out
        The folder of the results.
    left_out
        Is given what of the folders is passed over, each with the reason; None where nobody asks.

    Raises
    ------
    FormcheckError
        A folder holds neither.
    """
    named = [path for path in paths if not path.is_dir()]
    jobs = [FileToReview(path, out / name) for path, name in zip(named, folder_names(named), strict=True)]
    seen: dict[Path, Path] = {out.resolve(): out}
    for folder in (path for path in paths if path.is_dir()):
        found = _videos(folder, seen, left_out if left_out is not None else [])
        if not found:
            raise FormcheckError(message("error.review.no_file", folder=str(folder)))
        by_parent: dict[Path, list[Path]] = {}
        for path in found:
            by_parent.setdefault(path.parent, []).append(path)
        for parent, files in sorted(by_parent.items()):
            place = out.joinpath(*parent.relative_to(folder).parts)
            jobs += [FileToReview(path, place / name) for path, name in zip(files, folder_names(files), strict=True)]
    return jobs


def review_many(jobs: Sequence[FileToReview], options: Options, processes: int) -> Generator[RunningReview | Outcome]:
    """Review files on several processes; what is judged already in the same way is passed over.

    Parameters
    ----------
    jobs
        The files, see `find_files`.
    options
        How.
    processes
        How many at once.

    Yields
    ------
    RunningReview or Outcome
        News as they come, with one `Outcome` for each file; a file that fails does not stop the others.
    """
    program = program_provenance(find_model(options.model))
    to_do = []
    for job in jobs:
        verdict = None if options.force else judged_already(job, options, program)
        if verdict is None:
            to_do.append(job)
        else:
            if options.pdf:
                _add_missing_pdfs(job.folder)
            yield Outcome(job, 0, verdict, skipped=True)
    yield from review_all(to_do, options, processes)


def judged_already(job: FileToReview, options: Options, program: ProgramProvenance) -> Message | None:
    """Return the verdict of an earlier review of the same file by the same program, model and settings, else None."""
    try:
        summary = StoredReview.open(job.folder).summary
        with job.file.open("rb") as file:
            same_file = hashlib.file_digest(file, "sha256").hexdigest() == summary.file.sha256
    except (StoredReviewError, OSError):
        return None
    there = {path.name for path in job.folder.iterdir()}
    drawn = not options.video or bool({"annotated.mp4", "annotated.jpg"} & there)
    o, s = options, summary
    asked = (program, o.settings.judging, o.pictures, o.corrections, o.patient, o.note, o.language)
    found = (s.program, s.settings, s.pictures, s.corrections, s.patient, s.note, s.language)
    return stored_message(s.verdict, s.verdict_message) if same_file and found == asked and drawn else None


def _add_missing_pdfs(folder: Path) -> None:
    """Write what an earlier review left out; that it cannot be is no reason to stop the files that follow."""
    if (folder / REPORT).exists():
        return
    try:
        write_stored_pdfs(StoredReview.open(folder))
    except FormcheckError as error:
        log_failure(_LOG, error)


def _videos(folder: Path, seen: dict[Path, Path], left_out: list[tuple[Path, Message]]) -> list[Path]:
    """List the videos and photos in a folder, sorted; what was seen before, by its real path, is not listed again."""
    seen[folder.resolve()] = folder
    found = []
    # What a link leads to is listed under its own name where it has one.
    for path in sorted(folder.iterdir(), key=lambda path: (on_disk(path) and path.is_symlink(), path)):
        if path.name.startswith("."):
            continue
        real = path.resolve()
        if real in seen:
            if path.is_symlink():
                left_out.append((path, message("left_out.again", path=str(seen[real]))))
        elif path.is_dir():
            seen[real] = path
            if (path / "summary.json").exists():
                left_out.append((path, message("left_out.results")))
            else:
                found += _videos(path, seen, left_out)
        elif path.suffix.lower() in SUFFIXES and path.is_file():
            seen[real] = path
            found.append(path)
        else:
            left_out.append((path, message("left_out.no_video" if path.exists() else "left_out.leads_nowhere")))
    return sorted(found)
