"""Where the pose model is on this computer, and whether it is the right one.

`full` travels with formcheck; `lite` and `heavy` are looked for beside it and in the user's data folder. A model that
is damaged, or fed with pictures scaled otherwise than it expects, still finds people, only badly: so a file is checked
before it is used.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from formcheck.errors import FormcheckError
from formcheck.messages.message import message

PUBLISHED_AT = "https://ai.google.dev/edge/mediapipe/solutions/vision/pose_landmarker"
_PARTS = {"pose_detector.tflite", "pose_landmarks_detector.tflite"}


class ModelError(FormcheckError):
    """A pose model that cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Bundle:
    """A pose model formcheck knows by name.

    Attributes
    ----------
    filename
        Name of its file.
    sha256
        Checksum of the bundle described in models/README.md.
    url
        Where Google publishes the bundle of the same weights.
    """

    filename: str
    sha256: str
    url: str


def _bundle(name: str, sha256: str) -> Bundle:
    stem = f"pose_landmarker_{name}"
    url = f"https://storage.googleapis.com/mediapipe-models/pose_landmarker/{stem}/float16/latest/{stem}.task"
    return Bundle(f"{stem}.task", sha256, url)


BUNDLES = {
    "lite": _bundle("lite", "fe6cd1009e418ab9d518ee472ef745c00bb61034ecb57fe2f77d2ba64a2203f0"),
    "full": _bundle("full", "02b527ffe7946d5dc3d7900cee2b686ac6a3e85577ad324f3dbd17e2d3e4fb11"),
    "heavy": _bundle("heavy", "a2fcc4912ae56ff4a465a7f52d2d50f5d7bb4f0685ea2977cd51c5d6cbb42f20"),
}


def model_folders() -> list[Path]:
    """Return the folders searched for models: the installed package, the source checkout, the user's data folder."""
    package = Path(__file__).parents[1]
    return [package / "models", package.parent / "models", user_folder()]


def user_folder() -> Path:
    """Return the folder for models the user adds."""
    return platformdirs.user_data_path("formcheck", appauthor=False) / "models"


def find_model(name_or_path: str | Path = "full") -> Path:
    """Find a pose model and check it.

    Parameters
    ----------
    name_or_path
        ``lite``, ``full``, ``heavy``, or the path of a Pose Landmarker bundle.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ModelError
        It is not there, damaged, or not a Pose Landmarker bundle.
    """
    bundle = BUNDLES.get(str(name_or_path))
    if bundle is None:
        return _checked_bundle(Path(name_or_path))
    for folder in model_folders():
        path = folder / bundle.filename
        if path.is_file():
            return _checked_named(str(name_or_path), path)
    if str(name_or_path) == "full":
        raise ModelError(message("error.model.bundled_missing", name=bundle.filename))
    where = {"url": bundle.url, "listed": PUBLISHED_AT, "folder": str(user_folder())}
    raise ModelError(message("error.model.not_here", name=str(name_or_path), **where))


def checksum_known(path: Path) -> bool:
    """Tell whether a file is one of the bundles of models/README.md, byte for byte."""
    digest = _sha256(path)
    return any(digest == bundle.sha256 for bundle in BUNDLES.values())


def _checked_named(name: str, path: Path) -> Path:
    """Check a model found under its name: `full` by checksum; Google's own `lite` and `heavy` have other checksums."""
    if _sha256(path) == BUNDLES[name].sha256:
        return path
    if name == "full":
        raise ModelError(message("error.model.wrong_checksum", path=str(path)))
    return _checked_bundle(path)


def _checked_bundle(path: Path) -> Path:
    if not path.is_file():
        raise ModelError(message("error.model.unknown", name=str(path)))
    try:
        with zipfile.ZipFile(path) as bundle:
            whole = set(bundle.namelist()) >= _PARTS and bundle.testzip() is None
    except (zipfile.BadZipFile, NotImplementedError):
        whole = False
    except OSError as error:
        raise ModelError(message("error.model.unreadable", path=str(path), why=str(error.strerror))) from error
    if not whole:
        raise ModelError(message("error.model.damaged", path=str(path), listed=PUBLISHED_AT))
    return path


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(message("error.model.unreadable", path=str(path), why=str(error.strerror))) from error
