"""A file is looked at before anything decodes it: what is no video, or only names other files, is refused here."""

from __future__ import annotations

from pathlib import Path

import av
from av.container import InputContainer

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.system.failures import wall

_REFERRING = frozenset(
    ["hls", "concat", "dash", "sdp", "applehttp", "imf", "lavfi", "rtsp", "rtp", "sap", "webm_dash_manifest"]
)
"""Formats that only name where the pictures are: another file, or an address."""

_TEXT_ART = ("tty", "bin", "xbin", "adf", "idf")
"""FFmpeg reads any text as a moving picture of its letters."""

_REFERENCES = (b"#EXTM3U", b"ffconcat", b"<?xml", b"<MPD", b"v=0\r\n", b"v=0\n", b"[playlist]", b"[Reference]")
"""How lists of other files begin."""


class VideoError(FormcheckError):
    """A video or photo that cannot be read; the message is one sentence that says what to do."""


def head_of(path: Path) -> bytes:
    """Return the first 16 bytes of a file.

    Raises
    ------
    VideoError
        It is missing, empty, no file, or cannot be read.
    """
    try:
        if path.is_dir():
            raise VideoError(message("error.video.folder", path=str(path)))
        if path.exists() and not path.is_file():
            # A pipe or a device would be waited for without end, and can be read only once.
            raise VideoError(message("error.video.no_file", path=str(path)))
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError as error:
        raise VideoError(message("error.video.missing", path=str(path))) from error
    except OSError as error:
        raise VideoError(message("error.video.unreadable", path=str(path), why=str(error.strerror))) from error
    if not head:
        raise VideoError(message("error.video.empty", path=str(path)))
    return head


def open_container(path: Path) -> InputContainer:
    """Open a video, and nothing that it names: no other file, no address.

    Raises
    ------
    VideoError
        It is no video, or a list of other files.
    """
    refusal = VideoError(message("error.video.not_video", path=str(path)))
    with wall(refusal):
        with path.open("rb") as file:
            head = file.read(4096)
        if _refers(head):
            raise VideoError(message("error.video.refers", path=str(path)))
        options = {"protocol_whitelist": "file", "pattern_type": "none"}
        container = av.open(str(path.absolute()), metadata_errors="replace", options=options)
    names = set(container.format.name.split(","))
    if names & set(_TEXT_ART):
        container.close()
        raise refusal
    if names & _REFERRING:
        container.close()
        raise VideoError(message("error.video.refers", path=str(path)))
    return container


def _refers(head: bytes) -> bool:
    """Whether a file is a list of other files, which FFmpeg would open while it finds out what it is."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_REFERENCES)
