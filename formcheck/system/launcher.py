"""A door to formcheck on the desktop: what each system starts programs by, for this installation of Python alone.

Linux takes an entry of the menu, macOS a file that the Terminal runs, Windows a file of commands in the Start menu. A
window of the terminal stays open beside the page on all three: it shows the address, and closing it ends formcheck.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.system.outputs import output_error, write_text

_ICON = Path(__file__).parents[1] / "web" / "static" / "shared" / "icon.svg"
_MARK = "formcheck launcher"
"""Stands in every file that is written here, so that another's is neither replaced nor removed."""


@dataclass(frozen=True)
class Launcher:
    """What starts formcheck by a click.

    Attributes
    ----------
    file
        Where it lies.
    text
        What it holds.
    picture
        Where its icon lies; None where the system takes none.
    """

    file: Path
    text: str
    picture: Path | None = None


def launcher(
    system: str = sys.platform,
    home: Path | None = None,
    python: str = sys.executable,
    environment: Mapping[str, str] = os.environ,
) -> Launcher:
    """Return what starts formcheck on a system.

    Parameters
    ----------
    system
        Its name, as Python has it: ``linux``, ``darwin``, ``win32``.
    home
        The folder of the person.
    python
        The Python that formcheck is installed in.
    environment
        The variables of the environment, which may say where menus lie.
    """
    home = home or Path.home()
    if system == "win32":
        return _windows(home, python, environment)
    if system == "darwin":
        return _macos(home, python)
    return _linux(home, python, environment)


def install(door: Launcher) -> Path:
    """Write a launcher, in the place of an earlier one; return its file.

    Raises
    ------
    OutputError
        It cannot be written.
    FormcheckError
        There is another file of that name.
    """
    _check_ours(door)
    try:
        door.file.parent.mkdir(parents=True, exist_ok=True)
        if door.picture is not None:
            door.picture.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_ICON, door.picture)
        write_text(door.file, door.text)
        door.file.chmod(0o755)
    except OSError as error:
        raise output_error(door.file, error) from error
    return door.file


def remove(door: Launcher) -> bool:
    """Remove a launcher; return whether there was one.

    Raises
    ------
    OutputError
        It cannot be removed.
    FormcheckError
        The file is another's.
    """
    _check_ours(door)
    was_there = door.file.exists()
    try:
        for file in (door.file, door.picture):
            if file is not None:
                file.unlink(missing_ok=True)
    except OSError as error:
        raise output_error(door.file, error) from error
    return was_there


def _check_ours(door: Launcher) -> None:
    if door.file.exists() and _MARK not in door.file.read_text(encoding="utf-8", errors="replace"):
        raise FormcheckError(message("error.launcher.foreign", path=str(door.file)))


def _linux(home: Path, python: str, environment: Mapping[str, str]) -> Launcher:
    """Return an entry of the menu, as freedesktop.org describes it."""
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    picture = data / "icons" / "hicolor" / "scalable" / "apps" / "formcheck.svg"
    lines = (
        "[Desktop Entry]",
        f"# {_MARK}",
        "Type=Application",
        "Version=1.5",
        "Name=formcheck",
        *(f"Comment{'' if tag == 'en' else f'[{tag}]'}={words}" for tag, words in _comments().items()),
        f"Exec={_quoted(python)} -m formcheck",
        f"TryExec={python}",
        "Icon=formcheck",
        "Terminal=true",
        "Categories=MedicalSoftware;Science;",
        "",
    )
    return Launcher(data / "applications" / "formcheck.desktop", "\n".join(lines), picture)


def _macos(home: Path, python: str) -> Launcher:
    """Return a file of commands that the Terminal opens at a double click."""
    text = f"#!/bin/sh\n# {_MARK}\nexec {shlex.quote(python)} -m formcheck\n"
    return Launcher(home / "Applications" / "formcheck.command", text)


def _windows(home: Path, python: str, environment: Mapping[str, str]) -> Launcher:
    """Return a file of commands in the Start menu; a percent sign is doubled, or it would begin a variable."""
    roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    menu = roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    lines = (
        "@echo off",
        f"rem {_MARK}",
        "chcp 65001 >nul",
        "title formcheck",
        f'"{python.replace("%", "%%")}" -m formcheck',
        "if errorlevel 1 pause",
        "",
    )
    return Launcher(menu / "formcheck.cmd", "\r\n".join(lines))


def _quoted(argument: str) -> str:
    """Quote an argument of ``Exec=``, whose backslashes are read twice: by the file's rules, then by those of a shell.

    A percent sign would stand for a file or a place, so it is doubled.
    """
    inside = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in argument)
    return '"' + inside.replace("\\", "\\\\").replace("%", "%%") + '"'


def _comments() -> dict[str, str]:
    from formcheck.messages.catalogue import catalogue, languages

    return {tag: catalogue(tag).of("launcher.comment") for tag in languages()}
