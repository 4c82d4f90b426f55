"""One recorded file reviewed: from the video to the folder of results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.slow_motion import seems_slowed
from formcheck.lunge.sources import Source
from formcheck.lunge.sources import every as every_source
from formcheck.lunge.upright import turn_found
from formcheck.messages.catalogue import DEFAULT
from formcheck.messages.language import check_language
from formcheck.messages.message import Message, message
from formcheck.pose.estimator import Mode, OpenEstimator, prepared, see_all
from formcheck.pose.landmarker import mediapipe
from formcheck.pose.weights import find_model
from formcheck.records import Frame
from formcheck.results.exports.formats import export
from formcheck.results.folder import whole_folder
from formcheck.results.poses import NAME as POSES
from formcheck.results.poses import Recorder, StoredPoses
from formcheck.results.provenance import file_provenance, program_provenance
from formcheck.results.stored import StoredReview
from formcheck.review.loop import FoundRanges, Judging
from formcheck.review.outputs import Results
from formcheck.review.review import Review
from formcheck.review.two_passes import GoingOn, Judged, judge_by_own_range, with_pictures
from formcheck.settings import JudgingSettings, MarkerColour, Picture, load_settings, with_marker_colour
from formcheck.system.pipeline import ahead, one_thread_each
from formcheck.system.worker_processes import Progress
from formcheck.video.privacy import Pictures
from formcheck.video.reader import VideoSource, open_source


@dataclass(frozen=True)
class Options:
    """How to review.

    Attributes
    ----------
    settings
        Every threshold.
    model
        ``lite``, ``full``, ``heavy`` or the path of a model.
    estimator
        Opens another pose network than MediaPipe's; then `model` does not count.
    video
        Write the annotated video (of a photo: the annotated picture).
    force
        Replace results that are there already.
    corrections
        What somebody who has watched the video knows better.
    note
        What the reviewer wants to be read with the results.
    pictures
        How the person is shown in the results: ``as filmed``, ``face blurred``, or ``none``: only the drawing.
    patient
        Code of the patient, for the report; see `formcheck.archive.store.check_code`.
    exports
        Formats to write, too, out of `formcheck.results.exports.formats.WRITERS`.
    height_m
        Height of the person, metres, for the exports that have positions; None where not known.
    language
        Of the report and the annotated video.
    pdf
        Write the report and the handout as PDF, too.
    visited_on
        Day of the visit, where somebody has entered it.
    earlier
        Results of an earlier review of the same file whose poses are judged and drawn: the networks do not run. None
        where there are none that fit; see `formcheck.review.rejudge_folder`.
    """

    settings: JudgingSettings = field(default_factory=JudgingSettings)
    model: str = "full"
    video: bool = True
    force: bool = False
    corrections: Corrections = field(default_factory=Corrections)
    note: str = ""
    pictures: Pictures = "as filmed"
    patient: str = ""
    exports: tuple[str, ...] = ()
    height_m: float | None = None
    language: str = DEFAULT
    pdf: bool = True
    estimator: OpenEstimator | None = None
    visited_on: date | None = None
    earlier: Path | None = None


@dataclass(frozen=True)
class Reviewed:
    """What came of one file.

    Attributes
    ----------
    folder
        Where the results are.
    judged
        Whether anything could be judged.
    verdict
        One sentence, in English: what was right and what to fix, or why nothing could be judged.
    verdict_message
        The same as a code with its parameters.
    notes
        What is to be known of how the file was read.
    """

    folder: Path
    judged: bool
    verdict: str
    verdict_message: Message | None = None
    notes: tuple[Message, ...] = ()


def review_file(path: Path, folder: Path, options: Options | None = None, progress: Progress | None = None) -> Reviewed:
    """Review one video or photo.

    Reading and decoding, finding the body, judging, drawing and encoding overlap on threads; the frames are judged in
    order, so the results do not depend on it. The network looks `Picture.estimates_fps` times a second or a little more
    often; in the frames between the joints are taken to move in straight lines.

    Parameters
    ----------
    path
        The video or photo.
    folder
        The folder of results to make. It appears complete or not at all.
    options
        How; the defaults where None.
    progress
        Told of every frame.

    Raises
    ------
    FormcheckError
        The file or the model cannot be used, or the results cannot be written.
    """
    options = options or Options()
    open_estimator, model = options.estimator, None
    if open_estimator is None:
        model = find_model(options.model)
        open_estimator = mediapipe(model)
    given, settings = options.corrections, options.settings
    opened = partial(open_source, path, stream=given.stream, mirrored=given.mirrored, speed=given.speed)
    source = opened(rotate_deg=given.rotate_deg or 0)
    notes: list[Message] = []
    with one_thread_each(), whole_folder(folder, force=options.force) as part:
        found = _judged(source, part, open_estimator, options, progress)
        if not found.judged.results.judged and given.rotate_deg is None:
            turn = turn_found(StoredPoses.open(part), settings, source.is_photo)
            if turn is not None:
                source = opened(rotate_deg=turn)
                notes.append(message("note.upside_down" if turn == 180 else "note.on_its_side", degrees=turn))
                found = _judged(source, part, open_estimator, options, progress)
        if not found.person:
            raise FormcheckError(message("error.review.person", person=given.person or 1, path=str(source.path)))
        if source.speed == 1 and given.speed is None and not source.is_photo and seems_slowed(StoredPoses.open(part)):
            notes.append(message("note.slow", name=source.path.name))
        seen = found.judged.seen
        file = file_provenance(source, seen.frames, seen.last_s, notes)
        summary = found.judged.finish(file, program_provenance(model or found.network), given, options.note)
        export(StoredReview(part, summary), options.exports, part, options.height_m)
    return Reviewed(folder, summary.judged, summary.verdict, summary.verdict_message, tuple(file.note_messages))


@dataclass(frozen=True)
class _Found:
    """What came of judging a source as it stands: whether the person asked for was there, and which network looked."""

    judged: Judged
    person: bool
    network: str


def _judged(
    source: VideoSource, part: Path, open_estimator: OpenEstimator, options: Options, progress: Progress | None
) -> _Found:
    """Judge all frames of a source, write tables and video into the folder `part`, and what the network found."""
    mode: Mode = "photo" if source.is_photo else "video"
    given, settings = options.corrections, options.settings
    recorder = Recorder()
    now = datetime.now(UTC).replace(microsecond=0)

    def judging(sources: Callable[[], Sequence[Source]], found: FoundRanges | None = None) -> Judging:
        return Judging(settings, sources, photo=source.is_photo, corrections=given, found=found)

    def results() -> Results:
        return Results(
            part,
            source,
            options.settings,
            video=options.video,
            pictures=options.pictures,
            patient=options.patient,
            language=options.language,
            pdf=options.pdf,
            reviewed_at=now,
            visited_on=options.visited_on,
        )

    stored: list[StoredPoses] = []

    def poses() -> StoredPoses:
        """Write what the networks found, once all of it is there, and read it back."""
        if not stored:
            recorder.write(part / POSES)
            stored.append(StoredPoses.open(part))
        return stored[0]

    def judging_again(found: FoundRanges) -> Judging:
        return judging(lambda: poses().sources(settings), found)

    looking: list[Sequence[Source]] = []

    def looks() -> Sequence[Source]:
        """Each judge has sources of its own, which remember what they have seen with its sides and facing."""
        looking.append(recorder.recorded(every_source(settings)))
        return looking[-1]

    every = looks_every(source.fps, settings.picture)
    with (
        open_estimator(mode, settings.picture, given.person) as estimator,
        closing(ahead(prepared(estimator, within(source, given), every))) as frames,
        closing(ahead(see_all(estimator, frames, every, settings.picture))) as all_seen,
    ):
        judged = judge_by_own_range(
            results,
            recorder.passing(all_seen),
            judging(looks),
            lambda: with_pictures(poses(), source.again().waiting()),
            judging_again,
            progress,
            source.frame_count,
            GoingOn(lambda: source.again().waiting(), lambda found: judging(lambda: looking[0], found), options.video),
        )
    if not stored:
        recorder.write(part / POSES)
    return _Found(judged, estimator.found_person, estimator.network.name)


def review_video(
    path: Path | str,
    *,
    settings: JudgingSettings | Path | str | None = None,
    model: str = "full",
    estimator: OpenEstimator | None = None,
    markers: MarkerColour | None = None,
    corrections: Corrections | None = None,
    note: str = "",
    pictures: Pictures = "as filmed",
    patient: str = "",
    video: bool = False,
    pdf: bool = False,
    exports: Sequence[str] = (),
    height_m: float | None = None,
    language: str = DEFAULT,
    visited_on: date | None = None,
    progress: Progress | None = None,
) -> Review:
    """Judge a video or photo, for programs.

    Parameters
    ----------
    path
        The video or photo.
    settings
        Every threshold, or a TOML file of those to change; None for the defaults.
    model
        ``lite``, ``full``, ``heavy`` or the path of a model.
    estimator
        Opens another pose network than MediaPipe's; then `model` does not count. See `formcheck.PoseEstimator`.
    markers
        Colour of the stickers on the pelvis; None for that of the settings.
    video
        Make the annotated video (of a photo: the annotated picture), too.
    pdf
        Make the report and the handout as PDF, too.
    corrections, note, pictures, patient, exports, height_m, language, visited_on
        See `Options`.
    progress
        Called after each frame with how many are done, and how many there are where that is known.

    Returns
    -------
    Review
        In a temporary folder, which goes with the object; `Review.save` keeps it.

    Raises
    ------
    FormcheckError
        The file, the model or the settings cannot be used; the message is one sentence that says what to do.

    Examples
    --------
    >>> import formcheck
    >>> judged = formcheck.review_video("samples/over_lunge.mp4")  # doctest: +SKIP
    >>> judged.verdict  # doctest: +SKIP
    'Right knee down: no hold was found; over-lunged once (16° past neutral).'
    >>> judged.frames["lunge_deg"].max()  # doctest: +SKIP
    16.3
    >>> judged.save("results/over_lunge")  # doctest: +SKIP
    """
    if not isinstance(settings, JudgingSettings):
        settings = load_settings(Path(settings) if settings else None)
    options = Options(
        with_marker_colour(settings, markers),
        model,
        video=video,
        pdf=pdf,
        corrections=corrections or Corrections(),
        note=note,
        pictures=pictures,
        patient=patient,
        exports=tuple(exports),
        height_m=height_m,
        estimator=estimator,
        language=check_language(language),
        visited_on=visited_on,
    )
    temporary = TemporaryDirectory(prefix="formcheck-")
    done = review_file(Path(path), Path(temporary.name) / Path(path).stem, options, progress)
    return Review(StoredReview.open(done.folder), temporary)


def within(source: VideoSource, given: Corrections) -> Iterator[Frame]:
    """Pass on the frames of the part that shall be judged, as they lie in the file.

    Parameters
    ----------
    source
        The recording.
    given
        Says where the part begins and ends.

    Raises
    ------
    FormcheckError
        There are none.
    """
    start_s = given.start_s or 0.0
    end_s = math.inf if given.end_s is None else given.end_s
    passed = False
    for frame in source.waiting():
        if frame.time_s > end_s:
            break
        if frame.time_s >= start_s:
            passed = True
            yield frame
    if not passed:
        raise FormcheckError(message("error.review.part", path=str(source.path)))


def looks_every(fps: float, picture: Picture) -> int:
    """Return how many frames to go from look to look; a rate that is not known is taken for a low one."""
    # Slightly more than the whole number: 29.97 frames a second are thirty.
    return max(1, int(fps / picture.estimates_fps + 0.05)) if fps > 0 else 1
