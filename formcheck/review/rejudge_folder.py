"""A folder of results judged again with corrections, from what the networks found then: they do not run again."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.messages.message import Message, message
from formcheck.records import Frame
from formcheck.results.folder import whole_folder
from formcheck.results.poses import NAME as POSES
from formcheck.results.poses import StoredPoses
from formcheck.results.provenance import judged_anew, sha256_of
from formcheck.results.stored import StoredReview
from formcheck.review.loop import FoundRanges, Judging
from formcheck.review.outputs import Results
from formcheck.review.run import Options, Reviewed
from formcheck.review.two_passes import judge_by_own_range, with_pictures
from formcheck.system.pipeline import one_thread_each
from formcheck.system.worker_processes import Progress
from formcheck.video.privacy import Pictures
from formcheck.video.reader import VideoSource, open_source

_NO_PICTURE = message("error.review.part_reviewed")


@dataclass(frozen=True)
class VisitDetails:
    """Whose visit it is, and of which day: a code, empty where none was given; None where no day was entered."""

    patient: str = ""
    visited_on: date | None = None


@dataclass(frozen=True)
class _Source:
    """The source of an earlier review, as far as its results tell of it."""

    is_photo: bool
    size_px: tuple[int, int]
    fps: float


def rejudge_folder(
    stored: StoredReview,
    folder: Path,
    corrections: Corrections,
    *,
    note: str | None = None,
    recording: Path | None = None,
    video: bool = True,
    force: bool = False,
    progress: Progress | None = None,
    language: str | None = None,
    pdf: bool = True,
    pictures: Pictures | None = None,
    visit: VisitDetails | None = None,
) -> Reviewed:
    """Judge the results of a review again and write them into a folder of their own.

    What is found is the same as by reviewing the video with these corrections, except that the pelvis is known only as
    it was looked at: where side or facing are now others, nothing is said of the tuck.

    Parameters
    ----------
    stored
        The review; its own corrections no longer count, only which person, picture and part of the video it judged.
    folder
        The folder of results to make. It appears complete or not at all.
    corrections
        What is so; times outside the part that was looked at do not widen it.
    note
        The note; None keeps the one there is.
    recording
        The reviewed file: with it the person is shown as in that review, without it there is only the drawing.
    video
        Write the annotated video or picture.
    force
        Replace results that are there already.
    progress
        Told of every frame.
    language
        Of the report and the annotated video; None keeps the one there was.
    pdf
        Write the report and the handout as PDF, too.
    pictures
        How the person is shown, where the recording is given; None shows them as before.
    visit
        Whose visit it is; None keeps what there was.

    Raises
    ------
    FormcheckError
        There are no stored poses, the recording is another one, the video does not bear out what is given, or the
        results cannot be written.
    """
    before = stored.summary
    settings, photo = before.settings, before.file.kind == "photo"
    poses = StoredPoses.open(stored.folder)
    given = _of_the_same_part(corrections, before.corrections)
    source = _Source(photo, poses.size_px, before.file.frame_rate or math.nan)
    shown = "none" if recording is None else pictures or before.pictures
    visit = visit or VisitDetails(before.patient, before.visited_on)

    def frames() -> Iterator[Frame]:
        return _within(with_pictures(poses, None if recording is None else _the_same(recording, stored)), given)

    def judging(found: FoundRanges | None = None) -> Judging:
        return Judging(settings, lambda: poses.sources(settings), photo=photo, corrections=given, found=found)

    with one_thread_each(), whole_folder(folder, force=force) as part:

        def results() -> Results:
            return Results(
                part,
                source,
                settings,
                video=video,
                pictures=shown,
                patient=visit.patient,
                language=language or before.language,
                pdf=pdf,
                reviewed_at=stored.reviewed_at,
                visited_on=visit.visited_on,
            )

        judged = judge_by_own_range(results, frames(), judging(), frames, judging, progress, len(poses.frames))
        if not judged.seen.frames:
            raise FormcheckError(_NO_PICTURE)
        duration_s = None if photo else round(judged.seen.last_s, 4)
        file = before.file.model_copy(update={"frames": judged.seen.frames, "duration_s": duration_s})
        text = before.note if note is None else note
        summary = judged.finish(file, judged_anew(before.program), given, text)
        shutil.copyfile(stored.folder / POSES, part / POSES)
    return Reviewed(folder, summary.judged, summary.verdict, summary.verdict_message)


def rejudge_for_page(file: Path, folder: Path, options: Options, progress: Progress | None = None) -> Reviewed:
    """Judge and draw a file again from `Options.earlier`, which must be a review of it; see `rejudge_folder`."""
    assert options.earlier is not None
    return rejudge_folder(
        StoredReview.open(options.earlier),
        folder,
        options.corrections,
        note=options.note,
        recording=file,
        video=options.video,
        force=options.force,
        progress=progress,
        language=options.language,
        pdf=options.pdf,
        pictures=options.pictures,
        visit=VisitDetails(options.patient, options.visited_on),
    )


def _of_the_same_part(corrections: Corrections, before: Corrections) -> Corrections:
    """Return corrections for the person, and within the part of the video, that were looked at."""
    start_s = max((s for s in (corrections.start_s, before.start_s) if s is not None), default=None)
    end_s = min((s for s in (corrections.end_s, before.end_s) if s is not None), default=None)
    if end_s is not None and end_s <= (start_s or 0.0):
        raise FormcheckError(_NO_PICTURE)
    observed = {name: getattr(before.observed, name) for name in before.observed.model_fields_set}
    return corrections.model_copy(update={**observed, "start_s": start_s, "end_s": end_s})


def _the_same(recording: Path, stored: StoredReview) -> VideoSource:
    """Open the recording that a review was made of. Raises FormcheckError where it is another one."""
    file, given = stored.summary.file, stored.summary.corrections
    source = open_source(recording, stream=given.stream, mirrored=given.mirrored, speed=given.speed)
    if sha256_of(recording) != file.sha256:
        names = {"recording": str(recording), "folder": str(stored.folder), "name": file.name}
        raise FormcheckError(Message("error.review.other_recording", names))
    turned_deg = (file.rotation_deg - source.rotation_deg) % 360  # by hand, or because the body lay on its side
    if not turned_deg:
        return source
    return open_source(
        recording, stream=given.stream, rotate_deg=turned_deg, mirrored=given.mirrored, speed=given.speed
    )


def _within(frames: Iterator[Frame], given: Corrections) -> Iterator[Frame]:
    start_s, end_s = given.start_s or 0.0, math.inf if given.end_s is None else given.end_s
    return (frame for frame in frames if start_s <= frame.time_s <= end_s)
