"""Files that travel with formcheck: in the installed package, or in the checkout it is run from."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.messages.message import message

DEMO_SAMPLE = "over_lunge.mp4"
DEMO_STANDING = tuple(
    tuple(f"standing/{occasion}_{number}.jpg" for number in (1, 2, 3)) for occasion in ("before", "after")
)


class IncompleteInstallationError(FormcheckError):
    """A file that should have come with formcheck is not there."""


def bundled_folders(kind: str) -> list[Path]:
    """Return where bundled files of one kind may lie: the installed package, then the source checkout."""
    package = Path(__file__).parents[1]
    return [package / kind, package.parent / kind]


def bundled_file(kind: str, name: str, folder: Path | None = None) -> Path:
    """Find a file that comes with formcheck, for example ``models``, ``pelvis_encoder.onnx``.

    Parameters
    ----------
    kind, name
        Folder and file.
    folder
        Look only here instead.

    Raises
    ------
    IncompleteInstallationError
        It is not there.
    """
    for place in [folder] if folder else bundled_folders(kind):
        if (place / name).is_file():
            return place / name
    raise IncompleteInstallationError(message("error.installation.missing", name=name))


def demo_sample() -> Path:
    """Find the sample clip of `formcheck demo`.

    Raises
    ------
    IncompleteInstallationError
        It is not there.
    """
    return bundled_file("samples", DEMO_SAMPLE)


def standing_samples() -> tuple[list[Path], list[Path]]:
    """Find the photos of the posture check of `formcheck demo`: before and after.

    Raises
    ------
    IncompleteInstallationError
        One is not there.
    """
    before, after = ([bundled_file("samples", name) for name in names] for names in DEMO_STANDING)
    return before, after
