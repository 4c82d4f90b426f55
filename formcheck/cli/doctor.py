"""Is everything here that formcheck needs? Each check says what it found and how to mend it."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from formcheck.errors import FormcheckError

DEBIAN_LIBRARIES = "libgl1 libegl1 libgles2 libglib2.0-0 libsm6 libxext6"
"""Packages of Debian and Ubuntu that OpenCV and MediaPipe need and a bare system does not have."""


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
    mend
        What to do about it; empty where nothing is to be done.
    """

    name: str
    state: State
    found: str
    mend: str = ""


def examine() -> list[Finding]:
    """Look at everything formcheck needs, most basic first. Takes a few seconds."""
    findings = [_python(), *(_package(name, module) for name, module in _PACKAGES)]
    if any(finding.state is State.WRONG for finding in findings):
        return findings
    return [*findings, *(check() for check in _CHECKS)]


_PACKAGES = (
    ("numpy", "numpy"),
    ("opencv-contrib-python", "cv2"),
    ("mediapipe", "mediapipe"),
    ("av", "av"),
)


def _python() -> Finding:
    return Finding("python", State.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _package(name: str, module: str) -> Finding:
    from formcheck.system.native_output import silenced

    try:
        with silenced():
            importlib.import_module(module)
        return Finding(name, State.OK, importlib.metadata.version(name))
    except ImportError as error:
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
        return Finding("pose model", State.WRONG, str(error), "install formcheck again")
    return Finding("pose model", State.OK, f"{path} (checksum right, MediaPipe loads it)")


def _pelvis() -> Finding:
    from formcheck.lunge.pelvis.learned import LearnedTilt

    try:
        LearnedTilt()
    except FormcheckError as error:
        return Finding("pelvis networks", State.WRONG, str(error), "install formcheck again")
    return Finding("pelvis networks", State.OK, "OpenCV loads them")


def _other_models() -> Finding:
    from formcheck.pose.weights import checksum_known, find_model, user_folder

    there = []
    for name in ("lite", "heavy"):
        try:
            known = checksum_known(find_model(name))
            there.append(name if known else f"{name} (a whole bundle; its checksum is not one formcheck knows)")
        except FormcheckError:
            continue
    found = ", ".join(there) if there else f"none (not needed; 'lite' and 'heavy' would go into {user_folder()})"
    return Finding("other models", State.OK, found)


def _sample() -> Finding:
    from formcheck.system.bundled import demo_sample

    try:
        return Finding("sample clip", State.OK, str(demo_sample()))
    except FormcheckError as error:
        return Finding("sample clip", State.NOTE, str(error), "install formcheck again to run 'formcheck demo'")


def _codec() -> Finding:
    from formcheck.video.writer import video_codec

    if video_codec() == "libx264":
        return Finding("video codec", State.OK, "libx264 writes H.264")
    return Finding(
        "video codec",
        State.NOTE,
        "the H.264 encoder libx264 is missing: annotated videos do not play in browsers",
        f"{sys.executable} -m pip install --force-reinstall av",
    )


def _cameras() -> Finding:
    from formcheck.video.camera import list_cameras

    found = [str(number) for number in list_cameras()]
    if not found:
        return Finding(
            "cameras",
            State.NOTE,
            "none gives a picture",
            "plug one in, close other programs that use it, and allow the terminal to use the camera",
        )
    return Finding("cameras", State.OK, f"{', '.join(found)} (formcheck live --camera {found[0]})")


def _display() -> Finding:
    from formcheck.desktop.display import display_trouble

    if trouble := display_trouble():
        return Finding("display", State.NOTE, str(trouble), "formcheck live --headless works without one")
    return Finding("display", State.OK, "a window can be opened")


def _sound() -> Finding:
    from formcheck.desktop.chime import sound_trouble

    if trouble := sound_trouble():
        return Finding("sound", State.NOTE, f"{trouble}; the terminal's bell is used instead")
    return Finding("sound", State.OK, "cues can be heard")


_CHECKS: tuple[Callable[[], Finding], ...] = (
    _model,
    _pelvis,
    _other_models,
    _sample,
    _codec,
    _cameras,
    _display,
    _sound,
)
