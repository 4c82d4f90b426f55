"""Facts about the reviewed file and the program, for the summary."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import cv2

from formcheck import __version__
from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.messages.readable import readable
from formcheck.results.summary import FileProvenance, ProgramProvenance
from formcheck.video.reader import VideoSource


def file_provenance(
    source: VideoSource, frames: int, last_time_s: float, notes: Sequence[Message] = ()
) -> FileProvenance:
    """Describe a file after it has been read.

    Parameters
    ----------
    source
        The file.
    frames
        How many frames were read.
    last_time_s
        Time of the last one, seconds.
    notes
        What is to be known of how it was read, before what reading itself found.
    """
    return FileProvenance(
        name=readable(source.path.name),
        sha256=sha256_of(source.path),
        size_bytes=source.path.stat().st_size,
        kind="photo" if source.is_photo else "video",
        duration_s=None if source.is_photo else round(last_time_s, 4),
        frame_rate=round(source.fps, 4) if math.isfinite(source.fps) else None,
        frames=frames,
        width_px=source.size_px[0],
        height_px=source.size_px[1],
        scale=round(source.scale, 6),
        rotation_deg=source.rotation_deg,
        recorded_at=source.recorded_at,
        notes=[str(note) for note in (*notes, *source.notes)],
        note_messages=[*notes, *source.notes],
    )


def program_provenance(model: Path | str) -> ProgramProvenance:
    """Describe the program and the pose model: the file of MediaPipe's, or the name of another network."""
    return ProgramProvenance(
        formcheck=__version__,
        mediapipe=_version_of("mediapipe"),
        opencv=cv2.__version__,
        model=model.name if isinstance(model, Path) else model,
        model_sha256=sha256_of(model) if isinstance(model, Path) else "",
    )


def judged_anew(program: ProgramProvenance) -> ProgramProvenance:
    """Describe this program judging what another, or another version, has seen."""
    return program.model_copy(update={"formcheck": __version__})


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file. Raises FormcheckError where it is gone."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FormcheckError(message("error.results.vanished", path=str(path), why=str(error.strerror))) from error
