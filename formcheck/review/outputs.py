"""The files of one review, written as the judged frames come."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.corrections import Corrections, Span
from formcheck.messages.catalogue import DEFAULT
from formcheck.overlay.overlay import Overlay
from formcheck.records import Assessment, Fault, Frame, Hold
from formcheck.report.key_frames import KeyFrames
from formcheck.report.page import write_report
from formcheck.report.pdf.both import write_pdfs
from formcheck.results.series import Series
from formcheck.results.summary import FileProvenance, ProgramProvenance, Summary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.results.summary_parts import rounded
from formcheck.results.tables import AnglesCsv, KeypointsCsv
from formcheck.review.stood import StoodFinder
from formcheck.review.uncorrected import Uncorrected, check_taken
from formcheck.settings import AnnotatedVideo, JudgingSettings
from formcheck.system.outputs import whole_file, write_text
from formcheck.system.pipeline import Behind
from formcheck.video.privacy import Pictures, Veil
from formcheck.video.writer import AnnotatedVideoWriter, fit, output_size

_Drawn = tuple[NDArray[np.uint8], float]
"""A picture for the video, and its time, seconds."""


class Source(Protocol):
    """What has to be known of a source before its first frame; see `formcheck.video.reader.VideoSource`."""

    @property
    def is_photo(self) -> bool:
        """A single picture."""

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the frames, pixels."""

    @property
    def fps(self) -> float:
        """Average frames per second; NaN where not known."""


