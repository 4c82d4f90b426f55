"""Is everything here that formcheck needs? Each check says what it found and how to fix it."""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.system.log import FOLDER_VARIABLE, log_failure, log_file

_LOG = logging.getLogger(__name__)

DEBIAN_LIBRARIES = "libgl1 libegl1 libgles2 libglib2.0-0 libsm6 libxext6"
"""Packages of Debian and Ubuntu that OpenCV and MediaPipe need and a bare system does not have."""

Words = Message | str
"""What is put into the language of the terminal, or is the same in each: a path, a command, the words of a system."""

_AGAIN = message("doctor.again")


class State(StrEnum):
    """What a check found."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes
    ----------
    name
        What was looked at.
    state
        ``ok``; ``note`` where only a part of formcheck is missing; ``wrong`` where nothing works without it.
    found
        What was found.
    fix
        What to do about it; None where nothing is to be done.
    """

    name: Words
    state: State
    found: Words
    fix: Words | None = None


def examine() -> list[Finding]:
    """Look at everything formcheck needs, most basic first. Takes a few seconds."""
    findings = [_python(), *(_package(name, module) for name, module in _PACKAGES)]
    if any(finding.state is State.WRONG for finding in findings):
        return [*findings, _log()]
    return [*findings, *(check() for check in _CHECKS)]


_PACKAGES = (
    ("numpy", "numpy"),
    ("opencv-contrib-python", "cv2"),
    ("mediapipe", "mediapipe"),
    ("av", "av"),
)


def _ok(what: str, found: Words) -> Finding:
    return Finding(message(f"doctor.name.{what}"), State.OK, found)


def _not_ok(what: str, state: State, found: Words, fix: Words | None = None) -> Finding:
    return Finding(message(f"doctor.name.{what}"), state, found, fix)


def _python() -> Finding:
    here = {"version": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
    return _ok("python", Message("doctor.found.python", here))


def _package(name: str, module: str) -> Finding:
    from formcheck.system.native_output import silenced

    try:
        with silenced():
            importlib.import_module(module)
        return Finding(name, State.OK, importlib.metadata.version(name))
    except ImportError as error:
        log_failure(_LOG, error)
        why = str(error)
        if ".so" in why and sys.platform.startswith("linux"):
            return Finding(name, State.WRONG, why, f"sudo apt-get install {DEBIAN_LIBRARIES}")
        return Finding(name, State.WRONG, why, f"{sys.executable} -m pip install --force-reinstall {name}")


def _model() -> Finding:
    from formcheck.pose.landmarker import PoseLandmarker
    from formcheck.pose.weights import find_model

    try:
        path = find_model("full")
        PoseLandmarker("full").close()
    except FormcheckError as error:
        log_failure(_LOG, error)
        return _not_ok("model", State.WRONG, error.message, _AGAIN)
    return _ok("model", message("doctor.found.model", path=str(path)))


def _pelvis() -> Finding:
    from formcheck.lunge.knee.head import LearnedKnee
    from formcheck.lunge.pelvis.learned import LearnedTilt

    try:
        LearnedTilt()
        LearnedKnee()
    except FormcheckError as error:
        log_failure(_LOG, error)
        return _not_ok("pelvis", State.WRONG, error.message, _AGAIN)
    return _ok("pelvis", message("doctor.found.pelvis"))


def _other_models() -> Finding:
    from formcheck.pose.weights import checksum_known, find_model, user_folder

    there: list[Words] = []
    for name in ("lite", "heavy"):
        try:
            known = checksum_known(find_model(name))
            there.append(name if known else message("doctor.found.other_checksum", name=name))
        except FormcheckError as error:
            log_failure(_LOG, error)
    if there:
        return _ok("other_models", message("doctor.found.other_models", models=tuple(there)))
    return _ok("other_models", message("doctor.found.other_none", folder=str(user_folder())))


def _sample() -> Finding:
    from formcheck.system.bundled import demo_sample

    try:
        return _ok("sample", str(demo_sample()))
    except FormcheckError as error:
        log_failure(_LOG, error)
        return _not_ok("sample", State.NOTE, error.message, message("doctor.fix_by.sample"))


def _codec() -> Finding:
    from formcheck.video.writer import video_codec

    if video_codec() == "libx264":
        return _ok("codec", message("doctor.found.codec"))
    reinstall = f"{sys.executable} -m pip install --force-reinstall av"
    return _not_ok("codec", State.NOTE, message("doctor.found.no_codec"), reinstall)


def _cameras() -> Finding:
    from formcheck.video.camera import list_cameras

    found = tuple(str(number) for number in list_cameras())
    if not found:
        return _not_ok("cameras", State.NOTE, message("doctor.found.no_cameras"), message("doctor.fix_by.cameras"))
    return _ok("cameras", message("doctor.found.cameras", numbers=found, first=found[0]))


def _display() -> Finding:
    from formcheck.desktop.window import display_trouble

    if trouble := display_trouble():
        return _not_ok("display", State.NOTE, trouble, message("doctor.fix_by.display"))
    return _ok("display", message("doctor.found.display"))


def _sound() -> Finding:
    from formcheck.desktop.chime import sound_trouble

    if trouble := sound_trouble():
        return _not_ok("sound", State.NOTE, message("doctor.found.no_sound", why=trouble))
    return _ok("sound", message("doctor.found.sound"))


def _log() -> Finding:
    file = log_file()
    folder = next(parent for parent in file.parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK) and (not file.exists() or os.access(file, os.W_OK)):
        return _ok("log", message("doctor.found.log", path=str(file)))
    fix = message("doctor.fix_by.log", variable=FOLDER_VARIABLE)
    return _not_ok("log", State.NOTE, message("doctor.found.no_log", path=str(file)), fix)


_CHECKS: tuple[Callable[[], Finding], ...] = (
    _model,
    _pelvis,
    _other_models,
    _sample,
    _codec,
    _cameras,
    _display,
    _sound,
    _log,
)