class Results:
    """Writes the tables, the annotated picture or video, and at the end the summary and the report.

    A context manager; leaving it in order completes the tables and the video.

    Parameters
    ----------
    folder
        An empty folder.
    source
        What is reviewed.
    settings
        Every threshold.
    video
        Write the annotated video or picture.
    pictures
        How the person is shown in all of them.
    patient
        Code of the patient; empty where none was given.
    language
        Of the report and the annotated video.
    pdf
        Write the report and the handout as PDF, too.
    reviewed_at
        When the file was reviewed first; None where nobody knows.
    visited_on
        Day of the visit as it was entered; None where it was not.
    """

    def __init__(
        self,
        folder: Path,
        source: Source,
        settings: JudgingSettings,
        *,
        video: bool = True,
        pictures: Pictures = "as filmed",
        patient: str = "",
        language: str = DEFAULT,
        pdf: bool = True,
        reviewed_at: datetime | None = None,
        visited_on: date | None = None,
    ) -> None:
        self._folder = folder
        self._pdf = pdf
        self._angles = AnglesCsv(folder / "angles.csv")
        self._keypoints = KeypointsCsv(folder / "keypoints.csv")
        self._summary = SummaryBuilder(
            settings,
            photo=source.is_photo,
            pictures=pictures,
            patient=patient,
            language=language,
            reviewed_at=reviewed_at,
            visited_on=visited_on,
        )
        self._series = Series()
        self._key_frames = KeyFrames(settings, photo=source.is_photo)
        self._stood = None if source.is_photo else StoodFinder()
        self._veil = Veil(pictures, settings.privacy)
        self._overlay = Overlay(source.size_px, settings, photo=source.is_photo, language=language)
        self._drawn_px = source.size_px
        if not source.is_photo:
            self._drawn_px = output_size(source.size_px, settings.annotated_video.lines)
        self._picture = folder / "annotated.jpg" if video and source.is_photo else None
        self._video: AnnotatedVideoWriter | None = None
        self._draw_every = drawn_every(source.fps, settings.annotated_video)
        self._since_drawn = self._draw_every
        if video and not source.is_photo:
            self._video = AnnotatedVideoWriter(
                folder / "annotated.mp4", self._drawn_px, source.fps / self._draw_every, settings.annotated_video
            )
        self._encode: Behind[_Drawn] | None = None
        self._files = ExitStack()

    @property
    def judged(self) -> bool:
        """Whether anything has been judged so far."""
        return self._summary.judged

    def __enter__(self) -> Self:
        with ExitStack() as files:
            for file in (self._angles, self._keypoints, self._video):
                if file is not None:
                    files.enter_context(file)
            if self._video is not None:
                # On a thread of its own: the next picture is drawn meanwhile.
                video = self._video
                self._encode = files.enter_context(Behind[_Drawn](lambda drawn: video.write(*drawn), depth=2))
            self._files = files.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._files.__exit__(kind, error, trace)

    def add(self, frame: Frame, assessment: Assessment) -> None:
        """Write one judged frame, which must carry its pose, and its picture: that is drawn on."""
        if frame.image is None and frame.waiting is None:
            raise ValueError("a frame without its picture cannot be drawn")
        self._angles.add(assessment)
        self._keypoints.add(frame, assessment)
        self._summary.add(assessment)
        self._series.add(assessment)
        self._veil.see(frame)
        drawn_on = self._picture is not None or (self._video is not None and self._shall_be_drawn(assessment))
        frame = frame.opened() if drawn_on else frame
        if self._stood is not None:
            kneeling = assessment.measurement.half_kneeling is True
            self._stood.step(frame, kneeling, lambda: self._shown(frame).copy())
        if not drawn_on:
            self._key_frames.add(assessment, lambda: self._overlay.draw(self._shown(frame), assessment))
            return
        shown = self._shown(frame)
        drawn = self._overlay.draw(shown, assessment, in_place=True)  # nobody else needs it now
        self._key_frames.add(assessment, lambda: drawn)
        if self._encode is not None:
            self._encode((drawn, frame.time_s))
        if self._picture is not None:
            _write_picture(self._picture, drawn)

    def _shall_be_drawn(self, assessment: Assessment) -> bool:
        """Whether a frame gets into the video; the first does, and each in which something is said or ends."""
        self._since_drawn += 1
        if self._since_drawn < self._draw_every and assessment.cue is None and not assessment.ended_faults:
            return False
        self._since_drawn = 0
        return True

    def _shown(self, frame: Frame) -> NDArray[np.uint8]:
        """Return the picture of a frame as it may be shown, at the size it is drawn at."""
        image = frame.opened().image
        assert image is not None  # as `add` has found
        return self._veil.draw(fit(image, self._drawn_px))

    def finish(
        self,
        faults: tuple[Fault, ...],
        hold: Hold | None,
        file: FileProvenance,
        program: ProgramProvenance,
        corrections: Corrections | None = None,
        uncorrected: Uncorrected | None = None,
        note: str = "",
        found_ranges_s: tuple[Span, ...] = (),
    ) -> Summary:
        """Write the summary and the report, after the last frame.

        Parameters
        ----------
        faults, hold
            What was still open when the source ended.
        file, program
            What was reviewed, and with what.
        corrections, uncorrected
            What was given by hand, and what was found without it.
        note
            What the reviewer wrote.
        found_ranges_s
            From when to when the person was found to show their own range.

        Raises
        ------
        FormcheckError
            The video does not bear out what was given, or the files cannot be written.
        """
        self._summary.finish(faults, hold)
        summary = self._summary.build(file, program)
        given = corrections or Corrections()
        check_taken(given, summary)
        stood = self._stood.finish() if self._stood is not None else None
        if stood is not None:
            summary = summary.model_copy(update={"standing": stood.summary})
        update: dict[str, Any] = {"note": note, "corrections": given, "found_ranges_s": rounded(found_ranges_s)}
        if uncorrected is not None:
            raw = uncorrected.summary(summary)
            write_text(self._folder / "uncorrected.json", raw.to_json())
            update |= {"uncorrected_verdict": raw.verdict, "uncorrected_verdict_message": raw.verdict_message}
        summary = summary.model_copy(update=update)
        write_text(self._folder / "summary.json", summary.to_json())
        video = self._video.path.name if self._video is not None else ""
        pictures = stood.pictures if stood is not None else ()
        write_report(self._folder / "report.html", summary, self._series, self._key_frames, video, pictures)
        if self._pdf:
            write_pdfs(self._folder, summary, self._series, self._key_frames)
        return summary


def drawn_every(fps: float, settings: AnnotatedVideo) -> int:
    """Return how many frames to go from one that is drawn to the next, by the rate of the film; NaN is a usual one."""
    return max(1, round(fps / settings.most_fps)) if fps > 0 else 1


def _write_picture(path: Path, image: NDArray[np.uint8]) -> None:
    encoded, data = cv2.imencode(path.suffix, image, [cv2.IMWRITE_JPEG_QUALITY, 92])
    if not encoded:
        raise ValueError(f"OpenCV cannot encode {path.suffix}")
    with whole_file(path) as part:
        part.write_bytes(data.tobytes())
